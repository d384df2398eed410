"""Adding a case: what is sent, that it is never doubled, and that nothing typed is lost."""

import re
from typing import Any
from uuid import uuid4

import pytest

from boards.audit.models import Entry
from boards.audit.queries import lines_about
from boards.mirror import models as mirror
from tests.cases.conftest import Scene, outcome
from tests.cases.desk import Desk, make_desk, words_of
from tests.making import Browser
from tests.plans.filling import Filled

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def desk(unread: Scene) -> Desk:
    """The unread with types, staff and plans met."""
    return make_desk(unread)


def add(browser: Browser, desk: Desk, *, fetch: bool = True, **answers: Any) -> Any:
    """Send the form as the board's script does, or as a browser without one."""
    form = {"key": uuid4().hex, "name": "Bed and ISA", "status": desk.scene.statuses["Submitted"]}
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    return browser.post(f"/clients/{desk.scene.ann}/cases/", form | answers, headers=headers)


def posts(desk: Desk) -> list[Any]:
    """The bodies of the creations that reached the sandbox."""
    return [entry.body for entry in desk.scene.sandbox.log if entry.method == "POST" and entry.path.endswith("/cases")]


def made(desk: Desk, name: str = "Bed and ISA") -> list[dict[str, Any]]:
    """The sandbox's cases of a name."""
    return [one for one in desk.scene.firm.kinds["case"].values() if one["name"] == name]


def test_it_sends_what_was_filled_in_and_the_client(adviser: Browser, desk: Desk):
    response = add(adviser, desk, value="£20,000")

    assert outcome(response) == "saved"
    assert posts(desk) == [
        {
            "name": "Bed and ISA",
            "participants": [str(desk.scene.ann)],
            "status": desk.scene.statuses["Submitted"],
            "value": 2_000_000,
        }
    ]


def test_it_sends_people_and_plans_where_they_are_chosen(adviser: Browser, desk: Desk):
    more = {"participants": [str(desk.scene.bob)], "assigned": [desk.staff["Tom Hughes"]], "plans": [desk.plans[2]]}

    add(adviser, desk, type=desk.types["Pension"], **more)

    assert posts(desk) == [
        {
            "name": "Bed and ISA",
            "participants": [str(desk.scene.ann), str(desk.scene.bob)],
            "status": desk.scene.statuses["Submitted"],
            "type": desk.types["Pension"],
            "assigned_to_uuids": [desk.staff["Tom Hughes"]],
            "plans": [desk.plans[2]],
        }
    ]


def test_the_answer_brings_the_card_its_place_and_the_heads(adviser: Browser, desk: Desk):
    html = add(adviser, desk).content.decode()

    [case] = made(desk)
    assert f'data-case="{case["uuid"]}"' in html
    assert f'data-status="{desk.scene.statuses["Submitted"]}"' in html
    assert f'data-after="{desk.scene.cases["A4"]}"' in html
    assert f'id="head--{desk.scene.statuses["Submitted"]}"' in html
    assert desk.scene.shown("Submitted") == ["A4", "Bed and ISA"]


def test_the_form_sent_twice_finds_the_case_it_made(adviser: Browser, desk: Desk):
    key = uuid4().hex

    first, second = add(adviser, desk, key=key), add(adviser, desk, key=key)

    assert outcome(second) == "saved"
    assert first.content == second.content
    assert len(made(desk)) == 1


@pytest.mark.parametrize("fetch", [True, False])
def test_a_case_of_the_same_name_just_added_is_shown_before_another_is_made(adviser: Browser, desk: Desk, fetch: bool):
    add(adviser, desk)

    response = add(adviser, desk, fetch=fetch)

    assert response.status_code == 409
    assert "A case called “Bed and ISA” was added for this client at" in words_of(response)
    assert len(made(desk)) == 1
    assert outcome(add(adviser, desk, anyway="1")) == "saved"
    assert len(made(desk)) == 2


