"""The move menu: every status with what its total would become, and the places in the chosen one."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from boards.mirror.aggregates import ColumnHeader
from boards.mirror.board_data import column_headers, listed_statuses
from boards.mirror.models import Case
from boards.mirror.ordering import Position, column_cases, position_of

MAX_PLACES = 50


@dataclass(frozen=True, slots=True)
class StatusChoice:
    """One status of the menu: its head now, and its pennies if the case were in it."""

    head: ColumnHeader
    is_here: bool
    would_be: int


@dataclass(frozen=True, slots=True)
class MoveMenu:
    """What the menu offers for one case on one board; `chosen` is the status whose places are listed."""

    choices: list[StatusChoice]
    chosen: UUID | None
    place: Position | None
    neighbours: list[tuple[UUID, str]]
    more: int
    last: str

    @classmethod
    def of(cls, case: Case, client: UUID | None, *, status: UUID | None = None) -> "MoveMenu":
        """The menu for `case` on the board of `client` (None: the firm's), with the places of `status` or its own."""
        chosen = status or case.status
        column = column_cases(client, chosen).exclude(pk=case.pk)
        rows = list(column.values_list("pk", "name")[: MAX_PLACES + 1])
        count = column.count()
        last = column.reverse().values_list("name", flat=True).first() if count else ""
        return cls(
            list(status_choices(case, client)),
            chosen,
            position_of(client, case.pk),
            rows[:MAX_PLACES],
            max(count - MAX_PLACES, 0),
            last or "",
        )


def status_choices(case: Case, client: UUID | None) -> Iterator[StatusChoice]:
    """The statuses in column order; only pounds are added up, as on the board."""
    worth = case.value or 0 if case.currency in ("GBP", "") else 0
    for head in column_headers(client, (uuid for uuid, *_ in listed_statuses())):
        is_here = head.status == case.status
        yield StatusChoice(head, is_here, head.pennies if is_here else head.pennies + worth)
