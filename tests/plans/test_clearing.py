"""The indexation and the excess of a cover can be emptied: asked first, read back, and told as Plannr took it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from boards.audit import recorder
from boards.audit.descriptions import describe_ask as told
from boards.audit.models import Entry
from boards.plans import continuation
from boards.plans.snapshot import CoverFields
from boards.sandbox.store.records import Record
from tests.making import Browser
from tests.plans.filling import LIFE, Book, Filled, errors_of, text_of

IGNORED = "Plannr did not clear the indexation: it still holds 2.5%."


@pytest.fixture
def insured(book: Book) -> Record:
    """A cover of a home insurance plan with an excess of £250."""
    home = book.firm.add_plan("Home", client=book.client, type="general_insurance")
    return book.firm.add_cover(home, "buildings", excess=25_000, client=book.client)


def last_outcome() -> str:
    """How the newest attempt ended."""
    ending = recorder.latest_outcome(Entry.objects.filter(kind="attempt").latest("pk"))
    return ending.outcome if ending else ""


@pytest.mark.parametrize("put", ["partial", "full"])
def test_an_indexation_is_emptied_after_a_page_that_asks(book: Book, administrator: Browser, put: str) -> None:
    book.firm.behaviours.set(put=put)
    asks = administrator.get(book.send(administrator, book.opened(administrator).type("indexation", ""))["Location"])
    assert book.writes() == []

    administrator.post(asks.wsgi_request.path)

    assert "Clear the indexation?" in text_of(asks)
    assert book.bodies() == [LIFE | {"indexation": None}]
    assert (book.cover()["indexation"], book.cover()["benefit_amount"], last_outcome()) == (None, 25_000_000, "saved")
    assert told(Entry.objects.get(kind="attempt")) == (
        "changed “Life Assurance” on Aviva 123: indexation 2.5% to nothing"
    )
    assert book.opened(administrator).get("indexation") == ""


@pytest.mark.parametrize("put", ["partial", "full"])
def test_an_excess_is_emptied_after_a_page_that_asks(
    book: Book, administrator: Browser, insured: Record, put: str
) -> None:
    book.firm.behaviours.set(put=put)
    address = f"/plans/{insured['plan']}/covers/{insured['uuid']}/"

    asks = administrator.post(address, Filled.of(administrator.get(address)).type("excess", " ").data(act="save"))
    administrator.post(asks["Location"])

    assert book.bodies() == [{"cover_type": "buildings", "excess": None}]
    assert (book.cover(insured)["excess"], last_outcome()) == (None, "saved")


@pytest.mark.parametrize(("manner", "words"), [("refused", "The indexation field is required."), ("ignored", IGNORED)])
def test_where_plannr_does_not_take_it_that_stands_beside_the_field(
    book: Book, administrator: Browser, manner: str, words: str
) -> None:
    book.firm.behaviours.set(null_in_cover=manner)

    response = book.save(administrator, book.opened(administrator).type("indexation", ""))

    assert (response.status_code, errors_of(response)) == (422, [words])
    assert 'id="indexation-error"' in response.content.decode()
    assert (book.cover()["indexation"], last_outcome()) == (2.5, "refused")


def test_what_else_was_changed_is_saved_and_what_was_kept_is_told(book: Book, administrator: Browser) -> None:
    book.firm.behaviours.set(null_in_cover="ignored")
    filled = book.opened(administrator).type("indexation", "").type("benefit_amount", "300,000")

    page = text_of(administrator.get(book.save(administrator, filled)["Location"]))

    assert f"Saved in Plannr. {IGNORED}" in page
    assert (book.cover()["indexation"], book.cover()["benefit_amount"]) == (2.5, 30_000_000)


@pytest.mark.parametrize(("manner", "held", "outcome"), [("clears", None, "saved"), ("ignored", 2.5, "refused")])
def test_a_lost_answer_is_settled_by_reading_back(
    book: Book, administrator: Browser, at_once: None, manner: str, held: Any, outcome: str
) -> None:
    book.firm.behaviours.set(null_in_cover=manner)
    filled = book.opened(administrator).type("indexation", "")

    with book.sandbox.faults.on("reset", when="after", method="PUT"):
        book.save(administrator, filled)

    assert (book.cover()["indexation"], last_outcome()) == (held, outcome)


def test_what_one_has_emptied_oneself_is_no_conflict() -> None:
    facts = continuation.with_saved_fields(
        CoverFields(UUID(int=1), indexation=Decimal("2.5")), {"indexation": None}, {"fields": {"indexation": ""}}
    )

    assert facts.indexation is None


def test_the_benefit_cannot_be_emptied(book: Book, administrator: Browser) -> None:
    response = book.send(administrator, book.opened(administrator).type("benefit_amount", ""))

    assert errors_of(response) == ["Enter the benefit amount, in pounds"]
