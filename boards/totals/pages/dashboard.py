"""A manager's home: what the firm's work is worth today, what moved this week, what is stuck, what contradicts itself
and who carries it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import ClassVar

from django.db.models import F
from django.urls import reverse

from boards.mirror.board_data import listed_statuses
from boards.mirror.columns import COLUMN_NAMES, NO_STATUS, OTHER_STATUS
from boards.totals import links
from boards.totals.filters import ISSUE_KINDS, TotalsFilter, cases_in_any_state, open_condition
from boards.totals.pages import changes
from boards.totals.pages.totals import TotalsPage
from boards.totals.reports.aggregates import ADVISER, Category
from boards.totals.reports.bridge import BridgeBar
from boards.ui import formatting

WEEK = 7
STUCK, CARRYING = 6, 8


@dataclass(frozen=True, slots=True)
class StuckCase:
    """An open case that has long stood in its status; `known` is false where it may have stood there longer."""

    name: str
    address: str
    status: str
    colour: str
    worth: str
    days: int
    known: bool


class Dashboard(TotalsPage):
    """The figures of the page on some day; `now` is the moment it is looked at (UTC)."""

    SHOWN: ClassVar[tuple[str, ...]] = ("norms", "open", "forecast", "at_risk", "moved", "stuck", "odd")

    def __init__(self, day: date, now: datetime, wanted: TotalsFilter | None = None) -> None:
        super().__init__(wanted or TotalsFilter(), day)
        self.now = now

    @cached_property
    def moved(self) -> list[BridgeBar]:
        """What changed the open value in the last seven days, without the bars where nothing did."""
        found = changes.bridge_since(self.wanted, self.now - timedelta(days=WEEK), self.now)
        return [bar for bar in found.bars.values() if bar.steps]

    @property
    def moved_address(self) -> str:
        """The movement page over those days."""
        return f"{reverse('totals:movement')}?since={self.day - timedelta(days=WEEK)}"

    @cached_property
    def stuck(self) -> list[StuckCase]:
        """The open cases that have stood longest in their status."""
        rows = (
            cases_in_any_state(self.wanted)
            .filter(open_condition(), status_since__isnull=False)
            .order_by(F("status_since"), "pk")
            .values_list("pk", "name", "status", "value", "currency", "status_since", "status_since_known")[:STUCK]
        )
        names = {uuid: (name, formatting.colour(colour)) for uuid, name, colour, _ in listed_statuses()}
        found = []
        for uuid, name, status, value, currency, since, known in rows:
            called = names.get(status, (COLUMN_NAMES[OTHER_STATUS], "")) if status else (COLUMN_NAMES[NO_STATUS], "")
            worth, days = formatting.money(value, currency), formatting.age_days(since or self.now, self.day)
            found.append(StuckCase(name, links.case_url(uuid), *called, worth, days, known))
        return found

    @cached_property
    def odd(self) -> list[tuple[str, int, str]]:
        """What contradicts itself: in words, how many cases, and where they are."""
        found = []
        for kind, called in ISSUE_KINDS.items():
            wanted = self.wanted.filtered(odd=(kind,))
            number = cases_in_any_state(wanted).count()
            if number:
                found.append((called, number, links.link_to_board(wanted.narrow)()))
        return found

    @property
    def carrying(self) -> list[tuple[Category, str]]:
        """Who carries the open value, most first."""
        return [(line, self.open_side.lead(adviser=line.key)) for line in self.open.lines[ADVISER][:CARRYING]]
