"""A real server process, a real sandbox and a real browser; each test has a client of its own."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from boards.sandbox.app import Sandbox
from boards.sandbox.server import serve
from boards.sandbox.store.firm import Firm
from tests.e2e.clients import STATUSES, File, open_file
from tests.e2e.pages import BoardPage, SignInPage

TOKEN = "sandbox-token"
ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "test-results"
STARTS_WITHIN = 60
# Two cores carry board, sandbox, browsers and tests: what is waited for may be late without being wrong.
PATIENCE = 20_000
# Makes every page's scripts and layout so many times slower, to find the tests that count on a quick machine.
SLOWER = float(os.environ.get("E2E_SLOWER") or 1)
expect.set_options(timeout=PATIENCE)

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
os.environ.setdefault("CHROMIUM", next(filter(None, map(shutil.which, NAMES)), ""))


@contextmanager
def served_plannr(firm: Firm) -> Iterator[Sandbox]:
    """A sandbox over `firm`, over real HTTP at its `.url`, with endless patience for requests."""
    firm.behaviours.set(requests_a_minute=1_000_000)
    sandbox = Sandbox(firm, token=TOKEN)
    server = serve(sandbox, port=0)
    server.start()
    sandbox.url = server.url  # type: ignore[attr-defined]
    yield sandbox
    server.stop()


@contextmanager
def served_board(plannr: Sandbox, folder: Path) -> Iterator[str]:
    """Where a board before `plannr` listens: a socket that was bound here and handed to the process, so nobody else can
    answer.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.server", str(listener.fileno())],
        cwd=ROOT,
        env=environment(folder, plannr.url),  # type: ignore[attr-defined]
        pass_fds=[listener.fileno()],
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    listener.close()
    try:
        wait_for(address, process, Path(log.name))
        yield address
    finally:
        process.terminate()
        process.wait(10)
        log.close()


@pytest.fixture(scope="session")
def plannr() -> Iterator[Sandbox]:
    """The one sandbox of the run, with the firm's statuses."""
    firm = Firm()
    for name, colour in STATUSES.items():
        firm.add_status(name, colour, completed=name == "Completed")
    with served_plannr(firm) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def base_url(plannr: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the board of the run listens."""
    with served_board(plannr, tmp_path_factory.mktemp("board")) as address:
        yield address


def environment(folder: Path, plannr_url: str) -> dict[str, str]:
    """What the server process is told: a database file of its own, and the sandbox for Plannr."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "HTTPS": "off",
        "SECRET_KEY": "only-for-the-browser-tests-0123456789abcdefghijklmnop",
        "DATABASE_URL": os.environ.get("E2E_DATABASE_URL", f"sqlite:///{folder / 'board.sqlite3'}"),
        "PLANNR_API_URL": plannr_url,
        "PLANNR_TOKEN": TOKEN,
        "PLANNR_TIMEOUT_SECONDS": "3",
        "PLANNR_LATE_SECONDS": "8",
        "WEB_THREADS": "8",
        "E2E_LATE": os.environ.get("E2E_LATE", ""),
        "E2E_HASHED": str(folder / "static") if os.environ.get("E2E_HASHED") else "",
    }


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the sign-in page is served; a process that ended instead shows what it said."""
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{address}/login/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The board did not start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desktop window, in the firm's language and time."""
    window = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "timezone_id": "Europe/London"}
    return browser_context_args | window


@pytest.fixture(scope="session")
def signed_in(browser: Browser, base_url: str) -> Callable[[str], Any]:
    """Sign a person in once, through the page, and give the cookies to whoever asks again."""
    kept: dict[str, Any] = {}

    def state(name: str) -> Any:
        if name not in kept:
            context = browser.new_context(base_url=base_url)
            SignInPage(context.new_page()).sign_in(name)
            kept[name] = context.storage_state()
            context.close()
        return kept[name]

    return state


@pytest.fixture
def as_person(
    browser: Browser, browser_context_args: dict[str, Any], signed_in: Callable[[str], Any]
) -> Iterator[Callable[..., Page]]:
    """A new page in a browser of its own, signed in: `as_person("tom", has_touch=True)`."""
    contexts: list[BrowserContext] = []

    def opened(name: str = "priya", **about: Any) -> Page:
        contexts.append(browser.new_context(**{**browser_context_args, "storage_state": signed_in(name), **about}))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        if SLOWER > 1:
            contexts[-1].new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def file(plannr: Sandbox, request: pytest.FixtureRequest) -> Iterator[File]:
    """A client with cases in four statuses, and other clients' cases between them; troubles end with the test."""
    yield open_file(plannr)
    plannr.faults.clear()


@pytest.fixture
def page(as_person: Callable[..., Page], complaints: Callable[[Page], None]) -> Page:
    """Priya Patel's page, an adviser's, with an ear for complaints of the browser."""
    page = as_person()
    complaints(page)
    return page


@pytest.fixture
def board(page: Page, file: File) -> BoardPage:
    """The client's board, opened by Priya Patel and read from Plannr."""
    return BoardPage(page).open(file)


@pytest.fixture
def complaints() -> Iterator[Callable[[Page], None]]:
    """Fail the test when the browser complains: script errors, CSP violations, warnings.

    What is refused answers with a 4xx or 503 by design, which the browser logs as well: those lines are let by.
    """
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        by_design = re.search(r"Failed to load resource: .* status of (401|409|422|503)", message.text)
        if message.type in ("error", "warning") and not by_design:
            heard.append(f"{message.text} ({message.location.get('url', '')})")

    def attach(page: Page) -> None:
        page.on("console", listen)
        page.on("pageerror", lambda error: heard.append(str(error)))

    yield attach
    assert heard == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Any:
    """Keep a picture of every open page of a test that failed."""
    report = yield
    if report.when == "call" and report.failed and isinstance(item, pytest.Function):
        PICTURES.mkdir(exist_ok=True)
        for name, value in item.funcargs.items():
            page = value if isinstance(value, Page) else getattr(value, "page", None)
            if isinstance(page, Page) and not page.is_closed():
                page.screenshot(path=PICTURES / f"{item.name}-{name}.png")
    return report
