"""Saving a cover: what is sent, what is not, who is asked, and what is told."""

from typing import Any

import pytest

from boards.audit.models import Entry
from boards.plans.operations import descriptions
from boards.writes.models import WriteFreeze
from tests.making import Browser, sign_in
from tests.plans.filling import LIFE, Book, Filled, errors_of, text_of


def test_it_changes_only_that_field_and_sends_the_others_as_they_are(book: Book, administrator: Browser) -> None:
    response = book.send(administrator, book.opened(administrator).type("benefit_amount", "£120,000"))
    assert response.status_code == 302
    assert book.bodies() == [LIFE | {"benefit_amount": 12_000_000}]
    assert book.cover()["benefit_amount"] == 12_000_000
    assert book.people() == [("David Wilson", 50), ("Oliver Wilson", 25), ("Ann Smith", 15)]


def test_a_save_costs_five_calls(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator).type("benefit_amount", "120,000")
    before = book.sandbox.log.last
    book.send(administrator, filled)
    assert len(book.sandbox.log.after(before)) == 5


def test_it_sends_nothing_where_nothing_was_changed(book: Book, administrator: Browser) -> None:
    response = book.send(administrator, book.opened(administrator))
    assert response["Location"] == book.page
    assert book.writes() == []
    assert Entry.objects.count() == 0


def test_a_list_names_everybody_of_the_plan_with_uuid(book: Book, administrator: Browser) -> None:
    book.save(administrator, book.opened(administrator).share("Ann Smith", "20").add("Bob Hill", "5"))
    [body] = book.bodies()
    assert body == LIFE | {"beneficiaries": body["beneficiaries"]}
    assert [(one["name"], one["percentage"], "uuid" in one) for one in body["beneficiaries"]] == [
        ("David Wilson", 50, True),
        ("Oliver Wilson", 25, True),
        ("Ann Smith", 20, True),
        ("Bob Hill", 5, False),
        ("David Wilson", 60.5, True),
        ("Oliver Wilson", 39.5, True),
    ]


def test_it_asks_by_name_before_somebody_is_deleted(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator).remove("Ann Smith").share("David Wilson", "60").share("Oliver Wilson", "40")
    response = book.send(administrator, filled)
    assert book.writes() == []
    page = administrator.get(response["Location"])
    words = text_of(page)
    assert "Remove Ann Smith as a beneficiary?" in words
    assert "Ann Smith Will be deleted 15% £37,500.00 none £0.00" in words
    assert "David Wilson 50% £125,000.00 60% £150,000.00" in words
    assert "Save and remove Ann Smith" in words

    administrator.post(response["Location"])
    assert book.people() == [("David Wilson", 60), ("Oliver Wilson", 40)]
    assert book.people(book.illness) == [("David Wilson", 60.5), ("Oliver Wilson", 39.5)]
    assert WriteFreeze.objects.count() == 0


def test_less_than_all_is_asked_about_and_never_scaled(book: Book, administrator: Browser) -> None:
    response = book.send(administrator, book.opened(administrator).share("Ann Smith", "20"))
    assert "Shares add up to 95% after saving, less than 100%." in text_of(administrator.get(response["Location"]))
    administrator.post(response["Location"])
    assert book.people() == [("David Wilson", 50), ("Oliver Wilson", 25), ("Ann Smith", 20)]


def test_more_than_all_is_refused_and_everything_typed_is_kept(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator).share("Ann Smith", "40").type("indexation", "two").add("", "0")
    response = book.send(administrator, filled)
    assert response.status_code == 422
    assert errors_of(response) == [
        "Indexation must be a number, like 2.5",
        "Shares add up to 115%. Take 15% off.",
        "Enter the name of beneficiary 4, or remove the row",
    ]
    again = Filled.of(response)
    assert (again.get("indexation"), again.get("share-2"), again.get("share-3")) == ("two", "40", "0")
    assert response.content.decode().count("<title>Error: ") == 1
    assert book.writes() == []


