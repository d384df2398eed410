"""Typed words are never thrown away in silence: every way out of a form asks once, and Cancel does not."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, violations, wait_for_script
from tests.e2e.test_case import change, open_panel
from tests.e2e.test_plans import Policy, policy, sarah

__all__ = ["policy", "sarah"]

pytestmark = pytest.mark.e2e
TYPED = "Pension transfer, part two"


def question(page: Page) -> Locator:
    """The question that is asked before typed words are taken away."""
    return page.get_by_role("dialog", name="Leave without saving?")


def keep_typing(page: Page) -> None:
    """Answer that nothing is to be thrown away."""
    expect(question(page)).to_be_visible()
    question(page).get_by_role("button", name="Keep typing").click()
    expect(question(page)).to_have_count(0)


def leave(page: Page) -> None:
    """Answer that it may be thrown away."""
    expect(question(page)).to_be_visible()
    question(page).get_by_role("button", name="Leave", exact=True).click()


def type_a_name(board: BoardPage) -> Locator:
    """Open a case's panel and type another name for it; gives the panel."""
    panel = open_panel(board)
    panel.get_by_role("link", name="Change the name").click()
    panel.get_by_role("textbox", name="Name").fill(TYPED)
    return panel


def escape_twice(page: Page) -> None:
    """Escape leaves the field first; what lies around it is asked about by the second."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
    page.keyboard.press("Escape")


WAYS_OUT_OF_THE_PANEL: dict[str, Callable[[Page], object]] = {
    "escape": escape_twice,
    "cross": lambda page: page.get_by_role("link", name="Close").click(),
    "beside": lambda page: page.mouse.click(40, 450),
    "back": lambda page: page.go_back(),
    "link": lambda page: page.locator("#panel .participants a").first.click(),
}


@pytest.mark.parametrize("way", WAYS_OUT_OF_THE_PANEL)
def test_every_way_out_of_the_panel_asks_once(board: BoardPage, file: File, way: str) -> None:
    panel = type_a_name(board)
    box = panel.get_by_role("textbox", name="Name")

    WAYS_OUT_OF_THE_PANEL[way](board.page)
    keep_typing(board.page)
    expect(box).to_have_value(TYPED)
    assert f"/cases/{file.cases['Pension transfer']}/" in board.page.url
    assert board.is_same_page()

    if way == "escape":
        board.page.keyboard.press("Escape")
    else:
        WAYS_OUT_OF_THE_PANEL[way](board.page)
    leave(board.page)
    expect(box).to_have_count(0)
    if way != "link":
        expect(board.page).to_have_url(re.compile(re.escape(file.address)))
        assert board.is_same_page()
    assert file.record("Pension transfer")["name"] == "Pension transfer"


def test_where_nothing_was_typed_nothing_is_asked(board: BoardPage, file: File) -> None:
    panel = open_panel(board)
    panel.get_by_role("link", name="Change the name").click()
    expect(panel.get_by_role("textbox", name="Name")).to_be_focused()

    board.page.keyboard.press("Escape")

    expect(board.page.get_by_role("dialog")).to_have_count(0)
    assert board.page.url.endswith(file.address)


def test_cancel_is_a_deliberate_act(board: BoardPage) -> None:
    panel = type_a_name(board)

    panel.get_by_role("link", name="Cancel").click()

    expect(panel.get_by_role("heading", level=1)).to_have_text("Pension transfer")
    expect(question(board.page)).to_have_count(0)


def test_words_that_were_refused_are_asked_about_as_well(board: BoardPage) -> None:
    panel = open_panel(board)
    change(panel, "value")
    panel.get_by_label("Value").fill("1.234,56")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_role("alert")).to_contain_text("must be a number of pounds")

    panel.get_by_role("link", name="Close").click()
    keep_typing(board.page)

    expect(panel.get_by_label("Value")).to_have_value("1.234,56")


def test_a_new_case_is_asked_about_and_the_question_is_sound(board: BoardPage) -> None:
    board.focus("Pension transfer")
    board.page.keyboard.press("n")
    form = board.page.get_by_role("dialog", name=re.compile("Add a case"))
    form.get_by_label("Name").fill("Long words about a new case")
    form.get_by_role("link", name="Close").click()

    expect(question(board.page).get_by_role("button", name="Keep typing")).to_be_focused()
    assert violations(board.page) == []
    board.page.keyboard.press("Escape")
    expect(question(board.page)).to_have_count(0)
    expect(form.get_by_label("Name")).to_have_value("Long words about a new case")

    form.get_by_role("link", name="Close").click()
    leave(board.page)
    expect(board.page.get_by_role("dialog")).to_have_count(0)


def test_the_cover_dialog_asks(policy: Policy, sarah: Callable[..., Page]) -> None:
    page = sarah()
    page.goto(f"/plans/{policy.plan['uuid']}/")
    wait_for_script(page, "beneficiary-rows")
    page.get_by_role("link", name="Change Life Assurance").click()
    sheet = page.get_by_role("dialog", name="Change Life Assurance")
    box = sheet.get_by_label("Benefit amount")
    box.fill("311,000")

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    keep_typing(page)
    sheet.get_by_role("link", name="Close").click()
    keep_typing(page)
    sheet.get_by_role("link", name="Critical Illness").click()
    keep_typing(page)
    page.mouse.click(5, 5)
    keep_typing(page)
    expect(box).to_have_value("311,000")

    sheet.get_by_role("link", name="Close").click()
    leave(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert policy.held(policy.life)["benefit_amount"] == 25_000_000


def test_somebody_taken_out_counts_as_typed(policy: Policy, sarah: Callable[..., Page]) -> None:
    page = sarah()
    page.goto(f"/plans/{policy.plan['uuid']}/")
    wait_for_script(page, "beneficiary-rows")
    page.get_by_role("link", name="Change Life Assurance").click()
    sheet = page.get_by_role("dialog", name="Change Life Assurance")
    sheet.get_by_role("button", name="Remove Ann Smith").click()
    expect(sheet.get_by_text("Ann Smith is taken out here")).to_be_visible()

    sheet.get_by_role("link", name="Close").click()

    keep_typing(page)


def test_the_tab_itself_asks_and_a_save_does_not(policy: Policy, sarah: Callable[..., Page]) -> None:
    page = sarah()
    page.goto(policy.address(policy.life))
    page.get_by_label("Benefit amount").fill("311,000")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("() => { location.assign('/') }")
    page.wait_for_function("() => true")
    expect(page.get_by_label("Benefit amount")).to_have_value("311,000")
    BoardPage(page).eventually(lambda: asked, ["beforeunload"])

    page.get_by_role("button", name="Save to Plannr").last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved in Plannr")
    assert asked == ["beforeunload"]
