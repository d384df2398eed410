"""The case page: what it shows at once, what it asks Plannr for, and what it says when Plannr is away."""

import re

import pytest

from boards.cases.case_page import linked_covers
from boards.mirror import cover_types
from boards.mirror import models as mirror
from boards.mirror.models import Cover
from boards.mirror.sync.cases import sync_client
from tests.cases.conftest import Scene
from tests.cases.desk import Desk, make_desk, words_of
from tests.making import Browser


@pytest.fixture
def desk(unread: Scene) -> Desk:
    """A1 with everything filled in."""
    return make_desk(unread)


def fresh(browser: Browser, desk: Desk) -> str:
    """What the page asks for once it is drawn, in words."""
    response = browser.get(f"{desk.address}fresh/?client={desk.scene.ann}", headers={"HX-Request": "true"})
    assert response.status_code == 200
    return words_of(response)


def test_it_is_drawn_from_the_mirror_without_asking_plannr(adviser: Browser, desk: Desk):
    asked = list(desk.scene.sandbox.log)

    said = words_of(adviser.get(f"{desk.address}?client={desk.scene.ann}"))

    assert list(desk.scene.sandbox.log) == asked
    for fact in ("A1", "Ann Smith", "£1,000", "Pension", "4 March 2031", "Priya Patel", "place 1 of 3", "Plans 2"):
        assert fact in said


def test_the_place_without_a_client_is_the_firms(adviser: Browser, desk: Desk):
    assert "place 1 of 5 in the firm" in words_of(adviser.get(desk.address))


def test_what_only_plannr_can_tell_comes_after(adviser: Browser, desk: Desk):
    firm = desk.scene.firm
    for name, kind, value in (
        ("Pet name", "string", "Rex"), ("Vulnerable", "boolean", True), ("Score", "number", 7),
        ("Signed at", "datetime", "2026-07-01T09:30:00+01:00"), ("Story", "longtext", None),
    ):  # fmt: skip
        field = firm.add_custom_field(name, type=kind, help_text=f"About {name}")
        desk.record["custom_fields"][field["reference"]] = value
    group = firm.add_group("Mortgage team")
    firm.change("case", desk.uuid, groups=[group["uuid"]])
    firm.add_task("Ring the provider", subject=desk.uuid, due_at="2031-05-01T00:00:00Z")
    firm.add_note("She prefers the morning.", subject=desk.uuid)

    said = fresh(adviser, desk)

    for fact in (
        "Pet name Rex About Pet name", "Vulnerable Yes", "Score 7", "Signed at 1 July 2026, 09:30", "Story Not set",
        "Mortgage team", "Ring the provider", "She prefers the morning.", "Plan 1", "Plan 2",
    ):  # fmt: skip
        assert fact in said


def test_a_change_made_in_plannr_is_shown_and_marked_apart(adviser: Browser, desk: Desk):
    desk.in_plannr(value=2_500_000, plans=desk.record["plans"])

    said = fresh(adviser, desk)

    assert "£25,000" in said
    assert "The value went from £1,000 to £25,000, changed in Plannr itself. seen" in said


def test_lists_that_the_account_may_not_read_cost_only_themselves(adviser: Browser, desk: Desk):
    desk.scene.sandbox.faults.add("status", status=403, path="/(task|note)")

    said = fresh(adviser, desk)

    assert "This account may not read the tasks." in said
    assert "This account may not read the notes." in said
    assert "Plan 1" in said


def test_the_page_stays_readable_while_plannr_is_away_and_says_how_old_it_is(adviser: Browser, desk: Desk):
    desk.scene.sandbox.faults.add("status", status=503)

    assert "What stands here was read" in fresh(adviser, desk)
    assert "£1,000" in words_of(adviser.get(desk.address))


def test_without_a_script_plannr_is_asked_by_a_link(adviser: Browser, desk: Desk):
    desk.in_plannr(value=2_500_000, plans=desk.record["plans"])

    said = words_of(adviser.get(f"{desk.address}?fresh=1"))

    assert "£25,000" in said
    assert "Asking Plannr" not in said


def test_a_case_never_met_is_read_from_plannr(adviser: Browser, desk: Desk):
    mirror.Case.objects.filter(pk=desk.uuid).delete()

    assert "A1" in words_of(adviser.get(desk.address))


def test_a_case_that_is_gone_says_so_and_leaves_the_board(adviser: Browser, desk: Desk):
    desk.scene.firm.remove("case", desk.uuid)

    assert "Plannr no longer has this case." in fresh(adviser, desk)
    assert "A1" not in desk.scene.shown("Research")
    assert adviser.get(desk.address).status_code == 404


def test_it_tells_what_does_not_fit(adviser: Browser, desk: Desk):
    desk.in_plannr(value=None, assigned_to_uuids=[], completed_at=None, plans=desk.record["plans"])
    sync_client(desk.scene.ann, force=True)

    said = words_of(adviser.get(desk.address))

    assert "No value" in said
    assert "Nobody assigned" in said


def test_it_tells_more_open_cases_of_the_client_and_a_clash_on_a_plan(adviser: Browser, desk: Desk):
    desk.scene.outsider("B1", plans=[desk.plans[0]])
    sync_client(desk.scene.bob, force=True)

    said = words_of(adviser.get(desk.address))

    assert "3 more open cases for this client" in said
    assert "Another open case is on the same plan: B1" in said


def test_a_manager_reads_it_without_anything_to_change(manager: Browser, desk: Desk):
    html = manager.get(desk.address).content.decode()

    assert "£1,000" in html
    assert "/edit/" not in html
    assert "/completion/" not in html
    assert "Take out" not in html


def test_a_field_opens_in_its_place_without_a_script(adviser: Browser, desk: Desk):
    html = adviser.get(f"{desk.address}edit/?field=value&client={desk.scene.ann}").content.decode()

    assert re.findall(r'name="value" value="1,000"[^>]* id="(.*?)"', html) == ["box--value"]
    assert html.count("data-editing") == 1


def test_the_staff_is_searched_and_whoever_is_chosen_stays(adviser: Browser, desk: Desk):
    form = desk.form(assigned=[desk.staff["Tom Hughes"]])

    html = adviser.post(f"{desk.address}edit/", form | {"finding": "1", "find": "zoe"}).content.decode()

    assert f'value="{desk.staff["Tom Hughes"]}" checked' in html
    assert f'value="{desk.staff["Zoë Young"]}">' in html
    assert desk.staff["Priya Patel"] not in html.partition('id="choices--assigned"')[2].partition("</fieldset>")[0]
    assert desk.bodies() == []


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("asu", "ASU"),
        ("family_income_benefit", "Family Income Benefit"),
        ("tpd_total_permanent_disability", "TPD (Total Permanent Disability)"),
    ],
)
def test_a_cover_is_called_what_its_plan_page_calls_it(word, label):
    assert [one.words for one in linked_covers([Cover(cover_type=word)], [])] == [label]
    assert cover_types.label(word) == label
