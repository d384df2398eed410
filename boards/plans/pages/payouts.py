"""Who gets what from all covers of a plan: a line a person, a column a cover."""

from collections.abc import Sequence
from dataclasses import dataclass

from boards.plans.matching import normalise_name
from boards.plans.pages.cover_summary import CoverSummary

MAX_COLUMNS = 4
MAX_BENEFICIARIES = 40


@dataclass(frozen=True, slots=True)
class PayoutCell:
    """What one person has from one cover in pennies; None for nothing."""

    pennies: int | None


@dataclass(frozen=True, slots=True)
class PayoutTable:
    """Who gets what: a line a person, a column a cover; `left` is what nobody is named for."""

    lines: list[CoverSummary]
    rows: list[tuple[str, str, list[PayoutCell]]]
    left: list[PayoutCell]
    has_left: bool


def payout_table(lines: Sequence[CoverSummary], colours: dict[str, str]) -> PayoutTable | None:
    """Who gets what, where it fits a table: at most four covers with pounds, and forty people."""
    columns = [line for line in lines if line.people and line.people[0].pennies is not None]
    names: dict[str, str] = {}
    for line in columns:
        for part in line.people:
            names.setdefault(normalise_name(part.name), part.name)
    if not 0 < len(columns) <= MAX_COLUMNS or len(names) > MAX_BENEFICIARIES:
        return None
    rows = [
        (name, colours.get(key, ""), [PayoutCell(payout_from(line, key)) for line in columns])
        for key, name in names.items()
    ]
    left = [PayoutCell(line.left) for line in columns]
    return PayoutTable(columns, rows, left, any(cell.pennies for cell in left))


def payout_from(line: CoverSummary, key: str) -> int | None:
    """What a person of this name has from a cover, by all rows of that name."""
    mine = [part.pennies or 0 for part in line.people if normalise_name(part.name) == key]
    return sum(mine) if mine else None
