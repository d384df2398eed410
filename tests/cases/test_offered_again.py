"""A form that met trouble is offered again with everything typed, by one press, and nothing is done twice."""

import html
import re
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import RequestFactory

from boards.audit.models import Entry
from boards.middleware import way_back
from boards.users.resubmission import PendingForm
from tests.cases.conftest import Scene
from tests.cases.desk import Desk, make_desk
from tests.cases.test_database_trouble import hasty, held, on_sqlite, when_put
from tests.making import PASSWORD, Browser, sign_in

__all__ = ["hasty"]

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Pension “transfer”\n& <more>"


@pytest.fixture
def desk(unread: Scene) -> Desk:
    """A1 with everything filled in."""
    return make_desk(unread)


@pytest.fixture
def person(db: None) -> Browser:
    """An adviser whose browser is asked for its token, and is given the page that a server would give."""
    browser = sign_in("adviser", first_name="Priya", enforce_csrf_checks=True)
    browser.defaults["HTTP_ORIGIN"] = "http://testserver"
    browser.raise_request_exception = False
    return browser


def offer(page: Any) -> tuple[str, dict[str, Any]]:
    """The form by which a page about trouble offers a try again: its address, and what a browser would send by it."""
    found = re.search(r'<form class="acts" method="post" action="([^"]*)".*?</form>', page.text, re.DOTALL)
    assert found, page.text
    fields = re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', found[0], re.DOTALL)
    fields += re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', found[0])
    data: dict[str, Any] = {}
    for name, value in fields:
        data.setdefault(html.unescape(name), []).append(html.unescape(value))
    return html.unescape(found[1]), data


def with_token(person: Browser, desk: Desk, form: dict[str, Any]) -> dict[str, Any]:
    """A form as the case's page sends it, with the page's token."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', person.get(f"{desk.address}edit/?field=name").text)
    assert token
    return {"csrfmiddlewaretoken": token[1]} | form


@on_sqlite
@pytest.mark.usefixtures("hasty")
def test_what_the_database_kept_from_being_read_is_sent_again_as_it_was(person: Browser, desk: Desk):
    form = with_token(person, desk, desk.form(value="27,500.50"))
    with held("EXCLUSIVE"):
        page = person.post(f"{desk.address}edit/", form)
    address, fields = offer(page)

    again = person.post(address, fields)

    assert (page.status_code, again.status_code) == (503, 302)
    assert "What you typed is still here" in page.text
    assert address == f"{desk.address}edit/"
    assert fields == {name: text if isinstance(text, list) else [text] for name, text in form.items()}
    assert [body["value"] for body in desk.bodies()] == [2_750_050]


@on_sqlite
@pytest.mark.usefixtures("hasty")
def test_what_had_left_when_the_database_failed_is_not_sent_twice_by_trying_again(
    person: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    form = with_token(person, desk, desk.form(value="27,500.50"))
    with ExitStack() as lock:
        when_put(desk.scene, monkeypatch, lambda: lock.enter_context(held("EXCLUSIVE")))
        page = person.post(f"{desk.address}edit/", form)
    monkeypatch.undo()
    address, fields = offer(page)

    again = person.post(address, fields, follow=True)

    assert (page.status_code, "It may have been saved" in page.text) == (503, True)
    assert "is not a second change" in page.text
    assert fields["key"] == [form["key"]]
    assert again.status_code == 200
    assert len(desk.bodies()) == Entry.objects.filter(kind="attempt").count() == 1


@on_sqlite
@pytest.mark.usefixtures("hasty")
def test_what_had_left_without_a_key_is_not_offered(person: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    form = with_token(person, desk, desk.form(value="27,500.50") | {"key": ""})
    with ExitStack() as lock:
        when_put(desk.scene, monkeypatch, lambda: lock.enter_context(held("EXCLUSIVE")))
        page = person.post(f"{desk.address}edit/", form)

    assert (page.status_code, "do not send it again before" in page.text) == (503, True)
    assert "<form" not in page.text


@on_sqlite
@pytest.mark.usefixtures("hasty")
def test_a_password_is_never_offered_again(client: Any, scene: Scene):
    client.raise_request_exception = False
    form = {"username": "priya", "password": PASSWORD}
    with held("EXCLUSIVE"):
        page = client.post("/login/", form, headers={"Origin": "http://testserver"})

    assert (page.status_code, "Go back and send it again" in page.text) == (503, True)
    assert (PASSWORD in page.text, "<form" in page.text) == (False, False)


@on_sqlite
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"X-Requested-With": "fetch"}])
def test_a_page_that_stays_is_offered_nothing(adviser: Browser, desk: Desk, headers: dict[str, str]):
    adviser.raise_request_exception = False
    form, about = desk.form(value="27,500.50"), {"Origin": "http://testserver"} | headers
    with held("EXCLUSIVE"):
        page = adviser.post(f"{desk.address}edit/", form, headers=about)

    assert (page.status_code, "<form" in page.text) == (503, False)


def test_what_plannr_kept_from_being_done_is_offered_again_and_not_by_a_link(adviser: Browser, scene: Scene):
    stranger = scene.firm.add_client("Ruth Reed")["uuid"]
    address = f"/clients/{stranger}/board/refresh/"
    scene.sandbox.faults.add("status", status=502, method="GET")
    page = adviser.post(f"{address}?x=1", {"status": "none", "view": NAME})
    scene.sandbox.faults.clear()

    assert (page.status_code, "Plannr can’t be reached" in page.text) == (503, True)
    assert f'href="{address}' not in page.text
    assert offer(page)[0] == f"{address}?x=1"
    assert {name: offer(page)[1][name] for name in ("status", "view")} == {"status": ["none"], "view": [NAME]}


def test_a_page_that_could_not_be_read_is_a_link_as_before(adviser: Browser, scene: Scene):
    stranger = scene.firm.add_client("Ruth Reed")["uuid"]
    scene.sandbox.faults.add("status", status=502, method="GET")

    page = adviser.get(f"/clients/{stranger}/board/changes/")

    assert f'href="/clients/{stranger}/board/changes/"' in page.text


@pytest.mark.parametrize(
    ("said", "is_offered"),
    [
        ({"Origin": "http://testserver"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://testserver", "X-Requested-With": "fetch"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({}, False),
    ],
)
def test_only_what_a_page_of_the_board_sent_is_offered(said: dict[str, str], is_offered: bool):
    assert ("carried" in way_back(RequestFactory().post("/x/", {"name": "x"}, headers=said))) is is_offered


def test_a_form_that_cannot_be_read_is_not_offered(settings: Any):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    sent = RequestFactory().post("/x/", {"a": "1", "b": "2"}, headers={"Origin": "http://testserver"})

    assert way_back(sent) == {"changes": True}


def test_a_person_is_shown_what_they_typed_and_not_what_the_form_carries():
    fields = [("completed", "2026-01-05"), ("status", "7b1c9a52-0b9e-4a55-9a52-6c1f4c0a0001"), ("act", "complete")]
    fields += [("was--status", '"x"'), ("key", "k"), ("client", "c"), ("benefit_amount", "311,000"), ("notes", " ")]

    assert PendingForm("/x/", fields).typed == [("Completed", "2026-01-05"), ("Benefit amount", "311,000")]
