"""The fields of a case that can be edited here, one class each, and everything that differs between them.

Seed 000 and plannr-api.md 2.6 say what a PUT takes. A field's *content* is a JSON value that can be compared whoever
read it: a form carries the content its page showed, the fresh read gives the content Plannr holds now, and the two are
compared, field by field (architecture.md section 3). Money is pennies, days are London days, lists sorted and whole.
Status and place are a move's (operations/move.py), the completion date has acts of its own (operations/complete.py).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
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

    def emptied(self, was: Content, wanted: Content) -> bool:
        """Whether a change empties what was filled."""
        return wanted in (None, []) and was not in (None, [])

    def doubt(self, case: mirror.Case, was: Content, wanted: Content) -> str:
        """What a person is asked before this change is sent; blank where there is nothing to ask."""
        return self.sure if self.sure and self.emptied(was, wanted) else ""


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


class TypeField(CaseField):
    """The case type; the choices are those met on cases, for Plannr does not list them (plannr-api.md 3.3)."""

    name = key = "type"
    label = "Type"

    def of(self, case: Case) -> Content:
        return str(case.type.uuid) if case.type else None

    def mirrored(self, case: mirror.Case) -> Content:
        return str(case.type) if case.type else None

    def said(self, content: Content) -> str:
        return case_type_name(parse_uuid(content)) or "No type"

    def argument(self, value: Any) -> Any:
        return UUID(value)


class ReviewField(CaseField):
    """The review date: a London day, kept by Plannr as a moment."""

    name, key, label = "review", "review_at", "Review"

    def of(self, case: Case) -> Content:
        return formatting.iso_day(case.review_at)

    def mirrored(self, case: mirror.Case) -> Content:
        return formatting.iso_day(case.review_at)

    def doubt(self, case: mirror.Case, was: Content, wanted: Content) -> str:
        if isinstance(wanted, str) and date.fromisoformat(wanted) < formatting.today():
            return f"{self.said(wanted)} has passed. Save it as the review date?"
        return ""

    def said(self, content: Content) -> str:
        return formatting.nice_date(date.fromisoformat(content)) if isinstance(content, str) else "No review date"

    def sent(self, content: Content) -> Any:
        return noon_of(date.fromisoformat(content)).isoformat() if isinstance(content, str) else None

    def of_sent(self, value: Any) -> Content:
        return formatting.iso_day(datetime.fromisoformat(value)) if value else None

    def argument(self, value: Any) -> Any:
        return datetime.fromisoformat(value) if value else None


class ListField(CaseField):
    """A field that is written back whole: the form sends every member that shall remain."""

    is_list = True

    def argument(self, value: Any) -> Any:
        return [UUID(member) for member in value]

    def of_sent(self, value: Any) -> Content:
        return sorted(value or [])


class AssignedField(ListField):
    """Who works on the case: employees of the firm (plannr-api.md 2.6)."""

    name, key, label = "assigned", "assigned_to_uuids", "Assigned"
    sure = "Nobody would be assigned any more. Save it so?"

    def of(self, case: Case) -> Content:
        who = assigned_ids(case)
        if who is None:
            raise IncompleteAnswer(
                "Plannr did not say who is assigned now, so it is not safe to change it here.", self.name
            )
        return sorted(map(str, who))

    def mirrored(self, case: mirror.Case) -> Content:
        return sorted(case.assigned_to)

    def said(self, content: Content) -> str:
        return ", ".join(account_names(content)) or "Nobody"


class PlansField(ListField):
    """The plans linked to the case; never null, and an empty list is asked about (plannr-api.md 11)."""

    name, key, label = "plans", "plans", "Plans"
    sure = "Every plan would be unlinked from the case. Save it without plans?"

    def of(self, case: Case) -> Content:
        if case.plan_uuids is None:
            raise IncompleteAnswer(
                "Plannr did not say which plans are linked now, so it is not safe to change them.", self.name
            )
        return sorted(map(str, case.plan_uuids))

    def mirrored(self, case: mirror.Case) -> Content:
        return sorted(case.plans) if case.plans is not None else None

    def said(self, content: Content) -> str:
        return formatting.counted(len(content), "plan") if isinstance(content, list) and content else "No plans"


class CompletedField(CaseField):
    """The completion date: a London day. Today is sent as this very moment, another day as its noon."""

    name, key, label = "completed", "completed_at", "Completion date"

    def of(self, case: Case) -> Content:
        return formatting.iso_day(case.completed_at)

    def mirrored(self, case: mirror.Case) -> Content:
        return formatting.iso_day(case.completed_at)

    def doubt(self, case: mirror.Case, was: Content, wanted: Content) -> str:
        opened = formatting.iso_day(case.created_at)
        if isinstance(wanted, str) and opened and wanted < opened:
            return f"That is before the case was opened, on {self.said(opened)}. Save it all the same?"
        return ""

    def said(self, content: Content) -> str:
        return formatting.nice_date(date.fromisoformat(content)) if isinstance(content, str) else "not completed"

    def sent(self, content: Content) -> Any:
        if not isinstance(content, str):
            return None
        on = date.fromisoformat(content)
        moment = datetime.now(formatting.LONDON).replace(microsecond=0) if on == formatting.today() else noon_of(on)
        return moment.isoformat()

    def of_sent(self, value: Any) -> Content:
        return formatting.iso_day(datetime.fromisoformat(value)) if value else None

    def argument(self, value: Any) -> Any:
        return datetime.fromisoformat(value) if value else None


class StatusField(CaseField):
    """The status that a completion takes the case into, or out of; blank leaves it where it stands."""

    name = key = "status"
    label = "Status"

    def of(self, case: Case) -> Content:
        return str(case.status.uuid) if case.status else None

    def mirrored(self, case: mirror.Case) -> Content:
        return str(case.status) if case.status else None

    def said(self, content: Content) -> str:
        status = mirror.Status.objects.filter(pk=str(content)).first() if content else None
        return status.name if status else "No status"

    def argument(self, value: Any) -> Any:
        return UUID(value)


FIELDS: Mapping[str, CaseField] = {
    field.name: field
    for field in (NameField(), ValueField(), TypeField(), ReviewField(), AssignedField(), PlansField())
}
COMPLETION_FIELDS: Mapping[str, CaseField] = {field.name: field for field in (CompletedField(), StatusField())}


def noon_of(day: date) -> datetime:
    """The moment sent for a day: noon in London, in UTC, so that every clock it may be read by shows that day."""
    return datetime.combine(day, time(12), tzinfo=formatting.LONDON).astimezone(UTC)


def case_type_name(kind: UUID | None) -> str:
    """A case type's name, or blank."""
    return mirror.CaseType.objects.filter(pk=kind).values_list("name", flat=True).first() or "" if kind else ""


def account_names(content: Content) -> list[str]:
    """The names of accounts, by the alphabet; one the mirror never met is told as such."""
    uuids = [UUID(one) for one in content] if isinstance(content, list) else []
    known = dict(mirror.Account.objects.filter(pk__in=uuids).values_list("pk", "name"))
    return sorted(known.get(uuid) or "somebody not met yet" for uuid in uuids)
