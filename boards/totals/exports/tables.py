"""Tables as plain rows: what the page's twins, the CSV and the XLSX are all written from, so that they say the same.

Kinds of a column: `text`, `pounds` (pennies), `number`, `percent`, `days`, `date`. None in a cell is an empty one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from boards.mirror.board_data import listed_statuses
from boards.mirror.columns import NO_STATUS, OTHER_STATUS, ListedStatuses
from boards.totals.charts.flow import drawn_statuses
from boards.totals.filters import COUNTINGS
from boards.totals.reports.ageing import PERCENTS, AgedCase, CycleTimes, Percentiles
from boards.totals.reports.aggregates import (
    ADVISER,
    STATUS,
    TYPE,
    Aggregate,
    Crosstab,
    Month,
    sum_aggregates,
    type_names,
)
from boards.totals.reports.bridge import MEANINGS, Bridge
from boards.totals.reports.flow import UNKNOWN, FinishedWork, Flow
from boards.totals.reports.forecast import Forecast
from boards.ui.formatting import counted, money, short_date

TEXT, POUNDS, NUMBER, PERCENT, DAYS, DATE = "text", "pounds", "number", "percent", "days", "date"
LEFT = (("Without a value", NUMBER), ("In another currency", NUMBER))
MONTHLY = ("Opened, still open", "Opened, completed since", "Completed")
NAMES = {STATUS: ("Status", "All statuses"), TYPE: ("Type", "All types"), ADVISER: ("Adviser", "All advisers")}
WAYS = ((STATUS, ADVISER), (STATUS, TYPE), (TYPE, ADVISER))


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table. `key` names it in addresses and files; `foot` is its last row, the totals; `note` is said under it."""

    key: str
    title: str
    headings: tuple[tuple[str, str], ...]
    rows: Iterable[tuple[object, ...]]
    foot: tuple[object, ...] = ()
    note: str = ""

    @property
    def drawn(self) -> list[list[tuple[str, str]]]:
        """The rows as (kind, text) for a page."""
        return [self.cells(row) for row in self.rows]

    @property
    def foot_drawn(self) -> list[tuple[str, str]]:
        """The foot likewise."""
        return self.cells(self.foot)

    def cells(self, row: tuple[object, ...]) -> list[tuple[str, str]]:
        """One row as (kind, text)."""
        return [(kind, cell_text(value, kind)) for value, (_, kind) in zip(row, self.headings, strict=False)]


def cell_text(value: object, kind: str) -> str:
    """A cell as a page shows it."""
    if value is None:
        return ""
    match kind:
        case "pounds":
            return money(int(str(value)))
        case "number" | "days":
            return f"{value:,}"
        case "percent":
            return f"{value}%"
        case "date":
            return short_date(value) if isinstance(value, date) else str(value)
        case _:
            return str(value)


def crosstab_title(state: str, rows: str, columns: str, counting: str) -> str:
    """What one of the three tables is called; where advisers are in it, with how a case counts for several."""
    how = f", {COUNTINGS[counting]}" if ADVISER in (rows, columns) and counting else ""
    return f"{state} by {NAMES[rows][0].lower()} and {NAMES[columns][0].lower()}{how}"


def crosstab_table(cube: Crosstab, rows: str, columns: str, state: str, counting: str = "") -> DataTable:
    """One of the three tables with every figure, its counts and medians, and what the pounds leave out."""
    cells: dict[str, dict[str, Aggregate]] = defaultdict(dict)
    for (down, across), figure in cube.table(rows, columns).items():
        cells[down][across] = figure
    headings: list[tuple[str, str]] = [(NAMES[rows][0], TEXT)]
    for line in [*cube.lines[columns], None]:
        name = line.name if line else NAMES[columns][1]
        headings += [(f"{name}, £", POUNDS), (f"{name}, cases", NUMBER)]
    headings += [("Median, £", POUNDS), *LEFT]

    def row(name: str, found: Mapping[str, Aggregate], all: Aggregate, median: int | None) -> tuple[object, ...]:
        figures = [found.get(line.key, Aggregate()) for line in cube.lines[columns]] + [all]
        pairs = [value for figure in figures for value in (figure.pennies, figure.cases)]
        return (name, *pairs, median, all.no, all.abroad)

    body = [row(line.name, cells[line.key], line.figure, line.median) for line in cube.lines[rows]]
    totals = {line.key: line.figure for line in cube.lines[columns]}
    foot = row(NAMES[rows][1], totals, cube.total, cube.median)
    note = f"{COUNTINGS[counting].capitalize()}." if ADVISER in (rows, columns) else ""
    title = crosstab_title(state, rows, columns, counting)
    return DataTable(f"{rows}-{columns}", title, tuple(headings), body, foot, note)


