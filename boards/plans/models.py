"""What the plans room keeps: confirmations that may be used once, and what it has learnt of this Plannr."""

from django.conf import settings
from django.db import models


class Confirmation(models.Model):
    """A page that named who would be removed, and what would become of everybody's pounds (reliability.md P13b).

    `token` works once, for ten minutes, for the person it was made for. `asked` is what will be done, exactly; `shown`
    is the digest of what the page showed of Plannr; `page` holds what it drew; `reasons` are the kinds of question it
    put.
    """

    token = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    plan = models.UUIDField()
    cover = models.UUIDField(null=True)
    asked = models.JSONField()
    shown = models.CharField(max_length=64)
    now = models.JSONField()
    reasons = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "plans_confirmation"
        indexes = [models.Index(fields=["made_at"], name="plans_confirmation_made")]


class ApiBehaviour(models.Model):
    """Something this Plannr was seen to do where its documents are silent (plannr-api.md 8.6; api_behaviour.py)."""

    name = models.CharField(max_length=40, primary_key=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "plans_habit"
