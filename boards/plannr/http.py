"""The one funnel to Plannr's HTTP API: nothing but this and transport.py imports httpx.

Every call gets the required headers, one total deadline for all its tries, a cap on its decoded body, no
redirects, no cookies, no proxies from the environment, and the retries of ``retries.py``. Tokens, bodies and
queries are never logged.
"""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from .address import checked_base_url, checked_token
from .answers import Answer, remaining_calls, retry_after_seconds, understood
from .bodies import json_text
from .deadline import Deadline
from .errors import PlannrError, Resting, Unreachable
from .gate import Gate, OpenGate, Purpose, Tally
from .reading import Json
from .retries import pause_before_retry
from .transport import DeadlineTransport
from .unpacking import Unreadable, unpacked

API = "/api/v1"
LARGEST_PAGE = 500
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

# httpx logs each address at INFO, and an address holds what was searched for: clients' names.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Http:
    """Sends requests to one deployment of Plannr, safe to share between threads.

    ``account`` gives the uuid for X-PLANNR-ACCOUNT-UUID; it is asked at each call, since it may be chosen
    late. ``per_page`` is how many rows lists ask for (Plannr allows 500). ``learned`` keeps what this process
    found out about the deployment, by name (see ``queries.first_accepted``).
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        read_seconds: float = 10.0,
        write_seconds: float = 15.0,
        per_page: int = LARGEST_PAGE,
        gate: Gate | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base_url = checked_base_url(base_url)
        self.per_page = per_page
        self.purpose: Purpose = "people"
        self.account: Callable[[], UUID] | None = None
        self.learned: dict[str, Any] = {}
        self._read_seconds = read_seconds
        self._write_seconds = write_seconds
        self._gate: Gate = gate or OpenGate()
        self._tally = Tally()
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
        return self._tally.calls

    @property
    def budget(self) -> int | None:
        """Plannr's last X-Ratelimit-Remaining, or None before the first."""
        return self._tally.budget

    def with_purpose(self, purpose: Purpose) -> Http:
        """The same funnel, its calls marked for the gate with another purpose."""
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
        return self._tried(request, Deadline(self._read_seconds if method == "GET" else self._write_seconds))

    def _headers(self, with_account: bool) -> dict[str, str]:
        headers = {"Accept": "application/json", "Content-Type": "application/json", "Accept-Encoding": "gzip"}
        if with_account and self.account is not None:
            headers["X-PLANNR-ACCOUNT-UUID"] = str(self.account())
        return headers

    def _tried(self, request: httpx.Request, deadline: Deadline) -> Json:
        """Send until it is answered, final, or out of time.

        A gate that rests between tries leaves the first error.
        """
        last: PlannrError | None = None
        for tries in count(1):
            try:
                self._gate.admit(request.method, self.purpose)
            except Resting:
                if last is None:
                    raise
                raise last from None
            try:
                return understood(self._sent(request, deadline), writing=request.method != "GET")
            except PlannrError as error:
                last = error
            pause = pause_before_retry(last, request.method, tries)
            if pause is None or pause >= deadline.left():
                raise last
            time.sleep(pause)
        raise AssertionError("count() never ends")

    def _sent(self, request: httpx.Request, deadline: Deadline) -> Answer:
        """One try. Tells the tally and the gate how it went, whatever happened."""
        try:
            answer = self._exchanged(request, deadline)
        except httpx.HTTPError as error:
            lost = unreachable(error, writing=request.method != "GET")
            if not lost.never_sent:
                self._tally.add(None)
            self._gate.observe(request.method, None, None, None)
            raise lost from error
        self._tally.add(answer.remaining)
        self._gate.observe(request.method, answer.status, answer.remaining, answer.retry_after)
        return answer

    def _exchanged(self, request: httpx.Request, deadline: Deadline) -> Answer:
        """Send once and read everything. Raises httpx.HTTPError when no whole answer came."""
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), deadline.left())
        with deadline.governs():
            response = self._client.send(request, stream=True)
            try:
                body, fault = body_or_fault(response, deadline)
            finally:
                response.close()
        return Answer(
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
        return unpacked(timed(response.iter_raw(), deadline), response.headers.get("Content-Encoding", "")), ""
    except Unreadable as fault:
        return b"", str(fault)
    except httpx.HTTPError:
        if response.is_success:
            raise
        return b"", "Plannr's answer was cut short."


def timed(chunks: Iterator[bytes], deadline: Deadline) -> Iterator[bytes]:
    """The chunks, for as long as the deadline lasts: this holds for transports without sockets of ours, too."""
    for chunk in chunks:
        if deadline.left() == 0:
            raise httpx.ReadTimeout("the deadline is over")
        yield chunk


def unreachable(error: httpx.HTTPError, *, writing: bool) -> Unreachable:
    """Plain words for a call without an answer. Only a write that may have left may have been applied."""
    if isinstance(error, NEVER_SENT):
        return Unreachable("Plannr could not be reached.", never_sent=True)
    if isinstance(error, httpx.TimeoutException):
        return Unreachable("Plannr did not answer in time.", may_have_applied=writing)
    return Unreachable("The connection to Plannr was lost.", may_have_applied=writing)
