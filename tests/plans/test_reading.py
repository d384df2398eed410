"""Pages to read: a plan, a client, the search, health; and what stays readable when Plannr is down."""

from decimal import Decimal
from uuid import UUID

import pytest

from boards.mirror.models import Beneficiary, Cover, Plan
from boards.mirror.quality.covers import check_covers, percent_text, read_cover_issues
from boards.sandbox.server import SandboxServer
from boards.sandbox.store.firm import Firm
from tests.making import Browser
from tests.plans.filling import Book, text_of


def test_a_plan_says_what_it_is_and_who_gets_what(book: Book, adviser: Browser) -> None:
    status = book.firm.add_status("Research", "#7A5AD9")
    book.firm.add_case("Whole of life in trust", client=book.client, status=status, plans=[book.plan])
    words = text_of(adviser.get(book.page))
    for said in (
        "Family protection plan",
        "Protection policy",
        "Aviva",
        "Life Assurance",
        "3 people, 90%",
        "£250,000",
        "Lump sums £350,000",
        "Ann Smith £37,500.00 none",
        "Nobody named £25,000.00 none",
        "Total £250,000.00 £100,000.00",
        "Whole of life in trust Research",
        "Margaret Wilson",
    ):
        assert said in words


def test_forty_covers_and_a_hundred_people_stay_readable(firm: Firm, book: Book, adviser: Browser) -> None:
    for number in range(38):
        cover = firm.add_cover(book.plan, "asu", benefit_amount=1_000_000, benefit_status="active", indexation=0)
        for place in range(3 if number < 31 else 0):
            firm.add_beneficiary(book.plan, f"Person {number} {place}", 20, cover)
    page = adviser.get(book.page)
    words = text_of(page)
    assert words.count("Person 30 2") == 1
    assert page.content.count(b"<tr>") > 100
    assert page.content.count(b"<details") == 33


def test_a_plan_without_covers_says_so(firm: Firm, book: Book, adviser: Browser) -> None:
    bare = firm.add_plan("Johns ISA", client=book.client, type="cash_account")
    assert "Plannr holds no covers for this plan." in text_of(adviser.get(f"/plans/{bare['uuid']}/"))


def test_what_was_read_before_stays_readable_with_its_age(book: Book, server: SandboxServer, adviser: Browser) -> None:
    adviser.get(book.page)
    adviser.get(f"/clients/{book.client['uuid']}/")
    server.stop()
    try:
        for address in (
            book.page,
            f"{book.page}?refresh",
            book.cover_page(),
            f"/clients/{book.client['uuid']}/?refresh",
        ):
            page = adviser.get(address)
            assert (page.status_code, "Wilson" in text_of(page)) == (200, True)
        assert "it may have changed since" in text_of(adviser.get(f"{book.page}?refresh"))
        found = text_of(adviser.get("/plans/?q=family"))
        assert ("Family protection plan" in found, "read before" in found) == (True, True)
    finally:
        server.start()


def test_a_plan_never_read_while_plannr_is_down_is_said_to_be_unreachable(
    book: Book, server: SandboxServer, adviser: Browser
) -> None:
    server.stop()
    try:
        assert adviser.get(book.page).status_code == 503
    finally:
        server.start()


def test_a_plan_that_never_was_is_not_found(book: Book, adviser: Browser) -> None:
    assert adviser.get("/plans/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_plan_that_has_gone_stays_to_be_read(firm: Firm, book: Book, adviser: Browser) -> None:
    adviser.get(book.page)
    firm.remove("plan", book.plan["uuid"])
    assert "Plannr no longer has this plan." in text_of(adviser.get(f"{book.page}?refresh"))


def test_a_clients_page_lists_plans_and_cases(firm: Firm, book: Book, adviser: Browser) -> None:
    other = firm.add_client("Margaret Wilson")
    firm.add_plan("Somebody else’s plan", client=other)
    firm.add_case(
        "Pension transfer", client=book.client, plans=[firm.add_plan("Old pension", client=other, type="pension")]
    )
    adviser.get(f"/clients/{book.client['uuid']}/board/")
    words = text_of(adviser.get(f"/clients/{book.client['uuid']}/?refresh"))
    assert ("Family protection plan" in words, "Old pension" in words, "Pension transfer" in words) == (
        True,
        True,
        True,
    )
    assert "Somebody else’s plan" not in words


@pytest.mark.parametrize(("typed", "found"), [("123", True), ("protection", True), ("FAMILY", True), ("zebra", False)])
def test_a_plan_is_found_by_policy_number_or_name(book: Book, adviser: Browser, typed: str, found: bool) -> None:
    assert ("Family protection plan" in text_of(adviser.get("/plans/", {"q": typed}))) is found


class TestHealth:
    """What a cover should be looked at for."""

    PLAN = Plan(uuid=UUID(int=1), type="protection_policy", status="active")

    def cover(self, **told: object) -> Cover:
        given = {"benefit_status": "active", "benefit_amount": 100, "indexation": "2.5", **told}
        return Cover(uuid=UUID(int=2), plan=self.PLAN, **given)

    def words(self, cover: Cover, *given: str, plan: Plan | None = None) -> list[str]:
        people = [Beneficiary(uuid=UUID(int=9 + n), cover=cover.uuid, share=share) for n, share in enumerate(given)]
        return [gap.words for gap in check_covers(plan or self.PLAN, [cover], people)]

    def test_a_healthy_cover_has_nothing_to_say(self) -> None:
        assert self.words(self.cover(), "33.33", "33.33", "33.34") == []

    def test_nobody_named(self) -> None:
        assert self.words(self.cover()) == ["No beneficiaries named"]

    def test_shares_that_do_not_make_a_whole(self) -> None:
        assert self.words(self.cover(), "50", "40") == ["Shares add up to 90%"]
        assert self.words(self.cover(), "33.33", "33.33", "33.33") == ["Shares add up to 99.99%"]

    def test_a_lapsed_cover_is_only_lapsed(self) -> None:
        assert self.words(self.cover(benefit_status="inactive", benefit_amount=None)) == ["Cover is inactive"]

    def test_blanks_that_matter(self) -> None:
        found = self.words(self.cover(benefit_amount=None, indexation=""), "100")
        assert found == ["No benefit amount", "No indexation given"]
        insured = Plan(uuid=UUID(int=1), type="general_insurance", status="active")
        assert self.words(self.cover(excess=None), plan=insured) == ["No excess given"]

    def test_an_old_plan_is_left_in_peace(self) -> None:
        assert self.words(self.cover(), plan=Plan(uuid=UUID(int=1), type="protection_policy", status="inactive")) == []

    def test_it_is_remembered_for_the_cards(self, book: Book, adviser: Browser) -> None:
        adviser.get(book.page)
        plan = UUID(book.plan["uuid"])
        assert [gap.words for gap in read_cover_issues([plan])[plan]] == ["Shares add up to 90%"]
        assert percent_text(Decimal("1E+2")) == "100%"
