"""Dragging a card by mouse, from sign-in to Plannr's own record, and every way in which it does not end there."""

import re

import pytest
from playwright.sync_api import Page, expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, SignInPage

pytestmark = pytest.mark.e2e


def test_an_adviser_signs_in_finds_a_client_and_drags_a_card_into_plannr(context, file: File, complaints) -> None:
    page = context.new_page()
    complaints(page)
    SignInPage(page).sign_in("priya")
    page.get_by_role("main").get_by_role("searchbox").fill(file.name)
    page.get_by_role("main").get_by_role("button", name="Find").click()
    page.get_by_role("link", name=file.name, exact=True).click()
    board = BoardPage(page)
    expect(board.column("Research")).to_be_visible()
    board.mark()

    board.drag("Annual review", "Research", after="Pension transfer")

    board.expect_saved("Annual review")
    assert board.order("Research") == ["Pension transfer", "Annual review", "ISA allowance", "Whole of life in trust"]
    assert file.status_of("Annual review") == "Research"
    assert file.order_in("Research") == board.order("Research")
    assert file.position_of("Annual review") == file.position_of("Pension transfer") + 1
    assert board.is_same_page()


def test_both_heads_are_told_by_the_server(board: BoardPage) -> None:
    board.drag("Junior ISA", "Research", after="ISA allowance")
    board.expect_saved("Junior ISA")
    assert (board.count("Fact find"), board.total("Fact find")) == ("2", "£60,000")
    assert (board.count("Research"), board.total("Research")) == ("4", "£202,500")


def test_a_card_drops_first_in_a_column(board: BoardPage, file: File) -> None:
    before = file.position_of("Pension transfer")
    board.drag("Key person cover", "Research")
    board.expect_saved("Key person cover")
    assert file.order_in("Research")[0] == "Key person cover"
    assert file.position_of("Key person cover") == before


def test_a_card_drops_into_an_empty_column(board: BoardPage, file: File) -> None:
    board.drag("Pension transfer", "Recommendation")
    board.expect_saved("Pension transfer")
    assert board.order("Recommendation") == file.order_in("Recommendation") == ["Pension transfer"]


def test_a_card_moves_down_inside_its_own_column(board: BoardPage, file: File) -> None:
    board.drag("Pension transfer", "Research", after="ISA allowance")
    board.expect_saved("Pension transfer")
    assert file.order_in("Research") == ["ISA allowance", "Pension transfer", "Whole of life in trust"]
    assert board.order("Research") == file.order_in("Research")


def test_a_card_is_busy_and_cannot_be_lifted_until_plannr_answers(
    board: BoardPage, file: File, plannr: Sandbox
) -> None:
    plannr.faults.add("latency", method="PUT", path="/cases/", seconds=2.5)
    board.drag("Annual review", "Research", after="Pension transfer")
    expect(board.card("Annual review")).to_have_attribute("aria-busy", "true")
    assert board.order("Research")[1] == "Annual review"
    assert board.count("Research") == "3"
    board.drag("Annual review", "With provider")
    assert board.page.locator("[data-lifted]").count() == 0
    board.expect_saved("Annual review")
    assert file.writes() == ["Annual review"]


def test_the_drop_line_and_the_column_say_where_it_would_go(board: BoardPage) -> None:
    board.lift("Annual review")
    board.hover("Research", after="ISA allowance")
    expect(board.card("ISA allowance")).to_have_attribute("data-drop", "after")
    expect(board.column("Research")).to_have_attribute("data-over", "")
    board.hover("Research")
    assert board.page.locator("[data-drop]").count() == 0
    expect(board.column("Research").get_by_role("list")).to_have_attribute("data-drop-first", "")
    board.hover("Recommendation")
    assert board.page.locator("[data-drop], [data-drop-first]").count() == 0
    board.page.keyboard.press("Escape")
    board.page.mouse.up()
    assert board.page.locator("[data-over], [data-lifted], [data-drop], [data-drop-first], .carried").count() == 0


