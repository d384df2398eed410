"""The totals page: the firm's open value, or one adviser's, from every side, and what its figures leave out."""

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import ClassVar

from boards.mirror.conditions import DONE, between_days, month_bounds
from boards.totals import links
from boards.totals.exports import tables
from boards.totals.exports.tables import DataTable
from boards.totals.filters import BOTH, COMPLETED, OPEN, TotalsFilter, cases_in_any_state, completed_condition
from boards.totals.pages import exclusions
from boards.totals.pages.exclusions import Exclusion
from boards.totals.pages.state_totals import StateTotals
from boards.totals.reports import ageing, aggregates, forecast
from boards.totals.reports.aggregates import STATUS, Aggregate, Crosstab
from boards.totals.reports.flow import finished_between
from boards.totals.reports.forecast import Forecast, ForecastLine
from boards.ui.formatting import short_date
from boards.ui.pages import LazyPage

MONTHS_BACK = 3


def period_or_default(wanted: TotalsFilter, day: date) -> tuple[date, date]:
    """The London days a page's period runs over: from the first day of the month three months ago, until today."""
    number = day.year * 12 + day.month - 1 - MONTHS_BACK
    last = wanted.cases.until or day
    first = wanted.cases.since or min(date(number // 12, number % 12 + 1, 1), last)
    return first, max(first, last)


class TotalsPage(LazyPage):
    """Everything the page shows for some filters on some day."""

    SHOWN: ClassVar[tuple[str, ...]] = (
        "norms",
        "total",
        "open",
        "forecast",
        "completed",
        "undated",
        "at_risk",
        "half_within",
        "months",
    )

    def __init__(self, wanted: TotalsFilter, day: date) -> None:
        self.wanted, self.day = wanted, day
        self.first, self.last = period_or_default(wanted, day)

    @cached_property
    def norms(self) -> ageing.CycleTimes:
        """How long finished work took."""
        return ageing.cycle_times()

    @cached_property
    def sides(self) -> list[StateTotals]:
        """The open cases, the completed ones, or both, each summed for itself."""
        cases = ageing.listed_cases(self.wanted, self.day, self.norms)
        return [StateTotals(self.wanted, state, cases) for state in self.wanted.sides]

    @cached_property
    def total(self) -> Aggregate:
        """All the page's cases."""
        return aggregates.sum_aggregates(side.total for side in self.sides)

    @cached_property
    def open_side(self) -> StateTotals:
        """The open cases, whichever state the page shows."""
        if self.wanted.show == OPEN:
            return self.sides[0]
        return TotalsPage(self.still, self.day).sides[0]

    @property
    def open(self) -> Crosstab:
        """Their sums."""
        return self.open_side.crosstab

    @property
    def still(self) -> TotalsFilter:
        """The filters of the open cases."""
        return self.wanted.filtered(states=(), odd=())

    @property
    def open_address(self) -> str:
        """All the open cases."""
        return links.link_to_cases(self.still)()

    @cached_property
    def forecast(self) -> Forecast:
        """Open value times the firm's chances."""
        return forecast.weighted_forecast(self.open.lines[STATUS])

    @cached_property
    def completed(self) -> Aggregate:
        """What was completed in the period."""
        return aggregates.total_of(
            cases_in_any_state(self.wanted).filter(between_days("completed_at", self.first, self.last))
        )

    @property
    def completed_address(self) -> str:
        """The same cases."""
        return self.finished_between(self.first, self.last)

    def finished_between(self, first: date, last: date) -> str:
        """What was completed between two London days."""
        return links.link_to_board(replace(self.wanted.narrow, states=(DONE,), since=first, until=last))()

    @cached_property
    def undated(self) -> int:
        """How many completed cases have no completion date, and so belong to no period."""
        return cases_in_any_state(self.wanted).filter(completed_condition(), completed_at=None).count()

    @cached_property
    def at_risk(self) -> Aggregate:
        """What the open work past the 85% line is worth."""
        return ageing.value_at_risk(self.wanted, self.norms, self.day)

    @cached_property
    def half_within(self) -> int | None:
        """The days within which half of what was completed in the period was done."""
        return finished_between(self.wanted, self.first, self.last).median if self.completed.cases else None

    @cached_property
    def months(self) -> list[tuple[aggregates.Month, list[tuple[Aggregate, str]]]]:
        """The last twelve months, each with its three figures and where they lead (aggregates.Month)."""
        behind = links.link_to_board(self.wanted.narrow)
        return [
            (
                one,
                [
                    (one.opened, behind(opened=one.key, state=OPEN)),
                    (one.closed, behind(opened=one.key, state=DONE)),
                    (one.finished, behind(finished=one.key)),
                ],
            )
            for one in aggregates.monthly_totals(self.wanted, self.day)
        ]

    def opened_in(self, states: tuple[str, ...]) -> str:
        """What was opened in any of the twelve months, and stands in one of these states now."""
        keys = tuple(month.key for month, _ in self.months)
        return links.link_to_board(replace(self.wanted.narrow, opened=keys, states=states))()

    @property
    def finished_address(self) -> str:
        """What was completed in any of them."""
        months = [month for month, _ in self.months]
        return self.finished_between(months[0].first, month_bounds(months[-1].key)[1])

    @cached_property
    def in_all(self) -> list[tuple[str, Aggregate, str]]:
        """The foot of the months: what each column is called, its figure, and where that leads."""
        columns = [aggregates.sum_aggregates(figures) for figures in zip(*self.figures_of_months, strict=True)]
        ways = (self.opened_in((OPEN,)), self.opened_in((DONE,)), self.finished_address)
        return list(zip(tables.MONTHLY, columns, ways, strict=True))

    @property
    def figures_of_months(self) -> list[list[Aggregate]]:
        """The three figures of each month."""
        return [[figure for figure, _ in cells] for _, cells in self.months]

    @property
    def months_pence(self) -> bool:
        """Whether any month's figure has pence."""
        return any(figure.pennies % 100 for figures in self.figures_of_months for figure in figures)

    @property
    def shares(self) -> list[tuple[ForecastLine, float, float, str]]:
        """The lines of the forecast, each with the lengths of its bars out of 120, and the address of its cases."""
        most = max([one.line.figure.pennies for one in self.forecast.shares] or [0])
        whole, behind = 120 / most if most > 0 else 0, links.link_to_cases(self.still)
        return [
            (one, max(one.line.figure.pennies, 0) * whole, max(one.pennies, 0) * whole, behind(status=one.line.key))
            for one in self.forecast.shares
        ]

    @property
    def forecast_pence(self) -> bool:
        """Whether any figure of the forecast has pence."""
        return any(one.line.figure.pennies % 100 or one.pennies % 100 for one in self.forecast.shares)

    @property
    def overdue_address(self) -> str:
        """All the work at risk."""
        return links.overdue_url(self.wanted)

    @property
    def notes(self) -> list[Exclusion]:
        """What the figures leave out or fold together."""
        return exclusions.exclusions(self.wanted, self.total, self.undated)

    @property
    def about(self) -> str:
        """What the page is about, in a line: "Every open case of the firm"."""
        whose = "yours" if self.wanted.scope else "the firm"
        what = {OPEN: "open case", COMPLETED: "completed case", BOTH: "open or completed case"}[self.wanted.show]
        words = f"Every {what} of {whose}"
        if self.wanted.is_filtered:
            words = f"{what.capitalize()}s of {whose} that pass the filters"
        return words

    @property
    def dates(self) -> str:
        """The period in words."""
        return f"{short_date(self.first)} to {short_date(self.last)}"

    def grids(self) -> list[DataTable]:
        """The page's tables as rows, for files."""
        found = [grid for side in self.sides for grid in side.grids()]
        found.append(tables.month_table([month for month, _ in self.months]))
        return [*found, tables.forecast_table(self.forecast)]
