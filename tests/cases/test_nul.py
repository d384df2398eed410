"""No address, cookie or form takes a NUL to the database: PostgreSQL refuses it, and SQLite would keep it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.cases.conftest import Scene
from tests.making import sign_in
from tests.users.test_access import ROUTES, Route

NUL = "Mi\0ne"
NAMES = [
    "q", "find", "text", "person", "adviser", "type", "tag", "status", "state", "least", "most", "money", "days",
    "since", "until", "opened", "finished", "odd", "sort", "page", "column", "drawn", "serial", "told", "kind",
    "mine", "name", "value", "review", "completed", "plans", "assigned", "participants", "key", "seen", "after",
    "client", "on", "act", "view", "month", "outcome", "case", "draft", "row", "name-0", "share-0", "uuid-0",
    "removed", "give_to", "username", "password", "next", "add", "remove", "sure", "field", "was--name",
    "was--status", "was--completed", "chance", "reason", "account",
]  # fmt: skip


def strict(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """A database that takes no NUL, whichever it is."""
    texts = [text for text in params or () if isinstance(text, str)]
    assert not [text for text in texts if "\0" in text or "\\u0000" in text], sql
    return execute(sql, params, many, context)


@pytest.fixture
def no_nul(scene: Scene) -> Iterator[None]:
    """From here on."""
    with connection.execute_wrapper(strict):
        yield


def paths(scene: Scene, route: Route) -> str:
    """The path of a route, about a case or a client that there is."""
    uuid = scene.cases["A1"] if route.path.startswith("/cases/") else str(scene.ann)
    return route.path.replace("00000000-0000-4000-8000-000000000000", uuid)


def test_no_address_and_no_form_takes_one_to_the_database(scene: Scene, no_nul: None):
    everything = sign_in("adviser", "administrator", "manager", name="ann")

    for route in ROUTES:
        if route.path in ("/livez", "/readyz", "/metrics", "/logout/"):
            continue
        path = paths(scene, route).replace("<str:token>", "%00")
        codes = [everything.get(path, dict.fromkeys(NAMES, NUL)).status_code]
        codes.append(everything.post(path, dict.fromkeys(NAMES, NUL)).status_code)
        assert max(codes) < 500 or 503 in codes, (path, codes)


def test_no_cookie_takes_one_to_the_database(client: Client, scene: Scene, no_nul: None):
    client.cookies["session"] = "\0" * 12

    assert client.get("/clients/").status_code == 302


@pytest.mark.parametrize(
    ("address", "form", "said"),
    [
        ("/cases/{case}/edit/", {"field": "name", "name": NUL}, "The name holds a character that cannot be written"),
        ("/clients/{ann}/cases/", {"name": NUL}, "The name holds a character that cannot be written"),
        ("/clients/{ann}/board/views/", {"name": NUL}, "The name holds a character that cannot be written"),
        ("/board/views/", {"name": NUL}, "The name holds a character that cannot be written"),
        ("/login/", {"username": NUL, "password": "x"}, "Null characters are not allowed."),
    ],
)
def test_every_name_with_one_is_refused_in_words(scene: Scene, no_nul: None, address: str, form: Any, said: str):
    browser = Client() if address == "/login/" else sign_in("adviser", name="ann")
    address = address.format(case=scene.cases["A1"], ann=scene.ann)

    answer = browser.post(address, form)

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert scene.puts() == []
