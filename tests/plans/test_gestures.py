"""A cover form sent again: a resend is one save, a correction is another, upon what the first one wrote."""

from typing import Any

from boards.audit.models import Entry
from tests.making import Browser
from tests.plans.filling import Book


def test_a_corrected_amount_is_saved_upon_ones_own_save(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator)

    for amount in ("311,000", "311,000", "321,000", "311,000"):
        response = book.send(administrator, filled.type("benefit_amount", amount))
        assert (response.status_code, response.headers.get("Location")) == (302, book.page)

    assert [body["benefit_amount"] for body in book.bodies()] == [31_100_000, 32_100_000, 31_100_000]


def test_somebody_elses_amount_between_is_shown_first(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator)
    book.send(administrator, filled.type("benefit_amount", "311,000"))
    book.firm.change("cover", book.life["uuid"], benefit_amount=5_000_000)

    response = book.send(administrator, filled.type("benefit_amount", "321,000"))

    assert response.status_code == 409
    assert book.cover()["benefit_amount"] == 5_000_000


def test_who_was_added_is_the_same_person_when_the_form_is_corrected(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator).add("Bob Hill", "10")
    book.save(administrator, filled)
    assert ("Bob Hill", 10) in book.people()

    book.save(administrator, filled.share("Bob Hill", "8").share("David Wilson", "52"))
    book.save(administrator, filled.rename("Bob Hill", "Robert Hill"))

    expected = [("Ann Smith", 15), ("David Wilson", 52), ("Oliver Wilson", 25), ("Robert Hill", 8)]
    assert sorted(book.people()) == expected
    assert len([body for body in book.bodies() if "beneficiaries" in body]) == 1


def test_who_was_added_and_is_taken_off_again_is_asked_about(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator)
    book.save(administrator, filled.add("Bob Hill", "10"))

    filled.remove("Bob Hill")
    response: Any = book.send(administrator, filled.share("David Wilson", "60"))

    assert "/confirm/" in response["Location"]
    administrator.post(response["Location"])
    assert sorted(book.people()) == [("Ann Smith", 15), ("David Wilson", 60), ("Oliver Wilson", 25)]


def test_two_covers_asked_for_on_one_form_are_two(book: Book, administrator: Browser) -> None:
    page = administrator.get(f"{book.page}covers/new/?kind=protection")
    filled = book.opened(administrator).of(page)
    filled.type("cover_type", "life_assurance").type("benefit_frequency", "one_off")
    filled.type("indexation", "0").type("benefit_status", "active")

    for amount in ("311,000", "311,000", "321,000"):
        data = filled.type("benefit_amount", amount).data(act="save")
        assert administrator.post(f"{book.page}covers/new/", data).status_code == 302

    made = [one["benefit_amount"] for one in book.firm.kinds["cover"].values()]
    assert (made.count(31_100_000), made.count(32_100_000)) == (1, 1)
    assert Entry.objects.filter(kind="attempt").count() == 2
