"""A browser's window, whichever engine draws it, as the journeys in every engine use it.

Chromium is spoken to through Playwright, Firefox and WebKit over the W3C's own protocols (WebDriver BiDi and
WebDriver): Playwright knows no WebKit of the machine's own, and asks a Firefox ESR for a command that it does not have.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Error
from websocket import WebSocket, create_connection

SIZE = (1440, 900)
PATIENCE, STARTS_WITHIN = 30.0, 60.0
CONTROL, SHIFT, ENTER, ESCAPE = "\ue009", "\ue008", "\ue007", "\ue00c"
PLAYWRIGHT_KEYS = {CONTROL: "Control", SHIFT: "Shift", ENTER: "Enter", ESCAPE: "Escape"}
MINIBROWSER = "webkit2gtk-4.1/MiniBrowser"
# The element that a selector finds and, where words are given, whose own text they are.
FIND = """(selector, words) => [...document.querySelectorAll(selector)]
    .find((one) => one.checkVisibility() && (words === null || one.textContent.trim() === words))"""


class Unanswered(Exception):
    """The page could not answer: it is being left, or half there, or what it was asked is wrong."""


class Window:
    """One window: an engine has to say how to go, to ask the page, to act (W3C actions), and to forget who is here."""

    base_url = ""

    def go(self, address: str) -> None:
        """Load the page at an address and wait until it is there."""
        raise NotImplementedError

    def ask(self, script: str, *given: Any) -> Any:
        """What a function of the page's own language gives: `ask("(name) => document.title === name", "Home")`."""
        raise NotImplementedError

    def act(self, *sources: dict[str, Any]) -> None:
        """Carry out the input of some sources as the W3C writes it down, tick by tick."""
        raise NotImplementedError

    def forget(self) -> None:
        """Remove all cookies."""
        raise NotImplementedError

    def open(self, path: str) -> None:
        """Go to a page of the board."""
        self.go(self.base_url + path)

    def answer(self, script: str, *given: Any) -> Any:
        """What the page says, or why it says nothing."""
        try:
            return self.ask(script, *given)
        except Unanswered as why:
            return why

    def until(self, script: str, *given: Any, wanted: Any = True) -> None:
        """Wait until the page answers what is wanted; while it is left or half there it may not answer at all."""
        seen: Any = None
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            seen = self.answer(script, *given)
            if seen == wanted:
                return
            time.sleep(0.05)
        raise AssertionError(f"{seen!r} is not {wanted!r}: {script} {given}")

    def middle(self, selector: str, words: str | None = None, down: float = 0.5) -> tuple[int, int]:
        """Wait for an element that stands still, and give a point of it: `down` is the part of its height."""
        where = f"""(selector, words, down) => {{
            const found = ({FIND})(selector, words);
            found?.scrollIntoView({{ block: "nearest", inline: "nearest", behavior: "instant" }});
            const box = found?.getClientRects()[0];
            return box ? [Math.round(box.x + box.width / 2), Math.round(box.y + box.height * down)] : null;
        }}"""
        seen: list[Any] = [None]
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            seen.append(self.answer(where, selector, words, down))
            if isinstance(seen[-1], list) and seen[-1] == seen[-2]:
                return seen[-1][0], seen[-1][1]
            time.sleep(0.05)
        raise AssertionError(f"no {selector} {words or ''} stands still")

    def mouse(self, *steps: tuple[int, int] | str) -> None:
        """Move the mouse to points, and press ("down") and let go ("up") of its button between them."""
        kinds = {"down": "pointerDown", "up": "pointerUp"}
        acts: list[dict[str, Any]] = [
            {"type": kinds[step], "button": 0}
            if isinstance(step, str)
            else {"type": "pointerMove", "x": step[0], "y": step[1], "duration": 40, "origin": "viewport"}
            for step in steps
        ]
        self.act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": acts})

    def click(self, selector: str, words: str | None = None) -> None:
        """Click what is found."""
        self.mouse(self.middle(selector, words), "down", "up")

    def press(self, *keys: str) -> None:
        """Press keys together: `press(CONTROL, "z")`."""
        acts = [{"type": "keyDown", "value": key} for key in keys]
        acts += [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self.act({"type": "key", "id": "keyboard", "actions": acts})

    def fill(self, selector: str, words: str) -> None:
        """Type over what a box holds."""
        self.click(selector)
        self.until("(selector) => document.activeElement === document.querySelector(selector)", selector)
        self.ask("(selector) => document.querySelector(selector).select()", selector)
        for letter in words:
            self.press(letter)


class PlaywrightWindow(Window):
    """A window of the Chromium that the other browser tests drive."""

    def __init__(self, browser: Browser) -> None:
        width, height = SIZE
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        self.page = self.context.new_page()

    def go(self, address: str) -> None:
        self.page.goto(address)

    def ask(self, script: str, *given: Any) -> Any:
        try:
            return self.page.evaluate(f"(given) => ({script})(...given)", list(given))
        except Error as gone:
            raise Unanswered(gone.message) from gone

    def act(self, *sources: dict[str, Any]) -> None:
        mouse, keyboard = self.page.mouse, self.page.keyboard
        does: dict[str, Callable[[dict[str, Any]], None]] = {
            "pointerMove": lambda act: mouse.move(act["x"], act["y"], steps=4),
            "pointerDown": lambda act: mouse.down(),
            "pointerUp": lambda act: mouse.up(),
            "keyDown": lambda act: keyboard.down(PLAYWRIGHT_KEYS.get(act["value"], act["value"])),
            "keyUp": lambda act: keyboard.up(PLAYWRIGHT_KEYS.get(act["value"], act["value"])),
        }
        for source in sources:
            for act in source["actions"]:
                does[act["type"]](act)

    def forget(self) -> None:
        self.context.clear_cookies()


class FirefoxWindow(Window):
    """A window of Firefox, over WebDriver BiDi."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket, self.number, self.context = socket, 0, ""
        self.heard: list[str] = []
        self.send("session.new", capabilities={})
        self.context = self.send("browsingContext.create", type="tab")["context"]
        self.send("session.subscribe", events=["log.entryAdded"])
        viewport = {"width": SIZE[0], "height": SIZE[1]}
        self.send("browsingContext.setViewport", context=self.context, viewport=viewport)

    def send(self, method: str, **params: Any) -> Any:
        """Send a command and wait for its answer; what the console says meanwhile is kept in `heard`."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            told = json.loads(self.socket.recv())
            if told.get("method") == "log.entryAdded" and told["params"]["level"] in ("error", "warn"):
                self.heard.append(told["params"]["text"])
            if told.get("id") != self.number:
                continue
            if told["type"] == "error":
                raise (Unanswered if "script" in method else RuntimeError)(f"{method}: {told['message']}")
            return told["result"]

    def go(self, address: str) -> None:
        self.send("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def ask(self, script: str, *given: Any) -> Any:
        asked = f"(given) => JSON.stringify(({script})(...JSON.parse(given)) ?? null)"
        told = self.send(
            "script.callFunction",
            functionDeclaration=asked,
            awaitPromise=False,
            target={"context": self.context},
            arguments=[{"type": "string", "value": json.dumps(given)}],
        )
        if told["type"] == "exception":
            raise Unanswered(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    def act(self, *sources: dict[str, Any]) -> None:
        self.send("input.performActions", context=self.context, actions=sources)

    def forget(self) -> None:
        self.send("storage.deleteCookies", filter={})


class WebKitWindow(Window):
    """A window of WebKitGTK's MiniBrowser, over WebDriver."""

    def __init__(self, driver: str) -> None:
        options = {"binary": minibrowser(), "args": ["--automation"]}
        self.session = ""
        self.http = httpx.Client(base_url=driver, timeout=PATIENCE)
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self.session = f"/session/{self.send('POST', '/session', **wanted)['sessionId']}"
        self.send("POST", "/window/rect", width=SIZE[0], height=SIZE[1])

    def send(self, method: str, path: str, **body: Any) -> Any:
        """Send a command and give the value of its answer."""
        told = self.http.request(method, self.session + path, json=body if method == "POST" else None)
        if told.is_success:
            return told.json()["value"]
        about = told.json()["value"]
        raise Unanswered(about["message"]) if "execute" in path else RuntimeError(f"{path}: {about}")

    def go(self, address: str) -> None:
        self.send("POST", "/url", url=address)

    def ask(self, script: str, *given: Any) -> Any:
        return self.send("POST", "/execute/sync", script=f"return ({script})(...arguments)", args=list(given))

    def act(self, *sources: dict[str, Any]) -> None:
        self.send("POST", "/actions", actions=list(sources))

    def forget(self) -> None:
        self.send("DELETE", "/cookie")


def minibrowser() -> str | None:
    """Where Debian keeps WebKitGTK's test browser."""
    return next((str(path) for path in Path("/usr/lib").glob(f"*/{MINIBROWSER}")), None)


def missing(engine: str) -> str:
    """What is missing on this machine for an engine, in words; nothing where it can be driven."""
    if engine == "chromium":
        return "" if os.environ.get("CHROMIUM") else "no Chromium (Debian: apt-get install chromium)"
    if engine == "firefox":
        return "" if shutil.which("firefox-esr") else "no Firefox ESR (Debian: apt-get install firefox-esr)"
    whole = shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and minibrowser()
    return "" if whole else "no WebKitGTK (Debian: apt-get install webkit2gtk-driver xvfb)"


@contextmanager
def firefox() -> Iterator[Window]:
    """Firefox without windows, with a profile of its own, listening on a port of its own choice."""
    with ExitStack() as ends:
        profile = Path(ends.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        (profile / "user.js").write_text('user_pref("intl.accept_languages", "en-GB");')
        flags = ["--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        told = profile / "WebDriverBiDiServer.json"
        started(ends, ["firefox-esr", *flags], HOME=str(profile))
        eventually(lambda: told.exists() and told.read_text().rstrip().endswith("}"))
        server = json.loads(told.read_text())
        address = f"ws://{server['ws_host']}:{server['ws_port']}/session"
        socket = create_connection(address, timeout=STARTS_WITHIN, suppress_origin=True)
        ends.callback(socket.close)
        yield FirefoxWindow(socket)


@contextmanager
def webkit() -> Iterator[Window]:
    """WebKitGTK on a screen that nobody sees."""
    with ExitStack() as ends:
        home = ends.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        reads, writes = os.pipe()
        screen = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
        started(ends, screen, pass_fds=[writes])
        os.close(writes)
        with os.fdopen(reads) as number:
            display = f":{number.readline().strip()}"
        # Where root runs it, as on a machine that checks, it refuses to start in a sandbox.
        about = {"DISPLAY": display, "HOME": home, "GDK_BACKEND": "x11"}
        driver = started(ends, ["WebKitWebDriver", "--port=0"], WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1", **about)
        window = WebKitWindow(f"http://127.0.0.1:{eventually(lambda: port_of(driver))}")
        ends.callback(window.send, "DELETE", "")
        yield window


def started(
    ends: ExitStack, command: list[str], pass_fds: list[int] | None = None, **about: str
) -> "subprocess.Popen[bytes]":
    """Start a program that ends with the window."""
    env = {"PATH": os.environ.get("PATH", ""), "LANG": "en_GB.UTF-8", "TZ": "Europe/London", **about}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=env, pass_fds=pass_fds or [], **quiet)  # type: ignore[call-overload]
    ends.callback(process.wait, 20)
    ends.callback(process.terminate)
    return process


def port_of(process: "subprocess.Popen[bytes]") -> int:
    """The port that a program listens at, which was free when it asked for any; 0 before there is one."""
    mine = {str(one.readlink()) for one in Path(f"/proc/{process.pid}/fd").iterdir()}
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    listens = (line for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in mine)
    return next((int(line[1].partition(":")[2], 16) for line in listens), 0)


def eventually(see: Callable[[], Any]) -> Any:
    """Wait until there is something to see, and give it."""
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends:
        if seen := see():
            return seen
        time.sleep(0.05)
    raise RuntimeError("The browser did not start")
