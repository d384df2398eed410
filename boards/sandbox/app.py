"""
The sandbox: Plannr in a box, as far as the board asks it (plannr-api.md).

    sandbox = Sandbox(seed_firm(clients=120, cases=900, seed=1))
    with serve(sandbox) as server:      # server.py: real HTTP, with control of the socket
        server.url

A request meets, in this order: the control plane (`/_sandbox/`, control.py), faults, the address, the token, the
budget of requests, the account, and the room that answers.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from boards.sandbox.conduct.faults import PAGE, Fault, Faults
from boards.sandbox.conduct.rate_limit import RateLimiter
from boards.sandbox.control import ControlPlane
from boards.sandbox.endpoints.routes import Endpoint, match_endpoint
from boards.sandbox.http import ApiRequest, ApiResponse, HttpError
from boards.sandbox.request_log import RequestLog
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.lag import Lag, copy_firm
from boards.sandbox.store.persistence import copy_snapshot, restore_snapshot, take_snapshot

TOKEN = "sandbox-token"  # noqa: S105
WRITES = ("POST", "PUT", "DELETE", "PATCH")


class Sandbox:
    """One firm behind Plannr's API. `token` is the bearer token it takes; `clock` gives seconds since 1970."""

    def __init__(
        self, firm: Firm, *, token: str = TOKEN, faults: Faults | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:  # fmt: skip
        self.firm = firm
        self.token = token
        self.faults = faults or Faults()
        self.log = RequestLog()
        self.lag = Lag()
        if clock:
            firm.clock = clock
        self.limit = RateLimiter(lambda: firm.clock(), lambda: firm.behaviours.requests_a_minute)
        self._control = ControlPlane(self)
        self.remember()

    def answer(self, request: ApiRequest) -> ApiResponse:
        """Answer one request; what should happen on the wire stands in the answer's `wire`."""
        request.firm = self.firm
        if request.path.startswith("/_sandbox"):
            return self._control.answer(request)
        request.firm = self.lag.firm_for(request.method) or self.firm
        slow, hard = self.faults.meet(request.method, request.path)
        self._wait(slow, "before")
        response = self._respond(request, hard)
        self._wait(slow, "after")
        return response

    def in_plannr(self, method: str, path: str, body: dict[str, Any]) -> ApiResponse:
        """Do what somebody in Plannr itself would do: by the same rules, without token, budget or faults."""
        request = ApiRequest(method, path, by="outsider")
        request.firm = self.firm
        request.__dict__["body"] = body
        with self.firm.turn():
            response = self._catch_refusal(request, lambda: match_endpoint(method, path)(request))
            self._log(request, response.status)
        return response

    def remember(self) -> None:
        """Take the firm as it is now for what `reset` goes back to."""
        with self.firm.lock:
            self._first = copy_snapshot(take_snapshot(self.firm))

    def reset(self) -> None:
        """Go back to the firm as it was remembered; forget log, faults, spent requests and what was put off."""
        self.lag.forget()
        with self.firm.lock:
            restore_snapshot(self.firm, copy_snapshot(self._first))
            journal: Any = self.firm.journal
            if journal is not None:
                self.firm.save(journal.path)
            self.limit.reset()
            self.faults.clear()
            self.log.clear()

    def _respond(self, request: ApiRequest, hard: Fault | None) -> ApiResponse:
        ignored = hard is not None and hard.kind == "ignored"
        with self.firm.turn():
            if ignored:
                request.firm = copy_firm(self.firm)
            response = self._serve_with_fault(request, hard) if hard else self._serve(request)
            status = 0 if response.wire and response.wire.act != "drip" else response.status
            self._log(request, status, fault=hard.kind if hard else None, applied=not ignored)
        response.headers = {**self.limit.headers(), **response.headers}
        return response

    def _serve_with_fault(self, request: ApiRequest, hard: Fault) -> ApiResponse:
        if hard.kind == "late":
            self.lag.put_off(partial(self._apply_late, request), hard.seconds)
        if hard.kind == "late" or hard.instead:
            return hard.spoil(None)
        if hard.kind == "kept":
            return self._catch_refusal(request, lambda: match_endpoint("GET", request.path)(request))
        if hard.kind == "stale":
            self.lag.lag(self.firm, hard.seconds)
        response = self._serve(request)
        if hard.kind == "other":
            return self._with_another(request, response)
        return response if hard.kind in ("ignored", "stale") else hard.spoil(response)

    def _apply_late(self, request: ApiRequest) -> None:
        with self.firm.turn():
            response = self._serve(request)
            self._log(request, response.status, fault="late", late=True)

    def _serve(self, request: ApiRequest) -> ApiResponse:
        return self._catch_refusal(request, lambda: self._authorise(request)(request))

    def _catch_refusal(self, request: ApiRequest, serve: Callable[[], ApiResponse]) -> ApiResponse:
        try:
            response = serve()
        except HttpError as refusal:
            response = refusal.response
            if request.by == "token" and not request.wants_json:
                return _html_page(response)
        single = isinstance(response.body, dict) and "uuid" in response.body
        if single and self.firm.behaviours.envelope == "data":
            response.body = {"data": response.body}
        return response

    def _authorise(self, request: ApiRequest) -> Endpoint:
        found = match_endpoint(request.method, request.path)
        if request.headers.get("authorization") != f"Bearer {self.token}":
            raise HttpError(401, "Unauthenticated.")
        if not self.limit.spend():
            refusal = HttpError(429, "Too Many Attempts.")
            refusal.response.headers.update(self.limit.refusal_headers())
            raise refusal
        self._choose_account(request, found)
        return found

    def _choose_account(self, request: ApiRequest, found: Endpoint) -> None:
        uuid = request.headers.get("x-plannr-account-uuid", "").lower()
        if not uuid or found.pattern == "logins":
            if found.needs_account:
                raise HttpError(400, "The X-PLANNR-ACCOUNT-UUID header is required.")
            return
        login = next((one for one in self.firm.kinds["login"].values() if one["account"] == uuid), None)
        request.actor = self.firm.find("account", uuid)
        if login is None or request.actor is None:
            raise HttpError(403, "This action is unauthorized.")
        writes, deletes = request.method in WRITES, request.method == "DELETE"
        if (writes and (not login["write"] or request.actor["type"] == "client")) or (deletes and not login["delete"]):
            raise HttpError(403, "This action is unauthorized.")

    def _with_another(self, request: ApiRequest, response: ApiResponse) -> ApiResponse:
        found = match_endpoint(request.method, request.path)
        if not found.kind or response.status >= 400:
            return response
        others = [uuid for uuid in self.firm.kinds[found.kind] if uuid != found.parts[-1]]
        body = {**response.body} if isinstance(response.body, dict) else {}
        body["uuid"] = others[0] if others else self.firm.new_uuid()
        if found.kind == "case" and others:
            return self._catch_refusal(request, lambda: match_endpoint("GET", f"/api/v1/cases/{others[0]}")(request))
        return ApiResponse(response.status, body)

    def _log(
        self, request: ApiRequest, status: int, *, fault: str | None = None, applied: bool = True, late: bool = False
    ) -> None:
        effect = request.effect
        self.log.write(
            at=self.firm.clock(), method=request.method, path=request.path, query=request.query,
            body=_body_sent(request), status=status, applied=applied and effect is not None,
            by=request.by, fault=fault, late=late,
            **(vars(effect) if effect else {}),
        )  # fmt: skip

    def _wait(self, slow: list[Fault], when: str) -> None:
        seconds = sum(self.faults.pause(one) for one in slow if one.when == when)
        if seconds:
            time.sleep(seconds)


def _html_page(response: ApiResponse) -> ApiResponse:
    """What Laravel answers to who does not ask for JSON: a redirect for 401 and 422, else a page."""
    if response.status in (401, 422):
        return ApiResponse(302, PAGE.format("Redirecting"), {"Location": "/login" if response.status == 401 else "/"})
    return ApiResponse(response.status, PAGE.format(str(response.status)), response.headers)


def _body_sent(request: ApiRequest) -> Any:
    try:
        return request.body or None
    except HttpError:
        return request.raw.decode(errors="replace")
