"""Completing and reopening: named acts with a date, and a status only where one is chosen."""

import html
import json
import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from boards.audit.queries import lines_about
from boards.mirror import models as mirror
from boards.mirror.sync.statuses import sync_statuses
from boards.ui import formatting
from tests.cases.conftest import Scene, outcome
from tests.cases.desk import Desk, make_desk, words_of
from tests.making import Browser


@pytest.fixture
def desk(unread: Scene) -> Desk:
    """A1 with everything filled in, in a firm with a status for completed cases."""
    unread.statuses["Done"] = unread.firm.add_status("Done", "#23852B", completed=True)["uuid"]
    firm = unread.firm
    firm.change("case", unread.cases["A1"], created_at="2025-06-01T09:00:00Z")
    desk = make_desk(unread)
    sync_statuses(force=True)
    return desk


def send(browser: Browser, desk: Desk, *, fetch: bool = False, **answers: Any) -> Any:
    """Send the completion form as it would be sent now."""
    row = desk.row
    form = {
        "client": str(desk.scene.ann),
        "key": uuid4().hex,
        "was--completed": json.dumps(formatting.iso_day(row.completed_at)),
        "was--status": json.dumps(str(row.status)),
        "act": "complete",
        "status": "",
    }
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    return browser.post(f"{desk.address}completion/", form | answers, headers=headers)


def test_it_sends_the_date_and_the_plans_and_leaves_the_status_alone(adviser: Browser, desk: Desk):
    send(adviser, desk, completed="2026-01-05")

    plans = desk.record["plans"]
    assert desk.bodies() == [{"completed_at": "2026-01-05T12:00:00+00:00", "plans": plans}]
    assert desk.record["status"] == desk.scene.statuses["Research"]
    assert lines_about(desk.row.pk)[0].sentence == "Priya Patel completed “A1”, dated 5 January 2026; saved in Plannr"


def test_today_is_sent_as_this_moment(adviser: Browser, desk: Desk):
    send(adviser, desk, completed=formatting.today().isoformat(), sure="completed")

    [body] = desk.bodies()
    away = datetime.now(formatting.LONDON) - datetime.fromisoformat(body["completed_at"])
    assert abs(away.total_seconds()) < 60


def test_the_status_chosen_beside_it_goes_in_the_same_put_to_its_foot(adviser: Browser, desk: Desk):
    done = desk.scene.statuses["Done"]

    response = send(adviser, desk, completed="2026-01-05", status=done, sure="completed", fetch=True)

    assert outcome(response) == "saved"
    [body] = desk.bodies()
    assert {key: body[key] for key in ("status", "status_position")} == {"status": done, "status_position": 1}
    assert sorted(body) == ["completed_at", "plans", "status", "status_position"]
    assert f'data-status="{done}"' in response.content.decode()
    assert desk.row.completed_at is not None


def test_reopening_takes_the_date_away_and_nothing_else(adviser: Browser, desk: Desk):
    send(adviser, desk, completed="2026-01-05")
    before = dict(desk.record)

    send(adviser, desk, act="reopen")

    assert desk.bodies()[-1] == {"completed_at": None, "plans": before["plans"]}
    assert desk.record["completed_at"] is None
    assert {key: desk.record[key] for key in ("status", "type", "value")} == {
        key: before[key] for key in ("status", "type", "value")
    }
    assert lines_about(desk.row.pk)[0].sentence == "Priya Patel reopened “A1”; saved in Plannr"


def test_reopening_may_move_it_back_in_the_same_put(adviser: Browser, desk: Desk):
    send(adviser, desk, completed="2026-01-05", status=desk.scene.statuses["Done"])

    send(adviser, desk, act="reopen", status=desk.scene.statuses["Submitted"])

    assert desk.bodies()[-1]["status"] == desk.scene.statuses["Submitted"]
    assert desk.bodies()[-1]["status_position"] == 3


@pytest.mark.parametrize("by_status", [True, False])
def test_it_holds_whatever_plannr_does_to_the_date_by_itself(adviser: Browser, desk: Desk, by_status: bool):
    desk.scene.firm.behaviours.set(completed_at_by_status=by_status)

    send(adviser, desk, completed="2026-01-05", status=desk.scene.statuses["Done"])

    assert formatting.iso_day(desk.row.completed_at) == "2026-01-05"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Give the day it was completed."),
        ("2026-02-30", "must be a day of the calendar"),
        ("2199-01-01", "cannot have been completed on a day to come"),
        ("1899-12-31", "The completion date must lie between 1900 and 2199."),
    ],
)
def test_a_day_that_cannot_be_is_told_in_words(adviser: Browser, desk: Desk, day: str, said: str):
    response = send(adviser, desk, completed=day)

    assert response.status_code == 422
    assert said in response.text.partition('id="completed_error"')[2].partition("</div>")[0]
    assert f'value="{day}"' in response.text
    assert desk.bodies() == []


