"""What the totals cost: a read of the whole firm, the page beside plain SQL, exports, and reads amid churn.

`python -m bench.totals` serves a made-up firm of 20,000 cases over HTTP in a process of its own, reads it with
`manage.py sync` in another (whose memory and calls are told), and asks for boards alone and while such a read goes on.
Then it asks the own WSGI application for the pages as a manager, beside the same sums by plain SQL. Last, it reads a
smaller firm 300 times while cases are deleted and opened before each page, and counts the live cases it lost and those
it doubled. `--quick` does less.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
QUICK = "--quick" in sys.argv
CASES = 2_000 if QUICK else 20_000
CLIENTS = 1_000
READS = 20 if QUICK else int(os.environ.get("TOTALS_READS", "300"))
SAMPLES = 5 if QUICK else 15
LIMITS = {"calls": 45, "MiB": 300, "beside SQL": 5.0, "export MiB": 128, "meanwhile": 2.0, "worst ms": 1_000}
FOLDER = tempfile.TemporaryDirectory(prefix="bench-totals-")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER.name}/bench.sqlite3")
os.environ |= {"DEBUG": "on", "HTTPS": "off"}
os.environ |= {"DJANGO_SETTINGS_MODULE": "plannr_board.settings", "PLANNR_TOKEN": "sandbox-token"}

# The same sums as the page's, by hand: groups, months, medians, the 85% lines and the work past them, completions.
SUMS = [
    """SELECT status, type, json_extract(assigned_to, '$[0]'), currency, count(*), count(value), sum(value),
       sum(json_extract(assigned_to, '$[1]') IS NOT NULL) FROM mirror_case
       WHERE gone_at IS NULL AND completed_at IS NULL AND status NOT IN {done} GROUP BY 1, 2, 3, 4""",
    """SELECT substr(created_at, 1, 7), currency, count(*), sum(value) FROM mirror_case
       WHERE gone_at IS NULL AND created_at >= '{year}' GROUP BY 1, 2""",
    """SELECT substr(completed_at, 1, 7), currency, count(*), sum(value) FROM mirror_case
       WHERE gone_at IS NULL AND completed_at >= '{year}' GROUP BY 1, 2""",
    """SELECT currency, count(*), sum(value) FROM mirror_case
       WHERE gone_at IS NULL AND completed_at >= '{quarter}' GROUP BY 1""",
    """SELECT type, took FROM (SELECT type, julianday(completed_at) - julianday(created_at) took,
       row_number() OVER (PARTITION BY type ORDER BY julianday(completed_at) - julianday(created_at)) place,
       count(*) OVER (PARTITION BY type) many FROM mirror_case WHERE gone_at IS NULL AND completed_at IS NOT NULL)
       WHERE place = (many * 85 + 99) / 100""",
    """SELECT type, count(*), sum(value) FROM mirror_case WHERE gone_at IS NULL AND completed_at IS NULL
       AND status NOT IN {done} AND created_at < '{quarter}' GROUP BY 1""",
    *(
        f"""SELECT {by}, avg(value) FROM (SELECT {by}, value,
        row_number() OVER (PARTITION BY {by} ORDER BY value) place, count(*) OVER (PARTITION BY {by}) many
        FROM (SELECT *, json_extract(assigned_to, '$[0]') adviser FROM mirror_case)
        WHERE gone_at IS NULL AND completed_at IS NULL AND value IS NOT NULL AND status NOT IN {{done}})
        WHERE place IN ((many + 1) / 2, (many + 2) / 2) GROUP BY 1"""
        for by in ("status", "type", "adviser", "gone_at")
    ),
]


def main() -> int:
    """Serve, read, ask, print; the exit code says whether every limit holds."""
    failures = []
    with serving(CASES) as url:
        print(f"A firm of {CASES:,} cases and {CLIENTS:,} clients\n")
        os.environ["PLANNR_API_URL"] = url
        migrate()
        failures += reading(url)
        failures += meanwhile()
    failures += asking()
    failures += churning()
    print("\n" + ("Every limit holds." if not failures else "Over the limit: " + "; ".join(failures)))
    return bool(failures)


class serving:
    """A sandbox in a process of its own; gives its address."""

    def __init__(self, cases: int) -> None:
        self.command = ["sandbox", "--port", "0", "--clients", str(CLIENTS), "--cases", str(cases)]

    def __enter__(self) -> str:
        command = [sys.executable, "-u", "manage.py", *self.command]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        for line in self.process.stdout:
            found = [word.rstrip(".,/") for word in line.split() if word.startswith("http://127.0.0.1:")]
            if found:
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return found[0].partition("/api")[0].partition("/_sandbox")[0]
        raise RuntimeError("The sandbox did not say where it is.")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)


def migrate() -> None:
    """Make the tables, and let this process speak Django."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def reading(url: str) -> list[str]:
    """A read of the whole firm in a process of its own: its calls, its memory, its time; then another one."""
    from urllib.request import urlopen

    failures = []
    for which in ("first", "second"):
        before = asked(url)
        begun = time.perf_counter()
        subprocess.run([sys.executable, "manage.py", "sync"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        took = time.perf_counter() - begun
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        calls = asked(url) - before
        print(f"the {which} read: {calls} calls (at most 45), {memory:.0f} MiB (below 300), {took:.1f} s")
        failures += ["calls of a read"] if not QUICK and calls > LIMITS["calls"] else []
        failures += ["memory of a read"] if memory >= LIMITS["MiB"] else []
    urlopen(url + "/_sandbox/log").close()
    return failures


def meanwhile() -> list[str]:
    """How long a client's board and the firm's take on the clock while the firm is read, beside the same alone."""
    from django.db.models import Count

    from boards.mirror.models import Account, Participant

    browser = signed_in()
    clients = Account.objects.filter(kind="client").values("pk")
    parts = Participant.objects.filter(account__in=clients).values("account").annotate(number=Count("case"))
    client = parts.order_by("-number")[0]["account"]
    addresses = (f"/clients/{client}/board/", "/board/")

    def clocked() -> list[float]:
        begun = time.perf_counter()
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        return [(time.perf_counter() - begun) * 1000]

    clocked()
    alone = [one for _ in range(SAMPLES * 3) for one in clocked()]
    reading = subprocess.Popen([sys.executable, "manage.py", "sync"], cwd=ROOT, stdout=subprocess.DEVNULL)
    during: list[float] = []
    while reading.poll() is None:
        during += clocked()
        # Somebody who looks twenty times a second, and not one who takes all there is of a core.
        time.sleep(0.05)
    before, then = statistics.median(alone), statistics.median(during)
    print(f"\nboth boards alone {before:.0f} ms (worst {max(alone):.0f}); while the firm is read, {len(during)} times:")
    print(f"  {then:.0f} ms (worst {max(during):.0f}), {then / before:.2f} x (at most 2; worst below a second)")
    slow = then / before > LIMITS["meanwhile"] or max(during) >= LIMITS["worst ms"]
    return ["boards while the firm is read"] if slow else []


def asked(url: str) -> int:
    """How many requests the sandbox has had of the API."""
    import json
    from urllib.request import urlopen

    with urlopen(url + "/_sandbox/log") as answer:
        entries = json.load(answer)["entries"]
    return sum(1 for entry in entries if entry["path"].startswith("/api/"))


def asking() -> list[str]:
    """The pages and files beside plain SQL."""
    from django.db import connection

    browser = signed_in()

    def page(address: str) -> int:
        answer = browser.get(address)
        size = len(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        assert answer.status_code == 200, (address, answer.status_code)
        answer.close()
        return size

    def plain() -> None:
        for sql in queries(connection):
            with connection.cursor() as cursor:
                cursor.execute(sql)
                cursor.fetchall()

    pairs = [(timed(lambda: page("/totals/")), timed(plain)) for _ in range(SAMPLES)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    size = page("/totals/")
    print(f"\n/totals/ {ours:.0f} ms ({size / 1024:,.0f} kB), the same sums by plain SQL {theirs:.0f} ms")
    print(f"  beside it (at most 5): {ours / theirs:.2f} x")
    for address in ("/totals/movement/", "/totals/cases/?state=open&state=completed", "/totals/today/"):
        print(f"{address} {statistics.median(timed(partial(page, address)) for _ in range(3)):.0f} ms")
    failures = ["beside plain SQL"] if ours / theirs > LIMITS["beside SQL"] else []
    return failures + exporting(page)


@cache
def signed_in() -> Any:
    """A manager's browser."""
    import logging

    import structlog
    from django.conf import settings
    from django.test import Client as Browser

    from boards.users.models import User
    from boards.users.permissions import sync_roles

    settings.DEBUG = False
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    sync_roles()
    person = User.objects.create_user("bench", first_name="Tom", last_name="Hughes")
    person.groups.add(person.groups.model.objects.get(name="manager"))
    browser = Browser(SERVER_NAME="localhost")
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def queries(connection: object) -> list[str]:
    """The sums by hand, filled in."""
    from boards.totals.filters import done_statuses

    done = "(" + ", ".join(f"'{uuid.hex}'" for uuid in done_statuses()) + ")"
    day = date.today()
    return [sql.format(done=done, year=day - timedelta(days=365), quarter=day - timedelta(days=100)) for sql in SUMS]


def exporting(page: Callable[[str], int]) -> list[str]:
    """Files a second, and what the largest adds to this process's memory."""
    for address in (
        "/totals.csv",
        "/totals.xlsx",
        "/totals/cases.csv?state=open&state=completed",
        "/totals/cases.xlsx?state=open&state=completed",
    ):
        taken = statistics.median(timed(partial(page, address)) for _ in range(3))
        print(f"{address}: {1000 / taken:.2f} a second, {page(address) / 1024:,.0f} kB")
    command = [sys.executable, "-m", "bench.totals", "--exports-alone"]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    print(f"A process that makes both files of {CASES:,} cases: {told} MiB in all (below 128)")
    return ["memory of an export"] if float(told) >= LIMITS["export MiB"] else []


def exports_alone() -> int:
    """Make both files of all cases, and print this process's memory."""
    import django

    django.setup()
    from boards.totals.exports import files
    from boards.totals.filters import live_cases
    from boards.totals.pages import case_list

    day = date.today()
    for _ in files.csv_parts([], [case_list.case_table(live_cases(), day, "Cases")]):
        pass
    with tempfile.TemporaryFile() as file:
        files.write_xlsx(file, [], [case_list.case_table(live_cases(), day, "Cases")])
    # Not ru_maxrss: that of a new process begins with what its parent had.
    high = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(f"{int(high.split()[1]) / 1024:.0f}")
    return 0


def timed(act: Callable[[], object]) -> float:
    """Milliseconds of this process: what other processes do on the machine does not count."""
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


def churning() -> list[str]:
    """Read a firm of three pages again and again while cases are deleted and opened before each page."""
    from bench.churn import reads_under_churn

    result = reads_under_churn(READS)
    print(f"\n{result.reads} full reads under deletes and creates per page ({result.deleted:,} and {result.opened:,}):")
    print(f"{result.lost} live cases lost, {result.doubled} doubled; {result.incomplete} said they were incomplete")
    return ["live cases lost"] * bool(result.lost) + ["cases doubled"] * bool(result.doubled)


if __name__ == "__main__":
    sys.exit(exports_alone() if "--exports-alone" in sys.argv else main())
