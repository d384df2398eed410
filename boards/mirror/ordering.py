"""Places: which case stands where in a column, on a client's board or on the firm's.

A column's order is (`status_position`, nulls last, name, uuid), the same everywhere (plannr-api.md 2.8). `client` is
the client whose board is meant, or None for the firm's. Statuses are uuids; None is "no status".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from boards.mirror.models import Case, SyncState

COLUMN_ORDER = (F("position").asc(nulls_last=True), "name", "uuid")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case stands: `number` of `of`, 1-based, in `status`, right after the case `after` (None: it is first)."""

    status: UUID | None
    after: UUID | None
    number: int
    of: int


def board_cases(client: UUID | None) -> QuerySet[Case]:
    """The live cases of a board."""
    live = Case.objects.live()
    return live.of_client(client) if client else live


def column_cases(client: UUID | None, status: UUID | None) -> QuerySet[Case]:
    """The live cases of one column, in its order."""
    return board_cases(client).filter(status=status).order_by(*COLUMN_ORDER)


@dataclass(frozen=True, slots=True)
class ColumnOrder:
    """The live cases of a board in their columns' order, by status: all of a client's, some columns of the firm's."""

    columns: Mapping[UUID | None, Sequence[UUID]]

    @property
    def size(self) -> int:
        """How many cases these are."""
        return sum(len(column) for column in self.columns.values())

    def first(self, status: UUID, *, but: UUID) -> UUID | None:
        """The first case of a column, leaving out the case `but`; None where the column is empty."""
        return next((case for case in self.columns.get(status, ()) if case != but), None)

    def last(self, status: UUID, *, but: UUID) -> UUID | None:
        """The last case of a column, leaving out the case `but`; None where the column is empty."""
        return next((case for case in reversed(self.columns.get(status, ())) if case != but), None)

    def around(self, status: UUID, anchor: UUID | None, *, reach: int) -> Sequence[UUID]:
        """At most `reach` cases on each side of the case `anchor` in a column; without one, the column's first."""
        order = self.columns.get(status, ())
        at = order.index(anchor) if anchor and anchor in order else 0
        return order[max(at - reach, 0) : at + reach + 1]

    def position(self, case: UUID, status: UUID | None) -> Position | None:
        """Where a case of this status stands; None where it is not among these."""
        order = self.columns.get(status, ())
        if case not in order:
            return None
        at = order.index(case)
        return Position(status, order[at - 1] if at else None, at + 1, len(order))


def read_order(client: UUID | None, statuses: Iterable[UUID | None]) -> ColumnOrder:
    """The order of a client's whole board, or of the firm's columns of these `statuses`: one query."""
    named = set(statuses)
    wanted = Q() if client else Q(status__in=named - {None}) | Q(status=None if None in named else UUID(int=0))
    columns: dict[UUID | None, list[UUID]] = {}
    rows = board_cases(client).filter(wanted).order_by(*COLUMN_ORDER).values_list("status", "pk")
    for status, case in rows:
        columns.setdefault(status, []).append(case)
    return ColumnOrder(columns)


def is_on_board(client: UUID | None, case: UUID) -> bool:
    """Whether a case is on this board, as far as the mirror knows."""
    return board_cases(client).filter(pk=case).exists()


def position_of(client: UUID | None, case: UUID) -> Position | None:
    """Where a case stands on a board; None where it is not on it."""
    status = board_cases(client).filter(pk=case).values_list("status", flat=True)
    return position_in_column(client, case, status[0]) if status else None


def position_in_column(client: UUID | None, case: UUID, status: UUID | None) -> Position | None:
    """Where a case of this status stands on a board; None where it is not in that column."""
    order = ColumnOrder({status: list(column_cases(client, status).values_list("pk", flat=True))})
    return order.position(case, status)


def rank_range(client: UUID | None, status: UUID, after: UUID | None, *, but: UUID) -> tuple[int, int] | None:
    """The ranks between which the place after `after` lies (above the first, up to the second), as they are without the
    case `but`; None where a rank is not known.
    """
    rows = list(column_cases(client, status).values_list("pk", "position"))
    mine = next((rank for pk, rank in rows if pk == but), None)
    end = max(end_rank(status) - (mine is not None), column_cases(None, status).count())
    others = [(pk, rank - (mine is not None and rank > mine)) for pk, rank in rows if pk != but and rank is not None]
    ranks = [0, *(rank for _, rank in others), end]
    at = next((number for number, (pk, _) in enumerate(others, 1) if pk == after), 0)
    return (ranks[at], ranks[at + 1]) if at or after is None else None


def end_rank(status: UUID) -> int:
    """The rank one past the last that the mirror knows of in a status, across the firm."""
    last = Case.objects.live().filter(status=status).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def mark_stale(client: UUID | None) -> None:
    """Mark a client's board as due for a read: its order is known to have changed."""
    if client:
        SyncState.objects.filter(key=f"client:{client}").update(due=True)
