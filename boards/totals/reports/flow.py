"""How work flows: in progress and done day by day, cases finished a week, and how long finished ones took."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from uuid import UUID

from boards.mirror.conditions import between_days, start_of_day
from boards.totals.filters import TotalsFilter, cases_in_any_state
from boards.totals.reports.ageing import PERCENTS, cycle_days
from boards.totals.reports.aggregates import Aggregate, group_aggregate, sum_aggregates
from boards.totals.reports.timeline import CaseTimeline
from boards.ui.formatting import london

MOST_POINTS = 60
MOST_WEEKS = 60
UNKNOWN, DONE = "before", "done"


@dataclass(slots=True)
class FlowPoint:
    """How the cases stood at the end of a day: open ones by status (`before`: it is not known where), and done ones
    that were finished since the flow's first day.
    """

    day: date
    open: Counter[UUID | str | None] = field(default_factory=Counter)
    done: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """Points in time order; `known` is since when statuses are known."""

    points: list[FlowPoint]
    known: datetime | None

    @property
    def days_known(self) -> int:
        """How many of the points have their statuses."""
        return sum(1 for point in self.points if UNKNOWN not in point.open and point.open)


def point_days(first: date, last: date) -> list[date]:
    """At most MOST_POINTS days evenly from `first` to `last`, both included."""
    span = (last - first).days
    pace = max(1, -(-span // (MOST_POINTS - 1)))
    days = [last - timedelta(days=back) for back in range(0, span + 1, pace)]
    return sorted({first, *days})


def cumulative_flow(lives: Iterable[CaseTimeline], first: date, last: date, known: datetime | None) -> Flow:
    """The cumulative flow over some lives: each stretch of a life is added where it begins, taken off where it ends."""
    days = point_days(first, last)
    ends = [start_of_day(day + timedelta(days=1)) for day in days]
    begin = start_of_day(first)
    steps: dict[UUID | str | None, list[int]] = {}
    for life in lives:
        for start, end, key in timeline_intervals(life, begin):
            at, until = bisect_right(ends, start), len(ends) if end is None else bisect_right(ends, end)
            if at < until:
                row = steps.setdefault(key, [0] * (len(ends) + 1))
                row[at] += 1
                row[until] -= 1
    levels = {key: list(accumulate(row)) for key, row in steps.items()}
    done = levels.pop(DONE, [0] * len(ends))
    points = [
        FlowPoint(day, Counter({key: row[at] for key, row in levels.items() if row[at]}), done[at])
        for at, day in enumerate(days)
    ]
    return Flow(points, known)


def timeline_intervals(
    life: CaseTimeline, begin: datetime
) -> Iterator[tuple[datetime, datetime | None, UUID | str | None]]:
    """A life cut where its place in the picture changes: from, until (None: still), and the place."""
    finished: datetime | None = None
    was_done = False
    for at, event in enumerate(life.events):
        state = event.state
        if state.done and not was_done:
            finished = event.at
        was_done = state.done
        end = life.events[at + 1].at if at + 1 < len(life.events) else None
        if not state.lives:
            return
        if state.done:
            if finished and finished >= begin:
                yield event.at, end, DONE
        elif event.at >= life.seen:
            yield event.at, end, state.status
        else:
            seen = life.seen if end is None else min(life.seen, end)
            yield event.at, seen, UNKNOWN
            if end is None or end > seen:
                yield seen, end, state.status


@dataclass(frozen=True, slots=True)
class FinishedWeek:
    """The cases finished in a week that begins on the Monday `first`."""

    first: date
    figure: Aggregate


@dataclass(frozen=True, slots=True)
class FinishedCycle:
    """A finished case: on which day, and how many days it took."""

    case: UUID
    name: str
    day: date
    days: int


@dataclass(frozen=True, slots=True)
class FinishedWork:
    """The cases finished in a period: week by week, one by one, and the days at 50, 85 and 95%. `earlier` are those
    finished before the first of the weeks, where the period is longer than can be drawn. `worth` are the pennies of
    each.
    """

    weeks: list[FinishedWeek]
    cycles: list[FinishedCycle]
    lines: tuple[int, ...]
    earlier: Aggregate
    worth: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def median(self) -> int | None:
        """The days within which half of them were done."""
        return self.lines[0] if self.lines else None

    @property
    def total(self) -> Aggregate:
        """All of them."""
        return sum_aggregates([*(week.figure for week in self.weeks), self.earlier])

    @property
    def cases(self) -> int:
        """How many were finished."""
        return self.total.cases


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def finished_between(wanted: TotalsFilter, first: date, last: date) -> FinishedWork:
    """The wanted cases with a completion date in the period, by that date."""
    rows = (
        cases_in_any_state(wanted)
        .filter(between_days("completed_at", first, last))
        .order_by("completed_at", "pk")
        .values_list("pk", "name", "value", "currency", "created_at", "completed_at")
    )
    figures: dict[date, Aggregate] = {}
    worth: dict[UUID, int] = {}
    cycles = []
    for case, name, value, currency, start, finish in rows:
        if finish is None:
            continue
        day = london(finish).date()
        figure = figures.setdefault(week_start(day), Aggregate())
        one = group_aggregate(currency, 1, int(value is not None), value or 0, 0)
        figure += one
        worth[case] = one.pennies
        if start:
            cycles.append(FinishedCycle(case, name, day, cycle_days(start, finish)))
    opening = max(week_start(first), week_start(last) - timedelta(weeks=MOST_WEEKS - 1))
    opening = max(opening, min(figures, default=opening))
    number = (week_start(last) - opening).days // 7 + 1
    weeks = [
        FinishedWeek(week, figures.get(week, Aggregate()))
        for week in (opening + timedelta(weeks=at) for at in range(number))
    ]
    earlier = Aggregate()
    for week, figure in figures.items():
        if week < opening:
            earlier += figure
    return FinishedWork(weeks, cycles, percentile_days([one.days for one in cycles]), earlier, worth)


def percentile_days(days: list[int]) -> tuple[int, ...]:
    """The days at 50, 85 and 95% by the nearest rank; nothing where there are none."""
    ordered = sorted(days)
    return tuple(ordered[-(-len(ordered) * percent // 100) - 1] for percent in PERCENTS) if ordered else ()
