"""The fields of a case that can be edited here, one class each, and everything that differs between them.

Seed 000 and plannr-api.md 2.6 say what a PUT takes. A field's *content* is a JSON value that can be compared whoever
read it: a form carries the content its page showed, the fresh read gives the content Plannr holds now, and the two are
compared, field by field (architecture.md section 3). Money is pennies, days are London days, lists sorted and whole.
Status and place are a move's (operations/move.py), the completion date has acts of its own (operations/complete.py).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from boards.mirror import models as mirror
from boards.mirror.store.card_summary import assigned_ids
from boards.plannr import Case
from boards.ui import formatting
from boards.ui.fields import parse_uuid
from boards.writes.operation import Rejected

type Content = str | int | list[str] | None


class IncompleteAnswer(Rejected):
    """Plannr's answer does not carry the whole of a list that would be written back: it is not safe to change."""


class CaseField(ABC):
    """One field: `name` in forms and addresses, `key` in Plannr's body, `label` on the page, `sure` the question asked
    before it is emptied (blank: none is asked).
    """

    name: str
    key: str
    label: str
    sure: str = ""
    is_list = False

    @abstractmethod
    def of(self, case: Case) -> Content:
        """The content as Plannr answered it. Raises NotTold."""

    @abstractmethod
    def mirrored(self, case: mirror.Case) -> Content:
        """The content as the mirror has it."""

    @abstractmethod
    def said(self, content: Content) -> str:
        """The content in words."""

    def sent(self, content: Content) -> Any:
        """The content as a JSON value of the body."""
        return content

    def of_sent(self, value: Any) -> Content:
        """The content that a JSON value of a body stands for."""
        found: Content = value
        return found

    def argument(self, value: Any) -> Any:
        """A JSON value of the body as the Plannr client takes it."""
        return value

    def doubt(self, case: mirror.Case, was: Content, wanted: Content) -> str:
        """What a person is asked before this change is sent; blank where there is nothing to ask."""
        return self.sure if wanted in (None, []) and was not in (None, []) else ""


class NameField(CaseField):
    """The case's name."""

    name = key = "name"
    label = "Name"

    def of(self, case: Case) -> Content:
        return case.name

    def mirrored(self, case: mirror.Case) -> Content:
        return case.name

    def said(self, content: Content) -> str:
        return f"“{content}”"


class ValueField(CaseField):
    """The expected value. Plannr takes plain pennies without a currency, so only pounds are changed here."""

    name = key = "value"
    label = "Value"
    sure = "The case would have no value at all. Save it without one?"

    def of(self, case: Case) -> Content:
        if case.value and case.value.currency != "GBP":
            raise Rejected("This value is not in pounds, so it can only be changed in Plannr.", self.name)
        return case.value.pennies if case.value else None

    def mirrored(self, case: mirror.Case) -> Content:
        return case.value

    def said(self, content: Content) -> str:
        return formatting.money(content if isinstance(content, int) else None)


class RelationField(CaseField):
    """A field that names one record."""

    def of(self, case: Case) -> Content:
        record = getattr(case, self.key)
        return str(record.uuid) if record else None

    def mirrored(self, case: mirror.Case) -> Content:
        uuid = getattr(case, self.key)
        return str(uuid) if uuid else None

    def argument(self, value: Any) -> Any:
        return UUID(value)


class TypeField(RelationField):
    """The case type; the choices are those met on cases, for Plannr does not list them (plannr-api.md 3.3)."""

    name = key = "type"
    label = "Type"

    def said(self, content: Content) -> str:
        return case_type_name(parse_uuid(content)) or "No type"


class StatusField(RelationField):
    """The status that a completion takes the case into, or out of; blank leaves it where it stands."""

    name = key = "status"
    label = "Status"

    def said(self, content: Content) -> str:
        status = mirror.Status.objects.filter(pk=str(content)).first() if content else None
        return status.name if status else "No status"


