"""Processes that the demo starts, watches and stops, each with its own log file."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Died(Exception):
    """A process ended that was meant to stay; the message says which, and holds its last lines."""


class Process:
    """One running program. Its output goes to `log`, which starts empty.

    It is the leader of a session of its own, so Ctrl-C in the terminal reaches only the demo, which stops its processes
    in the right order. `held` are open files the process keeps open, so that they stay locked as long as it lives.
    """

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
        held: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603  the program is our own Python
                [sys.executable, *arguments],
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=held,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def check(self) -> None:
        """Raise Died when the process has ended."""
        code = self._process.poll()
        if code is not None:
            raise Died(f"{self.name} stopped by itself ({ending(code)}). {self.last_words()}")

    def wait_for[T](self, sign: Callable[[], T | None], *, seconds: float) -> T:
        """Wait until `sign` gives something, and give it. Raises Died when the process ends or takes too long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := sign():
                return found
            self.check()
            time.sleep(0.05)
        raise Died(f"{self.name} was not ready within {seconds:.0f} s. {self.last_words()}")

    def said(self) -> str:
        """Everything the process has put out so far."""
        return self.log.read_text(errors="replace")

    def last_words(self, lines: int = 15) -> str:
        """The last lines it has put out, and where the others are."""
        tail = "\n".join(f"  {line}" for line in self.said().splitlines()[-lines:])
        return f"Its last lines, from {self.log}:\n{tail or '  (nothing)'}"

    def stop(self, *, seconds: float = 6) -> None:
        """Ask the process to end, and end it when it does not."""
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def run(arguments: Sequence[str], *, environment: Mapping[str, str]) -> int:
    """Run one of our Python programs to its end, its output among ours; answers its exit code.

    Whatever interrupts the wait ends the program too.
    """
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=dict(environment), start_new_session=True) as program:  # noqa: S603
        try:
            return program.wait()
        except BaseException:
            program.kill()
            raise


def ending(code: int) -> str:
    """An exit code in words: `exit code 3`, or the signal that ended the process."""
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def is_alive(pid: int) -> bool:
    """Whether a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
