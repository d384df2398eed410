"""What is left when the database fails in the middle: whether a change may have reached Plannr by then."""

from contextvars import ContextVar
from typing import Any

from django.core.signals import request_started

from boards.audit.models import Entry

_attempted: ContextVar[Entry | None] = ContextVar("attempted", default=None)


def set_current(attempt: Entry) -> Entry:
    """An attempt has been committed: its PUT is about to leave."""
    _attempted.set(attempt)
    return attempt


def current() -> Entry | None:
    """The newest attempt committed since the request began."""
    return _attempted.get()


def clear_current(**_: Any) -> None:
    """A request begins: nothing has left yet."""
    _attempted.set(None)


request_started.connect(clear_current, dispatch_uid="boards.writes.current_attempt")
