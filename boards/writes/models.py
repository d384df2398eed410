"""The lease, one writer at a time for one case or plan, and the halt, which stops every write."""

from django.db import models


class Lease(models.Model):
    """Who may write `key` (`case:<uuid>`, `plan:<uuid>`) until `expires_at`; `fence` grows with each new holder."""

    key = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=64, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "writes_lease"


class Halt(models.Model):
    """Why no write may leave: set when a write was seen to change what it must not. Lifted by hand, in the admin."""

    at = models.DateTimeField(auto_now_add=True)
    words = models.TextField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "writes_halt"

    def __str__(self) -> str:
        return f"{self.at:%d %B %Y %H:%M}: {self.words}"
