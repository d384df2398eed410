"""Several cards at once: chosen with mouse and keys, moved in order, undone as one, failures named."""

import pytest
from playwright.sync_api import expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import File
from tests.e2e.pages import BoardPage

pytestmark = pytest.mark.e2e
FACT_FIND = ["Carry forward contribution", "Annual review", "Junior ISA"]
RESEARCH = ["Pension transfer", "ISA allowance", "Whole of life in trust"]


def choose(board: BoardPage, *names: str) -> None:
    """Choose cards with Ctrl and the mouse."""
    for name in names:
        box = board.card(name).bounding_box()
        assert box
        board.card(name).click(modifiers=["Control"], position={"x": 20, "y": box["height"] - 8})
    board.page.wait_for_function("() => document.querySelector('case-board').awake")


def chosen(board: BoardPage) -> list[str]:
    """The names of the chosen cards, in the board's order."""
    return board.page.locator("[data-chosen] [href^='/cases/']:not([aria-label])").all_inner_texts()


def test_control_and_a_click_choose_and_the_number_is_told(board: BoardPage) -> None:
    choose(board, "Annual review")
    assert board.heard().strip() == "1 chosen."
    choose(board, "ISA allowance")
    assert chosen(board) == ["Annual review", "ISA allowance"]
    assert board.heard().strip() == "2 chosen."
    choose(board, "Annual review")
    assert chosen(board) == ["ISA allowance"]
    assert board.is_same_page()


def test_shift_and_a_click_choose_a_range_of_the_column(board: BoardPage) -> None:
    choose(board, "Carry forward contribution")
    board.link("Junior ISA").click(modifiers=["Shift"])
    assert chosen(board) == FACT_FIND
    board.link("Annual review").click(modifiers=["Shift"])
    assert chosen(board) == FACT_FIND[:2]
    board.page.keyboard.press("Escape")
    assert chosen(board) == []
    assert board.is_same_page()


def test_shift_with_arrows_and_space_choose_and_a_screen_reader_is_told(board: BoardPage) -> None:
    keys = board.page.keyboard
    board.focus("Carry forward contribution")
    keys.press("Shift+ArrowDown")
    assert chosen(board) == FACT_FIND[:2]
    assert board.focused() == "Annual review"
    assert board.link("Annual review").get_attribute("aria-describedby") == "chosen-hint keys-hint"
    keys.press("Shift+ArrowUp")
    assert chosen(board) == FACT_FIND[:1]
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Shift+ ")
    assert chosen(board) == [FACT_FIND[0], FACT_FIND[2]]
    keys.press("Shift+ ")
    assert chosen(board) == FACT_FIND[:1]


def test_all_that_is_chosen_is_dragged_together_in_order_and_undone_as_one(board: BoardPage, file: File) -> None:
    choose(board, "Junior ISA", "Carry forward contribution")
    board.lift("Junior ISA")
    board.hover("Research", after="Pension transfer")
    assert board.page.locator(".carried").get_attribute("data-number") == "2"
    assert board.page.locator("[data-lifted]").count() == 2
    would = board.page.locator(".column__would").all_inner_texts()
    assert would == ["£0", "1", "£262,500", "5"]
    board.page.mouse.up()

    moved = ["Pension transfer", "Carry forward contribution", "Junior ISA", "ISA allowance", "Whole of life in trust"]
    expect(board.said).to_contain_text("Moved 2 cases to Research. Saved in Plannr.")
    assert board.order("Research") == moved
    assert file.order_in("Research") == moved
    assert file.writes() == ["Carry forward contribution", "Junior ISA"]
    assert chosen(board) == []

    board.said.get_by_role("button", name="Undo").click()
    board.eventually(lambda: file.order_in("Fact find"), FACT_FIND)
    board.expect_order("Fact find", FACT_FIND)
    board.expect_order("Research", RESEARCH)
    assert board.is_same_page()


