"""A case over its board and on its own page: opened, edited, completed, added, by mouse, keyboard and plain HTML."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import File, status_uuid
from tests.e2e.pages import BoardPage, violations

pytestmark = pytest.mark.e2e
CASE = "Pension transfer"


def open_panel(board: BoardPage, name: str = CASE) -> Locator:
    """Open a card's case over the board, and wait until Plannr has told the rest."""
    board.link(name).click()
    panel = board.page.get_by_role("dialog", name=name)
    expect(panel).to_be_visible()
    expect(panel.get_by_text("Asking Plannr for the rest")).to_have_count(0)
    return panel


def change(panel: Locator, field: str) -> None:
    """Press a field's words, so that its form opens in their place."""
    panel.get_by_role("link", name=re.compile(f"change the {field}$", re.I)).click()


def test_a_card_opens_over_the_board_at_an_address_of_its_own_and_back_closes_it(board: BoardPage, file: File) -> None:
    open_panel(board)
    assert f"/cases/{file.cases[CASE]}/" in board.page.url

    board.page.go_back()

    expect(board.page.get_by_role("dialog")).to_have_count(0)
    assert board.page.url.endswith(file.address)
    assert board.is_same_page()
    assert board.focused() == CASE


def test_escape_the_cross_and_a_press_beside_it_close_the_panel(board: BoardPage, file: File) -> None:
    for close in (
        lambda panel: board.page.keyboard.press("Escape"),
        lambda panel: panel.get_by_role("link", name="Close").click(),
        lambda panel: board.page.mouse.click(40, 450),
    ):
        close(open_panel(board))
        expect(board.page.get_by_role("dialog")).to_have_count(0)
        assert board.page.url.endswith(file.address)
    assert board.is_same_page()


def test_back_returns_to_the_same_scroll(as_person: Callable[..., Page], plannr: Sandbox) -> None:
    from tests.e2e.clients import open_file

    board = BoardPage(as_person()).open(open_file(plannr, extra=25))
    column = board.column("Research").get_by_role("list")
    column.evaluate("list => { list.scrollTop = 900 }")
    name = "Extra case 012"
    board.link(name).scroll_into_view_if_needed()
    before = column.evaluate("list => list.scrollTop")

    open_panel(board, name)
    board.page.go_back()

    expect(board.page.get_by_role("dialog")).to_have_count(0)
    assert column.evaluate("list => list.scrollTop") == before


def test_a_reloaded_panel_is_the_page_and_back_is_the_board(board: BoardPage, file: File) -> None:
    open_panel(board)
    board.page.reload()
    expect(board.page.get_by_role("heading", level=1)).to_have_text(CASE)

    board.page.go_back()

    expect(board.column("Research")).to_be_visible()


def test_a_value_is_edited_in_place_and_the_board_beneath_knows(board: BoardPage, file: File) -> None:
    panel = open_panel(board)
    change(panel, "value")
    box = panel.get_by_label("Value")
    expect(box).to_be_focused()
    box.fill("£27,500.50")
    box.press("Enter")

    expect(panel.get_by_role("status")).to_contain_text("Saved in Plannr.")
    expect(panel.get_by_role("link", name=re.compile("change the value"))).to_contain_text("£27,500.50")
    expect(board.page.locator(f"#card--{file.cases[CASE]}")).to_contain_text("£27,500.50")
    assert file.record(CASE)["value"] == 2_750_050
    assert board.page.evaluate("() => document.activeElement.closest('#field--value') !== null")


def test_a_wrong_answer_is_told_beside_the_field_and_what_was_typed_stays(board: BoardPage, file: File) -> None:
    panel = open_panel(board)
    change(panel, "value")
    panel.get_by_label("Value").fill("1.234,56")
    panel.get_by_role("button", name="Save", exact=True).click()

    expect(panel.get_by_role("alert")).to_contain_text("must be a number of pounds")
    expect(panel.get_by_label("Value")).to_have_value("1.234,56")
    expect(panel.get_by_label("Value")).to_be_focused()
    assert violations(board.page) == []


def test_a_conflict_shows_yours_now_and_what_it_was_and_mine_can_be_saved(
    board: BoardPage, file: File, plannr: Sandbox
) -> None:
    panel = open_panel(board)
    change(panel, "value")
    panel.get_by_label("Value").fill("27,500")
    answer = plannr.in_plannr("PUT", f"/api/v1/cases/{file.cases[CASE]}", {"value": 2_500_000})
    assert answer.status == 200
    panel.get_by_role("button", name="Save", exact=True).click()

    clash = panel.get_by_role("alert")
    expect(clash).to_contain_text("Not saved.")
    expect(clash).to_contain_text("£27,500")
    expect(clash).to_contain_text("£25,000")
    expect(clash).to_contain_text("£148,500")
    expect(panel.get_by_role("link", name="Keep £25,000")).to_be_visible()
    assert violations(board.page) == []
    panel.get_by_role("button", name="Save mine, £27,500").click()
    expect(panel.get_by_role("status")).to_contain_text("Saved in Plannr.")
    assert file.record(CASE)["value"] == 2_750_000


