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

    def answer(self, ask: ApiRequest) -> ApiResponse:
        """Answer one request; what should happen on the wire stands in the answer's `wire`."""
        ask.firm = self.firm
        if ask.path.startswith("/_sandbox"):
            return self._control.answer(ask)
        ask.firm = self.lag.firm_for(ask.method) or self.firm
        slow, hard = self.faults.meet(ask.method, ask.path)
        self._wait(slow, "before")
        answer = self._met(ask, hard)
        self._wait(slow, "after")
        return answer

    def in_plannr(self, method: str, path: str, body: dict[str, Any]) -> ApiResponse:
        """Do what somebody in Plannr itself would do: by the same rules, without token, budget or faults."""
        ask = ApiRequest(method, path, by="outsider")
        ask.firm = self.firm
        ask.__dict__["body"] = body
        with self.firm.turn():
            answer = self._tried(ask, lambda: match_endpoint(method, path)(ask))
            self._log(ask, answer.status)
        return answer

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

    def _met(self, ask: ApiRequest, hard: Fault | None) -> ApiResponse:
        ignored = hard is not None and hard.kind == "ignored"
        with self.firm.turn():
            if ignored:
                ask.firm = copy_firm(self.firm)
            answer = self._served_with_fault(ask, hard) if hard else self._served(ask)
            status = 0 if answer.wire and answer.wire.act != "drip" else answer.status
            self._log(ask, status, fault=hard.kind if hard else None, applied=not ignored)
        answer.headers = {**self.limit.headers(), **answer.headers}
        return answer

    def _served_with_fault(self, ask: ApiRequest, hard: Fault) -> ApiResponse:
        if hard.kind == "late":
            self.lag.put_off(partial(self._apply_late, ask), hard.seconds)
        if hard.kind == "late" or hard.instead:
            return hard.spoil(None)
        if hard.kind == "kept":
            return self._tried(ask, lambda: match_endpoint("GET", ask.path)(ask))
        if hard.kind == "stale":
            self.lag.lag(self.firm, hard.seconds)
        answer = self._served(ask)
        if hard.kind == "other":
            return self._with_another(ask, answer)
        return answer if hard.kind in ("ignored", "stale") else hard.spoil(answer)

    def _apply_late(self, ask: ApiRequest) -> None:
        with self.firm.turn():
            answer = self._served(ask)
            self._log(ask, answer.status, fault="late", late=True)

    def _served(self, ask: ApiRequest) -> ApiResponse:
        return self._tried(ask, lambda: self._checked(ask)(ask))

    def _tried(self, ask: ApiRequest, serve: Callable[[], ApiResponse]) -> ApiResponse:
        try:
            answer = serve()
        except HttpError as refusal:
            answer = refusal.answer
            if ask.by == "token" and not ask.wants_json:
                return _as_page(answer)
        single = isinstance(answer.body, dict) and "uuid" in answer.body
        if single and self.firm.behaviours.envelope == "data":
            answer.body = {"data": answer.body}
        return answer

    def _checked(self, ask: ApiRequest) -> Endpoint:
        found = match_endpoint(ask.method, ask.path)
        if ask.headers.get("authorization") != f"Bearer {self.token}":
            raise HttpError(401, "Unauthenticated.")
        if not self.limit.spend():
            refusal = HttpError(429, "Too Many Attempts.")
            refusal.answer.headers.update(self.limit.refusal_headers())
            raise refusal
        self._choose_account(ask, found)
        return found

    def _choose_account(self, ask: ApiRequest, found: Endpoint) -> None:
        uuid = ask.headers.get("x-plannr-account-uuid", "").lower()
        if not uuid or found.pattern == "logins":
            if found.needs_account:
                raise HttpError(400, "The X-PLANNR-ACCOUNT-UUID header is required.")
            return
        login = next((one for one in self.firm.kinds["login"].values() if one["account"] == uuid), None)
        ask.actor = self.firm.find("account", uuid)
        if login is None or ask.actor is None:
            raise HttpError(403, "This action is unauthorized.")
        writes, deletes = ask.method in WRITES, ask.method == "DELETE"
        if (writes and (not login["write"] or ask.actor["type"] == "client")) or (deletes and not login["delete"]):
            raise HttpError(403, "This action is unauthorized.")

    def _with_another(self, ask: ApiRequest, answer: ApiResponse) -> ApiResponse:
        found = match_endpoint(ask.method, ask.path)
        if not found.kind or answer.status >= 400:
            return answer
        others = [uuid for uuid in self.firm.kinds[found.kind] if uuid != found.parts[-1]]
        body = {**answer.body} if isinstance(answer.body, dict) else {}
        body["uuid"] = others[0] if others else self.firm.new_uuid()
        if found.kind == "case" and others:
            return self._tried(ask, lambda: match_endpoint("GET", f"/api/v1/cases/{others[0]}")(ask))
        return ApiResponse(answer.status, body)

    def _log(
        self, ask: ApiRequest, status: int, *, fault: str | None = None, applied: bool = True, late: bool = False
    ) -> None:
        effect = ask.effect
        self.log.write(
            at=self.firm.clock(), method=ask.method, path=ask.path, query=ask.query, body=_sent(ask), status=status,
            applied=applied and effect is not None, by=ask.by, fault=fault, late=late,
            **(vars(effect) if effect else {}),
        )  # fmt: skip

    def _wait(self, slow: list[Fault], when: str) -> None:
        seconds = sum(self.faults.pause(one) for one in slow if one.when == when)
        if seconds:
            time.sleep(seconds)


def _as_page(answer: ApiResponse) -> ApiResponse:
    """What Laravel answers to who does not ask for JSON: a redirect for 401 and 422, else a page."""
    if answer.status in (401, 422):
        return ApiResponse(302, PAGE.format("Redirecting"), {"Location": "/login" if answer.status == 401 else "/"})
    return ApiResponse(answer.status, PAGE.format(str(answer.status)), answer.headers)


def _sent(ask: ApiRequest) -> Any:
    try:
        return ask.body or None
    except HttpError:
        return ask.raw.decode(errors="replace")