class DateField(CaseField):
    """A London day, kept by Plannr as a moment; `none` says that there is none."""

    none: str

    def of(self, case: Case) -> Content:
        return formatting.iso_day(getattr(case, self.key))

    def mirrored(self, case: mirror.Case) -> Content:
        return formatting.iso_day(getattr(case, self.key))

    def said(self, content: Content) -> str:
        return formatting.nice_date(date.fromisoformat(content)) if isinstance(content, str) else self.none

    def sent(self, content: Content) -> Any:
        return self.moment(date.fromisoformat(content)).isoformat() if isinstance(content, str) else None

    def moment(self, day: date) -> datetime:
        """The moment sent for a day: noon in London, in UTC, so that every clock it may be read by shows that day."""
        return datetime.combine(day, time(12), tzinfo=formatting.LONDON).astimezone(UTC)

    def of_sent(self, value: Any) -> Content:
        return formatting.iso_day(self.argument(value))

    def argument(self, value: Any) -> Any:
        return datetime.fromisoformat(value) if value else None


class ReviewField(DateField):
    """The review date."""

    name, key, label, none = "review", "review_at", "Review", "No review date"

    def doubt(self, case: mirror.Case, was: Content, wanted: Content) -> str:
        if isinstance(wanted, str) and date.fromisoformat(wanted) < formatting.today():
            return f"{self.said(wanted)} has passed. Save it as the review date?"
        return ""


class CompletedField(DateField):
    """The completion date. Today is sent as this very moment."""

    name, key, label, none = "completed", "completed_at", "Completion date", "not completed"

    def doubt(self, case: mirror.Case, was: Content, wanted: Content) -> str:
        opened = formatting.iso_day(case.created_at)
        if isinstance(wanted, str) and opened and wanted < opened:
            return f"That is before the case was opened, on {self.said(opened)}. Save it all the same?"
        return ""

    def moment(self, day: date) -> datetime:
        now = datetime.now(formatting.LONDON).replace(microsecond=0)
        return now if day == formatting.today() else super().moment(day)


class ListField(CaseField):
    """A field that is written back whole: the form sends every member that shall remain. `untold` refuses to change
    what Plannr did not tell.
    """

    is_list = True
    untold: str

    @abstractmethod
    def members(self, case: Case) -> Iterable[UUID] | None:
        """The uuids, as far as told."""

    def of(self, case: Case) -> Content:
        members = self.members(case)
        if members is None:
            raise IncompleteAnswer(self.untold, self.name)
        return sorted(map(str, members))

    def argument(self, value: Any) -> Any:
        return [UUID(member) for member in value]

    def of_sent(self, value: Any) -> Content:
        return sorted(value or [])


class AssignedField(ListField):
    """Who works on the case: employees of the firm (plannr-api.md 2.6)."""

    name, key, label = "assigned", "assigned_to_uuids", "Assigned"
    sure = "Nobody would be assigned any more. Save it so?"
    untold = "Plannr did not say who is assigned now, so it is not safe to change it here."

    def members(self, case: Case) -> Iterable[UUID] | None:
        return assigned_ids(case)

    def mirrored(self, case: mirror.Case) -> Content:
        return sorted(case.assigned_to)

    def said(self, content: Content) -> str:
        return ", ".join(account_names(content)) or "Nobody"


class PlansField(ListField):
    """The plans linked to the case; never null, and an empty list is asked about (plannr-api.md 11)."""

    name = key = "plans"
    label = "Plans"
    sure = "Every plan would be unlinked from the case. Save it without plans?"
    untold = "Plannr did not say which plans are linked now, so it is not safe to change them."

    def members(self, case: Case) -> Iterable[UUID] | None:
        return case.plan_uuids

    def mirrored(self, case: mirror.Case) -> Content:
        return sorted(case.plans) if case.plans is not None else None

    def said(self, content: Content) -> str:
        return formatting.counted(len(content), "plan") if isinstance(content, list) and content else "No plans"


FIELDS: Mapping[str, CaseField] = {
    field.name: field
    for field in (NameField(), ValueField(), TypeField(), ReviewField(), AssignedField(), PlansField())
}
COMPLETION_FIELDS: Mapping[str, CaseField] = {field.name: field for field in (CompletedField(), StatusField())}


def case_type_name(kind: UUID | None) -> str:
    """A case type's name, or blank."""
    return mirror.CaseType.objects.filter(pk=kind).values_list("name", flat=True).first() or "" if kind else ""


def account_names(content: Content) -> list[str]:
    """The names of accounts, by the alphabet; one the mirror never met is told as such."""
    uuids = [UUID(one) for one in content] if isinstance(content, list) else []
    known = dict(mirror.Account.objects.filter(pk__in=uuids).values_list("pk", "name"))
    return sorted(known.get(uuid) or "somebody not met yet" for uuid in uuids)
