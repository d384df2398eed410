"""What is said about a move that did not go well, on the card and in messages, and what can be done about it there."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, settle

pytestmark = pytest.mark.e2e
FACT_FIND = ["Carry forward contribution", "Annual review", "Junior ISA"]


def refuse(plannr: Sandbox, status: int = 422) -> None:
    """Plannr refuses the next write."""
    plannr.faults.add("status", status=status, method="PUT", path="/cases/", only_next=1)


def test_the_card_says_why_and_tries_the_same_again(board: BoardPage, file: File, plannr: Sandbox) -> None:
    refuse(plannr)
    board.drag("Annual review", "Research", after="Pension transfer")
    card = board.card("Annual review")
    expect(card).to_contain_text("Not moved, put back here.")
    expect(card).to_contain_text("The selected status is invalid.")
    card.get_by_role("button", name="Try again").click()
    board.expect_saved("Annual review")
    assert file.order_in("Research")[:2] == ["Pension transfer", "Annual review"]
    expect(board.card("Annual review")).not_to_contain_text("Not moved")
    expect(board.alarms).not_to_contain_text("Annual review")


def test_the_message_offers_it_as_well(board: BoardPage, file: File, plannr: Sandbox) -> None:
    refuse(plannr)
    board.focus("Annual review")
    board.page.keyboard.press(">")
    board.alarms.get_by_role("button", name="Try again").click()
    board.expect_saved("Annual review")
    assert file.order_in("Research")[-1] == "Annual review"


def test_what_was_said_on_a_card_can_be_dismissed(board: BoardPage, plannr: Sandbox) -> None:
    refuse(plannr)
    board.drag("Annual review", "Research", after="Pension transfer")
    board.card("Annual review").get_by_role("button", name="Dismiss").click()
    expect(board.card("Annual review")).not_to_contain_text("Not moved")
    expect(board.card("Annual review")).not_to_have_attribute("data-returned", "")
    expect(board.alarms).not_to_contain_text("Annual review")
    assert board.focused() == "Annual review"


def test_it_is_still_said_after_the_board_was_drawn_anew(board: BoardPage, page: Page, plannr: Sandbox) -> None:
    refuse(plannr)
    board.drag("Annual review", "Research", after="Pension transfer")
    expect(board.card("Annual review")).to_contain_text("Not moved")
    page.get_by_role("button", name="Fold Fact find").click()
    expect(page.get_by_role("button", name="Unfold Fact find")).to_be_visible()
    page.get_by_role("button", name="Unfold Fact find").click()
    expect(page.get_by_role("button", name="Fold Fact find", exact=True)).to_be_visible()
    expect(board.card("Annual review")).to_contain_text("Not moved")


def test_a_conflict_is_said_on_the_card_which_moves_anyway_or_is_left(board: BoardPage, file: File) -> None:
    file.moved_outside("Annual review", "With provider")
    board.drag("Annual review", "Research", after="Pension transfer")
    card = board.card("Annual review")
    expect(card).to_contain_text("Not moved.")
    card.get_by_role("button", name="Leave it").click()
    expect(card).not_to_contain_text("Not moved")
    file.moved_outside("Annual review", "Completed")
    board.drag("Annual review", "Research", after="Pension transfer")
    board.card("Annual review").get_by_role("button", name="Move it anyway").click()
    board.expect_saved("Annual review")
    assert file.status_of("Annual review") == "Research"


@pytest.mark.parametrize("trouble", [401, 403, 409, 429, 500, "timeout"])
def test_every_failure_puts_the_card_back_or_settles_it(
    board: BoardPage, file: File, plannr: Sandbox, trouble: int | str
) -> None:
    if trouble == "timeout":
        plannr.faults.add("late", method="PUT", path="/cases/", seconds=4, only_next=1)
    elif trouble == 429:
        plannr.faults.add("throttled", method="PUT", path="/cases/", retry_after=1)
    else:
        plannr.faults.add("status", status=trouble, method="PUT", path="/cases/")
    board.drag("Annual review", "Research", after="Pension transfer")
    card = board.card("Annual review")
    expect(card).not_to_have_attribute("aria-busy", "true", timeout=40_000)
    expect(card).not_to_have_attribute("data-unknown", "", timeout=40_000)
    plannr.faults.clear()
    assert (file.status_of("Annual review") == "Research") == ("Annual review" in board.order("Research"))
    if "Annual review" in board.order("Fact find"):
        assert board.order("Fact find") == FACT_FIND
        expect(card).to_contain_text("Not moved")
    if trouble == 429:
        board.page.wait_for_timeout(2_000)  # Plannr asked for a second of quiet, which the server keeps for every test.


@pytest.mark.parametrize("trouble", ["late", "stale"])
def test_doubt_is_marked_and_settled_after_a_reload_too(
    board: BoardPage, page: Page, file: File, plannr: Sandbox, trouble: str
) -> None:
    plannr.faults.add(trouble, method="PUT", path="/cases/", only_next=1)
    with page.expect_response(lambda response: response.request.method == "POST") as asked:
        board.drag("Annual review", "Research", after="Pension transfer")
    expect(board.card("Annual review")).to_contain_text("Checking whether it was saved")
    check = asked.value.text().split('data-check="')[1].split('"')[0].replace("&amp;", "&")

    def doubting(route: Route) -> None:
        doubts = json.dumps([[file.cases["Annual review"], check, "Plannr has not answered."]]).replace('"', "&quot;")
        answer = route.fetch()
        body = answer.text().replace("<case-board ", f'<case-board data-doubts="{doubts}" ', 1)
        route.fulfill(response=answer, body=body)

    page.route(f"**{file.address}", doubting)
    page.reload()
    expect(board.card("Annual review")).to_have_attribute("data-unknown", "")
    plannr.lag.catch_up()
    board.expect_saved("Annual review", seconds=30)
    expect(board.card("Annual review")).not_to_have_attribute("data-unknown", "")
    assert file.writes() == ["Annual review"]


def test_offline_is_said_at_once_and_goes_with_it(board: BoardPage, page: Page, file: File) -> None:
    banner = page.get_by_role("alert").filter(has_text="You are offline.")
    page.context.set_offline(True)
    expect(banner).to_contain_text("The board shows what was read at ")
    expect(banner).to_contain_text("moves are off")
    board.drag("Annual review", "Research", after="Pension transfer")
    expect(board.alarms).to_contain_text("Nothing was sent")
    assert board.order("Fact find") == FACT_FIND
    page.context.set_offline(False)
    expect(banner).to_have_count(0)
    board.card("Annual review").get_by_role("button", name="Try again").click()
    board.expect_saved("Annual review")


def test_a_board_that_cannot_be_reached_is_said_until_it_can(as_person: Callable[..., Page], file: File) -> None:
    page = as_person()
    board = BoardPage(page).open(file)
    page.route("**/move/", lambda route: route.abort())
    page.route("**/livez", lambda route: route.abort())
    board.drag("Annual review", "Research", after="Pension transfer")
    banner = page.get_by_role("alert").filter(has_text="The board cannot be reached.")
    expect(banner).to_be_visible(timeout=15_000)
    expect(board.card("Annual review")).not_to_have_attribute("aria-busy", "true")
    board.expect_order("Fact find", FACT_FIND)
    settle(page)
    board.drag("Carry forward contribution", "Research", after="Pension transfer")
    expect(board.card("Carry forward contribution")).to_contain_text("Nothing was sent")
    page.unroute("**/move/")
    page.unroute("**/livez")
    expect(banner).to_have_count(0)
    assert file.writes() == []


def test_a_doubt_that_ends_as_not_done_can_be_tried_again(board: BoardPage, file: File, plannr: Sandbox) -> None:
    plannr.faults.add("reset", method="PUT", path="/cases/", only_next=1)
    board.drag("Annual review", "Research", after="Pension transfer")
    card = board.card("Annual review")
    expect(card).to_have_attribute("data-unknown", "")
    expect(card).to_contain_text("Not moved, put back here.", timeout=40_000)

    card.get_by_role("button", name="Try again").click()

    board.expect_saved("Annual review")
    assert file.order_in("Research")[:2] == ["Pension transfer", "Annual review"]