def test_escape_puts_the_card_back_and_sends_nothing(board: BoardPage, file: File) -> None:
    before = board.order("Fact find")
    board.lift("Annual review")
    board.hover("Research", after="ISA allowance")
    board.page.keyboard.press("Escape")
    board.page.mouse.up()
    board.page.wait_for_timeout(300)
    assert board.order("Fact find") == before
    assert file.writes() == []
    assert board.is_same_page()


def test_a_drop_where_it_was_sends_nothing(board: BoardPage, file: File) -> None:
    asked: list[str] = []
    board.page.on("request", lambda request: asked.append(request.method))
    board.drag("Annual review", "Fact find", after="Annual review")
    board.page.wait_for_timeout(300)
    assert "POST" not in asked
    assert file.writes() == []
    assert board.is_same_page()


def test_a_click_opens_the_case_and_a_drag_does_not(board: BoardPage, file: File) -> None:
    board.drag("Pension transfer", "Recommendation")
    board.expect_saved("Pension transfer")
    assert board.is_same_page()
    board.link("Pension transfer").click()
    board.page.wait_for_url(re.compile(f"/cases/{file.cases['Pension transfer']}/"))


def test_a_refused_move_returns_to_its_exact_place_and_says_why(board: BoardPage, file: File, plannr: Sandbox) -> None:
    before = board.order("Fact find")
    plannr.faults.add("status", status=422, method="PUT", path="/cases/", only_next=1)
    board.drag("Annual review", "Research", after="Pension transfer")
    expect(board.alarms).to_contain_text("The selected status is invalid.")
    board.expect_order("Fact find", before)
    expect(board.card("Annual review")).to_have_attribute("data-returned", "")
    assert (board.count("Fact find"), board.count("Research")) == ("3", "3")
    assert file.status_of("Annual review") == "Fact find"


def test_a_conflict_shows_where_the_card_is_now_and_offers_to_move_it_anyway(board: BoardPage, file: File) -> None:
    file.moved_outside("Annual review", "With provider")
    board.drag("Annual review", "Research", after="Pension transfer")
    expect(board.alarms).to_contain_text("With provider")
    board.eventually(lambda: "Annual review" in board.order("With provider"), True)
    expect(board.card("Annual review")).to_have_attribute("data-elsewhere", "")
    assert file.status_of("Annual review") == "With provider"

    board.alarms.get_by_role("button", name="Move it anyway").click()
    board.expect_saved("Annual review")
    assert file.status_of("Annual review") == "Research"
    assert board.order("Research")[:2] == ["Pension transfer", "Annual review"]
    assert board.is_same_page()


def test_nothing_moves_while_plannr_is_down(board: BoardPage, file: File, plannr: Sandbox) -> None:
    before = board.order("Fact find")
    plannr.faults.add("reset", path="/api/")
    board.drag("Annual review", "Research", after="Pension transfer")
    expect(board.alarms).to_contain_text("Annual review")
    board.expect_order("Fact find", before)
    plannr.faults.clear()
    assert file.status_of("Annual review") == "Fact find"


def test_doubt_is_shown_and_settled_by_reading_back(board: BoardPage, file: File, plannr: Sandbox) -> None:
    plannr.faults.add("late", method="PUT", path="/cases/", seconds=4, only_next=1)
    board.drag("Annual review", "Research", after="Pension transfer")
    expect(board.card("Annual review")).to_have_attribute("data-unknown", "")
    board.drag("Annual review", "With provider")
    assert board.page.locator("[data-lifted]").count() == 0
    board.expect_saved("Annual review")
    expect(board.card("Annual review")).not_to_have_attribute("data-unknown", "")
    assert board.order("Research")[:2] == ["Pension transfer", "Annual review"]
    assert file.writes() == ["Annual review"]


def test_an_offline_drop_is_refused_in_words(board: BoardPage, file: File) -> None:
    before = board.order("Fact find")
    board.page.context.set_offline(True)
    board.drag("Annual review", "Research", after="Pension transfer")
    expect(board.alarms).to_contain_text("offline")
    assert board.order("Fact find") == before
    board.page.context.set_offline(False)
    assert file.writes() == []


