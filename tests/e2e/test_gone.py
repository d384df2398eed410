"""A card that one's own change takes out of the filter is said to have gone, and focus goes to the one beside it."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.clients import File, status_uuid
from tests.e2e.pages import BoardPage, wait_for_script
from tests.e2e.test_case import change, open_panel
from tests.e2e.test_many import choose

pytestmark = pytest.mark.e2e


def filtered(board: BoardPage, file: File, query: str) -> None:
    """Open the board with a filter."""
    board.page.goto(f"{file.address}?{query}")
    wait_for_script(board.page, "case-board")


def in_fact_find(board: BoardPage, file: File) -> None:
    """Show what stands in Fact find alone."""
    filtered(board, file, f"status={status_uuid(file.plannr, 'Fact find')}")
    board.expect_order("Fact find", ["Carry forward contribution", "Annual review", "Junior ISA"])


def expect_gone(board: BoardPage, *names: str) -> None:
    """Wait until the cards have gone and that is said."""
    quoted = ", ".join(f"“{name}”" for name in names)
    match = "matches" if len(names) == 1 else "match"
    expect(board.said).to_contain_text(f"{quoted} no longer {match} the filter.")
    for name in names:
        expect(board.page.locator("case-board").get_by_role("link", name=name, exact=True)).to_have_count(0)


def test_a_quick_edit_takes_a_card_out_of_the_filter_and_the_message_leads_to_it(board: BoardPage, file: File) -> None:
    filtered(board, file, "least=20000")
    board.focus("ISA allowance")
    board.page.keyboard.press("e")
    board.page.get_by_role("dialog").get_by_label("Value in pounds").fill("5")
    board.page.keyboard.press("Enter")

    expect_gone(board, "ISA allowance")
    board.eventually(board.focused, "Whole of life in trust")
    assert board.said.get_by_role("link", name="Clear filters").get_attribute("href") == f"{file.address}?"
    board.said.get_by_role("link", name="ISA allowance").click()
    board.page.wait_for_url(f"**/cases/{file.cases['ISA allowance']}/?client=*")


def test_an_edit_in_the_panel_does_the_same_and_focus_is_there_when_it_closes(board: BoardPage, file: File) -> None:
    filtered(board, file, "least=20000")
    panel = open_panel(board, "Whole of life in trust")
    change(panel, "value")
    panel.get_by_label("Value").fill("5")
    panel.get_by_label("Value").press("Enter")
    expect(board.page.locator("case-board .card__name")).to_have_count(3)
    expect(board.page.locator("#status-messages")).to_contain_text(
        "“Whole of life in trust” no longer matches the filter."
    )

    board.page.keyboard.press("Escape")

    expect(board.page.get_by_role("dialog")).to_have_count(0)
    board.eventually(board.focused, "ISA allowance")


def test_a_move_and_its_undo(board: BoardPage, file: File) -> None:
    in_fact_find(board, file)
    board.focus("Annual review")
    board.page.keyboard.press(">")
    expect_gone(board, "Annual review")
    board.eventually(board.focused, "Carry forward contribution")

    filtered(board, file, f"status={status_uuid(file.plannr, 'Research')}")
    board.focus("Annual review")
    board.page.keyboard.press("Control+z")

    expect_gone(board, "Annual review")
    expect(board.page.locator(".card__name:focus")).to_have_count(1)


def test_several_moved_together_are_named_together(board: BoardPage, file: File) -> None:
    in_fact_find(board, file)
    choose(board, "Annual review", "Junior ISA")
    board.page.keyboard.press(">")

    expect(board.said).to_contain_text(re.compile("Moved 2 cases to Research"))
    expect_gone(board, "Annual review", "Junior ISA")
    board.eventually(board.focused, "Carry forward contribution")
    board.expect_order("Fact find", ["Carry forward contribution"])


def test_a_card_that_still_passes_is_not_spoken_of(board: BoardPage, file: File) -> None:
    filtered(board, file, "least=20000")
    board.focus("ISA allowance")
    board.page.keyboard.press(">")
    board.expect_saved("ISA allowance")
    board.page.wait_for_load_state("networkidle")

    expect(board.said).not_to_contain_text("no longer")
    assert board.focused() == "ISA allowance"
