"""A gesture's key is bound to what was asked: a resend is one write, and a correction is another one."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from boards.audit.models import Entry
from boards.audit.queries import tampered_entries
from boards.cases.operations import edit
from boards.cases.operations.edit import EditRequest, FieldChange
from boards.writes import lease
from boards.writes.models import Press
from boards.writes.operation import Result
from tests.cases.conftest import Scene, outcome
from tests.cases.desk import Desk, make_desk, words_of
from tests.making import Browser, make_user


@pytest.fixture
def desk(unread: Scene) -> Desk:
    return make_desk(unread)


def test_a_drop_sent_twice_is_one_move_and_another_place_under_its_key_is_another(scene: Scene, adviser: Browser):
    seen = scene.seen("A1")

    told = [outcome(scene.drop(adviser, "A1", to, key="gesture", seen=seen)) for to in ("Offer", "Offer", "Submitted")]

    assert told == ["saved", "saved", "saved"]
    assert [put.body["status"] for put in scene.puts()] == [scene.statuses["Offer"], scene.statuses["Submitted"]]
    assert list(tampered_entries()) == []


def test_a_mind_that_was_changed_back_is_heard_too(scene: Scene, adviser: Browser):
    seen = scene.seen("A1")

    for to in ("Offer", "Submitted", "Offer"):
        assert outcome(scene.drop(adviser, "A1", to, key="gesture", seen=seen)) == "saved"

    assert scene.case("A1")["status"] == scene.statuses["Offer"]


def test_somebody_elses_move_between_is_still_a_conflict(scene: Scene, adviser: Browser):
    seen = scene.seen("A1")
    scene.drop(adviser, "A1", "Offer", key="gesture", seen=seen)
    scene.outsider("A1", status=scene.statuses["Research"])
    scene.firm.change("case", scene.cases["A1"], updated_at="2030-01-01T00:00:00+00:00")

    assert outcome(scene.drop(adviser, "A1", "Submitted", key="gesture", seen=seen)) == "conflict"
    assert len(scene.puts()) == 1


def test_a_corrected_edit_is_saved_and_one_that_was_refused_may_be_put_right(desk: Desk, adviser: Browser):
    first = desk.form(value="311000")
    corrected = first | {"value": "321000"}
    desk.scene.sandbox.faults.add("status", status=422, method="PUT", only_next=1)

    assert desk.edit(adviser, first).status_code == 422
    assert desk.edit(adviser, first).status_code == 422
    assert len(desk.bodies()) == 1
    for form in (corrected, corrected, corrected | {"value": "331000"}):
        assert "Saved in Plannr." in words_of(desk.edit(adviser, form))
    assert [body["value"] for body in desk.bodies()] == [311_000_00, 321_000_00, 331_000_00]
    assert desk.record["value"] == 331_000_00


def test_a_colleagues_value_is_not_taken_for_ones_own(desk: Desk, adviser: Browser):
    form = desk.form(value="311000")
    desk.edit(adviser, form)
    desk.in_plannr(value=500_00, plans=desk.record["plans"])

    assert desk.edit(adviser, form | {"value": "321000"}).status_code == 409


def test_an_echoed_field_is_not_ones_own(desk: Desk, adviser: Browser):
    page = desk.form(plans=desk.plans)
    desk.in_plannr(plans=desk.plans[:1])
    desk.edit(adviser, desk.form(value="311000"))

    assert desk.edit(adviser, page).status_code == 409


def test_two_creations_under_one_key_are_two_cases(scene: Scene, adviser: Browser):
    address, form = f"/clients/{scene.ann}/cases/", {"name": "Annual review", "key": "gesture", "value": "100"}

    for name in ("Annual review", "Annual review", "Pension transfer"):
        assert adviser.post(address, form | {"name": name}).status_code == 302

    made = [one["name"] for one in scene.firm.kinds["case"].values()]
    assert (made.count("Annual review"), made.count("Pension transfer")) == (1, 1)


def test_another_person_under_one_key_takes_part_too(desk: Desk, adviser: Browser):
    bob, zoe = str(desk.scene.bob), desk.staff["Zoë Young"]

    for account in (bob, bob, zoe):
        adviser.post(f"{desk.address}people/", {"add": account, "key": "gesture"})

    assert {bob, zoe} < set(desk.record["participants"])
    assert Entry.objects.filter(kind="attempt").count() == 2


def test_an_undo_sent_twice_is_one_move_and_of_another_act_under_its_key_another(scene: Scene, adviser: Browser):
    for to in ("Submitted", "Offer"):
        scene.drop(adviser, "A2", to)
    first, second = Entry.objects.filter(kind="attempt").order_by("pk")

    told = [outcome(take_back(adviser, one)) for one in (second, second, first, first)]

    assert told == ["saved", "saved", "saved", "saved"]
    ways = ("Submitted", "Offer", "Submitted", "Research")
    assert [put.body["status"] for put in scene.puts()] == [scene.statuses[to] for to in ways]


def test_an_undo_that_was_refused_is_sent_once(scene: Scene, adviser: Browser):
    scene.drop(adviser, "A2", "Submitted")
    attempt = Entry.objects.get(kind="attempt")
    scene.sandbox.faults.add("status", status=422, method="PUT", only_next=1)

    assert [outcome(take_back(adviser, attempt)) for _ in range(2)] == ["refused", "refused"]
    assert outcome(take_back(adviser, attempt, key="another")) == "saved"
    assert [put.applied for put in scene.sandbox.log if put.method == "PUT"] == [True, False, True]


def test_several_cards_moved_and_taken_back_under_one_key_are_one_write_each(scene: Scene, adviser: Browser):
    cards = {name: scene.seen(name) for name in ("A1", "A2", "A3")}
    gesture = {"key": "gesture", "lot": "gesture"}

    for to, count in (("Offer", 3), ("Offer", 3), ("Submitted", 6)):
        told = [outcome(scene.drop(adviser, name, to, seen=seen, **gesture)) for name, seen in cards.items()]
        assert (told, len(scene.puts())) == (["saved"] * 3, count)
    moved = Entry.objects.filter(kind="attempt").order_by("-pk")[:3]
    for _ in range(2):
        assert [outcome(take_back(adviser, one, lot="back")) for one in moved] == ["saved"] * 3

    assert (len(scene.puts()), {scene.case(name)["status"] for name in cards}) == (9, {scene.statuses["Offer"]})


def take_back(browser: Browser, attempt: Entry, **more: str) -> Any:
    """Press undo of an act, as the page's script does."""
    address = f"/cases/{attempt.subject_uuid}/undo/{attempt.pk}/"
    return browser.post(address, {"key": "back"} | more, headers={"X-Requested-With": "fetch"})


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [True, False], ids=["the same", "another"])
def test_a_second_press_waits_for_the_first(
    desk: Desk, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, same: bool
):
    by, uuid = make_user("adviser"), desk.row.pk
    monkeypatch.setattr(lease, "PATIENCE", 0.0)
    desk.scene.sandbox.faults.add("latency", seconds=0.6, method="PUT", only_next=1)

    def press(value: int) -> Any:
        try:
            wishes = {"value": FieldChange(1_000_00, value)}
            return edit.edit_case(by, EditRequest(uuid, wishes, key="gesture"))[0].outcome
        finally:
            connection.close()

    first = threads.submit(press, 311_000_00)
    while not Entry.objects.filter(kind="attempt").exists():
        assert not first.done()
    second = threads.submit(press, 311_000_00 if same else 321_000_00)

    assert (first.result(), second.result()) == ("saved", "saved")
    assert [body["value"] for body in desk.bodies()] == [311_000_00] + ([] if same else [321_000_00])


