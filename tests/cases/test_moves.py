"""A move: what reaches Plannr, where the card lands, and what is said when it cannot be done."""

import re
from typing import Any
from uuid import uuid4

import pytest

from boards.audit.descriptions import describe_entry
from boards.audit.models import Entry
from boards.mirror import models as mirror
from boards.mirror.sync.cases import sync_client
from boards.sandbox.http import ApiRequest, ApiResponse
from boards.sandbox.store.firm import Firm
from boards.writes.models import WriteFreeze
from tests.cases.conftest import Scene, outcome
from tests.making import Browser, sign_in


def test_it_saves_the_move_in_plannr_and_says_so(adviser: Browser, scene: Scene):
    response = scene.drop(adviser, "A1", "Offer")

    assert response.status_code == 200
    assert outcome(response) == "saved"
    assert "from Research to Offer, place 1 of 1. Saved in Plannr." in response.content.decode()
    assert scene.case("A1")["status"] == scene.statuses["Offer"]
    assert scene.case("A1")["status_position"] == 1
    assert scene.shown("Offer") == ["A1"]


def test_it_sends_one_put_with_status_position_and_the_plans_it_read(adviser: Browser, scene: Scene):
    plans = scene.case("A1")["plans"]

    scene.drop(adviser, "A1", "Submitted", "A4")

    [put] = scene.puts()
    assert put.body == {"status": scene.statuses["Submitted"], "status_position": 3, "plans": plans}


def test_it_asks_plannr_three_times_at_most(adviser: Browser, scene: Scene):
    before = len(list(scene.sandbox.log))

    scene.drop(adviser, "A1", "Submitted", "A4")

    assert len(list(scene.sandbox.log)) - before == 3


@pytest.mark.parametrize(
    ("name", "status", "after", "firm_order", "anns_order"),
    [
        ("A3", "Research", None, ["A3", "A1", "B1", "A2", "B2"], ["A3", "A1", "A2"]),
        ("A3", "Research", "A1", ["A1", "A3", "B1", "A2", "B2"], ["A1", "A3", "A2"]),
        ("A1", "Research", "A2", ["B1", "A2", "A1", "B2", "A3"], ["A2", "A1", "A3"]),
        ("A1", "Research", "A3", ["B1", "A2", "B2", "A3", "A1"], ["A2", "A3", "A1"]),
        ("A2", "Research", None, ["A2", "A1", "B1", "B2", "A3"], ["A2", "A1", "A3"]),
    ],
)
def test_a_place_inside_its_own_status_is_counted_across_the_firm(
    adviser: Browser,
    scene: Scene,
    name: str,
    status: str,
    after: str | None,
    firm_order: list[str],
    anns_order: list[str],
):
    assert outcome(scene.drop(adviser, name, status, after)) == "saved"

    assert scene.order("Research") == firm_order
    assert scene.shown("Research") == anns_order


@pytest.mark.parametrize(
    ("after", "firm_order", "anns_order"),
    [(None, ["B3", "A2", "A4"], ["A2", "A4"]), ("A4", ["B3", "A4", "A2"], ["A4", "A2"])],
)
def test_a_place_in_another_status_is_counted_across_the_firm(
    adviser: Browser, scene: Scene, after: str | None, firm_order: list[str], anns_order: list[str]
):
    assert outcome(scene.drop(adviser, "A2", "Submitted", after)) == "saved"

    assert scene.order("Submitted") == firm_order
    assert scene.shown("Submitted") == anns_order


def test_last_puts_it_at_the_foot_of_what_the_board_shows(adviser: Browser, scene: Scene):
    assert outcome(scene.drop(adviser, "A1", "Research", "last")) == "saved"

    assert scene.shown("Research") == ["A2", "A3", "A1"]


@pytest.mark.parametrize(("name", "after"), [("A1", None), ("A2", "A1"), ("A3", "last")])
def test_a_drop_where_nothing_changes_sends_nothing_and_leaves_no_trace(
    adviser: Browser, scene: Scene, name: str, after: str | None
):
    response = scene.drop(adviser, name, "Research", after)

    assert (response.status_code, outcome(response)) == (200, "unchanged")
    assert scene.puts() == []
    assert Entry.objects.count() == 0


