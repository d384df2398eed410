"""Reading the whole firm from the page: begin it, watch it, stop it.

The read runs in a thread of this process and is one at a time across all of them (boards.mirror.sync.single_flight). It
may be stopped by anybody, in any process, and by the process’s end: the next one goes on where it left off.
"""

import threading
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connections

from boards.mirror.models import SyncState
from boards.mirror.sync.firm import KEY, Progress, progress_of, stop_firm_sync, sync_firm
from boards.mirror.sync.single_flight import now, sync_state
from boards.ui.formatting import counted

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How fresh the firm's part of the mirror is, for a page to say."""

    reading: SyncState | None
    progress: Progress | None
    busy: bool

    @property
    def read_at(self) -> datetime | None:
        """When the last whole read began; None: the firm was never read whole."""
        return self.reading.read_at if self.reading else None

    @property
    def is_incomplete(self) -> bool:
        """Whether the newest try fell short."""
        return bool(self.reading and self.reading.trouble and not self.busy)

    @property
    def short_since(self) -> datetime | None:
        """Since when the figures are known not to hold everything: when the read began that fell short."""
        return self.reading.tried_at if self.reading else None

    @property
    def percent(self) -> int:
        """How far the read has come, 0 to 100."""
        known = self.progress
        if not known or not known.total:
            return 0
        return min(100, round(known.cases / known.total * 100))

    @property
    def in_words(self) -> str:
        """ "6,000 of 20,000 cases read, page 12 of 41, 431 requests left this minute, about 40 seconds to go"."""
        return describe_progress(self.progress) if self.progress else "Beginning…"


def describe_progress(progress: Progress) -> str:
    """How far a read has come, in words."""
    if progress.doing != "cases":
        return f"Reading {progress.doing}…"
    parts = [counted(progress.cases, "case") + " read"]
    if progress.total is not None:
        parts = [f"{progress.cases:,} of {counted(progress.total, 'case')} read"]
    if progress.pages:
        parts.append(f"page {progress.page} of {progress.pages}")
    if progress.left is not None:
        parts.append(f"{counted(progress.left, 'request')} left this minute")
    if progress.to_go is not None:
        parts.append(f"about {describe_wait(progress.to_go)} to go")
    return ", ".join(parts)


def describe_wait(seconds: float) -> str:
    """A time to wait: "8 seconds", "3 minutes"."""
    return counted(max(round(seconds), 1), "second") if seconds < 90 else counted(round(seconds / 60), "minute")


def current_status() -> SyncStatus:
    """How things stand now, in any process."""
    reading = sync_state(KEY)
    busy = bool(reading and reading.busy_until and reading.busy_until > now())
    return SyncStatus(reading, progress_of(reading), busy)


def start_sync() -> bool:
    """Begin a read in the background; False where one is under way already."""
    if current_status().busy:
        return False
    threading.Thread(target=run_sync, name="read-firm", daemon=True).start()
    return True


def run_sync() -> None:
    """Read the firm, and give the thread's connections back."""
    try:
        sync_firm(force=True)
    except Exception:
        log.exception("reading the firm ended badly")
    finally:
        connections.close_all()


def stop_sync() -> bool:
    """Ask the read under way to stop after the page it is at; False where none is."""
    return stop_firm_sync()