@pytest.mark.django_db(transaction=True)
def test_the_newest_of_the_presses_that_wait_is_the_one_that_counts(desk: Desk, threads: ThreadPoolExecutor):
    by, uuid = make_user("adviser"), desk.row.pk

    def press(value: int) -> Result:
        try:
            return edit.edit_case(by, EditRequest(uuid, {"value": FieldChange(1_000_00, value)}, key="gesture"))[0]
        finally:
            connection.close()

    def waiting(value: int) -> Future[Result]:
        before, pressed = set(Press.objects.values_list("token")), threads.submit(press, value)
        while set(Press.objects.values_list("token")) <= before:
            assert not pressed.done()
        return pressed

    with lease.lease(f"case:{uuid}", by=by.pk):
        second, third = waiting(321_000_00), waiting(331_000_00)

    assert (third.result().outcome, second.result().outcome) == ("saved", "unavailable")
    assert second.result().words == lease.OVERTAKEN
    assert [body["value"] for body in desk.bodies()] == [331_000_00]
    assert not Press.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_press_that_was_not_heard_leaves_no_mark(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lease, "PATIENCE", 0.0)
    change = EditRequest(desk.row.pk, {"value": FieldChange(1_000_00, 321_000_00)}, key="gesture")

    with lease.lease(f"case:{desk.row.pk}", by=make_user("adviser").pk):
        assert edit.edit_case(make_user("adviser"), change)[0].outcome == "unavailable"

    assert not Press.objects.exists()


def test_rows_of_the_time_before_asks_are_still_verified(scene: Scene, adviser: Browser):
    scene.drop(adviser, "A1", "Offer", key="gesture")
    attempt = Entry.objects.get(kind="attempt")

    Entry.objects.filter(pk=attempt.pk).update(ask=None)

    assert [one.pk for one in tampered_entries()] == [attempt.pk]
    assert [one.ask for one in Entry.objects.exclude(kind="attempt")] == [None]