def test_thirds_are_asked_about_and_stay_thirds(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator)
    for name in ("David Wilson", "Oliver Wilson", "Ann Smith"):
        filled.share(name, "33.33")
    response = book.send(administrator, filled)
    assert "Shares add up to 99.99% after saving" in text_of(administrator.get(response["Location"]))
    administrator.post(response["Location"])
    assert [share for _, share in book.people()] == [33.33, 33.33, 33.33]


def test_the_log_tells_before_and_after(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator, book.illness).type("benefit_amount", "120,000").remove("Oliver Wilson")
    response = book.send(administrator, filled, book.illness)
    administrator.post(response["Location"])
    [line] = descriptions.cover_history(book.plan["uuid"], book.illness["uuid"])
    assert line.sentence == (
        "Sarah Jones changed “Critical Illness” on Aviva 123: benefit amount £100,000.00 to £120,000.00, "
        "removed Oliver Wilson; saved in Plannr"
    )
    assert line.sentence in text_of(administrator.get(book.cover_page(book.illness)))
    assert descriptions.cover_history(book.plan["uuid"], book.life["uuid"]) == []


def test_sending_the_form_twice_is_one_save(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator).add("Bob Hill", "10")
    first, second = book.send(administrator, filled), book.send(administrator, filled)
    assert (first.status_code, second.status_code) == (302, 302)
    assert len(book.writes()) == 1
    assert [name for name, _ in book.people()].count("Bob Hill") == 1


@pytest.mark.parametrize("role", ["adviser", "manager"])
def test_others_may_only_read(book: Book, administrator: Browser, role: str) -> None:
    filled = book.opened(administrator).type("benefit_amount", "1")
    other = sign_in(role)
    page = other.get(book.cover_page())
    assert b"<form" not in page.content.split(b"<main")[1].split(b"</main>")[0]
    assert "Ann Smith 15% £37,500.00" in text_of(page)
    assert book.send(other, filled).status_code == 403
    assert book.writes() == []


class TestConfirmations:
    """The page that asks: for one person, for what it showed, once, for ten minutes."""

    def asked(self, book: Book, browser: Browser) -> str:
        response = book.send(browser, book.opened(browser).remove("Ann Smith").share("Oliver Wilson", "50"))
        location: str = response["Location"]
        return location

    def test_it_works_once(self, book: Book, administrator: Browser) -> None:
        address = self.asked(book, administrator)
        administrator.post(address)
        administrator.post(address)
        assert len(book.writes()) == 1

    def test_it_is_worth_nothing_to_somebody_else(self, book: Book, administrator: Browser) -> None:
        address = self.asked(book, administrator)
        assert sign_in("administrator").post(address).status_code == 404
        assert book.writes() == []

    def test_it_runs_out_after_ten_minutes(self, book: Book, administrator: Browser) -> None:
        from datetime import timedelta

        from boards.plans.models import Confirmation

        address = self.asked(book, administrator)
        page = Confirmation.objects.get()
        Confirmation.objects.update(made_at=page.made_at - timedelta(minutes=10, seconds=1))
        response = administrator.post(address)
        assert response.status_code == 409
        assert "older than ten minutes" in text_of(response)
        assert book.writes() == []

    def test_it_is_bound_to_what_it_showed(self, book: Book, administrator: Browser) -> None:
        address = self.asked(book, administrator)
        book.firm.add_beneficiary(book.plan, "Carol Reed", 5, book.illness)
        response = administrator.post(address)
        assert response.status_code == 409
        assert book.writes() == []
        assert ("Ann Smith", 15) in book.people()

    def test_another_token_is_not_found(self, book: Book, administrator: Browser) -> None:
        self.asked(book, administrator)
        assert administrator.post(f"{book.page}confirm/{'x' * 32}/").status_code == 404

    def test_back_leads_to_the_form_as_it_was_typed(self, book: Book, administrator: Browser) -> None:
        page = administrator.get(self.asked(book, administrator)).content.decode()
        back = page.split("Back to the cover")[0].rpartition('href="')[2].split('"')[0].replace("&amp;", "&")
        again = Filled.of(administrator.get(back))
        assert again.get("share-1") == "50"
        assert "Ann Smith" not in dict(again.answers).values()


