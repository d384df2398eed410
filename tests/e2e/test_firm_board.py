"""The firm's board in a browser: every client's cases, their clients' names, moved and filtered as on a client's."""

import pytest
from playwright.sync_api import expect

from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, violations

pytestmark = pytest.mark.e2e


@pytest.fixture
def firm(board: BoardPage, file: File) -> BoardPage:
    """The firm's board, filtered to this test's own client so that other tests' clients do not stand in the way."""
    board.page.goto(f"/board/?text={file.name}")
    expect(board.column("Research")).to_be_visible()
    board.mark()
    return board


def test_cards_name_their_clients_and_what_else_is_open_for_them(firm: BoardPage, file: File) -> None:
    expect(firm.card("Annual review")).to_contain_text(f"{file.name} · 7 more open cases")
    expect(firm.page.get_by_role("link", name="Firm", exact=True)).to_be_visible()
    assert violations(firm.page) == []


def test_a_case_is_dragged_there_and_saved_in_plannr(firm: BoardPage, file: File) -> None:
    firm.drag("Annual review", "Research", after="Pension transfer")

    firm.expect_saved("Annual review")
    order = file.order_in("Research")
    assert order.index("Annual review") == order.index("Pension transfer") + 1
    firm.eventually(lambda: firm.order("Research")[:2], ["Pension transfer", "Annual review"])
    firm.eventually(lambda: firm.count("Research"), "4")
    assert firm.is_same_page()


def test_a_case_is_moved_there_by_keys(firm: BoardPage, file: File) -> None:
    firm.link("Annual review").focus()
    firm.page.keyboard.press(">")

    firm.expect_saved("Annual review")
    assert file.status_of("Annual review") == "Research"


def test_a_colleagues_move_on_a_clients_board_is_seen_when_one_looks_again(
    firm: BoardPage, file: File, as_person
) -> None:
    other = BoardPage(as_person("sarah")).open(file)
    other.link("Junior ISA").focus()
    other.page.keyboard.press(">")
    other.expect_saved("Junior ISA")

    firm.page.get_by_role("button", name="Look again").click()
    firm.eventually(lambda: "Junior ISA" in firm.order("Research"), True)
    assert firm.count("Research") == "4"


def test_n_adds_a_case_there_once_it_is_known_for_whom(firm: BoardPage, file: File) -> None:
    firm.focus("Pension transfer")
    firm.page.keyboard.press("n")
    sheet = firm.page.get_by_role("dialog")
    expect(sheet.get_by_label("The client’s name")).to_be_focused()
    firm.page.keyboard.type(file.name)
    expect(sheet.get_by_role("link", name=file.name)).to_be_visible()
    assert violations(firm.page) == []
    firm.page.keyboard.press("Tab")
    firm.page.keyboard.press("Tab")
    firm.page.keyboard.press("Enter")
    expect(sheet.get_by_role("heading", name=f"Add a case for {file.name}")).to_be_visible()
    expect(sheet.get_by_label("Name")).to_be_focused()
    firm.page.keyboard.type(f"Bed and ISA for {file.name}")
    firm.page.keyboard.press("Enter")

    expect(firm.page.get_by_role("dialog")).to_have_count(0)
    expect(firm.column("Research")).to_contain_text(f"Bed and ISA for {file.name}")
    expect(firm.said).to_contain_text("was saved in Plannr")
    firm.eventually(lambda: firm.count("Research"), "4")
    assert firm.is_same_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_width(as_person, complaints, board: BoardPage, file: File, scheme: str) -> None:
    for size in ({"width": 1280, "height": 800}, {"width": 390, "height": 844}):
        page = as_person(color_scheme=scheme, viewport=size)
        complaints(page)
        mine = f"/board/?text={file.name}"
        for address in (mine, f"{mine}&state=open&sort=age", "/board/filters/", "/board/views/"):
            page.goto(address)
            expect(page.get_by_role("main")).to_be_visible()
            assert violations(page) == []
            assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
