"""The gate every call to Plannr passes: a circuit breaker and a rate budget, shared by all processes.

(reliability.md P16, P18; plannr-api.md 1.6.) The shared row is read at most once a second and written only when
something changed that others must know: a failure, a recovery, a 429, a budget that has run low. 4xx answers never open
the circuit. People's calls go on until Plannr itself says 429; background reading stops while fewer than
`KEPT_FOR_PEOPLE` of the minute's 500 requests are left.

A pause that Plannr asks for is kept, but for two minutes at most: then one call asks whether it still wants one, and
the others wait for its answer.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from boards.gateway.models import ApiHealth
from boards.plannr import CircuitOpen, PlannrError
from boards.plannr.errors import LONGEST_PAUSE_SECONDS, pause_words

MOST_FAILURES = 5
PROBE_SECONDS = 10.0
KEPT_FOR_PEOPLE = 150
SHARE_BELOW = 300
LOOK_SECONDS = 1.0
MINUTE = timedelta(seconds=60)
ROW = 1

DOWN = "Plannr has not been answering. The board asks it again every few seconds."
KEPT = "The rest of this minute's requests to Plannr are kept for people."


class SharedCircuit:
    """Decides for one process, from what all processes know. Safe between threads."""

    def __init__(self) -> None:
        self.identify: Callable[[], object] | None = None
        self._lock = threading.Lock()
        self._pulse = ApiHealth(pk=ROW)
        self._looked = -LOOK_SECONDS

    def check(self, method: str, purpose: str) -> None:
        """Raises CircuitOpen to keep a call in. Refuses any call inside a database transaction: a programming error."""
        if inside_transaction():
            raise RuntimeError("Plannr was asked inside a database transaction (architecture.md section 3).")
        if purpose != "identity":
            self._identified()
        now, pulse = datetime.now(UTC), self._look()
        if pulse.stopped and purpose != "identity":
            raise CircuitOpen(pulse.stopped, why="firm")
        if resting := self._rests(method, pulse, now):
            raise resting
        if purpose == "background" and self.left(now) < KEPT_FOR_PEOPLE:
            raise CircuitOpen(KEPT, why="kept")

    @property
    def stopped(self) -> str:
        """Why no call may go at all, in words, as of the last call's look: one that stopped it is looked at again."""
        return self._look().stopped if self._pulse.stopped else ""

    def look_again(self) -> None:
        """Read the shared row anew at the next call."""
        with self._lock:
            self._looked = -LOOK_SECONDS

    def _identified(self) -> None:
        """Before this process' first call, find out whether the token is still the same firm's. Raises CircuitOpen."""
        if self.identify is None:
            return
        try:
            self.identify()
        except CircuitOpen:
            raise
        except PlannrError as error:
            raise CircuitOpen(error.message) from error
        self.identify = None
        self.look_again()

    def record(self, method: str, status: int | None, remaining: int | None, retry_after: float | None) -> None:
        """Hear how a call went: `status` is None without a whole answer, `retry_after` is in seconds."""
        now = datetime.now(UTC)
        if status == 429:
            self._paused(min(max(retry_after or 1.0, 1.0), LONGEST_PAUSE_SECONDS), now)
        elif status is None or status >= 500:
            self._failed(now)
        elif self._pulse.failures or self._pulse.quiet_until:
            self._share(failures=0, probe_at=None, quiet_until=None)
        if remaining is not None:
            self._counted(remaining, now)

    def left(self, now: datetime) -> int:
        """How many requests are left of the minute, as far as is known here; a figure a minute old says nothing."""
        pulse = self._pulse
        if pulse.remaining is None or pulse.remaining_at is None or now - pulse.remaining_at > MINUTE:
            return SHARE_BELOW
        return pulse.remaining

    def _rests(self, method: str, pulse: ApiHealth, now: datetime) -> CircuitOpen | None:
        """Why this call may not go: a pause lasts, or Plannr is down or was told to be left alone for longer than is
        believed, and another call is the one that asks it.
        """
        until, latest = pulse.quiet_until, now + timedelta(seconds=LONGEST_PAUSE_SECONDS)
        if until and now < until <= latest:
            return CircuitOpen(pause_words(until), why="pause", retry_after=(until - now).total_seconds())
        if pulse.failures >= MOST_FAILURES:
            return None if method == "GET" and self._may_probe(now) else CircuitOpen(DOWN)
        # A time beyond any pause was written by a clock or a program that was wrong.
        was_long = until and (until > latest or (pulse.probe_at is not None and pulse.probe_at >= until))
        if was_long and not self._may_probe(now):
            soon = now + timedelta(seconds=PROBE_SECONDS)
            return CircuitOpen(pause_words(soon), why="pause", retry_after=PROBE_SECONDS)
        return None

    def _look(self) -> ApiHealth:
        """The shared row, at most a second old."""
        with self._lock:
            if time.monotonic() - self._looked >= LOOK_SECONDS:
                self._pulse = ApiHealth.objects.filter(pk=ROW).first() or ApiHealth(pk=ROW)
                self._looked = time.monotonic()
            return self._pulse

    def _may_probe(self, now: datetime) -> bool:
        """Whether this call is the one that may ask whether Plannr is back; one UPDATE decides among all processes."""
        due = ApiHealth.objects.filter(pk=ROW).filter(Q(probe_at=None) | Q(probe_at__lte=now))
        return bool(due.update(probe_at=now + timedelta(seconds=PROBE_SECONDS)))

    def _failed(self, now: datetime) -> None:
        self._share(probe_at=now + timedelta(seconds=PROBE_SECONDS), one_more_failure=True)

    def _paused(self, seconds: float, now: datetime) -> None:
        """Keep every call in for so long. After the longest, for which more may have been asked, one asks first."""
        until = now + timedelta(seconds=seconds)
        if seconds < LONGEST_PAUSE_SECONDS:
            self._share(quiet_until=until)
        else:
            self._share(quiet_until=until, probe_at=until)

    def _counted(self, remaining: int, now: datetime) -> None:
        """Remember the budget here, and tell the others once it has run low enough to matter."""
        shared_at = self._pulse.remaining_at
        self._pulse.remaining, self._pulse.remaining_at = remaining, now
        recently = shared_at is not None and now - shared_at < timedelta(seconds=LOOK_SECONDS)
        if remaining < SHARE_BELOW and not recently:
            self._share(remaining=remaining, remaining_at=now)

    def _share(self, *, one_more_failure: bool = False, **fields: object) -> None:
        """Write `fields` into the shared row, and look at it again on the next call."""
        ApiHealth.objects.get_or_create(pk=ROW)
        more = {"failures": F("failures") + 1} if one_more_failure else {}
        ApiHealth.objects.filter(pk=ROW).update(**fields, **more)
        self.look_again()


def inside_transaction() -> bool:
    """Whether a transaction of the board's own is open on this thread (the one a test runs in does not count)."""
    blocks: list[transaction.Atomic] = getattr(connection, "atomic_blocks", [])
    return any(not getattr(block, "_from_testcase", False) for block in blocks)
