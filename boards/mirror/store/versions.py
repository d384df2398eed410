"""Versions: one transaction at a time writes into the mirror, and says which parts look different for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import F, Q

from boards.mirror.models import Account, SyncState

WRITER = "writer"
FIRM = "firm"
CLIENT = "client:"


@contextmanager
def write_lock() -> Iterator[None]:
    """A short transaction that no other writer of the mirror runs beside: never hold it across a call to
    Plannr.

    SQLite has one writer anyway: its transactions begin as IMMEDIATE. On PostgreSQL the lock keeps two reads from
    laying an old row over a new one between looking and writing, and lets each change be told once.
    """
    with transaction.atomic():
        if connection.features.has_select_for_update:
            _lock_writer()
        yield


def _lock_writer() -> None:
    """Hold the writer's row until the transaction ends."""
    if not SyncState.objects.select_for_update().filter(key=WRITER).values_list("pk", flat=True):
        SyncState.objects.get_or_create(key=WRITER)
        SyncState.objects.select_for_update().get(key=WRITER)


def bump_versions(keys: list[str]) -> None:
    """What pages over these parts show has changed, and with any of them what the firm's board shows."""
    if keys:
        SyncState.objects.filter(key__in=[*keys, FIRM]).update(serial=F("serial") + 1)
        clients = [key.removeprefix(CLIENT) for key in keys if key.startswith(CLIENT)]
        Account.objects.filter(pk__in=clients).update(serial=F("serial") + 1)


def bump_all_boards() -> None:
    """What every board shows has changed, such as a status' name: the statuses' own serial moves, too."""
    boards = Q(key__startswith="client:") | Q(key__in=[FIRM, "statuses"])
    SyncState.objects.filter(boards).update(serial=F("serial") + 1)