def test_a_lost_answer_is_found_again_and_not_sent_again(adviser: Browser, desk: Desk):
    desk.scene.sandbox.faults.add("reset", method="POST", path="/cases$", when="after", only_next=1)

    response = add(adviser, desk)

    assert outcome(response) == "saved"
    [case] = made(desk)
    assert case["uuid"] in response.content.decode()
    assert len(posts(desk)) == 1


def test_an_answer_without_a_uuid_is_looked_for(adviser: Browser, desk: Desk):
    desk.scene.sandbox.faults.add("empty", method="POST", path="/cases$", when="after", only_next=1, status=200)

    assert outcome(add(adviser, desk)) == "saved"
    assert len(made(desk)) == 1


def test_a_creation_that_may_still_come_is_in_doubt_and_blocks_another(adviser: Browser, desk: Desk):
    desk.scene.sandbox.faults.add("reset", method="POST", path="/cases$", only_next=1)

    response = add(adviser, desk)

    assert outcome(response) == "unknown"
    attempt = Entry.objects.get(kind="attempt")
    assert f"/clients/{desk.scene.ann}/cases/{attempt.pk}/" in response.content.decode()
    assert outcome(add(adviser, desk)) == "unavailable"
    assert made(desk) == []


def test_a_creation_that_is_lost_is_offered_again_as_it_was_typed(adviser: Browser, desk: Desk, settings: Any):
    desk.scene.sandbox.faults.add("reset", method="POST", path="/cases$", only_next=1)
    assert outcome(add(adviser, desk, value="1,250.50")) == "unknown"
    settings.PLANNR_LATE_SECONDS = 0
    attempt = Entry.objects.get(kind="attempt")

    lost = adviser.get(f"/clients/{desk.scene.ann}/cases/{attempt.pk}/", headers=FETCH)

    assert outcome(lost) == "refused"
    form = Filled.of(lost)
    assert (form.get("name"), form.get("value")) == ("Bed and ISA", "1,250.50")
    assert outcome(adviser.post(f"/clients/{desk.scene.ann}/cases/", form.data(), headers=FETCH)) == "saved"
    assert [one["value"] for one in made(desk)] == [125_050]


def test_two_new_cases_like_it_are_left_to_a_person(adviser: Browser, desk: Desk, settings: Any):
    desk.scene.sandbox.faults.add("reset", method="POST", path="/cases$", only_next=1)
    add(adviser, desk)
    ann = desk.scene.firm.kinds["account"][str(desk.scene.ann)]
    for _ in range(2):
        desk.scene.firm.add_case("Bed and ISA", client=ann, status=desk.scene.statuses["Submitted"])

    settings.PLANNR_LATE_SECONDS = 0
    attempt = Entry.objects.get(kind="attempt")
    response = adviser.get(f"/clients/{desk.scene.ann}/cases/{attempt.pk}/", headers={"X-Requested-With": "fetch"})

    assert outcome(response) == "conflict"
    assert "Plannr holds 2 new cases of this name." in words_of(response)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"name": "  "}, "Give the case a name."),
        ({"name": "x" * 5_000}, "this one has 5,000"),
        ({"value": "-1"}, "The value must be £0 or more."),
        ({"value": "1.234,56"}, "must be a number of pounds"),
        ({"type": str(uuid4())}, "one of the firm’s case types"),
        ({"status": str(uuid4())}, "Choose one of the firm’s statuses."),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(
    adviser: Browser, desk: Desk, answers: dict[str, str], said: str
):
    response = add(adviser, desk, fetch=False, **{"value": "12,345"} | answers)

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert [f'value="{answers.get("value", "12,345")}"' in html] == [True]
    assert re.findall(r'aria-describedby="[^"]*\b(new--\w+_error)"', html) == [f"new--{next(iter(answers))}_error"]
    assert posts(desk) == []


