"""The one server entry: `uvicorn plannr_board.asgi:application`.

`/events/` streams go to Django's own ASGI handler, where a waiting browser costs no thread; every other request goes to
Django's WSGI handler in a pool of lasting threads, which was measured to answer six to ten times as many synchronous
views (references/ecosystem.md section 5).
"""

import asyncio
import logging
import os
import sys
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plannr_board.settings")

try:
    streams = get_asgi_application()
except ImproperlyConfigured as error:
    sys.exit(f"plannr_board cannot start: {error}")

from plannr_board.wsgi import application as wsgi_application

pages: Any = WSGIMiddleware(cast(Any, wsgi_application), workers=int(os.environ.get("WEB_THREADS", "16")))


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Send a request to the handler that serves its path best; answers the server's lifespan messages as well.

    WSGI writes `X_Forwarded_Proto` and `X-Forwarded-Proto` alike, so a header with an underscore could pass itself off
    as the one that a proxy sets: it is dropped.
    """
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/events/"):
        await streams(scope, receive, send)
    elif scope["type"] == "http":
        honest = [(name, value) for name, value in scope["headers"] if b"_" not in name]
        await pages({**scope, "headers": honest}, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1003})


def settle_what_was_left() -> None:
    """Read back the attempts that a crash left open; an outage leaves them to the next `manage.py sync`."""
    from django.db import connection

    from boards.writes.settling import settle_all

    try:
        settle_all()
    except Exception:
        logging.getLogger(__name__).exception("open attempts could not be settled at start-up")
    finally:
        connection.close()


async def lifespan(receive: Any, send: Any) -> None:
    """Settle what a crash left open once the process has started, and close the shared Plannr client when it stops."""
    from boards import crm

    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            asyncio.get_running_loop().run_in_executor(None, settle_what_was_left)
        if message["type"] == "lifespan.shutdown":
            crm.close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
