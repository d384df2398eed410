"""The sums: cases and pennies by status, type and adviser, from one grouped query, so that they foot and cross-foot.

Each case counts once, in pounds only; what a figure in pounds leaves out is counted beside it (plannr-api.md 12).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from boards.mirror.aggregates import Exclusions
from boards.mirror.board_data import listed_statuses
from boards.mirror.columns import COLUMN_NAMES, ListedStatuses
from boards.mirror.conditions import IN_POUNDS, between_days, month_bounds, start_of_day
from boards.mirror.models import Account, CaseType
from boards.totals.filters import NONE, OTHER, TotalsFilter, cases_in_any_state, completed_condition, open_condition
from boards.ui import formatting

STATUS, TYPE, ADVISER = "status", "type", "adviser"
OTHERS = "others"
WITHOUT = {STATUS: "No status", TYPE: "No type", ADVISER: "No adviser"}
MONTHS = 12

type GroupKey = tuple[str, str, str]
type SplitByPerson = Callable[[Collection[UUID]], dict[GroupKey, Aggregate]]


@dataclass(slots=True)
class Aggregate:
    """Some cases: how many, their pennies, how many have `no` value, how many are in another currency, and how many are
    assigned to `several` people; `others` is the other currencies' money, in minor units by code.
    """

    cases: int = 0
    pennies: int = 0
    no: int = 0
    abroad: int = 0
    several: int = 0
    others: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, more: "Aggregate") -> "Aggregate":
        self.cases, self.pennies = self.cases + more.cases, self.pennies + more.pennies
        self.no, self.abroad, self.several = self.no + more.no, self.abroad + more.abroad, self.several + more.several
        self.others.update(more.others)
        return self

    @property
    def valued(self) -> int:
        """How many have a value in pounds."""
        return self.cases - self.no - self.abroad

    @property
    def left_out(self) -> Exclusions:
        """What the pounds leave out."""
        return Exclusions(self.no, self.abroad, tuple(sorted(self.others.items())))

    @property
    def counted(self) -> str:
        """ "5 cases, 2 without a value": what a mark of a picture says beside its pounds."""
        return ", ".join(filter(None, (formatting.counted(self.cases, "case"), self.left_out.words)))


@dataclass(frozen=True, slots=True)
class Category:
    """A row or a column: `key` as in the address, its name, "#rrggbb" or "", its total and its median in pennies."""

    key: str
    name: str
    colour: str
    figure: Aggregate
    median: int | None = None


@dataclass(frozen=True, slots=True)
class Crosstab:
    """All sums of a page: the finest groups, each case once; `parts`, as those assigned share them (assignees.py;
    the groups themselves where each counts under the first); and the lines of each of the three kinds, in order.
    """

    groups: dict[GroupKey, Aggregate]
    parts: dict[GroupKey, Aggregate]
    lines: dict[str, list[Category]]
    total: Aggregate
    median: int | None

    def table(self, rows: str, columns: str) -> dict[tuple[str, str], Aggregate]:
        """The figures of one table, by row and column key."""
        at = {STATUS: 0, TYPE: 1, ADVISER: 2}
        found: dict[tuple[str, str], Aggregate] = {}
        groups = self.parts if ADVISER in (rows, columns) else self.groups
        for cut, figure in groups.items():
            cell = found.setdefault((cut[at[rows]], cut[at[columns]]), Aggregate())
            cell += figure
        return found


def crosstab(cases: QuerySet[Any], *, done: bool = True, parted: SplitByPerson | None = None) -> Crosstab:
    """Sum some cases; `done` says whether completed statuses keep their row though no case stands in them, and `parted`
    how those assigned share them, where that is not by the first of them.
    """
    listed = listed_statuses()
    known = {uuid for uuid, *_ in listed}
    groups = case_aggregates(cases, known)
    parts = parted(known) if parted else groups
    margins: dict[str, dict[str, Aggregate]] = {kind: {} for kind in (STATUS, TYPE, ADVISER)}
    total = Aggregate()
    for cut, figure in groups.items():
        total += figure
        add_to_margin(margins[STATUS], cut[0], figure)
        add_to_margin(margins[TYPE], cut[1], figure)
    for cut, figure in parts.items():
        add_to_margin(margins[ADVISER], cut[2], figure)
    mid = {kind: medians_by(cases, kind, listed) for kind in margins} if total.valued else {}
    shown = [status for status in listed if done or not status[3]]
    lines = {
        STATUS: status_categories(margins[STATUS], mid.get(STATUS, {}), shown, listed),
        TYPE: named_categories(TYPE, margins[TYPE], mid.get(TYPE, {}), type_names()),
        ADVISER: named_categories(
            ADVISER,
            margins[ADVISER],
            mid.get(ADVISER, {}),
            person_names(margins[ADVISER]) | {OTHERS: "Others assigned"},
        ),
    }
    return Crosstab(groups, parts, lines, total, median_value(cases) if total.valued else None)


def add_to_margin(margin: dict[str, Aggregate], key: str, figure: Aggregate) -> None:
    """Add a figure to a line's."""
    line = margin.setdefault(key, Aggregate())
    line += figure


