"""Editing a case: every field, every way it can end, and the bodies that reach Plannr, to the key."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from boards.audit.models import Entry
from boards.audit.queries import lines_about
from boards.cases.fields import FIELDS
from boards.writes.models import WriteFreeze
from tests.cases.conftest import Scene, outcome
from tests.cases.desk import Desk, make_desk, words_of
from tests.making import Browser
from tests.plans.filling import Filled

type Answer = Callable[[Desk], Any]


@pytest.fixture
def desk(unread: Scene) -> Desk:
    """A1 with everything filled in."""
    return make_desk(unread)


@dataclass(frozen=True)
class Kind:
    """How one field is edited: what is typed, the body's key and value, the record's key, and a colleague's change."""

    name: str
    typed: Answer
    key: str
    sent: Answer
    kept: str
    same: Answer
    colleague: Answer


def both(desk: Desk) -> list[str]:
    """Both first members of the staff, in the form's order."""
    return sorted([desk.staff["Priya Patel"], desk.staff["Tom Hughes"]])


KINDS = [
    Kind("name", lambda d: "Pension  transfer ", "name", lambda d: "Pension transfer", "name",
         lambda d: "A1", lambda d: {"name": "A1 of Ann"}),
    Kind("value", lambda d: "£27,500.50", "value", lambda d: 2_750_050, "value",
         lambda d: "1,000.00", lambda d: {"value": 2_500_000}),
    Kind("type", lambda d: d.types["Mortgage"], "type", lambda d: d.types["Mortgage"], "type",
         lambda d: d.types["Pension"], lambda d: {"type": d.scene.firm.add_type("Trust")["uuid"]}),
    Kind("review", lambda d: "2032-07-01", "review_at", lambda d: "2032-07-01T11:00:00+00:00", "review_at",
         lambda d: "4/3/2031", lambda d: {"review_at": "2031-09-09T12:00:00+00:00"}),
    Kind("assigned", both, "assigned_to_uuids", both, "assigned_to",
         lambda d: [d.staff["Priya Patel"]], lambda d: {"assigned_to_uuids": [d.staff["Zoë Young"]]}),
    Kind("plans", lambda d: sorted(d.plans), "plans", lambda d: sorted(d.plans), "plans",
         lambda d: d.plans[:2], lambda d: {"plans": d.plans[:1]}),
]  # fmt: skip
every_field = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def held(desk: Desk, kind: Kind) -> Any:
    """What the sandbox holds of a field."""
    return in_order(desk.record[kind.kept])


def in_order(value: Any) -> Any:
    """A list sorted: Plannr's order of plans and people means nothing. A moment as its body had it."""
    if isinstance(value, str) and value.endswith("Z"):
        return value.replace("Z", "+00:00")
    return sorted(value) if isinstance(value, list) else value


@every_field
@pytest.mark.parametrize("plans_omitted", ["unchanged", "unlink"])
def test_it_sends_the_changed_field_and_the_plans_and_nothing_else(
    adviser: Browser, desk: Desk, kind: Kind, plans_omitted: str
):
    desk.scene.firm.behaviours.set(plans_omitted=plans_omitted)
    plans = desk.record["plans"]

    response = desk.edit(adviser, **{kind.name: kind.typed(desk)})

    assert response.status_code == 200
    assert "Saved in Plannr." in words_of(response)
    assert desk.bodies() == [{"plans": plans} | {kind.key: kind.sent(desk)}]
    assert held(desk, kind) == kind.sent(desk)
    assert WriteFreeze.objects.count() == 0


@every_field
def test_the_mirror_and_the_log_know_at_once(adviser: Browser, desk: Desk, kind: Kind):
    desk.edit(adviser, **{kind.name: kind.typed(desk)})

    one = FIELDS[kind.name]
    assert one.mirrored(desk.row) == one.of_sent(kind.sent(desk))
    [line] = lines_about(desk.row.pk)
    assert line.outcome == "saved"
    assert line.sentence.startswith("Priya Patel changed “A1”: ")
    assert desk.row.turn == 1


