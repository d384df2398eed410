"""Rows that a page would like to write, and can do without: reading goes on where the database takes no writes."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import Error, connection

from boards.writes.underway import is_trouble

log = structlog.get_logger(__name__)

PATIENCE = 250
"""Milliseconds that such a row waits for SQLite's lock, where a person's own change waits as long as it may take."""


@contextmanager
def can_wait(what: str) -> Iterator[None]:
    """Write inside this block if that can be done at once; where the database fails, say so in the log and go on."""
    usual = _waits(PATIENCE)
    try:
        yield
    except Error as trouble:
        if connection.in_atomic_block or not is_trouble(trouble):
            raise
        log.warning("not-written", what=what, reason=str(trouble))
        connection.close_if_unusable_or_obsolete()
    finally:
        _waits(usual)


def _waits(milliseconds: int) -> int:
    """Let SQLite wait so long for its lock; how long it waited until now."""
    if connection.vendor != "sqlite" or connection.connection is None:
        return milliseconds
    usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.connection.execute(f"PRAGMA busy_timeout={milliseconds:d}")
    return int(usual)