def test_a_lot_can_be_stopped_and_gone_on_with(board: BoardPage, file: File, plannr: Sandbox) -> None:
    plannr.faults.add("latency", method="PUT", path="/cases/", seconds=2)
    choose(board, *FACT_FIND)
    board.page.keyboard.press(">")
    expect(board.said).to_contain_text("Moving 1 of 3")
    board.said.get_by_role("button", name="Stop").click()

    expect(board.alarms).to_contain_text("2 of 3 were not moved. Not tried: “Annual review”, “Junior ISA”.")
    plannr.faults.clear()
    assert file.writes() == ["Carry forward contribution"]
    board.expect_order("Fact find", ["Annual review", "Junior ISA"])
    board.alarms.get_by_role("button", name="Try again").click()
    board.eventually(lambda: file.order_in("Fact find"), [])
    assert file.order_in("Research") == [*RESEARCH, *FACT_FIND]


def test_progress_is_shown(board: BoardPage, plannr: Sandbox) -> None:
    plannr.faults.add("latency", method="PUT", path="/cases/", seconds=0.7)
    choose(board, "Annual review", "Junior ISA")
    board.page.keyboard.press(">")
    expect(board.said).to_contain_text("Moving 1 of 2")
    expect(board.said).to_contain_text("Moving 2 of 2")
    assert board.page.locator("li[aria-busy=true]").count() >= 1
    expect(board.said).to_contain_text("Moved 2 cases")
    expect(board.said).not_to_contain_text("Moving")


def test_keys_carry_all_that_is_chosen(board: BoardPage, file: File) -> None:
    keys = board.page.keyboard
    board.focus("Annual review")
    keys.press("Shift+ArrowDown")
    keys.press(" ")
    assert board.heard().startswith("Picked up 2 cases with Junior ISA")
    keys.press("ArrowRight")
    keys.press("Control+ArrowUp")
    keys.press(" ")
    expect(board.said).to_contain_text("Moved 2 cases to Research")
    assert file.order_in("Research") == ["Annual review", "Junior ISA", *RESEARCH]
    assert board.order("Research") == file.order_in("Research")
    keys.press("Control+z")
    board.eventually(lambda: file.order_in("Fact find"), FACT_FIND)


def test_escape_with_many_in_the_hand_puts_all_back(board: BoardPage, file: File) -> None:
    keys = board.page.keyboard
    board.focus("Annual review")
    for key in ("Shift+ArrowDown", " ", "ArrowRight", "Escape"):
        keys.press(key)
    assert board.order("Fact find") == FACT_FIND
    assert board.page.locator("[data-lifted], [data-held], [data-number]").count() == 0
    assert file.writes() == []


def test_the_menu_moves_all_that_is_chosen(board: BoardPage, file: File) -> None:
    choose(board, "Annual review", "Junior ISA")
    board.page.keyboard.press("m")
    dialog = board.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Move Junior ISA and 1 more")
    dialog.get_by_role("radio", name="Recommendation").check()
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(board.said).to_contain_text("Moved 2 cases to Recommendation")
    assert file.order_in("Recommendation") == ["Annual review", "Junior ISA"]


def test_those_that_were_refused_are_named_and_put_back(board: BoardPage, file: File, plannr: Sandbox) -> None:
    plannr.faults.add("status", status=422, method="PUT", path=file.cases["Annual review"], only_next=1)
    choose(board, *FACT_FIND)
    board.page.keyboard.press(">")
    expect(board.alarms).to_contain_text("1 of 3 were not moved. “Annual review” was not moved.")
    expect(board.said).to_contain_text("Moved 2 cases to Research")
    assert board.order("Fact find") == ["Annual review"]
    assert file.order_in("Research") == [*RESEARCH, "Carry forward contribution", "Junior ISA"]

    board.alarms.get_by_role("button", name="Try again").click()
    board.eventually(lambda: file.status_of("Annual review"), "Research")


def test_what_was_not_tried_is_named_and_stays(board: BoardPage, file: File) -> None:
    choose(board, *FACT_FIND)
    board.page.wait_for_load_state("networkidle")
    board.page.context.set_offline(True)
    board.page.keyboard.press(">")
    expect(board.alarms).to_contain_text("3 of 3 were not moved.")
    expect(board.alarms).to_contain_text("Not tried: “Annual review”, “Junior ISA”.")
    assert board.order("Fact find") == FACT_FIND
    board.page.context.set_offline(False)
    assert file.writes() == []
