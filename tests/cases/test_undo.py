"""Undo: status and place come back through the same path, or the page says why not."""

from typing import Any

import pytest

from boards.audit.models import Entry
from boards.mirror.sync.cases import sync_client
from tests.cases.conftest import Scene, outcome
from tests.cases.desk import Desk, make_desk, words_of
from tests.making import Browser, sign_in


def undo_of(response) -> str:
    """The address that a saved move's answer offers."""
    return response.content.decode().partition('data-undo="')[2].partition('"')[0]


FETCH = {"X-Requested-With": "fetch"}
KEYS = ("status", "value", "assigned_to", "plans", "name", "type")


@pytest.fixture
def desk(unread: Scene) -> Desk:
    """A1 with everything filled in."""
    return make_desk(unread)


def newest(browser: Browser, scene: Scene, way: str, client: Any = ...) -> Any:
    """What the board of a client (Ann's; None: the firm's) is told to take back, or to do again."""
    client = scene.ann if client is ... else client or ""
    return browser.get("/moves/newest/", {"client": client} | ({"again": "1"} if way == "redo" else {})).json()


def press(browser: Browser, scene: Scene, way: str) -> Any:
    """Press Ctrl+Z, or with Shift, on Ann's board."""
    found = newest(browser, scene, way)
    for step in found["steps"]:
        answer = browser.post(step["undo"], {"client": scene.ann}, headers=FETCH)
        assert answer.status_code in (200, 409)
        return answer
    return found["words"]


def status_of(scene: Scene, name: str = "A2") -> str:
    """The name of the status that the sandbox has a case in."""
    return next(status for status, uuid in scene.statuses.items() if uuid == scene.case(name)["status"])


def take_back(browser: Browser, address: str):
    return browser.post(address, headers={"X-Requested-With": "fetch"})


def test_it_puts_status_and_place_back(adviser: Browser, scene: Scene):
    saved = scene.drop(adviser, "A2", "Submitted", "A4")

    undone = take_back(adviser, undo_of(saved))

    assert outcome(undone) == "saved"
    assert scene.order("Research") == ["A1", "B1", "A2", "B2", "A3"]
    assert scene.shown("Research") == ["A1", "A2", "A3"]


def test_inside_one_status_it_finds_the_firm_wide_place_again(adviser: Browser, scene: Scene):
    for name, after in (("A1", "A3"), ("A3", None), ("A2", "A3")):
        order = scene.order("Research")

        undone = take_back(adviser, undo_of(scene.drop(adviser, name, "Research", after)))

        assert (outcome(undone), scene.order("Research")) == ("saved", order)


def test_an_undo_can_be_undone(adviser: Browser, scene: Scene):
    undone = take_back(adviser, undo_of(scene.drop(adviser, "A2", "Submitted", "A4")))

    assert outcome(take_back(adviser, undo_of(undone))) == "saved"
    assert scene.shown("Submitted") == ["A4", "A2"]


def test_it_is_too_late_once_somebody_moved_it_on(adviser: Browser, scene: Scene):
    saved = scene.drop(adviser, "A2", "Submitted", "A4")
    scene.drop(sign_in("administrator"), "A2", "Offer")

    refused = take_back(adviser, undo_of(saved))

    assert (refused.status_code, outcome(refused)) == (422, "refused")
    assert "has been moved since" in refused.content.decode()
    assert scene.shown("Offer") == ["A2"]


def test_it_is_refused_when_the_case_was_moved_in_plannr_meanwhile(adviser: Browser, scene: Scene):
    saved = scene.drop(adviser, "A2", "Submitted", "A4")
    scene.outsider("A2", status=scene.statuses["Offer"])

    conflict = take_back(adviser, undo_of(saved))

    assert (conflict.status_code, outcome(conflict)) == (409, "conflict")
    assert scene.case("A2")["status"] == scene.statuses["Offer"]


def test_an_edit_in_between_does_not_stand_in_its_way(adviser: Browser, desk: Desk):
    scene = desk.scene
    saved = scene.drop(adviser, "A1", "Offer")
    desk.edit(adviser, value="27,500")
    desk.in_plannr(name="Renamed", plans=desk.record["plans"])

    undone = take_back(adviser, undo_of(saved))

    assert outcome(undone) == "saved"
    assert (desk.record["status"], desk.record["value"]) == (scene.statuses["Research"], 2_750_000)
    assert desk.record["name"] == "Renamed"


def test_two_moves_of_one_card_are_both_taken_back_and_both_done_again(adviser: Browser, scene: Scene):
    scene.drop(adviser, "A2", "Submitted", "A4")
    scene.drop(adviser, "A2", "Offer")
    where = [status_of(scene)]

    for way in ("undo", "undo", "undo", "redo", "redo", "redo"):
        press(adviser, scene, way)
        where.append(status_of(scene))

    assert where == ["Offer", "Submitted", "Research", "Research", "Submitted", "Offer", "Offer"]
    assert scene.order("Research") == ["A1", "B1", "B2", "A3"]


