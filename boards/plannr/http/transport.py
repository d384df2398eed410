"""The one funnel to Plannr's HTTP API: nothing but this and deadline.py imports httpx.

Every call gets the required headers, one total deadline for all its tries (at most three, and never of a write that
might have arrived, plannr-api.md 1.6), a cap on its decoded body, no redirects, no cookies, and no proxies from the
environment. Tokens, bodies and queries are never logged.
"""

from __future__ import annotations

import copy
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import count
from typing import Any, Literal, Protocol
from uuid import UUID

import httpx

from boards.plannr.errors import CircuitOpen, InvalidResponse, PlannrError, Throttled, Unreachable
from boards.plannr.http.deadline import Deadline, DeadlineTransport
from boards.plannr.http.responses import (
    RawResponse,
    UnreadableBody,
    decompress,
    parse_response,
    remaining_calls,
    retry_after_seconds,
)
from boards.plannr.parsing import Json
from boards.plannr.payload import json_text
from boards.plannr.query import checked_base_url, checked_token

API = "/api/v1"
LARGEST_PAGE = 500
MAX_TRIES = 3
FIRST_PAUSE_SECONDS = 0.3
LONGEST_JITTER_SECONDS = 4.0
PASSING_FAULTS = frozenset({502, 503, 504})
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

# httpx logs each address at INFO, and an address holds what was searched for: clients' names.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

type Purpose = Literal["people", "background", "identity"]


class RequestGuard(Protocol):
    """Who decides whether a call may go out now, and hears how it went.

    Neither may raise anything but CircuitOpen.
    """

    def check(self, method: str, purpose: str) -> None:
        """Called before each try; raises CircuitOpen to keep it in.

        ``purpose`` is "people", "background", or "identity": asking who the token is.
        """

    def record(self, method: str, status: int | None, remaining: int | None, retry_after: float | None) -> None:
        """Called once after each try; ``status`` is None when no whole answer came, ``retry_after`` is in seconds."""


class NoGuard:
    """The guard that lets everything through."""

    def check(self, method: str, purpose: str) -> None:
        """Every call may go."""

    def record(self, method: str, status: int | None, remaining: int | None, retry_after: float | None) -> None:
        """Nothing is remembered."""


class CallCounter:
    """What all views of one client count together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.calls = 0
        self.requests_remaining: int | None = None

    def add(self, remaining: int | None) -> None:
        """One request went out; ``remaining`` is what Plannr says is left of this minute, if it says."""
        with self._lock:
            self.calls += 1
            self.requests_remaining = self.requests_remaining if remaining is None else remaining


class Transport:
    """Sends requests to one deployment of Plannr, safe to share between threads.

    ``account`` gives the uuid for X-PLANNR-ACCOUNT-UUID; it is asked at each call, since it may be chosen
    late. ``per_page`` is how many rows lists ask for (Plannr allows 500). ``learned`` keeps what this process
    found out about the deployment, by name (see ``query.first_supported``).
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        read_seconds: float = 10.0,
        write_seconds: float = 15.0,
        per_page: int = LARGEST_PAGE,
        guard: RequestGuard | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base_url = checked_base_url(base_url)
        self.per_page = per_page
        self.purpose: Purpose = "people"
        self.account: Callable[[], UUID] | None = None
        self.learned: dict[str, Any] = {}
        self._read_seconds = read_seconds
        self._write_seconds = write_seconds
        self._guard: RequestGuard = guard or NoGuard()
        self._counter = CallCounter()
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {checked_token(token)}".rstrip(), "User-Agent": "plannr_board"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            transport=transport or DeadlineTransport(),
            follow_redirects=False,
            trust_env=False,
        )

    @property
    def calls(self) -> int:
        """How many requests were sent, retries included."""
        return self._counter.calls

    @property
    def requests_remaining(self) -> int | None:
        """Plannr's last X-Ratelimit-Remaining, or None before the first."""
        return self._counter.requests_remaining

    def with_purpose(self, purpose: Purpose) -> Transport:
        """The same funnel, its calls marked for the guard with another purpose."""
        twin = copy.copy(self)
        twin.purpose = purpose
        return twin

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def get(self, path: str, params: Mapping[str, str] | None = None, *, with_account: bool = True) -> Json:
        """The JSON at ``path`` (below /api/v1). Raises PlannrError."""
        return self._call("GET", path, params=params, with_account=with_account)

    def post(self, path: str, body: Mapping[str, object]) -> Json:
        """The answer to a creation; None when it has no body. Raises PlannrError."""
        return self._call("POST", path, body=body)

    def put(self, path: str, body: Mapping[str, object]) -> Json:
        """The answer to an update; None when it has no body. Raises PlannrError."""
        return self._call("PUT", path, body=body)

    def delete(self, path: str, body: Mapping[str, object] | None = None) -> Json:
        """The answer to a removal, whose request may carry a body (plannr-api.md 2.7). Raises PlannrError."""
        return self._call("DELETE", path, body=body)

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        with_account: bool = True,
    ) -> Json:
        request = self._client.build_request(
            method,
            self.base_url + API + path,
            params=params or None,
            content=None if body is None else json_text(body).encode(),
            headers=self._headers(with_account),
        )
        return self._send_with_retries(
            request, Deadline(self._read_seconds if method == "GET" else self._write_seconds)
        )

    def _headers(self, with_account: bool) -> dict[str, str]:
        headers = {"Accept": "application/json", "Content-Type": "application/json", "Accept-Encoding": "gzip"}
        if with_account and self.account is not None:
            headers["X-PLANNR-ACCOUNT-UUID"] = str(self.account())
        return headers

    def _send_with_retries(self, request: httpx.Request, deadline: Deadline) -> Json:
        """Send until it is answered, final, or out of time.

        A guard that rests between tries leaves the first error.
        """
        last: PlannrError | None = None
        for tries in count(1):
            try:
                self._guard.check(request.method, self.purpose)
            except CircuitOpen:
                if last is None:
                    raise
                raise last from None
            try:
                return parse_response(self._send_once(request, deadline), writing=request.method != "GET")
            except PlannrError as error:
                last = error
            pause = pause_before_retry(last, request.method, tries)
            if pause is None or pause >= deadline.left():
                raise last
            time.sleep(pause)
        raise AssertionError("count() never ends")

    def _send_once(self, request: httpx.Request, deadline: Deadline) -> RawResponse:
        """One try. Tells the counter and the guard how it went, whatever happened."""
        try:
            answer = self._exchange(request, deadline)
        except httpx.HTTPError as error:
            lost = unreachable_error(error, writing=request.method != "GET")
            if not lost.never_sent:
                self._counter.add(None)
            self._guard.record(request.method, None, None, None)
            raise lost from error
        self._counter.add(answer.remaining)
        self._guard.record(request.method, answer.status, answer.remaining, answer.retry_after)
        return answer

    def _exchange(self, request: httpx.Request, deadline: Deadline) -> RawResponse:
        """Send once and read everything. Raises httpx.HTTPError when no whole answer came."""
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), deadline.left())
        with deadline.governs():
            response = self._client.send(request, stream=True)
            try:
                body, fault = body_or_fault(response, deadline)
            finally:
                response.close()
        return RawResponse(
            status=response.status_code,
            body=body,
            fault=fault,
            content_type=response.headers.get("Content-Type", ""),
            remaining=remaining_calls(response.headers.get("X-Ratelimit-Remaining")),
            retry_after=retry_after_seconds(response.headers.get("Retry-After")),
        )


