"""Completing a case and opening it again: acts of their own, never a side effect (plannr-api.md 2.10).

Whether a status sets the date, or the date the status, Plannr does not say: so the page says where the case stands,
offers the status beside the date, and sends what was chosen in one PUT. A move never sets a date.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from boards.audit.models import Entry
from boards.cases import days
from boards.cases.editing import Change, Edit, Fresh
from boards.cases.fields import Content, Field
from boards.mirror import models as mirror
from boards.mirror import places
from boards.plannr import Case
from boards.ui import formatting
from boards.ui.fields import parse_day, parse_uuid
from boards.users.models import User
from boards.writes.operation import Body, Result
from boards.writes.pipeline import execute


class Completed(Field):
    """The completion date: a London day. Today is sent as this very moment, another day as its noon."""

    name, key, label = "completed", "completed_at", "Completion date"

    def of(self, case: Case) -> Content:
        return days.day_of(case.completed_at)

    def mirrored(self, case: mirror.Case) -> Content:
        return days.day_of(case.completed_at)

    def read(self, data: Any) -> Content:
        found = self.parsed(parse_day, data)
        if found is None:
            raise self.wrong("Give the day it was completed.")
        if found > formatting.today():
            raise self.wrong("A case cannot have been completed on a day to come.")
        return found.isoformat()

    def untouched(self, data: Any, was: Content) -> bool:
        """The box of an open case shows today, which is an answer, not what the case holds."""
        return was is not None and super().untouched(data, was)

    def doubt(self, case: mirror.Case, was: Content, wanted: Content) -> str:
        opened = days.day_of(case.created_at)
        if isinstance(wanted, str) and opened and wanted < opened:
            return f"That is before the case was opened, on {self.said(opened)}. Save it all the same?"
        return ""

    def said(self, content: Content) -> str:
        return formatting.nice_date(date.fromisoformat(content)) if isinstance(content, str) else "not completed"

    def sent(self, content: Content) -> Any:
        if not isinstance(content, str):
            return None
        on = date.fromisoformat(content)
        moment = datetime.now(formatting.LONDON).replace(microsecond=0) if on == formatting.today() else days.noon(on)
        return moment.isoformat()

    def of_sent(self, value: Any) -> Content:
        return days.day_of(datetime.fromisoformat(value)) if value else None

    def argument(self, value: Any) -> Any:
        return datetime.fromisoformat(value) if value else None


class StatusWith(Field):
    """The status that a completion takes the case into, or out of; blank leaves it where it stands."""

    name = key = "status"
    label = "Status"

    def of(self, case: Case) -> Content:
        return str(case.status.uuid) if case.status else None

    def mirrored(self, case: mirror.Case) -> Content:
        return str(case.status) if case.status else None

    def read(self, data: Any) -> Content:
        chosen = parse_uuid(self.typed(data))
        if chosen is None or not mirror.Status.objects.filter(pk=chosen).exists():
            raise self.wrong("Choose one of the firm’s statuses.")
        return str(chosen)

    def said(self, content: Content) -> str:
        status = mirror.Status.objects.filter(pk=str(content)).first() if content else None
        return status.name if status else "No status"

    def argument(self, value: Any) -> Any:
        return UUID(value)


FIELDS: Mapping[str, Field] = {field.name: field for field in (Completed(), StatusWith())}


def complete(by: User, change: Change) -> tuple[Result, dict[str, Content]]:
    """Give a case its completion date, and the status that was chosen beside it, in one PUT."""
    act = Completion(by, change)
    return execute(act), act.now


def reopen(by: User, change: Change) -> tuple[Result, dict[str, Content]]:
    """Take the completion date away, and move the case to the status that was chosen beside it, in one PUT."""
    act = Reopening(by, change)
    return execute(act), act.now


class Completion(Edit):
    """Completing, as the write path sees it: an edit of the date, and of the status if one is chosen."""

    verb = "case-complete"
    fields = FIELDS

    def body(self, fresh: Fresh) -> Body | None:
        """A change of status goes to the foot of the new one, as a move to its last place would."""
        body = super().body(fresh)
        if body and "status" in body:
            body["status_position"] = places.end_position(UUID(body["status"]))
        return body

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        """ "completed “Hill mortgage”, dated 2 September 2026, and moved it to Completed"."""
        day, status = _changes(entry)
        did = "completed" if entry.body else "wanted to complete"
        dated = f", dated {day}" if day else ""
        return f"{did} “{entry.subject_name}”{dated}{f', and moved it to {status}' if status else ''}"


class Reopening(Completion):
    """Opening a case again: the date goes, and the status changes if one is chosen."""

    verb = "case-reopen"

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        """ "reopened “Hill mortgage”, and moved it to Research"."""
        _, status = _changes(entry)
        did = "reopened" if entry.body else "wanted to reopen"
        return f"{did} “{entry.subject_name}”{f', and moved it to {status}' if status else ''}"


def completed_statuses() -> list[mirror.Status]:
    """The firm's statuses that are for completed cases, in column order."""
    return list(mirror.Status.objects.filter(listed=True, is_completed=True).order_by("position", "name"))


def open_statuses() -> list[mirror.Status]:
    """The firm's other statuses, in column order."""
    return list(mirror.Status.objects.filter(listed=True, is_completed=False).order_by("position", "name"))


def _changes(entry: Entry) -> tuple[str, str]:
    """What the date and the status were to become, in words."""
    told = (entry.before or {}).get("told") or {}
    return told.get("completion date", ["", ""])[1], told.get("status", ["", ""])[1]
