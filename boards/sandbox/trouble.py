"""
Troubles: slow, throttled, broken and lying, switched on while the sandbox runs (reliability.md 3).

    sandbox.troubles.add("status", status=503, method="PUT", path="/cases/", when="after", only_next=1)
    with sandbox.troubles.on("latency", seconds=0.2, jitter=0.1): ...

A trouble meets the requests its `method` and `path` (regular expressions) match. All latencies that match are added up;
of the rest the first that matches wins. `when` says whether the write was made before things went wrong.
"""

import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from boards.sandbox.answers import Answer, Wire

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
class Trouble:
    """One trouble. `only_next` counts down as requests are met; `probability` is 0 to 1; times are seconds."""

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

    def spoil(self, answer: Answer | None) -> Answer:
        """Give what is answered instead of `answer`; None when there is none because nothing was served."""
        match self.kind:
            case "truncated" | "reset" | "drip" | "hang" | "late":
                kept = answer or Answer(self.status or 200, {"message": "This answer never arrives whole."})
                seconds = 0.0 if self.kind == "late" else self.seconds
                return replace(kept, wire=Wire("reset" if self.kind == "late" else self.kind, seconds))
            case "throttled":
                return self._throttled()
            case "html":
                return Answer(self.status or 502, self.body or PAGE.format("502 Bad Gateway"))
            case "redirect":
                return Answer(302, PAGE.format("Redirecting"), {"Location": self.location})
            case "empty":
                return Answer(self.status or 200)
        return Answer(
            self.status or 500, self._words(), {"Content-Type": self.content_type} if self.content_type else {}
        )

    def _throttled(self) -> Answer:
        told = {"X-Ratelimit-Remaining": "0"}
        if self.retry_after is not None:
            told |= {
                "Retry-After": str(self.retry_after),
                "X-RateLimit-Reset": str(int(time.time()) + self.retry_after),
            }
        return Answer(429, {"message": WORDS[429]}, told)

    def _words(self) -> Any:
        if self.body is not None:
            return self.body
        said: dict[str, Any] = {"message": WORDS.get(self.status or 500, "Error")}
        return {**said, "errors": {"status": ["The selected status is invalid."]}} if self.status == 422 else said


class Troubles:
    """The troubles that are on, oldest first. Safe to change from any thread while requests come in."""

    def __init__(self, seed: int = 0) -> None:
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._on: list[Trouble] = []
        self._last = 0

    def add(self, kind: str, **about: Any) -> Trouble:
        """Switch one on. Raises ValueError, in words, for an unknown kind, key or value."""
        trouble = read(kind, about)
        with self._lock:
            self._last += 1
            trouble = replace(trouble, id=self._last)
            self._on.append(trouble)
        return trouble

    def remove(self, trouble: Trouble | int) -> None:
        """Switch one off, by itself or its id."""
        wanted = trouble if isinstance(trouble, int) else trouble.id
        with self._lock:
            self._on = [one for one in self._on if one.id != wanted]

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._on = []

    def all(self) -> list[Trouble]:
        """Give those that are on, with how many requests each has met."""
        with self._lock:
            return list(self._on)

    @contextmanager
    def on(self, kind: str, **about: Any) -> Iterator[Trouble]:
        """Switch one on for the length of a `with` block."""
        trouble = self.add(kind, **about)
        try:
            yield trouble
        finally:
            self.remove(trouble)

    def meet(self, method: str, path: str) -> tuple[list[Trouble], Trouble | None]:
        """Give the latencies and the one other trouble this request meets, and count them as met."""
        with self._lock:
            slow: list[Trouble] = []
            hard: Trouble | None = None
            for place, trouble in enumerate(self._on):
                wanted = trouble.kind == "latency" or hard is None
                if not wanted or not trouble.fits(method, path) or self._dice.random() >= trouble.probability:
                    continue
                left = None if trouble.only_next is None else trouble.only_next - 1
                self._on[place] = replace(trouble, met=trouble.met + 1, only_next=left)
                if trouble.kind == "latency":
                    slow.append(trouble)
                else:
                    hard = trouble
            return slow, hard

    def pause(self, latency: Trouble) -> float:
        """Give the seconds a latency takes this time."""
        return max(0.0, latency.seconds + self._dice.uniform(-latency.jitter, latency.jitter))


def read(kind: str, about: dict[str, Any]) -> Trouble:
    """Give the trouble these words describe. Raises ValueError."""
    known = {one.name for one in fields(Trouble)} - {"kind", "id", "met"}
    unknown = set(about) - known
    if kind not in KINDS:
        raise ValueError(f"There is no trouble called {kind}. There are: {', '.join(KINDS)}.")
    if unknown:
        raise ValueError(f"A trouble has no {', '.join(sorted(unknown))}. It has: {', '.join(sorted(known))}.")
    trouble = Trouble(kind, **about)
    if trouble.when not in ("before", "after"):
        raise ValueError("when must be before or after.")
    try:
        re.compile(trouble.path), re.compile(trouble.method)
        numbers = (trouble.seconds, trouble.jitter, trouble.probability, trouble.status)
        if not all(isinstance(number, int | float) and number >= 0 for number in numbers):
            raise ValueError("seconds, jitter, probability and status must be numbers, 0 or more.")
    except (re.error, TypeError) as error:
        raise ValueError(f"method and path must be regular expressions: {error}.") from None
    return trouble


def as_json(trouble: Trouble) -> dict[str, Any]:
    """Give a trouble as JSON can carry it."""
    return asdict(trouble)
