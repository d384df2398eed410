"""What a board is drawn from, read off the mirror: heads, the first rows of each column, totals.

A column's count and pounds come from all its live cases by SQL, never from the cards that are drawn; its rows come a
page at a time. `client` is the client whose board is meant, or None for the firm's; `sieve` says which of its cases
(boards.mirror.filters). A column's key is its status's uuid, `other` (all statuses that Plannr does not list) or `none`
(no status). Order: boards.mirror.ordering, or the sieve's. Money: pennies.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from boards.mirror.aggregates import BoardTotal, CaseSums, ColumnHeader
from boards.mirror.cache import VersionedCache, version_key
from boards.mirror.columns import (
    COLUMN_NAMES,
    NO_STATUS,
    OTHER_STATUS,
    ROW_COLUMNS,
    CardRow,
    ColumnQuery,
    FirmStatuses,
    ListedStatuses,
)
from boards.mirror.filters import NO_FILTER, CaseFilter, filter_version
from boards.mirror.models import Status
from boards.mirror.ordering import Position, board_cases, position_in_column
from boards.mirror.quality.covers import issue_badges

__all__ = [
    "COLUMN_NAMES",
    "NO_STATUS",
    "OTHER_STATUS",
    "BoardData",
    "BoardFigures",
    "BoardTotal",
    "CardRow",
    "CaseFilter",
    "CaseSums",
    "Column",
    "ColumnHeader",
    "FirmStatuses",
    "ListedStatuses",
    "PlacedCard",
    "board_figures",
    "cases_left_out",
    "column_headers",
    "column_key",
    "firm_statuses",
    "listed_statuses",
    "read_board",
    "read_card_row",
    "read_column",
    "read_placed_card",
    "version_key",
    "with_cover_issues",
]

PAGE_SIZE = 30
CACHE_SIZE = 64


@dataclass(frozen=True, slots=True)
class Column:
    """A column as far as it is read."""

    head: ColumnHeader
    rows: tuple[CardRow, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardData:
    """A board's columns, in the firm's order, the total over them, and the plans of the cases whose rows they hold."""

    columns: tuple[Column, ...]
    total: BoardTotal
    statuses_known: bool = True
    plans: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict, compare=False)


def read_board(
    client: UUID | None,
    version: Hashable = None,
    *,
    first: int = PAGE_SIZE,
    drawn: Mapping[str, int] | None = None,
    sieve: CaseFilter = NO_FILTER,
) -> BoardData:
    """A board: each listed status in its order, then `other` and `none` where a case needs them.

    A column brings its `first` rows, or as many as `drawn` says by key. A wall read under a `version` is remembered,
    and not read from the tables again while its board is asked for under the same one (`version_of`).
    """
    board, shown = (client, sieve), version and (version, filter_version(sieve))
    if shown and not drawn and (known := _boards.recall(board, shown)):
        return known
    lanes = ColumnQuery(client, cached_firm_statuses(version), sieve)
    heads = lanes.heads(odd=True)
    found = lanes.rows(first, heads)
    for key, number in (drawn or {}).items():
        if key in heads and number > first:
            found[key] = lanes.page(key, 0, number)
    rows = lanes.marked(found)
    columns = tuple(Column(head, tuple(rows.get(key, ()))) for key, head in heads.items())
    plans = {one.row.uuid: one.plans for some in found.values() for one in some if one.plans}
    wall = BoardData(columns, lanes.total(heads), bool(lanes.listed), plans)
    if shown and not drawn:
        _boards.keep(board, shown, wall)
    return wall


def with_cover_issues(wall: BoardData) -> tuple[Column, ...]:
    """The columns, with what to look at on the covers of their cases' plans: one query, always as it is now."""
    found = issue_badges(plan for plans in wall.plans.values() for plan in plans)
    if not found:
        return wall.columns
    return tuple(
        Column(one.head, tuple(with_cover_issue(row, wall.plans, found) for row in one.rows)) for one in wall.columns
    )


def with_cover_issue(row: CardRow, plans: Mapping[UUID, tuple[UUID, ...]], gaps: Mapping[UUID, str]) -> CardRow:
    """A row with the first gap of its plans."""
    mine = [gaps[plan] for plan in plans.get(row.uuid, ()) if plan in gaps]
    return row._replace(gap=mine[0]) if mine else row


