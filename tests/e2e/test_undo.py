"""Taking moves back: by the button, by keys, several times, and from the list that does not vanish."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.clients import File
from tests.e2e.pages import BoardPage

pytestmark = pytest.mark.e2e
FACT_FIND = ["Carry forward contribution", "Annual review", "Junior ISA"]


def moved(board: BoardPage, *names: str) -> None:
    """Move cards to the foot of the next status, one after another."""
    for name in names:
        board.focus(name)
        board.page.keyboard.press(">")
        board.expect_saved(name)


def test_the_button_restores_status_place_and_totals(board: BoardPage, file: File) -> None:
    totals = [board.total(status) for status in ("Fact find", "Research")]
    moved(board, "Annual review")
    board.said.get_by_role("button", name="Undo").click()
    board.expect_order("Fact find", FACT_FIND)
    expect(board.card("Annual review")).not_to_have_attribute("aria-busy", "true")
    assert file.order_in("Fact find") == FACT_FIND
    assert [board.total(status) for status in ("Fact find", "Research")] == totals
    assert board.is_same_page()


def test_control_z_takes_back_one_move_after_another_and_control_shift_z_does_them_again(
    board: BoardPage, file: File
) -> None:
    moved(board, "Annual review", "Junior ISA")
    board.page.keyboard.press("Control+z")
    board.expect_order("Fact find", ["Carry forward contribution", "Junior ISA"])
    board.page.keyboard.press("Control+z")
    board.expect_order("Fact find", FACT_FIND)
    assert file.order_in("Fact find") == FACT_FIND

    board.page.keyboard.press("Control+Shift+z")
    board.eventually(lambda: file.status_of("Annual review"), "Research")
    board.expect_order("Fact find", ["Carry forward contribution", "Junior ISA"])
    board.page.keyboard.press("Control+Shift+z")
    board.eventually(lambda: file.status_of("Junior ISA"), "Research")
    board.page.keyboard.press("Control+z")
    board.eventually(lambda: file.status_of("Junior ISA"), "Fact find")


def test_two_moves_of_one_card_and_an_edit_between_them_are_taken_back_one_by_one(board: BoardPage, file: File) -> None:
    moved(board, "Annual review")
    board.page.keyboard.press("e")
    board.page.get_by_role("dialog").get_by_label("Value in pounds").fill("500")
    board.page.keyboard.press("Enter")
    expect(board.card("Annual review")).to_contain_text("£500")
    moved(board, "Annual review")

    board.page.keyboard.press("Control+z")
    board.eventually(lambda: file.status_of("Annual review"), "Research")
    board.page.keyboard.press("Control+z")
    board.eventually(lambda: file.record("Annual review")["value"], None)
    expect(board.said).to_contain_text("Undone: changed “Annual review”: value from No value to £500.")
    board.page.keyboard.press("Control+z")
    board.eventually(lambda: file.status_of("Annual review"), "Fact find")
    board.page.keyboard.press("Control+Shift+z")
    board.eventually(lambda: file.status_of("Annual review"), "Research")
    board.page.keyboard.press("Control+Shift+z")
    board.eventually(lambda: file.record("Annual review")["value"], 50_000)


def test_what_was_done_on_another_page_is_taken_back_here(board: BoardPage, file: File) -> None:
    moved(board, "Annual review")
    board.page.reload()
    expect(board.card("Annual review")).to_be_visible()
    board.focus("Annual review")
    board.page.keyboard.press("Control+z")
    board.eventually(lambda: file.status_of("Annual review"), "Fact find")


def test_keys_pressed_quickly_undo_as_many_moves(board: BoardPage, file: File) -> None:
    moved(board, "Annual review", "Junior ISA")
    for _ in range(2):
        board.page.keyboard.press("Control+z")
    board.expect_order("Fact find", FACT_FIND)
    board.eventually(lambda: file.order_in("Fact find"), FACT_FIND)


def test_nothing_to_undo_is_said(board: BoardPage, file: File) -> None:
    board.page.keyboard.press("Control+z")
    expect(board.alarms).to_contain_text("nothing to undo")
    assert file.writes() == []


def test_an_undo_that_is_too_late_is_refused_in_words(board: BoardPage, file: File) -> None:
    moved(board, "Annual review")
    file.moved_outside("Annual review", "Completed")
    board.page.keyboard.press("Control+z")
    expect(board.alarms).to_contain_text("Annual review")
    assert file.status_of("Annual review") == "Completed"
    assert file.writes() == ["Annual review"]


def test_control_z_while_typing_is_the_box_s_own(board: BoardPage, file: File) -> None:
    moved(board, "Annual review")
    board.page.get_by_role("searchbox", name="Find a client").fill("smith")
    board.page.keyboard.press("Control+z")
    assert file.status_of("Annual review") == "Research"
    assert board.alarms.inner_text() == ""


def test_an_undo_that_could_not_be_sent_can_be_tried_again(board: BoardPage, file: File) -> None:
    moved(board, "Annual review")
    board.page.context.set_offline(True)
    board.page.keyboard.press("Control+z")
    expect(board.alarms).to_contain_text("Nothing was sent")
    board.page.context.set_offline(False)
    board.alarms.get_by_role("button", name="Try again").click()
    board.eventually(lambda: file.status_of("Annual review"), "Fact find")


def test_recent_moves_undoes_and_the_board_behind_follows(board: BoardPage, file: File, page: Page) -> None:
    moved(board, "Annual review")
    page.reload()
    board.mark()
    page.get_by_role("link", name="Recent moves").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="Recent moves")).to_be_visible()
    sheet.get_by_role("button", name="Undo the move of Annual review").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    board.expect_order("Fact find", FACT_FIND)
    assert file.order_in("Fact find") == FACT_FIND
    assert board.is_same_page()


def test_the_message_stays_while_it_is_pointed_at(board: BoardPage) -> None:
    board.page.clock.install()
    moved(board, "Annual review")
    toast = board.said.get_by_text(re.compile("Saved in Plannr"))
    toast.hover()
    board.page.clock.run_for(15_000)
    expect(toast).to_be_visible()
    board.page.mouse.move(5, 5)
    board.page.clock.run_for(15_000)
    expect(toast).to_have_count(0)
