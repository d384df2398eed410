"""Faults, the log and the control plane: what goes wrong on request, and the witness of it."""

import http.client
import threading
import time
from typing import Any

import pytest

from boards.sandbox.app import Sandbox
from boards.sandbox.conduct.faults import Faults
from tests.sandbox.conftest import Caller, Small


def path(small: Small) -> str:
    return f"cases/{small.cases[0]['uuid']}"


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422, 500, 503])
@pytest.mark.parametrize(("when", "value"), [("before", 15099), ("after", 5)])
def test_a_status_comes_before_or_after_the_write(
    call: Caller, sandbox: Sandbox, small: Small, status: int, when: str, value: int
) -> None:
    sandbox.faults.add("status", status=status, method="PUT", path="/cases/", when=when, only_next=1)
    assert call("PUT", path(small), {"value": 5}).status == status
    assert small.case(0)["value"] == value
    assert call("PUT", path(small), {"value": 6}).status == 200
    entry = sandbox.log[0]
    assert (entry.status, entry.applied, entry.fault) == (status, when == "after", "status")


def test_throttling_says_when_to_come_back_or_does_not(call: Caller, sandbox: Sandbox) -> None:
    with sandbox.faults.on("throttled", retry_after=3):
        heard = call("GET", "cases")
        assert (heard.status, heard.headers["retry-after"]) == (429, "3")
    with sandbox.faults.on("throttled"):
        assert "retry-after" not in call("GET", "cases").headers
    assert call("GET", "cases").status == 200


def test_html_redirects_and_nothing_instead_of_json(call: Caller, sandbox: Sandbox) -> None:
    for kind, about, status in (
        ("html", {}, 502),
        ("redirect", {"location": "https://x.example/"}, 302),
        ("empty", {}, 200),
    ):
        with sandbox.faults.on(kind, **about):
            heard = call("GET", "cases")
            assert heard.status == status
            assert heard.body == "" if kind == "empty" else "<html>" in heard.body


def test_a_200_may_be_broken_json(call: Caller, sandbox: Sandbox) -> None:
    with sandbox.faults.on("status", status=200, body='{"data": [', content_type="application/json"):
        line = http.client.HTTPConnection(call.server.host, call.server.port)
        line.request("GET", "/api/v1/cases")
        answer = line.getresponse()
        assert (answer.status, answer.getheader("content-type"), answer.read()) == (
            200,
            "application/json",
            b'{"data": [',
        )
        line.close()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", ConnectionResetError),
        ("hang", http.client.RemoteDisconnected),
        ("truncated", http.client.IncompleteRead),
    ],
)
def test_connections_break(
    call: Caller, sandbox: Sandbox, small: Small, kind: str, error: type[Exception], when: str
) -> None:
    sandbox.faults.add(kind, when=when, seconds=0.05, only_next=1)
    with pytest.raises(error):
        call("PUT", path(small), {"value": 5})
    assert small.case(0)["value"] == (5 if when == "after" else 15099)
    assert sandbox.log[0].status == 0


def test_a_drip_arrives_whole_and_late(call: Caller, sandbox: Sandbox, small: Small) -> None:
    sandbox.faults.add("drip", seconds=0.3, when="after")
    began = time.monotonic()
    assert call.get(path(small))["name"] == "A"
    assert time.monotonic() - began >= 0.3