def test_the_log_tells_the_attempt_and_the_outcome(adviser: Browser, scene: Scene):
    scene.drop(adviser, "A1", "Offer")

    attempt, ending = Entry.objects.all()
    assert describe_entry(attempt, ending) == "Priya Patel moved “A1” from Research to Offer, place 1; saved in Plannr"
    assert attempt.body == scene.puts()[0].body
    assert attempt.before["status"] == scene.statuses["Research"]
    assert ending.after["status"] == scene.statuses["Offer"]


def test_it_refuses_a_stale_move_and_says_what_changed(adviser: Browser, scene: Scene):
    seen = scene.seen("A1")
    scene.outsider("A1", status=scene.statuses["Submitted"])

    response = scene.drop(adviser, "A1", "Offer", seen=seen)

    assert (response.status_code, outcome(response)) == (409, "conflict")
    assert "has been moved to Submitted in Plannr" in response.content.decode()
    assert "Move it anyway" in response.content.decode()
    assert scene.puts() == []
    assert mirror.Case.objects.get(pk=scene.cases["A1"]).status == mirror.Status.objects.get(name="Submitted").pk


def test_the_place_that_was_chosen_stays_chosen_where_it_has_changed(adviser: Browser, scene: Scene):
    form = {"status": scene.statuses["Submitted"], "after": scene.cases["B3"], "seen": "0" * 16, "client": scene.bob}

    page = adviser.post(f"/cases/{scene.cases['A1']}/move/", form)

    assert page.status_code == 409
    assert re.findall(r'<option value="([^"]*)" selected>', page.text) == [scene.cases["B3"]]


def test_anyway_moves_it_all_the_same(adviser: Browser, scene: Scene):
    response = scene.drop(adviser, "A1", "Offer", seen="0" * 16, anyway="1")

    assert outcome(response) == "saved"
    assert scene.case("A1")["status"] == scene.statuses["Offer"]


def test_a_sibling_that_pushed_it_along_is_no_conflict(adviser: Browser, scene: Scene):
    seen = scene.seen("A3")
    scene.drop(adviser, "A1", "Offer")

    assert outcome(scene.drop(adviser, "A3", "Offer", "A1", seen=seen)) == "saved"


def test_a_neighbour_that_has_left_the_status_is_a_conflict(adviser: Browser, scene: Scene):
    scene.drop(adviser, "A4", "Offer")
    before = len(scene.puts())

    response = scene.drop(adviser, "A1", "Submitted", "A4")

    assert (response.status_code, outcome(response)) == (409, "conflict")
    assert "“A4” has left this status" in response.content.decode()
    assert len(scene.puts()) == before


def test_a_gesture_sent_twice_is_one_move(adviser: Browser, scene: Scene):
    seen = scene.seen("A1")
    first = scene.drop(adviser, "A1", "Offer", seen=seen, key="gesture-1")
    second = scene.drop(adviser, "A1", "Offer", seen=seen, key="gesture-1")

    assert (outcome(first), outcome(second)) == ("saved", "saved")
    assert len(scene.puts()) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"status": str(uuid4())}, "Choose one of the firm’s statuses."),
        ({"status": "offer"}, "Choose one of the firm’s statuses."),
        ({"status": ""}, "Choose the status to move it to."),
        ({"after": "B3"}, "not on this board"),
        ({"after": str(uuid4())}, "not on this board"),
        ({"after": "first; DROP TABLE"}, "Choose one of the places offered."),
        ({"after": "A1"}, "cannot be placed after itself"),
        ({"seen": ""}, "which version of the case it showed"),
        ({"client": "no-uuid"}, "not a record that can be looked up"),
    ],
)
def test_it_refuses_bad_input_in_words_and_sends_nothing(
    adviser: Browser, scene: Scene, data: dict[str, str], words: str
):
    data = {name: scene.cases.get(value, value) for name, value in data.items()}

    response = scene.drop(adviser, "A1", "Submitted", **data)

    assert (response.status_code, outcome(response)) == (422, "refused")
    assert words in response.content.decode()
    assert scene.puts() == []


