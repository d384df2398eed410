"""What changed since I last looked: a person's looks at the totals, and what was noted between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from boards.mirror.board_data import listed_statuses
from boards.totals import links
from boards.totals.charts.svg import signed_pounds
from boards.totals.filters import TotalsFilter
from boards.totals.models import TotalsVisit
from boards.totals.reports import bridge, timeline
from boards.totals.reports.bridge import Bridge, BridgeBar, BridgeStep
from boards.totals.reports.timeline import CaseTimeline
from boards.ui.formatting import london, money
from boards.users.models import User

SAME_VISIT = timedelta(minutes=30)
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a case's life in words."""

    step: BridgeStep
    sentence: str
    address: str

    @property
    def signed(self) -> str:
        """What it adds, with its sign."""
        return signed_pounds(self.step.pennies)

    @property
    def who(self) -> str:
        """Who is known to have done it."""
        event = self.step.event
        if event.here:
            return f"made here by {event.actor}" if event.actor else "made here"
        return "seen in Plannr" if event.seen else "by Plannr’s own date"


def record_totals_visit(person: User, at: datetime) -> datetime | None:
    """Note that a person looks at the totals now; when they looked before this visit, None for never."""
    look, is_new = TotalsVisit.objects.get_or_create(person=person, defaults={"at": at})
    if is_new:
        return None
    before: datetime | None = look.before if at - look.at < SAME_VISIT else look.at
    TotalsVisit.objects.filter(pk=look.pk).update(at=at, before=before)
    return before


def bridge_since(
    wanted: TotalsFilter, begin: datetime, end: datetime, lives: Iterable[CaseTimeline] | None = None
) -> Bridge:
    """What changed the wanted open value from `begin` up to `end`; `lives` are the cases', where they are known."""
    first, last = london(begin).date(), london(end).date()
    found = Bridge(first, last, known=timeline.history_start())
    return bridge.fill_bridge(
        timeline.timelines(wanted) if lives is None else lives, bridge.state_predicate(wanted), found, begin, end
    )


def newest_steps(found: Bridge, most: int = MOST_SHOWN) -> tuple[list[StepLine], int]:
    """The newest steps in words, and how many there are in all."""
    return describe_steps(found.bars.values(), most)


def newest_steps_of_bar(bar: BridgeBar, most: int) -> tuple[list[StepLine], int]:
    """The newest steps of one bar in words, and how many it has."""
    return describe_steps([bar], most)


def describe_steps(bars: Iterable[BridgeBar], most: int) -> tuple[list[StepLine], int]:
    """The newest steps of some bars, newest first."""
    every = [(step, bar.key) for bar in bars for step in bar.steps]
    every.sort(key=lambda one: one[0].event.at, reverse=True)
    names = {uuid: name for uuid, name, *_ in listed_statuses()}
    return [describe_step(step, key, names) for step, key in every[:most]], len(every)


def describe_step(step: BridgeStep, bar: str, names: dict[UUID, str]) -> StepLine:
    """One step in a sentence that follows the case's name."""
    state = step.event.state
    status = names.get(state.status, "another status") if state.status else "no status"
    worth = money(abs(step.pennies))
    sentence = {
        bridge.NEW: f"was opened, worth {worth}" if step.pennies else "was opened, without a value",
        bridge.REVALUED: f"is worth {worth} {'more' if step.pennies > 0 else 'less'}: now {money(state.pennies)}",
        bridge.MOVED_IN: f"came to {status}, with {worth}",
        bridge.MOVED_OUT: f"went to {status}, with {worth}",
        bridge.COMPLETED: f"was completed, with {worth}",
        bridge.REMOVED: f"was deleted, with {worth}",
    }[bar]
    return StepLine(step, sentence, links.case_url(step.case))