def month_table(found: list[Month]) -> DataTable:
    """Opened and completed by month: what was opened stands apart by whether it is open still."""
    headings: list[tuple[str, str]] = [("Month", TEXT)]
    for name in MONTHLY:
        headings += [(f"{name}, {unit}", kind) for unit, kind in (("cases", NUMBER), ("£", POUNDS))]
        headings += [(f"{name}, {label.lower()}", kind) for label, kind in LEFT]
    rows = [(f"{one.first:%B %Y}", *figure_cells([one.opened, one.closed, one.finished])) for one in found]
    foot = ("All twelve", *(sum(column) for column in list(zip(*rows, strict=True))[1:]))
    return DataTable("months", "Opened and completed by month", tuple(headings), rows, foot)


def figure_cells(figures: Iterable[Aggregate]) -> list[int]:
    """Each figure with its cases and what its pounds leave out."""
    return [number for one in figures for number in (one.cases, one.pennies, one.no, one.abroad)]


def forecast_table(found: Forecast) -> DataTable:
    """The weighted forecast."""
    headings = (("Status", TEXT), ("Value, £", POUNDS), ("Chance", PERCENT), ("Weighted, £", POUNDS), *LEFT)
    figures = [one.line.figure for one in found.shares]
    rows = [
        (one.line.name, one.line.figure.pennies, one.percent, one.pennies, one.line.figure.no, one.line.figure.abroad)
        for one in found.shares
    ]
    all = sum_aggregates(figures)
    foot = ("Total", all.pennies, None, found.pennies, all.no, all.abroad)
    unset = f"{counted(found.unset, 'case')} without a chance, which count as nothing." if found.unset else ""
    return DataTable("forecast", "Weighted forecast", headings, rows, foot, unset)


def workload_table(cube: Crosstab, tail: str = "") -> DataTable:
    """The twin of "Who holds what": pounds by adviser and status; `tail` tells its key from the other side's."""
    cells = cube.table(ADVISER, STATUS)
    statuses = cube.lines[STATUS]
    headings = (("Adviser", TEXT), *((line.name, POUNDS) for line in statuses), ("All", POUNDS), *LEFT)

    def row(name: str, figures: Iterable[Aggregate], all: Aggregate) -> tuple[object, ...]:
        return (name, *(figure.pennies for figure in figures), all.pennies, all.no, all.abroad)

    rows = [
        row(line.name, (cells.get((line.key, one.key), Aggregate()) for one in statuses), line.figure)
        for line in cube.lines[ADVISER]
    ]
    foot = row(NAMES[ADVISER][1], (line.figure for line in statuses), cube.total)
    return DataTable(f"held{tail}", "Who holds what", headings, rows, foot)


def bridge_table(found: Bridge) -> DataTable:
    """The twin of the bridge."""
    headings = (("Step", TEXT), ("£", POUNDS), ("Cases", NUMBER), *LEFT, ("What it is", TEXT))

    def end(day: date, one: Aggregate, means: str) -> tuple[object, ...]:
        return (f"Open on {short_date(day)}", one.pennies, one.cases, one.no, one.abroad, means)

    rows = [end(found.first, found.opened, "when the day began")]
    for bar in found.bars.values():
        less = bar.left_out
        rows.append((bar.name, bar.pennies, bar.cases, less.without, less.abroad, MEANINGS[bar.key]))
    foot = end(found.last, found.closed, "when the day ended, or now")
    return DataTable("bridge", "What changed the value", headings, rows, foot)


