"""One long unbroken name, of whatever has one, makes no page wider than its window."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from tests.e2e.conftest import served_board, served_plannr
from tests.e2e.pages import SignInPage

pytestmark = pytest.mark.e2e
LONG = "Supercalifragilistic" * 11
WIDTHS = (1280, 390)
CASE, BOARD, PLAN = "/cases/{case}/", "/clients/{client}/board/", "/plans/{plan}/"
ADDRESSES = (
    "/", "/clients/", f"/clients/?q={LONG}", "/clients/{client}/", "/moves/", "/signed-in/", "/freezes/", "/nowhere/",
    BOARD, f"{BOARD}?text={LONG}", f"{BOARD}?sort=name", f"{BOARD}filters/", f"{BOARD}changes/",
    "/board/", f"/board/?tag={LONG}", "/board/filters/",
    CASE, f"{CASE}?client={{client}}", *(f"{CASE}edit/?field={name}" for name in ("name", "type", "assigned", "plans")),
    f"{CASE}move/?client={{client}}", f"{CASE}completion/", f"{CASE}quick/", f"{CASE}people/find/?find={LONG}",
    f"/cases/new/?q={LONG}", "/clients/{client}/cases/new/",
    "/plans/", f"/plans/?q={LONG}", PLAN, f"{PLAN}covers/new/", f"{PLAN}covers/{{cover}}/",
    "/totals/", "/totals/?show=adviser", "/totals/?show=type", f"/totals/?type={LONG}", "/totals/cases/",
    "/totals/movement/", "/totals/today/", "/audit/",
)  # fmt: skip


@dataclass(frozen=True)
class Wide:
    """A firm in which everything is called by one long word: what stands in its addresses, by name."""

    plannr: Sandbox
    uuids: dict[str, str]


@pytest.fixture(scope="module")
def wide() -> Iterator[Wide]:
    """The firm, served."""
    firm = Firm()
    statuses = [firm.add_status(f"{LONG}{number}", "#2F80D1", completed=number == 1) for number in range(2)]
    adviser = firm.add_employee(f"{LONG} {LONG}", job="adviser")
    client = firm.add_client(f"{LONG} {LONG}", adviser=adviser)
    plan = firm.add_plan(LONG, client=client, provider=LONG, policy_number=LONG)
    cover = firm.add_cover(plan, benefit_amount=1_000_000, benefit_status="active", client=client)
    firm.add_beneficiary(plan, LONG, 50, cover)
    about = {"client": [client, firm.add_client(f"Anne {LONG}")], "type": firm.add_type(LONG), "plans": [plan]}
    about |= {"tags": [firm.add_tag(LONG)], "assigned_to": [adviser], "value": 1_234_567}
    cases = [firm.add_case(f"{LONG}{number}", status=status, **about) for number, status in enumerate(statuses)]
    firm.add_task(LONG, subject=cases[0])
    firm.add_note(LONG, subject=cases[0])
    with served_plannr(firm) as plannr:
        named = {"case": cases[0], "client": client, "plan": plan, "cover": cover}
        yield Wide(plannr, {name: str(one["uuid"]) for name, one in named.items()})


@pytest.fixture(scope="module")
def opened(wide: Wide, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One page for all, signed in as somebody with a long name, who has read the client's board and moved a case."""
    with served_board(wide.plannr, tmp_path_factory.mktemp("wide")) as address:
        page = browser.new_page(base_url=address)
        SignInPage(page).sign_in("wide")
        page.goto(BOARD.format(**wide.uuids))
        expect(page.locator(".card")).to_have_count(2)
        page.goto(f"{CASE}move/?client={{client}}".format(**wide.uuids))
        page.get_by_role("radio").last.check()
        page.get_by_role("button", name="Move", exact=True).click()
        expect(page.locator("#status-messages")).to_contain_text("Saved in Plannr")
        yield page
        page.close()


def test_no_page_is_wider_than_its_window(opened: Page, wide: Wide) -> None:
    wider, missing = [], []
    for address in ADDRESSES:
        opened.set_viewport_size({"width": WIDTHS[0], "height": 800})
        answer = opened.goto(address.format(**wide.uuids))
        if answer is None or answer.status in (403, 404, 500, 503):
            missing.append(address)
        expect(opened.locator("#case-told .spinner")).to_have_count(0)
        for width in WIDTHS:
            opened.set_viewport_size({"width": width, "height": 800})
            reached = opened.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            if reached > 0:
                wider.append(f"{address} at {width}: {reached} px")

    assert (wider, missing) == ([], ["/nowhere/"])
