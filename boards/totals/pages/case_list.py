"""The cases behind a figure: a page of them at a time, and all of them for files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import batched
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet

from boards.mirror.board_data import listed_statuses
from boards.mirror.columns import COLUMN_NAMES, OTHER_STATUS
from boards.mirror.models import Account, Participant
from boards.totals import links
from boards.totals.exports.tables import DATE, DAYS, POUNDS, TEXT, DataTable
from boards.totals.filters import SPLIT, TotalsFilter, cases_in_state
from boards.totals.reports import assignees
from boards.totals.reports.ageing import age_on, cycle_days
from boards.totals.reports.aggregates import Aggregate, person_names, total_of, type_names
from boards.ui import formatting
from boards.ui.formatting import london

PAGE = 100
TOGETHER = 500
FACTS = (
    "pk", "name", "status", "type", "adviser", "value", "currency", "created_at", "completed_at", "status_since",
    "status_since_known",
)  # fmt: skip


class ListedCase(NamedTuple):
    """A case as the mirror holds it."""

    uuid: UUID
    name: str
    status: UUID | None
    type: UUID | None
    adviser: str | None
    value: int | None
    currency: str
    created_at: datetime | None
    completed_at: datetime | None
    status_since: datetime | None
    status_since_known: bool


@dataclass(frozen=True, slots=True)
class CaseListRow:
    """A case in the list, in words. `days` is its age while open, and what it took once it is done."""

    row: ListedCase
    clients: str
    status: str
    colour: str
    type: str
    adviser: str
    days: int | None
    address: str

    @property
    def worth(self) -> str:
        """Its value in its own currency."""
        return formatting.money(self.row.value, self.row.currency)

    @property
    def pennies(self) -> int | None:
        """Its value, if that is in pounds."""
        return self.row.value if self.row.currency in ("GBP", "") else None


def list_totals(wanted: TotalsFilter, cases: QuerySet[Any]) -> list[tuple[str, Aggregate, str]]:
    """The figures of a list, open and completed apart: the word, the figure, and where its cases are. A list of no
    cases has one figure.
    """
    some = cases.order_by()
    found = [
        (state, list_aggregate(wanted, cases_in_state(some, state)), links.link_to_state(wanted, state)())
        for state in wanted.sides
    ]
    return [one for one in found if one[1].cases] or found[:1]


def list_aggregate(wanted: TotalsFilter, cases: QuerySet[Any]) -> Aggregate:
    """The figure of a list: where cases are split between those assigned, the parts of those asked for."""
    whole = total_of(cases)
    if wanted.counting != SPLIT or not wanted.whose:
        return whole
    part = assignees.sum_of_people(assignees.split_groups(cases, SPLIT, (), ()), wanted.whose)
    return replace(whole, pennies=part.pennies, others=part.others)


class RecordNames:
    """The words for statuses, types, people and clients, looked up once for a list."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.statuses = {uuid: (name, formatting.colour(colour)) for uuid, name, colour, _ in listed_statuses()}
        self.types = type_names()

    def shown(self, rows: Iterable[Any]) -> list[CaseListRow]:
        """Some rows in words: two queries for the people in them."""
        cases = [ListedCase(*row) for row in rows]
        clients = clients_by_case([case.uuid for case in cases])
        people = person_names({case.adviser for case in cases if case.adviser})
        return [self.one(case, clients.get(case.uuid, ""), people) for case in cases]

    def one(self, case: ListedCase, clients: str, people: dict[str, str]) -> CaseListRow:
        """One row in words."""
        status, colour = ("No status", "")
        if case.status:
            status, colour = self.statuses.get(case.status, (COLUMN_NAMES[OTHER_STATUS], ""))
        days = None
        if case.created_at:
            finish = case.completed_at
            days = cycle_days(case.created_at, finish) if finish else age_on(self.day, case.created_at)
        kind = self.types.get(str(case.type), "Not known by name") if case.type else ""
        adviser = people.get(case.adviser, "Not known by name") if case.adviser else ""
        return CaseListRow(case, clients, status, colour, kind, adviser, days, links.case_url(case.uuid))


def clients_by_case(cases: list[UUID]) -> dict[UUID, str]:
    """The names of each case's clients, joined by "and"."""
    parts = list(Participant.objects.filter(case__in=cases).order_by("pk").values_list("case", "account"))
    who = {account for _, account in parts}
    names = dict(Account.objects.filter(pk__in=who, kind="client").values_list("pk", "name"))
    found: dict[UUID, list[str]] = {}
    for case, account in parts:
        if account in names:
            found.setdefault(case, []).append(names[account])
    return {case: " and ".join(named) for case, named in found.items()}


def in_list_order(cases: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The list's order: most value first, those without one last."""
    return cases.order_by(F("value").desc(nulls_last=True), "name", "pk").values_list(*FACTS)


def list_page(cases: QuerySet[Any], number: int, day: date) -> list[CaseListRow]:
    """Page `number` (from 1) of the list."""
    return RecordNames(day).shown(in_list_order(cases)[(number - 1) * PAGE : number * PAGE])


def case_table(cases: QuerySet[Any], day: date, title: str) -> DataTable:
    """The whole list as rows, read some hundreds at a time as they are written."""
    headings = (
        ("Case", TEXT),
        ("Client", TEXT),
        ("Status", TEXT),
        ("Type", TEXT),
        ("Adviser", TEXT),
        ("Value, £", POUNDS),
        ("In another currency", TEXT),
        ("Opened", DATE),
        ("Completed", DATE),
        ("Days", DAYS),
        ("Plannr uuid", TEXT),
    )
    return DataTable("cases", title, headings, stream_rows(cases, day))


def stream_rows(cases: QuerySet[Any], day: date) -> Iterator[tuple[object, ...]]:
    """The rows of the list, in its order."""
    names = RecordNames(day)
    for some in batched(in_list_order(cases).iterator(chunk_size=2000), TOGETHER):
        for one in names.shown(some):
            row = one.row
            yield (
                row.name,
                one.clients,
                one.status,
                one.type,
                one.adviser,
                one.pennies,
                one.worth if row.value is not None and one.pennies is None else "",
                london(row.created_at).date() if row.created_at else None,
                london(row.completed_at).date() if row.completed_at else None,
                one.days,
                str(row.uuid),
            )
