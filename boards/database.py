"""A failing database told from a fault of ours, and rows that a page would like to write and can do without: reading
goes on where the database takes no writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import DataError, Error, IntegrityError, NotSupportedError, ProgrammingError, connection

log = structlog.get_logger(__name__)

OURS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)
PATIENCE = 250
"""Milliseconds that such a row waits for SQLite's lock, where a person's own change waits as long as it may take."""


def is_trouble(error: BaseException | None) -> bool:
    """Whether the database itself failed (cut off, locked, full, damaged), or something did because of that.

    A statement that was wrong is a fault of ours, and no trouble of the database's.
    """
    while error is not None:
        if isinstance(error, Error) and not isinstance(error, OURS):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def can_wait(what: str, *, at_once: bool = True) -> Iterator[None]:
    """Write inside this block if that can be done (`at_once`: now or not at all); where the database fails, say so in
    the log and go on.
    """
    usual = _waits(PATIENCE) if at_once else None
    try:
        yield
    except Error as trouble:
        if connection.in_atomic_block or not is_trouble(trouble):
            raise
        log.warning("not-written", what=what, reason=str(trouble))
        connection.close_if_unusable_or_obsolete()
    finally:
        if usual is not None:
            _waits(usual)


def _waits(milliseconds: int) -> int:
    """Let SQLite wait so long for its lock; how long it waited until now."""
    if connection.vendor != "sqlite" or connection.connection is None:
        return milliseconds
    usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.connection.execute(f"PRAGMA busy_timeout={milliseconds:d}")
    return int(usual)
