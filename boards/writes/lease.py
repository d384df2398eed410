"""One writer at a time for one case or plan: a unique row with an expiry and a fencing number.

It works across processes and hosts on SQLite and PostgreSQL alike, because taking it is one conditional UPDATE, and no
transaction stays open while it is held.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from boards.writes.models import Lease

PATIENCE = 5.0
PAUSE = 0.05


class Busy(Exception):
    """Somebody else is writing the same case or plan, and did not finish while we waited; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lease in hand: who holds it, its fencing number and when it ends."""

    key: str
    holder: str
    fence: int
    expires_at: datetime

    def check(self, seconds: float) -> None:
        """Raise Busy unless the lease is still ours and lasts `seconds` more: asked just before a PUT leaves."""
        enough = datetime.now(UTC) + timedelta(seconds=seconds)
        if not Lease.objects.filter(key=self.key, holder=self.holder, fence=self.fence, expires_at__gt=enough).exists():
            raise Busy(self.key)


def write_seconds() -> float:
    """The longest a PUT may take before it counts as unanswered (crm.door gives writes half as long again)."""
    return float(settings.PLANNR_TIMEOUT_SECONDS) * 1.5


@contextmanager
def lease(key: str, *, patience: float = PATIENCE) -> Iterator[Held]:
    """Hold `key` while the block runs; waits up to `patience` seconds for another holder, then raises Busy.

    The lease outlasts the fresh read, the PUT and the read-back together, so that only a dead process loses it.
    """
    held = _wait_for(key, patience)
    try:
        yield held
    finally:
        Lease.objects.filter(key=key, holder=held.holder, fence=held.fence).update(expires_at=datetime.now(UTC))


def _wait_for(key: str, patience: float) -> Held:
    until = time.monotonic() + patience
    while (held := _take(key)) is None:
        if time.monotonic() >= until:
            raise Busy(key)
        time.sleep(PAUSE)
    return held


def _take(key: str) -> Held | None:
    now = datetime.now(UTC)
    holder, expires_at = uuid.uuid4().hex, now + timedelta(seconds=4 * write_seconds())
    free = Lease.objects.filter(key=key, expires_at__lte=now)
    if not free.update(holder=holder, fence=F("fence") + 1, expires_at=expires_at) and not _make(
        key, holder, expires_at
    ):
        return None
    fence = Lease.objects.filter(key=key, holder=holder).values_list("fence", flat=True).first()
    return Held(key, holder, fence, expires_at) if fence is not None else None


def _make(key: str, holder: str, expires_at: datetime) -> bool:
    """Write the first row for `key`; False where another writer has just done so or holds it."""
    if Lease.objects.filter(key=key).exists():
        return False
    try:
        with transaction.atomic():
            Lease.objects.create(key=key, holder=holder, fence=1, expires_at=expires_at)
    except IntegrityError:
        return False
    return True
