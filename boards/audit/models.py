"""The audit log's one table."""

from typing import Any

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One line of the log: an attempt, committed before its PUT leaves, or an outcome, written once it is known.

    An outcome points at its attempt. `outcome` is `saved`, `refused`, `unknown` or `superseded`, and `conflict` where
    nothing was sent. `before`, `body` and `after` are JSON: what the fresh read gave, exactly what was sent, and what
    Plannr then held. `key` names the gesture behind an attempt (null: none given) and `ask` is a digest of what it
    asked for, so that a resend is one write and a correction another (record.ask_of). Each row's `digest` covers the
    row and the digest before it, so a changed, removed or reordered row shows.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=[("attempt", "attempt"), ("outcome", "outcome"), ("note", "note")])
    attempt = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="outcomes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=300)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=20)
    subject_uuid = models.UUIDField(db_index=True)
    subject_name = models.TextField(blank=True)
    client_uuid = models.UUIDField(null=True, db_index=True)
    client_name = models.TextField(blank=True)
    before = models.JSONField(null=True)
    body = models.JSONField(null=True)
    after = models.JSONField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    words = models.TextField(blank=True)
    key = models.CharField(max_length=64, null=True, db_index=True)
    ask = models.CharField(max_length=64, null=True)
    request_id = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_entry"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["key", "ask"], name="audit_entry_one_ask")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows may be saved; a line of the log is never rewritten."""
        if not self._state.adding:
            raise TypeError("A line of the audit log is never rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuses: a line of the log is never removed."""
        raise TypeError("A line of the audit log is never removed.")
