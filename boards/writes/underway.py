"""What is left when the database fails in the middle: whether a change may have reached Plannr by then."""

from contextvars import ContextVar
from typing import Any

from django.core.signals import request_started
from django.db import DataError, Error, IntegrityError, NotSupportedError, ProgrammingError

from boards.audit.models import Entry

OURS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)

_attempted: ContextVar[Entry | None] = ContextVar("attempted", default=None)


def note(attempt: Entry) -> Entry:
    """An attempt has been committed: its PUT is about to leave."""
    _attempted.set(attempt)
    return attempt


def attempted() -> Entry | None:
    """The newest attempt committed since the request began."""
    return _attempted.get()


def forget(**_: Any) -> None:
    """A request begins: nothing has left yet."""
    _attempted.set(None)


def is_trouble(error: BaseException | None) -> bool:
    """Whether the database itself failed (cut off, locked, full, damaged), or something did because of that.

    A statement that was wrong is a fault of ours, and no trouble of the database's.
    """
    while error is not None:
        if isinstance(error, Error) and not isinstance(error, OURS):
            return True
        error = error.__cause__ or error.__context__
    return False


request_started.connect(forget, dispatch_uid="boards.writes.underway")
