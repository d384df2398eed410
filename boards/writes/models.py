"""The lease, one writer at a time for one case or plan; the press that waits for it; and the halt, which stops the
writes of what it covers.
"""

from django.conf import settings
from django.db import models


class Lease(models.Model):
    """Who may write `key` (`case:<uuid>`, `plan:<uuid>`) until `expires_at`; `fence` grows with each new holder.

    `by` is the person whose write it is (None: one is being checked). `home`, `pid` and `started` name the process
    (boards.processes), so that a successor can tell that it is dead. `answered` is the newest attempt (an audit entry's
    pk) to which Plannr has said yes: known from the answer on, whatever becomes of the process that got it.
    """

    key = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=64, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    by = models.BigIntegerField(null=True)
    home = models.CharField(max_length=200, blank=True)
    pid = models.PositiveIntegerField(null=True)
    started = models.CharField(max_length=40, blank=True)
    expires_at = models.DateTimeField()
    answered = models.BigIntegerField(null=True)

    class Meta:
        db_table = "writes_lease"


class Press(models.Model):
    """The newest press of a form that has not begun: `key` says whose, on what and under which gesture's key, `ask` for
    what (audit.record.ask_of), and `token` is its own.
    """

    key = models.CharField(max_length=200, primary_key=True)
    ask = models.CharField(max_length=64)
    token = models.CharField(max_length=32)

    class Meta:
        db_table = "writes_press"


class WriteFreeze(models.Model):
    """A freeze: why no write may leave for what `scope` names, set when a write was seen to change what it must not.

    `scope` is a record (`case:<uuid>`, `plan:<uuid>`), a client (`client:<uuid>`) or `firm`; `name` what people call
    it, `client` whose record it is. Lifted by a manager, who gives a `reason`, or by the board itself once all was put
    back: then `lifted_by` is null. See boards.writes.freeze.
    """

    at = models.DateTimeField(auto_now_add=True)
    scope = models.CharField(max_length=80, default="firm")
    name = models.TextField(blank=True)
    client = models.UUIDField(null=True)
    words = models.TextField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "writes_halt"

    def __str__(self) -> str:
        return f"{self.at:%d %B %Y %H:%M}: {self.words}"

    @property
    def stopped(self) -> str:
        """What it stops, in words: "Writing to Plannr", "Changing “Hill mortgage”"."""
        if self.scope == "firm":
            return "Writing to Plannr"
        of_client = self.scope.startswith("client:")
        return f"Changing any case or plan of {self.name or 'this client'}" if of_client else f"Changing “{self.name}”"
