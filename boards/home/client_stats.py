"""How clients stand: their cases, pounds and longest waits, for lists of clients. All by SQL from the mirror.

Open means not completed: no completion date, and not in a status that Plannr marks as completed. Money: pennies; open
and completed apart, each with what its pounds leave out (boards.mirror.aggregates).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import RowNumber

from boards.mirror.aggregates import CaseSums, add_sums, group_sums
from boards.mirror.columns import FirmStatuses, ListedStatuses
from boards.mirror.models import Participant, SyncState
from boards.mirror.models.cases import open_condition
from boards.ui.formatting import colour


@dataclass(slots=True)
class RibbonSegment:
    """One status's part of a client's ribbon, in per cent of its width; blank `colour` where Plannr sent none."""

    name: str
    pennies: int
    colour: str
    start: float
    width: float


@dataclass(slots=True)
class ClientStats:
    """One client's cases in figures; `read` is false where nobody has read them from Plannr yet."""

    read: bool = False
    open: CaseSums = field(default_factory=CaseSums)
    done: CaseSums = field(default_factory=CaseSums)
    by_status: dict[UUID | None, CaseSums] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many there are, open and completed."""
        return self.open.count + self.done.count


@dataclass(frozen=True, slots=True)
class LongestWait:
    """The open case that has stood longest in its status; `known` is false where it may have stood longer still."""

    status: str
    colour: str
    since: datetime
    known: bool


def stats_by_client(clients: Collection[UUID], known: FirmStatuses) -> dict[UUID, ClientStats]:
    """The standing of each of these clients: two queries, however many there are."""
    found = {client: ClientStats() for client in clients}
    for client, status, currency, *figures in case_groups(clients):
        add_group(found[client], status, group_sums(currency, figures, is_done=status in known.done))
    for client in synced_clients(clients):
        found[client].read = True
    return found


def case_groups(clients: Collection[UUID]) -> Iterable[tuple[Any, ...]]:
    """By client, status and currency: cases, how many have a value, pennies; and so of those with a completion date."""
    dated = Q(case__completed_at__isnull=False)
    return (
        Participant.objects.filter(account__in=clients, case__gone_at=None)
        .values_list("account", "case__status", "case__currency")
        .annotate(
            Count("case"),
            Count("case__value"),
            Sum("case__value"),
            dated=Count("case", filter=dated),
            dated_valued=Count("case__value", filter=dated),
            dated_worth=Sum("case__value", filter=dated),
        )
        .order_by()
    )


def add_group(standing: ClientStats, status: UUID | None, sums: CaseSums) -> None:
    """Add one group's figures to a client's standing."""
    standing.open = add_sums([standing.open, sums.open])
    standing.done = add_sums([standing.done, sums.completed])
    standing.by_status[status] = add_sums([standing.by_status.get(status, CaseSums()), sums])


def synced_clients(clients: Collection[UUID]) -> set[UUID]:
    """Those of the clients whose cases have been read, one by one or with the whole firm's."""
    keys = {f"client:{client}": client for client in clients}
    read = set(SyncState.objects.filter(key__in=[*keys, "firm"], read_at__isnull=False).values_list("key", flat=True))
    return set(clients) if "firm" in read else {keys[key] for key in read}


def ribbon_segments(standing: ClientStats, statuses: ListedStatuses) -> list[RibbonSegment]:
    """Where a client's pounds in open cases stand, status by status in the firm's order; statuses without any are left
    out.
    """
    found = {status: sums.open.pennies for status, sums in standing.by_status.items()}
    worth = {status: pennies for status, pennies in found.items() if pennies > 0}
    names = {uuid: (name, colour(raw)) for uuid, name, raw, _ in statuses}
    listed: list[UUID | None] = [status for status in names if status in worth]
    order = listed + [status for status in worth if status not in names]
    whole, start, bands = sum(worth.values()), 0.0, []
    for status in order:
        name, paint = names.get(status, ("Other status", "")) if status else ("No status", "")
        width = worth[status] / whole * 100
        bands.append(RibbonSegment(name, worth[status], paint, start, width))
        start += width
    return bands


def open_participations(known: FirmStatuses) -> Q:
    """Which participations are in open cases."""
    return Q(case__gone_at=None) & open_condition(known.done, "case__")


def longest_waits(clients: Collection[UUID], known: FirmStatuses) -> dict[UUID, LongestWait]:
    """For each client the open case that has stood longest in its status: one query."""
    rank = Window(RowNumber(), partition_by=[F("account")], order_by=[F("case__status_since"), F("case__uuid")])
    oldest = (
        Participant.objects.filter(open_participations(known), account__in=clients, case__status_since__isnull=False)
        .annotate(rank=rank)
        .filter(rank=1)
        .values_list("account", "case__status", "case__status_since", "case__status_since_known")
    )
    return dict(_wait_rows(oldest, known.listed))


def _wait_rows(
    rows: Iterable[tuple[UUID, UUID | None, datetime | None, bool]], statuses: ListedStatuses
) -> Iterable[tuple[UUID, LongestWait]]:
    names = {uuid: (name, colour(raw)) for uuid, name, raw, _ in statuses}
    for client, status, since, known in rows:
        if since is None:
            continue
        name, paint = names.get(status, ("Other status", "")) if status else ("No status", "")
        yield client, LongestWait(name, paint, since, known)
