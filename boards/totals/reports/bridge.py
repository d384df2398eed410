"""The value bridge between two dates: what the open value was, what changed it, and what it is, to the penny.

Each step of a case's life (timeline.py) changes what the case adds to the open value by some amount, and
each amount goes to exactly one bar; so the bars always lead from the opening to the closing figure. Filters by type,
adviser, tag and name look at cases as they are now; a status filter looks at each moment, and makes the bars "moved".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from boards.mirror.aggregates import Exclusions
from boards.mirror.board_data import listed_statuses
from boards.mirror.conditions import start_of_day
from boards.totals.charts.svg import signed_pounds
from boards.totals.filters import NONE, OTHER, TotalsFilter
from boards.totals.reports import timeline
from boards.totals.reports.aggregates import Aggregate
from boards.totals.reports.timeline import ABROAD, BLANK, CREATED, GONE, CaseEvent, CaseState, CaseTimeline
from boards.ui import formatting
from boards.ui.formatting import short_date

NEW, REVALUED, MOVED_IN, MOVED_OUT, COMPLETED, REMOVED = (
    "new", "revalued", "moved-in", "moved-out", "completed", "removed",
)  # fmt: skip
NAMES = {
    NEW: "New",
    REVALUED: "Revalued",
    MOVED_IN: "Moved in",
    MOVED_OUT: "Moved out",
    COMPLETED: "Completed",
    REMOVED: "Removed",
}
MEANINGS = {
    NEW: "opened in Plannr within these dates",
    REVALUED: "the value was changed while the case was open",
    MOVED_IN: "reopened, or moved into the statuses that the filter shows",
    MOVED_OUT: "moved out of the statuses that the filter shows",
    COMPLETED: "completed, by date or by status",
    REMOVED: "deleted in Plannr",
}


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """What one event did to the open value, in pennies, and why it did nothing (`blank`, as in timeline.CaseState)."""

    case: UUID
    name: str
    event: CaseEvent
    pennies: int
    blank: str = ""


@dataclass(slots=True)
class BridgeBar:
    """One bar: its pennies, and the steps behind it."""

    key: str
    pennies: int = 0
    steps: list[BridgeStep] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the bar is called."""
        return NAMES[self.key]

    @property
    def signed(self) -> str:
        """Its figure with its sign: "+£517,200"."""
        return signed_pounds(self.pennies)

    @property
    def cases(self) -> int:
        """How many cases stand behind it."""
        return len({step.case for step in self.steps})

    @property
    def left_out(self) -> Exclusions:
        """The cases behind it that add no pounds."""
        none, abroad = ({step.case for step in self.steps if step.blank == why} for why in (BLANK, ABROAD))
        return Exclusions(len(none), len(abroad))

    @property
    def counted(self) -> str:
        """ "5 cases, 2 without a value"."""
        return ", ".join(filter(None, (formatting.counted(self.cases, "case"), self.left_out.words)))


@dataclass(slots=True)
class Bridge:
    """From the beginning of London day `first` to the end of `last`: what was open then, and what at the end. `known`
    is since when the board keeps history.
    """

    first: date
    last: date
    opened: Aggregate = field(default_factory=Aggregate)
    closed: Aggregate = field(default_factory=Aggregate)
    known: datetime | None = None
    bars: dict[str, BridgeBar] = field(default_factory=lambda: {key: BridgeBar(key) for key in NAMES})

    @property
    def opening(self) -> int:
        """The open pennies at the beginning."""
        return self.opened.pennies

    @property
    def closing(self) -> int:
        """The open pennies at the end."""
        return self.closed.pennies

    @property
    def left_out(self) -> str:
        """What the pounds of the beginning and of the end leave out, in words."""
        ends = ((self.first, self.opened), (self.last, self.closed))
        return "; ".join(f"{short_date(day)}: {one.left_out.words}" for day, one in ends if one.left_out.parts)

    @property
    def is_partly_known(self) -> bool:
        """Whether it begins before the board kept history."""
        return self.known is None or start_of_day(self.first) < self.known

    @property
    def closes(self) -> bool:
        """Whether the bars lead from the opening to the closing figure, which was summed by itself."""
        return self.opening + sum(bar.pennies for bar in self.bars.values()) == self.closing


def value_bridge(wanted: TotalsFilter, first: date, last: date) -> Bridge:
    """The bridge over the wanted cases' lives."""
    return bridge_over(timeline.timelines(wanted), state_predicate(wanted), first, last, timeline.history_start())


def bridge_over(
    lives: Iterable[CaseTimeline],
    inside: Callable[[CaseState | None], bool],
    first: date,
    last: date,
    known: datetime | None = None,
) -> Bridge:
    """The bridge over some lives; `inside` says whether a state counts as open value."""
    return fill_bridge(
        lives, inside, Bridge(first, last, known=known), start_of_day(first), start_of_day(last + timedelta(days=1))
    )


def fill_bridge(
    lives: Iterable[CaseTimeline],
    inside: Callable[[CaseState | None], bool],
    found: Bridge,
    begin: datetime,
    end: datetime,
) -> Bridge:
    """Fill a bridge from the moment `begin` up to, and not including, `end`."""
    for life in lives:
        state: CaseState | None = None
        opened = False
        for event in life.events:
            if event.at >= end:
                break
            if event.at >= begin:
                if not opened and inside(state) and state:
                    count_state(found.opened, state)
                opened = True
                add_step(found, life, event, state, inside)
            state = event.state
        if not opened and inside(state) and state:
            count_state(found.opened, state)
        if inside(state) and state:
            count_state(found.closed, state)
    return found


def count_state(figure: Aggregate, state: CaseState) -> None:
    """Add a case's state to the figure of the beginning or of the end."""
    figure.cases += 1
    figure.pennies += state.pennies
    if state.blank:
        figure.no += state.blank == BLANK
        figure.abroad += state.blank == ABROAD


def add_step(
    found: Bridge,
    life: CaseTimeline,
    event: CaseEvent,
    before: CaseState | None,
    inside: Callable[[CaseState | None], bool],
) -> None:
    """Put what one event did into its bar; what changes nothing that counts has none."""
    was, stays = inside(before), inside(event.state)
    if not (was or stays):
        return
    pennies = (event.state.pennies if stays else 0) - (before.pennies if was and before else 0)
    if was and stays and not pennies:
        return
    bar = found.bars[bar_of(event, was, stays)]
    bar.pennies += pennies
    blank = "" if bar.key == REVALUED else (event.state if stays or before is None else before).blank
    bar.steps.append(BridgeStep(life.case, life.name, event, pennies, blank))


def bar_of(event: CaseEvent, was: bool, stays: bool) -> str:
    """The bar an event belongs to."""
    if event.kind == CREATED:
        return NEW
    if event.kind == GONE:
        return REMOVED
    if was and stays:
        return REVALUED
    if stays:
        return MOVED_IN
    return COMPLETED if event.state.done else MOVED_OUT


def state_predicate(wanted: TotalsFilter) -> Callable[[CaseState | None], bool]:
    """Whether a state counts as open value under the status filter."""
    listed = {uuid for uuid, *_ in listed_statuses()}
    keys = set(wanted.cases.statuses)

    def inside(state: CaseState | None) -> bool:
        if state is None or not state.lives or state.done:
            return False
        if not keys:
            return True
        if state.status is None:
            return NONE in keys
        return (str(state.status) if state.status in listed else OTHER) in keys

    return inside
