"""The demo as a newcomer meets it: one command, an address, three people, and Ctrl-C."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

from tests.test_house import FILES, ROOT

NUMBERS = count(1)
PLACES = ("boards", "plannr_board", "templates", "static", "manage.py", "requirements.lock")


class Demo:
    """A demo that runs in a checkout of its own."""

    def __init__(self, checkout: Path, *arguments: str) -> None:
        self.checkout = checkout
        self.output = checkout / f"output-{next(NUMBERS)}"
        # Settings of somebody's own board must not reach the demo.
        environment = {"PATH": os.environ["PATH"], "DEBUG": "on", "MIRROR_FRESH_SECONDS": "1"}
        size = ["--clients", "4", "--cases", "9"]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", "0", *size, *arguments],
                cwd=checkout, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        """All that it has printed."""
        return self.output.read_text()

    def wait_for(self, sign: Callable[[], object], seconds: float = 60) -> None:
        """Wait until `sign` is true; fails when that takes too long."""
        deadline = time.monotonic() + seconds
        while not sign():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def ready(self) -> "Demo":
        """Wait until it has said where it is."""
        self.wait_for(lambda: "Ctrl-C stops it." in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        return self

    @property
    def board(self) -> str:
        """The board's address."""
        return re.search(r"The board is at\s+(\S+)", self.said())[1]

    def passwords(self) -> dict[str, str]:
        """The passwords it has printed, by name."""
        return dict(re.findall(r"^    (?:adviser|administrator|manager)\s+(\w+)\s+(\S+)$", self.said(), re.MULTILINE))

    def children(self) -> list[int]:
        """The processes that it has started and that still run."""
        listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
        rows = [line.split() for line in listed.splitlines()[1:]]
        return [int(pid) for pid, parent in rows if int(parent) == self.process.pid]

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal; gives the exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the board needs to run."""
    folder = tmp_path_factory.mktemp("checkout")
    for path in FILES:
        inside = path.relative_to(ROOT)
        if inside.parts[0] in PLACES:
            (folder / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / inside)
    return folder


@pytest.fixture
def demo(checkout: Path) -> Iterator[Callable[..., Demo]]:
    """Starts demos; stops those that still run."""
    started: list[Demo] = []

    def start(*arguments: str) -> Demo:
        started.append(Demo(checkout, *arguments))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop(signal.SIGTERM)


def sign_in(board: str, name: str, password: str) -> str:
    """Sign in as a browser would; gives the page that follows."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{board}login/", timeout=10).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    sent = urlencode({"username": name, "password": password, "csrfmiddlewaretoken": token}).encode()
    return str(browser.open(Request(f"{board}login/", sent, {"Referer": board}), timeout=10).read().decode())


def test_it_serves_a_board_that_three_people_can_sign_in_to(demo, checkout):
    running = demo().ready()

    assert set(running.passwords()) == {"priya", "sarah", "tom"}
    for name, password in running.passwords().items():
        assert "Sign out" in sign_in(running.board, name, password)
    assert oct((checkout / ".demo/keys.json").stat().st_mode & 0o777) == "0o600"


def test_a_second_one_in_the_same_place_is_refused_and_disturbs_nothing(demo):
    first = demo().ready()

    second = demo()

    assert second.process.wait(30) == 1
    assert f"already running here: stop process {first.process.pid} first" in second.said()
    assert urlopen(f"{first.board}livez", timeout=5).read() == b"alive\n"


def test_what_a_killed_demo_left_behind_is_named(demo):
    first = demo().ready()
    sandbox, board = sorted(first.children())
    first.stop(signal.SIGKILL)

    second = demo()

    assert second.process.wait(30) == 1
    assert f"stop process {sandbox} and {board} first" in second.said()
    for pid in (sandbox, board):
        os.kill(pid, signal.SIGTERM)
    second.wait_for(lambda: not running([sandbox, board]))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_both_and_starts_again_where_it_left_off(demo, number):
    first = demo().ready()
    passwords, children = first.passwords(), first.children()

    code = first.stop(number)
    with listening() as taken:
        again = demo("--port", str(taken)).ready()

    assert (code, len(children), running(children)) == (0, 2, [])
    assert first.said().rstrip().endswith("Stopped. bin/demo starts it again where it left off.")
    assert "Traceback" not in first.said()
    assert again.passwords() == passwords
    assert "Static files" not in again.said()
    assert f"Port {taken} is taken by another program, so the board is on" in again.said()
    assert "Sign out" in sign_in(again.board, "priya", passwords["priya"])


def test_it_can_be_stopped_before_it_is_ready(demo):
    early = demo()
    early.wait_for(lambda: "A firm of" in early.said() or early.children())

    assert early.stop() == 0
    assert "Traceback" not in early.said()


@pytest.mark.parametrize(("which", "named"), [("sandbox", "The sandbox"), ("-m plannr_board", "The board")])
def test_when_one_dies_the_other_is_stopped_and_it_says_which(demo, which, named):
    both = demo().ready()
    pids = both.children()
    victim = next(pid for pid in pids if which in command_of(pid))

    os.kill(victim, signal.SIGKILL)

    assert both.process.wait(30) == 1
    assert f"{named} stopped by itself (SIGKILL). Its last lines" in both.said()
    assert running(pids) == []


@pytest.mark.parametrize(
    ("option", "value"), [("--clients", "0"), ("--cases", "-1"), ("--port", "70000"), ("--port", "x")]
)
def test_a_size_that_makes_no_sense_is_refused(demo, option, value):
    refused = demo(option, value)

    assert refused.process.wait(20) == 2
    assert f"argument {option}: '{value}' is not a number from" in refused.said()


def command_of(pid: int) -> str:
    """The command line of a process; nothing when there is no such process."""
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


def running(pids: list[int]) -> list[int]:
    """Those of the processes that still run."""
    return [pid for pid in pids if command_of(pid)]


@contextmanager
def listening() -> Iterator[int]:
    """Another program, which listens on a port of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]
