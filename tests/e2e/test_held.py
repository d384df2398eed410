"""A key that is held acts once, and a card's name is a link as any."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.e2e.clients import File
from tests.e2e.pages import BoardPage

pytestmark = pytest.mark.e2e
# With the press itself an even number: a key that takes back what it did would be seen to have done so.
REPEATS = 13


def hold(page: Page, key: str, *modifiers: str, until: Callable[[], bool] = lambda: True) -> None:
    """Press a key and keep it down, repeating, until something has come about and for a while longer."""
    for modifier in modifiers:
        page.keyboard.down(modifier)
    page.keyboard.down(key)
    for _ in range(400):
        if until():
            break
        page.keyboard.down(key)
        page.wait_for_timeout(50)
    for _ in range(REPEATS):
        page.keyboard.down(key)
        page.wait_for_timeout(20)
    for pressed in (key, *reversed(modifiers)):
        page.keyboard.up(pressed)


def writes_of(page: Page) -> list[str]:
    """The addresses that the page posts to from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


@pytest.mark.parametrize(
    ("key", "name", "status"), [(".", "Annual review", "Research"), ("<", "ISA allowance", "Fact find")]
)
def test_a_held_key_moves_a_card_one_status(board: BoardPage, file: File, key: str, name: str, status: str) -> None:
    sent = writes_of(board.page)
    board.focus(name)

    hold(board.page, key, until=lambda: "Saved in Plannr" in board.said.inner_text())

    board.expect_saved(name)
    board.page.wait_for_load_state("networkidle")
    assert (file.status_of(name), len(sent)) == (status, 1)


def test_control_z_held_takes_one_move_back(board: BoardPage, file: File) -> None:
    for name in ("Annual review", "Junior ISA"):
        board.focus(name)
        board.page.keyboard.press(".")
        board.expect_saved(name)
    sent = writes_of(board.page)

    hold(board.page, "z", "Control", until=lambda: file.status_of("Junior ISA") == "Fact find")

    board.eventually(lambda: file.status_of("Junior ISA"), "Fact find")
    board.page.wait_for_load_state("networkidle")
    assert (file.status_of("Annual review"), len(sent)) == ("Research", 1)


def test_space_held_lifts_a_card_and_does_not_drop_it(board: BoardPage, file: File) -> None:
    board.focus("Annual review")
    hold(board.page, " ")
    expect(board.card("Annual review")).to_have_attribute("data-held", "")
    board.page.keyboard.press("ArrowRight")
    hold(board.page, " ")
    board.expect_saved("Annual review")
    assert file.writes() == ["Annual review"]


@pytest.mark.parametrize("key", ["Enter", "m", "e", "n"])
def test_a_held_key_opens_one_thing(board: BoardPage, key: str) -> None:
    asked: list[Request] = []
    board.focus("Annual review")
    board.page.on("request", lambda request: asked.append(request) if "/cases/" in request.url else None)

    hold(board.page, key)

    expect(board.page.get_by_role("dialog")).to_have_count(1)
    board.page.wait_for_load_state("networkidle")
    assert len([one for one in asked if one.resource_type in ("fetch", "document")]) == 1


def test_arrows_held_go_on_from_card_to_card(board: BoardPage) -> None:
    board.focus("Carry forward contribution")
    hold(board.page, "ArrowDown")
    assert board.focused() == "Junior ISA"


def test_a_cards_name_opens_a_tab_as_any_link(board: BoardPage, file: File) -> None:
    name = board.link("Annual review")
    for act in (
        lambda: name.click(modifiers=["ControlOrMeta"], position={"x": 8, "y": 8}),
        lambda: name.click(button="middle", position={"x": 8, "y": 8}),
        lambda: name.press("ControlOrMeta+Enter"),
    ):
        with board.page.context.expect_page() as opened:
            act()
        opened.value.wait_for_url(f"**/cases/{file.cases['Annual review']}/")
        opened.value.close()
    assert board.page.locator("[data-chosen]").count() == 0
    assert board.is_same_page()
