"""Signing in has a thread of its own: a password is hashed for half a second, and on purpose cannot be hashed faster.

In the threads of the pages a couple of dozen wrong passwords would be all that the board does for half a minute. Here
one is hashed at a time, a few wait, and no address may have more than its share of those. Whoever finds the queue full
is told so (429) by the sign-in page itself, which keeps the name that was typed.
"""

from collections import Counter
from typing import Any

from boards.users.lockout import neighbourhood
from boards.users.views import CROWDED

AT_ONCE = 1
QUEUE = 16
SHARE = 8


class Gate:
    """An ASGI application: sign-ins to `hashing`, of AT_ONCE threads, and those that do not fit to `pages`."""

    def __init__(self, hashing: Any, pages: Any) -> None:
        self.hashing = hashing
        self.pages = pages
        self.waiting: Counter[str] = Counter()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        who = neighbourhood((scope.get("client") or ("", 0))[0])
        if self.waiting.total() >= QUEUE or self.waiting[who] >= SHARE:
            await self.pages({**scope, CROWDED: True}, receive, send)
            return
        self.waiting[who] += 1
        try:
            await self.hashing(scope, receive, send)
        finally:
            self.waiting[who] -= 1
            self.waiting += Counter()  # Forgets those that wait for nothing.
