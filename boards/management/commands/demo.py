"""`bin/demo`: the board with a made-up firm behind it, until Ctrl-C.

This process starts two others, the sandbox and the board, which talk over real HTTP as the board does with Plannr, and
keeps all that they remember in `.demo/`: a firm of another size is another firm, in a folder of its own. A third one
(`demo --prepare`) runs for a moment under the board's own settings, to make its tables and people and its first read.
"""

import fcntl
import os
import re
import signal
import socket
import time
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.request import Request, urlopen

from django.core.management.base import BaseCommand, CommandError

from boards.management import preparing
from boards.management.processes import ROOT, Died, Process, is_alive, run

FOLDER = ROOT / ".demo"
HOST = "127.0.0.1"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What the caller's shell may have set for a board of their own must not reach the demo's.
OURS = re.compile(r"(PLANNR|DJANGO|CSRF|MIRROR|METRICS)_.*|SECRET_KEY|DEBUG|HTTPS|ALLOWED_HOSTS|DATABASE_URL")


class Stopped(Exception):
    """Somebody pressed Ctrl-C, or closed the terminal."""


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """A reader of whole numbers between two bounds, for argparse."""

    def read(text: str) -> int:
        if not text.isdecimal() or not lowest <= int(text) <= highest:
            raise ArgumentTypeError(f"{text!r} is not a number from {lowest:,} to {highest:,}")
        return int(text)

    return read


