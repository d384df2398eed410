"""Between httpx and httpcore: whatever goes wrong in the one is an error of the other."""

import time
from typing import Any

import httpcore
import httpx
import pytest

from boards.plannr.http.deadline import NETWORK_ERRORS, DeadlineTransport, httpx_errors
from tests.plannr.stub_server import StubServer, data, head, raw

KINDS = [kind for kind in vars(httpcore).values() if isinstance(kind, type) and issubclass(kind, NETWORK_ERRORS)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_of_a_connection_is_one_that_the_funnel_understands(kind: Any) -> None:
    with pytest.raises(httpx.TransportError, match="why") as caught, httpx_errors():
        raise kind("why")

    assert type(caught.value).__name__ == kind.__name__


def test_the_errors_that_prove_nothing_was_sent_are_among_them() -> None:
    assert {"ConnectError", "ConnectTimeout", "PoolTimeout", "ReadTimeout"} <= {kind.__name__ for kind in KINDS}


def test_httpx_sends_what_it_means_to_and_hears_what_was_said(stub: StubServer) -> None:
    stub.will(data({"said": "£"}, 418, X_Odd="1"))

    with httpx.Client(transport=DeadlineTransport()) as client:
        answer = client.put(f"{stub.url}/a%2Fb?c=%C3%A9&d=e+f", content=b"sent", headers={"X-Sent": "2"})

    request = stub.requests[0]
    assert (request.method, request.target, request.body) == ("PUT", "/a%2Fb?c=%C3%A9&d=e+f", b"sent")
    assert request.headers["x-sent"] == "2"
    assert (answer.status_code, answer.json(), answer.headers["X-Odd"]) == (418, {"said": "£"}, "1")


def test_a_body_that_ends_too_soon_is_an_error_of_httpx(stub: StubServer) -> None:
    stub.will(raw(head(200, {"Content-Length": "9"}) + b"half"))

    with httpx.Client(transport=DeadlineTransport()) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get(stub.url)


def test_connections_are_closed_with_the_client(stub: StubServer) -> None:
    stub.will(data({}))

    with httpx.Client(transport=DeadlineTransport()) as client:
        client.get(stub.url)
        assert len(stub._open) == 1

    # The server hears of the end in threads of its own, and has nothing to wait on.
    until = time.monotonic() + 20
    while stub._open and time.monotonic() < until:
        time.sleep(0.01)
    assert stub._open == set()
