"""One writer at a time for one case or plan: a unique row with an expiry and a fencing number.

It works across processes and hosts on SQLite and PostgreSQL alike, because taking it is one conditional UPDATE, and no
transaction stays open while it is held.

Of several presses of one form that wait for it the newest is what the person wants, and the others give way: each press
with a gesture's key leaves its mark before it waits, over that of the press before it. Whoever then holds the lease,
and finds the mark of another wish, or that the newest press has been before it, was overtaken.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, IntegrityError, transaction
from django.db.models import F

from boards import processes
from boards.writes.models import Lease, Press

PATIENCE = 5.0
PAUSE = 0.05
OVERTAKEN = "You have pressed again since, and that press counts. This one was not sent."


class LeaseHeld(Exception):
    """The same case or plan is being written, and that was not done while we waited; nothing was sent. `by` is whose
    write it is (a user's pk), None where it is being checked and nobody writes.
    """

    def __init__(self, key: str, by: int | None = None) -> None:
        super().__init__(key)
        self.by = by


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A lease in hand: who holds it, its fencing number and when it ends."""

    key: str
    holder: str
    fence: int
    expires_at: datetime

    def check(self, seconds: float) -> None:
        """Raise LeaseHeld unless the lease is still ours and lasts `seconds` more: asked just before a PUT leaves."""
        enough = datetime.now(UTC) + timedelta(seconds=seconds)
        if not Lease.objects.filter(key=self.key, holder=self.holder, fence=self.fence, expires_at__gt=enough).exists():
            raise LeaseHeld(self.key)

    def answered(self, attempt: int) -> None:
        """Plannr has said yes to an attempt (a pk): kept at once, so that no crash makes its silence of it."""
        Lease.objects.filter(key=self.key, holder=self.holder, fence=self.fence).update(answered=attempt)


_left: dict[str, HeldLease] = {}


def write_seconds() -> float:
    """The longest a PUT may take before it counts as unanswered (gateway.client gives writes half as long again)."""
    return float(settings.PLANNR_TIMEOUT_SECONDS) * 1.5


@contextmanager
def lease(key: str, *, by: int | None = None, patience: float | None = None) -> Iterator[HeldLease]:
    """Hold `key` for the write of `by` (a user's pk; None: to check one) while the block runs.

    Waits up to `patience` seconds for another holder, and for a write of one's own as long as that may take; then
    raises Busy. The lease outlasts the fresh read, the PUT and the read-back together, so that only a dead process
    loses it; the lease of one that is known to be dead is taken at once.
    """
    held = _wait_for(key, by, PATIENCE if patience is None else patience)
    try:
        yield held
    finally:
        _give_back(held)


def _give_back(held: HeldLease) -> None:
    """Let go of what this process is done with; where the database fails just then, whoever asks here next does it."""
    try:
        Lease.objects.filter(key=held.key, holder=held.holder, fence=held.fence).update(expires_at=datetime.now(UTC))
    except Error:
        _left[held.key] = held
        raise


def _wait_for(key: str, by: int | None, patience: float) -> HeldLease:
    began = time.monotonic()
    while (held := _take(key, by)) is None:
        holder = Lease.objects.filter(key=key).values_list("by", flat=True).first()
        mine = by is not None and holder == by
        if time.monotonic() - began >= (max(patience, 2 * write_seconds()) if mine else patience):
            raise LeaseHeld(key, holder)
        time.sleep(PAUSE)
    return held


def _take(key: str, by: int | None) -> HeldLease | None:
    if left := _left.pop(key, None):
        _give_back(left)
    now = datetime.now(UTC)
    holder, expires_at = uuid.uuid4().hex, now + timedelta(seconds=4 * write_seconds())
    fields = {"holder": holder, "expires_at": expires_at, "by": by, **processes.here()}
    Lease.objects.filter(key=key, expires_at__lte=now).update(fence=F("fence") + 1, **fields)
    found = Lease.objects.filter(key=key).first()
    if found is None:
        found = _make(key, fields)
    elif found.holder != holder:
        found = _break(found, fields)
    return HeldLease(key, holder, found.fence, expires_at) if found and found.holder == holder else None


def _break(found: Lease, fields: dict[str, Any]) -> Lease | None:
    """Take over the lease of a process that is provably dead: nobody will ever end it."""
    if not processes.is_dead(found.home, found.pid, found.started):
        return None
    Lease.objects.filter(key=found.key, holder=found.holder, fence=found.fence).update(fence=F("fence") + 1, **fields)
    return Lease.objects.filter(key=found.key).first()


def _make(key: str, fields: dict[str, Any]) -> Lease | None:
    """Write the first row for `key`; None where another writer has just done so."""
    try:
        with transaction.atomic():
            return Lease.objects.create(key=key, fence=1, **fields)
    except IntegrityError:
        return None


def mark_press(by: int, record: str, key: str | None, ask: str) -> Press | None:
    """The mark of a press of somebody (a user’s pk) on a record, for an ask (a digest), under a gesture’s key; None
    where it has no key.
    """
    if not key:
        return None
    mark = Press(key=f"{by}:{record}:{key}", ask=ask, token=uuid.uuid4().hex)
    Press.objects.bulk_create([mark], update_conflicts=True, unique_fields=["key"], update_fields=["ask", "token"])
    return mark


def take_press(mark: Press | None) -> bool:
    """Take a mark away, if no newer one lies over it; False where its press was overtaken."""
    if mark is None:
        return True
    if Press.objects.filter(key=mark.key, token=mark.token).delete()[0]:
        return True
    return Press.objects.filter(key=mark.key, ask=mark.ask).exists()
