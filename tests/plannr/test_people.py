"""Clients, employees, logins, and the account the token acts for (plannr-api.md 1.3 and 6)."""

import threading
from typing import Any
from uuid import UUID

import pytest

from boards.plannr import AmbiguousAccount, NotFound, Plannr, RequestRejected
from tests.plannr.stub_server import Reply, Request, StubServer, data

ADA, BEN, CLIENT, LOGIN = (UUID(int=number) for number in range(1, 5))
NOT_FOUND = data({"message": "Not Found"}, 404)


def person(uuid: UUID, kind: str = "client", name: str = "") -> dict[str, str]:
    """An account as Plannr writes one."""
    return {"uuid": str(uuid), "type": kind, "name": name}


def login(account: UUID | None, kind: str = "employee", **fields: Any) -> dict[str, Any]:
    """A login as Plannr writes one."""
    return {"uuid": str(LOGIN), "account": account and person(account, kind, f"Account {account.int}")} | fields


# Clients


def test_clients_are_searched_by_name_a_page_at_a_time(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [person(CLIENT, name="Jones")], "meta": {"current_page": 2, "last_page": 4, "total": 70}}))

    page = plannr.clients.search(" Jones,  Ann ", page=2)

    assert ([found.name for found in page.items], page.total, page.last, page.has_next) == (["Jones"], 70, 4, True)
    assert stub.requests[0].path == "/api/v1/account"
    assert stub.requests[0].query == {
        "include": "assigned_adviser",
        "filter[name]": "Jones Ann",
        "filter[type]": "client",
        "per_page": "20",
        "page": "2",
    }


def test_a_blank_search_asks_for_everyone(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": []}))

    assert plannr.clients.search("  ").items == ()
    assert "filter[name]" not in stub.requests[0].query


def test_an_account_that_says_it_is_no_client_is_not_one(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [person(ADA, "employee"), person(CLIENT), person(BEN, "")]}))

    assert [found.uuid for found in plannr.clients.search("a").items] == [CLIENT, BEN]


@pytest.mark.parametrize("status", [400, 404, 405])
def test_an_older_deployment_is_asked_by_the_older_route(stub: StubServer, plannr: Plannr, status: int) -> None:
    def older(request: Request) -> Reply:
        known = request.path.startswith("/api/v1/client")
        return data({"data": [person(CLIENT)]}) if known else data({"message": "no"}, status)

    stub.answers(older)

    plannr.clients.search("a")
    plannr.clients.get(CLIENT)
    list(plannr.clients.pages())

    paths = [request.path.removeprefix("/api/v1") for request in stub.requests]
    assert paths == ["/account", "/client", f"/client/{CLIENT}", "/client"]
    assert "filter[type]" not in stub.requests[1].query


def test_a_client_nobody_knows_is_not_found(stub: StubServer, plannr: Plannr) -> None:
    stub.will(NOT_FOUND)

    with pytest.raises(NotFound):
        plannr.clients.get(CLIENT)


def test_once_the_route_is_known_an_unknown_client_costs_one_call(stub: StubServer, plannr: Plannr) -> None:
    stub.answers(lambda request: data({"data": []}) if request.path == "/api/v1/account" else NOT_FOUND)
    plannr.clients.search("a")

    with pytest.raises(NotFound):
        plannr.clients.get(CLIENT)

    assert len(stub.requests) == 2


def test_a_forbidden_search_is_not_tried_elsewhere(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"message": "This action is unauthorized."}, 403))

    with pytest.raises(RequestRejected):
        plannr.clients.search("a")

    assert len(stub.requests) == 1


def test_employees_are_read_whole(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [person(ADA, "employee", "Ada")]}))

    assert [found.name for found in plannr.employees.all().items] == ["Ada"]
    assert stub.asked == [("GET", "/api/v1/employee")]


# Logins and the account


def test_logins_are_asked_without_an_account(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [login(ADA, has_write_permission=True, has_delete_permission="false", expires_at=None)]}))

    (found,) = plannr.logins.all().items

    assert (found.has_write_permission, found.has_delete_permission, found.expires_at) == (True, False, None)
    assert "x-plannr-account-uuid" not in stub.requests[0].headers


@pytest.mark.parametrize(
    ("answer", "account"),
    [
        ({"data": [login(ADA)]}, ADA),
        ({"data": [login(CLIENT, "client"), login(ADA)]}, ADA),
        ({"data": [login(ADA), login(ADA)]}, ADA),
        ({"data": [login(CLIENT, "client")]}, CLIENT),
        ({"data": [login(ADA), login(BEN)], "preferred_account_uuid": str(BEN)}, BEN),
        ({"data": [login(ADA), login(BEN, preferred_account_uuid=str(BEN))]}, BEN),
        ({"data": [login(ADA), login(BEN, expires_at="2020-01-01T00:00:00+00:00")]}, ADA),
        ([login(ADA)], ADA),
    ],
)
def test_the_account_is_chosen_where_the_logins_settle_it(stub: StubServer, answer: Any, account: UUID) -> None:
    stub.answers(lambda request: data(answer if request.path == "/api/v1/logins" else {"data": []}))
    client = Plannr(stub.url, "token", "  ")

    client.statuses.all()
    client.as_background().statuses.all()

    assert client.account == account
    assert [request.headers.get("x-plannr-account-uuid") for request in stub.requests] == [None, *[str(account)] * 2]


@pytest.mark.parametrize(
    ("logins", "choices"),
    [
        ([login(ADA), login(BEN)], (ADA, BEN)),
        ([login(CLIENT, "client"), login(BEN, "external")], (CLIENT, BEN)),
        ([login(None)], ()),
        ([], ()),
    ],
)
def test_an_account_is_never_guessed(stub: StubServer, logins: Any, choices: tuple[UUID, ...]) -> None:
    stub.will(data({"data": logins}))

    with pytest.raises(AmbiguousAccount) as caught:
        Plannr(stub.url, "token").statuses.all()

    assert tuple(account.uuid for account in caught.value.choices) == choices
    assert all(f"Account {choice.int} ({choice})" in caught.value.message for choice in choices)
    assert stub.asked == [("GET", "/api/v1/logins")]


def test_the_account_is_chosen_once_by_many_threads(stub: StubServer) -> None:
    stub.answers(lambda request: data({"data": [login(ADA)] if request.path == "/api/v1/logins" else []}))
    client = Plannr(stub.url, "token")

    threads = [threading.Thread(target=client.statuses.all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert stub.asked.count(("GET", "/api/v1/logins")) == 1
    assert client.calls == 9


def test_a_configured_account_is_used_and_must_be_one(stub: StubServer) -> None:
    stub.will(data({"data": []}))

    Plannr(stub.url, "token", str(ADA)).statuses.all()

    assert stub.requests[0].headers["x-plannr-account-uuid"] == str(ADA)
    with pytest.raises(ValueError, match="uuid of an account"):
        Plannr(stub.url, "token", "Ada")


# Statuses


@pytest.mark.parametrize("status", [404, 405])
def test_a_deployment_without_the_route_says_so(stub: StubServer, plannr: Plannr, status: int) -> None:
    stub.will(data({"message": "no"}, status))

    with pytest.raises(RequestRejected) as caught:
        plannr.statuses.all()

    assert caught.value.status == status
