"""The totals page: the firm's open value, or one adviser's, from every side, and what its figures leave out."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.safestring import SafeString

from boards.mirror.conditions import DONE, month_bounds, within
from boards.totals import addresses, ageing, chances, grids, notes, pictures, sums
from boards.totals.chances import Forecast, Share
from boards.totals.flow import done_between
from boards.totals.grids import WAYS, Grid
from boards.totals.notes import Note
from boards.totals.sums import ADVISER, STATUS, Cube, Figure, Line
from boards.totals.wanted import BOTH, COMPLETED, OPEN, Wanted, is_done, narrowed
from boards.words import short_date

STATES = {OPEN: "Open value", COMPLETED: "Completed value", BOTH: "Open and completed value"}
MONTHS_BACK = 3
FITTING = (6, 9, 14)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a table and the cases behind it; `address` is blank where there are none."""

    figure: Figure
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table with its cells, its total last."""

    line: Line
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """One of the three tables as it is drawn; `pence` says whether any figure has some, and so all show them."""

    key: str
    title: str
    corner: str
    columns: list[Line]
    rows: list[Row]
    foot: list[Cell]
    total: Cell
    all_rows: str
    all_columns: str
    pence: bool

    @property
    def wide(self) -> int:
        """How much smaller it must be to fit a sheet of paper: 0 (as it is) to 3."""
        return bisect_left(FITTING, len(self.columns))


def period(wanted: Wanted, day: date) -> tuple[date, date]:
    """The London days a page's period runs over: from the first day of the month three months ago, until today."""
    number = day.year * 12 + day.month - 1 - MONTHS_BACK
    last = wanted.until or day
    first = wanted.since or min(date(number // 12, number % 12 + 1, 1), last)
    return first, max(first, last)


class TotalsPage:
    """Everything the page shows for some filters on some day."""

    def __init__(self, wanted: Wanted, day: date) -> None:
        self.wanted, self.day = wanted, day
        self.first, self.last = period(wanted, day)
        self.behind = addresses.behind(wanted)

    @cached_property
    def norms(self) -> ageing.Norms:
        """How long finished work took."""
        return ageing.norms()

    @cached_property
    def cube(self) -> Cube:
        """The sums of the page's cases."""
        cases = ageing.asked_for(self.wanted, self.day, self.norms)
        return sums.cube(cases, done=self.wanted.show != OPEN)

    @cached_property
    def open(self) -> Cube:
        """The sums of the open cases, whichever state the page shows."""
        if self.wanted.show == OPEN and not self.wanted.odd:
            return self.cube
        return TotalsPage(self.still, self.day).cube

    @property
    def still(self) -> Wanted:
        """The filters of the open cases."""
        return replace(self.wanted, show=OPEN, odd="")

    @property
    def open_address(self) -> str:
        """All the open cases."""
        return addresses.behind(self.still)()

    @cached_property
    def forecast(self) -> Forecast:
        """Open value times the firm's chances."""
        return chances.forecast(self.open.lines[STATUS])

    @cached_property
    def completed(self) -> Figure:
        """What was completed in the period."""
        return sums.totalled(narrowed(self.wanted).filter(within("completed_at", self.first, self.last)))

    @property
    def completed_address(self) -> str:
        """The same cases."""
        return self.finished_between(self.first, self.last)

    def finished_between(self, first: date, last: date) -> str:
        """What was completed between two London days."""
        return addresses.on_board(replace(self.wanted.narrow, states=(DONE,), since=first, until=last))()

    @cached_property
    def undated(self) -> int:
        """How many completed cases have no completion date, and so belong to no period."""
        return narrowed(self.wanted).filter(is_done(), completed_at=None).count()

    @cached_property
    def at_risk(self) -> Figure:
        """What the open work past the 85% line is worth."""
        return ageing.at_risk(self.wanted, self.norms, self.day)

    @cached_property
    def half_within(self) -> int | None:
        """The days within which half of what was completed in the period was done."""
        return done_between(self.wanted, self.first, self.last).median if self.completed.cases else None

    @property
    def tables(self) -> list[Table]:
        """Status by adviser, status by type, type by adviser."""
        return [self.table(rows, columns) for rows, columns in WAYS]

    def table(self, rows: str, columns: str) -> Table:
        """One table, each figure with its address."""
        cells = self.cube.table(rows, columns)
        across, down = self.cube.lines[columns], self.cube.lines[rows]
        drawn = [
            Row(
                line,
                [self.cell(cells.get((line.key, one.key)), **{rows: line.key, columns: one.key}) for one in across],
                self.cell(line.figure, **{rows: line.key}),
            )
            for line in down
        ]
        foot = [self.cell(one.figure, **{columns: one.key}) for one in across]
        name, every = grids.NAMES[rows]
        title = f"{STATES[self.wanted.show]} by {name.lower()} and {grids.NAMES[columns][0].lower()}"
        pence = any(figure.pennies % 100 for figure in cells.values())
        all_columns = grids.NAMES[columns][1]
        total = self.cell(self.cube.total)
        return Table(f"{rows}-{columns}", title, name, across, drawn, foot, total, every, all_columns, pence)

    def cell(self, figure: Figure | None, **cut: str) -> Cell:
        """A figure with the address of its cases."""
        return Cell(figure, self.behind(**cut)) if figure and figure.cases else Cell(Figure(), "")

    @cached_property
    def months(self) -> list[tuple[sums.Month, str, str]]:
        """The last twelve months, each with the addresses of what was opened and what was completed."""
        found, behind = sums.months(self.wanted, self.day), addresses.on_board(self.wanted.narrow)
        return [(one, behind(opened=one.key), behind(finished=one.key)) for one in found]

    @property
    def opened_address(self) -> str:
        """What was opened in any of the twelve months."""
        keys = tuple(month.key for month, *_ in self.months)
        return addresses.on_board(replace(self.wanted.narrow, opened=keys))()

    @property
    def finished_address(self) -> str:
        """What was completed in any of them."""
        months = [month for month, *_ in self.months]
        return self.finished_between(months[0].first, month_bounds(months[-1].key)[1])

    @property
    def opened_in_all(self) -> Figure:
        """What was opened in the twelve months."""
        return sums.added(month.opened for month, *_ in self.months)

    @property
    def finished_in_all(self) -> Figure:
        """What was completed in them."""
        return sums.added(month.finished for month, *_ in self.months)

    @property
    def months_pence(self) -> bool:
        """Whether any month's figure has pence."""
        return any(one.opened.pennies % 100 or one.finished.pennies % 100 for one, *_ in self.months)

    @property
    def shares(self) -> list[tuple[Share, float, float, str]]:
        """The lines of the forecast, each with the lengths of its bars out of 120, and the address of its cases."""
        most = max([one.line.figure.pennies for one in self.forecast.shares] or [0])
        whole, behind = 120 / most if most > 0 else 0, addresses.behind(self.still)
        return [
            (one, max(one.line.figure.pennies, 0) * whole, max(one.pennies, 0) * whole, behind(status=one.line.key))
            for one in self.forecast.shares
        ]

    @property
    def forecast_pence(self) -> bool:
        """Whether any figure of the forecast has pence."""
        return any(one.line.figure.pennies % 100 or one.pennies % 100 for one in self.forecast.shares)

    @property
    def state(self) -> str:
        """What is summed: "Open value"."""
        return STATES[self.wanted.show]

    @property
    def statuses(self) -> list[Line]:
        """The statuses that hold something, for the legend."""
        return [line for line in self.cube.lines[STATUS] if line.figure.pennies > 0]

    @property
    def held(self) -> Grid:
        """The twin of the picture."""
        return grids.held(self.cube)

    @property
    def late_address(self) -> str:
        """All the work at risk."""
        return addresses.late(self.wanted)

    @property
    def stack(self) -> SafeString:
        """Who holds what, drawn."""
        return pictures.stack(self.cube, self.behind)

    @property
    def is_cut_short(self) -> int:
        """How many advisers the picture has no room for."""
        return max(len(self.cube.lines[ADVISER]) - pictures.MOST_ROWS, 0)

    @property
    def notes(self) -> list[Note]:
        """What the figures leave out or fold together."""
        return notes.notes(self.wanted, self.cube.total, self.undated)

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

    def grids(self) -> list[Grid]:
        """The page's tables as rows, for files."""
        state = STATES[self.wanted.show]
        found = [grids.matrix(self.cube, rows, columns, state) for rows, columns in WAYS]
        found.append(grids.by_month([month for month, *_ in self.months]))
        return [*found, grids.forecasted(self.forecast)]
