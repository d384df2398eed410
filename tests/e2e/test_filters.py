"""Filters, orders and saved views in a browser: by mouse, by keys, by form, and moves on a board that is filtered."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, violations, wait_for_script

pytestmark = pytest.mark.e2e


def names(board: BoardPage) -> list[str]:
    """Every card's name, column by column."""
    return board.page.locator("case-board .card__name").all_inner_texts()


def total(board: BoardPage) -> str:
    """The line of the board's total."""
    return board.page.locator(".wall__total").inner_text()


def test_a_chip_filters_by_what_is_chosen_in_its_menu(board: BoardPage) -> None:
    board.page.get_by_text("Value", exact=True).click()
    board.page.get_by_label("From").fill("£20,000")
    board.page.get_by_role("button", name="Show").click()

    expect(board.page.get_by_text("Value: £20,000 or more")).to_be_visible()
    assert board.page.url.endswith("/board/?least=%C2%A320%2C000")
    assert names(board) == ["Carry forward contribution", "Pension transfer", "ISA allowance", "Whole of life in trust"]
    assert "£253,500" in total(board)
    assert "4 of 8 shown" in total(board)
    assert violations(board.page) == []


def test_what_was_typed_wrong_is_said_and_kept(board: BoardPage) -> None:
    board.page.get_by_text("Age", exact=True).click()
    board.page.get_by_label("At least so many days in its status").fill("a month")
    board.page.get_by_role("button", name="Show").click()

    expect(board.page.get_by_role("alert").filter(has_text="The age in days must be a whole number")).to_be_visible()
    expect(board.page.get_by_label("At least so many days in its status")).to_have_value("a month")
    assert len(names(board)) == 8
    assert violations(board.page) == []


def test_menus_close_by_escape_and_by_a_press_beside_them(board: BoardPage) -> None:
    summary = board.page.locator("#pick--person summary")
    summary.click()
    expect(board.page.get_by_label("Nobody assigned")).to_be_visible()
    assert violations(board.page) == []
    board.page.keyboard.press("Escape")
    expect(board.page.get_by_label("Nobody assigned")).to_be_hidden()
    expect(summary).to_be_focused()

    summary.click()
    board.page.get_by_role("heading", level=1).click()
    expect(board.page.get_by_label("Nobody assigned")).to_be_hidden()


def test_f_opens_the_filters_and_x_clears_them(board: BoardPage) -> None:
    board.page.keyboard.press("f")
    sheet = board.page.get_by_role("dialog")
    expect(sheet.get_by_label("Name holds")).to_be_focused()
    assert violations(board.page) == []
    board.page.keyboard.type("pension")
    board.page.keyboard.press("Enter")
    board.page.wait_for_url(re.compile(r"\?text=pension$"))
    assert names(board) == ["Pension transfer"]
    expect(board.page.get_by_text("Filtered", exact=True)).to_be_visible()

    board.page.keyboard.press("x")
    board.page.wait_for_url(lambda address: "text=" not in address)
    assert len(names(board)) == 8


def test_rarer_filters_are_a_press_away_and_then_have_a_chip(board: BoardPage) -> None:
    board.page.get_by_role("link", name="All filters").click()
    sheet = board.page.get_by_role("dialog")
    sheet.locator("#filter--status summary").click()
    sheet.get_by_role("checkbox", name="Research").check()
    for kind in ("money", "month", "period"):
        sheet.locator(f"#filter--{kind} summary").click()
    assert violations(board.page) == []
    sheet.get_by_role("button", name="Show").click()

    expect(board.page.get_by_text("Status: Research")).to_be_visible()
    assert re.search(r"/board/\?status=[0-9a-f-]{36}$", board.page.url)
    assert set(names(board)) == set(board.order("Research"))
    assert violations(board.page) == []
    board.page.get_by_role("link", name="Clear the filter Status").click()
    expect(board.page.locator("#pick--status")).to_have_count(0)
    assert len(names(board)) == 8


def test_keys_are_letters_while_typing_and_do_nothing_in_a_dialog(board: BoardPage) -> None:
    box = board.page.get_by_label("Find on this board")
    box.fill("")
    box.press_sequentially("fxq")
    expect(box).to_have_value("fxq")
    assert board.page.get_by_role("dialog").count() == 0
    board.link("Annual review").focus()
    board.page.keyboard.press("Control+f")
    assert board.page.get_by_role("dialog").count() == 0


def test_q_says_so_where_nobody_knows_which_cases_are_mine(board: BoardPage) -> None:
    board.link("Annual review").focus()
    board.page.keyboard.press("q")

    board.eventually(lambda: board.heard().startswith("The board does not know which Plannr employee you are"), True)


def test_a_move_on_a_filtered_board_keeps_the_filter_and_its_figures(board: BoardPage, file: File) -> None:
    board.page.goto(f"{file.address}?least=9000&most=30000")
    board.drag("Junior ISA", "Research", after="ISA allowance")

    board.expect_saved("Junior ISA")
    board.expect_order("Research", ["ISA allowance", "Junior ISA", "Whole of life in trust"])
    board.eventually(lambda: (board.count("Research"), board.total("Research")), ("3", "£54,000"))
    board.eventually(lambda: (board.count("Fact find"), board.total("Fact find")), ("0", "£0"))
    assert file.status_of("Junior ISA") == "Research"
    order = file.order_in("Research")
    assert order.index("Junior ISA") == order.index("ISA allowance") + 1