class Command(BaseCommand):
    """Runs the demo."""

    help = "The board with a made-up firm behind it. Ctrl-C stops it; the next start goes on where this one ended."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=number(0, 65535), default=8000, help="default 8000; the next one if taken")
        parser.add_argument("--clients", type=number(1, 20_000), default=120)
        parser.add_argument("--cases", type=number(0, 200_000), default=900)
        parser.add_argument("--prepare", type=Path, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["prepare"]:
            preparing.prepare(options["prepare"], self.stdout)
            return
        for one in SIGNALS:
            signal.signal(one, stop)
        try:
            self.run_demo(options["port"], options["clients"], options["cases"])
        except Died as death:
            raise CommandError(str(death)) from None
        except Stopped:
            self.stdout.write("\nStopped. bin/demo starts it again where it left off.")

    def run_demo(self, port: int, clients: int, cases: int) -> None:
        """Start everything, say where it is, and watch over it until Stopped or Died."""
        folder = FOLDER / f"{clients}-clients-{cases}-cases"
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as running:
            running.callback(ignore_signals)
            held = running.enter_context(only_one(FOLDER / "lock"))
            kept = preparing.keys(FOLDER)

            with preparing.step(self.stdout, f"A firm of {clients:,} clients and {cases:,} cases"):
                with uninterrupted():
                    sandbox = start_sandbox(folder, clients, cases, kept["token"], held)
                    running.callback(sandbox.stop)
                    note(held, sandbox.pid)
                plannr = sandbox.wait_for(lambda: address_of(sandbox, kept["token"]), seconds=120)

            environment = environment_of(folder, kept, plannr)
            if run(["manage.py", "demo", "--prepare", str(FOLDER)], environment=environment) != 0:
                raise Died("The board could not be prepared: the lines above say why.")

            with preparing.step(self.stdout, "The board"):
                free = free_port(port)
                with uninterrupted():
                    board = start_board(folder, free, environment, held)
                    running.callback(board.stop)
                    note(held, board.pid)
                board.wait_for(lambda: is_ready(board, free), seconds=60)

            self.welcome(port, free, plannr, kept["passwords"])
            watch(sandbox, board)

    def welcome(self, wanted: int, port: int, plannr: str, passwords: dict[str, str]) -> None:
        """Say where the board is, and who may sign in."""
        if wanted not in (0, port):
            self.stdout.write(f"Port {wanted} is taken by another program, so the board is on {port}.")
        people = [f"    {role:<14} {name:<7} {passwords[name]}" for name, role in preparing.ROLES.items()]
        lines = [
            "",
            f"  The board is at   http://{HOST}:{port}/",
            f"  its Plannr is at  {plannr}  (made up; nothing leaves this machine)",
            "",
            "  Sign in as",
            *people,
            "",
            "  Ctrl-C stops it.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Answer a signal by unwinding, once: what comes while unwinding is ignored."""
    ignore_signals()
    raise Stopped


def ignore_signals() -> None:
    """Let nothing interrupt the tidying up."""
    for one in SIGNALS:
        signal.signal(one, signal.SIG_IGN)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Answer a signal only afterwards: no process is started without somebody who looks after it."""
    came: list[int] = []
    before = {one: signal.signal(one, lambda number, _frame: came.append(number)) for one in SIGNALS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    if came:
        stop(came[0], None)


@contextmanager
def only_one(path: Path) -> Iterator[int]:
    """Hold the demo's lock; give its file number. The processes it is handed to keep it locked as long as they live."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"The demo is already running here: {already(path)}") from None
        file.truncate(0)
        note(file.fileno(), os.getpid())
        yield file.fileno()


def note(held: int, pid: int) -> None:
    """Write a process into the lock, for whoever finds it held."""
    os.write(held, f"{pid}\n".encode())


def already(path: Path) -> str:
    """Which process to stop: the demo itself or, where that one was killed, those that it left behind."""
    pids = [pid for pid in path.read_text().split() if is_alive(int(pid))]
    if not pids:
        return "it was just started."
    first = path.read_text().split()[0]
    return f"stop process {first if first in pids else ' and '.join(pids)} first."


def start_sandbox(folder: Path, clients: int, cases: int, token: str, held: int) -> Process:
    """The sandbox on any free port, with its state in `folder`."""
    size = ["--clients", str(clients), "--cases", str(cases)]
    return Process(
        "The sandbox",
        ["manage.py", "sandbox", "--port", "0", *size, "--state", str(folder / "sandbox.json")],
        log=folder / "sandbox.log",
        environment={**foreign(), "PLANNR_TOKEN": token},
        held=[held],
    )


def address_of(sandbox: Process, token: str) -> str | None:
    """The sandbox's address, once it answers there to our token; another program on that port would not."""
    said = re.search(r"http://[\d.]+:\d+", sandbox.said())
    if not said:
        return None
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    return said[0] if answers(f"{said[0]}/api/v1/logins", headers) else None


def start_board(folder: Path, port: int, environment: dict[str, str], held: int) -> Process:
    """The board, served as it would be in production, but for HTTPS."""
    server = ["-m", "plannr_board", "--host", HOST, "--port", str(port), "--timeout-graceful-shutdown", "3"]
    return Process("The board", server, log=folder / "board.log", environment=environment, held=[held])


def is_ready(board: Process, port: int) -> bool:
    """Whether the board itself has taken the port, and is ready to answer there."""
    return "Uvicorn running on" in board.said() and answers(f"http://{HOST}:{port}/readyz", {})


def answers(address: str, headers: dict[str, str]) -> bool:
    """Whether a GET is answered with 200."""
    try:
        with urlopen(Request(address, headers=headers), timeout=5) as answer:  # noqa: S310  an http address of our own
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port(wanted: int) -> int:
    """The first port from `wanted` on that nobody listens on; 0 asks for any."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise CommandError(f"No port from {wanted} on is free: choose another with --port.")


def foreign() -> dict[str, str]:
    """The caller's environment, without what would be a setting of the board's."""
    return {name: value for name, value in os.environ.items() if not OURS.fullmatch(name)} | {"PYTHONUNBUFFERED": "1"}


def environment_of(folder: Path, kept: dict[str, Any], plannr: str) -> dict[str, str]:
    """The board's settings: those of production, but for HTTPS."""
    return foreign() | {
        "SECRET_KEY": kept["secret_key"],
        "DEBUG": "off",
        "HTTPS": "off",
        "DATABASE_URL": f"sqlite:///{folder / 'board.sqlite3'}",
        "PLANNR_API_URL": plannr,
        "PLANNR_TOKEN": kept["token"],
    }


def watch(*processes: Process) -> None:
    """Look after processes for ever. Raises Died when one of them ends."""
    while True:
        for process in processes:
            process.check()
        # There are several to wait for, and waiting for one would be deaf to the others.
        time.sleep(0.3)
