"""A change in doubt: said to everybody who looks, checked by whoever made it, and offered again where it is lost."""

import html
import re
from typing import Any

import pytest

from boards.audit.models import Entry
from boards.mirror.sync.statuses import sync_statuses
from tests.cases.conftest import Scene, outcome
from tests.cases.desk import Desk, make_desk, words_of
from tests.cases.test_complete import send
from tests.cases.test_participants import people
from tests.making import Browser, sign_in
from tests.plans.filling import Filled

SCRIPT, HTMX, PLAIN = {"X-Requested-With": "fetch"}, {"HX-Request": "true"}, dict[str, str]()


@pytest.fixture
def desk(unread: Scene) -> Desk:
    """A1 with everything filled in, of Ann and of Bob, in a firm with a status for completed cases."""
    unread.statuses["Done"] = unread.firm.add_status("Done", "#23852B", completed=True)["uuid"]
    unread.firm.change("case", unread.cases["A1"], created_at="2025-06-01T09:00:00Z")
    unread.case("A1")["participants"].append(str(unread.bob))
    desk = make_desk(unread)
    sync_statuses(force=True)
    return desk


def never_arrives(desk: Desk) -> None:
    """The next write is cut off before Plannr has it."""
    for method in ("PUT", "POST", "DELETE"):
        desk.scene.sandbox.faults.add("reset", method=method, path="/cases/", only_next=1)


ACTS = {
    "edit": lambda browser, desk: desk.edit(browser, value="27,500.50"),
    "complete": lambda browser, desk: send(browser, desk, completed="2026-01-05", status=desk.scene.statuses["Done"]),
    "add": lambda browser, desk: people(browser, desk, add=[desk.staff["Tom Hughes"]]),
    "remove": lambda browser, desk: people(browser, desk, remove=str(desk.scene.bob)),
    "move": lambda browser, desk: desk.scene.drop(browser, "A1", "Offer"),
}
every_act = pytest.mark.parametrize("act", ACTS)


def ask(browser: Browser, desk: Desk, headers: dict[str, str]) -> Any:
    """Ask how the newest attempt ended."""
    attempt = Entry.objects.filter(kind="attempt").latest("pk")
    return browser.get(f"{desk.address}settled/{attempt.pk}/?client={desk.scene.ann}", headers=headers)


def lose(browser: Browser, desk: Desk, settings: Any, act: str, headers: dict[str, str]) -> Any:
    """A write that never arrives, asked after once nothing can come of it any more."""
    never_arrives(desk)
    ACTS[act](browser, desk)
    desk.scene.sandbox.faults.clear()
    settings.PLANNR_LATE_SECONDS = 0
    return ask(browser, desk, headers)


def completion_in(page: Any) -> dict[str, Any]:
    """What a browser would send by the form that completes, with nothing touched."""
    form = page.text.partition('action="/cases/')[2].partition("</form>")[0]
    return dict(Filled.of(type("Part", (), {"content": f"<form{form}".encode()})()).answers)


@pytest.mark.parametrize("how", [SCRIPT, PLAIN], ids=["script", "plain"])
def test_a_lost_completion_is_offered_again_as_it_was_typed(
    adviser: Browser, desk: Desk, settings: Any, how: dict[str, str]
):
    lost = lose(adviser, desk, settings, "complete", how)

    form = completion_in(lost)
    assert "Plannr did not carry it out." in words_of(lost)
    assert (form["completed"], form["status"], form["act"]) == ("2026-01-05", desk.scene.statuses["Done"], "complete")
    adviser.post(f"{desk.address}completion/", form | {"sure": "completed"})
    assert desk.record["completed_at"] == "2026-01-05T12:00:00Z"
    assert desk.record["status"] == desk.scene.statuses["Done"]


def test_a_lost_completion_is_a_press_away_in_the_panel(adviser: Browser, desk: Desk, settings: Any):
    lost = lose(adviser, desk, settings, "complete", HTMX)

    found = re.search(r'<a href="([^"]+)" data-opens-dialog>Try again</a>', lost.text)
    assert found
    form = completion_in(adviser.get(html.unescape(found[1])))
    assert (form["completed"], form["status"]) == ("2026-01-05", desk.scene.statuses["Done"])
    assert form["client"] == str(desk.scene.ann)


def test_a_lost_reopening_is_offered_again_with_its_status(adviser: Browser, desk: Desk, settings: Any):
    send(adviser, desk, completed="2026-01-05")
    never_arrives(desk)
    send(adviser, desk, act="reopen", status=desk.scene.statuses["Submitted"])
    desk.scene.sandbox.faults.clear()
    settings.PLANNR_LATE_SECONDS = 0

    lost = ask(adviser, desk, PLAIN)

    form = completion_in(lost)
    assert (form["act"], form["status"]) == ("reopen", desk.scene.statuses["Submitted"])
    adviser.post(f"{desk.address}completion/", form)
    assert (desk.record["completed_at"], desk.record["status"]) == (None, desk.scene.statuses["Submitted"])


