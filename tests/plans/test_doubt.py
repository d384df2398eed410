"""A save without an answer is settled by reading back: nobody is made twice, and nobody is guessed about."""

from typing import Any

import pytest

from boards.audit.models import Entry
from boards.writes import pipeline
from boards.writes.models import WriteFreeze
from boards.writes.operation import Result
from boards.writes.reconcile import LEFT_IT, STILL_OLD, reconcile_all
from tests.making import Browser, sign_in
from tests.plans.filling import Book, Filled, text_of

LOST = [{"kind": "reset"}, {"kind": "truncated"}, {"kind": "status", "status": 500}, {"kind": "status", "status": 502}]


@pytest.mark.parametrize("trouble", LOST, ids=lambda one: f"{one['kind']}{one.get('status', '')}")
def test_an_answer_lost_after_the_write_is_found(book: Book, administrator: Browser, trouble: dict[str, Any]) -> None:
    filled = book.opened(administrator).add("Bob Hill", "10")
    book.sandbox.faults.add(**trouble, method="PUT", when="after", only_next=1)
    response = book.send(administrator, filled)
    assert response["Location"] == book.page
    assert "Found in Plannr on reading back." in [one.words for one in Entry.objects.filter(kind="outcome")]
    assert [name for name, _ in book.people()].count("Bob Hill") == 1


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("trouble", LOST, ids=lambda one: f"{one['kind']}{one.get('status', '')}")
def test_a_write_lost_on_the_way_is_said_to_be_lost(
    book: Book, administrator: Browser, trouble: dict[str, Any]
) -> None:
    filled = book.opened(administrator).add("Bob Hill", "10")
    book.sandbox.faults.add(**trouble, method="PUT", when="before", only_next=1)
    response = book.send(administrator, filled)
    assert (response.status_code, "Plannr did not carry it out." in text_of(response)) == (422, True)
    assert [name for name, _ in book.people()].count("Bob Hill") == 0
    book.send(administrator, book.opened(administrator).add("Bob Hill", "10"))
    assert [name for name, _ in book.people()].count("Bob Hill") == 1


def test_a_write_that_may_still_come_is_waited_for(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator).add("Bob Hill", "10")
    book.sandbox.faults.add("reset", method="PUT", when="before", only_next=1)
    response = book.send(administrator, filled)
    page = administrator.get(response["Location"])
    assert "Checking whether Plannr saved it" in text_of(page)
    assert page["Refresh"] == "4"
    again = book.send(administrator, book.opened(administrator).add("Bob Hill", "10"))
    assert (again.status_code, "still being checked" in text_of(again)) == (503, True)
    assert len(book.writes()) == 1


def test_a_save_that_is_lost_is_offered_again_as_it_was_typed(
    book: Book, administrator: Browser, settings: Any
) -> None:
    filled = book.opened(administrator).add("Bob Hill", "10").type("benefit_amount", "311,000")
    book.sandbox.faults.add("reset", method="PUT", when="before", only_next=1)
    response = book.send(administrator, filled)
    if "/confirm/" in response["Location"]:
        response = administrator.post(response["Location"])
    settings.PLANNR_LATE_SECONDS = 0

    page = administrator.get(response["Location"])
    assert "Plannr did not carry it out." in text_of(page)
    form = administrator.get(page.context["again"])

    assert "This is what you typed." in text_of(form)
    again = Filled.of(form)
    assert (again.get("benefit_amount"), again.get(f"share-{again.row_of('Bob Hill')}")) == ("311,000", "10")
    saved = book.save(administrator, again)
    assert saved["Location"] == book.page
    assert (book.cover()["benefit_amount"], dict(book.people())["Bob Hill"]) == (31_100_000, 10)


def test_a_lost_form_is_its_persons_own(book: Book, administrator: Browser, settings: Any) -> None:
    book.sandbox.faults.add("reset", method="PUT", when="before", only_next=1)
    response = book.send(administrator, book.opened(administrator).type("benefit_amount", "311,000"))
    settings.PLANNR_LATE_SECONDS = 0
    again = administrator.get(response["Location"]).context["again"]

    other = sign_in("administrator", name="olga").get(again)

    assert Filled.of(other).get("benefit_amount") == "250,000"