def column_headers(
    client: UUID | None, wanted: Iterable[UUID | None] | None = None, sieve: CaseFilter = NO_FILTER
) -> list[ColumnHeader]:
    """The heads of the columns that these statuses belong to (None among them: no status), or all, in order."""
    lanes = ColumnQuery(client, firm_statuses(), sieve)
    keys = None if wanted is None else {lanes.key(status) for status in wanted}
    return list(lanes.heads(keys).values())


class BoardFigures(NamedTuple):
    """A board's figures, summed at once: all heads in order, those that were `touched`, and the total."""

    heads: tuple[ColumnHeader, ...]
    touched: tuple[ColumnHeader, ...]
    total: BoardTotal


def board_figures(
    client: UUID | None, touched: Iterable[UUID | None], known: FirmStatuses | None = None
) -> BoardFigures:
    """A board's figures after a change that concerned the statuses `touched`, whose columns may be empty now."""
    lanes = ColumnQuery(client, known or firm_statuses())
    keys = {lanes.key(status) for status in touched}
    heads = lanes.heads(also=keys)
    return BoardFigures(tuple(heads.values()), tuple(heads[key] for key in heads if key in keys), lanes.total(heads))


def read_column(
    client: UUID | None, key: str, *, start: int = 0, upto: int = PAGE_SIZE, sieve: CaseFilter = NO_FILTER
) -> Column | None:
    """One column with its rows from `start` (0-based) up to `upto`; None where there is no column of that key."""
    lanes = ColumnQuery(client, firm_statuses(), sieve)
    head = lanes.heads({key}).get(key)
    if head is None:
        return None
    found = lanes.page(key, start, upto - start)
    plans = {one.row.uuid: one.plans for one in found if one.plans}
    return with_cover_issues(
        BoardData((Column(head, tuple(lanes.marked({key: found})[key])),), BoardTotal(), plans=plans)
    )[0]


def read_card_row(client: UUID | None, case: UUID) -> CardRow | None:
    """What one card of the board is drawn from; None where the case is not on it."""
    placed = read_placed_card(client, case, firm_statuses())
    return placed and placed.row


class PlacedCard(NamedTuple):
    """What one card of a board is drawn from, and where it stands."""

    row: CardRow
    place: Position


def read_placed_card(client: UUID | None, case: UUID | None, known: FirmStatuses) -> PlacedCard | None:
    """One card of the board, and its place; None where the case is not on it."""
    lanes = ColumnQuery(client, known)
    facts = board_cases(client).filter(pk=case).values_list(*ROW_COLUMNS).first() if case else None
    found = lanes.found(*facts) if facts else None
    place = position_in_column(client, found.row.uuid, found.status) if found else None
    if found is None or place is None:
        return None
    row = lanes.marked({"": [found]})[""][0]
    return PlacedCard(with_cover_issue(row, {row.uuid: found.plans}, issue_badges(found.plans)), place)


def cases_left_out(client: UUID | None, cases: Collection[UUID], sieve: CaseFilter) -> list[tuple[UUID, str]]:
    """Those of some cases of a board that the sieve does not let through, by uuid with their names."""
    passing = ColumnQuery(client, firm_statuses(), sieve).cases.filter(pk__in=cases).order_by().values("pk")
    left = board_cases(client).filter(pk__in=cases).exclude(pk__in=passing)
    return list(left.order_by("name", "pk").values_list("pk", "name"))


def column_key(status: UUID | None) -> str:
    """The key of the column that a case of this status stands in."""
    return firm_statuses().key(status)


def listed_statuses() -> ListedStatuses:
    """The statuses that are columns, in their order: uuid, name, colour, is_completed."""
    return firm_statuses().listed


def firm_statuses() -> FirmStatuses:
    """The firm's statuses: one query."""
    ordered = Status.objects.order_by(F("position").asc(nulls_last=True), "name", "uuid")
    rows = list(ordered.values_list("uuid", "name", "colour", "is_completed", "listed"))
    names = {row[0]: row[1] for row in rows}
    return FirmStatuses(tuple(row[:4] for row in rows if row[4]), frozenset(row[0] for row in rows if row[3]), names)


def cached_firm_statuses(version: Hashable) -> FirmStatuses:
    """The same for a board of this version (`version_of`), which ends with the statuses."""
    part = version[-1] if isinstance(version, tuple) else None
    known = _statuses.recall("statuses", part) if part else None
    if known is None:
        known = firm_statuses()
        if part:
            _statuses.keep("statuses", part, known)
    return known


_boards: VersionedCache[BoardData] = VersionedCache(CACHE_SIZE)
_statuses: VersionedCache[FirmStatuses] = VersionedCache(1)