def test_a_lost_answer_is_followed_until_plannr_shows_the_change(board: BoardPage, file: File, plannr: Sandbox) -> None:
    panel = open_panel(board)
    plannr.faults.add("late", method="PUT", path="/cases/", seconds=1.5, only_next=1)
    change(panel, "value")
    panel.get_by_label("Value").fill("27,500")
    panel.get_by_role("button", name="Save", exact=True).click()

    expect(panel.get_by_role("status")).to_contain_text("Plannr has not answered.")
    expect(panel.get_by_role("status")).to_contain_text("Saved in Plannr.")
    expect(panel.get_by_role("link", name=re.compile("change the value"))).to_contain_text("£27,500")
    expect(board.page.locator(f"#card--{file.cases[CASE]}")).to_contain_text("£27,500")


def test_a_move_from_the_panel_is_told_in_the_panel(board: BoardPage, file: File) -> None:
    panel = open_panel(board)
    panel.get_by_role("link", name=re.compile("^Status: Research")).click()
    menu = board.page.get_by_role("dialog", name=re.compile("^Move"))
    menu.get_by_role("radio", name="Recommendation").check()
    menu.get_by_role("button", name="Move", exact=True).click()

    expect(panel.get_by_role("status")).to_contain_text("from Research to Recommendation")
    expect(panel.get_by_role("link", name=re.compile("^Status: Recommendation"))).to_be_visible()
    assert file.status_of(CASE) == "Recommendation"


def test_people_and_plans_are_changed_in_the_panel(board: BoardPage, file: File, plannr: Sandbox) -> None:
    with plannr.firm.turn():
        plan = plannr.firm.add_plan("Personal pension", client=file.client)
        other = plannr.firm.add_client("Zadie Quill")
    panel = open_panel(board)
    panel.get_by_role("link", name="Change the plans").click()
    panel.get_by_role("checkbox", name=re.compile("Personal pension")).check()
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_role("status")).to_contain_text("Saved in Plannr.")
    assert file.record(CASE)["plans"] == [plan["uuid"]]

    panel.get_by_role("searchbox", name="Add a client or an employee").fill("Zadie")
    panel.get_by_role("button", name="Find").click()
    panel.get_by_role("checkbox", name=re.compile("Zadie Quill")).check()
    panel.get_by_role("button", name="Add", exact=True).click()
    expect(panel.get_by_role("button", name="Take out Zadie Quill")).to_be_visible()
    assert other["uuid"] in file.record(CASE)["participants"]


def test_the_name_is_edited_in_the_heading(board: BoardPage, file: File) -> None:
    panel = open_panel(board)
    panel.get_by_role("link", name="Change the name").click()
    panel.get_by_role("textbox", name="Name").fill("Pension transfer, second half")
    panel.get_by_role("button", name="Save", exact=True).click()

    expect(panel.get_by_role("heading", level=1)).to_have_text("Pension transfer, second half")
    expect(board.link("Pension transfer, second half")).to_have_count(1)
    assert file.record(CASE)["name"] == "Pension transfer, second half"


def test_a_case_is_completed_and_moved_from_its_panel(board: BoardPage, file: File) -> None:
    panel = open_panel(board)
    panel.get_by_role("link", name="Complete").click()
    sheet = board.page.get_by_role("dialog", name=re.compile("^Complete"))
    sheet.get_by_role("radio", name=re.compile("Move it to Completed")).check()
    sheet.get_by_role("button", name="Complete", exact=True).click()

    expect(panel.get_by_role("link", name="Reopen")).to_be_visible()
    assert file.status_of(CASE) == "Completed"
    assert file.record(CASE)["completed_at"] is not None
    board.page.go_back()
    expect(board.column("Completed")).to_contain_text(CASE)


def test_a_case_that_leaves_completed_loses_its_date_by_one_press(board: BoardPage, file: File) -> None:
    panel = open_panel(board)
    panel.get_by_role("link", name="Complete").click()
    sheet = board.page.get_by_role("dialog", name=f"Complete {CASE}")
    sheet.get_by_role("radio", name=re.compile("Move it to Completed")).check()
    sheet.get_by_role("button", name="Complete", exact=True).click()
    expect(panel.get_by_role("link", name="Reopen")).to_be_visible()
    board.page.go_back()
    expect(board.column("Completed")).to_contain_text(CASE)

    board.focus(CASE)
    board.page.keyboard.press("<")
    expect(board.said).to_contain_text("It still has its completion date")
    board.said.get_by_role("button", name="Take the date away").click()

    board.eventually(lambda: file.record(CASE)["completed_at"], None)
    assert file.status_of(CASE) == "With provider"
    expect(board.said).to_contain_text("was saved in Plannr")


