"""A frozen plan is said on its page and over the form of its covers, and nothing is sent for it."""

from boards.writes import freeze
from tests.making import Browser
from tests.plans.filling import Book, text_of


def test_a_frozen_plan_is_said_and_takes_no_write(book: Book, administrator: Browser) -> None:
    administrator.get(book.page)
    filled = book.opened(administrator).type("indexation", "3")
    freeze.freeze(f"plan:{book.plan['uuid']}", "It lost Ann Smith.", name="Aviva 123")

    for address in (book.page, book.cover_page()):
        assert "Changing “Aviva 123” is stopped. It lost Ann Smith." in text_of(administrator.get(address))
    stopped = book.send(administrator, filled)

    assert stopped.status_code == 503
    assert "Changing “Aviva 123” has been stopped: It lost Ann Smith. Nothing was sent." in text_of(stopped)
    assert book.writes() == []
