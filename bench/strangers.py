"""What strangers who try passwords cost the people at work: `python -m bench.strangers`.

A real server (one process) with its real password hashes. A board is asked for again and again while 24 plain
GETs of the sign-in page run at once, then while 24 wrong sign-ins with made-up names do, in turns. The board's time
during the wrong sign-ins may be at most LIMIT times its time during the GETs.
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

from bench import ground  # isort: skip

from django.conf import settings
from django.test import Client as Browser

from bench import filling

AT_ONCE = 24
ROUNDS = 3 if "--quick" in sys.argv else 7
LIMIT = 2.0
FORM = "application/x-www-form-urlencoded"


def main() -> int:
    """Start, flood in turns, print; the exit code says whether the limit holds."""
    ground.lay()
    client = filling.client(500)
    browser = Browser()
    browser.force_login(filling.adviser(), backend="django.contrib.auth.backends.ModelBackend")
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "plannr_board", "--fd", str(listener.fileno())]
        more = os.environ | {"DEBUG": "on", "HTTPS": "off"}  # Static files as they stand; nobody asks for any.
        server = subprocess.Popen(
            [*command, "--log-level", "error"],
            env=more,
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        return measure(port, f"/clients/{client}/board/", f"{settings.SESSION_COOKIE_NAME}={session}")
    finally:
        server.terminate()
        server.wait()


def measure(port: int, path: str, cookie: str) -> int:
    """The board's times beside both crowds."""
    status, headers, text = ask(port, "GET", "/login/")
    csrf = headers["set-cookie"].partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
    assert (status, bool(token)) == (200, True)
    answers: Counter[int] = Counter()
    times: dict[str, list[float]] = {"24 plain GETs": [], "24 wrong sign-ins": []}

    def look(number: int) -> None:
        answers[ask(port, "GET", "/login/")[0]] += 1

    def guess(number: int) -> None:
        form = {"csrfmiddlewaretoken": token[1] if token else "", "username": f"nobody{number}", "password": "wrong"}
        # Every round comes from an address of its own: none is spared the work by the limit of an address.
        headers = {
            "Cookie": csrf,
            "Content-Type": FORM,
            "X-Forwarded-For": f"192.0.2.{len(times['24 wrong sign-ins'])}",
        }
        answers[ask(port, "POST", "/login/", urlencode(form), headers)[0]] += 1

    def board() -> float:
        began = time.perf_counter()
        assert ask(port, "GET", path, headers={"Cookie": cookie})[0] == 200
        return (time.perf_counter() - began) * 1000

    board()
    for _ in range(ROUNDS):
        times["24 plain GETs"].append(beside(look, board))
        times["24 wrong sign-ins"].append(beside(guess, board))
    for name, taken in times.items():
        print(f"the board during {name:18} {statistics.median(taken):8.0f} ms (worst {max(taken):.0f})")
    gets, guesses = (statistics.median(taken) for taken in times.values())
    print(f"  the latter beside the former {guesses / gets:12.2f} x (at most {LIMIT:.0f})")
    print("answers: " + ", ".join(f"{number} x {status}" for status, number in sorted(answers.items())))
    return int(guesses > LIMIT * gets)


def beside(crowd: Callable[[int], None], board: Callable[[], float]) -> float:
    """The median time of a board while a crowd of AT_ONCE asks, at least once."""
    with ThreadPoolExecutor(AT_ONCE) as askers:
        asked = [askers.submit(crowd, number) for number in range(AT_ONCE)]
        times = [board()]
        while not all(one.done() for one in asked):
            times.append(board())
        [one.result() for one in asked]
    return statistics.median(times)


def ask(
    port: int, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    """One request; the status, headers (by small names) and text of its answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.headers.items()}, text


if __name__ == "__main__":
    sys.exit(main())
