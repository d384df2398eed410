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

from django.db import connection
from django.test import Client as Browser

from bench.moves import households, moved

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
    chance = Random(3)
    moves: dict[str, list[float]] = {name: [] for name in MODES}
    boards: dict[str, list[float]] = {name: [] for name in MODES}
    with households(500, beside=5) as (browser, clients):
        for _ in range(ROUNDS):
            for name, (journal, synchronous) in MODES.items():
                with connection.cursor() as cursor:
                    cursor.execute(f"PRAGMA journal_mode={journal}")
                    cursor.execute(f"PRAGMA synchronous={synchronous}")
                moves[name] += [moved(browser, clients[500], chance)[2] for _ in range(EACH)]
                boards[name] += [opened(browser, clients[500]) for _ in range(EACH)]
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
