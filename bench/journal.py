"""What SQLite's journal costs a move and a board: each mode beside the one the board used to run in, in one run.

`python -m bench.journal` moves cards and opens boards of one client (500 cases), a few in each mode by turns, so that
whatever else the machine does meets them all alike. `--quick` takes fewer samples.
"""

import statistics
import sys
import time
from random import Random
from uuid import UUID

from bench import ground  # isort: skip

from django.conf import settings
from django.db import connection
from django.test import Client as Browser

from bench import filling
from bench.moves import moved
from boards import crm
from boards.mirror import reading
from boards.sandbox.app import Sandbox
from boards.sandbox.seed import seed_client, seed_firm
from boards.sandbox.server import serve

MODES = {
    "WAL, NORMAL (before)": ("wal", "NORMAL"),
    "WAL, FULL": ("wal", "FULL"),
    "TRUNCATE, FULL": ("truncate", "FULL"),
    "DELETE, FULL": ("delete", "FULL"),
}
ROUNDS, EACH = (8, 5) if "--quick" in sys.argv else (30, 5)


def main() -> int:
    """Seed, measure by turns, print."""
    ground.lay()
    firm = seed_firm(clients=5, cases=100)
    firm.manners.set(requests_a_minute=0)
    client = UUID(seed_client(firm, 500, name="Household of 500")["uuid"])
    sandbox = Sandbox(firm)
    server = serve(sandbox)
    server.start()
    settings.PLANNR_API_URL, settings.PLANNR_TOKEN, settings.PLANNR_ACCOUNT_UUID = server.url, sandbox.token, ""
    browser, chance = Browser(SERVER_NAME="localhost"), Random(3)
    browser.force_login(filling.adviser(), backend="django.contrib.auth.backends.ModelBackend")
    reading.read_client(client)
    moves: dict[str, list[float]] = {name: [] for name in MODES}
    boards: dict[str, list[float]] = {name: [] for name in MODES}
    for _ in range(ROUNDS):
        for name, (journal, synchronous) in MODES.items():
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA journal_mode={journal}")
                cursor.execute(f"PRAGMA synchronous={synchronous}")
            moves[name] += [moved(browser, client, chance)[2] for _ in range(EACH)]
            boards[name] += [opened(browser, client) for _ in range(EACH)]
    crm.close()
    server.stop()
    print("mode                    move ms   ratio   board ms   ratio")
    first = next(iter(MODES))
    for name in MODES:
        move, board = statistics.median(moves[name]), statistics.median(boards[name])
        told = (move, move / statistics.median(moves[first]), board, board / statistics.median(boards[first]))
        print(f"{name:22} {told[0]:8.1f} {told[1]:7.2f} {told[2]:10.1f} {told[3]:7.2f}")
    return 0


def opened(browser: Browser, client: UUID) -> float:
    """Open the client's board; ms."""
    began = time.perf_counter()
    answer = browser.get(f"/clients/{client}/board/")
    assert answer.status_code == 200
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
