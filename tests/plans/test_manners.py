"""Nobody is lost, whatever Plannr does where its documents are silent (plannr-api.md 8.6, 8.7)."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from boards.audit.models import Entry
from boards.mirror.models import Beneficiary
from boards.plans import api_behaviour, rounding
from boards.plans.snapshot import BeneficiaryShare
from boards.sandbox.store.firm import Firm
from boards.writes.models import WriteFreeze
from tests.making import Browser
from tests.plans.filling import Book, text_of

ILLNESS = {("David Wilson", 60.5), ("Oliver Wilson", 39.5)}


@pytest.mark.parametrize("scope", ["cover", "plan"])
@pytest.mark.parametrize("on_save", ["kept", "reordered", "reidentified"])
def test_a_changed_list_harms_nobody_else(book: Book, administrator: Browser, scope: str, on_save: str) -> None:
    book.firm.behaviours.set(beneficiary_scope=scope, beneficiaries_on_save=on_save)
    filled = book.opened(administrator).remove("Ann Smith").share("Oliver Wilson", "40").add("Bob Hill", "10")
    assert book.save(administrator, filled).status_code == 302
    assert set(book.people()) == {("David Wilson", 50), ("Oliver Wilson", 40), ("Bob Hill", 10)}
    assert set(book.people(book.illness)) == ILLNESS
    assert WriteFreeze.objects.count() == 0
    assert Entry.objects.get(kind="outcome").outcome == "saved"


def test_names_written_back_in_capitals_are_the_same_people(book: Book, administrator: Browser) -> None:
    book.firm.behaviours.set(beneficiaries_on_save="renamed")
    assert book.save(administrator, book.opened(administrator).add("Bob Hill", "10")).status_code == 302
    assert Entry.objects.get(kind="outcome").outcome == "saved"
    assert {name for name, _ in book.people()} == {"DAVID WILSON", "OLIVER WILSON", "ANN SMITH", "BOB HILL"}


@pytest.mark.parametrize("scope", ["cover", "plan"])
def test_a_plannr_that_deletes_whom_a_save_leaves_out_is_put_right_and_reported(
    book: Book, administrator: Browser, scope: str
) -> None:
    book.firm.behaviours.set(beneficiaries_omitted="delete", beneficiary_scope=scope)
    before = book.everybody()
    response = book.send(administrator, book.opened(administrator).type("indexation", "3"))

    assert response["Location"] == book.page
    assert book.everybody() == before
    assert book.cover()["indexation"] == 3
    halt = WriteFreeze.objects.get()
    assert "David Wilson, Oliver Wilson" in halt.words
    assert (halt.scope, halt.lifted_at is not None) == (f"plan:{book.plan['uuid']}", True)
    alarm = Entry.objects.get(verb="alarm")
    assert "They were put back." in alarm.words
    assert "They were put back." in text_of(administrator.get(book.page))

    assert book.save(administrator, book.opened(administrator).type("indexation", "4")).status_code == 302
    assert book.everybody() == before


@pytest.mark.parametrize("scope", ["cover", "plan"])
def test_once_is_enough_to_learn_it(book: Book, administrator: Browser, scope: str) -> None:
    book.firm.behaviours.set(beneficiaries_omitted="delete", beneficiary_scope=scope)
    api_behaviour.record_behaviour(api_behaviour.OMISSION_DELETES)
    before = book.everybody()
    assert book.save(administrator, book.opened(administrator).type("indexation", "3")).status_code == 302
    assert book.everybody() == before
    assert len(book.writes()) == 1
    assert WriteFreeze.objects.count() == 0


class TestNoCoverNamed:
    """A Plannr that does not say which cover a beneficiary belongs to."""

    def test_with_several_covers_the_list_is_not_touched(self, book: Book, administrator: Browser) -> None:
        book.firm.behaviours.set(beneficiary_cover="null")
        page = administrator.get(book.cover_page())
        assert "they can only be changed in Plannr itself" in text_of(page)
        assert b'name="share-0"' not in page.content
        before = book.everybody()
        assert book.send(administrator, book.opened(administrator).type("indexation", "3")).status_code == 302
        assert (book.everybody(), "beneficiaries" in book.bodies()[0]) == (before, False)

    def test_with_one_cover_they_are_all_its(self, book: Book, administrator: Browser) -> None:
        for one in book.firm.by("beneficiary", "plan", book.plan["uuid"]):
            if one["cover"] == book.illness["uuid"]:
                book.firm.remove("beneficiary", one["uuid"])
        book.firm.remove("cover", book.illness["uuid"])
        book.firm.behaviours.set(beneficiary_cover="null")
        assert book.save(administrator, book.opened(administrator).add("Bob Hill", "10")).status_code == 302
        assert [name for name, _ in book.people()] == ["David Wilson", "Oliver Wilson", "Ann Smith", "Bob Hill"]


class TestRounded:
    """A Plannr that shows shares as whole numbers, whatever it keeps."""

    def thirds(self, firm: Firm, book: Book) -> None:
        firm.behaviours.set(percentages_rounded=True)
        for one, share in zip(
            firm.by("beneficiary", "plan", book.plan["uuid"]), (33.33, 33.33, 33.34, 60.5, 39.5), strict=True
        ):
            firm.change("beneficiary", one["uuid"], percentage=share)

    def test_another_field_leaves_the_shares_alone(self, firm: Firm, book: Book, administrator: Browser) -> None:
        self.thirds(firm, book)
        book.send(administrator, book.opened(administrator).type("indexation", "3"))
        assert [share for _, share in book.people()] == [33.33, 33.33, 33.34]

    def test_a_rounded_share_is_not_written_back_unasked(self, firm: Firm, book: Book, administrator: Browser) -> None:
        self.thirds(firm, book)
        response = book.send(administrator, book.opened(administrator).rename("Ann Smith", "Anne Smith"))
        assert book.writes() == []
        words = text_of(administrator.get(response["Location"]))
        assert "may hold decimals it does not show" in words
        assert "exactly the shares below for Ann Smith; check" in words

    def test_what_was_written_here_is_known_to_the_hundredth(self, book: Book, administrator: Browser) -> None:
        book.firm.behaviours.set(percentages_rounded=True)
        filled = book.opened(administrator)
        for name, share in (("David Wilson", "33.33"), ("Oliver Wilson", "33.33"), ("Ann Smith", "33.34")):
            filled.share(name, share)
        assert book.save(administrator, filled).status_code == 302
        own = Beneficiary.objects.filter(cover=book.life["uuid"])
        assert [(one.share, one.shown) for one in own] == [("33.33", "33"), ("33.33", "33"), ("33.34", "33")]
        again = book.opened(administrator)
        assert [again.get(f"share-{n}") for n in range(3)] == ["33.33", "33.33", "33.34"]
        book.save(administrator, again.rename("Ann Smith", "Anne Smith"))
        assert book.people() == [("David Wilson", 33.33), ("Oliver Wilson", 33.33), ("Anne Smith", 33.34)]

    @pytest.mark.usefixtures("at_once")
    def test_that_it_rounds_is_remembered_when_nobody_is_known_to_the_hundredth(
        self, book: Book, administrator: Browser
    ) -> None:
        book.firm.behaviours.set(percentages_rounded=True, beneficiaries_on_save="reidentified")
        for one, share in zip(book.firm.by("beneficiary", "plan", book.plan["uuid"])[3:], (60, 40), strict=True):
            book.firm.change("beneficiary", one["uuid"], percentage=share)
        book.save(administrator, book.opened(administrator).share("Ann Smith", "14.6"))
        book.sandbox.faults.add("reset", method="PUT", when="after", only_next=1)
        in_doubt = book.save(administrator, book.opened(administrator).remove("Ann Smith").add("Ann Smith", "15.4"))
        assert "Plannr shows shares rounded" in text_of(administrator.get(in_doubt["Location"]))
        book.save(administrator, book.opened(administrator).type("indexation", "3"))
        assert ("Ann Smith", 15.4) in book.people()

        response = book.send(administrator, book.opened(administrator).rename("Ann Smith", "Anne Smith"))
        words = text_of(administrator.get(response["Location"]))
        assert "Saving writes exactly the shares below for Ann Smith; check them" in words
        assert ("Ann Smith", 15.4) in book.people()

    def test_a_share_that_comes_back_as_it_was_sent_unlearns_it(self, book: Book, administrator: Browser) -> None:
        api_behaviour.record_behaviour(api_behaviour.ROUNDS)
        book.save(administrator, book.opened(administrator).share("Ann Smith", "14.6"))
        assert api_behaviour.is_observed(api_behaviour.ROUNDS) is False


class TestUnreadable:
    """A list that cannot be read completely refuses the edit."""

    @pytest.mark.parametrize("body", [{"data": None}, {"message": "ok"}, {"data": [{"name": "No uuid"}]}, "nonsense"])
    def test_it_is_refused_whatever_is_wrong_with_it(self, book: Book, administrator: Browser, body: object) -> None:
        filled = book.opened(administrator).type("indexation", "3")
        with book.sandbox.faults.on("status", status=200, body=body, path="/beneficiary"):
            response = book.send(administrator, filled)
        assert response.status_code == 503
        assert "Nothing was" in text_of(response)
        assert book.writes() == []

    def test_the_form_does_not_even_open(self, book: Book, administrator: Browser) -> None:
        administrator.get(book.page)
        with book.sandbox.faults.on("status", status=500, path="/beneficiary"):
            page = administrator.get(book.cover_page())
        assert "cannot be changed just now" in text_of(page)
        assert "Ann Smith 15% £37,500.00" in text_of(page)

    def test_nobody_where_there_were_people_is_asked_about(self, book: Book, administrator: Browser) -> None:
        administrator.get(book.page)
        with book.sandbox.faults.on("status", status=200, body={"data": []}, path="/beneficiary"):
            response = book.send(administrator, book.opened(administrator).add("Bob Hill", "100"))
            assert "Plannr lists nobody on this plan now" in text_of(administrator.get(response["Location"]))
        assert administrator.post(response["Location"]).status_code == 409
        assert book.writes() == []


def test_two_of_one_name_are_told_apart_where_shares_are_rounded(book: Book, administrator: Browser) -> None:
    book.firm.behaviours.set(percentages_rounded=True, beneficiaries_on_save="reordered")
    filled = book.opened(administrator).share("David Wilson", "40").add("Bob Hill", "5.78").add("Bob Hill", "4.96")
    book.save(administrator, filled)
    assert sorted(book.people())[1:3] == [("Bob Hill", 4.96), ("Bob Hill", 5.78)]
    assert Entry.objects.get(kind="outcome").outcome == "saved"


@pytest.mark.django_db
def test_a_share_sent_to_somebody_whom_plannr_has_moved_teaches_that_it_rounds() -> None:
    here, there = uuid4(), uuid4()
    sent = [
        BeneficiaryShare(None, "Eve Moss", Decimal("35.84"), here),
        BeneficiaryShare(None, "Bob Hill", Decimal(8), here),
    ]
    shown = [
        BeneficiaryShare(uuid4(), "EVE MOSS", Decimal(36), there),
        BeneficiaryShare(uuid4(), "Bob Hill", Decimal(8), here),
    ]

    known = rounding.sent_shares(sent, shown)

    assert known == {shown[1].uuid: Decimal(8)}
    assert api_behaviour.is_observed(api_behaviour.ROUNDS)


@pytest.mark.django_db
def test_of_two_of_one_name_nobody_is_given_the_others_decimals() -> None:
    sent = [
        BeneficiaryShare(None, "David Wilson", Decimal("6.37"), uuid4()),
        BeneficiaryShare(uuid4(), "David Wilson", Decimal("7.3"), uuid4()),
    ]
    shown = [
        BeneficiaryShare(uuid4(), "David Wilson", Decimal(6), uuid4()),
        BeneficiaryShare(uuid4(), "David Wilson", Decimal(7)),
    ]

    assert rounding.sent_shares(sent, shown) == {}


@pytest.mark.django_db
def test_of_two_new_people_of_one_name_whose_shares_round_alike_neither_is_known() -> None:
    cover, bob = uuid4(), "Bob Hill"
    sent = [BeneficiaryShare(None, bob, Decimal("0.27"), cover), BeneficiaryShare(None, bob, Decimal("0.01"), cover)]
    shown = [BeneficiaryShare(uuid4(), bob, Decimal(0), cover), BeneficiaryShare(uuid4(), bob, Decimal(0), cover)]

    assert rounding.sent_shares(sent, shown) == {}
    assert rounding.sent_shares(sent[:1], shown) == {}
    assert set(rounding.sent_shares([sent[0], replace(sent[0])], shown).values()) == {Decimal("0.27")}
    assert set(rounding.sent_shares(sent[:1], shown[:1]).values()) == {Decimal("0.27")}
