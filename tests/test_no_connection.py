"""A database that takes no connection at all, in each way that PostgreSQL has of refusing one: words, never a bare 500.

No PostgreSQL is needed: nobody listens, or what listens speaks its protocol as far as the refusal.
"""

import socketserver
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from tests.making import Browser

SOMETHING = UUID(int=7)
CLOSED = "nobody listens"
REFUSALS = {
    CLOSED: b"",
    "full": b"C53300\0Msorry, too many clients already\0",
    "starting": b"C57P03\0Mthe database system is starting up\0",
    "revoked": b'C42501\0Mpermission denied for database "board"\0',
    "no such role": b'C28000\0Mrole "board" is not permitted to log in\0',
    "no such database": b'C3D000\0Mdatabase "board" does not exist\0',
}


class Refusing(socketserver.BaseRequestHandler):
    """PostgreSQL's answer to a start it does not like: an ErrorResponse, and the end."""

    def handle(self) -> None:
        self.request.recv(4096)
        fields = b"SFATAL\0VFATAL\0" + self.server.why + b"\0"  # type: ignore[attr-defined]
        self.request.sendall(b"E" + (len(fields) + 4).to_bytes(4) + fields)


@pytest.fixture(params=REFUSALS)
def refused(request: pytest.FixtureRequest, adviser: Browser) -> Iterator[Browser]:
    """Priya, signed in, whose board's database has just begun to refuse every connection."""
    adviser.raise_request_exception = False
    usual = connections["default"]
    with socketserver.TCPServer(("127.0.0.1", 0), Refusing) as listener:
        listener.why = REFUSALS[request.param]  # type: ignore[attr-defined]
        if request.param == CLOSED:
            listener.server_close()
        else:
            threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True).start()
        connections["default"] = to(listener.server_address[1])
        yield adviser
        connections["default"] = usual
        if request.param != CLOSED:
            listener.shutdown()


def to(port: int) -> Any:
    """A connection to PostgreSQL at a port of this machine, which nobody has tried yet."""
    options = {"sslmode": "disable", "gssencmode": "disable"}
    where = {"ENGINE": "django.db.backends.postgresql", "NAME": "board", "USER": "board", "PASSWORD": ""}
    about = {**connections["default"].settings_dict, **where, "HOST": "127.0.0.1", "PORT": port, "OPTIONS": options}
    return DatabaseWrapper(about, "default")


@pytest.mark.parametrize("address", ["/", "/login/", "/totals/", f"/clients/{SOMETHING}/board/"])
def test_a_page_says_so_in_words(refused: Browser, address: str):
    page = refused.get(address)

    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "5", "no-store")
    assert "<h1>The board’s database does not answer</h1>" in page.text
    assert f'href="{address}"' in page.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}, {"X-Requested-With": "fetch"}])
def test_a_change_says_that_nothing_was_sent(refused: Browser, headers: dict[str, str]):
    answer = refused.post(f"/cases/{SOMETHING}/move/", {"status": str(SOMETHING)}, headers=headers)

    assert (answer.status_code, "Nothing was sent to Plannr" in answer.text) == (503, True)


def test_the_probes_say_which_it_is(refused: Browser):
    assert refused.get("/livez").status_code == 200
    assert refused.get("/readyz").json() == {"state": "the database does not answer"}
    assert refused.get("/readyz").status_code == 503
