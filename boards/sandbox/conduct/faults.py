"""
Faults: slow, throttled, broken and lying, switched on while the sandbox runs (reliability.md 3).

    sandbox.faults.add("status", status=503, method="PUT", path="/cases/", when="after", only_next=1)
    with sandbox.faults.on("latency", seconds=0.2, jitter=0.1): ...

A fault meets the requests its `method` and `path` (regular expressions) match. All latencies that match are added up;
of the rest the first that matches wins. `when` says whether the write was made before things went wrong.
"""

import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any

from boards.sandbox.http import ApiResponse, WireFault

KINDS = {
    "latency": "wait `seconds`, give or take `jitter`, before (or after) serving",
    "throttled": "429; Retry-After when `retry_after` is given",
    "status": "answer `status`, with `body` (JSON, or text as `content_type`) or Laravel's words",
    "html": "answer `status` with a page of HTML",
    "redirect": "answer 302 to `location`",
    "empty": "answer `status` with nothing in it",
    "truncated": "send half of the body, then hang up",
    "reset": "reset the connection instead of answering",
    "drip": "send the answer byte by byte over `seconds`",
    "hang": "say nothing for `seconds`, then hang up",
    "late": "reset the connection now, make the write `seconds` later, or, with 0, when told to catch up",
    "stale": "make the write and answer it, and show no read of it for `seconds`, or, with 0, until told to catch up",
    "kept": "answer with the record as it is, and do not make the write",
    "ignored": "answer as if the write had been made, and do not make it",
    "other": "serve the request, answer with another record",
}
WORDS = {
    401: "Unauthenticated.", 403: "This action is unauthorized.", 404: "Not Found", 409: "Plan is being deleted.",
    422: "The given data was invalid.", 429: "Too Many Attempts.", 500: "Server Error", 503: "Service Unavailable",
}  # fmt: skip
PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"
AROUND = ("latency", "kept", "ignored", "other", "late", "stale")


@dataclass(frozen=True)
class Fault:
    """One fault. `only_next` counts down as requests are met; `probability` is 0 to 1; times are seconds."""

    kind: str
    method: str = ""
    path: str = ""
    when: str = "before"
    only_next: int | None = None
    probability: float = 1.0
    seconds: float = 0.0
    jitter: float = 0.0
    status: int = 0
    retry_after: int | None = None
    location: str = "https://login.plannr.example/"
    body: Any = None
    content_type: str = ""
    id: int = 0
    met: int = 0

    @property
    def instead(self) -> bool:
        """Whether the request never reaches the firm."""
        return self.kind not in AROUND and (self.when == "before" or self.kind == "throttled")

    def fits(self, method: str, path: str) -> bool:
        """Whether this request is one to meet."""
        if self.only_next == 0 or not re.search(self.path, path):
            return False
        return not self.method or re.fullmatch(self.method, method, re.I) is not None

    def spoil(self, response: ApiResponse | None) -> ApiResponse:
        """Give what is answered instead of `response`; None when there is none because nothing was served."""
        match self.kind:
            case "truncated" | "reset" | "drip" | "hang" | "late":
                kept = response or ApiResponse(self.status or 200, {"message": "This answer never arrives whole."})
                seconds = 0.0 if self.kind == "late" else self.seconds
                return replace(kept, wire=WireFault("reset" if self.kind == "late" else self.kind, seconds))
            case "throttled":
                return self._throttled()
            case "html":
                return ApiResponse(self.status or 502, self.body or PAGE.format("502 Bad Gateway"))
            case "redirect":
                return ApiResponse(302, PAGE.format("Redirecting"), {"Location": self.location})
            case "empty":
                return ApiResponse(self.status or 200)
        return ApiResponse(
            self.status or 500, self._words(), {"Content-Type": self.content_type} if self.content_type else {}
        )

    def _throttled(self) -> ApiResponse:
        told = {"X-Ratelimit-Remaining": "0"}
        if self.retry_after is not None:
            told |= {
                "Retry-After": str(self.retry_after),
                "X-RateLimit-Reset": str(int(time.time()) + self.retry_after),
            }
        return ApiResponse(429, {"message": WORDS[429]}, told)

    def _words(self) -> Any:
        if self.body is not None:
            return self.body
        said: dict[str, Any] = {"message": WORDS.get(self.status or 500, "Error")}
        return {**said, "errors": {"status": ["The selected status is invalid."]}} if self.status == 422 else said


class Faults:
    """The faults that are on, oldest first. Safe to change from any thread while requests come in."""

    def __init__(self, seed: int = 0) -> None:
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._on: list[Fault] = []
        self._last = 0

    def add(self, kind: str, **about: Any) -> Fault:
        """Switch one on. Raises ValueError, in words, for an unknown kind, key or value."""
        fault = parse_fault(kind, about)
        with self._lock:
            self._last += 1
            fault = replace(fault, id=self._last)
            self._on.append(fault)
        return fault

    def remove(self, fault: Fault | int) -> None:
        """Switch one off, by itself or its id."""
        wanted = fault if isinstance(fault, int) else fault.id
        with self._lock:
            self._on = [one for one in self._on if one.id != wanted]

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._on = []

    def all(self) -> list[Fault]:
        """Give those that are on, with how many requests each has met."""
        with self._lock:
            return list(self._on)

    @contextmanager
    def on(self, kind: str, **about: Any) -> Iterator[Fault]:
        """Switch one on for the length of a `with` block."""
        fault = self.add(kind, **about)
        try:
            yield fault
        finally:
            self.remove(fault)

    def meet(self, method: str, path: str) -> tuple[list[Fault], Fault | None]:
        """Give the latencies and the one other fault this request meets, and count them as met."""
        with self._lock:
            slow: list[Fault] = []
            hard: Fault | None = None
            for place, fault in enumerate(self._on):
                wanted = fault.kind == "latency" or hard is None
                if not wanted or not fault.fits(method, path) or self._dice.random() >= fault.probability:
                    continue
                left = None if fault.only_next is None else fault.only_next - 1
                self._on[place] = replace(fault, met=fault.met + 1, only_next=left)
                if fault.kind == "latency":
                    slow.append(fault)
                else:
                    hard = fault
            return slow, hard

    def pause(self, latency: Fault) -> float:
        """Give the seconds a latency takes this time."""
        return max(0.0, latency.seconds + self._dice.uniform(-latency.jitter, latency.jitter))


def parse_fault(kind: str, about: dict[str, Any]) -> Fault:
    """Give the fault these words describe. Raises ValueError."""
    known = {one.name for one in fields(Fault)} - {"kind", "id", "met"}
    unknown = set(about) - known
    if kind not in KINDS:
        raise ValueError(f"There is no fault called {kind}. There are: {', '.join(KINDS)}.")
    if unknown:
        raise ValueError(f"A fault has no {', '.join(sorted(unknown))}. It has: {', '.join(sorted(known))}.")
    fault = Fault(kind, **about)
    if fault.when not in ("before", "after"):
        raise ValueError("when must be before or after.")
    try:
        re.compile(fault.path), re.compile(fault.method)
        numbers = (fault.seconds, fault.jitter, fault.probability, fault.status)
        if not all(isinstance(number, int | float) and number >= 0 for number in numbers):
            raise ValueError("seconds, jitter, probability and status must be numbers, 0 or more.")
    except (re.error, TypeError) as error:
        raise ValueError(f"method and path must be regular expressions: {error}.") from None
    return fault
