"""The board by keyboard alone, and what it tells people who listen."""

import pytest
from playwright.sync_api import Page, expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import File, open_file
from tests.e2e.pages import BoardPage
from tests.making import PASSWORD

pytestmark = pytest.mark.e2e


def test_a_card_is_moved_from_sign_in_to_saved_by_keyboard_alone(context, file: File, complaints) -> None:
    page = context.new_page()
    complaints(page)
    page.goto("/login/")
    page.keyboard.press("Tab")
    while page.evaluate("() => document.activeElement.name") != "username":
        page.keyboard.press("Tab")
    page.keyboard.type("priya")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(file.name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=file.name, exact=True)).to_be_visible()
    tab_to(page, file.name)
    page.keyboard.press("Enter")
    board = BoardPage(page)
    expect(board.link("Carry forward contribution")).to_be_visible()
    tab_to(page, "Carry forward contribution")
    page.keyboard.press("ArrowDown")
    # The first key waits for the script of the keys, which comes with the first look at a card.
    board.eventually(board.focused, "Annual review")

    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")

    board.expect_saved("Annual review")
    assert file.order_in("Research")[:2] == ["Pension transfer", "Annual review"]
    assert board.focused() == "Annual review"


def tab_to(page: Page, text: str) -> None:
    """Press Tab until what has focus reads `text`."""
    for _ in range(60):
        if page.evaluate("() => document.activeElement.textContent.trim()") == text:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {text}")


def test_every_step_is_announced_with_name_column_and_place(board: BoardPage) -> None:
    keys = board.page.keyboard
    board.focus("Annual review")
    keys.press(" ")
    assert board.heard().startswith("Picked up Annual review, place 2 of 3 in Fact find.")
    keys.press("ArrowDown")
    assert board.heard() == "Annual review, place 3 of 3 in Fact find."
    keys.press("ArrowRight")
    assert board.heard() == "Annual review, place 4 of 4 in Research."
    keys.press("Control+ArrowUp")
    assert board.heard() == "Annual review, place 1 of 4 in Research."
    keys.press("Escape")
    assert board.heard() == "Cancelled. Annual review is back at place 2 of 3 in Fact find."


def test_escape_restores_the_place_and_keeps_focus(board: BoardPage, file: File) -> None:
    before = {status: board.order(status) for status in ("Fact find", "Research")}
    board.focus("Annual review")
    for key in (" ", "ArrowRight", "ArrowUp", "ArrowUp", "Escape"):
        board.page.keyboard.press(key)
    assert {status: board.order(status) for status in ("Fact find", "Research")} == before
    assert board.focused() == "Annual review"
    assert board.page.locator("[data-held], [data-over]").count() == 0
    assert file.writes() == []


def test_arrows_go_about_the_board(board: BoardPage) -> None:
    board.focus("Carry forward contribution")
    been = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "Home"):
        board.page.keyboard.press(key)
        been.append(board.focused())
    assert been == [
        "Annual review",
        "Junior ISA",
        "Junior ISA",
        "Whole of life in trust",
        "Key person cover",
        "Pension transfer",
        "Pension transfer",
    ]


def test_greater_than_moves_to_the_foot_of_the_next_status(board: BoardPage, file: File) -> None:
    board.focus("Annual review")
    board.page.keyboard.press(">")
    board.expect_saved("Annual review")
    assert file.order_in("Research")[-1] == "Annual review"
    assert board.order("Research") == file.order_in("Research")
    assert board.focused() == "Annual review"


def test_less_than_moves_to_the_status_before(board: BoardPage, file: File) -> None:
    board.focus("Annual review")
    board.page.keyboard.press("<")
    board.expect_saved("Annual review")
    assert file.order_in("New enquiry") == ["School fees plan", "Annual review"]


def test_letters_are_letters_while_typing_and_with_control_held(board: BoardPage) -> None:
    board.page.get_by_role("searchbox", name="Find a client").focus()
    board.page.keyboard.type("m>")
    assert board.page.get_by_role("searchbox", name="Find a client").input_value() == "m>"
    assert board.page.get_by_role("dialog").count() == 0
    board.focus("Annual review")
    board.page.keyboard.press("Control+m")
    assert board.page.get_by_role("dialog").count() == 0


def test_a_slash_goes_to_the_search_box(board: BoardPage) -> None:
    board.focus("Annual review")
    board.page.keyboard.press("/")
    expect(board.page.get_by_role("searchbox", name="Find a client")).to_be_focused()


def test_a_question_mark_shows_the_keys(board: BoardPage) -> None:
    board.focus("Annual review")
    board.page.keyboard.press("?")
    expect(board.page.get_by_role("heading", name="Keys of the board")).to_be_visible()


def test_each_column_is_one_tab_stop(board: BoardPage) -> None:
    expect(board.column("Fact find").locator("li a:not([aria-label])[tabindex='0']")).to_have_count(1)
    board.focus("Junior ISA")
    expect(board.link("Junior ISA")).to_have_attribute("tabindex", "0")
    expect(board.link("Carry forward contribution")).to_have_attribute("tabindex", "-1")


def test_a_lifted_card_opens_a_folded_column_and_goes_in(board: BoardPage, file: File) -> None:
    page = board.page
    page.get_by_role("button", name="Fold Research").click()
    expect(page.get_by_role("button", name="Unfold Research")).to_be_visible()
    board.focus("Annual review")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Fold Research", exact=True)).to_be_visible()
    board.eventually(lambda: "Annual review" in board.order("Research"), True)
    assert board.focused() == "Annual review"
    page.keyboard.press("Control+ArrowUp")
    page.keyboard.press(" ")
    board.expect_saved("Annual review")
    assert file.order_in("Research")[0] == "Annual review"
    assert board.focused() == "Annual review"
    assert board.is_same_page()


def test_greater_than_opens_a_folded_column_so_that_focus_stays(board: BoardPage, file: File) -> None:
    board.page.get_by_role("button", name="Fold Research").click()
    expect(board.page.get_by_role("button", name="Unfold Research")).to_be_visible()
    board.focus("Annual review")
    board.page.keyboard.press(">")
    board.expect_saved("Annual review")
    assert file.order_in("Research")[-1] == "Annual review"
    assert board.focused() == "Annual review"


def test_places_count_the_cases_that_are_not_drawn(page: Page, plannr: Sandbox) -> None:
    board = BoardPage(page).open(open_file(plannr, extra=40))
    board.focus("Annual review")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+ArrowUp")
    assert board.heard() == "Annual review, place 1 of 44 in Research."
    page.keyboard.press("Escape")
    page.keyboard.press(">")
    assert board.heard().startswith("Dropped Annual review, place 44 of 44 in Research.")
