"""The movement page: what changed the value between two dates, how work flows, and how old it is."""

from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import ClassVar

from django.utils.safestring import SafeString

from boards.mirror.board_data import listed_statuses
from boards.mirror.conditions import DONE
from boards.totals import links
from boards.totals.charts import flow as flow_charts
from boards.totals.charts import value as value_charts
from boards.totals.exports import tables
from boards.totals.exports.tables import DataTable
from boards.totals.filters import TotalsFilter
from boards.totals.pages.totals import period_or_default
from boards.totals.reports import ageing, bridge, flow, reconciliation, timeline
from boards.totals.reports.ageing import AgedCase, Percentiles
from boards.totals.reports.aggregates import Aggregate, group_aggregate
from boards.totals.reports.bridge import Bridge
from boards.totals.reports.flow import FinishedWork, Flow
from boards.totals.reports.timeline import CaseTimeline
from boards.ui.formatting import counted, money, nice_date
from boards.ui.pages import LazyPage

OLDEST = 8
MOST_AGES = 100
FEWEST_DAYS = 2


class MovementPage(LazyPage):
    """Everything the page shows for some filters on some day."""

    SHOWN: ClassVar[tuple[str, ...]] = ("since", "timelines", "bridge", "flow", "done", "norms", "ages", "twins")

    def __init__(self, wanted: TotalsFilter, day: date) -> None:
        self.wanted, self.day = wanted, day
        self.first, self.last = period_or_default(wanted, day)
        self.last = max(min(self.last, day), self.first)
        self.listed = listed_statuses()

    @cached_property
    def since(self) -> datetime | None:
        """When the board began to keep history."""
        return timeline.history_start()

    @cached_property
    def timelines(self) -> list[CaseTimeline]:
        """The lives of the wanted cases."""
        return list(timeline.timelines(self.wanted))

    @property
    def is_empty(self) -> bool:
        """Whether no case that passes the filters has ever been seen."""
        return not self.timelines

    @cached_property
    def bridge(self) -> Bridge:
        """The value bridge."""
        return bridge.bridge_over(
            self.timelines, bridge.state_predicate(self.wanted), self.first, self.last, self.since
        )

    @cached_property
    def flow(self) -> Flow:
        """The cumulative flow."""
        return flow.cumulative_flow(self.timelines, self.first, self.last, self.since)

    @cached_property
    def done(self) -> FinishedWork:
        """What was finished in the period."""
        return flow.finished_between(self.wanted, self.first, self.last)

    @cached_property
    def norms(self) -> ageing.CycleTimes:
        """How long the firm's finished work took."""
        return ageing.cycle_times()

    @cached_property
    def lines(self) -> Percentiles:
        """The lines the ages are drawn against: those of the one type that is asked for, or of all."""
        types = self.wanted.cases.types
        return self.norms.of(types[0]) if len(types) == 1 else self.norms.every

    @cached_property
    def ages(self) -> list[AgedCase]:
        """Every wanted open case with its age, oldest first."""
        return ageing.aged_cases(self.wanted, self.norms, self.day)

    @cached_property
    def overdue(self) -> list[AgedCase]:
        """Those past the 85% line of their type."""
        return [one for one in self.ages if one.is_late]

    @cached_property
    def at_risk(self) -> Aggregate:
        """What the late work is worth."""
        total = Aggregate()
        for one in self.overdue:
            total += group_aggregate(one.currency, 1, int(one.value is not None), one.value or 0, 0)
        return total

    @property
    def oldest(self) -> list[tuple[AgedCase, str, str, str]]:
        """The oldest late cases: each with its status, that status's colour, and its page."""
        kinds = {
            kind[0]: kind for kind in flow_charts.drawn_statuses(self.listed, {one.status for one in self.overdue})
        }
        found = []
        for one in self.overdue[:OLDEST]:
            _, name, colour = kinds[flow_charts.drawn_key(one.status, self.listed)]
            found.append((one, name, colour, links.case_url(one.uuid)))
        return found

    @property
    def overdue_address(self) -> str:
        """All the late cases."""
        return links.overdue_url(self.wanted)

    @property
    def bridge_drawn(self) -> SafeString:
        """The bridge's picture."""
        return value_charts.bridge_chart(self.bridge, links.link_to_steps(self.wanted, self.first, self.last))

    @property
    def ages_drawn(self) -> SafeString:
        """The ages' picture."""
        return flow_charts.ageing_chart(self.ages, self.lines, self.listed, links.case_url)

    @property
    def flow_drawn(self) -> SafeString:
        """The cumulative flow's picture."""
        return flow_charts.cumulative_chart(self.flow, self.listed)

    @property
    def weeks_drawn(self) -> SafeString:
        """Throughput's picture."""
        behind = links.link_to_board(replace(self.wanted.narrow, states=(DONE,)))
        return flow_charts.throughput_chart(self.done, lambda monday: behind(**self.week(monday)))

    def week(self, monday: date) -> dict[str, str]:
        """What an address says of a week, within the period."""
        first, last = max(monday, self.first), min(date.fromordinal(monday.toordinal() + 6), self.last)
        return {"since": f"{first}", "until": f"{last}"}

    @property
    def cycles_drawn(self) -> SafeString:
        """The cycle times' picture."""
        return flow_charts.cycle_chart(self.done, self.first, self.last)

    @property
    def known(self) -> str:
        """Since when the board has history, and what that means for the pictures, in words."""
        if self.since is None:
            return "The board has not read any case yet, so there is no history to draw."
        words = f"The board has kept history since {nice_date(self.since)}."
        if self.bridge.is_partly_known:
            words += (
                " Before that it knows only what Plannr dates itself, when a case was opened and when completed: "
                "changes of value and status, and cases deleted, are not known from then."
            )
        return words

    @property
    def is_flow_too_young(self) -> bool:
        """Whether there are too few days with statuses to show how work flows through them."""
        return self.flow.days_known < FEWEST_DAYS

    @property
    def scale(self) -> str:
        """Where the bridge's scale starts, where that is not at nothing."""
        cut = value_charts.scale_start(self.bridge)
        return f"The scale starts at {money(cut, pence=False)}." if cut else ""

    @property
    def without_benchmark(self) -> str:
        """Open cases of types with too few finished ones to compare with, in words; blank where there are none."""
        number = ageing.without_benchmark(self.ages, self.norms)
        words = counted(number, "case is", "cases are")
        return f"{words} of a type with fewer than {ageing.FEWEST} finished cases, and not judged." if number else ""

    @property
    def completions(self) -> str:
        """Why the figures of completed work differ, in words; blank where they do not."""
        return reconciliation.explain_difference(self.bridge, self.done)

    @property
    def completed_address(self) -> str:
        """The cases with a completion date in the period."""
        behind = links.link_to_board(replace(self.wanted.narrow, states=(DONE,)))
        return behind(since=f"{self.first}", until=f"{self.last}")

    @property
    def steps_address(self) -> str:
        """The cases that the bridge counts as completed."""
        return links.link_to_steps(self.wanted, self.first, self.last)(bridge.COMPLETED)

    @property
    def notes(self) -> list[str]:
        """What a file says beside its tables."""
        return [one for one in (self.known, self.left_out, self.completions) if one]

    @property
    def left_out(self) -> str:
        """Filters that are on and that history cannot follow, in words."""
        kinds = {"value": "value", "money": "value", "age": "age", "odd": "contradiction", "month": "month"}
        on = dict.fromkeys(name for kind, name in kinds.items() if self.wanted.cases.has(kind))
        return f"The bridge and the flow leave the filter by {' and '.join(on)} aside." if on else ""

    def grids(self) -> list[DataTable]:
        """The page's tables as rows, for twins and files."""
        return [
            tables.bridge_table(self.bridge),
            tables.flow_table(self.flow, self.listed),
            tables.throughput_table(self.done),
            tables.cycle_table(self.done, self.norms),
            tables.ageing_table(self.ages, self.norms),
        ]

    @cached_property
    def twins(self) -> dict[str, DataTable]:
        """The tables beside the pictures, by key; the ages as far as a page can hold them."""
        found = {grid.key: grid for grid in self.grids()}
        if len(self.ages) > MOST_AGES:
            note = f"The oldest {MOST_AGES} of {len(self.ages):,}; the files hold them all."
            found["ages"] = replace(tables.ageing_table(self.ages[:MOST_AGES], self.norms), note=note)
        return found