def test_latencies_add_up(call: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("latency", seconds=0.1, path="/me$")
    sandbox.faults.add("latency", seconds=0.1, when="after")
    began = time.monotonic()
    call.get("me")
    assert time.monotonic() - began >= 0.2


def test_a_late_write_is_made_when_told_or_after_its_seconds(call: Caller, sandbox: Sandbox, small: Small) -> None:
    for value, seconds in ((5, 0.0), (6, 0.01)):
        sandbox.log.clear()
        sandbox.faults.add("late", seconds=seconds, method="PUT", only_next=1)
        with pytest.raises(ConnectionResetError):
            call("PUT", path(small), {"value": value})
        if not seconds:
            assert small.case(0)["value"] == 15099
            sandbox.lag.catch_up()
        while not sandbox.log.writes():
            threading.Event().wait(0.01)
        assert small.case(0)["value"] == value
        assert [(entry.applied, entry.late) for entry in sandbox.log] == [(False, False), (True, True)]


def test_what_was_put_off_is_forgotten_with_the_firm(call: Caller, sandbox: Sandbox, small: Small) -> None:
    sandbox.faults.add("late", method="PUT", only_next=1)
    with pytest.raises(ConnectionResetError):
        call("PUT", path(small), {"value": 5})
    sandbox.reset()
    sandbox.lag.catch_up()
    assert sandbox.log.writes() == []


def test_reads_stay_old_after_a_stale_write_until_told(call: Caller, sandbox: Sandbox, small: Small) -> None:
    sandbox.faults.add("stale", method="PUT", only_next=1)
    old, order = call.get(path(small)), call.names(f"client/{small.ann['uuid']}/cases")
    answer = call.put(path(small), status=small.done["uuid"], status_position=1, value=5)
    assert (answer["value"]["amount"], small.case(0)["value"]) == ("5", 5)
    assert (call.get(path(small)), call.names(f"client/{small.ann['uuid']}/cases")) == (old, order)

    assert call.put(path(small), name="AA")["value"]["amount"] == "5"
    assert call.get(path(small)) == old
    assert call("POST", "/_sandbox/later").status == 200
    assert (call.get(path(small))["name"], call.get(path(small))["value"]["amount"]) == ("AA", "5")


def test_an_ignored_write_is_answered_and_leaves_no_trace(call: Caller, sandbox: Sandbox, small: Small) -> None:
    before = (small.column(), small.column(small.done), small.case(0))
    with sandbox.faults.on("ignored"):
        body = call.put(path(small), status=small.done["uuid"], status_position=1, value=5)
        call("POST", "cases", {"name": "New", "participants": [small.bob["uuid"]]})
        call("DELETE", path(small))
        rows = [{"name": "New", "percentage": 1}]
        call.put(f"plans/{small.plan['uuid']}/cover/{small.life['uuid']}", beneficiaries=rows)
    assert (body["status"]["name"], body["value"]["amount"]) == ("Done", "5")
    assert (small.column(), small.column(small.done), small.case(0)) == before
    assert small.beneficiaries() == [("Jane Doe", 60), ("John Smith", 20.02)]
    assert call.names(f"client/{small.bob['uuid']}/cases") == ["B", "D"]
    assert sandbox.log.writes() == []


def test_another_record_may_be_answered(call: Caller, sandbox: Sandbox, small: Small) -> None:
    sandbox.faults.add("other", method="PUT", only_next=1)
    body = call.put(path(small), value=5)
    assert (body["name"], small.case(0)["value"]) == ("B", 5)


def test_a_fault_may_be_likely_instead_of_sure(call: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("status", status=500, probability=0.5)
    statuses = [call("GET", "me").status for _ in range(60)]
    assert 15 < statuses.count(500) < 45


@pytest.mark.parametrize(
    ("kind", "about", "words"),
    [
        ("tea", {}, "There is no fault called tea."),
        ("status", {"colour": 1}, "A fault has no colour."),
        ("status", {"when": "now"}, "when must be before or after."),
        ("status", {"path": "("}, "method and path must be regular expressions"),
        ("latency", {"seconds": -1}, "seconds, jitter, probability and status must be numbers"),
    ],
)
def test_a_fault_nobody_knows_is_refused_in_words(kind: str, about: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        Faults().add(kind, **about)
    assert str(refusal.value).startswith(words)


def test_the_log_is_a_total_order_of_who_changed_what(call: Caller, sandbox: Sandbox, small: Small) -> None:
    def move(place: int) -> None:
        for position in (1, 2, 3, 4):
            call("PUT", f"cases/{small.cases[place]['uuid']}", {"status_position": position})

    threads = [threading.Thread(target=move, args=[place]) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.number for entry in sandbox.log] == list(range(1, 17))
    assert sorted(number for _, number in small.column() if number) == [1, 2, 3, 4]
    last = {entry.uuid: entry.after for entry in sandbox.log}
    assert all(entry.after and entry.after["status_position"] == entry.body["status_position"] for entry in sandbox.log)
    assert set(last) == {case["uuid"] for case in small.cases}


def test_a_cover_write_logs_the_plans_beneficiaries(call: Caller, sandbox: Sandbox, small: Small) -> None:
    call.put(f"plans/{small.plan['uuid']}/cover/{small.life['uuid']}", beneficiaries=[], indexation=9)
    entry = sandbox.log[0]
    before, after = entry.before or {}, entry.after or {}
    assert [one["name"] for one in before["beneficiaries"]] == ["Jane Doe", "John Smith"]
    assert [one["name"] for one in after["beneficiaries"]] == ["John Smith"]
    assert (before["indexation"], after["indexation"]) == (2.5, 9)


def test_the_control_plane_needs_no_token_and_is_not_logged(call: Caller, sandbox: Sandbox, small: Small) -> None:
    page = call("GET", "/_sandbox/", headers={"Authorization": None})
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Plannr in a box" in page.body
    faults = call("PUT", "/_sandbox/faults", [{"kind": "status", "status": 503, "path": "/cases", "only_next": 2}]).body
    assert [(one["kind"], one["only_next"], one["met"]) for one in faults["faults"]] == [("status", 2, 0)]
    assert call("GET", "cases").status == 503
    assert call("GET", "/_sandbox/faults").body["faults"][0]["met"] == 1
    assert call("DELETE", "/_sandbox/faults").body == {"faults": []}
    assert [(entry["status"], entry["fault"]) for entry in call("GET", "/_sandbox/log").body["entries"]] == [
        (503, "status")
    ]
    assert call("GET", "/_sandbox/log?after=1").body == {"entries": [], "last": 1}
    assert call("GET", "/_sandbox/tea").status == 404


def test_behaviours_change_over_http_and_bad_ones_change_nothing(call: Caller, small: Small) -> None:
    changed = call("PUT", "/_sandbox/behaviours", {"positions": "ties", "percentages_rounded": True}).body
    assert (changed["positions"], changed["percentages_rounded"]) == ("ties", True)
    for bad in ({"positions": "odd"}, {"tea": 1}, {"put": "full", "requests_a_minute": -1}, {"percentages_rounded": 1}):
        assert call("PUT", "/_sandbox/behaviours", bad).status == 422
    assert (small.firm.behaviours.put, small.firm.behaviours.positions) == ("partial", "ties")
    assert call("DELETE", "/_sandbox/behaviours").body["positions"] == "shift"


def test_an_outsider_edits_by_the_same_rules(call: Caller, sandbox: Sandbox, small: Small) -> None:
    record = f"/_sandbox/records/case/{small.cases[0]['uuid']}"
    assert call("GET", record).body["value"] == 15099
    assert call("PUT", record, {"value": "x"}).status == 422
    assert call("PUT", record, {"value": 9, "status_position": 4}).status == 200
    assert small.column()[3] == ("A", 4)
    assert [(entry.by, entry.applied) for entry in sandbox.log] == [("outsider", False), ("outsider", True)]
    rows = {"plan": small.plan["uuid"], "name": "Zoe", "percentage": 5}
    assert call("POST", "/_sandbox/records/beneficiary", rows).status == 201
    assert call("POST", "/_sandbox/records/client", {"name": "New Client"}).body["role"] == "individual"
    assert call("PUT", f"{record}?raw=1", {"distorted": {"name": None}}).status == 200
    assert call.get(path(small))["name"] is None
    assert call("DELETE", f"/_sandbox/records/status/{small.todo['uuid']}").status == 204
    assert call.get(path(small))["status"] is None


def test_reset_brings_back_the_firm_as_it_was(call: Caller, sandbox: Sandbox, small: Small) -> None:
    call.put(path(small), status=small.done["uuid"], value=1)
    call("DELETE", f"cases/{small.cases[1]['uuid']}")
    sandbox.faults.add("empty", path="/nothing")
    for _ in range(2):
        call.put(path(small), status_position=1)
        assert call("POST", "/_sandbox/reset").status == 200
        assert small.column() == [("A", 1), ("B", 2), ("C", 3), ("D", 4)]
        assert small.case(0)["value"] == 15099
    assert (len(sandbox.log), sandbox.faults.all()) == (0, [])
