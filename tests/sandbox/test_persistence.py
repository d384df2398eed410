"""State that survives restarts and kill -9, the same firm from the same seed, and 20,000 cases listed whole."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boards.sandbox.app import Sandbox
from boards.sandbox.seed.firm import seed_client, seed_firm
from boards.sandbox.server import SandboxServer, serve
from boards.sandbox.store import persistence
from boards.sandbox.store.firm import Firm
from tests.sandbox.conftest import Caller, Small

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_TOKEN = {name: value for name, value in os.environ.items() if name != "PLANNR_TOKEN"}


class Elsewhere:
    """A sandbox in another process: enough of a Server for a Caller."""

    def __init__(self, line: str) -> None:
        self.host, port = line.partition("http://")[2].split(" ")[0].split(":")
        self.port = int(port)
        self.sandbox: Any = self
        self.firm: Any = self
        self.account_uuid = line.rpartition("account ")[2].strip(" )\n")


@contextmanager
def running(state: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], Caller]]:
    command = [sys.executable, "manage.py", "sandbox", "--port", "0", "--state", str(state), *options]
    process = subprocess.Popen(command, cwd=ROOT, env=WITHOUT_TOKEN, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = next(line for line in process.stdout if "http://" in line)
        server: Any = Elsewhere(line)
        yield process, Caller(server)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_write_that_was_answered_survives_kill_9(tmp_path: Path) -> None:
    state = tmp_path / "firm.json"
    with running(state, "--clients", "5", "--cases", "40") as (process, call):
        first = call.get("cases?sort=status_position&include=status")["data"]
        case, status = first[0], first[-1]["status"]
        moved = call.put(f"cases/{case['uuid']}", status=status["uuid"], status_position=1, value=123)
        made = call("POST", "cases", {"name": "Made", "participants": [call.get("client")["data"][0]["uuid"]]}).body
        call("DELETE", f"cases/{first[1]['uuid']}")
        places = {row["uuid"]: row["status_position"] for row in call.get("cases?per_page=500")["data"]}
        process.send_signal(signal.SIGKILL)
        process.wait()
    for _ in range(2):
        with running(state) as (process, call):
            again = call.get(f"cases/{case['uuid']}")
            assert (again["value"], again["status"]["uuid"]) == (moved["value"], status["uuid"])
            assert call.get(f"cases/{made['uuid']}")["name"] == "Made"
            assert {row["uuid"]: row["status_position"] for row in call.get("cases?per_page=500")["data"]} == places
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0


def test_a_torn_line_and_an_old_journal_are_harmless(tmp_path: Path, small: Small) -> None:
    state = tmp_path / "firm.json"
    journal = persistence.persist(small.firm, state)
    with small.firm.turn():
        small.firm.place(small.cases[3]["uuid"], small.todo["uuid"], 1)
    lines = persistence.journal_path(state).read_bytes()
    assert lines.count(b"\n") == 1
    small.firm.save(state)
    persistence.journal_path(state).write_bytes(lines + b'[2,[["store","case",{"uu')
    again = Firm.load(state)
    names = [one["name"] for one in again.those("case", again.columns.of(small.todo["uuid"]))]
    assert names == ["D", "A", "B", "C"]
    assert persistence.take_snapshot(again)["kinds"] == persistence.take_snapshot(small.firm)["kinds"]
    journal.close()


def test_random_writes_come_back_the_same_with_every_behaviour(tmp_path: Path, small: Small) -> None:
    state = tmp_path / "firm.json"
    journal = persistence.persist(small.firm, state)
    sandbox = Sandbox(small.firm)
    for step in range(60):
        small.firm.behaviours.set(positions=("shift", "ties", "gaps")[step // 20])
        status = (small.todo, small.done)[step % 2]["uuid"]
        body = {"status": status, "status_position": step * 7 % 5 + 1, "value": step}
        sandbox.in_plannr("PUT", f"/api/v1/cases/{small.cases[step % 4]['uuid']}", body)
    again = Firm.load(state)
    assert persistence.take_snapshot(again)["kinds"] == persistence.take_snapshot(small.firm)["kinds"]
    for status in (small.todo, small.done):
        assert again.columns.of(status["uuid"]) == small.firm.columns.of(status["uuid"])
    journal.close()


def test_the_same_seed_gives_the_same_firm() -> None:
    def kinds(seed: int) -> Any:
        return persistence.take_snapshot(seed_firm(30, 120, seed, today=date(2026, 9, 10), clock=lambda: 0.0))["kinds"]

    assert kinds(1) == kinds(1)
    assert kinds(1) != kinds(2)


@pytest.mark.parametrize(("clients", "cases"), [(120, 900), (1, 5), (2, 60), (40, 0)])
def test_a_firm_has_as_many_as_asked(clients: int, cases: int) -> None:
    firm = seed_firm(clients, cases)
    assert len([one for one in firm.kinds["account"].values() if one["type"] == "client"]) == clients
    assert len(firm.kinds["case"]) == cases


def test_the_firm_is_the_one_of_the_pictures() -> None:
    firm = seed_firm(today=date(2026, 9, 10))
    margaret = next(one for one in firm.kinds["account"].values() if one["name"] == "Margaret Wilson")
    cases = firm.by("case", "account", margaret["uuid"])
    recent = [case for case in cases if not (case["completed_at"] or "9") < "2026-08"]
    assert (len(cases), len(recent), sum(case["value"] is None for case in cases)) == (23, 18, 4)
    assert sum(case["value"] or 0 for case in recent) == 41_230_000
    statuses = [(one["name"], one["colour"], one["is_type_completed"]) for one in firm.kinds["status"].values()]
    assert statuses == [
        ("New enquiry", "#8A94A6", False),
        ("Fact find", "#2F80D1", False),
        ("Research", "#7A5AD9", False),
        ("Recommendation", "#E0930F", False),
        ("With provider", "#C8437F", False),
        ("Completed", "#23852B", True),
    ]


def test_seeded_histories_agree_with_themselves() -> None:
    firm = seed_firm(clients=60, cases=2000, today=date(2026, 9, 10))
    for case in firm.kinds["case"].values():
        assert case["created_at"] <= case["updated_at"] < "2026-09-10"
        assert case["created_at"] <= (case["completed_at"] or "9")
        assert case["value"] is None or case["value"] > 0
    assert min(case["created_at"] for case in firm.kinds["case"].values()) < "2024"
    for status in firm.kinds["status"]:
        numbers = [one["status_position"] for one in firm.those("case", firm.columns.of(status))]
        assert numbers == list(range(1, len(numbers) + 1))


def test_one_client_can_have_very_many_cases(small: Small) -> None:
    client = seed_client(small.firm, cases=300)
    assert len(small.firm.by("case", "account", client["uuid"])) == 300


@pytest.fixture(scope="module")
def large() -> Iterator[SandboxServer]:
    """A firm of 20,000 cases."""
    firm = seed_firm(120, 20_000)
    firm.behaviours.set(requests_a_minute=0)
    with serve(Sandbox(firm)) as server:
        yield server


@pytest.mark.parametrize("sort", ["name", "-value", "status_position"])
def test_twenty_thousand_cases_are_listed_once_each_and_in_order(large: SandboxServer, sort: str) -> None:
    call = Caller(large)
    rows: list[dict[str, Any]] = []
    for page in range(1, 41):
        rows += call.get(f"cases?per_page=500&page={page}&sort={sort}&include=status,type")["data"]
    assert len({row["uuid"] for row in rows}) == len(rows) == 20_000
    key = sort.removeprefix("-")
    kept = [large.sandbox.firm.kinds["case"][row["uuid"]][key] for row in rows]
    keys = [(value is not None, value.casefold() if isinstance(value, str) else value or 0) for value in kept]
    assert keys == sorted(keys, reverse=sort.startswith("-"))


def test_a_stopped_server_is_down_and_comes_back_at_the_same_port(sandbox: Sandbox) -> None:
    server = serve(sandbox).start()
    call, port = Caller(server), server.port
    assert call("GET", "me").status == 200
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        call("GET", "me")
    server.start()
    assert (call("GET", "me").status, server.port) == (200, port)
    server.stop()


def test_the_runner_needs_no_state_and_stops_cleanly(tmp_path: Path) -> None:
    options = [sys.executable, "manage.py", "sandbox", "--port=0", "--clients=3", "--cases=9", "--big-client=50"]
    process = subprocess.Popen(options, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=WITHOUT_TOKEN)
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(3)]
    assert "Big Household with 50 cases" in lines[1]
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=10)
    assert (process.returncode, rest) == (0, "Sandbox stopped.\n")
