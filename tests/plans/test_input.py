"""Bad input through the form, each with its words; and odd values from Plannr that survive a save of other fields."""

from typing import Any

import pytest

from boards.sandbox.store.firm import Firm
from tests.making import Browser
from tests.plans.filling import LIFE, Book, Filled, errors_of, text_of


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("cover_type", "buildings", "Choose one of the cover types"),
        ("cover_type", "", "Choose one of the cover types"),
        ("cover_type", "<script>", "Choose one of the cover types"),
        ("benefit_status", "lapsed", "Choose a benefit status"),
        ("benefit_amount", "", "Enter the benefit amount, in pounds"),
        ("benefit_amount", "0", "Benefit amount must be £1 or more"),
        ("benefit_amount", "-5", "Benefit amount must be £0 or more"),
        ("benefit_amount", "19.999", "Benefit amount must have no more than 2 decimal places, like 27,500.50"),
        ("indexation", "two", "Indexation must be a number, like 2.5"),
        ("indexation", "2.555", "Indexation must have no more than 2 decimal places, like 2.5"),
        ("indexation", "101", "Indexation must be 100 or less"),
        ("name-0", " ", "Enter the name of beneficiary 1, or remove the row"),
        ("name-0", "\u202e\u2066", "Enter the name of beneficiary 1, or remove the row"),
        ("name-0", "--", "The name of beneficiary 1 must have a letter in it"),
        ("name-0", "Da\x00vid", "The name of beneficiary 1 holds a character that cannot be written: type it anew"),
        ("name-0", "x" * 256, "The name of beneficiary 1 may have 255 characters; this one has 256"),
        ("share-0", "", "Enter the share of David Wilson, in per cent"),
        ("share-0", "0", "The share of David Wilson must be more than 0"),
        ("share-0", "NaN", "The share of David Wilson must be a number, like 33.33"),
        ("share-0", "33.333", "The share of David Wilson must have no more than 2 decimal places, like 33.33"),
        ("share-0", "100.01", "The share of David Wilson must be 100 or less"),
        ("share-0", "60.01", "Shares add up to 100.01%. Take 0.01% off."),
    ],
)
def test_it_is_refused_in_words_and_kept_as_typed(
    book: Book, administrator: Browser, field: str, typed: str, words: str
) -> None:
    response = book.send(administrator, book.opened(administrator).type(field, typed))
    assert response.status_code == 422
    assert errors_of(response) == [words]
    assert response.content.decode().count(words.replace("'", "&#x27;")) >= 2
    if field.split("_")[0] not in ("cover", "benefit") and "\x00" not in typed:
        assert Filled.of(response).get(field) == typed
    assert book.writes() == []


@pytest.mark.parametrize(
    "name", ["<b>Bob</b>", "=cmd|' /C calc'!A0", "Zoë O’Hara-Ñuñez", "李小龍", "🙂 Bob", "Robert'); DROP"]
)
def test_any_name_a_person_may_have_is_written_as_it_is(book: Book, administrator: Browser, name: str) -> None:
    assert book.save(administrator, book.opened(administrator).add(name, "10")).status_code == 302
    assert (name, 10) in book.people()
    page = administrator.get(book.page).content.decode()
    assert "<b>Bob</b>" not in page


def test_somebody_elses_beneficiary_cannot_be_slipped_in(book: Book, administrator: Browser) -> None:
    foreign = book.firm.by("beneficiary", "plan", book.plan["uuid"])[-1]["uuid"]
    response = book.send(administrator, book.opened(administrator).type("uuid-0", foreign))
    assert response.status_code == 422
    assert "did not send all the beneficiaries" in text_of(response)
    assert book.writes() == []


def test_everybody_may_be_removed_by_name(book: Book, administrator: Browser) -> None:
    filled = book.opened(administrator)
    for name in ("David Wilson", "Oliver Wilson", "Ann Smith"):
        filled.remove(name)
    response = book.send(administrator, filled)
    assert "Remove David Wilson, Oliver Wilson and Ann Smith as beneficiaries?" in text_of(
        administrator.get(response["Location"])
    )
    administrator.post(response["Location"])
    assert (book.people(), len(book.people(book.illness))) == ([], 2)


