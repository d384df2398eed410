"""What a client's board costs the server, from 100 cases to 5,000, beside a floor measured in the same run.

`python -m bench.board` makes its own SQLite database in a temporary folder, puts four clients into the mirror, and
asks the project's own WSGI application, without a network, for the board of each as a signed-in adviser. The floor is
a bare Django view behind the same middleware that renders the very same drawn cards from a list: nobody signed in, no
database.

The first view after a change reads the board from the tables; the next ones find it again (boards.mirror.cache),
and the cards likewise. Both are measured. `--quick` takes fewer samples.
"""

import gc
import re
import statistics
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import ground  # It sets Django up: before anything of the project.

import django  # isort: skip
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, reset_queries
from django.test import Client as Browser

from bench import filling, floor
from boards import gateway
from boards.board import preferences
from boards.database import PreparedQuery
from boards.mirror.models import SyncState
from boards.users.models import User

SIZES = (100, 500, 2_000, 5_000)
QUICK = "--quick" in sys.argv
SAMPLES = 40 if QUICK else 200
LIMITS = {"growth": 1.5, "floor": 4.0, "bytes": 180_000, "queries": 12}


def main() -> int:
    """Fill, measure, print; the exit code says whether every limit holds."""
    settings.ROOT_URLCONF = "bench.floor"
    templates: list[Path] = settings.TEMPLATES[0]["DIRS"]  # type: ignore[assignment]
    templates.append(Path(__file__).parent / "templates")
    ground.lay()
    person = filling.adviser()
    clients = {size: filling.client(size) for size in SIZES}
    ask = Asker(person)
    print(f"Python {sys.version.split()[0]}, Django {django.__version__}, SQLite; {SAMPLES} samples each")
    print("Medians in ms of processor time, except where it says “on the clock”\n")
    rows = measure(ask, clients)
    table(rows)
    failures = judge(rows)
    prepared(person, clients[SIZES[-1]])
    failures += speed(ask, clients[SIZES[-1]])
    failures += memory(ask, clients[2_000])
    print("\n" + ("Every limit holds." if not failures else "Over the limit: " + "; ".join(failures)))
    return bool(failures)


class Asker:
    """Asks the WSGI application for a path, as somebody who is signed in, and times it."""

    def __init__(self, person: User) -> None:
        browser = Browser()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.application = get_wsgi_application()

    def __call__(self, path: str, *, gzip: bool = False) -> bytes:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "wsgi.url_scheme": "http",
            "wsgi.input": sys.stdin.buffer,
            "wsgi.errors": sys.stderr,
        }
        if gzip:
            environ["HTTP_ACCEPT_ENCODING"] = "gzip"
        status: list[str] = []

        def start_response(code: str, *_: Any) -> Callable[[bytes], object]:
            status.append(code)
            return bytes

        answer = self.application(environ, start_response)
        body = b"".join(answer)
        answer.close()
        assert status[0].startswith("200"), (path, status[0])
        return body

    def medians(
        self, paths: list[str], *, before: Callable[[], object] = lambda: None, gzip: bool = False
    ) -> list[tuple[float, float]]:
        """Milliseconds a request of each path, on the clock and of this thread's processor time.

        Medians of SAMPLES taken in turns: a busy machine is so for all. `before` runs untimed before each.
        """
        taken: list[list[tuple[float, float]]] = [[] for _ in paths]
        for _ in range(SAMPLES):
            for path, times in zip(paths, taken, strict=True):
                before()
                clock, processor = time.perf_counter(), time.thread_time()
                self(path, gzip=gzip)
                times.append((time.perf_counter() - clock, time.thread_time() - processor))
        return [(middle(clock for clock, _ in times), middle(own for _, own in times)) for times in taken]


def middle(times: Iterable[float]) -> float:
    """The median, in milliseconds."""
    return statistics.median(times) * 1000


def board(client: UUID) -> str:
    """The address of a client's board."""
    return f"/clients/{client}/board/"


def measure(ask: Asker, clients: dict[int, UUID]) -> list[dict[str, float]]:
    """All figures of each client's board."""
    rows = [first_look(ask, size, client) for size, client in clients.items()]
    calls = gateway.client().calls
    paths = [path for size, client in clients.items() for path in (board(client), f"/floor/{size}/")]
    plain, packed = ask.medians(paths), ask.medians(paths, gzip=True)
    for number, (row, client) in enumerate(zip(rows, clients.values(), strict=True)):
        row["clock"], row["page"] = plain[2 * number]
        row["floor clock"], row["floor"] = plain[2 * number + 1]
        row["gzip clock"], row["gzip"] = packed[2 * number]
        row["gzip floor"] = packed[2 * number + 1][1]
        row["changed"] = ask.medians([board(client)], before=partial(change, client))[0][1]
        row["queries"] = queries(ask, client)
        row["calls"] = gateway.client().calls - calls
    return rows


def first_look(ask: Asker, size: int, client: UUID) -> dict[str, float]:
    """The first view of a board, whose cards the floor then shows too."""
    begun = time.perf_counter()
    page = ask(board(client))
    first = (time.perf_counter() - begun) * 1000
    cards = floor.CARDS[size] = re.findall(r'<li class="card".*?</li>', page.decode(), re.DOTALL)
    packed = ask(board(client), gzip=True)
    return {"cases": size, "cards": len(cards), "first": first, "bytes": len(page), "gzipped": len(packed)}