def test_a_refusal_of_plannr_is_told_beside_its_field(adviser: Browser, desk: Desk):
    body = {"message": "No.", "errors": {"value": ["Too much for this firm."]}}
    desk.scene.sandbox.faults.add("status", status=422, method="POST", path="/cases$", body=body, only_next=1)

    response = add(adviser, desk, fetch=False, value="20,000")

    assert "Error: Too much for this firm." in words_of(response)
    assert 'value="20,000"' in response.content.decode()


def test_the_form_knows_its_column_and_its_client(adviser: Browser, desk: Desk):
    html = adviser.get(f"/clients/{desk.scene.ann}/cases/new/?status={desk.scene.statuses['Offer']}").content.decode()

    assert "Add a case for Ann Smith" in html
    assert f'value="{desk.scene.statuses["Offer"]}" selected' in html
    assert "Plan 3" in html


def test_without_a_script_it_leads_back_to_the_board(adviser: Browser, desk: Desk):
    response = add(adviser, desk, fetch=False)

    [case] = made(desk)
    assert response["Location"] == f"/clients/{desk.scene.ann}/board/#card--{case['uuid']}"


def test_on_the_firms_board_it_is_asked_whose_case_it_will_be(adviser: Browser, desk: Desk):
    offer = desk.scene.statuses["Offer"]

    asked = adviser.get("/cases/new/", {"status": offer})
    found = adviser.get("/cases/new/", {"status": offer, "q": " smith "})
    nobody = adviser.get("/cases/new/", {"status": offer, "q": "Nobody"})

    assert 'id="choose-q"' in asked.content.decode()
    assert f'href="/clients/{desk.scene.ann}/cases/new/?status={offer}&amp;on=firm"' in found.content.decode()
    assert "Bob Hill" not in words_of(found)
    assert "No client called “Nobody”. Plannr searches by name" in words_of(nobody)


def test_clients_met_before_are_offered_while_plannr_is_away(adviser: Browser, desk: Desk):
    desk.scene.sandbox.faults.add("status", status=503, path="/api/")

    html = adviser.get("/cases/new/", {"q": "bob"}, headers={"HX-Request": "true", "HX-Target": "chosen"})

    assert f"/clients/{desk.scene.bob}/cases/new/" in html.content.decode()
    assert "Plannr can’t be asked just now." in words_of(html)
    assert "<html" not in html.content.decode()


def test_a_case_added_on_the_firms_board_is_shown_there(adviser: Browser, desk: Desk):
    response = add(adviser, desk, on="firm")

    [case] = made(desk)
    html = response.content.decode()
    assert case["participants"] == [str(desk.scene.ann)]
    assert f'data-case="{case["uuid"]}"' in html
    assert f'data-after="{desk.scene.cases["A4"]}"' in html
    assert "Ann Smith · 4 more open cases" in words_of(response)
    without_script = add(adviser, desk, fetch=False, on="firm", name="Another")
    [another] = made(desk, "Another")
    assert without_script["Location"] == f"/board/#card--{another['uuid']}"


def test_a_doubt_on_the_firms_board_is_followed_there(adviser: Browser, desk: Desk):
    desk.scene.sandbox.faults.add("reset", method="POST", path="/cases$", only_next=1)

    html = add(adviser, desk, on="firm").content.decode()

    check = f"/clients/{desk.scene.ann}/cases/{Entry.objects.get(kind='attempt').pk}/?on=firm"
    assert check in html
    assert outcome(adviser.get(check, headers={"X-Requested-With": "fetch"})) == "unknown"


def test_the_case_page_tells_who_added_it(adviser: Browser, desk: Desk):
    add(adviser, desk)

    [case] = made(desk)
    said = words_of(adviser.get(f"/cases/{case['uuid']}/"))
    assert "Priya Patel added “Bed and ISA” for Ann Smith in Submitted; saved in Plannr." in said
    assert [line.entry.verb for line in lines_about(desk.scene.ann)] == ["case-create"]
    assert mirror.CaseChange.objects.get(case=case["uuid"]).here is True


def test_a_manager_may_not_add(manager: Browser, desk: Desk):
    assert add(manager, desk).status_code == 403
    assert posts(desk) == []