@every_field
def test_an_edit_that_changes_nothing_sends_nothing_and_leaves_no_trace(adviser: Browser, desk: Desk, kind: Kind):
    response = desk.edit(adviser, **{kind.name: kind.same(desk)})

    assert "Nothing was sent." in words_of(response)
    assert desk.bodies() == []
    assert Entry.objects.count() == 0


@every_field
def test_a_field_changed_by_somebody_else_is_a_conflict_with_all_three_values(adviser: Browser, desk: Desk, kind: Kind):
    form = desk.form(**{kind.name: kind.typed(desk)})
    desk.in_plannr(**{"plans": desk.record["plans"]} | kind.colleague(desk))

    response = desk.edit(adviser, form)

    assert response.status_code == 409
    assert desk.bodies() == []
    said = words_of(response)
    assert f"Not saved. The {kind.name} was changed in Plannr while you were editing it." in said
    assert [word in said for word in ("Yours", "Now in Plannr", "When you opened it", "Save mine")] == [True] * 4


@every_field
def test_saving_mine_after_a_conflict_is_compared_with_what_was_shown_then(adviser: Browser, desk: Desk, kind: Kind):
    form = desk.form(**{kind.name: kind.typed(desk)})
    desk.in_plannr(**{"plans": desk.record["plans"]} | kind.colleague(desk))
    desk.edit(adviser, form)

    response = desk.edit(adviser, desk.form(**{kind.name: kind.typed(desk)}))

    assert response.status_code == 200
    assert held(desk, kind) == kind.sent(desk)


@every_field
def test_another_field_changed_by_somebody_else_is_no_conflict_and_survives(adviser: Browser, desk: Desk, kind: Kind):
    form = desk.form(**{kind.name: kind.typed(desk)})
    other = {"name": "Renamed"} if kind.name != "name" else {"value": 4_200}
    desk.in_plannr(**other, plans=desk.record["plans"])

    assert desk.edit(adviser, form).status_code == 200
    assert {key: desk.record[key] for key in other} == other
    assert held(desk, kind) == kind.sent(desk)


@every_field
def test_a_refusal_of_plannr_lands_beside_its_field_and_what_was_typed_stays(adviser: Browser, desk: Desk, kind: Kind):
    body = {"message": "No.", "errors": {f"{kind.key}.0" if kind.name == "plans" else kind.key: ["Not this one."]}}
    desk.scene.sandbox.faults.add("status", status=422, method="PUT", path="/cases/", body=body, only_next=1)
    before = held(desk, kind)

    response = desk.edit(adviser, **{kind.name: kind.typed(desk)})

    html = response.content.decode()
    assert response.status_code == 422
    assert "Not this one." in html.partition(f'id="box--{kind.name}_error"')[2].partition("</div>")[0]
    assert held(desk, kind) == before
    if kind.name in ("name", "value"):
        assert f'value="{kind.typed(desk)}"' in html


@every_field
@pytest.mark.parametrize(
    ("trouble", "ends"),
    [
        ({"kind": "reset", "when": "after"}, "Saved in Plannr."),
        ({"kind": "status", "status": 502, "when": "after"}, "Saved in Plannr."),
    ],
)
def test_a_lost_answer_is_settled_by_reading_back_and_never_sent_again(
    adviser: Browser, desk: Desk, kind: Kind, trouble: dict[str, Any], ends: str
):
    desk.scene.sandbox.faults.add(method="PUT", path="/cases/", only_next=1, **trouble)

    response = desk.edit(adviser, **{kind.name: kind.typed(desk)})

    assert ends in words_of(response)
    assert len(desk.bodies()) == 1
    assert held(desk, kind) == kind.sent(desk)


@every_field
def test_a_write_that_was_not_made_stays_in_doubt_and_is_asked_after(adviser: Browser, desk: Desk, kind: Kind):
    desk.scene.sandbox.faults.add("reset", method="PUT", path="/cases/", only_next=1)

    response = desk.edit(adviser, **{kind.name: kind.typed(desk)})

    attempt = Entry.objects.get(kind="attempt")
    assert "Plannr has not answered." in words_of(response)
    assert f"{desk.address}settled/{attempt.pk}/" in response.content.decode()
    again = desk.edit(adviser, **{kind.name: kind.typed(desk)})
    assert "still being checked" in words_of(again)
    assert len(desk.bodies()) == 1