class TestChangedMeanwhile:
    """Yours, now, and when you opened it: a conflict only where both touched the same."""

    def test_both_touched_the_same_field(self, book: Book, administrator: Browser) -> None:
        filled = book.opened(administrator).type("benefit_amount", "300,000")
        book.firm.change("cover", book.life["uuid"], benefit_amount=27_500_000)
        response = book.send(administrator, filled)
        assert response.status_code == 409
        words = text_of(response)
        assert "Yours £300,000.00 Now in Plannr £275,000.00 When you opened it £250,000.00" in words
        assert Filled.of(response).get("benefit_amount") == "300,000"
        assert book.writes() == []
        book.send(administrator, Filled.of(response))
        assert book.cover()["benefit_amount"] == 30_000_000

    def test_another_field_is_no_conflict_and_is_not_overwritten(self, book: Book, administrator: Browser) -> None:
        filled = book.opened(administrator).type("indexation", "3")
        book.firm.change("cover", book.life["uuid"], benefit_amount=27_500_000)
        assert book.send(administrator, filled).status_code == 302
        assert (book.cover()["benefit_amount"], book.cover()["indexation"]) == (27_500_000, 3)

    def test_somebody_added_meanwhile_stays(self, book: Book, administrator: Browser) -> None:
        filled = book.opened(administrator).share("David Wilson", "55").share("Ann Smith", "20")
        book.firm.change("beneficiary", uuid_of(book, "Ann Smith"), name="Ann Smith")
        book.firm.add_beneficiary(book.plan, "Carol Reed", 0.5, book.life)
        response = book.send(administrator, filled)
        assert response.status_code == 422
        assert "Shares add up to 100.5%" in text_of(response) or "shares add up to 100.5%" in text_of(response)
        assert book.writes() == []
        assert ("Carol Reed", 0.5) in book.people()

    def test_a_person_changed_on_both_sides(self, book: Book, administrator: Browser) -> None:
        filled = book.opened(administrator).share("Ann Smith", "25")
        book.firm.change("beneficiary", uuid_of(book, "Ann Smith"), percentage=20)
        response = book.send(administrator, filled)
        assert response.status_code == 409
        assert "Yours Ann Smith, 25% Now in Plannr Ann Smith, 20% When you opened it Ann Smith, 15%" in text_of(
            response
        )

    def test_somebody_taken_out_here_and_changed_there_comes_back(self, book: Book, administrator: Browser) -> None:
        filled = book.opened(administrator).remove("Ann Smith")
        book.firm.change("beneficiary", uuid_of(book, "Ann Smith"), percentage=20)
        response = book.send(administrator, filled)
        assert response.status_code == 409
        assert Filled.of(response).row_of("Ann Smith")
        assert book.writes() == []

    def test_somebody_removed_there_and_untouched_here_stays_removed(self, book: Book, administrator: Browser) -> None:
        filled = book.opened(administrator).share("Oliver Wilson", "35")
        book.firm.remove("beneficiary", uuid_of(book, "Ann Smith"))
        response = book.send(administrator, filled)
        assert "Shares add up to 85% after saving" in text_of(administrator.get(response["Location"]))
        administrator.post(response["Location"])
        assert book.people() == [("David Wilson", 50), ("Oliver Wilson", 35)]

    def test_a_cover_that_is_gone_is_said_to_be_gone(self, book: Book, administrator: Browser) -> None:
        filled = book.opened(administrator).type("indexation", "3")
        book.firm.remove("cover", book.life["uuid"])
        response = book.send(administrator, filled)
        assert (response.status_code, "Plannr no longer has this cover." in text_of(response)) == (422, True)


