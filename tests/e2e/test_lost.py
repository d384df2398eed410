"""A save that never reached Plannr is offered again as it was typed, wherever the person is by then."""

import pytest
from playwright.sync_api import Locator, expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, violations
from tests.e2e.test_case import CASE, change, open_panel

pytestmark = pytest.mark.e2e
SETTLES_WITHIN = 40_000


def lose(plannr: Sandbox) -> None:
    """Plannr never gets the next write."""
    plannr.faults.add("reset", method="PUT", path="/cases/", only_next=1)


def quick_edit(board: BoardPage, value: str) -> Locator:
    """Type a value into the small form over the board, and save it; gives the dialog."""
    board.link(CASE).focus()
    board.page.keyboard.press("e")
    sheet = board.page.get_by_role("dialog", name=f"Edit {CASE}")
    sheet.get_by_label("Value in pounds").fill(value)
    sheet.get_by_role("button", name="Save").click()
    return sheet


def test_a_lost_edit_is_offered_over_the_panel_that_was_opened_meanwhile(
    board: BoardPage, file: File, plannr: Sandbox
) -> None:
    lose(plannr)
    sheet = quick_edit(board, "27,500")
    expect(sheet).to_have_count(0)
    panel = open_panel(board, "ISA allowance")

    expect(sheet).to_be_visible(timeout=SETTLES_WITHIN)
    expect(sheet.get_by_label("Value in pounds")).to_have_value("27,500")
    expect(sheet).to_contain_text("Plannr did not carry it out.")
    assert violations(board.page) == []
    sheet.get_by_role("button", name="Save").click()

    expect(board.said).to_contain_text(f"“{CASE}” was saved in Plannr")
    expect(panel).to_be_visible()
    assert file.record(CASE)["value"] == 2_750_000


def test_a_lost_edit_of_a_panel_is_offered_there_alone(board: BoardPage, file: File, plannr: Sandbox) -> None:
    lose(plannr)
    panel = open_panel(board)
    change(panel, "value")
    panel.get_by_label("Value").fill("27,500")
    panel.get_by_role("button", name="Save", exact=True).click()

    expect(panel.get_by_role("status")).to_contain_text("Plannr did not carry it out.", timeout=SETTLES_WITHIN)
    expect(board.alarms).to_contain_text("Plannr did not carry it out.", timeout=SETTLES_WITHIN)
    expect(panel.get_by_label("Value")).to_have_value("27,500")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_role("status")).to_contain_text("Saved in Plannr.")
    panel.get_by_role("link", name="Close").click()

    expect(board.page.get_by_role("dialog")).to_have_count(0)
    assert file.record(CASE)["value"] == 2_750_000


def test_a_lost_edit_waits_for_the_form_that_somebody_types_in(board: BoardPage, file: File, plannr: Sandbox) -> None:
    lose(plannr)
    sheet = quick_edit(board, "27,500")
    expect(sheet).to_have_count(0)
    board.link("ISA allowance").focus()
    board.page.keyboard.press("n")
    other = board.page.get_by_role("dialog", name="Add a case")
    other.get_by_label("Name").fill("Bed and ISA")

    expect(board.alarms).to_contain_text("Plannr did not carry it out.", timeout=SETTLES_WITHIN)
    expect(other.get_by_label("Name")).to_have_value("Bed and ISA")
    other.get_by_role("link", name="Cancel").click()

    expect(sheet.get_by_label("Value in pounds")).to_have_value("27,500")


def test_a_lost_completion_is_offered_with_its_date_and_status(board: BoardPage, file: File, plannr: Sandbox) -> None:
    panel = open_panel(board)
    lose(plannr)
    panel.get_by_role("link", name="Complete").click()
    sheet = board.page.get_by_role("dialog", name=f"Complete {CASE}")
    sheet.get_by_label("Completed on").fill("2026-01-05")
    sheet.get_by_role("radio", name="Move it to Completed").check()
    sheet.get_by_role("button", name="Complete", exact=True).click()
    sheet.get_by_role("button", name="Yes, complete it").click()
    expect(sheet).to_have_count(0)

    expect(sheet).to_be_visible(timeout=SETTLES_WITHIN)
    expect(sheet.get_by_label("Completed on")).to_have_value("2026-01-05")
    expect(sheet.get_by_role("radio", name="Move it to Completed")).to_be_checked()


def test_people_who_were_not_added_are_named_and_added_by_one_press(
    board: BoardPage, file: File, plannr: Sandbox
) -> None:
    with plannr.firm.turn():
        other = plannr.firm.add_client("Zelda Quince")
    panel = open_panel(board)
    plannr.faults.add("reset", method="POST", path="/participants", only_next=1)
    panel.get_by_role("searchbox", name="Add a client or an employee").fill("Zelda")
    panel.get_by_role("button", name="Find").click()
    panel.get_by_role("checkbox", name="Zelda Quince").check()
    panel.get_by_role("button", name="Add", exact=True).click()
    expect(panel.get_by_role("status")).to_contain_text("Plannr has not answered.")

    panel.get_by_role("searchbox", name="Add a client or an employee").fill("Zelda")
    panel.get_by_role("button", name="Find").click()
    expect(panel.get_by_role("checkbox", name="Zelda Quince")).to_be_visible()

    expect(panel).to_contain_text("Zelda Quince was not added.", timeout=SETTLES_WITHIN)
    expect(panel.get_by_role("checkbox", name="Zelda Quince")).to_be_visible()
    assert violations(board.page) == []
    panel.get_by_role("button", name="Try again").click()

    expect(panel.get_by_role("status")).to_contain_text("Saved in Plannr.")
    assert other["uuid"] in file.record(CASE)["participants"]
    expect(panel).not_to_contain_text("was not added")
    expect(panel.get_by_role("checkbox", name="Zelda Quince")).to_be_visible()
