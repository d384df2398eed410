"""Undo: status and place come back through the same path, or the page says why not."""

from boards.audit.models import Entry
from tests.cases.conftest import Scene, outcome
from tests.making import Browser, sign_in


def undo_of(response) -> str:
    """The address that a saved move's answer offers."""
    return response.content.decode().partition('data-undo="')[2].partition('"')[0]


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
    assert "has been moved or changed since" in refused.content.decode()
    assert scene.shown("Offer") == ["A2"]


def test_it_is_refused_when_the_case_was_changed_in_plannr_meanwhile(adviser: Browser, scene: Scene):
    saved = scene.drop(adviser, "A2", "Submitted", "A4")
    scene.outsider("A2", value=5)

    conflict = take_back(adviser, undo_of(saved))

    assert (conflict.status_code, outcome(conflict)) == (409, "conflict")
    assert scene.case("A2")["status"] == scene.statuses["Submitted"]


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
