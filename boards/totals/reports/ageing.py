"""How old the work is: age of open cases beside how long finished cases of the same type took.

Cycle time is finish - start + 1 day and age today - start + 1 day, in London's calendar days, from Plannr's own
`created_at` and `completed_at`. A line stands at the nearest rank: at 85%, 85 of
100 finished cases took no longer. A type with fewer than `FEWEST` finished cases has no lines, and its cases are not
judged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from boards.mirror.conditions import start_of_day
from boards.mirror.models import Case
from boards.totals.filters import TotalsFilter, cases_in_any_state, filtered_cases, open_condition
from boards.totals.reports.aggregates import Aggregate, total_of
from boards.ui.formatting import london

FEWEST = 10
PERCENTS = (50, 85, 95)
AT_RISK = 85

type Kind = UUID | None


@dataclass(frozen=True, slots=True)
class Percentiles:
    """What finished cases of one type (or of all) took: how many there are, and the days at 50, 85 and 95%."""

    finished: int = 0
    days: tuple[int, ...] = ()

    def at(self, percent: int) -> int | None:
        """The days at one of PERCENTS; None where too few cases are finished."""
        return self.days[PERCENTS.index(percent)] if self.days else None


@dataclass(frozen=True, slots=True)
class CycleTimes:
    """The firm's lines: over all finished cases, and by type."""

    every: Percentiles
    types: dict[Kind, Percentiles]

    def of(self, kind: Kind) -> Percentiles:
        """The lines of a type."""
        return self.types.get(kind, Percentiles())

    def is_late(self, kind: Kind, age: int) -> bool:
        """Whether an open case of this type is older than 85% of those finished."""
        line = self.of(kind).at(AT_RISK)
        return line is not None and age > line


def cycle_days(start: datetime, finish: datetime) -> int:
    """Calendar days from start to finish, both counted; 1 where the dates contradict each other."""
    return max((london(finish).date() - london(start).date()).days, 0) + 1


def age_on(day: date, start: datetime) -> int:
    """The age in calendar days of work that began at `start`, today counted."""
    return max((day - london(start).date()).days, 0) + 1


def finished_cases() -> QuerySet[Any]:
    """The firm's cases whose start and finish are both known."""
    return Case.objects.live().filter(completed_at__isnull=False, created_at__isnull=False)


def cycle_times() -> CycleTimes:
    """The firm's lines, by SQL: a query for how many, and one for the cases that stand at the ranks."""
    counts = dict(finished_cases().order_by().values_list("type").annotate(Count("pk")))
    total = sum(counts.values())
    enough = {kind: number for kind, number in counts.items() if number >= FEWEST}
    types = {kind: Percentiles(number) for kind, number in counts.items()} | percentiles_by(F("type"), enough)
    every = percentiles_by(None, {None: total}).get(None) if total >= FEWEST else None
    return CycleTimes(every or Percentiles(total), types)


def percentiles_by(by: F | None, counts: dict[Kind, int]) -> dict[Kind, Percentiles]:
    """The lines of each group: the durations at its ranks."""
    if not counts:
        return {}
    ranks = {kind: [-(-number * percent // 100) for percent in PERCENTS] for kind, number in counts.items()}
    places = Q()
    for kind, wanted in ranks.items():
        places |= Q(rank__in=wanted) & (Q(type=kind) if by and kind else Q(type=None) if by else Q())
    took = ExpressionWrapper(F("completed_at") - F("created_at"), output_field=DurationField())
    rank = Window(RowNumber(), partition_by=[by] if by else None, order_by=[took, "pk"])
    found: dict[Kind, dict[int, int]] = {}
    rows = finished_cases().order_by().annotate(rank=rank).filter(places)
    for kind, at, start, finish in rows.values_list("type", "rank", "created_at", "completed_at"):
        if start and finish:
            found.setdefault(kind if by else None, {})[at] = cycle_days(start, finish)
    return {kind: Percentiles(counts[kind], tuple(found[kind][at] for at in wanted)) for kind, wanted in ranks.items()}


def overdue_condition(norms: CycleTimes, day: date) -> Q:
    """The open cases past the 85% line of their type."""
    found = Q(pk__in=[])
    for kind, lines in norms.types.items():
        line = lines.at(AT_RISK)
        if line is not None:
            before = start_of_day(day + timedelta(days=1 - line))
            found |= (Q(type=kind) if kind else Q(type=None)) & Q(created_at__lt=before)
    return open_condition() & found


def listed_cases(wanted: TotalsFilter, day: date, known: CycleTimes | None = None) -> QuerySet[Any]:
    """The cases of a page, `late` work included in what its filters may ask for."""
    found = filtered_cases(wanted)
    return found.filter(overdue_condition(known or cycle_times(), day)) if wanted.late else found


def value_at_risk(wanted: TotalsFilter, norms: CycleTimes, day: date) -> Aggregate:
    """What the late work among the wanted cases is worth."""
    return total_of(cases_in_any_state(wanted).filter(overdue_condition(norms, day)))


@dataclass(frozen=True, slots=True)
class AgedCase:
    """An open case with its age in days, and how its age stands to its type's lines."""

    uuid: UUID
    name: str
    status: UUID | None
    type: Kind
    value: int | None
    currency: str
    days: int
    is_late: bool


def aged_cases(wanted: TotalsFilter, norms: CycleTimes, day: date) -> list[AgedCase]:
    """Every wanted open case whose start is known, oldest first."""
    rows = (
        cases_in_any_state(wanted)
        .filter(open_condition(), created_at__isnull=False)
        .order_by("created_at", "pk")
        .values_list("pk", "name", "status", "type", "value", "currency", "created_at")
    )
    return list(with_ages(rows, norms, day))


def with_ages(
    rows: Iterable[tuple[UUID, str, UUID | None, Kind, int | None, str, datetime | None]], norms: CycleTimes, day: date
) -> Iterable[AgedCase]:
    """Give each row its age."""
    for uuid, name, status, kind, value, currency, start in rows:
        days = age_on(day, start) if start else 1
        yield AgedCase(uuid, name, status, kind, value, currency, days, norms.is_late(kind, days))


def without_benchmark(found: Iterable[AgedCase], norms: CycleTimes) -> int:
    """How many of them are of a type with too few finished cases to judge by."""
    return sum(1 for one in found if not norms.of(one.type).days)
