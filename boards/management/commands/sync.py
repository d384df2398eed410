"""`manage.py sync [--every SECONDS]`: read the whole firm out of Plannr into the mirror."""

import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boards.mirror.models import SyncState
from boards.mirror.sync.firm import Progress, progress_of, sync_firm
from boards.mirror.sync.single_flight import now
from boards.ui.formatting import clock
from boards.writes.reconcile import recheck_refused, reconcile_all


class Command(BaseCommand):
    """Prints what it does, a line a page. Ends with 0 after a complete read, with 1 and the reason otherwise.

    Ctrl-C and SIGTERM stop it; the next run goes on from the page it had reached.
    """

    help = "Reads statuses, employees, clients and all cases of the firm from Plannr into the mirror."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="do it again and again, this often")

    def handle(self, *args: Any, every: float | None, **options: Any) -> None:
        if every is not None and not 1 <= every <= 86_400 * 7:
            raise CommandError("--every takes 1 to 604800 seconds.")
        try:
            with stopped_by_sigterm():
                complete = self.sync() if every is None else self.sync_for_ever(every)
        except KeyboardInterrupt:
            self.stdout.write("Stopped. The next sync goes on from the page this one had reached.")
            complete = every is not None
        if not complete:
            raise CommandError("The mirror is not known to hold the whole firm.")

    def sync_for_ever(self, every: float) -> bool:
        """Read the firm again and again, one begin `every` seconds, until stopped."""
        while True:
            began = time.monotonic()
            self.sync()
            time.sleep(max(0.0, every - (time.monotonic() - began)))

    def sync(self) -> bool:
        """Read the firm once; false where the mirror is not known to hold it all now."""
        started = now()
        settled, left = reconcile_all()
        recheck_refused()
        if settled or left:
            self.stdout.write(f"Writes in doubt: {settled} settled, {left} still open.")
        reading = sync_firm(force=True, say=self.say)
        tried = reading.tried_at is not None and reading.tried_at >= started
        if not tried:
            self.stdout.write("Another process is reading the firm, or was stopped on another machine a moment ago.")
            return False
        self.stdout.write(result(reading))
        return reading.complete and not reading.trouble

    def say(self, progress: Progress) -> None:
        """One line for each step."""
        if progress.doing != "cases":
            self.stdout.write(f"Reading {progress.doing}…")
            return
        self.stdout.write(line(progress))
        self.stdout.flush()


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """Let SIGTERM stop the command as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def line(progress: Progress) -> str:
    """How far the read has come: "Page 2 of 4: 700 of 1,200 cases read; 493 requests left this minute."."""
    of_pages = f" of {progress.pages}" if progress.pages else ""
    of_total = f" of {progress.total:,}" if progress.total is not None else ""
    left = f"; {progress.left:,} requests left this minute" if progress.left is not None else ""
    to_go = f", about {progress.to_go:,.0f} s to go" if progress.to_go and progress.to_go >= 1 else ""
    return f"Page {progress.page}{of_pages}: {progress.cases:,}{of_total} cases read{left}{to_go}."


def result(reading: SyncState) -> str:
    """How the read ended, in one sentence."""
    left = progress_of(reading)
    if reading.complete and not reading.trouble and reading.read_at:
        return f"Complete: the mirror holds the firm as it was at {clock(reading.read_at)}."
    where = f" The next sync goes on after page {left.page}." if left and left.page else ""
    return f"Not complete: {reading.trouble}{where}"