def test_a_form_that_names_an_attempt_which_was_not_lost_opens_as_ever(adviser: Browser, desk: Desk):
    send(adviser, desk, completed="2026-01-05")
    attempt = Entry.objects.filter(kind="attempt").latest("pk")

    for number in (attempt.pk, 0, "x", "9" * 40):
        page = adviser.get(f"{desk.address}completion/?again={number}")
        assert (page.status_code, "Not saved" in page.text) == (200, False)


@pytest.mark.parametrize("how", [HTMX, PLAIN], ids=["panel", "plain"])
@pytest.mark.parametrize("act", ["add", "remove"])
def test_lost_people_are_offered_again_by_name(
    adviser: Browser, desk: Desk, settings: Any, act: str, how: dict[str, str]
):
    before = set(desk.record["participants"])
    lost = lose(adviser, desk, settings, act, how)

    form = lost.text.partition('<form class="clash"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    who = desk.staff["Tom Hughes"] if act == "add" else str(desk.scene.bob)
    assert fields[act] == who
    assert ("Tom Hughes was not added" if act == "add" else "Bob Hill was not taken out") in words_of(lost)
    assert set(desk.record["participants"]) == before
    again = adviser.post(f"{desk.address}people/", fields, headers=HTMX)
    assert "Saved in Plannr." in words_of(again)
    assert set(desk.record["participants"]) == before ^ {who}


def test_a_lost_move_leads_back_to_its_menu(adviser: Browser, desk: Desk, settings: Any):
    lost = lose(adviser, desk, settings, "move", PLAIN)

    found = re.search(r'<a href="([^"]+)" data-opens-dialog>Try again</a>', lost.text)
    assert found
    menu = adviser.get(html.unescape(found[1])).text
    assert re.search(rf'value="{desk.scene.statuses["Offer"]}" checked', menu)


@pytest.mark.parametrize("act", ["add", "remove"])
def test_a_form_of_people_sent_twice_is_one_write(adviser: Browser, desk: Desk, act: str):
    page = adviser.get(f"{desk.address}people/find/?find=tom").text
    form = page.partition(f'name="{act}"' if act == "add" else f'value="{desk.scene.bob}">Take out')
    key = re.findall(r'name="key" value="([^"]+)"', form[0])[-1]
    who = desk.staff["Tom Hughes"] if act == "add" else str(desk.scene.bob)

    for _ in range(2):
        people(adviser, desk, **{act: who, "key": key})

    assert Entry.objects.filter(kind="attempt", key=key).count() == 1


@every_act
def test_without_scripts_what_is_in_doubt_can_be_checked_from_the_page(adviser: Browser, desk: Desk, act: str):
    never_arrives(desk)
    ACTS[act](adviser, desk)
    attempt = Entry.objects.get(kind="attempt")

    page = adviser.get(desk.address)
    asked = adviser.get(f"{desk.address}settled/{attempt.pk}/", follow=True)

    for one in (page, asked):
        assert "Plannr has not answered. Checking whether it was saved" in words_of(one)
        assert f'<a href="{desk.address}settled/{attempt.pk}/' in one.text
        assert "<title>Error" not in one.text


@every_act
def test_a_colleague_is_told_that_it_is_being_checked_and_asks_plannr_nothing(
    adviser: Browser, manager: Browser, desk: Desk, settings: Any, act: str
):
    never_arrives(desk)
    ACTS[act](adviser, desk)
    colleague = sign_in("adviser", first_name="Tom")
    settings.PLANNR_LATE_SECONDS = 0
    asked = len(desk.scene.sandbox.log)

    for browser in (manager, colleague):
        page, card = browser.get(desk.address), ask(browser, desk, SCRIPT)
        assert "A change by Priya Patel is being checked." in words_of(page)
        assert (card.status_code, outcome(card)) == (202, "unknown")
    assert len(desk.scene.sandbox.log) == asked


def test_a_colleague_hears_how_it_ended_and_is_offered_nothing_of_it(
    adviser: Browser, manager: Browser, desk: Desk, settings: Any
):
    lose(adviser, desk, settings, "edit", SCRIPT)

    panel, card = ask(manager, desk, HTMX), ask(manager, desk, SCRIPT)

    assert "Priya Patel changed “A1”: value from" in words_of(panel)
    assert (outcome(card), 'class="toast"' in card.text, "27,500.50" in card.text) == ("unchanged", False, False)
