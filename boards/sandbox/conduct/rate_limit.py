"""
500 requests a minute for one user, counted as Laravel's limiter counts (plannr-api.md 1.6, reliability.md 0.11).

A fixed window opens with the first request; a throttled request is refused before anything else and is not counted.
"""

from collections.abc import Callable
from math import ceil

WINDOW_SECONDS = 60


class RateLimiter:
    """The budget of the token's user. `most` gives how many requests a window may hold, 0 for no end."""

    def __init__(self, clock: Callable[[], float], most: Callable[[], int]) -> None:
        self._clock = clock
        self._most = most
        self.reset()

    def reset(self) -> None:
        """Forget the window."""
        self._used = 0
        self._ends = 0.0

    def spend(self, requests: int = 1) -> bool:
        """Count requests; say whether they were within the budget. Beyond it nothing is counted."""
        now = self._clock()
        if now >= self._ends:
            self._used, self._ends = 0, now + WINDOW_SECONDS
        if self._most() and self._used + requests > self._most():
            return False
        self._used += requests
        return True

    def headers(self) -> dict[str, str]:
        """The two headers on every answer."""
        most = self._most() or 1_000_000
        used = self._used if self._clock() < self._ends else 0
        return {"X-Ratelimit-Limit": str(most), "X-Ratelimit-Remaining": str(max(0, most - used))}

    def refusal_headers(self) -> dict[str, str]:
        """The two more that a 429 has."""
        seconds = max(0, ceil(self._ends - self._clock()))
        return {"Retry-After": str(seconds), "X-RateLimit-Reset": str(ceil(self._ends))}