def test_a_move_on_a_sorted_board_lands_where_the_order_wants_it(board: BoardPage, file: File) -> None:
    board.page.goto(f"{file.address}?sort=value")
    board.expect_order("Research", ["Pension transfer", "Whole of life in trust", "ISA allowance"])
    board.link("Carry forward contribution").focus()
    board.page.keyboard.press(">")

    board.expect_saved("Carry forward contribution")
    wanted = ["Pension transfer", "Carry forward contribution", "Whole of life in trust", "ISA allowance"]
    board.expect_order("Research", wanted)
    assert file.order_in("Research")[-1] == "Carry forward contribution"


def test_a_refresh_keeps_the_filter(board: BoardPage, file: File) -> None:
    board.page.goto(f"{file.address}?text=isa")
    expect(board.link("Junior ISA")).to_be_visible()
    file.moved_outside("Junior ISA", "Completed")
    board.page.get_by_role("button", name="Refresh").click()

    board.expect_order("Completed", ["Junior ISA"])
    assert names(board) == ["ISA allowance", "Junior ISA"]


def test_a_case_renamed_out_of_the_filter_leaves_and_the_figures_follow(board: BoardPage, file: File) -> None:
    board.page.goto(f"{file.address}?text=isa")
    expect(board.column("Research")).to_be_visible()
    board.focus("ISA allowance")
    board.page.keyboard.press("e")
    sheet = board.page.get_by_role("dialog")
    sheet.get_by_label("Name", exact=True).fill("Allowance of last year")
    sheet.get_by_role("button", name="Save", exact=True).click()

    expect(board.said).to_contain_text("saved in Plannr")
    board.eventually(lambda: names(board), ["Junior ISA"])
    board.eventually(lambda: board.count("Research"), "0")


def test_a_view_is_saved_chosen_and_deleted(board: BoardPage, file: File) -> None:
    page: Page = board.page
    page.goto(f"{file.address}?text=isa&sort=name")
    page.get_by_text("Views", exact=True).click()
    page.get_by_label("Save what is shown as").fill(f"ISAs of {file.name}")
    assert violations(page) == []
    page.get_by_role("button", name="Save view").click()
    expect(board.said).to_contain_text("Saved the view")

    page.goto(file.address)
    page.get_by_text("Views", exact=True).click()
    page.get_by_role("link", name=f"ISAs of {file.name}").click()
    page.wait_for_url(re.compile(r"\?text=isa&sort=name$"))
    assert names(board) == ["Junior ISA", "ISA allowance"]

    page.get_by_text("Views", exact=True).click()
    page.get_by_role("link", name="Rename, share or delete views").click()
    assert violations(page) == []
    page.get_by_role("button", name=f"Delete ISAs of {file.name}").click()
    expect(page.get_by_role("link", name=f"ISAs of {file.name}")).to_have_count(0)


def test_it_all_works_without_a_script(as_person, file: File, board: BoardPage) -> None:
    page = as_person(java_script_enabled=False)
    page.goto(file.address)
    page.locator("#pick--value summary").click()
    page.get_by_role("link", name="Choose").last.click()
    page.locator("#filter--value summary").click()
    page.locator("#filter--value").get_by_label("From").fill("100,000")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("case-board .card__name")).to_have_text(["Pension transfer"])
    page.get_by_role("link", name="Clear filters").first.click()
    expect(page.locator("case-board .card__name")).to_have_count(8)


def test_a_phone_has_one_button_for_all_filters(as_person, file: File, board: BoardPage) -> None:
    page = as_person(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(f"{file.address}?least=20000")
    page.get_by_role("link", name="Filters 1").tap()

    expect(page.get_by_role("dialog").get_by_label("Name holds")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_a_case_is_added_from_the_foot_of_a_column(board: BoardPage) -> None:
    wait_for_script(board.page, "case-board")
    board.page.get_by_role("link", name="Add a case to Research").click()

    sheet = board.page.get_by_role("dialog")
    expect(sheet.get_by_label("Status")).to_be_visible()
    assert sheet.get_by_label("Status").locator("option:checked").inner_text() == "Research"


def test_in_column_placing_is_off_where_the_board_is_sorted(board: BoardPage, file: File) -> None:
    board.page.goto(f"{file.address}?sort=value")
    before = file.firm_order_in("Research")
    board.drag("ISA allowance", "Research", after="Pension transfer")

    expect(board.page.get_by_text("a card’s place in its column cannot be changed here")).to_be_visible()
    board.expect_order("Research", ["Pension transfer", "Whole of life in trust", "ISA allowance"])
    board.drag("Junior ISA", "Research", after=None)
    board.expect_saved("Junior ISA")
    board.expect_order("Research", ["Pension transfer", "Whole of life in trust", "ISA allowance", "Junior ISA"])
    assert [case for case in file.firm_order_in("Research") if case != file.cases["Junior ISA"]] == before
