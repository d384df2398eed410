"""What somebody who is not signed in can ask of the board: a real server, and raw sockets where HTTP must be broken."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest

from plannr_board import hashing

ROOT = Path(__file__).resolve().parent.parent
THREADS = 3
MIB = 1024 * 1024
WHOLE = 60  # seconds that anything may take on a busy machine before it counts as never
GROUND = """
import django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
call_command("migrate", verbosity=0)
from boards.users.models import User
ann = User.objects.create_superuser("ann", password=None)
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(ann.pk), ann.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.save()
print(session.session_key)
"""


class Board(NamedTuple):
    """A running board: its port, and the session of somebody who is signed in."""

    port: int
    session: str

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[HTTPResponse, str]:
        """One request on a connection of its own: the response and its text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=WHOLE)
        connection.request(method, path, body)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response, text

    def begin(self, head: str, body: bytes = b"") -> socket.socket:
        """Send what one likes, and leave the connection open."""
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=WHOLE)
        opened.sendall(head.replace("\n", "\r\n").encode() + body)
        return opened


@pytest.fixture(scope="module")
def silent_plannr() -> Iterator[str]:
    """A Plannr that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, silent_plannr: str) -> Iterator[Board]:
    """The board as the container starts it, with few threads and little patience."""
    folder = tmp_path_factory.mktemp("strangers")
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "plannr_board.settings",
        "DEBUG": "on",
        "HTTPS": "off",
        "DATABASE_URL": f"sqlite:///{folder / 'board.sqlite3'}",
        "PLANNR_API_URL": silent_plannr,
        "PLANNR_TIMEOUT_SECONDS": "30",
        "WEB_THREADS": str(THREADS),
        "REQUEST_SECONDS": "1",
    }
    made = subprocess.run(
        [sys.executable, "-c", GROUND], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "log").open("wb") as log:
        port = listener.getsockname()[1]
        served = ["-m", "plannr_board", "--fd", str(listener.fileno()), "--timeout-graceful-shutdown", "1"]
        process = subprocess.Popen(
            [sys.executable, *served],
            cwd=ROOT,
            env=environment,
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=log,
        )
    found = Board(port, made.stdout.split()[-1])
    until = time.monotonic() + WHOLE
    while "running on" not in (folder / "log").read_text() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    yield found
    process.kill()
    process.wait()


def rest(opened: socket.socket) -> bytes:
    """All that still comes on a connection until it is closed."""
    pieces = iter(lambda: opened.recv(65536), b"")
    return b"".join(pieces)


def test_half_sent_forms_take_no_thread_and_are_told_that_they_are_late(board):
    head = "POST /login/ HTTP/1.1\nHost: localhost\nContent-Length: 400\n\nusername="
    with ExitStack() as held:
        slow = [held.enter_context(board.begin(head)) for _ in range(4 * THREADS)]

        page, _ = board.ask("/login/")
        probes = [board.ask(path)[0].status for path in ("/livez", "/readyz", "/metrics")]
        answers = [rest(one) for one in slow]

    assert (page.status, probes) == (200, [200, 200, 200])
    assert {answer[:12] for answer in answers} == {b"HTTP/1.1 408"}
    assert {b"<h1>The connection was too slow</h1>" in answer for answer in answers} == {True}


def test_half_sent_heads_are_closed_and_the_next_is_answered(board):
    with ExitStack() as held:
        slow = [held.enter_context(board.begin("GET /login/ HTTP/1.1\nHost: loc")) for _ in range(50)]

        page, _ = board.ask("/login/")
        answers = {rest(one) for one in slow}

    assert (page.status, answers) == (200, {b""})


def test_a_connection_that_is_used_again_is_not_closed_in_mid_request(board):
    connection = HTTPConnection("127.0.0.1", board.port, timeout=WHOLE)
    statuses = []
    for _ in range(3):
        connection.request("GET", "/login/")
        response = connection.getresponse()
        statuses.append((response.status, response.read()[:15]))

    assert statuses == [(200, b"<!doctype html>")] * 3


def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(board):
    with board.begin(f"POST /cases/ HTTP/1.1\nHost: localhost\nContent-Length: {MIB + 1}\n\n") as opened:
        opened.shutdown(socket.SHUT_WR)
        answer = rest(opened)

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"<h1>That is too much at once</h1>" in answer
    assert b"content-security-policy: default-src 'none'" in answer


def test_a_body_that_says_nothing_is_refused_while_it_comes(board):
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with board.begin("POST /login/ HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n", piece * 20) as opened:
        opened.sendall(b"0\r\n\r\n")
        answer = rest(opened)

    assert answer.startswith(b"HTTP/1.1 413")


def test_a_browser_that_goes_on_sending_still_reads_why(board):
    response, text = board.ask("/login/", "POST", b"x" * 3 * MIB)

    assert (response.status, "<h1>That is too much at once</h1>" in text) == (413, True)


def test_what_fits_is_taken_in(board):
    response, text = board.ask("/login/", "POST", b"x" * MIB)

    assert (response.status, "too much" in text) == (422, False)


def test_made_up_methods_share_one_label(board):
    statuses = [board.ask("/login/", f"MADEUP{number}")[0].status for number in range(5)]
    wrong = board.ask("/login/", "DELETE")[0].status
    _, numbers = board.ask("/metrics")

    assert (statuses, wrong) == ([501] * 5, 405)
    assert 'board_requests_total{code="501",method="other",view="none"} 5.0' in numbers
    assert "MADEUP" not in numbers


def test_probes_and_sign_ins_are_answered_while_every_page_thread_waits(board):
    cookie = f"Cookie: session={board.session}"
    with ExitStack() as held:
        for _ in range(THREADS + 1):
            held.enter_context(board.begin(f"GET /cases/{uuid4()}/ HTTP/1.1\nHost: localhost\n{cookie}\n\n"))
        with board.begin("GET /login/ HTTP/1.1\nHost: localhost\n\n") as queueing:
            probes = [board.ask(path)[0].status for path in ("/livez", "/readyz", "/metrics")]
            sign_in = board.ask("/login/", "POST", b"username=ann")[0].status
            queueing.settimeout(0.2)
            with pytest.raises(TimeoutError):
                queueing.recv(1)

    assert (probes, sign_in) == ([200, 200, 200], 422)


def test_no_address_may_fill_the_queue_of_sign_ins():
    served: list[str] = []

    async def flood() -> list[str]:
        done = asyncio.Event()

        async def hash_it(scope, receive, send):
            await done.wait()

        async def say(scope, receive, send):
            served.append(scope["client"][0] if scope["board.crowded"] else "")

        gate = hashing.Gate(hash_it, say)
        addresses = ["192.0.2.1"] * 10 + ["2001:db8::1"] * 5 + ["2001:db8::2"] * 5 + ["192.0.2.2"]
        tasks = [asyncio.ensure_future(gate({"client": (one, 1)}, None, None)) for one in addresses]
        await asyncio.sleep(0)
        early = list(served)
        done.set()
        await asyncio.gather(*tasks)
        await gate({"client": ("192.0.2.1", 1)}, None, None)
        return early

    with ThreadPoolExecutor(1) as elsewhere:  # browser tests leave a loop running in this thread
        early = elsewhere.submit(asyncio.run, flood()).result()

    assert early == ["192.0.2.1"] * 2 + ["2001:db8::2"] * 2 + ["192.0.2.2"]
    assert served == early
