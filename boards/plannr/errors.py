"""What can go wrong when speaking to Plannr (plannr-api.md 1.7).

    PlannrError
    ├── Unreachable         no answer, or it was lost on the way
    ├── Throttled           429, after every allowed retry
    ├── InvalidResponse     an answer nobody can use: 5xx, redirect, HTML, too large, no uuid
    ├── CircuitOpen         the guard kept the call in: nothing was sent
    ├── AmbiguousAccount    the token fits several accounts, and nobody said which
    └── RequestRejected     4xx: Plannr understood, and said no
        ├── BadRequest      400
        ├── Unauthorized    401
        ├── Forbidden       403
        ├── NotFound        404
        ├── Conflict        409
        └── Invalid         422

Every error answers the two questions a writer must ask: what may I tell the person (``message``), and might
my write have been carried out all the same (``may_have_applied``)?
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from boards.plannr.models import Account


LONDON = ZoneInfo("Europe/London")
LONGEST_PAUSE_SECONDS = 120.0


class PlannrError(Exception):
    """A call that did not end well.

    ``message`` is plain words, safe to show. ``status`` is the HTTP status, or None without an answer.
    ``may_have_applied`` is True when the write behind it may nevertheless have been carried out: only a fresh
    read can tell. ``retry_after`` is the seconds Plannr asked us to wait, if it did.
    """

    retry_after: float | None = None

    def __init__(self, message: str, *, status: int | None = None, may_have_applied: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.may_have_applied = may_have_applied


class Unreachable(PlannrError):
    """No answer: refused, unresolved, reset, cut short or past the deadline.

    ``never_sent`` is True when the request provably never left, and so may be sent again whatever it was.
    """

    def __init__(self, message: str, *, may_have_applied: bool = False, never_sent: bool = False) -> None:
        super().__init__(message, may_have_applied=may_have_applied)
        self.never_sent = never_sent


class Throttled(PlannrError):
    """429: too many requests this minute (plannr-api.md 1.6). ``retry_after`` is in seconds, 1 to 120."""

    retry_after: float

    def __init__(self, *, retry_after: float) -> None:
        super().__init__(pause_words(datetime.now(UTC) + timedelta(seconds=retry_after)), status=429)
        self.retry_after = retry_after


class InvalidResponse(PlannrError):
    """An answer nobody can use: a 5xx, a redirect, HTML, broken or oversized JSON, an object without its uuid."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        may_have_applied: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, status=status, may_have_applied=may_have_applied)
        self.retry_after = retry_after


class CircuitOpen(PlannrError):
    """The guard refused to let the call out. Never sent.

    ``why``: Plannr is "down" (breaker open), it asked for a "pause" (``retry_after`` is what is left of it), the
    budget is "kept" for people, or the token is another "firm"'s.
    """

    def __init__(
        self, message: str, *, why: Literal["down", "pause", "kept", "firm"] = "down", retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.why = why
        self.retry_after = retry_after


def pause_words(until: datetime) -> str:
    """Say that Plannr is left alone, and until when by London's clock."""
    return f"Plannr asked for a pause until {until.astimezone(LONDON):%H:%M:%S}."


class AmbiguousAccount(PlannrError):
    """No account was configured and the logins do not settle it (plannr-api.md 1.3).

    ``choices`` are the fitting ones.
    """

    def __init__(self, message: str, choices: Sequence[Account] = ()) -> None:
        super().__init__(message)
        self.choices = tuple(choices)


class RequestRejected(PlannrError):
    """4xx: Plannr said no, and nothing was changed.

    ``errors`` holds Laravel's words by field, dotted keys such as ``beneficiaries.0.percentage`` kept as they
    came.
    """

    def __init__(self, message: str, *, status: int, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(message, status=status)
        self.errors = dict(errors or {})


class BadRequest(RequestRejected):
    """400: often an include, filter or sort this deployment does not know."""


class Unauthorized(RequestRejected):
    """401: the token is missing, wrong or expired."""


class Forbidden(RequestRejected):
    """403: this login may not do that, or the record belongs to another firm."""


class NotFound(RequestRejected):
    """404: no such record, or not visible to this account."""


class Conflict(RequestRejected):
    """409: for example below a plan that is being deleted."""


class Invalid(RequestRejected):
    """422: the fields in ``errors`` were not accepted."""


REFUSALS: Mapping[int, type[RequestRejected]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: Invalid,
}
