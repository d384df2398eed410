"""What the case page shows, from the mirror; what only Plannr can tell is asked for afterwards (plannr_details.py)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self
from uuid import UUID, uuid4

from django.forms import BoundField

from boards.cases.fields import FIELDS, CaseField, Content
from boards.cases.forms.change import CaseForm
from boards.cases.history import HistoryEvent, case_history
from boards.mirror import cover_types
from boards.mirror.models import Account, Case, Plan, Status
from boards.mirror.models import plans as plan_models
from boards.mirror.ordering import Position, position_of
from boards.mirror.quality.cases import DataIssue, completed_status_ids, data_issues, is_case_done, types_with_plans
from boards.mirror.quality.covers import CoverIssue, read_cover_issues
from boards.mirror.related_cases import RelatedCase, cases_of_same_client, cases_of_same_plan
from boards.ui import formatting
from boards.users.models import User
from boards.users.permissions import has_permission

# What the page draws beside its fields, and the fields with what is said in them.
BESIDE_FIELDS = ("colour", "place", "people", "assigned", "contradictions", "same_client", "clashes", "history")
FIELD_ROWS = ("name_row", "rows", "plans_row", "plans")


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field as the page draws it: its words, or its form where `box` is open."""

    field: CaseField
    said: str
    is_empty: bool
    fixed: str = ""
    box: BoundField | None = None


@dataclass(frozen=True, slots=True)
class LinkedCover:
    """One cover of a linked plan in short: what it is, what to look at on it, and its amount in minor units."""

    uuid: UUID
    words: str
    gaps: list[str]
    amount: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class LinkedPlan:
    """A linked plan in short: the mirror's row and its covers."""

    plan: Plan
    covers: list[LinkedCover]

    @property
    def type_words(self) -> str:
        """Its type for people: "Protection policy"."""
        return cover_types.sentence_label(self.plan.type)


@dataclass
class CasePage:
    """A case as `by` sees it, on the board of `client` (None: on none); `form` has the fields that are open."""

    case: Case
    by: User
    client: Account | None = None
    form: CaseForm | None = None

    def fetch(self, *names: str) -> Self:
        """Look up what is drawn of it, so that no template does: what `names` say, or all that the page shows."""
        if self.form:
            self.form.is_valid()
        for name in names or (*BESIDE_FIELDS, *FIELD_ROWS):
            getattr(self, name)
        return self

    @cached_property
    def may_change(self) -> bool:
        """Whether this person may edit cases."""
        return has_permission(self.by, "case-change")

    @cached_property
    def status(self) -> Status | None:
        """The status it stands in."""
        return Status.objects.filter(pk=self.case.status).first() if self.case.status else None

    @cached_property
    def colour(self) -> str:
        """The status's colour, or blank."""
        return formatting.colour(self.status.colour) if self.status else ""

    @cached_property
    def place(self) -> Position | None:
        """Its place on the client's board, or on the firm's."""
        return position_of(self.client.pk if self.client else None, self.case.pk)

    @cached_property
    def people(self) -> list[Account]:
        """Everybody who takes part, clients first."""
        uuids = self.case.participations.values_list("account", flat=True)
        found = Account.objects.filter(pk__in=uuids)
        return sorted(found, key=lambda one: (one.kind != "client", one.folded, one.pk))

    @property
    def clients(self) -> list[Account]:
        """The clients whose case it is."""
        return [one for one in self.people if one.kind == "client"]

    @cached_property
    def assigned(self) -> list[Account]:
        """Who is assigned, as far as met."""
        return sorted(Account.objects.filter(pk__in=self.case.assigned_to), key=lambda one: (one.folded, one.pk))

    @property
    def is_done(self) -> bool:
        """Whether it counts as completed."""
        return is_case_done(self.case, self.completed)

    @cached_property
    def completed(self) -> frozenset[UUID]:
        """The statuses for completed cases."""
        return completed_status_ids()

    @cached_property
    def contradictions(self) -> list[DataIssue]:
        """What does not fit in it."""
        return data_issues(self.case, self.completed, types_with_plans(self.completed))

    @cached_property
    def same_client(self) -> tuple[int, list[RelatedCase]]:
        """How many more open cases its clients have, and the first of them."""
        return cases_of_same_client(self.case.pk, self.completed)

    @cached_property
    def clashes(self) -> list[RelatedCase]:
        """Other open cases on a plan of its own, while it is open itself."""
        return [] if self.is_done else cases_of_same_plan(self.case, self.completed)

    def row(self, name: str) -> FieldRow:
        """One field as it is drawn."""
        one = FIELDS[name]
        content = one.mirrored(self.case)
        box = self.form[name] if self.form and name in self.form.fields else None
        return FieldRow(one, self._said(one, content), content in (None, []), self._fixed(one), box)

    @cached_property
    def rows(self) -> list[FieldRow]:
        """The fields of the sheet, in their order; the name stands above it and the plans below."""
        return [self.row(name) for name in ("value", "type", "review", "assigned")]

    @cached_property
    def name_row(self) -> FieldRow:
        """The case's name, in the heading."""
        return self.row("name")

    @cached_property
    def plans_row(self) -> FieldRow:
        """Which plans are linked."""
        return self.row("plans")

    def _said(self, one: CaseField, content: Content) -> str:
        if one.name == "value":
            return formatting.money(self.case.value, self.case.currency)
        return one.said(content) if one.name != "name" else (self.case.name.strip() or "Case without a name")

    def _fixed(self, one: CaseField) -> str:
        """Why a field cannot be changed here, in words; blank where it can."""
        is_foreign = one.name == "value" and self.case.value is not None and self.case.currency not in ("GBP", "")
        return "not in pounds: changed in Plannr only" if is_foreign else ""

    @cached_property
    def plans(self) -> list[LinkedPlan]:
        """The linked plans the mirror knows, with the health of their covers."""
        uuids = [UUID(plan) for plan in self.case.plans or ()]
        known, gaps = Plan._default_manager.in_bulk(uuids), read_cover_issues(uuids)
        rows = list(plan_models.Cover._default_manager.filter(plan__in=uuids).select_related("plan"))
        return [
            LinkedPlan(known[uuid], linked_covers([row for row in rows if row.plan.pk == uuid], gaps.get(uuid, [])))
            for uuid in uuids
            if uuid in known
        ]

    @property
    def unread_plans(self) -> int:
        """How many linked plans the mirror has not met yet."""
        return len(self.case.plans or ()) - len(self.plans)

    @cached_property
    def history(self) -> list[HistoryEvent]:
        """What happened to it."""
        return case_history(self.case.pk)

    @cached_property
    def next_statuses(self) -> list[Status]:
        """Where a completion of it, or its reopening, may take it, in column order."""
        listed = Status.objects.filter(listed=True, is_completed=self.case.completed_at is None)
        return [one for one in listed.order_by("position", "name") if one.pk != self.case.status]

    @property
    def gesture(self) -> str:
        """A key for one more form of the page, so that it is one write whatever is pressed twice."""
        return uuid4().hex


def linked_covers(covers: Iterable[plan_models.Cover], gaps: Sequence[CoverIssue]) -> list[LinkedCover]:
    """A plan's covers in short; an insurance cover is worth its excess."""
    return [
        LinkedCover(
            one.pk,
            cover_types.label(one.cover_type) if one.cover_type else "Cover",
            [gap.words for gap in gaps if gap.cover == str(one.pk)],
            one.benefit_amount if one.benefit_amount is not None else one.excess,
            one.benefit_currency if one.benefit_amount is not None else one.excess_currency,
        )
        for one in covers
    ]
