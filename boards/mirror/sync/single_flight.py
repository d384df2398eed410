"""Taking turns: one process reads a part of the mirror, and one transaction at a time writes into it.

`fly` is the single flight of reliability.md P19: whoever moves `Reading.busy_until` from the past into the
future reads, everybody else goes on with what the mirror holds. The mark names its process, so that one that was
killed blocks nobody, and expires, so that one on another machine does not for long.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from boards import processes
from boards.database import can_wait
from boards.mirror.models import SyncState
from boards.plannr import AmbiguousAccount, CircuitOpen, NotFound, PlannrError, RequestRejected, Throttled, Unauthorized
from boards.ui.formatting import counted

BUSY = timedelta(seconds=45)
WORDS = 300

# How much longer than a client's cases each part stays fresh: it changes less often.
PATIENCE = {"statuses": 20, "clients": 40, "employees": 40, "firm": 40}


@dataclass(frozen=True, slots=True)
class SyncResult:
    """How a read ended. `complete`: there is reason to believe that it brought all there is. `failed`: it
    brought no whole answer, and the part stays as it was read before. `words` say what is wrong, in which
    `kind` of trouble. `began` is since when it was read (UTC), where it went on from an earlier run.
    """

    complete: bool = True
    words: str = ""
    kind: str = ""
    failed: bool = False
    began: datetime | None = None


@dataclass(slots=True)
class SyncRun:
    """A read under way: `began` is when (UTC), and also the least age of what it brings."""

    key: str
    mark: datetime
    busy: timedelta
    began: datetime = field(default_factory=lambda: now())

    def go_on(self, **changes: Any) -> None:
        """Keep the mark for as long again, and note `changes` (fields of Reading), such as how far it has
        come.
        """
        mark = now() + self.busy
        if SyncState.objects.filter(key=self.key, busy_until=self.mark).update(busy_until=mark, **changes):
            self.mark = mark


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def sync_state(key: str) -> SyncState | None:
    """How fresh a part of the mirror is; None where nobody ever asked for it."""
    return SyncState.objects.filter(key=key).first()


def fresh_for(key: str) -> timedelta:
    """How old a part may be before it is read again."""
    seconds: float = settings.MIRROR_FRESH_SECONDS
    return timedelta(seconds=seconds * PATIENCE.get(key, 1))


def is_fresh(reading: SyncState | None) -> bool:
    """Whether a part was read so lately that it need not be read again, and nothing says that it is due."""
    if reading is None or reading.read_at is None or reading.due:
        return False
    return now() - reading.read_at < fresh_for(reading.key)


def run_once(
    key: str,
    read: Callable[[SyncRun], SyncResult],
    *,
    force: bool = False,
    busy: timedelta = BUSY,
    unknown: bool = False,
) -> SyncState:
    """Let `read` bring the part `key` up to date, unless it is fresh or somebody else is at it; the Reading
    as it is then.

    `force` reads whatever the age, unless a read that began after this call did so. A PlannrError of `read`
    is noted in the Reading, not raised; only NotFound is, where `unknown` says that it means that there is no
    such part. Where the database takes no writes the mirror stays as it is; only a part never met before raises that.
    """
    asked, reading, flight = now(), sync_state(key), None
    if reading and not force and is_fresh(reading):
        return reading
    if reading is None and unknown:
        reading = SyncState.objects.get_or_create(key=key)[0]
    with can_wait("reading"):
        reading = reading or SyncState.objects.get_or_create(key=key)[0]
        flight = claim_run(key, busy)
    if flight is None or reading is None:
        return reading or SyncState(key=key)
    with can_wait("reading", at_once=False):
        try:
            reading.refresh_from_db()
            if not is_sync_needed(reading, asked, force=force):
                return reading
            record_result(flight, attempt_sync(read, flight, unknown=unknown))
        finally:
            SyncState.objects.filter(key=key, busy_until=flight.mark).update(busy_until=None)
            forget_unknown_part(key, unknown=unknown)
    return sync_state(key) or reading


def claim_run(key: str, busy: timedelta) -> SyncRun | None:
    """Compare-and-set the mark; None where another one flies. One whose process is known to be dead does not."""
    mark = now() + busy
    claim = {"busy_until": mark, "holder": processes.here()}
    free = Q(busy_until=None) | Q(busy_until__lt=now())
    if SyncState.objects.filter(free, key=key).update(**claim):
        return SyncRun(key, mark, busy)
    held = SyncState.objects.filter(key=key).values_list("holder", "busy_until").first()
    if not held or not held[0] or not processes.is_dead(held[0]["home"], held[0]["pid"], held[0]["started"]):
        return None
    taken = SyncState.objects.filter(key=key, busy_until=held[1]).update(**claim)
    return SyncRun(key, mark, busy) if taken else None


def is_sync_needed(reading: SyncState, asked: datetime, *, force: bool) -> bool:
    """Whether a read is still wanted now that it is our turn: another may just have landed."""
    if force:
        return reading.read_at is None or reading.read_at < asked
    return not is_fresh(reading)


def attempt_sync(read: Callable[[SyncRun], SyncResult], flight: SyncRun, *, unknown: bool) -> SyncResult:
    """Do the read. What becomes due from here on stays due: that mark is taken down before the first call,
    not after the last.
    """
    readings = SyncState.objects.filter(key=flight.key)
    was_due = readings.filter(due=True).update(due=False)
    try:
        end = read(flight)
    except PlannrError as error:
        if unknown and isinstance(error, NotFound):
            raise
        end = SyncResult(False, error.message, trouble_kind_of(error), failed=True)
    if was_due and end.failed:
        readings.update(due=True)
    return end


def record_result(flight: SyncRun, end: SyncResult) -> None:
    """Write down how the read ended. A read that began later and landed earlier is not set back."""
    readings = SyncState.objects.filter(Q(read_at=None) | Q(read_at__lt=flight.began), key=flight.key)
    facts = {"tried_at": flight.began, "trouble": end.words[:WORDS], "trouble_kind": end.kind}
    readings.update(**facts if end.failed else facts | {"read_at": end.began or flight.began, "complete": end.complete})


def forget_unknown_part(key: str, *, unknown: bool) -> None:
    """Leave no Reading behind for what turned out not to exist."""
    if unknown:
        SyncState.objects.filter(key=key, read_at=None, trouble="", serial=0, busy_until=None).delete()


def trouble_kind_of(error: PlannrError) -> str:
    """The kind of a trouble, as pages tell them apart."""
    match error:
        case Unauthorized() | AmbiguousAccount():
            return "token"
        case CircuitOpen(why="firm"):
            return "firm"
        case Throttled() | CircuitOpen(why="pause"):
            return "throttled"
        case RequestRejected():
            return "refused"
        case _:
            return "unreachable"


INCOMPLETE = "incomplete"


def describe_shortfall(read: int, total: int | None, one: str = "case", many: str = "") -> str:
    """Say that a list was not all there is: "Plannr's list was not complete: 21 of 23 cases could be read"."""
    if total is None:
        return f"Plannr’s list was not complete: {counted(read, one, many)} could be read."
    return f"Plannr’s list was not complete: {read:,} of {counted(total, one, many)} could be read."