def test_control_z_takes_back_the_newest_act_of_any_kind_and_says_which(adviser: Browser, desk: Desk):
    scene, tom, before = desk.scene, desk.staff["Tom Hughes"], dict(desk.record)
    people = set(before["participants"])
    scene.drop(adviser, "A1", "Submitted", "A4")
    desk.edit(adviser, value="27,500")
    desk.edit(adviser, assigned=sorted([*before["assigned_to"], tom]))
    adviser.post(
        f"{desk.address}completion/",
        {"act": "complete", "completed": "2026-01-05", "sure": "completed", "status": scene.statuses["Offer"]},
    )
    adviser.post(f"{desk.address}people/", {"add": tom})
    after = dict(desk.record)

    said = [words_of(press(adviser, scene, "undo")) for _ in range(5)]

    assert {key: desk.record[key] for key in KEYS} == {key: before[key] for key in KEYS}
    assert set(desk.record["participants"]) == people
    for words, kind in zip(said, ("Undone: added Tom Hughes", "Undone: completed", "Undone: changed", "Undone: changed",
                                  "Undone: moved"), strict=True):  # fmt: skip
        assert kind in words
    assert "value from £1,000 to £27,500. Saved in Plannr." in said[3]

    again = [words_of(press(adviser, scene, "redo")) for _ in range(5)]

    assert {key: desk.record[key] for key in KEYS} == {key: after[key] for key in KEYS}
    assert all("Done again: " in words for words in again)


def test_what_cannot_be_taken_back_is_said_and_nothing_older_is(adviser: Browser, desk: Desk):
    desk.edit(adviser, value="27,500")
    adviser.post(f"/clients/{desk.scene.ann}/cases/", {"name": "New one", "key": "new"})
    writes = len(desk.scene.sandbox.log.writes())

    found = newest(adviser, desk.scene, "undo")

    assert found["steps"] == []
    assert found["words"] == "Your newest act here: added “New one” for Ann Smith. That cannot be taken back from here."
    assert len(desk.scene.sandbox.log.writes()) == writes


def test_a_field_that_was_changed_since_is_said_and_stays(adviser: Browser, administrator: Browser, desk: Desk):
    desk.edit(adviser, value="27,500")
    desk.edit(administrator, value="30,000")

    assert newest(adviser, desk.scene, "undo")["words"].endswith("The value of “A1” has been changed since.")

    desk.in_plannr(value=2_750_000, plans=desk.record["plans"])
    sync_client(desk.scene.ann, force=True)
    desk.in_plannr(value=1, plans=desk.record["plans"])
    assert outcome(press(adviser, desk.scene, "undo")) == "conflict"
    assert desk.record["value"] == 1


def test_only_what_was_done_on_this_board_is_taken_back(adviser: Browser, scene: Scene):
    scene.drop(adviser, "B1", "Offer", client=str(scene.bob))

    assert "nothing to undo" in newest(adviser, scene, "undo")["words"]
    assert "nothing to undo" in newest(sign_in("adviser"), scene, "undo", None)["words"]
    assert [step["name"] for step in newest(adviser, scene, "undo", None)["steps"]] == ["B1"]


def test_what_was_moved_together_is_taken_back_together(adviser: Browser, scene: Scene):
    for name, after in (("A1", None), ("A3", "A1")):
        scene.drop(adviser, name, "Offer", after, lot="both")

    found = newest(adviser, scene, "undo")
    for step in found["steps"]:
        adviser.post(step["undo"], {"lot": "back"}, headers=FETCH)

    assert [step["name"] for step in found["steps"]] == ["A3", "A1"]
    assert scene.order("Research") == ["A1", "B1", "A2", "B2", "A3"]
    assert [step["name"] for step in newest(adviser, scene, "redo")["steps"]] == ["A1", "A3"]
    [one, _] = Entry.objects.filter(kind="attempt").order_by("id")[:2]
    of = adviser.get("/moves/newest/", {"of": one.pk}).json()
    assert "It has been taken back already." in take_back(adviser, of["steps"][0]["undo"]).content.decode()


def test_an_undo_sent_twice_is_one_move(adviser: Browser, scene: Scene):
    address = undo_of(scene.drop(adviser, "A2", "Submitted", "A4"))

    answers = [adviser.post(address, {"key": "gesture"}, headers=FETCH) for _ in range(2)]

    assert [outcome(answer) for answer in answers] == ["saved", "saved"]
    assert len(scene.puts()) == 2


def test_a_list_of_recent_moves_says_too_late_only_where_it_is(adviser: Browser, scene: Scene):
    scene.drop(adviser, "A2", "Submitted", "A4")
    scene.drop(adviser, "A2", "Offer")
    press(adviser, scene, "undo")

    page = adviser.get("/moves/").content.decode()

    assert page.count("too late") == 0
    assert page.count(">taken back<") == 1
    assert page.count('<button class="button">Undo') == 2


def test_nobody_takes_back_another_persons_move(adviser: Browser, scene: Scene):
    saved = scene.drop(adviser, "A2", "Submitted", "A4")

    assert take_back(sign_in("adviser"), undo_of(saved)).status_code == 404


def test_my_recent_moves_offer_the_undo_that_does_not_vanish(adviser: Browser, scene: Scene):
    scene.drop(adviser, "A2", "Submitted", "A4")
    scene.drop(adviser, "A1", "Offer")
    scene.drop(adviser, "A1", "Submitted", "A4")

    page = adviser.get("/moves/").content.decode()

    attempts = Entry.objects.filter(kind="attempt").order_by("id")
    assert [f"/undo/{attempt.pk}/" in page for attempt in attempts] == [True, False, True]
    assert "too late" in page