@every_field
@pytest.mark.parametrize("how", ["page", "panel"])
def test_an_edit_that_is_lost_is_offered_again_as_it_was_typed(
    adviser: Browser, desk: Desk, settings: Any, kind: Kind, how: str
):
    lost = lose(adviser, desk, settings, {"HX-Request": "true"} if how == "panel" else {}, kind)

    assert ("Plannr did not carry it out" in words_of(lost), held(desk, kind) == kind.sent(desk)) == (True, False)
    assert "data-unsaved" in lost.content.decode()
    again = {name: values for name, values in Filled.of(lost).data().items() if kind.name in name or name == "key"}
    saved = desk.edit(adviser, {"field": kind.name, "client": str(desk.scene.ann), **again})
    assert "Saved in Plannr." in words_of(saved)
    assert held(desk, kind) == kind.sent(desk)


def test_a_board_is_given_the_form_of_a_lost_edit_and_told_of_it(adviser: Browser, desk: Desk, settings: Any):
    lost = lose(adviser, desk, settings, {"X-Requested-With": "fetch"}, KINDS[1])

    assert outcome(lost) == "refused"
    assert 'value="27,500.50"' in lost.content.decode()
    assert 'class="toast"' in lost.content.decode()


def lose(adviser: Browser, desk: Desk, settings: Any, headers: dict[str, str], kind: Kind) -> Any:
    """Send an edit that never reaches Plannr, and ask how it ended once nothing can come of it any more."""
    desk.scene.sandbox.faults.add("reset", method="PUT", path="/cases/", only_next=1)
    desk.edit(adviser, **{kind.name: kind.typed(desk)})
    settings.PLANNR_LATE_SECONDS = 0
    attempt = Entry.objects.get(kind="attempt")
    return adviser.get(f"{desk.address}settled/{attempt.pk}/", headers=headers)


@every_field
def test_a_plannr_that_empties_what_is_left_out_is_put_right_and_told(adviser: Browser, desk: Desk, kind: Kind):
    desk.scene.firm.behaviours.set(put="full")
    before = dict(desk.record)

    response = desk.edit(adviser, **{kind.name: kind.typed(desk)})

    assert response.status_code == 200
    assert "Saved in Plannr. Editing “A1” made Plannr drop what was not edited" in words_of(response)
    assert "They were put back." in words_of(response)
    keys = ("name", "type", "value", "review_at", "plans", "assigned_to")
    wanted = {key: before[key] for key in keys} | {kind.kept: kind.sent(desk)}
    assert {key: in_order(desk.record[key]) for key in keys} == {key: in_order(wanted[key]) for key in keys}
    assert [halt.lifted_at is not None for halt in WriteFreeze.objects.all()] == [True]


def test_the_form_sent_twice_is_one_edit(adviser: Browser, desk: Desk):
    form = desk.form(value="27,500")

    desk.edit(adviser, form)
    second = desk.edit(adviser, form)

    assert len(desk.bodies()) == 1
    assert "Saved in Plannr." in words_of(second)


def test_the_conflict_names_who_changed_it_here(adviser: Browser, administrator: Browser, desk: Desk):
    form = desk.form(value="27,500")
    desk.edit(administrator, value="25,000")

    said = words_of(desk.edit(adviser, form))

    assert "Sarah Jones changed the value at " in said
    assert "Yours £27,500 Now in Plannr £25,000 When you opened it £1,000" in said


def test_a_change_to_what_it_is_already_is_no_conflict(adviser: Browser, desk: Desk):
    form = desk.form(value="25,000")
    desk.in_plannr(value=2_500_000, plans=desk.record["plans"])

    response = desk.edit(adviser, form)

    assert response.status_code == 200
    assert desk.bodies() == []


