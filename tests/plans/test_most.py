"""How many beneficiaries a cover can have here: said on the form, and no list is cut short in silence."""

from typing import Any

import pytest

from boards.sandbox.store.records import Record
from tests.making import Browser
from tests.plans.filling import Book, Filled, errors_of, text_of

MOST = 250


def named(book: Book, cover: Record, number: int) -> None:
    """Let Plannr hold so many people on a cover, 0.2 % each."""
    for place in range(number):
        book.firm.add_beneficiary(book.plan, f"Person {place}", 0.2, cover)


@pytest.fixture
def empty(book: Book) -> Record:
    """A cover of the plan with nobody on it."""
    told = {"benefit_frequency": "one_off", "benefit_status": "active", "client": book.client}
    return book.firm.add_cover(book.plan, "terminal_illness", benefit_amount=100_000, indexation=0, **told)


def test_as_many_as_the_form_says_are_opened_and_saved(book: Book, administrator: Browser, empty: Record):
    named(book, empty, MOST)
    page = administrator.get(book.cover_page(empty))
    assert f"A cover can have {MOST} beneficiaries at most." in text_of(page)

    response = book.save(administrator, Filled.of(page).share("Person 7", "0.4"), empty)

    assert (response.status_code, response["Location"]) == (302, book.page)
    assert (len(book.people(empty)), dict(book.people(empty))["Person 7"]) == (MOST, 0.4)


def test_as_many_are_taken_out_and_others_named_in_one_save(book: Book, administrator: Browser, empty: Record):
    named(book, empty, MOST)
    filled = book.opened(administrator, empty)
    for place in range(MOST):
        filled.remove(f"Person {place}").add(f"Other {place}", "0.4")

    assert book.save(administrator, filled, empty)["Location"] == book.page

    assert [name for name, _ in book.people(empty)] == [f"Other {place}" for place in range(MOST)]


def test_one_too_many_is_said_beside_the_list_with_everything_typed(book: Book, administrator: Browser, empty: Record):
    filled = book.opened(administrator, empty).type("indexation", "7")
    for place in range(MOST + 1):
        filled.add(f"Person {place}", "0.2")

    response = book.send(administrator, filled, empty)

    assert (response.status_code, book.writes()) == (422, [])
    assert errors_of(response) == [f"A cover can have {MOST} beneficiaries at most, and this list has 251. Take 1 out."]
    again = Filled.of(response)
    assert [again.get(f"name-{place}") for place in range(1, MOST + 2)] == [f"Person {one}" for one in range(MOST + 1)]
    assert again.get("indexation") == "7"


def test_a_full_list_takes_no_more_rows_and_says_why(book: Book, administrator: Browser, settings: Any):
    settings.MOST_BENEFICIARIES = 3
    page = administrator.get(book.cover_page())
    assert "No more than 3 can be named. To add somebody, take somebody out first." in text_of(page)
    assert 'value="add" formnovalidate disabled' in page.content.decode()

    response = administrator.post(book.cover_page(), Filled.of(page).data(act="add"))

    assert "A cover can have 3 beneficiaries at most." in text_of(response)
    assert Filled.of(response).data()["row"] == ["0", "1", "2"]


def test_a_cover_with_more_is_shown_and_its_other_fields_are_saved(book: Book, administrator: Browser, settings: Any):
    settings.MOST_BENEFICIARIES = 2
    everybody = book.everybody()
    page = administrator.get(book.cover_page())
    words = "This cover has 3 beneficiaries, and no more than 2 can be changed here: change them in Plannr itself."
    assert words in text_of(page)
    assert "David Wilson" in text_of(page)

    assert book.save(administrator, Filled.of(page).type("benefit_amount", "300,000"))["Location"] == book.page

    assert (book.cover()["benefit_amount"], book.everybody()) == (30_000_000, everybody)


def test_a_list_that_grew_too_long_in_plannr_meanwhile_keeps_what_was_typed(
    book: Book, administrator: Browser, settings: Any
):
    settings.MOST_BENEFICIARIES = 3
    filled = book.opened(administrator).share("Ann Smith", "16").type("benefit_amount", "300,000")
    book.firm.add_beneficiary(book.plan, "Bob Hill", 5, book.life)
    book.firm.change("cover", book.life["uuid"], benefit_amount=27_500_000)
    conflict = Filled.of(book.send(administrator, filled))
    assert (conflict.get("share-2"), conflict.get("name-3")) == ("16", "Bob Hill")

    response = book.send(administrator, conflict)

    assert errors_of(response) == ["A cover can have 3 beneficiaries at most, and this list has 4. Take 1 out."]
    assert Filled.of(response).get("share-2") == "16"
    assert book.writes() == []