def test_a_position_in_the_form_is_not_listened_to(adviser: Browser, scene: Scene):
    scene.drop(adviser, "A1", "Offer", status_position="99", plans="")

    [put] = scene.puts()
    assert put.body["status_position"] == 1
    assert len(put.body["plans"]) == 2


def test_a_case_nobody_has_seen_is_a_404(adviser: Browser, scene: Scene):
    assert adviser.get(f"/cases/{uuid4()}/move/").status_code == 404
    assert adviser.post(f"/cases/{uuid4()}/move/", {}).status_code == 404
    assert adviser.get("/cases/not-a-uuid/move/").status_code == 404


def test_a_manager_may_not_move(manager: Browser, scene: Scene):
    response = scene.drop(manager, "A1", "Offer")

    assert response.status_code == 403
    assert scene.puts() == []


def test_a_form_without_its_csrf_token_is_refused(scene: Scene, adviser: Browser):
    strict = Browser(adviser.user, enforce_csrf_checks=True)

    assert scene.drop(strict, "A1", "Offer").status_code == 403
    assert scene.puts() == []


def test_a_signed_out_script_is_told_so(client, scene: Scene):
    response = scene.drop(client, "A1", "Offer")

    assert (response.status_code, response.content) == (401, b"")


@pytest.mark.parametrize(
    ("trouble", "code", "said"),
    [
        ({"kind": "status", "status": 422}, 422, "refused"),
        ({"kind": "status", "status": 403}, 422, "refused"),
        ({"kind": "status", "status": 404}, 422, "refused"),
        ({"kind": "status", "status": 409}, 422, "refused"),
        ({"kind": "status", "status": 401}, 503, "unavailable"),
        ({"kind": "throttled", "retry_after": 60}, 503, "unavailable"),
    ],
)
def test_plannrs_no_puts_nothing_and_is_told(
    adviser: Browser, scene: Scene, trouble: dict[str, object], code: int, said: str
):
    scene.sandbox.faults.add(method="PUT", **trouble)

    response = scene.drop(adviser, "A1", "Offer")

    assert (response.status_code, outcome(response)) == (code, said)
    assert scene.case("A1")["status"] == scene.statuses["Research"]
    assert [entry.outcome for entry in Entry.objects.filter(kind="outcome")] == ["refused"]


def test_plannrs_own_words_are_shown(adviser: Browser, scene: Scene):
    scene.sandbox.faults.add("status", status=422, method="PUT")

    assert "The selected status is invalid." in scene.drop(adviser, "A1", "Offer").content.decode()


def test_plannr_being_down_sends_nothing(adviser: Browser, scene: Scene):
    scene.sandbox.faults.add("status", status=503)

    response = scene.drop(adviser, "A1", "Offer")

    assert (response.status_code, outcome(response)) == (503, "unavailable")
    assert scene.puts() == []
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("kind", ["reset", "truncated"])
def test_one_lost_read_does_not_cost_a_move(adviser: Browser, scene: Scene, kind: str):
    scene.sandbox.faults.add(kind, method="GET", only_next=1)

    response = scene.drop(adviser, "A1", "Offer")

    assert (response.status_code, outcome(response)) == (200, "saved")
    assert len(scene.puts()) == 1


@pytest.mark.parametrize("kind", ["reset", "truncated", "empty", "html", "other"])
def test_a_lost_answer_to_an_applied_move_is_found_by_reading_back(adviser: Browser, scene: Scene, kind: str):
    scene.sandbox.faults.add(kind, method="PUT", when="after")

    response = scene.drop(adviser, "A1", "Offer")

    assert outcome(response) == "saved"
    assert len(scene.puts()) == 1
    assert [entry.outcome for entry in Entry.objects.filter(kind="outcome")] == ["unknown", "saved"]


