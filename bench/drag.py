"""How smooth a drag is over a board of 2,000 cards, all of them drawn: `python -m bench.drag [SIZE]`.

A scripted mouse carries a card across the columns for some seconds in headless Chromium, while the page notes when each
frame was drawn. The same strokes over the same page without a card in the hand stand beside it, from the same run.
"""

import os
import statistics
import sys

from bench import ground  # isort: skip

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from bench import filling
from bench.browser import FLAGS, serve
from boards.mirror.models import Status

SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
STROKES, MOST_MS = 240, 20.0
WATCH = """
window.frames_ = []
window.watching = false
let last = performance.now()
const tick = now => { if (window.watching) window.frames_.push(now - last); last = now; requestAnimationFrame(tick) }
requestAnimationFrame(tick)
"""


def main() -> int:
    """Fill, serve, drag, print; the exit code says whether the 95th percentile keeps to the limit."""
    ground.lay()
    client = filling.client(SIZE)
    person = Client(SERVER_NAME="localhost")
    person.force_login(filling.adviser(), backend="django.contrib.auth.backends.ModelBackend")
    server, port = serve()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": person.cookies[settings.SESSION_COOKIE_NAME].value}
    drawn = ",".join(f"{status}:{SIZE}" for status in Status.objects.values_list("pk", flat=True))
    with sync_playwright() as playwright:
        flags = [f"--{flag}" for flag in FLAGS.split()]
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=flags
        )
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": f"http://localhost:{port}"}])
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(f"http://localhost:{port}/clients/{client}/board/?drawn={drawn}")
        page.wait_for_load_state("networkidle")
        cards = page.locator(".card").count()
        bare, held = stroked(page, lift=False), stroked(page, lift=True)
        chromium.close()
    server.should_exit = True
    print(f"{cards:,} cards drawn of {SIZE:,} cases; frames while the mouse crosses the board, ms\n")
    print(f"{'':22}{'median':>9}{'95 %':>9}{'worst':>9}{'frames':>9}")
    for name, frames in (("nothing in the hand", bare), ("a card in the hand", held)):
        print(f"{name:22}{statistics.median(frames):9.1f}{late(frames):9.1f}{max(frames):9.1f}{len(frames):9}")
    print(f"\n95th percentile beside the bare strokes: {late(held) / late(bare):.2f} x (limit {MOST_MS:.0f} ms)")
    return int(late(held) >= MOST_MS)


def stroked(page: Page, *, lift: bool) -> list[float]:
    """The milliseconds between frames while the mouse goes to and fro over the columns, with a card or without."""
    box = page.locator(".card").nth(2).bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 40)
    if lift:
        page.mouse.down()
        page.mouse.move(box["x"] + 90, box["y"] + 60, steps=4)
        page.locator(".carried").wait_for()
    page.wait_for_timeout(300)
    page.evaluate("window.frames_ = []; window.watching = true")
    for stroke in range(STROKES):
        across = abs((stroke * 2 / STROKES) % 2 - 1)
        page.mouse.move(200 + across * 880, 420 + 120 * ((stroke // 12) % 2))
    page.evaluate("window.watching = false")
    if lift:
        page.keyboard.press("Escape")
        page.mouse.up()
    frames: list[float] = page.evaluate("window.frames_")
    return frames


def late(frames: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(frames, n=20)[18]


if __name__ == "__main__":
    sys.exit(main())