def change(client: UUID) -> None:
    """Make the mirror say that something on this board has changed."""
    reading = SyncState.objects.get(key=f"client:{client}")
    SyncState.objects.filter(pk=reading.pk).update(serial=reading.serial + 1)


def queries(ask: Asker, client: UUID) -> int:
    """Database queries of a page whose wall must be read from the tables, and whose visit is to be noted."""
    filling.forget_visits()
    change(client)
    connection.force_debug_cursor = True
    reset_queries()
    ask(board(client))
    number = len(connection.queries)
    connection.force_debug_cursor = False
    return number


def table(rows: list[dict[str, float]]) -> None:
    """Print the figures, a column for each size, with the ratios that have a limit."""
    least = rows[0]["page"]
    lines: list[tuple[str, Callable[[dict[str, float]], str]]] = [
        ("cases of the client", lambda row: f"{row['cases']:,.0f}"),
        ("cards drawn", lambda row: f"{row['cards']:.0f}"),
        ("the page", lambda row: f"{row['page']:.2f}"),
        ("  beside 100 cases (at most 1.5)", lambda row: f"{row['page'] / least:.2f} x"),
        ("the floor: the same cards, bare", lambda row: f"{row['floor']:.2f}"),
        ("  the page beside it (at most 4)", lambda row: f"{row['page'] / row['floor']:.2f} x"),
        ("the page, compressed as sent", lambda row: f"{row['gzip']:.2f}"),
        ("  beside its floor", lambda row: f"{row['gzip'] / row['gzip floor']:.2f} x"),
        ("first view after a change", lambda row: f"{row['changed']:.2f}"),
        ("very first view, on the clock", lambda row: f"{row['first']:.1f}"),
        ("the page, on the clock", lambda row: f"{row['clock']:.2f}"),
        ("  beside its floor", lambda row: f"{row['clock'] / row['floor clock']:.2f} x"),
        ("bytes (below 180,000)", lambda row: f"{row['bytes']:,.0f}"),
        ("bytes compressed", lambda row: f"{row['gzipped']:,.0f}"),
        ("queries after a change (below 12)", lambda row: f"{row['queries']:.0f}"),
        ("Plannr calls (0)", lambda row: f"{row['calls']:.0f}"),
    ]
    for name, figure in lines:
        print(f"{name:36}" + "".join(f"{figure(row):>11}" for row in rows))


def judge(rows: list[dict[str, float]]) -> list[str]:
    """Which limits the table breaks."""
    last = rows[-1]
    broken = {
        "growth from 100 to 5,000": last["page"] / rows[0]["page"] > LIMITS["growth"],
        "times the floor": any(row["page"] / row["floor"] > LIMITS["floor"] for row in rows),
        "bytes": any(row["bytes"] >= LIMITS["bytes"] for row in rows),
        "queries": any(row["queries"] >= LIMITS["queries"] for row in rows),
        "Plannr calls": any(row["calls"] for row in rows),
    }
    return [name for name, is_broken in broken.items() if is_broken]


def prepared(person: User, client: UUID) -> None:
    """What it spares a board that the query of what is kept for a person is put into SQL once (PreparedQuery)."""
    once = preferences.PREFERENCES["client"]
    taken: dict[str, list[float]] = {"put into SQL once": [], "put each time": []}
    for _ in range(SAMPLES):
        for name, times in taken.items():
            preferences.PREFERENCES["client"] = once if name == "put into SQL once" else PreparedQuery(once.build)
            began = time.thread_time()
            preferences.load_preferences(person, client, datetime.now(UTC))
            times.append(time.thread_time() - began)
    preferences.PREFERENCES["client"] = once
    print("\nWhat is kept for a person: " + ", ".join(f"{middle(times):.2f} {name}" for name, times in taken.items()))


def speed(ask: Asker, client: UUID) -> list[str]:
    """Requests a second, one and four at a time."""
    seconds = 2 if QUICK else 5
    print(f"\nRequests a second at {SIZES[-1]:,} cases, in one process:")
    for threads in (1, 4):
        counts = [0] * threads
        until = time.perf_counter() + seconds

        def run(number: int, counts: list[int] = counts, until: float = until) -> None:
            while time.perf_counter() < until:
                ask(board(client))
                counts[number] += 1
            connection.close()

        workers = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(f"{threads:3} at a time: {sum(counts) / seconds:8.0f}")
    return []


def memory(ask: Asker, client: UUID) -> list[str]:
    """Bytes held after 100 views and after 1,000 more, each after a change, as Python counts them."""
    views = 200 if QUICK else 1_000
    tracemalloc.start()
    sizes = []
    for number in (100, views):
        for turn in range(number):
            if not turn % 10:
                change(client)
            ask(board(client))
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    grown = sizes[1] - sizes[0]
    print(f"\nMemory held after 100 views {sizes[0] / 1024:,.0f} KiB, after {views:,} more {grown / 1024:+,.0f} KiB")
    return ["memory grows"] if grown > 64 * 1024 else []


if __name__ == "__main__":
    sys.exit(main())
