"""What the firm sets and what a person keeps for the totals: chances, saved filters, and when somebody last looked."""

from django.conf import settings
from django.db import models


class StatusProbability(models.Model):
    """How likely a case in a status is to complete, in whole percent: the firm's own figure, set by a manager."""

    status = models.UUIDField(primary_key=True)
    percent = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "totals_chance"
        constraints = [
            models.CheckConstraint(condition=models.Q(percent__gte=0, percent__lte=100), name="totals_chance_percent")
        ]


class SavedTotals(models.Model):
    """Filters that somebody keeps under a name: `query` is the address after the question mark. Shared ones are
    everybody's to open.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    shared = models.BooleanField(default=False)

    class Meta:
        db_table = "totals_saved"
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="totals_saved_once")]


class TotalsVisit(models.Model):
    """When a person last looked at the totals: `at` is the newest look, `before` the last one of an earlier visit."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    at = models.DateTimeField()
    before = models.DateTimeField(null=True)

    class Meta:
        db_table = "totals_look"
