"""Who takes part in a case: added and taken out by name, the last client protected."""

from typing import Any

import pytest

from boards.audit.queries import lines_about
from boards.mirror.models import Participant
from tests.cases.conftest import Scene
from tests.cases.desk import Desk, make_desk, words_of
from tests.making import Browser


@pytest.fixture
def desk(unread: Scene) -> Desk:
    """A1, of Ann's alone."""
    return make_desk(unread)


def people(browser: Browser, desk: Desk, **answers: Any) -> Any:
    """Send the form of the case page's people as htmx does."""
    return browser.post(f"{desk.address}people/", answers, headers={"HX-Request": "true"})


def sent(desk: Desk, method: str) -> list[Any]:
    """The bodies that reached the participants' route."""
    ours = [one for one in desk.scene.sandbox.log if one.method == method and one.by == "token"]
    return [one.body for one in ours if one.path.endswith("/participants")]


def test_it_adds_only_those_who_are_named(adviser: Browser, desk: Desk):
    response = people(adviser, desk, add=[str(desk.scene.bob), str(desk.scene.ann)])

    assert response.status_code == 200
    assert sent(desk, "POST") == [{"participants": [str(desk.scene.bob)]}]
    assert desk.record["participants"] == [str(desk.scene.ann), str(desk.scene.bob)]
    assert "Bob Hill" in words_of(response)
    assert lines_about(desk.row.pk)[0].sentence == ("Priya Patel added Ann Smith and Bob Hill to “A1”; saved in Plannr")


def test_a_client_added_sees_the_case_on_the_board_at_once(adviser: Browser, desk: Desk):
    people(adviser, desk, add=[str(desk.scene.bob)])

    assert "A1" in desk.scene.shown("Research", desk.scene.bob)


def test_it_takes_out_only_the_one_named(adviser: Browser, desk: Desk):
    people(adviser, desk, add=[str(desk.scene.bob)])

    people(adviser, desk, remove=str(desk.scene.bob))

    assert sent(desk, "DELETE") == [{"participants": [str(desk.scene.bob)]}]
    assert desk.record["participants"] == [str(desk.scene.ann)]
    assert Participant.objects.filter(case=desk.uuid, account=desk.scene.bob).exists() is False
    assert "A1" not in desk.scene.shown("Research", desk.scene.bob)


def test_the_last_client_stays_and_nothing_is_sent(adviser: Browser, desk: Desk):
    people(adviser, desk, add=[desk.staff["Tom Hughes"]])

    response = people(adviser, desk, remove=str(desk.scene.ann))

    assert response.status_code == 422
    assert "A case needs a client: the last one cannot be taken out." in words_of(response)
    assert sent(desk, "DELETE") == []


def test_a_client_taken_out_elsewhere_makes_the_other_one_the_last(adviser: Browser, desk: Desk):
    people(adviser, desk, add=[str(desk.scene.bob)])
    desk.scene.sandbox.in_plannr(
        "DELETE", f"/api/v1/cases/{desk.uuid}/participants", {"participants": [str(desk.scene.bob)]}
    )

    response = people(adviser, desk, remove=str(desk.scene.ann))

    assert "the last one cannot be taken out" in words_of(response)
    assert sent(desk, "DELETE") == []


def test_adding_who_is_there_already_sends_nothing(adviser: Browser, desk: Desk):
    response = people(adviser, desk, add=[str(desk.scene.ann)])

    assert "Nothing was sent." in words_of(response)
    assert sent(desk, "POST") == []


def test_a_refusal_is_told_in_plannrs_words(adviser: Browser, desk: Desk):
    body = {"message": "No.", "errors": {"participants": ["Bob may not."]}}
    desk.scene.sandbox.faults.add("status", status=422, method="POST", path="/participants", body=body, only_next=1)

    response = people(adviser, desk, add=[str(desk.scene.bob)])

    assert "Bob may not." in words_of(response)
    assert desk.record["participants"] == [str(desk.scene.ann)]


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_lost_answer_is_settled_by_reading_back(adviser: Browser, desk: Desk, method: str):
    if method == "DELETE":
        people(adviser, desk, add=[str(desk.scene.bob)])
    desk.scene.sandbox.faults.add("reset", method=method, path="/participants", when="after", only_next=1)

    response = people(adviser, desk, **{"add" if method == "POST" else "remove": str(desk.scene.bob)})

    assert "Saved in Plannr." in words_of(response)
    assert len(sent(desk, method)) == 1


def test_people_are_found_by_name(adviser: Browser, desk: Desk):
    response = adviser.get(f"{desk.address}people/find/?find=bob", headers={"HX-Request": "true"})

    assert f'name="add" value="{desk.scene.bob}"' in response.content.decode()
    assert str(desk.scene.ann) not in response.content.decode().partition("People found")[2]


def test_employees_are_found_without_their_accents(adviser: Browser, desk: Desk):
    response = adviser.get(f"{desk.address}people/find/?find=zoe", headers={"HX-Request": "true"})

    assert f'name="add" value="{desk.staff["Zoë Young"]}"' in response.content.decode()


def test_a_manager_may_not_change_who_takes_part(manager: Browser, desk: Desk):
    assert people(manager, desk, add=[str(desk.scene.bob)]).status_code == 403
    assert sent(desk, "POST") == []
