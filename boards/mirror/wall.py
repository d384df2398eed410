"""What a board is drawn from, read off the mirror: heads, the first rows of each column, totals.

A column's count and pounds come from all its live cases by SQL, never from the cards that are drawn; its rows come a
page at a time. `client` is the client whose board is meant, or None for the firm's; `sieve` says which of its cases
(boards.mirror.sieve). A column's key is its status's uuid, `other` (all statuses that Plannr does not list) or `none`
(no status). Order: boards.mirror.places, or the sieve's. Money: pennies.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from boards.mirror import marks, places
from boards.mirror.lanes import NAMES, NONE, OTHER, WANTED, Lanes, Listed, Row, Vocabulary
from boards.mirror.memory import Memory, version_of
from boards.mirror.models import Status
from boards.mirror.sieve import OPEN_SIEVE, Sieve, beside
from boards.mirror.sums import Head, Sums, Total

__all__ = [
    "NAMES",
    "NONE",
    "OTHER",
    "Column",
    "Figures",
    "Head",
    "Listed",
    "Row",
    "Sieve",
    "Sums",
    "Total",
    "Wall",
    "column",
    "figures",
    "heads",
    "key_of",
    "left_out",
    "read",
    "row",
    "statuses",
    "version_of",
    "vocabulary",
    "with_gaps",
]

FIRST = 30
REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Column:
    """A column as far as it is read."""

    head: Head
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Wall:
    """A board's columns, in the firm's order, the total over them, and the plans of the cases whose rows they hold."""

    columns: tuple[Column, ...]
    total: Total
    statuses_known: bool = True
    plans: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict, compare=False)


def read(
    client: UUID | None,
    version: Hashable = None,
    *,
    first: int = FIRST,
    drawn: Mapping[str, int] | None = None,
    sieve: Sieve = OPEN_SIEVE,
) -> Wall:
    """A board: each listed status in its order, then `other` and `none` where a case needs them.

    A column brings its `first` rows, or as many as `drawn` says by key. A wall read under a `version` is remembered,
    and not read from the tables again while its board is asked for under the same one (`version_of`).
    """
    board, shown = (client, sieve), version and (version, beside(sieve))
    if shown and not drawn and (known := _memory.recall(board, shown)):
        return known
    lanes = Lanes(client, remembered(version), sieve)
    heads = lanes.heads(odd=True)
    found = lanes.rows(first, heads)
    for key, number in (drawn or {}).items():
        if key in heads and number > first:
            found[key] = lanes.page(key, 0, number)
    rows = lanes.marked(found)
    columns = tuple(Column(head, tuple(rows.get(key, ()))) for key, head in heads.items())
    plans = {one.row.uuid: one.plans for some in found.values() for one in some if one.plans}
    wall = Wall(columns, lanes.total(heads), bool(lanes.listed), plans)
    if shown and not drawn:
        _memory.keep(board, shown, wall)
    return wall


def with_gaps(wall: Wall) -> tuple[Column, ...]:
    """The columns, with what to look at on the covers of their cases' plans: one query, always as it is now."""
    found = marks.gaps(plan for plans in wall.plans.values() for plan in plans)
    if not found:
        return wall.columns
    return tuple(Column(one.head, tuple(gapped(row, wall.plans, found) for row in one.rows)) for one in wall.columns)


def gapped(row: Row, plans: Mapping[UUID, tuple[UUID, ...]], gaps: Mapping[UUID, str]) -> Row:
    """A row with the first gap of its plans."""
    mine = [gaps[plan] for plan in plans.get(row.uuid, ()) if plan in gaps]
    return row._replace(gap=mine[0]) if mine else row


def heads(client: UUID | None, wanted: Iterable[UUID | None] | None = None, sieve: Sieve = OPEN_SIEVE) -> list[Head]:
    """The heads of the columns that these statuses belong to (None among them: no status), or all, in order."""
    lanes = Lanes(client, vocabulary(), sieve)
    keys = None if wanted is None else {lanes.key(status) for status in wanted}
    return list(lanes.heads(keys).values())


class Figures(NamedTuple):
    """A board's figures, summed at once: all heads in order, those that were `touched`, and the total."""

    heads: tuple[Head, ...]
    touched: tuple[Head, ...]
    total: Total


def figures(client: UUID | None, touched: Iterable[UUID | None]) -> Figures:
    """A board's figures after a change that concerned the statuses `touched`, whose columns may be empty now."""
    lanes = Lanes(client, vocabulary())
    keys = {lanes.key(status) for status in touched}
    heads = lanes.heads(also=keys)
    return Figures(tuple(heads.values()), tuple(heads[key] for key in heads if key in keys), lanes.total(heads))


def column(
    client: UUID | None, key: str, *, start: int = 0, upto: int = FIRST, sieve: Sieve = OPEN_SIEVE
) -> Column | None:
    """One column with its rows from `start` (0-based) up to `upto`; None where there is no column of that key."""
    lanes = Lanes(client, vocabulary(), sieve)
    head = lanes.heads({key}).get(key)
    if head is None:
        return None
    found = lanes.page(key, start, upto - start)
    plans = {one.row.uuid: one.plans for one in found if one.plans}
    return with_gaps(Wall((Column(head, tuple(lanes.marked({key: found})[key])),), Total(), plans=plans))[0]


def row(client: UUID | None, case: UUID) -> Row | None:
    """What one card of the board is drawn from; None where the case is not on it."""
    lanes = Lanes(client, vocabulary(), OPEN_SIEVE)
    found = [lanes.found(*facts) for facts in places.cases(client).filter(pk=case).values_list(*WANTED)]
    if not found:
        return None
    plans = {case: found[0].plans}
    return gapped(lanes.marked({"": found})[""][0], plans, marks.gaps(found[0].plans))


def left_out(client: UUID | None, cases: Collection[UUID], sieve: Sieve) -> list[tuple[UUID, str]]:
    """Those of some cases of a board that the sieve does not let through, by uuid with their names."""
    passing = Lanes(client, vocabulary(), sieve).cases.filter(pk__in=cases).order_by().values("pk")
    left = places.cases(client).filter(pk__in=cases).exclude(pk__in=passing)
    return list(left.order_by("name", "pk").values_list("pk", "name"))


def key_of(status: UUID | None) -> str:
    """The key of the column that a case of this status stands in."""
    return Lanes(None, vocabulary()).key(status)


def statuses() -> Listed:
    """The statuses that are columns, in their order: uuid, name, colour, is_completed."""
    return vocabulary().listed


def vocabulary() -> Vocabulary:
    """The firm's statuses: one query."""
    ordered = Status.objects.order_by(F("position").asc(nulls_last=True), "name", "uuid")
    rows = list(ordered.values_list("uuid", "name", "colour", "is_completed", "listed"))
    return Vocabulary(tuple(row[:4] for row in rows if row[4]), frozenset(row[0] for row in rows if row[3]))


def remembered(version: Hashable) -> Vocabulary:
    """The same for a board of this version (`version_of`), which ends with the statuses."""
    part = version[-1] if isinstance(version, tuple) else None
    known = _words.recall("statuses", part) if part else None
    if known is None:
        known = vocabulary()
        if part:
            _words.keep("statuses", part, known)
    return known


_memory: Memory[Wall] = Memory(REMEMBERED)
_words: Memory[Vocabulary] = Memory(1)
