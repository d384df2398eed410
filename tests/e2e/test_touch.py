"""The board under a finger, by the browser's own touch events."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.e2e.clients import File
from tests.e2e.pages import BoardPage

pytestmark = pytest.mark.e2e
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


class Finger:
    """One finger on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wire: CDPSession = page.context.new_cdp_session(page)

    def down(self, x: float, y: float) -> None:
        self._send("touchStart", [{"x": x, "y": y}])

    def to(self, x: float, y: float) -> None:
        self._send("touchMove", [{"x": x, "y": y}])

    def up(self) -> None:
        self._send("touchEnd", [])

    def _send(self, kind: str, points: list[dict[str, float]]) -> None:
        self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def phone(as_person: Callable[..., Page], file: File, complaints: Callable[[Page], None]) -> BoardPage:
    """The client's board on a phone, with Fact find in view."""
    page = as_person(**PHONE)
    complaints(page)
    board = BoardPage(page).open(file)
    board.link("Carry forward contribution").scroll_into_view_if_needed()
    page.wait_for_timeout(600)
    return board


def middle(board: BoardPage, name: str) -> tuple[float, float]:
    """A point on the card, away from its Move button."""
    box = board.card(name).bounding_box()
    assert box
    return box["x"] + 60, box["y"] + 30


def test_a_held_finger_lifts_a_card_and_drops_it(phone: BoardPage, file: File) -> None:
    finger = Finger(phone.page)
    x, y = middle(phone, "Carry forward contribution")
    finger.down(x, y)
    finger.to(x + 4, y + 4)
    assert phone.page.locator("[data-lifted]").count() == 0
    expect(phone.page.locator("[data-lifted]")).to_have_count(1)
    target = phone.card("Annual review").bounding_box()
    assert target
    for step in range(1, 9):
        finger.to(x, y + (target["y"] + target["height"] - 6 - y) * step / 8)
        phone.page.wait_for_timeout(20)
    finger.up()
    phone.expect_saved("Carry forward contribution")
    assert file.order_in("Fact find") == ["Annual review", "Carry forward contribution", "Junior ISA"]
    assert phone.is_same_page()


def test_a_moving_finger_scrolls_and_lifts_nothing(phone: BoardPage, file: File) -> None:
    finger = Finger(phone.page)
    lanes = phone.page.get_by_role("region", name="Board")
    before = lanes.evaluate("(lanes) => lanes.scrollLeft")
    x, y = middle(phone, "Carry forward contribution")
    finger.down(x, y)
    for step in range(1, 12):
        finger.to(x - 15 * step, y)
        phone.page.wait_for_timeout(16)
    assert lanes.evaluate("(lanes) => lanes.scrollLeft") > before + 50
    assert phone.page.locator("[data-lifted]").count() == 0
    finger.up()
    assert file.writes() == []


def test_the_board_scrolls_when_a_card_is_held_at_its_edge(phone: BoardPage, file: File) -> None:
    finger = Finger(phone.page)
    lanes = phone.page.get_by_role("region", name="Board")
    before = lanes.evaluate("(lanes) => lanes.scrollLeft")
    x, y = middle(phone, "Annual review")
    finger.down(x, y)
    expect(phone.page.locator("[data-lifted]")).to_have_count(1)
    for step in range(1, 9):
        finger.to(x + (380 - x) * step / 8, y)
        phone.page.wait_for_timeout(20)
    phone.eventually(lambda: lanes.evaluate("(lanes) => lanes.scrollLeft") > before + 200, True)
    finger.up()
    phone.eventually(lambda: phone.page.locator("[data-lifted], .carried").count(), 0)


def test_a_tap_opens_the_case(phone: BoardPage, file: File) -> None:
    phone.page.touchscreen.tap(*middle(phone, "Carry forward contribution"))
    phone.page.wait_for_url(f"**/cases/{file.cases['Carry forward contribution']}/*")


def test_a_second_finger_cancels(phone: BoardPage, file: File) -> None:
    finger = Finger(phone.page)
    x, y = middle(phone, "Annual review")
    finger.down(x, y)
    expect(phone.page.locator("[data-lifted]")).to_have_count(1)
    finger._send("touchStart", [{"x": x, "y": y}, {"x": x + 40, "y": y + 200}])
    phone.eventually(lambda: phone.page.locator("[data-lifted], .carried").count(), 0)
    finger.up()
    assert file.writes() == []


@pytest.mark.parametrize("event", ["orientationchange", "visibilitychange", "resize"])
def test_turning_the_phone_or_leaving_the_page_lets_go(phone: BoardPage, file: File, event: str) -> None:
    before = phone.order("Fact find")
    finger = Finger(phone.page)
    x, y = middle(phone, "Annual review")
    finger.down(x, y)
    expect(phone.page.locator(".carried")).to_have_count(1)
    finger.to(x, y + 120)
    target = "document" if event == "visibilitychange" else "window"
    phone.page.evaluate(f"() => {target}.dispatchEvent(new Event('{event}'))")
    expect(phone.page.locator("[data-lifted], .carried")).to_have_count(0)
    finger.up()
    assert phone.order("Fact find") == before
    assert file.writes() == []
    assert phone.is_same_page()


def test_a_move_is_counted_in_the_tabs_and_drawn_in_the_ribbon(phone: BoardPage) -> None:
    tabs = phone.page.get_by_role("navigation", name="Columns")
    expect(tabs.get_by_role("link", name="Research")).to_have_text("Research 3")
    ribbon = phone.page.get_by_role("img", name="Open value by status")
    before = ribbon.get_attribute("aria-label")
    menu = phone.open_menu("Carry forward contribution")
    menu.get_by_role("radio", name="Research").check()
    menu.get_by_role("button", name="Move", exact=True).click()
    phone.expect_saved("Carry forward contribution")
    expect(tabs.get_by_role("link", name="Research")).to_have_text("Research 4")
    expect(tabs.get_by_role("link", name="Fact find")).to_have_text("Fact find 2")
    expect(tabs.locator("[aria-current]")).to_have_count(1)
    expect(ribbon).not_to_have_attribute("aria-label", before or "")


def test_the_tab_of_the_column_in_view_is_the_current_one(phone: BoardPage) -> None:
    tabs = phone.page.get_by_role("navigation", name="Columns")
    current = tabs.locator("[aria-current]")
    expect(current).to_contain_text("Fact find")
    tabs.get_by_role("link", name="Recommendation").click()
    expect(current).to_contain_text("Recommendation")
    expect(current).to_have_count(1)
    phone.link("School fees plan").evaluate("(card) => card.scrollIntoView({ inline: 'center', behavior: 'instant' })")
    expect(current).to_contain_text("New enquiry")
    assert phone.is_same_page()
