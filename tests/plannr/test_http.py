"""The funnel: what goes out, what is counted, and who may hold it back."""

import logging
import threading

import pytest

from boards.plannr import CircuitOpen, InvalidResponse, Plannr, Unauthorized, Unreachable
from tests.plannr.calls import FOUND, failing, read, write
from tests.plannr.conftest import ACCOUNT
from tests.plannr.stub_server import StubServer, data, raw, reply


def test_every_request_carries_the_required_headers(stub: StubServer, plannr: Plannr) -> None:
    stub.will(FOUND)

    read(plannr)

    sent = stub.requests[0].headers
    assert sent["authorization"] == "Bearer secret-token"
    assert sent["accept"] == "application/json"
    assert sent["content-type"] == "application/json"
    assert sent["x-plannr-account-uuid"] == str(ACCOUNT)


def test_connections_are_kept_and_cookies_are_not(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": []}, Set_Cookie="laravel_session=abc"))

    read(plannr)
    read(plannr)

    assert "cookie" not in stub.requests[1].headers
    assert len(stub._open) == 1


def test_nothing_of_a_call_is_logged(stub: StubServer, plannr: Plannr, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    stub.will(FOUND)

    plannr.clients.search("Thompson")

    assert caplog.text == ""


@pytest.mark.parametrize("url", ["", "api.plannrcrm.com", "ftp://x", "https://", "https://a:b@c", "https://x?y=1"])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="address of the Plannr API"):
        Plannr(url, "token")


def test_a_token_no_header_can_carry_is_refused_without_showing_it() -> None:
    with pytest.raises(ValueError, match="token") as caught:
        Plannr("https://x", "sec\nret")

    assert "ret" not in str(caught.value).replace("characters", "")


def test_a_blank_token_is_still_a_question_plannr_answers(stub: StubServer) -> None:
    stub.will(data({"message": "Unauthenticated."}, 401))

    assert type(failing(Plannr(stub.url, "", ACCOUNT), read)) is Unauthorized


def test_calls_and_budget_are_shared_by_all_views_and_threads(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": []}, X_Ratelimit_Remaining="321"))
    views = [plannr, plannr.as_background()] * 8

    threads = [threading.Thread(target=read, args=(view,)) for view in views]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (plannr.calls, plannr.as_background().calls, len(stub.requests)) == (16, 16, 16)
    assert (plannr.requests_remaining, plannr.as_background().requests_remaining) == (321, 321)


def test_an_odd_budget_is_no_budget(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": []}, X_Ratelimit_Remaining="plenty"))

    read(plannr)

    assert plannr.requests_remaining is None


class Watching:
    """A gate that writes everything down, and may rest from its nth call on."""

    def __init__(self, rest_from: int = 99) -> None:
        self.admitted: list[tuple[str, str]] = []
        self.observed: list[tuple[str, int | None, int | None, float | None]] = []
        self.rest_from = rest_from

    def check(self, method: str, purpose: str) -> None:
        self.admitted.append((method, purpose))
        if len(self.admitted) >= self.rest_from:
            raise CircuitOpen("Plannr is being given a rest.")

    def record(self, method: str, status: int | None, remaining: int | None, retry_after: float | None) -> None:
        self.observed.append((method, status, remaining, retry_after))


def test_the_gate_hears_of_every_try(stub: StubServer) -> None:
    gate = Watching()
    client = Plannr(stub.url, "token", ACCOUNT, guard=gate)
    stub.will(data({}, 503, Retry_After="0"), raw(), FOUND)

    assert type(failing(client, read)) is Unreachable
    client.as_background().statuses.all()

    assert gate.admitted == [("GET", "people"), ("GET", "people"), ("GET", "background")]
    assert gate.observed == [("GET", 503, None, 0.0), ("GET", None, None, None), ("GET", 200, None, None)]


def test_a_resting_gate_lets_nothing_out(stub: StubServer) -> None:
    client = Plannr(stub.url, "token", ACCOUNT, guard=Watching(rest_from=1))

    error = failing(client, write)

    assert (type(error), error.may_have_applied) == (CircuitOpen, False)
    assert (stub.requests, client.calls) == ([], 0)


def test_a_gate_that_rests_between_tries_leaves_the_first_error(stub: StubServer) -> None:
    stub.will(reply(503))

    error = failing(Plannr(stub.url, "token", ACCOUNT, guard=Watching(rest_from=2)), read)

    assert (type(error), error.status, len(stub.requests)) == (InvalidResponse, 503, 1)