@pytest.mark.usefixtures("at_once")
def test_a_twin_on_purpose_is_told_from_one_by_accident(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator).add("Ann Smith", "10")
    book.sandbox.faults.add("reset", method="PUT", when="after", only_next=1)
    response = book.send(administrator, filled)
    assert "Another beneficiary is already called Ann Smith" in text_of(administrator.get(response["Location"]))
    administrator.post(response["Location"])
    assert book.people().count(("Ann Smith", 10)) == 1
    assert Entry.objects.filter(outcome="saved").count() == 1


@pytest.mark.usefixtures("at_once")
def test_a_state_that_is_neither_is_put_to_a_person(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator).share("Ann Smith", "25").add("Bob Hill", "0.01").share("David Wilson", "49.99")
    book.sandbox.faults.add("reset", method="PUT", when="before", only_next=1)
    outcome = settle_with_outsider(book, administrator, filled)
    assert outcome == "superseded"


def settle_with_outsider(book: Book, administrator: Browser, filled: Any) -> str:
    """Send, and let somebody in Plannr change the same cover before it is read back."""
    from boards.plans.operations import reconcile

    read = reconcile.read_snapshot

    def after_an_outsider(plan: Any, **how: Any) -> Any:
        if Entry.objects.filter(kind="outcome", outcome="unknown").exists():
            book.firm.change(
                "beneficiary", book.firm.by("beneficiary", "plan", book.plan["uuid"])[0]["uuid"], percentage=1
            )
        return read(plan, **how)

    patch = pytest.MonkeyPatch()
    patch.setattr(reconcile, "read_snapshot", after_an_outsider)
    try:
        response = book.send(administrator, filled)
    finally:
        patch.undo()
    assert "Look at the cover as it is now" in text_of(administrator.get(response["Location"]))
    return Entry.objects.filter(kind="outcome").order_by("-id")[0].outcome


@pytest.mark.usefixtures("at_once")
def test_a_loss_that_shows_on_reading_back_is_put_right(book: Book, administrator: Browser) -> None:
    book.firm.behaviours.set(beneficiaries_omitted="delete", beneficiary_scope="plan")
    before = book.everybody()
    book.sandbox.faults.add("reset", method="PUT", when="after", only_next=1)
    book.send(administrator, book.opened(administrator).type("indexation", "3"))
    assert book.everybody() == before
    assert WriteFreeze.objects.count() == 1
    assert Entry.objects.filter(verb="alarm").count() == 1


@pytest.mark.usefixtures("at_once")
def test_an_answer_without_the_deed_is_not_believed(book: Book, administrator: Browser) -> None:
    book.sandbox.faults.add("ignored", method="PUT", only_next=1)
    response = book.send(administrator, book.opened(administrator).type("benefit_amount", "120,000"))
    page = text_of(administrator.get(response["Location"]))
    assert ("It was not saved as asked" in page, STILL_OLD in page) == (True, True)
    assert book.cover()["benefit_amount"] == 25_000_000


def test_an_answer_that_shows_the_old_cover_is_a_no(book: Book, administrator: Browser) -> None:
    book.sandbox.faults.add("kept", method="PUT", only_next=1)
    response = book.send(administrator, book.opened(administrator).type("benefit_amount", "120,000"))
    assert (response.status_code, LEFT_IT in text_of(response)) == (422, True)
    assert book.cover()["benefit_amount"] == 25_000_000


def test_what_a_crash_left_open_is_settled_later(
    book: Book, administrator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = book.opened(administrator).add("Bob Hill", "10")
    book.sandbox.faults.add("reset", method="PUT", when="after", only_next=1)
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "_unknown", lambda attempt, words: Result("unknown", words, attempt=attempt))
        book.send(administrator, filled)
    assert Entry.objects.filter(kind="outcome").count() == 0
    assert reconcile_all() == (1, 0)
    assert Entry.objects.get(kind="outcome").outcome == "saved"
    assert [name for name, _ in book.people()].count("Bob Hill") == 1