def test_e_edits_value_and_name_from_the_card(board: BoardPage, file: File) -> None:
    board.link(CASE).focus()
    board.page.keyboard.press("e")
    sheet = board.page.get_by_role("dialog")
    sheet.get_by_label("Value in pounds").fill("20,000")
    board.page.keyboard.press("Enter")

    expect(board.page.get_by_role("dialog")).to_have_count(0)
    expect(board.card(CASE)).to_contain_text("£20,000")
    expect(board.said).to_contain_text("saved in Plannr")
    assert file.record(CASE)["value"] == 2_000_000
    assert board.focused() == CASE
    assert board.is_same_page()


def test_an_odd_name_goes_through_the_browser_and_back_untouched(
    as_person: Callable[..., Page], plannr: Sandbox
) -> None:
    from tests.e2e.clients import open_file

    file, odd = open_file(plannr), "Two  spaces,\ta tab,\u00a0a line\r\nbreak, \u200b and more "
    plannr.firm.distort("case", file.cases[CASE], name=odd)
    board = BoardPage(as_person()).open(file)
    board.page.locator(f"#card--{file.cases[CASE]} .card__name").focus()
    board.page.keyboard.press("e")
    board.page.get_by_role("dialog").get_by_label("Value in pounds").fill("20,000")
    board.page.keyboard.press("Enter")

    expect(board.said).to_contain_text("saved in Plannr")
    [write] = [entry for entry in plannr.log.writes() if entry.uuid == file.cases[CASE]]
    assert sorted(write.body) == ["plans", "value"]


def test_n_adds_a_case_by_keyboard_alone(board: BoardPage, file: File) -> None:
    board.link(CASE).focus()
    board.page.keyboard.press("n")
    sheet = board.page.get_by_role("dialog", name=re.compile("Add a case"))
    expect(sheet.get_by_label("Name")).to_be_focused()
    board.page.keyboard.type("Bed and ISA")
    board.page.keyboard.press("Enter")

    expect(board.page.get_by_role("dialog")).to_have_count(0)
    expect(board.column("Research")).to_contain_text("Bed and ISA")
    expect(board.said).to_contain_text("“Bed and ISA” was saved in Plannr")
    assert board.count("Research") == "4"
    assert board.is_same_page()


def test_a_wrong_quick_add_keeps_what_was_typed(board: BoardPage, file: File) -> None:
    board.link(CASE).focus()
    board.page.keyboard.press("n")
    sheet = board.page.get_by_role("dialog", name=re.compile("Add a case"))
    sheet.get_by_label("Value in pounds").fill("12,34")
    sheet.get_by_role("button", name="Add", exact=True).click()

    expect(sheet.get_by_role("alert")).to_contain_text("Give the case a name.")
    expect(sheet.get_by_label("Value in pounds")).to_have_value("12,34")
    assert violations(board.page) == []


def test_an_answer_that_is_lost_adds_one_case_only(board: BoardPage, file: File, plannr: Sandbox) -> None:
    plannr.faults.add("reset", method="POST", path="/cases$", when="after", only_next=1)
    board.link(CASE).focus()
    board.page.keyboard.press("n")
    sheet = board.page.get_by_role("dialog", name=re.compile("Add a case"))
    sheet.get_by_label("Name").fill("Only once")
    sheet.get_by_role("button", name="Add", exact=True).click()

    expect(board.column("Research")).to_contain_text("Only once")
    made = [one for one in plannr.firm.kinds["case"].values() if one["name"] == "Only once"]
    assert len([one for one in made if file.client["uuid"] in one["participants"]]) == 1


def test_without_a_script_a_case_is_opened_edited_and_added(
    as_person: Callable[..., Page], board: BoardPage, file: File, plannr: Sandbox
) -> None:
    page = as_person(java_script_enabled=False)
    page.goto(file.address)
    page.get_by_role("link", name=CASE, exact=True).click()
    page.get_by_role("link", name=re.compile("change the value")).click()
    page.get_by_label("Value").fill("27,500")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("change the value"))).to_contain_text("£27,500")
    assert file.record(CASE)["value"] == 2_750_000

    page.goto(f"/clients/{file.client['uuid']}/cases/new/?status={status_uuid(plannr, 'Research')}")
    page.get_by_label("Name").fill("Without a script")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("region", name=re.compile("^Research"))).to_contain_text("Without a script")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_the_panel_and_nothing_is_wider_than_it(
    as_person: Callable[..., Page], file: File, scheme: str, width: int
) -> None:
    page = as_person(color_scheme=scheme, viewport={"width": width, "height": 844})
    board = BoardPage(page).open(file)
    panel = open_panel(board)
    assert violations(page) == []
    for field in ("type", "review", "assigned"):
        change(panel, field)
        expect(panel.locator(f"#field--{field} form")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("() => { const p = document.getElementById('panel'); return p.scrollWidth <= p.clientWidth }")
