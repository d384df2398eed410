"""The board as a real server process for the browser tests: `python -m tests.e2e.server FD` serves an open socket.

It runs uvicorn in a process of its own, as in production: a test server inside pytest would never stream, and would
share pytest's database connection. Static files come from the source folder, because pytest's import says that this is
a test; with E2E_HASHED set they are collected, joined and hashed into that folder first, as in production. With
E2E_LATE set every answer, files too, comes so many milliseconds late: a test that looks before the answer is there
fails on a quick machine as it would on a slow one.
"""

import asyncio
import os
import sys
from typing import Any

import pytest  # noqa: F401  the settings read this as "plain static names, no collectstatic"

PEOPLE = (
    ("priya", "adviser", "Priya", "Patel"),
    ("sarah", "administrator", "Sarah", "Okafor"),
    ("tom", "manager", "Tom", "Bell"),
    ("wide", "adviser administrator manager", "W" * 150, "V" * 150),
)


def main(socket: int) -> None:
    """Make the tables and the people, then serve the socket until the process is ended."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plannr_board.settings")
    import django

    django.setup()
    if os.environ.get("E2E_HASHED"):
        collect(os.environ["E2E_HASHED"])
    prepare()
    import uvicorn

    from plannr_board.asgi import application
    from plannr_board.server.options import OPTIONS

    served = late(application, int(os.environ.get("E2E_LATE") or 0))
    uvicorn.run(served, fd=socket, log_level="warning", **OPTIONS | {"timeout_graceful_shutdown": 1})


def late(application: Any, milliseconds: int) -> Any:
    """The same application, each of whose answers begins so much later."""

    async def served(scope: Any, receive: Any, send: Any) -> None:
        if milliseconds and scope["type"] == "http":
            await asyncio.sleep(milliseconds / 1000)
        await application(scope, receive, send)

    return served


def collect(folder: str) -> None:
    """Serve the static files as production does, out of `folder`."""
    from django.conf import settings
    from django.core.management import call_command

    settings.STATIC_ROOT = folder
    settings.STORAGES["staticfiles"]["BACKEND"] = "plannr_board.storage.HashedStorage"
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    call_command("collectstatic", verbosity=0, interactive=False)


def prepare() -> None:
    """Migrate an empty database and make the people, all with the tests' password."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from tests.making import PASSWORD, make_user

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    for name, roles, first, last in PEOPLE:
        make_user(*roles.split(), name=name, password=PASSWORD, first_name=first, last_name=last)
    connections.close_all()


if __name__ == "__main__":
    main(int(sys.argv[1]))
