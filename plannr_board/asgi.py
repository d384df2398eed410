"""The one server entry, served by `python -m plannr_board` (server/options.py).

Requests go to Django's WSGI handler in a pool of lasting threads, which was measured to answer six to ten times as many
synchronous views as its ASGI handler. Three things keep strangers from taking those threads: bodies are taken in whole
before a thread sees them (server/request_body.py), passwords are hashed elsewhere (hashing.py), and so are probes
answered (server/probes.py). An answer is never waited for by the thread that made it, however slowly it is read.
"""

import asyncio
import os
import sys
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plannr_board.settings")

try:
    from plannr_board.wsgi import application as wsgi_application
except ImproperlyConfigured as error:
    sys.exit(f"plannr_board cannot start: {error}")

from plannr_board import database, hashing
from plannr_board.server import options, probes, request_body


def pool(threads: int) -> Any:
    """Django in a number of threads of its own, whose answers wait on the event loop for their readers."""
    return WSGIMiddleware(cast(Any, wsgi_application), workers=threads, send_queue_size=0)


SIGN_IN = "/login/"
pages = pool(int(os.environ.get("WEB_THREADS", "16")))
sign_ins = hashing.Gate(pool(hashing.AT_ONCE), pages)
answered_here = probes.Probes(pool(probes.THREADS))


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Send a request to the handler that serves its path best; answers the server's lifespan messages as well."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] in probes.PATHS and scope["method"] in ("GET", "HEAD"):
        await answered_here(scope, receive, send)
    elif scope["type"] == "http":
        await taken_in(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1003})


async def handler(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve a request that is here as a whole.

    WSGI writes `X_Forwarded_Proto` and `X-Forwarded-Proto` alike, so a header with an underscore could pass itself off
    as the one that a proxy sets: it is dropped.
    """
    honest = {**scope, "headers": [(name, value) for name, value in scope["headers"] if b"_" not in name]}
    hashes = scope["path"] == SIGN_IN and scope["method"] == "POST"
    await (sign_ins if hashes else pages)(honest, receive, send)


taken_in = request_body.Intake(handler)


async def lifespan(receive: Any, send: Any) -> None:
    """Say how the database runs, settle what a crash left open until the process stops, and close the shared Plannr
    client then; do not start where a server has no deadline for requests.
    """
    from boards import gateway
    from boards.writes.watcher import Watcher

    watch = Watcher()
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if wrong := options.why_not():
                await send({"type": "lifespan.startup.failed", "message": wrong})
                return
            asyncio.get_running_loop().run_in_executor(None, database.tell_at_start)
            watch.start()
        if message["type"] == "lifespan.shutdown":
            await asyncio.to_thread(watch.end)
            gateway.close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