@pytest.mark.parametrize("kind", ["reset", "ignored"])
def test_a_move_that_never_happened_is_in_doubt_and_then_put_back(
    adviser: Browser, scene: Scene, kind: str, settings: Any
):
    scene.sandbox.faults.add(kind, method="PUT")

    response = scene.drop(adviser, "A1", "Offer")
    page = response.content.decode()
    assert (response.status_code, outcome(response)) == (202, "unknown")
    check = page.partition('data-check="')[2].partition('"')[0].replace("&amp;", "&")

    assert outcome(adviser.get(check, headers={"X-Requested-With": "fetch"})) == "unknown"
    settings.PLANNR_LATE_SECONDS = 0
    settled = adviser.get(check, headers={"X-Requested-With": "fetch"})

    # Plannr said yes to the one that it ignored: that it was not done is more than anybody can know.
    ending = (409, "conflict") if kind == "ignored" else (422, "refused")
    assert (settled.status_code, outcome(settled)) == ending
    assert len(scene.puts()) == 1
    assert scene.shown("Research") == ["A1", "A2", "A3"]


def test_a_case_in_doubt_is_not_moved_again(adviser: Browser, scene: Scene):
    scene.sandbox.faults.add("reset", method="PUT", only_next=1)
    scene.drop(adviser, "A1", "Offer")

    response = scene.drop(adviser, "A1", "Submitted", "A4")

    assert outcome(response) == "unavailable"
    assert "still being checked" in response.content.decode()
    assert len(scene.puts()) == 1