def body_or_fault(response: httpx.Response, deadline: Deadline) -> tuple[bytes, str]:
    """The decoded body and "", or nothing and why.

    A 4xx or 5xx cut short is still the answer its status gives.
    """
    try:
        return decompress(
            within_deadline(response.iter_raw(), deadline), response.headers.get("Content-Encoding", "")
        ), ""
    except UnreadableBody as fault:
        return b"", str(fault)
    except httpx.HTTPError:
        if response.is_success:
            raise
        return b"", "Plannr's answer was cut short."


def within_deadline(chunks: Iterator[bytes], deadline: Deadline) -> Iterator[bytes]:
    """The chunks, for as long as the deadline lasts: this holds for transports without sockets of ours, too."""
    for chunk in chunks:
        if deadline.left() == 0:
            raise httpx.ReadTimeout("the deadline is over")
        yield chunk


def unreachable_error(error: httpx.HTTPError, *, writing: bool) -> Unreachable:
    """Plain words for a call without an answer. Only a write that may have left may have been applied."""
    if isinstance(error, NEVER_SENT):
        return Unreachable("Plannr could not be reached.", never_sent=True)
    if isinstance(error, httpx.TimeoutException):
        return Unreachable("Plannr did not answer in time.", may_have_applied=writing)
    return Unreachable("The connection to Plannr was lost.", may_have_applied=writing)


def pause_before_retry(error: PlannrError, method: str, tries: int) -> float | None:
    """Seconds to wait before trying again after ``tries`` tries, or None when the error is final."""
    if tries >= MAX_TRIES or not may_retry(error, method, tries):
        return None
    return (error.retry_after or 0.0) + jitter(tries)


def may_retry(error: PlannrError, method: str, tries: int) -> bool:
    """Whether sending again is safe and sensible: provably unsent or throttled for any method, a passing fault or a
    first lost answer for reads: a second loss is no accident.
    """
    if isinstance(error, Throttled):
        return True
    if isinstance(error, Unreachable):
        return error.never_sent or (method == "GET" and tries == 1)
    return method == "GET" and isinstance(error, InvalidResponse) and error.status in PASSING_FAULTS


def jitter(tries: int) -> float:
    """Anything from nothing to a pause that doubles with every try, so that no two callers march in step."""
    return random.uniform(0.0, min(LONGEST_JITTER_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (tries - 1)))
