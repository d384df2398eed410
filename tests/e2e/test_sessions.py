"""Sessions come and go: two tabs that sign in, one that signs out, and one that goes on after its session has ended."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, SignInPage, violations
from tests.e2e.test_case import open_panel
from tests.making import PASSWORD

pytestmark = pytest.mark.e2e


def fill(page: Page, name: str = "priya") -> None:
    """Fill the sign-in form, and send nothing."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)


def test_signing_in_and_out_in_two_tabs_never_ends_at_a_refusal(
    browser: Browser, base_url: str, complaints: Callable[[Page], None]
) -> None:
    context = browser.new_context(base_url=base_url)
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        complaints(page)
        page.goto("/login/?next=/clients/")
        fill(page)

    for page in (first, second):
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{base_url}/clients/")

    for page in (first, second):
        page.get_by_role("button", name=re.compile("Priya Patel")).click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    SignInPage(first).sign_in("priya")
    context.close()


def end_session(page: Page) -> None:
    """Let the session end, as it does after a long day; the page knows nothing of it."""
    page.context.clear_cookies(name="session")


def come_back(page: Page) -> None:
    """Sign in again by the notice's own link, in the other tab that it opens."""
    notice = page.get_by_role("dialog", name="You have been signed out")
    expect(notice).to_be_visible()
    with page.context.expect_page() as opened:
        notice.get_by_role("link", name="Sign in").click()
    fill(opened.value)
    opened.value.get_by_role("button", name="Sign in").click()
    expect(opened.value.get_by_role("heading", name="You are signed in again")).to_be_visible()
    expect(notice).to_have_count(0)  # the other tab tells, once its script is there
    opened.value.close()
    expect(page.locator("#status-messages")).to_contain_text("You are signed in again, as Priya Patel.")


def test_a_drop_without_a_session_is_put_back_said_and_made_again(board: BoardPage, file: File) -> None:
    end_session(board.page)
    board.drag("Pension transfer", "Recommendation")

    come_back(board.page)
    expect(board.alarms).to_contain_text("You have been signed out, so “Pension transfer” was put back.")
    assert "Pension transfer" in board.order("Research")
    assert file.writes() == []
    assert board.is_same_page()

    board.drag("Pension transfer", "Recommendation")
    board.expect_saved("Pension transfer")


def test_a_form_in_the_panel_keeps_what_was_typed_and_saves_it_after_signing_in(board: BoardPage, file: File) -> None:
    panel = open_panel(board)
    panel.get_by_role("link", name="Change the name").click()
    panel.get_by_role("textbox", name="Name").fill("Pension transfer, part two")
    end_session(board.page)
    panel.get_by_role("button", name="Save", exact=True).click()

    expect(board.page.get_by_role("dialog", name="You have been signed out")).to_be_visible()
    assert violations(board.page) == []
    come_back(board.page)
    expect(panel.get_by_role("textbox", name="Name")).to_have_value("Pension transfer, part two")

    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_role("heading", level=1)).to_have_text("Pension transfer, part two")
    assert file.record("Pension transfer")["name"] == "Pension transfer, part two"


def test_a_small_form_over_the_board_keeps_what_was_typed_and_saves_it_after_signing_in(
    board: BoardPage, file: File
) -> None:
    board.focus("Pension transfer")
    board.page.keyboard.press("e")
    form = board.page.locator("#dialog")
    form.get_by_role("textbox", name="Name").fill("Pension transfer, part three")
    end_session(board.page)
    form.get_by_role("button", name="Save").click()

    come_back(board.page)
    expect(form.get_by_role("textbox", name="Name")).to_have_value("Pension transfer, part three")
    form.get_by_role("button", name="Save").click()
    expect(board.link("Pension transfer, part three")).to_be_visible()
    assert file.record("Pension transfer")["name"] == "Pension transfer, part three"


def test_a_menu_that_cannot_be_opened_opens_after_signing_in(board: BoardPage) -> None:
    end_session(board.page)
    board.page.get_by_role("link", name="Move Pension transfer", exact=True).click()

    come_back(board.page)
    board.page.get_by_role("link", name="Move Pension transfer", exact=True).click()
    expect(board.page.locator("#dialog").get_by_role("heading", name="Move")).to_be_visible()
    assert board.is_same_page()


def test_without_a_script_what_was_typed_is_sent_after_signing_in(
    as_person: Callable[..., Page], board: BoardPage, file: File
) -> None:
    page = as_person(java_script_enabled=False)
    page.goto(f"/cases/{file.cases['Pension transfer']}/")
    page.get_by_role("link", name="Change the name").click()
    page.get_by_role("textbox", name="Name").fill("Pension transfer, part four")
    end_session(page)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    fill(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("definition").get_by_text("Pension transfer, part four")).to_be_visible()
    page.get_by_role("button", name="Send it now").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Pension transfer, part four")
    assert file.record("Pension transfer")["name"] == "Pension transfer, part four"