def test_a_day_before_the_case_was_opened_is_asked_about(adviser: Browser, desk: Desk):
    mirror.Case.objects.filter(pk=desk.uuid).update(created_at=datetime(2026, 3, 1, tzinfo=formatting.LONDON))

    response = send(adviser, desk, completed="2026-02-28")
    assert "before the case was opened, on 1 March 2026" in words_of(response)
    assert desk.bodies() == []

    send(adviser, desk, completed="2026-02-28", sure="completed")
    assert len(desk.bodies()) == 1


def test_a_case_completed_by_somebody_else_meanwhile_is_a_conflict(adviser: Browser, desk: Desk):
    form = {"completed": "2026-01-05", "was--completed": "null"}
    desk.in_plannr(completed_at="2026-01-02T12:00:00+00:00", plans=desk.record["plans"])

    response = send(adviser, desk, **form)

    assert response.status_code == 409
    assert "The completed was changed" not in words_of(response)
    assert "The completion date was changed in Plannr while you were editing it." in words_of(response)
    assert 'name="was--completed" value="&quot;2026-01-02&quot;"' in response.text
    assert desk.bodies() == []


def test_a_move_into_a_status_for_completed_cases_sets_no_date_and_offers_it(adviser: Browser, desk: Desk):
    desk.scene.drop(adviser, "A1", "Done")

    assert desk.record["completed_at"] is None
    said = words_of(adviser.get(desk.address))
    assert "In a completed status without a completion date" in said
    assert "Give it a completion date" in said


def test_leaving_completed_says_that_its_date_stands_and_one_press_takes_it_away(adviser: Browser, desk: Desk):
    send(adviser, desk, completed="2026-01-05", status=desk.scene.statuses["Done"])

    moved = desk.scene.drop(adviser, "A1", "Offer")

    assert "It still has its completion date, 5 January 2026." in words_of(moved)
    form = moved.content.decode().partition(f'action="{desk.address}completion/"')[2].partition("</form>")[0]
    assert "Take the date away" in form
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}
    adviser.post(f"{desk.address}completion/", fields, headers={"X-Requested-With": "fetch"})
    assert (desk.record["completed_at"], desk.record["status"]) == (None, desk.scene.statuses["Offer"])
    desk.scene.drop(adviser, "A1", "Done")
    assert "It still has" not in words_of(desk.scene.drop(adviser, "A1", "Research"))


def test_without_scripts_leaving_completed_leads_to_the_page_that_takes_the_date_away(adviser: Browser, desk: Desk):
    send(adviser, desk, completed="2026-01-05", status=desk.scene.statuses["Done"])
    form = {"status": desk.scene.statuses["Offer"], "after": "", "seen": desk.row.seen, "client": str(desk.scene.ann)}

    page = adviser.post(f"/cases/{desk.uuid}/move/", form, follow=True)

    assert page.redirect_chain == [(f"{desk.address}completion/?client={desk.scene.ann}", 302)]
    assert "It still has its completion date, 5 January 2026." in words_of(page)
    assert "It was completed on 5 January 2026. Reopening takes that date away in Plannr." in words_of(page)


def test_the_form_says_which_statuses_are_for_completed_cases(adviser: Browser, desk: Desk):
    said = words_of(adviser.get(f"{desk.address}completion/"))

    assert "Leave it in Research" in said
    assert "Move it to Done for completed cases" in said
    assert "Move it to Offer" not in said


def test_a_lost_answer_is_settled_by_reading_back(adviser: Browser, desk: Desk):
    desk.scene.sandbox.faults.add("reset", method="PUT", path="/cases/", when="after", only_next=1)

    response = send(adviser, desk, completed="2026-01-05", status=desk.scene.statuses["Done"], fetch=True)

    assert outcome(response) == "saved"
    assert len(desk.bodies()) == 1


def test_a_manager_may_not_complete(manager: Browser, desk: Desk):
    assert send(manager, desk, completed="2026-01-05").status_code == 403