def status_group(status: UUID | None, known: Collection[UUID]) -> str:
    """The key of a status, where `known` are those that Plannr lists."""
    return NONE if status is None else str(status) if status in known else OTHER


def case_aggregates(cases: QuerySet[Any], known: Collection[UUID]) -> dict[GroupKey, Aggregate]:
    """The finest groups: (status, type, first adviser), by SQL."""
    rows = (
        cases.order_by()
        .values_list("status", "type", "adviser", "currency")
        .annotate(
            Count("pk"),
            Count("value"),
            Sum("value"),
            several=Count("pk", filter=Q(assigned_to__1__isnull=False)),
        )
    )
    found: dict[GroupKey, Aggregate] = {}
    for status, kind, adviser, currency, number, valued, value, several in rows:
        figure = found.setdefault((status_group(status, known), str(kind or NONE), adviser or NONE), Aggregate())
        figure += group_aggregate(currency, number, valued, value or 0, several)
    return found


def group_aggregate(currency: str, number: int, valued: int, value: int, several: int) -> Aggregate:
    """The figure of cases that share a currency."""
    if currency in ("GBP", ""):
        return Aggregate(number, value, number - valued, 0, several)
    return Aggregate(number, 0, number - valued, valued, several, Counter({currency: value} if valued else {}))


def total_of(cases: QuerySet[Any]) -> Aggregate:
    """One figure over some cases, by SQL."""
    total = Aggregate()
    rows = cases.order_by().values_list("currency").annotate(Count("pk"), Count("value"), Sum("value"))
    for currency, number, valued, value in rows:
        total += group_aggregate(currency, number, valued, value or 0, 0)
    return total


def sum_aggregates(figures: Iterable[Aggregate]) -> Aggregate:
    """The sum of some figures."""
    total = Aggregate()
    for figure in figures:
        total += figure
    return total


def medians_by(cases: QuerySet[Any], kind: str, listed: ListedStatuses) -> dict[str, int]:
    """The median value in pennies by key, of cases that have one in pounds."""
    groups = grouped_medians(cases, F(kind))
    known = {uuid for uuid, *_ in listed}
    found: dict[str, int] = {}
    for key, value in groups.items():
        if kind == STATUS and key is not None and key not in known:
            continue
        found[str(key or NONE)] = value
    return found


def median_value(cases: QuerySet[Any]) -> int | None:
    """The median value of all of them, in pennies; None where none has one."""
    return grouped_medians(cases, Value(0)).get(0)


