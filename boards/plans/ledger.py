"""Who gets what from all covers of a plan: a line a person, a column a cover."""

from collections.abc import Sequence
from dataclasses import dataclass

from boards.plans.lines import Line
from boards.plans.matching import normal

MOST_COLUMNS = 4
MOST_PEOPLE = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person has from one cover in pennies; None for nothing."""

    pennies: int | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who gets what: a line a person, a column a cover; `left` is what nobody is named for."""

    lines: list[Line]
    rows: list[tuple[str, str, list[Cell]]]
    left: list[Cell]
    has_left: bool


def ledger(lines: Sequence[Line], colours: dict[str, str]) -> Ledger | None:
    """Who gets what, where it fits a table: at most four covers with pounds, and forty people."""
    columns = [line for line in lines if line.people and line.people[0].pennies is not None]
    names: dict[str, str] = {}
    for line in columns:
        for part in line.people:
            names.setdefault(normal(part.name), part.name)
    if not 0 < len(columns) <= MOST_COLUMNS or len(names) > MOST_PEOPLE:
        return None
    rows = [(name, colours.get(key, ""), [Cell(owed(line, key)) for line in columns]) for key, name in names.items()]
    left = [Cell(line.left) for line in columns]
    return Ledger(columns, rows, left, any(cell.pennies for cell in left))


def owed(line: Line, key: str) -> int | None:
    """What a person of this name has from a cover, by all rows of that name."""
    mine = [part.pennies or 0 for part in line.people if normal(part.name) == key]
    return sum(mine) if mine else None
