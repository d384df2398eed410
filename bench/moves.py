"""What a move costs: Plannr calls, database queries, and the board's own time beside the time Plannr takes.

`python -m bench.moves` seeds a sandbox with clients of 100, 500, 2,000 and 5,000 cases, serves it over real HTTP, and
moves cards to other columns through the board's own address, as the page's script does. The time that the Plannr calls
of the same move take stands beside the board's own. `--quick` takes fewer samples.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from uuid import UUID

from bench import ground  # isort: skip

from django.conf import settings
from django.db import connection
from django.test import Client as Browser

from bench import filling
from boards import gateway
from boards.mirror import models as mirror
from boards.mirror.sync.cases import sync_client
from boards.plannr.http.transport import Transport
from boards.sandbox.app import Sandbox
from boards.sandbox.seed.firm import seed_client, seed_firm
from boards.sandbox.server import serve

SIZES = (100, 500, 2_000, 5_000)
MOVES = 15 if "--quick" in sys.argv else 60
MOST_CALLS = 3
HEADINGS = " cases  Plannr calls  queries  board ms  Plannr ms  board : Plannr  answer bytes"


class Spent:
    """Counts queries, and Plannr calls with the time they take."""

    def __init__(self) -> None:
        self.calls = self.queries = 0
        self.plannr = 0.0
        self._call = Transport._call
        # The one place through which every request of the process goes, so this is put round it and taken off again.
        Transport._call = self._timed(self._call)  # type: ignore[method-assign]

    def _timed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(funnel: Transport, *args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return call(funnel, *args, **kwargs)
            finally:
                self.calls += 1
                self.plannr += time.perf_counter() - began

        return timed

    def query(self, execute: Callable[..., Any], *args: Any) -> Any:
        """An execute wrapper that counts."""
        self.queries += 1
        return execute(*args)


def main() -> int:
    """Seed, move, print; the exit code says whether a move kept to its calls."""
    ground.lay()
    print(f"{MOVES} moves each, medians\n\n{HEADINGS}")
    worst, chance = 0, Random(3)
    with households(*SIZES, beside=20) as (browser, clients):
        for size, client in clients.items():
            rows = [moved(browser, client, chance) for _ in range(MOVES)]
            calls, queries, own, plannr, sent = (statistics.median(column) for column in zip(*rows, strict=True))
            worst = max(worst, *(row[0] for row in rows))
            print(
                f"{size:6,} {calls:13.0f} {queries:8.0f} {own:9.1f} {plannr:10.1f} {own / plannr:15.2f} {sent:13,.0f}"
            )
    print(f"\nAt most {worst} Plannr calls a move (limit {MOST_CALLS}).")
    return int(worst > MOST_CALLS)


@contextmanager
def households(*sizes: int, beside: int) -> Iterator[tuple[Browser, dict[int, UUID]]]:
    """A signed-in browser, and clients of so many cases whose boards were read, by size; `beside` others are there."""
    firm = seed_firm(clients=beside, cases=100)
    firm.behaviours.set(requests_a_minute=0)
    clients = {size: UUID(seed_client(firm, size, name=f"Household of {size}")["uuid"]) for size in sizes}
    sandbox = Sandbox(firm)
    browser = Browser(SERVER_NAME="localhost")
    browser.force_login(filling.adviser(), backend="django.contrib.auth.backends.ModelBackend")
    with serve(sandbox) as server:
        settings.PLANNR_API_URL, settings.PLANNR_TOKEN, settings.PLANNR_ACCOUNT_UUID = server.url, sandbox.token, ""
        for client in clients.values():
            sync_client(client)
        yield browser, clients
        gateway.close()


def moved(browser: Browser, client: UUID, chance: Random) -> tuple[int, int, float, float, int]:
    """Move one card to the head of another column; calls, queries, own ms, Plannr's ms, bytes answered."""
    cases = list(mirror.Case.objects.filter(participations__account=client).values_list("pk", "status", "seen"))
    case, status, seen = chance.choice(cases)
    to = chance.choice([one for one in mirror.Status.objects.values_list("pk", flat=True) if one != status])
    form = {"status": to, "after": "", "seen": seen, "client": client}
    spent = Spent()
    began = time.perf_counter()
    with connection.execute_wrapper(spent.query):
        answer = browser.post(f"/cases/{case}/move/", form, headers={"X-Requested-With": "fetch"})
    took = time.perf_counter() - began
    # Taken off again, as `Spent` put it on.
    Transport._call = spent._call  # type: ignore[method-assign]
    assert answer.status_code == 200, answer.content.decode()
    return spent.calls, spent.queries, (took - spent.plannr) * 1000, spent.plannr * 1000, len(answer.content)


if __name__ == "__main__":
    sys.exit(main())
