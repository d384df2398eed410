"""Who may hold a call back, and what is counted of those that go."""

from __future__ import annotations

import threading
from typing import Literal, Protocol

type Purpose = Literal["people", "background", "identity"]


class Gate(Protocol):
    """Who decides whether a call may go out now, and hears how it went.

    Neither may raise anything but Resting.
    """

    def admit(self, method: str, purpose: str) -> None:
        """Called before each try; raises Resting to keep it in. ``purpose`` is "people", "background", or "identity":
        asking who the token is.
        """

    def observe(self, method: str, status: int | None, remaining: int | None, retry_after: float | None) -> None:
        """Called once after each try; ``status`` is None when no whole answer came, ``retry_after`` is in seconds."""


class OpenGate:
    """The gate that lets everything through."""

    def admit(self, method: str, purpose: str) -> None:
        """Every call may go."""

    def observe(self, method: str, status: int | None, remaining: int | None, retry_after: float | None) -> None:
        """Nothing is remembered."""


class Tally:
    """What all views of one client count together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.calls = 0
        self.budget: int | None = None

    def add(self, remaining: int | None) -> None:
        """One request went out; ``remaining`` is what Plannr says is left of this minute, if it says."""
        with self._lock:
            self.calls += 1
            self.budget = self.budget if remaining is None else remaining
