"""What is taken in of a request before anything works on it: its whole body, within a size and a time.

The body is read on the event loop, where a waiting sender costs no thread: half-sent requests would otherwise hold the
threads that make the pages, one each (they did: sixteen froze the board). What is refused here reaches neither Django
nor the disk.
"""

import asyncio
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.csp import build_policy

from plannr_board.health import METHODS, count

MIB = 1024 * 1024
# All bodies that are being taken in or worked on, together: many senders cannot fill the memory either.
MOST_HELD = 64 * MIB
# A browser shows an answer only once it could send what it had begun to send, so some more is read and forgotten.
DRAINED = 8 * MIB
DRAIN_SECONDS = 3.0
TAKEN = ("GET", "HEAD", "POST", "OPTIONS")
MORE = {503: {"retry-after": "10"}, 405: {"allow": ", ".join(TAKEN)}}


class Refused(Exception):
    """A request that is not taken in, with the status that says why: 405, 408, 413, 501 or 503."""

    def __init__(self, status: int) -> None:
        self.status = status


class Gone(Exception):
    """Whoever was sending has left."""


class Intake:
    """An ASGI application that hands on to another what has arrived whole, and answers the rest in words."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.held = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body = bytearray()
        try:
            check_head(scope)
            async with asyncio.timeout(settings.REQUEST_SECONDS):
                await self.fill(body, receive)
        except Gone:
            return
        except (Refused, TimeoutError) as refusal:
            await refuse(scope, getattr(refusal, "status", 408), receive, send)
        else:
            await self.application(scope, again(bytes(body), receive), send)
        finally:
            self.held -= len(body)

    async def fill(self, body: bytearray, receive: Any) -> None:
        """Read a body to its end into `body`. Raises Refused where there is too much of it, and Gone."""
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            piece, more = message.get("body", b""), message.get("more_body", False)
            body += piece
            self.held += len(piece)
            if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                raise Refused(413)
            if self.held > MOST_HELD:
                raise Refused(503)


def check_head(scope: dict[str, Any]) -> None:
    """Raise Refused for a method that nothing here knows, and for a body that says itself that it is too long."""
    if scope["method"] not in TAKEN:
        raise Refused(405 if scope["method"] in METHODS else 501)
    said = dict(scope["headers"]).get(b"content-length", b"0")
    if int(said) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise Refused(413)


def again(body: bytes, receive: Any) -> Any:
    """A `receive` that gives the body in one piece, and after that what the real one says."""
    given = False

    async def give() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give


async def refuse(scope: dict[str, Any], status: int, receive: Any, send: Any) -> None:
    """Answer with the page about `status`, and end the connection once the sender had time to read it."""
    page = words(status)
    count(scope["method"], status)
    more = {"connection": "close"} | MORE.get(status, {})
    await send({"type": "http.response.start", "status": status, "headers": headers("text/html", page, **more)})
    await send({"type": "http.response.body", "body": page, "more_body": True})
    try:
        async with asyncio.timeout(0 if status == 408 else DRAIN_SECONDS):
            await drain(receive)
    except TimeoutError:
        pass
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def drain(receive: Any) -> None:
    """Read on and keep nothing, for a while."""
    left = DRAINED
    while left > 0:
        message = await receive()
        if not message.get("more_body"):
            return
        left -= len(message.get("body", b""))


def headers(kind: str, body: bytes, **more: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer that Django has no hand in; as safe as those that it has."""
    given = {
        "content-type": f"{kind}; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "content-security-policy": build_policy(settings.SECURE_CSP),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
    }
    return [(name.encode(), value.encode()) for name, value in (given | more).items()]


@cache
def words(status: int) -> bytes:
    """The page about a refusal."""
    about = {"status": status, "phrase": HTTPStatus(status).phrase, "seconds": settings.REQUEST_SECONDS}
    return render_to_string("errors/request_refused.html", about).encode()
