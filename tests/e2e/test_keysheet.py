"""The sheet of keys, and the switch in it that leaves single letters to the people who type or speak them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, violations

pytestmark = pytest.mark.e2e


def test_the_sheet_opens_from_anywhere_on_the_board_and_gives_focus_back(board: BoardPage, page: Page) -> None:
    board.focus("Annual review")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys of the board")
    expect(sheet).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert board.focused() == "Annual review"
    page.locator("body").press("?")
    expect(sheet).to_be_visible()
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_be_hidden()


def test_the_button_opens_it_without_javascript_too(
    as_person: Callable[..., Page], board: BoardPage, file: File
) -> None:
    page = as_person(java_script_enabled=False)
    page.goto(file.address)
    page.get_by_role("button", name="Keyboard help").click()
    expect(page.get_by_role("heading", name="Keys of the board")).to_be_visible()
    expect(page.get_by_role("switch")).to_have_count(0)


def test_letters_can_be_turned_off_for_good_and_the_other_keys_stay(board: BoardPage, page: Page, file: File) -> None:
    page.get_by_role("button", name="Keyboard help").click()
    page.get_by_role("switch", name="Keys that are a single letter").uncheck()
    page.get_by_role("button", name="Close").click()
    for turn in ("now", "after a reload"):
        board.focus("Annual review")
        for key in ("m", "?", ">", "j", "e"):
            page.keyboard.press(key)
        assert page.get_by_role("dialog").count() == 0, turn
        assert board.focused() == "Annual review"
        page.keyboard.press("/")
        assert board.focused() == "Annual review"
        page.keyboard.press("ArrowDown")
        assert board.focused() == "Junior ISA"
        page.reload()
    assert file.writes() == []
    page.get_by_role("button", name="Keyboard help").click()
    page.get_by_role("switch").check()
    page.get_by_role("button", name="Close").click()
    board.focus("Annual review")
    page.keyboard.press("m")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_nothing_but_the_flag_is_kept_on_the_machine(board: BoardPage, page: Page) -> None:
    page.get_by_role("button", name="Keyboard help").click()
    page.get_by_role("switch").uncheck()
    assert page.evaluate("() => ({ ...localStorage })") == {"letters": "off"}


def test_a_slash_is_not_typed_into_the_empty_box_that_has_focus_already(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("main").get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.press("/")
    assert box.input_value() == ""
    page.keyboard.type("a/b")
    assert box.input_value() == "a/b"
