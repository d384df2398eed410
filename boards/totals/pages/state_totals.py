"""The two sides of the totals, open cases and completed ones: each has its own sums, tables and picture, so that no
figure adds what is still to be won to what is done.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from boards.totals import links
from boards.totals.charts import value as value_charts
from boards.totals.exports import tables
from boards.totals.exports.tables import WAYS, DataTable
from boards.totals.filters import COMPLETED, COUNTINGS, OPEN, SPLIT, TotalsFilter, cases_in_state
from boards.totals.reports import aggregates, assignees
from boards.totals.reports.aggregates import ADVISER, OTHERS, STATUS, Aggregate, Category, Crosstab

NAMES = {OPEN: "Open value", COMPLETED: "Completed value"}
CASES = {OPEN: "open case", COMPLETED: "completed case"}
FITTING = (6, 9, 14)


@dataclass(frozen=True, slots=True)
class LinkedCell:
    """A figure in a table and the cases behind it; `address` is blank where there are none."""

    figure: Aggregate
    address: str


@dataclass(frozen=True, slots=True)
class CrosstabRow:
    """A line of a table with its cells, its total last."""

    line: Category
    cells: list[LinkedCell]
    total: LinkedCell


@dataclass(frozen=True, slots=True)
class CrosstabView:
    """One of the three tables as it is drawn; `pence` says whether any figure has some, and so all show them."""

    key: str
    title: str
    corner: str
    columns: list[Category]
    rows: list[CrosstabRow]
    foot: list[LinkedCell]
    total: LinkedCell
    all_rows: str
    all_columns: str
    pence: bool

    @property
    def about(self) -> tuple[str, str]:
        """What its rows and its columns are: "Adviser" among them, perhaps."""
        return self.corner, "Adviser" if self.all_columns == tables.NAMES[ADVISER][1] else ""

    @property
    def wide(self) -> int:
        """How much smaller it must be to fit a sheet of paper: 0 (as it is) to 3."""
        return bisect_left(FITTING, len(self.columns))


class StateTotals:
    """The open cases (`state`) among the wanted `cases`, or the completed ones."""

    def __init__(self, wanted: TotalsFilter, state: str, cases: QuerySet[Any]) -> None:
        self.wanted, self.state = wanted, state
        self.name, self.thing = NAMES[state], CASES[state]
        self.cases = cases_in_state(cases, state) if len(wanted.sides) > 1 else cases
        self.behind = links.link_to_state(wanted, state)

    @cached_property
    def crosstab(self) -> Crosstab:
        """The sums."""
        wanted = self.wanted
        parted = partial(assignees.split_groups, self.cases, wanted.counting, wanted.whose) if wanted.counting else None
        return aggregates.crosstab(self.cases, done=self.state != OPEN, parted=parted)

    @property
    def total(self) -> Aggregate:
        """All of them."""
        return self.crosstab.total

    @property
    def address(self) -> str:
        """Where they all are."""
        return self.behind()

    @property
    def tail(self) -> str:
        """What tells the tables of the second side from those of the first."""
        return f"-{self.state}" if self.state != self.wanted.sides[0] else ""

    @property
    def tables(self) -> list[CrosstabView]:
        """Status by adviser, status by type, type by adviser."""
        return [self.table(rows, columns) for rows, columns in WAYS]

    def table(self, rows: str, columns: str) -> CrosstabView:
        """One table, each figure with its address."""
        cells = self.crosstab.table(rows, columns)
        across, down = self.crosstab.lines[columns], self.crosstab.lines[rows]
        drawn = [
            CrosstabRow(
                line,
                [self.cell(cells.get((line.key, one.key)), **{rows: line.key, columns: one.key}) for one in across],
                self.cell(line.figure, **{rows: line.key}),
            )
            for line in down
        ]
        foot = [self.cell(one.figure, **{columns: one.key}) for one in across]
        name, every = tables.NAMES[rows]
        title = tables.crosstab_title(self.name, rows, columns, self.wanted.counting)
        pence = any(figure.pennies % 100 for figure in cells.values())
        key, total = f"{rows}-{columns}{self.tail}", self.cell(self.total)
        return CrosstabView(key, title, name, across, drawn, foot, total, every, tables.NAMES[columns][1], pence)

    def cell(self, figure: Aggregate | None, **cut: str) -> LinkedCell:
        """A figure with the address of its cases."""
        return LinkedCell(figure, self.lead(**cut)) if figure and figure.cases else LinkedCell(Aggregate(), "")

    def lead(self, **cut: str) -> str:
        """Where a figure leads: to the board, to a list where the board cannot say it (somebody's part of a split, late
        work), or nowhere.
        """
        wanted = self.wanted
        if ADVISER not in cut or not wanted.counting:
            return self.behind(**cut)
        if cut[ADVISER] == OTHERS:
            return ""
        if wanted.counting == SPLIT or wanted.is_listed:
            return links.link_to_list(wanted.in_state(self.state))(**cut)
        return self.behind(assigned=cut.pop(ADVISER), **cut)

    @property
    def statuses(self) -> list[Category]:
        """The statuses that hold something, for the legend."""
        return [line for line in self.crosstab.lines[STATUS] if line.figure.pennies > 0]

    @property
    def how(self) -> str:
        """How a case counts for its advisers, in words."""
        return COUNTINGS[self.wanted.counting]

    @property
    def held(self) -> DataTable:
        """The twin of the picture."""
        return tables.workload_table(self.crosstab, self.tail)

    @property
    def stack(self) -> SafeString:
        """Who holds what, drawn."""
        return value_charts.workload_chart(self.crosstab, self.lead, f"t-stack{self.tail}")

    @property
    def is_cut_short(self) -> int:
        """How many advisers the picture has no room for."""
        return max(len(self.crosstab.lines[ADVISER]) - value_charts.MOST_ROWS, 0)

    def grids(self) -> list[DataTable]:
        """The tables as rows, for files."""
        return [
            tables.crosstab_table(self.crosstab, rows, columns, self.name, self.wanted.counting)
            for rows, columns in WAYS
        ]
