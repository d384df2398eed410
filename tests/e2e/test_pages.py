"""Every page: axe finds nothing, the browser complains of nothing, nothing is wider than its window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, violations

pytestmark = pytest.mark.e2e
MISSING = "00000000-0000-4000-8000-000000000000"
ADDRESSES = {
    "home": "/",
    "clients": "/clients/",
    "found": "/clients/?q=Margaret",
    "nobody": "/clients/?q=zzzz-nobody",
    "board": "/clients/{client}/board/",
    "case": "/cases/{case}/",
    "menu": "/cases/{case}/move/?client={client}",
    "unknown client": f"/clients/{MISSING}/board/",
    "unknown page": "/nowhere/",
}


@pytest.fixture
def quiet(as_person: Callable[..., Page], complaints: Callable[[Page], None]) -> Callable[..., Page]:
    """A page whose every complaint fails the test, but for the line about a page that is meant to be missing."""

    def opened(name: str = "priya", *, missing: bool = False, **about: object) -> Page:
        page = as_person(name, **about)
        if not missing:
            complaints(page)
        return page

    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_nothing(quiet: Callable[..., Page], board: BoardPage, file: File, name: str, scheme: str) -> None:
    page = quiet(missing=name.startswith("unknown"), color_scheme=scheme)
    page.goto(ADDRESSES[name].format(client=file.client["uuid"], case=file.cases["Pension transfer"]))
    expect(page.get_by_role("main")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_sign_in_page(
    new_context: Callable[..., object], complaints: Callable[[Page], None], scheme: str
) -> None:
    page = new_context(color_scheme=scheme).new_page()
    complaints(page)
    page.goto("/login/")
    assert violations(page) == []
    page.get_by_role("button", name="Sign in").click()
    assert violations(page) == []


def test_axe_finds_nothing_while_a_card_is_held_and_after_a_failure(board: BoardPage, file: File) -> None:
    board.focus("Annual review")
    board.page.keyboard.press(" ")
    board.page.keyboard.press("ArrowRight")
    assert violations(board.page) == []
    board.page.keyboard.press("Escape")
    file.moved_outside("Annual review", "Completed")
    board.page.keyboard.press(">")
    expect(board.alarms.get_by_role("button", name="Move it anyway")).to_be_visible()
    assert violations(board.page) == []


def test_axe_finds_nothing_in_the_move_menu(board: BoardPage) -> None:
    board.open_menu("Annual review")
    assert violations(board.page) == []


@pytest.mark.parametrize("name", [name for name in ADDRESSES if not name.startswith("unknown")])
def test_no_page_is_wider_than_a_phone(quiet: Callable[..., Page], board: BoardPage, file: File, name: str) -> None:
    page = quiet(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(ADDRESSES[name].format(client=file.client["uuid"], case=file.cases["Pension transfer"]))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
