"""The totals in a real browser: down from a figure to its cases, filters, keys, print, phone, and the read itself."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import open_file
from tests.e2e.pages import violations

pytestmark = pytest.mark.e2e
PAGES = (
    "/totals/",
    "/totals/movement/",
    "/totals/cases/",
    "/totals/today/",
    "/totals/chances/",
    "/totals/movement/new/",
)


@pytest.fixture(scope="module")
def read_once(signed_in: Callable[[str], Any], browser: Browser, base_url: str, plannr: Sandbox) -> None:
    """The firm, read through its own button once for all these tests, few of which are about reading; one is done."""
    file = open_file(plannr)
    status = plannr.firm.kinds["case"][next(iter(file.cases.values()))]["status"]
    about: dict[str, Any] = {"client": file.client, "status": status, "value": 12_350}
    plannr.firm.add_case("Will", **about, created_at="2026-04-01T10:00:00Z", completed_at="2026-05-01T10:00:00Z")
    context = browser.new_context(base_url=base_url, storage_state=signed_in("tom"))
    page = context.new_page()
    page.goto("/totals/")
    # What the page says of an earlier read is no sign that this one has ended.
    with page.expect_response(re.compile("/totals/sync/")):
        page.get_by_role("button", name=re.compile("Refresh|Go on reading")).click()
    expect(page.get_by_text("Read from Plannr")).to_be_visible(timeout=30_000)
    context.close()


@pytest.fixture
def opened(as_person: Callable[..., Page], complaints: Callable[[Page], None], read_once: None) -> Callable[..., Page]:
    """A manager's page on the totals of the firm as it was read."""

    def open_page(address: str = "/totals/", **about: object) -> Page:
        page = as_person("tom", **about)
        complaints(page)
        page.goto(address)
        return page

    return open_page


def with_movement(page: Page) -> Page:
    """The same page once what moved has been fetched."""
    page.locator("#movement").scroll_into_view_if_needed()
    expect(page.get_by_role("heading", name="What changed the value")).to_be_visible()
    return page


def test_a_figure_leads_down_to_the_board_and_on_to_the_list_with_the_same_total(opened: Callable[..., Page]) -> None:
    page = opened()
    row = page.locator("table[data-table=status-type] tr", has=page.get_by_role("rowheader", name="Research"))
    figure = row.get_by_role("link").last
    said = figure.inner_text().removesuffix(".00")
    number = int(row.locator("td").last.locator(".n").inner_text())
    figure.click()

    expect(page).to_have_url(re.compile(r"/board/\?state=open&status=[0-9a-f-]{36}#column--"))
    head = page.get_by_role("region", name=re.compile("^Research"))
    assert page.locator(".wall__total b").inner_text() == said
    assert head.locator("[data-total]").inner_text() == said
    assert head.locator("[data-count]").inner_text() == str(number)
    expect(page.locator("case-board .card")).to_have_count(min(number, 30))
    expect(page.get_by_text("Status: Research")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("link", name="As a list").click()
    expect(page).to_have_url(re.compile(r"/totals/cases/\?.*status="))
    assert page.locator("h1 [data-total]").inner_text().removesuffix(".00") == said
    assert int(page.locator("[data-count]").inner_text().replace(",", "")) == number
    page.get_by_role("link", name="Show them on the firm’s board").click()
    expect(page.get_by_text("Status: Research")).to_be_visible()
    assert page.locator(".wall__total b").inner_text() == said


def test_a_figure_of_a_period_leads_to_the_same_total(opened: Callable[..., Page]) -> None:
    page = opened("/totals/?state=open&state=completed&since=2020-01-01")
    figure = page.locator("table[data-table=type-adviser-completed] tfoot").get_by_role("link").last
    said = figure.inner_text().removesuffix(".00")
    figure.click()

    expect(page.get_by_text("Period: completed from 1 Jan 2020 on")).to_be_visible()
    assert page.locator(".wall__total b").inner_text() == said
    page.locator("#pick--period summary").click()
    expect(page.get_by_label("From")).to_have_value("2020-01-01")
    page.get_by_label("From").fill("")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#pick--period")).to_have_count(0)


def test_filters_stand_in_the_address_and_can_be_taken_off(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("summary", has_text="Status").click()
    page.get_by_role("checkbox", name="Research").check()
    page.get_by_role("group", name="Status").get_by_role("button", name="Apply").click()

    expect(page).to_have_url(re.compile(r"status=[0-9a-f-]{36}"))
    expect(page.get_by_role("heading", name="Totals")).to_be_visible()
    rows = page.locator("table[data-table=status-type] tbody tr[data-row]")
    expect(rows.filter(has=page.get_by_role("link"))).to_have_count(1)
    page.get_by_role("link", name="Clear filters").click()
    expect(page).to_have_url(re.compile(r"/totals/$"))


def test_the_keyboard_is_enough(opened: Callable[..., Page]) -> None:
    page = opened()
    summary = page.locator("summary", has_text="Type")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Type")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Type")).to_be_hidden()
    bar = page.locator("svg[aria-labelledby=t-stack] a").first
    bar.focus()
    expect(page.locator(".tip")).to_have_text(bar.get_attribute("aria-label") or "")
    page.keyboard.press("Escape")
    expect(page.locator(".tip")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/board/\?.*adviser="))


def test_a_picture_leads_to_the_table_that_says_the_same(opened: Callable[..., Page]) -> None:
    page = with_movement(opened())
    sheet = page.locator("section", has=page.get_by_role("heading", name="What changed the value"))
    expect(sheet.locator("table")).to_be_hidden()
    sheet.get_by_role("link", name="As a table").click()
    expect(sheet.locator("table")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(opened: Callable[..., Page], address: str, scheme: str) -> None:
    page = opened(address, color_scheme=scheme)
    if address == "/totals/":
        with_movement(page)
    assert violations(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_wider_than_a_phone(opened: Callable[..., Page], address: str) -> None:
    page = opened(address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    if address == "/totals/":
        with_movement(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert violations(page) == []


def test_it_prints_a_table_a_page(opened: Callable[..., Page], tmp_path: Path) -> None:
    page = with_movement(opened())
    printed = tmp_path / "totals.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)

    held = printed.read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b", held))
    assert held.startswith(b"%PDF")
    assert 5 <= pages <= 16
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
        sheets = text.split("\f")
        assert sum("Open value by type and adviser" in sheet for sheet in sheets) == 1
        assert "Apply" not in text
