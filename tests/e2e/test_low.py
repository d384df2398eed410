"""Lists load what is looked at, in a window too low for a board of its own as well."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import open_file
from tests.e2e.pages import BoardPage

pytestmark = pytest.mark.e2e
# The page as it would be without the wall's own height: no list scrolls, and the window shows the top of them.
UNBOUND = """() => {
    const style = (what, about) => document.querySelectorAll(what).forEach((one) => Object.assign(one.style, about));
    style(".board-page", { blockSize: "auto", overflow: "visible" });
    style(".board", { flex: "none", alignItems: "start" });
    style(".column", { maxBlockSize: "none" });
    style(".column__cards", { overflow: "visible" });
}"""


@pytest.mark.parametrize("unbound", [False, True])
def test_a_low_window_loads_no_card_that_nobody_looked_for(
    as_person: Callable[..., Page], plannr: Sandbox, unbound: bool
) -> None:
    page, asked = as_person(viewport={"width": 640, "height": 450}), []
    page.on("request", lambda request: asked.append(request.url) if "/more/" in request.url else None)
    board = BoardPage(page).open(open_file(plannr, extra=117))
    if unbound:
        page.evaluate(UNBOUND)
    page.wait_for_load_state("networkidle")
    cards = board.column("Research").get_by_role("listitem").filter(has=page.locator(".card__name"))
    assert (cards.count(), asked) == (30, [])

    board.column("Research").get_by_text("Show 30 more").scroll_into_view_if_needed()
    expect(cards).to_have_count(60)
    page.wait_for_load_state("networkidle")
    assert (cards.count(), len(asked)) == (60, 1)
