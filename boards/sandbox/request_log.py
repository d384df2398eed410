"""
What the sandbox was asked and what it did, in one total order: the witness tests compare the board's own log with.
"""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from boards.sandbox.store.records import Record

MOST_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """
    One request. `status` is what was answered, 0 for no whole answer; `applied` whether the firm was changed by
    it; `kind`, `uuid`, `before` and `after` what was changed (a cover's records also list its plan's
    beneficiaries); `by` is "token" or "outsider"; `fault` names what was done to it; `late` marks a write
    applied after its request had ended.
    """

    number: int
    at: float
    method: str
    path: str
    query: str
    body: Any
    status: int
    applied: bool = False
    kind: str | None = None
    uuid: str | None = None
    before: Record | None = None
    after: Record | None = None
    by: str = "token"
    fault: str | None = None
    late: bool = False


class RequestLog:
    """The entries, oldest first. Iterates over a copy, so it may be read while requests come in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[LoggedRequest] = deque(maxlen=MOST_KEPT)
        self._last = 0

    def write(self, **about: Any) -> LoggedRequest:
        """Add an entry."""
        with self._lock:
            self._last += 1
            entry = LoggedRequest(number=self._last, **about)
            self._entries.append(entry)
            return entry

    def after(self, number: int) -> list[LoggedRequest]:
        """Give the entries with a higher number."""
        return [entry for entry in self if entry.number > number]

    def writes(self) -> list[LoggedRequest]:
        """Give the entries that changed the firm."""
        return [entry for entry in self if entry.applied]

    def clear(self) -> None:
        """Forget the entries; numbers go on."""
        with self._lock:
            self._entries.clear()

    @property
    def last(self) -> int:
        """The number of the newest entry, 0 for none."""
        return self._last

    def __iter__(self) -> Iterator[LoggedRequest]:
        with self._lock:
            return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, place: int) -> LoggedRequest:
        with self._lock:
            return self._entries[place]
