"""A new cover: all its fields, once, and nobody else harmed."""

import pytest

from boards.audit.models import Entry
from boards.plans.operations.reconcile import read_back_creation
from boards.sandbox.store.firm import Firm
from boards.writes.operation import HELD_OTHER
from tests.making import Browser
from tests.plans.filling import Book, Filled, errors_of, text_of

ANSWERS = {
    "cover_type": "family_income_benefit",
    "benefit_amount": "1,500",
    "benefit_frequency": "monthly",
    "benefit_status": "proposed",
    "indexation": "1.45",
}


def filled(book: Book, browser: Browser, **answers: str) -> Filled:
    """The form for a new cover, filled in."""
    form = Filled.of(browser.get(f"{book.page}covers/new/"))
    for name, value in (ANSWERS | answers).items():
        form.type(name, value)
    return form


def send(book: Book, browser: Browser, form: Filled) -> object:
    return browser.post(f"{book.page}covers/new/", form.data(act="save"))


def covers(book: Book) -> list[dict[str, object]]:
    return book.firm.by("cover", "plan", book.plan["uuid"])


def test_it_is_made_with_all_its_fields(book: Book, administrator: Browser) -> None:
    before = book.everybody()
    form = filled(book, administrator).type("name-0", "Bob Hill").type("share-0", "100")
    response = send(book, administrator, form)
    assert response["Location"] == book.page
    made = covers(book)[-1]
    wanted = ("family_income_benefit", 150_000, "monthly", "proposed", 1.45)
    assert (
        tuple(
            made[key] for key in ("cover_type", "benefit_amount", "benefit_frequency", "benefit_status", "indexation")
        )
        == wanted
    )
    assert book.people(made) == [("Bob Hill", 100)]
    assert book.everybody() - before == {(made["uuid"], "Bob Hill", 100)}
    assert len(book.writes()) == 1
    page = text_of(administrator.get(book.cover_page(made)))
    assert "Sarah Jones added “Family Income Benefit” to Aviva 123: benefit amount £1,500.00" in page


def test_everything_must_be_given(book: Book, administrator: Browser) -> None:
    form = Filled.of(administrator.get(f"{book.page}covers/new/"))
    assert errors_of(send(book, administrator, form)) == [
        "Choose one of the cover types",
        "Enter the benefit amount, in pounds",
        "Choose a benefit status",
        "Enter the indexation, in per cent a year. Where there is none, enter 0",
        "Choose how often the benefit is paid",
    ]


def test_sent_twice_it_is_made_once(book: Book, administrator: Browser) -> None:
    form = filled(book, administrator)
    send(book, administrator, form), send(book, administrator, form)
    assert len(covers(book)) == 3


def test_one_just_like_it_is_pointed_out(book: Book, administrator: Browser) -> None:
    first, second = filled(book, administrator), filled(book, administrator)
    send(book, administrator, first)
    response = send(book, administrator, second)
    assert response.status_code == 409
    assert "A cover just like this one has come up" in text_of(response)
    assert len(covers(book)) == 3
    administrator.post(f"{book.page}covers/new/", second.data(act="save", also="1"))
    assert len(covers(book)) == 4


def test_a_yes_to_another_one_lasts_over_the_page_that_asks(book: Book, administrator: Browser) -> None:
    first, second = filled(book, administrator), filled(book, administrator)
    send(book, administrator, first)
    second.type("name-0", "Bob Hill").type("share-0", "40")

    asked = administrator.post(f"{book.page}covers/new/", second.data(act="save", also="1"))
    assert "A cover just like this one, Family Income Benefit, is on the plan already." in text_of(
        administrator.get(asked["Location"])
    )
    administrator.post(asked["Location"])
    assert len(covers(book)) == 4
    assert book.people(covers(book)[-1]) == [("Bob Hill", 40)]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_lost_makes_no_second_one(book: Book, administrator: Browser, when: str) -> None:
    book.sandbox.faults.add("reset", method="POST", when=when, only_next=1)
    send(book, administrator, filled(book, administrator))
    assert len(covers(book)) == (3 if when == "after" else 2)
    assert Entry.objects.filter(kind="outcome").order_by("-id")[0].outcome == (
        "saved" if when == "after" else "refused"
    )


def test_an_insurance_plan_asks_for_an_excess(firm: Firm, book: Book, administrator: Browser) -> None:
    home = firm.add_plan("Home", client=book.client, type="general_insurance")
    address = f"/plans/{home['uuid']}/covers/new/"
    form = Filled.of(administrator.get(address)).type("cover_type", "contents").type("excess", "£250")
    administrator.post(address, form.data(act="save"))
    assert book.bodies() == [{"cover_type": "contents", "excess": 25_000}]


