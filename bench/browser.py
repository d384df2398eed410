"""What opening a board costs the browser, beside a static page of the same drawn cards in the same run.

`python -m bench.browser [SIZE]` serves the board from a real uvicorn with hashed, compressed static files, opens it in
headless Chromium with an empty cache (2,000 cases unless given), in turns with the same page saved as a static file
without its scripts, and prints medians. The heap is what is left of it after a collection, because how much garbage
lies about at a given moment is chance. Also says how many bytes of JavaScript and CSS a first visit loads.
"""

import json
import os
import re
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import ground  # isort: skip

import uvicorn
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench import filling
from plannr_board.server.options import APPLICATION, OPTIONS

SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
TURNS = 7
MOST_TIMES, MOST_BYTES = 2.0, 45_000
FLAGS = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update"
TASKS = ["disabled-by-default-devtools.timeline"]
ROWS = [
    ("first contentful paint, ms", "paint"),
    ("main thread, ms", "TaskDuration"),
    ("of it script", "ScriptDuration"),
    ("of it layout and style", "look"),
    ("longest task, ms", "longest"),
    ("nodes", "Nodes"),
    ("heap, KiB", "kept"),
    ("with its garbage", "JSHeapUsedSize"),
]
JUDGED = ("paint", "TaskDuration", "longest", "Nodes", "kept")


def main() -> int:
    """Fill, serve, open in turns, print; the exit code says whether every limit holds."""
    ground.lay()
    client = filling.client(SIZE)
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(filling.adviser(), backend="django.contrib.auth.backends.ModelBackend")
    save_static(signed_in.get(f"/clients/{client}/board/").content.decode())
    server, port = serve()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": signed_in.cookies[settings.SESSION_COOKIE_NAME].value}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=[f"--{flag}" for flag in FLAGS.split()],
        )
        board, static = measure(chromium, f"http://localhost:{port}", cookie, client)
        chromium.close()
    server.should_exit = True
    return report(board, static)


def save_static(page: str) -> None:
    """Keep the page without its scripts and its htmx as a static file."""
    page = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r'\s(hx-[a-z-]+)=("[^"]*"|\'[^\']*\')', "", page)
    (Path(settings.STATIC_ROOT) / "bench.html").write_text(page.replace("case-board", "div"))


def serve() -> tuple[uvicorn.Server, int]:
    """The whole application on a free port, in a thread."""
    server = uvicorn.Server(uvicorn.Config(APPLICATION, port=0, log_level="error", **OPTIONS))
    threading.Thread(target=server.run, daemon=True).start()
    # uvicorn sets a flag when it listens, and wakes nobody.
    while not server.started:
        time.sleep(0.05)
    return server, server.servers[0].sockets[0].getsockname()[1]


def measure(
    chromium: Browser, address: str, cookie: dict[str, str], client: UUID
) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """Open both pages in turns, each time with an empty cache."""
    board, static = [], []
    for _ in range(TURNS):
        board.append(opened(chromium, address, f"/clients/{client}/board/", cookie))
        static.append(opened(chromium, address, "/static/bench.html", cookie))
    return board, static


def opened(chromium: Browser, address: str, path: str, cookie: dict[str, str]) -> dict[str, float]:
    """What one visit costs, and, in a visit of its own because to trace has its price, its longest task."""
    with visit(chromium, address, cookie) as (page, cdp):
        see(page, address + path)
        found = figures(page, metrics_of(cdp))
        cdp.send("HeapProfiler.collectGarbage")
        found["kept"] = metrics_of(cdp)["JSHeapUsedSize"] / 1024
    with visit(chromium, address, cookie) as (page, _):
        chromium.start_tracing(page=page, categories=TASKS)
        see(page, address + path)
        return found | {"longest": longest_task(json.loads(chromium.stop_tracing())["traceEvents"])}


@contextmanager
def visit(chromium: Browser, address: str, cookie: dict[str, str]) -> Iterator[tuple[Page, CDPSession]]:
    """A page with an empty cache, signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": address}])
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("Performance.enable")
    yield page, cdp
    context.close()


def see(page: Page, address: str) -> None:
    """Open the address, and wait until nothing more happens."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


def longest_task(events: list[dict[str, Any]]) -> float:
    """The longest task of the busiest page's main thread, in ms.

    A page tells its own script of tasks from 50 ms on only, which makes any number of nothing.
    """
    mains = {(one["pid"], one["tid"]) for one in events if one.get("args", {}).get("name") == "CrRendererMain"}
    tasks: dict[tuple[int, int], list[int]] = {}
    for one in events:
        thread = (one["pid"], one["tid"])
        if one["name"] == "RunTask" and thread in mains:
            tasks.setdefault(thread, []).append(one.get("dur", 0))
    return max(max(tasks.values(), key=sum)) / 1000


def metrics_of(cdp: CDPSession) -> dict[str, float]:
    """What Chromium counts of this page, by its own names."""
    return {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}


def figures(page: Page, metrics: dict[str, float]) -> dict[str, float]:
    """The figures of the table, in the units of its rows, and the bytes of script and style that were sent."""
    sent = page.evaluate(
        """() => performance.getEntriesByType("resource").filter(one => /[.](js|css)$/.test(one.name))
        .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
    )
    return {
        "paint": page.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0'),
        "look": (metrics["LayoutDuration"] + metrics["RecalcStyleDuration"]) * 1000,
        "Nodes": metrics["Nodes"],
        "JSHeapUsedSize": metrics["JSHeapUsedSize"] / 1024,
        "sent": sent,
    } | {name: metrics[name] * 1000 for name in ("TaskDuration", "ScriptDuration")}


def report(board: list[dict[str, float]], static: list[dict[str, float]]) -> int:
    """Print the table; 1 where a limit is broken."""
    broken = []
    print(f"{SIZE:,} cases, medians of {TURNS} cold visits\n\n{'':28}{'board':>10}{'static':>10}{'ratio':>9}")
    for name, key in ROWS:
        one, other = (statistics.median(visit[key] for visit in visits) for visits in (board, static))
        ratio = one / other if other else (1.0 if not one else float("inf"))
        print(f"{name:28}{one:10,.0f}{other:10,.0f}{ratio:8.2f}x")
        if key in JUDGED and ratio > MOST_TIMES:
            broken.append(name)
    sent = max(visit["sent"] for visit in board)
    print(f"\nJavaScript and CSS of a first visit, compressed: {sent:,.0f} bytes (below {MOST_BYTES:,})")
    if sent >= MOST_BYTES:
        broken.append("bytes of script and style")
    print("Every limit holds." if not broken else "Over the limit: " + "; ".join(broken))
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
