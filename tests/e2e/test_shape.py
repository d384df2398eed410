"""How a board stands: cards amid their column, folded columns within themselves, messages out of the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import BoardPage

pytestmark = pytest.mark.e2e
INSETS = """() => [...document.querySelectorAll(".column")].filter(one => one.querySelector(".card")).map(one => {
    const [column, card] = [one, one.querySelector(".card")].map(each => each.getBoundingClientRect());
    return [card.left - column.left, column.right - card.right].map(Math.round);
})"""
BAR = "() => { const list = document.querySelector('.column__cards'); return list.offsetWidth - list.clientWidth; }"


@pytest.mark.parametrize("bar", ["thin", "none"])
def test_beside_the_cards_is_the_same_space_and_no_empty_strip(board: BoardPage, page: Page, bar: str) -> None:
    page.evaluate(
        "bar => document.querySelectorAll('.column__cards').forEach(one => one.style.scrollbarWidth = bar)", bar
    )

    width = page.evaluate(BAR)

    assert {tuple(one) for one in page.evaluate(INSETS)} == {(8, max(8, width + 2))}


def test_the_words_of_a_folded_column_stand_within_it(board: BoardPage, page: Page) -> None:
    page.get_by_role("button", name="Fold Fact find").click()
    unfold = page.get_by_role("button", name="Unfold Fact find")
    expect(unfold).to_be_visible()
    column = board.column("Fact find")

    edges = column.evaluate("""one => [one, ...one.querySelectorAll("h2 > :not(.sr)")].map(each => {
        const { left, right } = each.getBoundingClientRect();
        return [left, right];
    })""")
    unfold.click()  # It is the person's own: every board of a later test would have it folded.
    expect(page.get_by_role("button", name="Fold Fact find", exact=True)).to_be_visible()

    (left, right), *words = edges
    assert len(words) >= 3
    assert [one for one in words if one[0] < left or one[1] > right] == []


def test_a_message_leaves_the_first_columns_free(board: BoardPage, page: Page) -> None:
    board.focus("Pension transfer")
    page.keyboard.press(">")
    board.expect_saved("Pension transfer")

    told = board.said.locator(".toast").bounding_box()

    assert told
    assert told["x"] > 1440 / 2
