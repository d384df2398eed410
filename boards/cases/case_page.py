"""What the case page shows, from the mirror; what only Plannr can tell is asked for afterwards (plannr_details.py)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID, uuid4

from boards.cases.edit_form import FieldForm
from boards.cases.fields import FIELDS, CaseField, Content
from boards.cases.history import HistoryEvent, case_history
from boards.cases.operations.complete import completion_statuses, reopening_statuses
from boards.mirror import cover_types
from boards.mirror.board_data import column_key
from boards.mirror.models import Account, Case, CaseType, Plan, Status
from boards.mirror.models import plans as plan_models
from boards.mirror.models.search_key import search_key
from boards.mirror.ordering import Position, position_of
from boards.mirror.quality.cases import DataIssue, completed_status_ids, data_issues, is_case_done, types_with_plans
from boards.mirror.quality.covers import CoverIssue, read_cover_issues
from boards.mirror.related_cases import RelatedCase, cases_of_same_client, cases_of_same_plan
from boards.mirror.sync.accounts import sync_employees
from boards.mirror.sync.plans import client_plans, sync_plans_of
from boards.plannr import NotFound
from boards.ui import formatting
from boards.users.models import User
from boards.users.permissions import has_permission

MAX_CHOICES = 60


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field as the page draws it: its words, or its form where `box` is open."""

    field: CaseField
    said: str
    is_empty: bool
    fixed: str = ""
    box: FieldForm | None = None


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


@dataclass(frozen=True, slots=True)
class ListChoice:
    """One line of a list to choose from."""

    uuid: UUID
    name: str
    detail: str = ""
    is_chosen: bool = False


@dataclass
class CasePage:
    """A case as `by` sees it, on the board of `client` (None: on none); `boxes` are the fields whose forms are open."""

    case: Case
    by: User
    client: Account | None = None
    boxes: dict[str, FieldForm] = field(default_factory=dict)
    find: str = ""

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
        return data_issues(self.case, self.completed, types_with_plans())

    @cached_property
    def same_client(self) -> tuple[int, list[RelatedCase]]:
        """How many more open cases its clients have, and the first of them."""
        return cases_of_same_client(self.case.pk)

    @cached_property
    def clashes(self) -> list[RelatedCase]:
        """Other open cases on a plan of its own, while it is open itself."""
        return [] if self.is_done else cases_of_same_plan(self.case)

    def row(self, name: str) -> FieldRow:
        """One field as it is drawn."""
        one = FIELDS[name]
        content = one.mirrored(self.case)
        return FieldRow(one, self._said(one, content), content in (None, []), self._fixed(one), self.boxes.get(name))

    @property
    def rows(self) -> list[FieldRow]:
        """The fields of the sheet, in their order; the name stands above it and the plans below."""
        return [self.row(name) for name in ("value", "type", "review", "assigned")]

    @property
    def name_row(self) -> FieldRow:
        """The case's name, in the heading."""
        return self.row("name")

    @property
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

    @property
    def employees(self) -> list[ListChoice]:
        """Those who can be assigned: whoever is chosen first, then the employees whose name is looked for."""
        return people_choices(self.boxes.get("assigned"), Account.objects.filter(kind="employee"), self.find)

    @property
    def types(self) -> list[CaseType]:
        """The types met on cases; the case's own is among them whatever it is called, or the box would show another."""
        found = list(CaseType.objects.exclude(name="").order_by("name"))
        if self.case.type and self.case.type not in {one.pk for one in found}:
            found.append(CaseType(self.case.type, "A type without a name"))
        return found

    @property
    def plan_choices(self) -> list[ListChoice]:
        """The plans that can be linked: the linked ones first, then its clients' others."""
        box = self.boxes.get("plans")
        chosen = [UUID(one) for one in box.content] if box and isinstance(box.content, list) else []
        offered = {plan.pk: plan for client in self.clients for plan in client_plans(client.pk)}
        offered |= Plan._default_manager.in_bulk(chosen)
        found = [
            ListChoice(uuid, plan_label(offered.get(uuid)), plan_detail(offered.get(uuid)), True) for uuid in chosen
        ]
        rest = [plan for uuid, plan in offered.items() if uuid not in chosen]
        return found + [ListChoice(plan.pk, plan_label(plan), plan_detail(plan)) for plan in rest]

    @property
    def completed_on(self) -> str:
        """The day it was completed; today while it is open: as a date box has it."""
        return formatting.iso_day(self.case.completed_at) or formatting.today().isoformat()

    @property
    def completed_statuses(self) -> list[Status]:
        """Where a completion may take it."""
        return [one for one in completion_statuses() if one.pk != self.case.status]

    @property
    def open_statuses(self) -> list[Status]:
        """Where a reopening may take it."""
        return [one for one in reopening_statuses() if one.pk != self.case.status]

    @property
    def gesture(self) -> str:
        """A key for one more form of the page, so that it is one write whatever is pressed twice."""
        return uuid4().hex

    @property
    def key(self) -> str:
        """The key of the column it stands in."""
        return column_key(self.case.status)


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


def plan_label(plan: Plan | None) -> str:
    """A plan's name for people."""
    return (plan.name or plan.policy_number or "Plan without a name") if plan else "A plan that was not read yet"


def plan_detail(plan: Plan | None) -> str:
    """What tells two plans of one name apart."""
    parts = (cover_types.sentence_label(plan.type), plan.provider, plan.policy_number) if plan else ()
    return " · ".join(filter(None, parts))


def people_choices(box: FieldForm | None, offered: Iterable[Account], find: str) -> list[ListChoice]:
    """People to choose from, whoever is chosen first; `find` narrows the rest by name."""
    chosen = [UUID(one) for one in box.content] if box and isinstance(box.content, list) else []
    known = Account.objects.in_bulk(chosen)
    wanted = search_key(find).split()
    rest = [one for one in offered if one.pk not in chosen and all(word in one.folded for word in wanted)]
    rest.sort(key=lambda one: (one.folded, one.pk))
    first = [
        ListChoice(uuid, known[uuid].name if uuid in known else "Somebody not met yet", "", True) for uuid in chosen
    ]
    return first + [ListChoice(one.pk, one.name, one.role) for one in rest[:MAX_CHOICES]]


def refresh_choices(page: CasePage, name: str) -> None:
    """What a list is chosen from, brought up to date: the firm's employees, the clients' plans."""
    if name == "assigned":
        sync_employees()
    if name == "plans":
        for client in page.clients:
            try:
                sync_plans_of(client.pk)
            except NotFound:
                continue