@pytest.mark.parametrize(
    ("name", "empty", "question"),
    [
        ("value", "", "The case would have no value at all."),
        ("plans", [], "Every plan would be unlinked"),
        ("assigned", [], "Nobody would be assigned any more."),
    ],
)
def test_emptying_a_field_is_asked_about_first(adviser: Browser, desk: Desk, name: str, empty: Any, question: str):
    form = desk.form(**{name: empty})

    asked = desk.edit(adviser, form)
    assert question in words_of(asked)
    assert desk.bodies() == []

    desk.edit(adviser, form | {"sure": name})
    key = {"assigned": "assigned_to_uuids"}.get(name, name)
    assert [body[key] for body in desk.bodies()] == [empty or (None if name == "value" else [])]


def test_plans_are_not_changed_where_plannr_does_not_tell_them(adviser: Browser, desk: Desk):
    form = desk.form(plans=desk.plans)
    desk.scene.firm.distort("case", desk.uuid, plans="App\\Http\\Resources\\PlanResource")

    response = desk.edit(adviser, form)

    assert response.status_code == 422
    assert "Plannr did not say which plans are linked now" in words_of(response)
    assert desk.bodies() == []


def test_two_hundred_plans_are_sent_whole(adviser: Browser, desk: Desk):
    ann = str(desk.scene.ann)
    many = sorted(desk.scene.firm.add_plan(f"Plan {n}", client=ann)["uuid"] for n in range(200))

    desk.edit(adviser, plans=many)

    assert [body["plans"] for body in desk.bodies()] == [many]
    assert sorted(desk.record["plans"]) == many


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("value", "-1", "The value must be £0 or more."),
        ("value", "0.005", "no more than 2 decimal places"),
        ("value", str(10**15), "must be £1,000,000,000,000 or less"),
        ("value", "1.234,56", "must be a number of pounds"),
        ("value", "1e3", "must be a number of pounds"),
        ("value", "٣٤", "must be a number of pounds"),
        ("value", "NaN", "must be a number of pounds"),
        ("name", "x" * 5_000, "this one has 5,000"),
        ("name", "   \u2003\t ", "Give the case a name."),
        ("name", "\u200f\u200b", "Give the case a name."),
        ("review", "2030-02-29", "must be a day of the calendar"),
        ("review", "29/2/2031", "must be a day of the calendar"),
        ("review", "0001-01-01", "The review date must lie between 1900 and 2199."),
        ("review", "9999-12-31", "The review date must lie between 1900 and 2199."),
        ("review", "tomorrow", "must be a day of the calendar"),
        ("type", "", "Choose a type."),
        ("type", "00000000-0000-0000-0000-000000000009", "one of the firm’s case types"),
        ("plans", ["nonsense"], "Choose from the list."),
    ],
)
def test_bad_input_is_told_in_words_beside_its_field(adviser: Browser, desk: Desk, name: str, typed: Any, words: str):
    response = desk.edit(adviser, **{name: typed})

    assert response.status_code == 422
    assert words in response.content.decode().partition(f'id="box--{name}_error"')[2].partition("</div>")[0]
    assert desk.bodies() == []
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("2036-02-29", "2036-02-29T12:00:00+00:00"),
        ("2033-03-27", "2033-03-27T11:00:00+00:00"),
        ("2033-10-30", "2033-10-30T12:00:00+00:00"),
        ("1/7/2033", "2033-07-01T11:00:00+00:00"),
    ],
)
def test_a_day_is_the_same_day_in_london_also_where_the_clocks_change(
    adviser: Browser, desk: Desk, typed: str, sent: str
):
    desk.edit(adviser, review=typed)

    assert [body["review_at"] for body in desk.bodies()] == [sent]


def test_a_review_day_that_has_passed_is_asked_about(adviser: Browser, desk: Desk):
    form = desk.form(review="2020-02-29")

    assert "29 February 2020 has passed." in words_of(desk.edit(adviser, form))
    assert desk.bodies() == []
    assert desk.edit(adviser, form | {"sure": "review"}).status_code == 200


