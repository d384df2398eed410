"""The core of the board in every engine people use: Chromium, Firefox, and WebKit for Safari.

One journey for all three; where an engine is not on this machine its tests are skipped, with a word about it (`.ci/run`
does not let that pass).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from boards.sandbox.app import Sandbox
from tests.e2e import windows
from tests.e2e.clients import File, open_file
from tests.e2e.windows import CONTROL, ENTER, ESCAPE, Window
from tests.making import PASSWORD

pytestmark = pytest.mark.e2e
OPENS: dict[str, Callable[[], AbstractContextManager[Window]]] = {"firefox": windows.firefox, "webkit": windows.webkit}
SCROLL = """(step) => [...document.querySelectorAll(".column__cards")]
    .filter((list) => list.scrollHeight > list.clientHeight + 1)
    .map((list) => (list.scrollTop = step * list.clientHeight * 0.8)).length"""
# The cards in sight that are lower than what they hold.
LOW = """() => [...document.querySelectorAll(".column__cards")].flatMap((list) => {
    const { top, bottom } = list.getBoundingClientRect();
    const boxes = [...list.querySelectorAll(".card")].map((card) => [card, card.getBoundingClientRect()]);
    return boxes.filter(([card, box]) => box.bottom > top && box.top < bottom
        && (card.scrollHeight > card.clientHeight + 1 || card.clientHeight < 40
            || [...card.children].some((part) => part.getBoundingClientRect().bottom > box.bottom)));
}).map(([card, box]) => `${card.textContent.trim()}: ${box.height} of ${card.scrollHeight}`)"""
ORDER = """(status) => [...document.querySelectorAll(".column")]
    .filter((column) => column.querySelector("h2, h3")?.textContent.trim().startsWith(status))
    .flatMap((column) => [...column.querySelectorAll(".card__name")].map((name) => name.textContent.trim()))"""
SAID = "(words) => document.querySelector('#status-messages').textContent.includes(words)"
RESEARCH = ["Pension transfer", "ISA allowance", "Whole of life in trust"]


@pytest.fixture(scope="module", params=["chromium", "firefox", "webkit"])
def engine(request: pytest.FixtureRequest, base_url: str) -> Iterator[Window]:
    """A window of each engine, started once for all these tests."""
    if why := windows.missing(request.param):
        pytest.skip(why)
    if request.param == "chromium":
        window: Window = windows.PlaywrightWindow(request.getfixturevalue("browser"))
        window.base_url = base_url
        yield window
        window.context.close()
        return
    with OPENS[request.param]() as window:
        window.base_url = base_url
        yield window


@pytest.fixture
def sign_in(engine: Window) -> Callable[[str], Window]:
    """Sign a person in through the page, in each engine."""

    def signed(name: str) -> Window:
        engine.open("/login/")
        engine.forget()
        engine.open("/login/")
        engine.fill("#id_username", name)
        engine.fill("#id_password", PASSWORD)
        engine.press(ENTER)
        engine.until("() => document.readyState === 'complete' && !location.pathname.includes('login')")
        return engine

    return signed


@pytest.fixture
def board(sign_in: Callable[[str], Window], file: File) -> Window:
    """The client's board, open before Priya Patel."""
    window = sign_in("priya")
    window.open(file.address)
    window.until(ORDER, "Research", wanted=RESEARCH)
    window.until("() => Boolean(customElements.get('case-board'))")
    return window


def card(file: File, name: str) -> str:
    """The selector of a card's name."""
    return f"#card--{file.cases[name]} .card__name"


@pytest.mark.parametrize("whose", ["client", "firm"])
def test_no_card_is_lower_than_its_content(sign_in: Callable[[str], Window], plannr: Sandbox, whose: str) -> None:
    window, file = sign_in("priya"), open_file(plannr, extra=24)
    window.open(file.address)
    window.until(f"() => ({ORDER})('Research').length >= 27")
    if whose == "firm":
        window.open("/board/")
        window.until(f"() => ({ORDER})('Research').length >= 27")

    assert window.ask(SCROLL, 0) > 0
    for step in range(8):
        window.ask(SCROLL, step)
        window.until(LOW, wanted=[])


def test_a_drag_is_saved_and_still_there_after_a_reload(board: Window, file: File) -> None:
    x, y = board.middle(card(file, "Annual review"))
    to = board.middle(f"#card--{file.cases['Pension transfer']}", down=0.9)
    board.mouse((x, y), "down", (x + 8, y + 8), to, (to[0] + 2, to[1]), "up")

    board.until(SAID, "Saved in Plannr")
    wanted = ["Pension transfer", "Annual review", *RESEARCH[1:]]
    assert file.order_in("Research") == board.ask(ORDER, "Research") == wanted
    board.open(file.address)
    board.until(ORDER, "Research", wanted=wanted)


def test_keys_move_a_card_and_take_it_back(board: Window, file: File) -> None:
    before = board.ask(ORDER, "Fact find")
    board.ask("(selector) => document.querySelector(selector).focus()", card(file, "Annual review"))
    board.until("() => document.querySelector('case-board').awake")
    board.press(".")
    board.until(SAID, "Saved in Plannr")
    assert file.status_of("Annual review") == "Research"

    board.press(CONTROL, "z")
    board.until(ORDER, "Fact find", wanted=before)
    board.until("() => !document.querySelector('.card[aria-busy=true]')")
    assert file.status_of("Annual review") == "Fact find"


def test_a_case_opens_over_its_board_and_escape_closes_it(board: Window, file: File) -> None:
    board.click(card(file, "Annual review"))
    board.until("() => document.querySelector('#panel[open] h1')?.textContent.trim()", wanted="Annual review")
    board.until("() => location.pathname", wanted=f"/cases/{file.cases['Annual review']}/")

    board.press(ESCAPE)
    board.until("() => !document.querySelector('#panel[open]') && location.pathname", wanted=file.address)
    assert board.ask("() => document.activeElement.textContent.trim()") == "Annual review"


def test_a_cover_is_changed_in_its_form(sign_in: Callable[[str], Window], plannr: Sandbox) -> None:
    window, plan, cover = sign_in("sarah"), *with_cover(plannr)
    window.open(f"/plans/{plan['uuid']}/covers/{cover['uuid']}/")
    window.fill("#benefit_amount", "275000")
    window.click(".acts--end button", "Save to Plannr")

    window.until("() => document.body.textContent.includes('Saved in Plannr.')")
    assert plannr.firm.kinds["cover"][cover["uuid"]]["benefit_amount"] == 27_500_000


def test_totals_say_what_the_cases_are_worth(board: Window, sign_in: Callable[[str], Window]) -> None:
    window = sign_in("tom")
    window.open("/totals/")
    window.until("() => document.querySelector('h1')?.textContent.trim()", wanted="Totals")
    assert window.ask("() => /£[1-9]/.test(document.querySelector('.figures')?.textContent ?? '')")


def with_cover(plannr: Sandbox) -> tuple[dict[str, Any], dict[str, Any]]:
    """A plan with one cover, and one person on it."""
    firm = plannr.firm
    client = firm.add_client("Margaret Wilson", adviser=firm.add_employee("Priya Patel", job="adviser"))
    plan = firm.add_plan("Family protection plan", client=client, status="active", provider="Example Life")
    facts = {"benefit_frequency": "one_off", "benefit_status": "active", "indexation": 2.5, "client": client}
    cover = firm.add_cover(plan, "life_assurance", benefit_amount=25_000_000, **facts)
    firm.add_beneficiary(plan, "David Wilson", 100, cover)
    return plan, cover