def grouped_medians(cases: QuerySet[Any], by: Any) -> dict[Any, int]:
    """The median by group: the one or two values in the middle of each, by SQL; half a penny is rounded up."""
    ranked = (
        cases.filter(IN_POUNDS, value__isnull=False)
        .order_by()
        .annotate(
            lane=by,
            rank=Window(RowNumber(), partition_by=[by], order_by=["value"]),
            size=Window(Count("pk"), partition_by=[by]),
        )
        .filter(rank__gte=F("size") * 0.5, rank__lte=F("size") * 0.5 + 1)
    )
    found: dict[Any, list[int]] = {}
    for key, value in ranked.values_list("lane", "value"):
        found.setdefault(key, []).append(value or 0)
    return {key: (sum(values) + len(values) - 1) // len(values) for key, values in found.items()}


def status_categories(
    figures: dict[str, Aggregate],
    mid: dict[str, int],
    shown: Iterable[tuple[UUID, str, str, bool]],
    listed: ListedStatuses,
) -> list[Category]:
    """Every shown status in the firm's order, and the others where a case needs them."""
    here = {str(status[0]) for status in shown}
    rows = [
        Category(str(uuid), name, formatting.colour(raw), figures.get(str(uuid), Aggregate()), mid.get(str(uuid)))
        for uuid, name, raw, _ in listed
        if str(uuid) in here or str(uuid) in figures
    ]
    return rows + [
        Category(key, COLUMN_NAMES[key], "", figures[key], mid.get(key)) for key in (OTHER, NONE) if key in figures
    ]


def named_categories(
    kind: str, figures: dict[str, Aggregate], mid: dict[str, int], names: dict[str, str]
) -> list[Category]:
    """The types or advisers that have cases, most value first; those without one come last."""
    rows = [
        Category(key, names.get(key, "Not known by name"), "", figure, mid.get(key))
        for key, figure in figures.items()
        if key != NONE
    ]
    rows.sort(key=lambda line: (-line.figure.pennies, line.name.casefold(), line.key))
    if NONE in figures:
        rows.append(Category(NONE, WITHOUT[kind], "", figures[NONE], mid.get(NONE)))
    return rows


def type_names() -> dict[str, str]:
    """Every case type's name by key."""
    return {str(uuid): name or "Unnamed type" for uuid, name in CaseType.objects.values_list("uuid", "name")}


def person_names(keys: Iterable[str]) -> dict[str, str]:
    """These people's names by key, as far as the mirror has met them."""
    uuids = [uuid for key in keys if key != NONE and (uuid := key_as_uuid(key))]
    return {str(uuid): name for uuid, name in Account.objects.filter(pk__in=uuids).values_list("uuid", "name") if name}


def key_as_uuid(text: str) -> UUID | None:
    """The uuid that a text spells, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Month:
    """What was opened in a month ("2026-06", its first day names it) and is still open, what was opened in it and is
    completed since, and what was completed in it.
    """

    key: str
    first: date
    opened: Aggregate
    closed: Aggregate
    finished: Aggregate


def monthly_totals(wanted: TotalsFilter, day: date) -> list[Month]:
    """The last twelve months, the one of `day` last and whole: opened by Plannr's date, completed by the completion
    date, which may lie ahead.
    """
    firsts, last = month_firsts(day), month_bounds(f"{day:%Y-%m}")[1]
    cases = cases_in_any_state(wanted)
    born = cases.filter(between_days("created_at", firsts[0], last))
    opened, closed = (
        aggregates_by_month(born.filter(state), "created_at", firsts)
        for state in (open_condition(), completed_condition())
    )
    finished = aggregates_by_month(cases.filter(between_days("completed_at", firsts[0], last)), "completed_at", firsts)
    columns = zip(firsts, opened, closed, finished, strict=True)
    return [Month(f"{first:%Y-%m}", first, *figures) for first, *figures in columns]


def month_firsts(day: date) -> list[date]:
    """The first days of the twelve months that end with the one of `day`."""
    number = day.year * 12 + day.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(number - MONTHS + 1, number + 1)]


def aggregates_by_month(cases: QuerySet[Any], moment: str, firsts: list[date]) -> list[Aggregate]:
    """A figure for each month that begins on one of `firsts`."""
    later = [When(**{f"{moment}__lt": start_of_day(first)}, then=Value(at)) for at, first in enumerate(firsts[1:])]
    rows = (
        cases.order_by()
        .annotate(month=Case(*later, default=Value(len(firsts) - 1)))
        .values_list("month", "currency")
        .annotate(Count("pk"), Count("value"), Sum("value"))
    )
    found = [Aggregate() for _ in firsts]
    for month, currency, number, valued, value in rows:
        found[month] += group_aggregate(currency, number, valued, value or 0, 0)
    return found
