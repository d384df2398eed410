"""Settling by the server itself: what a crash, an outage or a slow Plannr left open is read back until it is settled.

Every process has such a thread, and one of them at a time does the work. `manage.py sync` does the same.
"""

import threading
import time

import structlog
from django.db import close_old_connections, connections

from boards.audit import recorder
from boards.writes.lease import LeaseHeld, lease
from boards.writes.reconcile import recheck_refused, reconcile_all

log = structlog.get_logger(__name__)

EVERY, AGAIN_EVERY = 5.0, 30.0
KEY = "watch"


class Watcher(threading.Thread):
    """Looks every `every` seconds for open attempts; `end` stops it, at the latest after the read it is at."""

    def __init__(self, *, every: float = EVERY, again_every: float = AGAIN_EVERY) -> None:
        super().__init__(name="settling", daemon=True)
        self._over = threading.Event()
        self._every, self._again_every, self._looked = every, again_every, time.monotonic()

    def run(self) -> None:
        """Take turns until told to end; no trouble ends it."""
        while not self._over.is_set():
            try:
                self.turn()
            except Exception:
                log.exception("settling-failed")
            close_old_connections()
            self._over.wait(self._every)
        connections.close_all()

    def turn(self) -> None:
        """Settle what is open, and now and then look again at what silence settled, if nobody else is at it."""
        due = time.monotonic() - self._looked >= self._again_every
        if not due and not recorder.open_attempts().exists():
            return
        try:
            with lease(KEY, patience=0):
                reconcile_all()
                if due:
                    self._looked = time.monotonic()
                    recheck_refused()
        except LeaseHeld:
            return

    def end(self, seconds: float = 5.0) -> None:
        """Stop, and wait for it up to `seconds`."""
        self._over.set()
        self.join(seconds)