class TestChoosing:
    """Either side of what both changed is taken by a button; nothing is sent by choosing, and nothing typed is lost."""

    def conflict(self, book: Book, browser: Browser) -> Filled:
        """The form after a save that met two changed fields and two changed people; a third field is typed, too."""
        filled = book.opened(browser).type("benefit_amount", "300,000").type("indexation", "3")
        filled.type("benefit_status", "proposed").share("Ann Smith", "10").rename("Oliver Wilson", "Oliver W")
        book.firm.change("cover", book.life["uuid"], benefit_amount=27_500_000, indexation=4)
        book.firm.change("beneficiary", uuid_of(book, "Ann Smith"), percentage=12.5)
        book.firm.change("beneficiary", uuid_of(book, "Oliver Wilson"), name="Olly Wilson")
        response = book.send(browser, filled)
        assert response.status_code == 409
        assert response.content.decode().count("data-clash=") == 4
        return Filled.of(response)

    def press(self, book: Book, browser: Browser, filled: Filled, act: str) -> Filled:
        """Press a button of the form that sends nothing to Plannr."""
        before = book.sandbox.log.last
        response = browser.post(book.cover_page(), filled.data(act=act))
        assert response.status_code == 200, response.content
        assert book.sandbox.log.after(before) == []
        self.page = response.content.decode()
        return Filled.of(response)

    def test_plannrs_side_of_a_field(self, book: Book, administrator: Browser) -> None:
        filled = self.conflict(book, administrator).share("David Wilson", "51")
        again = self.press(book, administrator, filled, "take-benefit_amount")

        assert again.get("benefit_amount") == "275,000"
        assert (again.get("indexation"), again.get("benefit_status")) == ("3", "proposed")
        assert [again.get(f"share-{n}") for n in range(3)] == ["51", "25", "10"]
        assert self.page.count("data-clash=") == 4
        assert 'value="take-benefit_amount" formnovalidate aria-pressed="true" autofocus' in self.page
        assert 'value="keep-indexation" formnovalidate aria-pressed="true"' in self.page

    def test_my_side_again(self, book: Book, administrator: Browser) -> None:
        filled = self.press(book, administrator, self.conflict(book, administrator), "take-benefit_amount")
        again = self.press(book, administrator, filled, "keep-benefit_amount")
        assert again.get("benefit_amount") == "300,000"

    def test_several_choices_and_then_a_save(self, book: Book, administrator: Browser) -> None:
        filled = self.conflict(book, administrator)
        ann, oliver = uuid_of(book, "Ann Smith"), uuid_of(book, "Olly Wilson")
        for act in ("take-indexation", f"take-{ann}", f"take-{oliver}", f"keep-{oliver}"):
            filled = self.press(book, administrator, filled, act)
        assert book.save(administrator, filled).status_code == 302

        assert (book.cover()["benefit_amount"], book.cover()["indexation"]) == (30_000_000, 4)
        assert book.people() == [("David Wilson", 50), ("Oliver W", 25), ("Ann Smith", 12.5)]
        fields, oliver = book.bodies()
        assert fields == LIFE | {"benefit_amount": 30_000_000, "benefit_status": "proposed", "indexation": 4}
        assert oliver == {"name": "Oliver W", "percentage": 25}

    def test_all_of_plannrs_leaves_only_what_nobody_else_touched(self, book: Book, administrator: Browser) -> None:
        filled = self.conflict(book, administrator)
        people = [uuid_of(book, name) for name in ("Ann Smith", "Olly Wilson")]
        for key in ("benefit_amount", "indexation", *people):
            filled = self.press(book, administrator, filled, f"take-{key}")
        book.send(administrator, filled)
        held = {"benefit_amount": 27_500_000, "indexation": 4}
        assert book.bodies() == [LIFE | held | {"benefit_status": "proposed"}]

    def test_saving_compares_once_more(self, book: Book, administrator: Browser) -> None:
        filled = self.press(book, administrator, self.conflict(book, administrator), "take-benefit_amount")
        book.firm.change("cover", book.life["uuid"], indexation=5)
        response = book.send(administrator, filled)
        assert response.status_code == 409
        assert "Yours 3% Now in Plannr 5% When you opened it 4%" in text_of(response)
        assert book.writes() == []

    def test_somebody_taken_out_here_and_changed_there(self, book: Book, administrator: Browser) -> None:
        filled = book.opened(administrator).remove("Ann Smith").share("Oliver Wilson", "30")
        ann = uuid_of(book, "Ann Smith")
        book.firm.change("beneficiary", ann, percentage=20)
        filled = Filled.of(book.send(administrator, filled))
        assert 'aria-pressed="true">Take Plannr’s, Ann Smith, 20%' in self.shown(book, administrator, filled)

        out = self.press(book, administrator, filled, f"keep-{ann}")
        assert (out.get("removed"), "Ann Smith" in dict(out.answers).values()) == (ann, False)
        assert "Take Plannr’s, Ann Smith, 20%" in self.page
        back = self.press(book, administrator, out, f"take-{ann}")
        assert (back.get("removed"), back.get(f"share-{back.row_of('Ann Smith')}")) == ("", "20")

        page = administrator.get(book.send(administrator, out)["Location"])
        assert "Remove Ann Smith as a beneficiary?" in text_of(page)
        assert ("Ann Smith", 20) in book.people()

    def test_somebody_changed_here_and_taken_out_there(self, book: Book, administrator: Browser) -> None:
        filled = book.opened(administrator).share("Ann Smith", "20").share("Oliver Wilson", "30")
        ann = uuid_of(book, "Ann Smith")
        book.firm.remove("beneficiary", ann)
        filled = Filled.of(book.send(administrator, filled))
        assert filled.get(f"uuid-{filled.row_of('Ann Smith')}") == ""

        gone = self.press(book, administrator, filled, f"take-{ann}")
        assert "Ann Smith" not in dict(gone.answers).values()
        added = self.press(book, administrator, gone, "add")
        assert len({number for key, number in added.answers if key == "row"} | {filled.row_of("Ann Smith")}) == 4
        back = self.press(book, administrator, added, f"keep-{ann}")
        assert back.get(f"share-{back.row_of('Ann Smith')}") == "20"

        book.save(administrator, gone)
        assert book.people() == [("David Wilson", 50), ("Oliver Wilson", 30)]

    def test_a_choice_about_nothing_changes_nothing(self, book: Book, administrator: Browser) -> None:
        filled = self.conflict(book, administrator)
        for act in ("take-benefit_status", "keep-", "take-x"):
            assert self.press(book, administrator, filled, act).get("benefit_status") == "proposed"

    def test_a_mistake_elsewhere_keeps_the_choice(self, book: Book, administrator: Browser) -> None:
        filled = self.press(book, administrator, self.conflict(book, administrator), "take-benefit_amount")
        response = book.send(administrator, filled.share("Ann Smith", "x"))
        assert response.status_code == 422
        assert response.content.decode().count("data-clash=") == 4
        assert Filled.of(response).get("benefit_amount") == "275,000"

    def shown(self, book: Book, browser: Browser, filled: Filled) -> str:
        """The page once more, by a button that changes nothing."""
        self.press(book, browser, filled, "keep-")
        return self.page


