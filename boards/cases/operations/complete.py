"""Completing a case and opening it again: acts of their own, never a side effect (plannr-api.md 2.10).

Whether a status sets the date, or the date the status, Plannr does not say: so the page says where the case stands,
offers the status beside the date, and sends what was chosen in one PUT. A move never sets a date.
"""

from uuid import UUID

from boards.audit.models import Entry
from boards.cases.fields import COMPLETION_FIELDS, Content
from boards.cases.operations.edit import CaseSnapshot, EditCase, EditRequest
from boards.mirror.ordering import end_rank
from boards.users.models import User
from boards.writes.operation import Body, Result
from boards.writes.pipeline import execute


def complete_case(by: User, change: EditRequest) -> tuple[Result, dict[str, Content]]:
    """Give a case its completion date, and the status that was chosen beside it, in one PUT."""
    act = CompleteCase(by, change)
    return execute(act), act.now


def reopen_case(by: User, change: EditRequest) -> tuple[Result, dict[str, Content]]:
    """Take the completion date away, and move the case to the status that was chosen beside it, in one PUT."""
    act = ReopenCase(by, change)
    return execute(act), act.now


class CompleteCase(EditCase):
    """Completing, as the write path sees it: an edit of the date, and of the status if one is chosen."""

    verb = "case-complete"
    fields = COMPLETION_FIELDS

    def body(self, fresh: CaseSnapshot) -> Body | None:
        """A change of status goes to the foot of the new one, as a move to its last place would."""
        body = super().body(fresh)
        if body and "status" in body:
            body["status_position"] = end_rank(UUID(body["status"]))
        return body

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        """ "completed “Hill mortgage”, dated 2 September 2026, and moved it to Completed"."""
        day, status = _described_changes(entry)
        did = "completed" if entry.body else "wanted to complete"
        dated = f", dated {day}" if day else ""
        return f"{did} “{entry.subject_name}”{dated}{f', and moved it to {status}' if status else ''}"


class ReopenCase(CompleteCase):
    """Opening a case again: the date goes, and the status changes if one is chosen."""

    verb = "case-reopen"

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        """ "reopened “Hill mortgage”, and moved it to Research"."""
        _, status = _described_changes(entry)
        did = "reopened" if entry.body else "wanted to reopen"
        return f"{did} “{entry.subject_name}”{f', and moved it to {status}' if status else ''}"


def _described_changes(entry: Entry) -> tuple[str, str]:
    """What the date and the status were to become, in words."""
    told = (entry.before or {}).get("told") or {}
    return told.get("completion date", ["", ""])[1], told.get("status", ["", ""])[1]