def test_an_unknown_cover_type_stays_what_it_is(firm: Firm, book: Book, administrator: Browser) -> None:
    firm.change("cover", book.life["uuid"], cover_type="pet_dragon", benefit_status="on_hold")
    page = administrator.get(book.cover_page())
    assert 'value="pet_dragon" selected>Pet Dragon<' in page.content.decode()
    assert 'value="on_hold" checked' in page.content.decode()
    response = book.send(administrator, Filled.of(page).type("indexation", "3"))
    assert book.bodies() == []
    words = text_of(administrator.get(response["Location"]))
    assert "The board cannot write the benefit status of this cover back as Plannr holds it" in words
    administrator.post(response["Location"])
    assert book.bodies() == [{"benefit_amount": 25_000_000, "indexation": 3}]
    assert (book.cover()["cover_type"], book.cover()["benefit_status"]) == ("pet_dragon", "on_hold")


@pytest.mark.parametrize(
    ("keys", "shown", "sent"),
    [
        (
            {"benefit_amount": {"amount": 123, "currency": "EUR"}},
            "Plannr holds it in EUR, so it is not changed here.",
            {"benefit_status": "active", "indexation": 2.5},
        ),
        (
            {"benefit_amount": {"amount": {"example": "4000"}, "currency": {"example": "GBP"}}},
            "In Plannr now",
            {"benefit_amount": 4000, "benefit_status": "active", "indexation": 2.5},
        ),
        ({"indexation": "1.4567"}, "1.4567%", LIFE | {"indexation": 1.4567}),
        ({"client": "App\\Http\\Resources\\AccountResource"}, "In Plannr now", LIFE),
        (
            {"benefit_frequency": None, "benefit_status": None},
            "Not set",
            {"benefit_amount": 25_000_000, "indexation": 2.5},
        ),
    ],
)
def test_odd_values_survive_a_save_of_another_field(
    book: Book, administrator: Browser, keys: dict[str, Any], shown: str, sent: dict[str, Any]
) -> None:
    book.firm.distort("cover", book.life["uuid"], **keys)
    page = administrator.get(book.cover_page())
    assert shown in text_of(page)
    book.save(administrator, Filled.of(page).type("cover_type", "critical_illness"))
    assert book.bodies() == [sent | {"cover_type": "critical_illness"}]


def test_a_share_with_more_decimals_than_one_may_type_is_not_rounded(
    firm: Firm, book: Book, administrator: Browser
) -> None:
    first = firm.by("beneficiary", "plan", book.plan["uuid"])[0]
    firm.change("beneficiary", first["uuid"], percentage=33.3333)
    book.save(administrator, book.opened(administrator).share("Ann Smith", "20"))
    assert dict(book.people())["David Wilson"] == 33.3333


@pytest.mark.parametrize("body", [b"", b"opened=x", b"act=save", b"row=9999999999&row=-1&row=%00"])
def test_a_form_made_up_elsewhere_does_nothing(book: Book, administrator: Browser, body: bytes) -> None:
    administrator.get(book.page)
    response = administrator.post(book.cover_page(), body, content_type="application/x-www-form-urlencoded")
    assert response["Location"] == book.page
    assert book.writes() == []


def test_labels_are_those_of_plannr(book: Book, administrator: Browser) -> None:
    page = administrator.get(book.cover_page()).content.decode()
    for label in ("ASU", "TPD (Total Permanent Disability)", "Waiver Of Premium", "Unknown"):
        assert f">{label}</option>" in page
    assert "3rd Party" not in page


def test_many_who_are_removed_are_counted_in_the_heading_and_named_below(book: Book, administrator: Browser) -> None:
    for place in range(4):
        book.firm.add_beneficiary(book.plan, f"Person {place}", 1, book.life)
    filled = book.opened(administrator)
    for place in range(4):
        filled.remove(f"Person {place}")

    words = text_of(administrator.get(book.send(administrator, filled)["Location"]))

    assert "Remove 4 beneficiaries ?" in words
    assert "Save and remove 4 beneficiaries" in words
    assert [f"Person {place} Will be deleted 1%" in words for place in range(4)] == [True] * 4