def test_both_heads_show_what_their_totals_would_become(board: BoardPage) -> None:
    board.lift("Pension transfer")
    board.hover("Recommendation")
    would = board.page.locator(".column__would")
    assert would.all_inner_texts() == ["£45,000", "2", "£148,500", "1"]
    expect(board.column("Research")).to_contain_text("was £193,500, less £148,500")
    board.page.keyboard.press("Escape")
    board.page.mouse.up()
    assert would.count() == 0
    assert (board.total("Research"), board.count("Research")) == ("£193,500", "3")


def test_a_manager_sees_the_board_and_cannot_lift_a_card(as_person, file: File) -> None:
    board = BoardPage(as_person("tom")).open(file)
    board.lift("Annual review")
    board.hover("Research", after="ISA allowance")
    assert board.page.locator("[data-lifted], .carried").count() == 0
    board.page.mouse.up()
    assert board.page.get_by_role("link", name="Move Annual review").count() == 0
    assert file.writes() == []


def test_a_refresh_waits_while_a_card_is_held(board: BoardPage, page: Page, file: File) -> None:
    board.lift("Annual review")
    board.hover("Research", after="ISA allowance")
    file.moved_outside("Junior ISA", "Completed")
    page.get_by_role("button", name="Refresh").evaluate("(button) => button.click()")
    page.wait_for_timeout(800)
    assert "Junior ISA" in board.order("Fact find")
    assert page.locator("[data-lifted]").count() == 1
    page.keyboard.press("Escape")
    page.mouse.up()
    board.eventually(lambda: board.order("Completed"), ["Junior ISA"])
    assert board.is_same_page()


def test_a_held_card_that_changes_in_plannr_is_let_go(board: BoardPage, page: Page, file: File) -> None:
    board.lift("Annual review")
    board.hover("Research", after="ISA allowance")
    file.moved_outside("Annual review", "Completed")
    page.get_by_role("button", name="Refresh").evaluate("(button) => button.click()")
    expect(board.alarms).to_contain_text("changed in Plannr while you held it")
    page.mouse.up()
    board.eventually(lambda: board.order("Completed"), ["Annual review"])
    assert file.writes() == []


def test_a_folded_column_opens_under_a_held_card_and_takes_it(board: BoardPage, page: Page, file: File) -> None:
    page.get_by_role("button", name="Fold With provider").click()
    expect(page.get_by_role("button", name="Unfold With provider")).to_be_visible()
    board.lift("Annual review")
    folded = board.column("With provider").bounding_box()
    assert folded
    page.mouse.move(folded["x"] + 20, folded["y"] + 200, steps=8)
    expect(page.get_by_role("button", name="Fold With provider", exact=True)).to_be_visible()
    board.hover("With provider", after="Key person cover")
    page.mouse.up()
    board.expect_saved("Annual review")
    assert file.order_in("With provider") == ["Key person cover", "Annual review"]


def test_a_long_column_scrolls_under_a_held_card(page: Page, plannr: Sandbox) -> None:
    from tests.e2e.clients import open_file

    board = BoardPage(page).open(open_file(plannr, extra=25))
    cards = board.column("Research").get_by_role("list")
    box = cards.bounding_box()
    assert box
    board.lift("Annual review")
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] - 8, steps=6)
    board.eventually(lambda: cards.evaluate("(list) => list.scrollTop") > 300, True)
    page.keyboard.press("Escape")
    page.mouse.up()


def test_a_sorted_board_takes_cards_from_other_columns_and_leaves_places_alone(
    board: BoardPage, page: Page, file: File
) -> None:
    page.goto(f"{file.address}?sort=value")
    expect(page.locator("case-board[data-sorted]")).to_be_visible()
    board.drag("Annual review", "Fact find", after="Carry forward contribution")
    board.drag("Annual review", "Research", after="Pension transfer")
    board.expect_saved("Annual review")
    assert file.order_in("Research")[-1] == "Annual review"
    assert file.writes() == ["Annual review"]
