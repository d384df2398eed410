"""The move menu: as a dialog over the board, and as a page of its own where there is no JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import File
from tests.e2e.pages import BoardPage

pytestmark = pytest.mark.e2e


def test_the_menu_moves_a_card_without_leaving_the_board(board: BoardPage, file: File) -> None:
    dialog = board.open_menu("Annual review")
    dialog.get_by_role("radio", name="Recommendation").check()
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(board.page.get_by_role("dialog")).to_have_count(0)
    board.expect_saved("Annual review")
    assert file.status_of("Annual review") == "Recommendation"
    assert board.is_same_page()


def test_the_menu_offers_the_places_of_the_chosen_status(board: BoardPage, file: File) -> None:
    dialog = board.open_menu("Annual review")
    dialog.get_by_role("radio", name="Research").check()
    place = dialog.get_by_role("combobox", name="Place")
    expect(place.get_by_role("option", name="After Pension transfer")).to_have_count(1)
    place.select_option(label="After Pension transfer")
    dialog.get_by_role("button", name="Move", exact=True).click()
    board.expect_saved("Annual review")
    assert file.order_in("Research")[:2] == ["Pension transfer", "Annual review"]
    assert board.order("Research")[:2] == ["Pension transfer", "Annual review"]


def test_m_opens_the_menu_and_escape_gives_focus_back(board: BoardPage) -> None:
    board.focus("Annual review")
    board.page.keyboard.press("m")
    expect(board.page.get_by_role("dialog")).to_be_visible()
    assert board.page.evaluate("() => document.querySelector('#dialog').contains(document.activeElement)")
    board.page.keyboard.press("Escape")
    expect(board.page.get_by_role("dialog")).to_have_count(0)
    assert board.focused() == "Annual review"


def test_cancel_and_the_cross_close_the_menu(board: BoardPage) -> None:
    for name in ("Cancel", "Close"):
        dialog = board.open_menu("Annual review")
        dialog.get_by_role("link", name=name).click()
        expect(board.page.get_by_role("dialog")).to_have_count(0)
    assert board.is_same_page()


def test_a_move_refused_from_the_menu_says_why(board: BoardPage, file: File, plannr: Sandbox) -> None:
    before = board.order("Fact find")
    plannr.faults.add("status", status=422, method="PUT", path="/cases/", only_next=1)
    dialog = board.open_menu("Annual review")
    dialog.get_by_role("radio", name="Recommendation").check()
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(board.alarms).to_contain_text("The selected status is invalid.")
    board.expect_order("Fact find", before)
    assert file.status_of("Annual review") == "Fact find"


def test_the_menu_works_without_javascript(as_person: Callable[..., Page], board: BoardPage, file: File) -> None:
    page = as_person(java_script_enabled=False)
    page.goto(file.address)
    page.get_by_role("link", name="Move Annual review", exact=True).click()
    page.wait_for_url("**/move/**")
    page.get_by_role("radio", name="Recommendation").check()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(file.name)
    expect(page.get_by_role("region", name="Recommendation")).to_contain_text("Annual review")
    assert file.status_of("Annual review") == "Recommendation"
