"""What all processes know together about how Plannr is doing."""

from django.db import models


class ApiHealth(models.Model):
    """One row for the whole deployment: Plannr counts requests per user, and is up or down for everybody at once.

    `failures` are calls in a row that brought no usable answer; at `gate.MOST_FAILURES` the circuit opens and only one
    probe leaves per `gate.PROBE_SECONDS`, claimed by moving `probe_at` on. `quiet_until` is what a 429 asked for, at
    most two minutes; after a pause as long as that, too, one probe leaves first. `remaining` is the newest
    X-Ratelimit-Remaining that was worth sharing, seen at `remaining_at`.

    `firm` is the firm that the token's account was first seen in, `proof` a digest of the address and the token that it
    was last seen with, and `stopped` says in words that the account is another firm's now (pin.py).
    """

    failures = models.PositiveIntegerField(default=0)
    probe_at = models.DateTimeField(null=True)
    quiet_until = models.DateTimeField(null=True)
    remaining = models.IntegerField(null=True)
    remaining_at = models.DateTimeField(null=True)
    firm = models.UUIDField(null=True)
    firm_name = models.TextField(blank=True)
    proof = models.CharField(max_length=64, blank=True)
    stopped = models.TextField(blank=True)

    class Meta:
        db_table = "crm_pulse"