@pytest.fixture
def unlinks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Plannr that unlinks plans on every change of status, though they are echoed."""
    place = Firm.place

    def place_and_unlink(firm: Firm, uuid: str, *where: object) -> object:
        place(firm, uuid, *where)
        return firm.change("case", uuid, plans=[])

    monkeypatch.setattr(Firm, "place", place_and_unlink)


@pytest.mark.usefixtures("unlinks")
def test_plans_that_a_move_lost_are_put_back_and_told_and_the_move_stands(adviser: Browser, scene: Scene):
    plans = scene.case("A1")["plans"]

    response = scene.drop(adviser, "A1", "Offer")

    assert outcome(response) == "saved"
    assert 'data-kind="bad"' in response.content.decode()
    assert "what was not moved: its 2 linked plans. They were put back." in response.content.decode()
    assert (scene.case("A1")["plans"], scene.order("Offer")) == (plans, ["A1"])
    assert Entry.objects.get(kind="outcome").outcome == "saved"
    assert Entry.objects.filter(verb="alarm").count() == 1
    assert outcome(scene.drop(adviser, "A1", "Research")) == "saved"


@pytest.mark.usefixtures("unlinks")
def test_what_cannot_be_put_back_freezes_the_record_and_no_other(adviser: Browser, scene: Scene, monkeypatch):
    serve = scene.sandbox.answer

    def answer_once(ask: ApiRequest) -> ApiResponse:
        answer = serve(ask)
        if ask.method == "PUT":
            scene.sandbox.faults.add("status", status=422, method="PUT", path=scene.cases["A1"])
        return answer

    monkeypatch.setattr(scene.sandbox, "answer", answer_once)
    response = scene.drop(adviser, "A1", "Offer")

    assert (outcome(response), scene.order("Offer")) == ("saved", ["A1"])
    assert "They could NOT be put back" in response.content.decode()
    halt = WriteFreeze.objects.get(lifted_at=None)
    assert (halt.scope, halt.name, halt.client) == (f"case:{scene.cases['A1']}", "A1", scene.ann)
    stopped = scene.drop(adviser, "A1", "Research")
    assert outcome(stopped) == "unavailable"
    assert "Changing “A1” has been stopped: Moving “A1” made Plannr drop" in stopped.content.decode()
    assert outcome(scene.drop(adviser, "A2", "Offer")) == "saved"


@pytest.mark.usefixtures("unlinks")
def test_damage_to_several_cases_freezes_the_firm_though_each_was_put_back(
    adviser: Browser, scene: Scene, settings: Any
):
    settings.FREEZE_FIRM_AFTER = 3
    for name in ("A2", "B1"):
        scene.outsider(name, plans=scene.case("A1")["plans"])
    sync_client(scene.ann, force=True)
    sync_client(scene.bob, force=True)

    ends = [outcome(scene.drop(adviser, name, "Offer", client=whose)) for name, whose in (
        ("A1", scene.ann), ("B1", scene.bob), ("A1", scene.ann), ("A2", ""), ("B2", scene.bob),
    )]  # fmt: skip

    assert ends == ["saved", "saved", "unchanged", "saved", "unavailable"]
    assert WriteFreeze.objects.get(lifted_at=None).scope == "firm"


def test_a_colleague_who_takes_a_plan_off_meanwhile_is_no_damage(adviser: Browser, scene: Scene, monkeypatch):
    plans, serve = scene.case("A1")["plans"], scene.sandbox.answer

    def answer_and_unlink(ask: ApiRequest) -> ApiResponse:
        answer = serve(ask)
        if ask.method == "PUT" and scene.case("A1")["plans"] != plans[:1]:
            scene.outsider("A1", plans=plans[:1])
        return answer

    monkeypatch.setattr(scene.sandbox, "answer", answer_and_unlink)
    response = scene.drop(adviser, "A1", "Offer")

    assert outcome(response) == "saved"
    assert "Saved in Plannr. Somebody took a plan off it meanwhile." in response.content.decode()
    assert (scene.case("A1")["plans"], scene.order("Offer"), len(scene.puts())) == (plans[:1], ["A1"], 1)
    assert mirror.Case.objects.get(pk=scene.cases["A1"]).plans == plans[:1]
    assert Entry.objects.get(kind="outcome").words == "Somebody took a plan off it meanwhile."
    assert (WriteFreeze.objects.count(), Entry.objects.filter(verb="alarm").count()) == (0, 0)


def test_the_move_menu_works_without_a_script(adviser: Browser, scene: Scene):
    page = adviser.get(f"/cases/{scene.cases['A1']}/move/", {"client": str(scene.ann)}).content.decode()
    assert "Move A1" in page
    assert "it is here, place 1 of 3" in page
    assert "After A2" in page

    form = {"status": scene.statuses["Submitted"], "after": "last", "seen": scene.seen("A1"), "client": str(scene.ann)}
    response = adviser.post(f"/cases/{scene.cases['A1']}/move/", form, follow=True)

    assert response.redirect_chain[0][0] == f"/clients/{scene.ann}/board/#card--{scene.cases['A1']}"
    assert "Moved “A1” from Research to Submitted, place 2 of 2. Saved in Plannr." in response.content.decode()


def test_the_move_menu_keeps_what_was_chosen_when_it_is_refused(adviser: Browser, scene: Scene):
    scene.sandbox.faults.add("status", status=422, method="PUT")
    form = {"status": scene.statuses["Submitted"], "after": "last", "seen": scene.seen("A1"), "client": str(scene.ann)}

    response = adviser.post(f"/cases/{scene.cases['A1']}/move/", form)

    page = response.content.decode()
    assert response.status_code == 422
    assert "The selected status is invalid." in page
    assert f'value="{scene.statuses["Submitted"]}" checked' in page


def test_a_reorder_by_a_colleague_that_the_page_has_not_seen_is_not_overwritten(adviser: Browser, scene: Scene):
    seen = scene.seen("A1")
    colleague = sign_in("administrator")
    assert outcome(scene.drop(colleague, "A1", "Research", "A3")) == "saved"

    assert outcome(scene.drop(adviser, "A1", "Research", "A2", seen=seen)) == "conflict"
    assert scene.shown("Research") == ["A2", "A3", "A1"]


def test_a_yes_that_changed_nothing_inside_one_status_is_not_believed(adviser: Browser, scene: Scene):
    scene.sandbox.faults.add("ignored", method="PUT")

    assert outcome(scene.drop(adviser, "A3", "Research", None)) == "unknown"
    assert scene.shown("Research") == ["A1", "A2", "A3"]


def test_a_move_into_a_completed_status_offers_the_date_and_never_sets_it(adviser: Browser, scene: Scene):
    mirror.Status.objects.filter(pk=scene.statuses["Offer"]).update(is_completed=True)

    response = scene.drop(adviser, "A1", "Offer")

    assert f"/cases/{scene.cases['A1']}/completion/" in response.content.decode()
    assert scene.case("A1")["completed_at"] is None
    assert "completed_at" not in scene.puts()[0].body
