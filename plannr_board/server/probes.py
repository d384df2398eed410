"""`/livez`, `/readyz` and `/metrics` as the server answers them: whatever the page threads are doing.

A load balancer that gets no answer takes the process out, so the probes must not queue behind the pages. `/livez` is
answered on the event loop. The other two ask Django in threads of their own, each question once at a time however many
ask it, and with a deadline.
"""

import asyncio
from typing import Any

from django.utils.datastructures import CaseInsensitiveMapping

from plannr_board.health import measures
from plannr_board.server.request_body import headers

SECONDS = 5.0
THREADS = 3  # One each for the questions: ready, ready in depth, and metrics.
PATHS = ("/livez", "/readyz", "/metrics")


class Probes:
    """An ASGI application for the three addresses; `pages` answers as Django does, in THREADS threads of its own."""

    def __init__(self, pages: Any, seconds: float = SECONDS) -> None:
        self.pages = pages
        self.seconds = seconds
        self.asked: dict[tuple[str, bool], asyncio.Task[list[Any]]] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/livez":
            messages = answer(200, "text/plain", b"alive\n")
        elif scope["path"] == "/readyz":
            messages = await self.ready(scope)
        else:
            messages = await collected(self.pages, scope)
        for message in messages:
            await send(message)

    async def ready(self, scope: dict[str, Any]) -> list[Any]:
        """What Django says about being ready, or that the database took longer than `seconds`."""
        key = (scope["path"], b"deep" in scope["query_string"] and is_trusted(scope))
        if key not in self.asked or self.asked[key].done():
            self.asked[key] = asyncio.create_task(collected(self.pages, {**scope, "method": "GET"}))
        try:
            return await asyncio.wait_for(asyncio.shield(self.asked[key]), self.seconds)
        except TimeoutError:
            return answer(503, "application/json", b'{"state": "the database does not answer in time"}')


def is_trusted(scope: dict[str, Any]) -> bool:
    """Whether the asker may be told how the database runs: an answer is shared only among those who may."""
    told = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return measures(CaseInsensitiveMapping(told), (scope.get("client") or ("",))[0])


async def collected(application: Any, scope: dict[str, Any]) -> list[Any]:
    """All messages of an application's answer to a request without a body."""
    messages: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    await application(scope, receive, send)
    return messages


def answer(status: int, kind: str, body: bytes) -> list[Any]:
    """A whole answer, as messages."""
    return [
        {"type": "http.response.start", "status": status, "headers": headers(kind, body)},
        {"type": "http.response.body", "body": body, "more_body": False},
    ]
