"""When there is no answer: what is known of the write behind it, and how long anyone waits."""

import socket
import time

import pytest

from boards.plannr import Plannr, Unreachable
from tests.plannr.calls import BODY, failing, hurried, read, write
from tests.plannr.conftest import ACCOUNT
from tests.plannr.stub_server import JSON_TYPE, Reply, StubServer, dripped, head, raw


def test_a_refused_connection_is_provably_unsent(stub: StubServer) -> None:
    client = hurried(stub)
    stub.close()

    error = failing(client, write)

    assert (type(error), error.may_have_applied) == (Unreachable, False)


def test_an_unknown_host_is_unreachable() -> None:
    client = Plannr("http://plannr.invalid", "token", ACCOUNT, read_seconds=3)

    assert type(failing(client, read)) is Unreachable


@pytest.mark.parametrize(
    "answer",
    [
        raw(),
        raw(then="reset"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Le"),
        raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
        raw(head(200, {"Content-Length": "500", **JSON_TYPE}) + BODY),
        raw(head(200, {"Transfer-Encoding": "chunked", **JSON_TYPE}) + b'5\r\n{"dat'),
        raw(head(200, {"Content-Length": "500", **JSON_TYPE}) + BODY, 0.05, then="reset"),
    ],
)
def test_an_answer_lost_on_the_way_may_have_applied_a_write(stub: StubServer, plannr: Plannr, answer: Reply) -> None:
    stub.will(answer)

    reading, writing = failing(plannr, read), failing(plannr, write)

    assert (type(reading), reading.may_have_applied) == (Unreachable, False)
    assert (type(writing), writing.may_have_applied) == (Unreachable, True)
    assert [request.method for request in stub.requests] == ["GET", "GET", "PUT"]


@pytest.mark.parametrize(
    "answer",
    [
        raw(3.0),
        raw(*dripped(head(200, {"Content-Length": str(len(BODY)), **JSON_TYPE}), 0.05)),
        raw(head(200, {"Content-Length": str(len(BODY)), **JSON_TYPE}), *dripped(BODY, 0.05)),
        raw(head(200, {"Content-Length": "500", **JSON_TYPE}) + BODY, 3.0),
    ],
    ids=["silent", "dripping head", "dripping body", "half"],
)
def test_the_deadline_is_total_however_an_answer_trickles(stub: StubServer, answer: Reply) -> None:
    stub.will(answer)

    began = time.monotonic()
    error = failing(hurried(stub), write)

    assert (type(error), error.message) == (Unreachable, "Plannr did not answer in time.")
    assert error.may_have_applied
    assert time.monotonic() - began < 1.0


def test_a_host_that_never_accepts_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        for person in crowd:
            person.setblocking(False)
            person.connect_ex(address)
        client = Plannr(f"http://127.0.0.1:{address[1]}", "token", ACCOUNT, write_seconds=0.5)

        began = time.monotonic()
        error = failing(client, write)

        assert (type(error), error.may_have_applied) == (Unreachable, False)
        assert time.monotonic() - began < 1.0
        for person in crowd:
            person.close()