def uuid_of(book: Book, name: str) -> str:
    """Whom the life assurance names so, by uuid."""
    rows = book.firm.by("beneficiary", "plan", book.plan["uuid"])
    found: str = next(one["uuid"] for one in rows if one["name"] == name and one["cover"] == book.life["uuid"])
    return found


def test_plannrs_own_words_stand_beside_the_field(book: Book, administrator: Browser) -> None:
    body: dict[str, Any] = {
        "message": "The given data was invalid.",
        "errors": {
            "benefit_amount": ["The benefit amount is too large for this policy."],
            "beneficiaries.1.percentage": ["The share is not allowed."],
        },
    }
    filled = book.opened(administrator).type("benefit_amount", "120,000").share("Ann Smith", "25")
    with book.sandbox.faults.on("status", status=422, body=body, method="PUT"):
        response = book.send(administrator, filled)
    assert response.status_code == 422
    assert errors_of(response) == ["The benefit amount is too large for this policy.", "The share is not allowed."]
    html = response.content.decode()
    assert 'aria-describedby="share-1-error"' in html
    assert Filled.of(response).get("benefit_amount") == "120,000"


def test_a_page_that_was_not_sent_whole_deletes_nobody(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator)
    filled.answers = [one for one in filled.answers if one != ("row", "2")]
    response = book.send(administrator, filled)
    assert response.status_code == 422
    assert "did not send all the beneficiaries" in text_of(response)
    assert book.writes() == []


def test_a_form_of_another_person_is_not_taken(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator).type("indexation", "3")
    response = book.send(sign_in("administrator"), filled)
    assert response["Location"] == book.page
    assert book.writes() == []
