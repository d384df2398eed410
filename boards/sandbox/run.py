"""
Run the sandbox until it is told to stop: `manage.py sandbox`, or `python -m boards.sandbox.run --port 8001`.
"""

import argparse
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boards.sandbox import keeping
from boards.sandbox.app import TOKEN, Sandbox
from boards.sandbox.firm import Firm
from boards.sandbox.seed import seed_client, seed_firm
from boards.sandbox.server import serve

type Announce = Callable[[str], Any]


def run(
    port: int = 8001,
    clients: int = 120,
    cases: int = 900,
    seed: int = 1,
    state: str | Path | None = None,
    announce: Announce = print,
    *,
    big_client: int = 0,
    host: str = "127.0.0.1",
    token: str = TOKEN,
) -> None:
    """
    Seed a firm, or take it up from `state`, and serve it until SIGINT or SIGTERM. Port 0 takes any free port.

    With `state`, each write is kept before it is answered. Raises OSError when the port or the file cannot be had.
    """
    firm = take_up(clients, cases, seed, Path(state) if state else None, announce, big_client)
    stop = _stop_on_signal()
    server = serve(Sandbox(firm, token=token), host, port).start()
    named = token if token == TOKEN else "as given"
    announce(f"Sandbox of {firm.name} at {server.url} (token {named}, account {firm.account_uuid})")
    stop.wait()
    server.stop()
    if firm.journal is not None and state:
        firm.save(state)
    announce("Sandbox stopped.")


def take_up(clients: int, cases: int, seed: int, state: Path | None, announce: Announce, big_client: int = 0) -> Firm:
    """Give the firm kept at `state`, or a new one, which is kept there from now on."""
    if state and state.exists():
        announce(f"Taking up the firm kept in {state.name}")
        firm = Firm.load(state)
    else:
        announce(f"Seeding {clients:,} clients and {cases:,} cases")
        firm = seed_firm(clients, cases, seed, say=announce)
        if big_client:
            announce(f"Seeding Big Household with {big_client:,} cases")
            seed_client(firm, big_client, seed=seed)
    if state:
        keeping.keep(firm, state)
    return firm


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    return stop


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="sandbox", description="Plannr in a box.")
    for name, default in (("port", 8001), ("clients", 120), ("cases", 900), ("seed", 1), ("big-client", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--state", type=Path, default=None)
    run(announce=lambda text: print(text, flush=True), **vars(parser.parse_args()))


if __name__ == "__main__":
    main()