def test_a_day_in_words_stays_in_its_box_while_it_is_asked_about(adviser: Browser, desk: Desk):
    box = r'<input type="([a-z]+)" name="review" value="([^"]*)"'

    asked = re.findall(box, desk.edit(adviser, review="29/2/2020").text)
    opened = re.findall(box, adviser.get(f"{desk.address}edit/", {"field": "review"}).text)

    assert (asked, opened) == ([("text", "29/2/2020")], [("date", "2031-03-04")])


def test_a_conflict_in_the_quick_form_tells_both_sides_and_is_compared_anew(adviser: Browser, desk: Desk):
    form = desk.form(value="27,500")
    desk.in_plannr(value=2_500_000, plans=desk.record["plans"])

    answer = adviser.post(f"{desk.address}edit/", form, headers={"X-Requested-With": "fetch"})

    assert answer.status_code == 409
    assert "Now in Plannr: £25,000 . When you opened it: £1,000 ." in words_of(answer)
    assert re.findall(r'name="was--value" value="(.*?)"', answer.text) == ["2500000"]
    assert re.findall(r'name="value" value="(.*?)"', answer.text) == ["27,500"]


def test_a_field_sent_back_untouched_closes_in_its_place(adviser: Browser, desk: Desk):
    html = desk.edit(adviser, value="1,000").text

    assert html.lstrip().startswith('<div class="row" id="field--value">')
    assert "data-editing" not in html


def test_a_name_from_right_to_left_is_kept_letter_for_letter(adviser: Browser, desk: Desk):
    desk.edit(adviser, name="خطة التقاعد")

    assert desk.record["name"] == "خطة التقاعد"


def test_without_a_script_the_edit_leads_back_to_the_page(adviser: Browser, desk: Desk):
    response = adviser.post(f"{desk.address}edit/", desk.form(value="27,500"))

    assert response.status_code == 302
    assert response["Location"] == f"{desk.address}?client={desk.scene.ann}"
    assert "£27,500" in words_of(adviser.get(response["Location"]))


def test_without_a_script_a_wrong_answer_keeps_the_form_open(adviser: Browser, desk: Desk):
    response = adviser.post(f"{desk.address}edit/", desk.form(value="12,34"))

    assert response.status_code == 422
    assert "<title>Error: A1" in response.content.decode()
    assert 'name="value" value="12,34"' in response.content.decode()


def test_a_script_over_the_board_gets_the_card_and_the_heads(adviser: Browser, desk: Desk):
    form = desk.form(value="27,500", name="A1 anew")
    response = adviser.post(f"{desk.address}edit/", form, headers={"X-Requested-With": "fetch"})

    html = response.content.decode()
    assert outcome(response) == "saved"
    assert f'id="card--{desk.uuid}"' in html
    assert "£29,500" in html
    assert desk.bodies() == [{"name": "A1 anew", "value": 2_750_000, "plans": desk.record["plans"]}]


def test_the_small_form_comes_back_with_what_was_typed(adviser: Browser, desk: Desk):
    form = desk.form(value="lots", name="A1 anew")
    response = adviser.post(f"{desk.address}edit/", form, headers={"X-Requested-With": "fetch"})

    assert outcome(response) == "refused"
    assert 'value="A1 anew"' in response.content.decode()
    assert 'value="lots"' in response.content.decode()


def test_a_manager_may_not_edit(manager: Browser, desk: Desk):
    assert desk.edit(manager, value="27,500").status_code == 403
    assert desk.bodies() == []


def test_a_value_in_another_currency_is_left_to_plannr(adviser: Browser, desk: Desk):
    form = desk.form(value="27,500")
    desk.scene.firm.distort("case", desk.uuid, value={"amount": 1000, "currency": "EUR", "formatted": "€10.00"})

    assert "not in pounds" in words_of(desk.edit(adviser, form))
    assert desk.bodies() == []


def test_every_list_of_types_says_where_they_come_from(adviser: Browser, desk: Desk):
    for address in (f"{desk.address}edit/?field=type", f"/clients/{desk.scene.ann}/cases/new/"):
        page = adviser.get(address).content.decode()

        [described] = re.findall(r'<select [^>]*name="type"[^>]*aria-describedby="([^"]+)"', page)
        assert f'id="{described}">Types seen on cases: Plannr does not list the others.</p>' in page
