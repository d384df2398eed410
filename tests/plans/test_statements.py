"""What a save of a cover costs the database."""

import pytest

from boards.gateway import circuit
from boards.plans import api_behaviour
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from tests.making import Browser
from tests.plans.filling import Book, Record
from tests.statements import CEILING, LOCKS, LOOK, recorded_statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seldom_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, no second passes: LOOK counts what else one would cost."""
    monkeypatch.setattr(circuit, "LOOK_SECONDS", 3600.0)


def saved_statements(book: Book, administrator: Browser, cover: Record) -> list[str]:
    """What one more save of the amount alone puts to the database."""
    filled = book.opened(administrator, cover).type("benefit_amount", "123,456")

    with recorded_statements() as found:
        response = book.send(administrator, filled, cover)

    assert (response.status_code, response["Location"]) == (302, book.page)
    assert book.cover(cover)["benefit_amount"] == 12_345_600
    return found


def test_a_cover_save_costs_at_most_forty_statements(stranger: Book, administrator: Browser) -> None:
    assert len(saved_statements(stranger, administrator, stranger.life)) + LOOK <= CEILING + LOCKS


def test_nor_does_it_where_plannr_may_hide_decimals(firm: Firm, sandbox: Sandbox, administrator: Browser) -> None:
    book = Book.of(firm, sandbox)
    for record in [*firm.kinds["cover"].values(), *firm.kinds["beneficiary"].values()]:
        record |= {"indexation": 3} if "indexation" in record else {"percentage": 33}
    for name in (api_behaviour.KEEPS_UNSENT, api_behaviour.OTHERS_STAY):
        api_behaviour.record_behaviour(name)

    assert len(saved_statements(book, administrator, book.life)) + LOOK <= CEILING + LOCKS