def flow_table(found: Flow, listed: ListedStatuses) -> DataTable:
    """The twin of the cumulative flow."""
    keys = {key for point in found.points for key in point.open}
    drawn = drawn_statuses(listed, keys - {UNKNOWN})
    unknown = (("In progress, status not known", NUMBER),) if UNKNOWN in keys else ()
    headings = (
        ("Day", DATE),
        *((name, NUMBER) for _, name, _ in drawn),
        *unknown,
        ("In progress", NUMBER),
        ("Completed since", NUMBER),
    )
    known = {str(uuid) for uuid, *_ in listed}
    rows = []
    for point in found.points:
        held = {
            (
                key if key == UNKNOWN else NO_STATUS if key is None else str(key) if str(key) in known else OTHER_STATUS
            ): 0
            for key in point.open
        }
        for key, number in point.open.items():
            place = (
                key if key == UNKNOWN else NO_STATUS if key is None else str(key) if str(key) in known else OTHER_STATUS
            )
            held[place] += number
        across = [held.get(key, 0) for key, *_ in drawn] + ([held.get(UNKNOWN, 0)] if unknown else [])
        rows.append((point.day, *across, sum(point.open.values()), point.done))
    return DataTable("flow", "Cumulative flow", headings, rows)


def throughput_table(found: FinishedWork) -> DataTable:
    """The twin of throughput."""
    headings = (("Week from", DATE), ("Completed", NUMBER), ("£", POUNDS), *LEFT)
    rows = [(week.first, *figure_cells([week.figure])) for week in found.weeks]
    return DataTable(
        "weeks",
        "Completed each week",
        headings,
        rows,
        (None, *figure_cells([sum_aggregates(week.figure for week in found.weeks)])),
    )


def cycle_table(found: FinishedWork, norms: CycleTimes) -> DataTable:
    """The twin of the cycle times: the days at each line, in the period and for every type of the firm."""
    headings = (("Cases", TEXT), ("Finished", NUMBER), *((f"{percent}% within", DAYS) for percent in PERCENTS))
    names = type_names()
    rows: list[tuple[object, ...]] = [("In these dates", len(found.cycles), *(found.lines or (None,) * len(PERCENTS)))]
    rows.append(("All finished cases of the firm", norms.every.finished, *percentile_cells(norms.every)))
    types = sorted(norms.types.items(), key=lambda one: -one[1].finished)
    rows += [(names.get(str(kind), "No type"), lines.finished, *percentile_cells(lines)) for kind, lines in types]
    return DataTable("cycles", "How long finished work took, in days", headings, rows)


def percentile_cells(lines: Percentiles) -> tuple[int | None, ...]:
    """The days at each line, or blanks."""
    return lines.days or (None,) * len(PERCENTS)


def ageing_table(found: Iterable[AgedCase], norms: CycleTimes) -> DataTable:
    """Open cases, oldest first."""
    headings = (
        ("Case", TEXT),
        ("Status", TEXT),
        ("Type", TEXT),
        ("Value, £", POUNDS),
        ("In another currency", TEXT),
        ("Days", DAYS),
        ("85% of its type within", DAYS),
        ("Late", TEXT),
    )
    types = type_names()
    statuses = {uuid: name for uuid, name, *_ in listed_statuses()}
    rows = (
        (
            one.name,
            statuses.get(one.status, "Other status") if one.status else "No status",
            types.get(str(one.type), "No type"),
            one.value if one.currency in ("GBP", "") else None,
            "" if one.value is None or one.currency in ("GBP", "") else money(one.value, one.currency),
            one.days,
            norms.of(one.type).at(85),
            "late" if one.is_late else "",
        )
        for one in found
    )
    return DataTable("ages", "Open work by age", headings, rows)