def test_a_plan_of_neither_kind_asks_which(firm: Firm, book: Book, administrator: Browser) -> None:
    fund = firm.add_plan("Pension", client=book.client, type="pension")
    address = f"/plans/{fund['uuid']}/covers/new/"
    assert "What kind of cover?" in text_of(administrator.get(address))
    assert b'name="benefit_amount"' in administrator.get(f"{address}?kind=protection").content
    assert b'name="excess"' in administrator.get(f"{address}?kind=insurance").content


def test_others_may_not(book: Book, adviser: Browser, manager: Browser) -> None:
    assert [one.get(f"{book.page}covers/new/").status_code for one in (adviser, manager)] == [403, 403]


class TestWhomItIsFor:
    """`client_uuid`: a choice where the plan has several clients, and left out where nobody chose."""

    @pytest.fixture
    def joint(self, firm: Firm, book: Book) -> tuple[Book, str]:
        """A plan of two clients, and the second one's uuid."""
        peter = firm.add_client("Peter Wilson")
        firm.change("plan", book.plan["uuid"], owners=[book.client["uuid"], peter["uuid"]])
        return book, peter["uuid"]

    def test_a_cover_is_made_for_the_client_that_was_chosen(
        self, joint: tuple[Book, str], administrator: Browser
    ) -> None:
        book, peter = joint
        page = administrator.get(f"{book.page}covers/new/").content.decode()
        send(book, administrator, filled(book, administrator, client_uuid=peter))
        assert f'<option value="{peter}">Peter Wilson</option>' in page
        assert (book.bodies()[-1]["client_uuid"], covers(book)[-1]["client"]) == (peter, peter)
        words = text_of(administrator.get(book.cover_page(covers(book)[-1])))
        assert "added “Family Income Benefit” to Aviva 123: for Peter Wilson, benefit amount £1,500.00" in words

    def test_nobody_need_be_chosen(self, joint: tuple[Book, str], administrator: Browser) -> None:
        book, _ = joint
        send(book, administrator, filled(book, administrator))
        assert "client_uuid" not in book.bodies()[-1]

    def test_a_plan_of_one_client_asks_nothing(self, book: Book, administrator: Browser) -> None:
        assert filled(book, administrator).get("client_uuid") == ""
        assert b"client_uuid" not in administrator.get(f"{book.page}covers/new/").content

    def test_somebody_elses_client_is_refused(self, joint: tuple[Book, str], administrator: Browser) -> None:
        book, peter = joint
        stranger = book.firm.add_client("Eve Moss")["uuid"]
        made_up = send(book, administrator, filled(book, administrator, client_uuid=stranger))
        chosen = filled(book, administrator, client_uuid=peter)
        book.firm.change("plan", book.plan["uuid"], owners=[book.client["uuid"]])
        gone = send(book, administrator, chosen)
        assert errors_of(made_up) == ["Choose one of the plan’s clients"]
        assert errors_of(gone) == ["The client must have access to the plan."]
        assert len(covers(book)) == 2

    def test_the_same_cover_for_the_other_client_is_not_just_like_it(
        self, joint: tuple[Book, str], administrator: Browser
    ) -> None:
        book, peter = joint
        mine, theirs = (filled(book, administrator, client_uuid=one) for one in (book.client["uuid"], peter))
        send(book, administrator, mine)
        assert send(book, administrator, theirs)["Location"] == book.page
        assert [one["client"] for one in covers(book)[-2:]] == [book.client["uuid"], peter]

    def test_one_for_another_client_is_not_told_as_saved(self, joint: tuple[Book, str], administrator: Browser) -> None:
        book, peter = joint
        send(book, administrator, filled(book, administrator, client_uuid=peter))
        book.firm.change("cover", covers(book)[-1]["uuid"], client=book.client["uuid"])
        found = read_back_creation(Entry.objects.get(kind="attempt"))
        assert (found.shows, found.words.partition(".")[0]) == (
            HELD_OTHER,
            "The cover was made, but for another client",
        )

    def test_the_page_that_asks_names_the_client(self, joint: tuple[Book, str], administrator: Browser) -> None:
        book, peter = joint
        form = filled(book, administrator, client_uuid=peter).type("name-0", "Bob Hill").type("share-0", "50")
        page = text_of(administrator.get(send(book, administrator, form)["Location"]))
        assert "Client nothing → becomes Peter Wilson" in page
