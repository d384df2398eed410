"""What is tried again, how often, and after how long."""

import socket
from typing import Any

import pytest

from boards.plannr import InvalidResponse, Plannr, Throttled, Unreachable
from tests.plannr.calls import FOUND, MOVED, failing, hurried, read, write
from tests.plannr.conftest import ACCOUNT
from tests.plannr.stub_server import Reply, StubServer, data, raw, reply


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_read_survives_two_passing_faults(stub: StubServer, plannr: Plannr, status: int) -> None:
    stub.will(reply(status), reply(status), FOUND)

    assert len(read(plannr).items) == 1
    assert plannr.calls == 3


def test_a_read_is_tried_three_times_and_no_more(stub: StubServer, plannr: Plannr) -> None:
    stub.will(reply(503))

    error = failing(plannr, read)

    assert (type(error), error.status, len(stub.requests)) == (InvalidResponse, 503, 3)


LOST = [
    raw(then="close"),
    raw(then="reset"),
    raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", then="close"),
    raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n[", then="reset"),
]


@pytest.mark.parametrize("lost", LOST)
def test_one_lost_read_is_asked_once_more(stub: StubServer, plannr: Plannr, lost: Reply) -> None:
    stub.will(lost, FOUND)

    assert len(read(plannr).items) == 1
    assert len(stub.requests) == 2


@pytest.mark.parametrize("lost", LOST)
def test_a_read_lost_twice_is_given_up(stub: StubServer, plannr: Plannr, lost: Reply) -> None:
    stub.will(lost)

    error = failing(plannr, read)

    assert (type(error), len(stub.requests)) == (Unreachable, 2)


@pytest.mark.parametrize("lost", LOST)
def test_a_lost_write_is_never_sent_again(stub: StubServer, plannr: Plannr, lost: Reply) -> None:
    stub.will(lost, MOVED)

    error = failing(plannr, write)

    assert (type(error), error.may_have_applied, len(stub.requests)) == (Unreachable, True, 1)


@pytest.mark.parametrize("status", [500, 501, 599])
def test_a_lasting_fault_is_not_tried_again(stub: StubServer, plannr: Plannr, status: int) -> None:
    stub.will(data({"message": "Server Error", "trace": []}, status))

    error = failing(plannr, read)

    assert (type(error), error.status, len(stub.requests)) == (InvalidResponse, status, 1)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_write_that_met_a_fault_is_never_sent_again(stub: StubServer, plannr: Plannr, status: int) -> None:
    stub.will(reply(status))

    error = failing(plannr, write)

    assert (type(error), error.may_have_applied, len(stub.requests)) == (InvalidResponse, True, 1)


@pytest.mark.parametrize("act", [read, write])
def test_throttling_is_waited_out_as_long_as_plannr_asks(stub: StubServer, plannr: Plannr, act: Any) -> None:
    stub.will(data({"message": "Too Many Attempts."}, 429, Retry_After="0"), FOUND if act is read else MOVED)

    act(plannr)

    first, second = stub.requests
    assert second.at - first.at >= 1.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"Retry_After": "60"}, 60.0),
        ({"Retry_After": "0"}, 1.0),
        ({"Retry_After": "-5"}, 1.0),
        ({"Retry_After": "soon"}, 1.0),
        ({"Retry_After": "3600"}, 120.0),
        ({"Retry_After": "999999999"}, 120.0),
        ({"Retry_After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 1.0),
        ({}, 1.0),
    ],
)
def test_throttling_that_outlasts_the_deadline_says_for_how_long(
    stub: StubServer, header: dict[str, str], seconds: float
) -> None:
    stub.will(data({"message": "Too Many Attempts."}, 429, **header))

    error = failing(hurried(stub), write)

    assert isinstance(error, Throttled)
    assert (error.retry_after, error.may_have_applied, len(stub.requests)) == (seconds, False, 1)


def test_a_connection_that_cannot_be_made_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    monkeypatch.setattr("boards.plannr.http.deadline.resolve", lambda host, port: tried.append(host) or ["127.0.0.1"])
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    error = failing(Plannr(f"http://127.0.0.1:{port}", "token", ACCOUNT), write)

    assert isinstance(error, Unreachable)
    assert (error.never_sent, len(tried)) == (True, 3)


def test_a_silent_address_leaves_time_for_the_next_one(stub: StubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boards.plannr.http.deadline.resolve", lambda host, port: ["127.0.0.9", "127.0.0.1"])
    stub.will(FOUND)

    assert len(read(hurried(stub)).items) == 1
