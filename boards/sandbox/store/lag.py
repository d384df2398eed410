"""
What Plannr does later than it should: writes carried out after their request has ended, reads that lag behind writes.

    sandbox.faults.add("late", method="PUT", only_next=1)     # the connection is cut, and nothing is done yet
    sandbox.faults.add("stale", method="PUT", only_next=1)    # carried out and answered, and no read shows it yet
    sandbox.lag.catch_up()                                    # now it is carried out, and reads show what is

With `seconds` either happens by itself after so many.
"""

import threading
from collections.abc import Callable

from boards.sandbox.store.firm import Firm
from boards.sandbox.store.persistence import copy_snapshot, restore_snapshot, take_snapshot


class Lag:
    """The writes that are still to be carried out, and the firm as reads still show it, if they lag."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writes: list[Callable[[], None]] = []
        self._shown: Firm | None = None

    def put_off(self, write: Callable[[], None], seconds: float) -> None:
        """Carry a write out in `seconds`, or, with 0, when told."""
        if seconds:
            run_after(seconds, write)
            return
        with self._lock:
            self._writes.append(write)

    def lag(self, firm: Firm, seconds: float) -> None:
        """Show every read the firm as it is now, for `seconds`, or, with 0, until told. One that lags goes on so."""
        with self._lock:
            if self._shown is None:
                self._shown = copy_firm(firm)
        if seconds:
            run_after(seconds, self._show)

    def firm_for(self, method: str) -> Firm | None:
        """The firm that a read is answered from while reads lag; None for a write, and where they do not."""
        with self._lock:
            return self._shown if method in ("GET", "HEAD") else None

    def catch_up(self) -> None:
        """Carry out what was put off, in the order in which it came, and let reads show what is."""
        with self._lock:
            writes, self._writes = self._writes, []
        for write in writes:
            write()
        self._show()

    def forget(self) -> None:
        """What was put off is never carried out."""
        with self._lock:
            self._writes = []
        self._show()

    def _show(self) -> None:
        with self._lock:
            self._shown = None


def run_after(seconds: float, do: Callable[[], None]) -> None:
    """Do something in so many seconds, unless the process has ended by then."""
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()


def copy_firm(firm: Firm) -> Firm:
    """A firm that stays as this one is now."""
    same = Firm(firm.name, owner=None, clock=firm.clock, seed=None)
    restore_snapshot(same, copy_snapshot(take_snapshot(firm)))
    return same
