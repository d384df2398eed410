"""Each kind of thing typed has one reader, and means the same on every page."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.forms import Field
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from boards.audit.forms import FilterForm as AuditFilterForm
from boards.cases.filters.form import CaseFilterForm
from boards.cases.forms.change import CaseForm
from boards.totals.forms import TotalsFilterForm
from boards.ui import fields
from boards.ui.fields import (
    DayField,
    OneLineField,
    PoundsField,
    Unreadable,
    UuidField,
    UuidListField,
    parse_day,
    parse_name,
    parse_percent,
    parse_pounds,
    parse_uuid,
    parse_whole,
)

A_NUMBER = "must be a number of pounds, like 27,500 or 27,500.50"
PLACES = "must have no more than 2 decimal places, like 27,500.50"
NOT_POUNDS = [
    *("two hundred", "1e5", "NaN", "Infinity", "0x10", "1,50", "1,2,3", "12,34,567", "1.234.567", "1.234,56"),
    *("1 2 3", "25 0000", "250.", "$100", "€100", "£££5", "100k", "1_000", "１２３", "٣", "9" * 60),
]


@pytest.mark.parametrize(
    ("text", "pennies"),
    [
        *(("", None), ("  ", None), ("0", 0), ("0.01", 1), ("£ 1,234.5", 123_450), (".50", 50), ("007", 700)),
        *(("1 234.50", 123_450), ("1\u00a0234\u202f567", 123_456_700), ("1000000000000", 10**14), ("20.02", 2002)),
    ],
)
def test_pounds_are_read_to_the_penny(text: str, pennies: int | None):
    assert parse_pounds(text) == pennies


@given(st.integers(min_value=0, max_value=10**14))
def test_pounds_as_they_stand_in_a_box_are_the_pennies_they_came_from(pennies: int):
    assert parse_pounds(fields.pounds_typed(pennies)) == pennies


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *((text, A_NUMBER) for text in NOT_POUNDS),
        *((text, PLACES) for text in ("19.999", "0.001", "1.500")),
        *((text, "must be £0 or more") for text in ("-1", "£-5", "-£5", "−.5")),
        ("10,000,000,000.01", "must be £10,000,000,000 or less"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(text: str, words: str):
    with pytest.raises(Unreadable) as error:
        parse_pounds(text, 10**12)

    assert str(error.value) == words


@pytest.mark.parametrize("text", NOT_POUNDS)
def test_what_is_no_amount_is_refused_on_every_page(text: str):
    with pytest.raises(ValidationError) as case:
        CaseForm.base_fields["value"].clean(text)
    board = CaseFilterForm(query(least=text))
    totals = TotalsFilterForm(query(least=text))

    assert case.value.messages == [f"The value {A_NUMBER}."]
    assert (board.wrong, board.sieve.least) == ({"value": f"The value {A_NUMBER}."}, None)
    assert (totals.errors, totals.wanted().show) == ({"least": [f"From £ {A_NUMBER}."]}, "open")


@pytest.mark.parametrize(
    ("text", "share"),
    [("", None), ("33.33", "33.33"), ("33.33 %", "33.33"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("100", "100")],
)
def test_a_share_is_read_exactly(text: str, share: str | None):
    assert parse_percent(text) == (Decimal(share) if share else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *((text, "must be a number, like 33.33") for text in ("half", "33,33", "1/3", "NaN", "1e1", "٣٣", "1_0")),
        *((text, "must be 0 or more") for text in ("-0.01", "−50")),
        *((text, "must be 100 or less") for text in ("100.01", "1000")),
        ("33.333", "must have no more than 2 decimal places, like 33.33"),
    ],
)
def test_what_is_no_share_is_refused_in_words(text: str, words: str):
    with pytest.raises(Unreadable) as error:
        parse_percent(text)

    assert str(error.value) == words


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2026-11-02", "2/11/2026", "02/11/2026", "2.11.2026", "2-11-2026", " 2 11 2026 "])
def test_a_day_is_read_as_people_write_it_on_every_page(text: str):
    day = date(2026, 11, 2)

    assert parse_day(text) == day
    assert CaseFilterForm(query(since=text)).sieve.since == day
    assert TotalsFilterForm(query(since=text)).wanted().cases.since == day
    assert valid(AuditFilterForm(query(since=text))).wanted().since == day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        *((text, "must be a day of the calendar, like 2/11/2026") for text in ("31/2/2026", "2/11/26", "٢/١١/٢٠٢٦")),
        *((text, "must be a day of the calendar, like 2/11/2026") for text in ("tomorrow", "2026-W45-1", "20261102")),
        *((text, "must lie between 1900 and 2199") for text in ("1899-12-31", "9999-12-31")),
    ],
)
def test_what_is_no_day_is_refused_in_the_same_words_on_every_page(text: str, words: str):
    with pytest.raises(Unreadable) as error:
        parse_day(text)

    assert str(error.value) == words
    assert CaseFilterForm(query(since=text)).wrong == {"period": f"The day {words}."}
    for filter_form in (TotalsFilterForm, AuditFilterForm):
        assert filter_form(query(since=text)).errors == {"since": [f"From {words}."]}


@pytest.mark.parametrize(("text", "number"), [("", None), ("0", 0), (" 30 ", 30), ("1,000", 1000)])
def test_a_whole_number_is_read(text: str, number: int | None):
    assert parse_whole(text, 36_500) == number


@pytest.mark.parametrize("text", ["-1", "1.5", "1e3", "1_0", "٣", "1,00", "36501", "9" * 5000])
def test_what_is_no_whole_number_is_refused(text: str):
    with pytest.raises(Unreadable) as error:
        parse_whole(text, 36_500)

    assert str(error.value) == "must be a whole number from 0 to 36,500"


def test_a_uuid_is_read_in_any_capitals_and_nothing_else_is_one():
    uuid = UUID("38c8721a-46b1-4f8a-9d63-0a1f3f6ad5c2")

    assert {parse_uuid(text) for text in (str(uuid), str(uuid).upper(), f" {uuid} ")} == {uuid}
    assert {parse_uuid(text) for text in (None, "", "none", f"{uuid}0", f"_{uuid.hex[1:]}", "٣" * 32)} == {None}


def test_a_name_is_read_onto_one_line():
    assert parse_name("  Zoë \t O’Hara\n") == "Zoë O’Hara"
    assert parse_name("שרה\u200f 👩\u200d💼") == "שרה\u200f 👩\u200d💼"
    assert [parse_name(text) for text in ("", " \t", "\u200f\u200b")] == ["", "", ""]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 256, "may have 255 characters; this one has 256"),
        *((f"a{odd}b", "holds a character that cannot be written") for odd in "\0\a\x9f\ud800\ufffd"),
    ],
)
def test_what_is_no_name_is_refused_in_words(text: str, words: str):
    with pytest.raises(Unreadable) as error:
        parse_name(text)

    assert str(error.value).startswith(words)


@pytest.mark.parametrize(
    ("field", "held", "returned", "other"),
    [
        (OneLineField(), "two\r\nlines \u00a0", "twolines \u00a0", "twolines"),
        (OneLineField(), "x" * 300, "x" * 300, "x" * 299),
        (PoundsField(), -50_000, "-500", "500"),
        (PoundsField(), None, "", "0"),
        (DayField(), "0001-01-01", "0001-01-01", ""),
        (UuidField(), "odd", "odd", ""),
        (UuidListField(), ["b", "a"], ["a", "b"], ["a"]),
        (UuidListField(), None, [], ["a"]),
    ],
)
def test_what_a_browser_returns_for_what_was_shown_is_no_change(field: Field, held: Any, returned: Any, other: Any):
    assert not field.has_changed(held, returned)
    assert field.has_changed(held, other)


@pytest.mark.parametrize(
    ("typed", "box"), [("2026-11-02", "date"), ("", "date"), ("2/11/2026", "text"), ("tomorrow", "text")]
)
def test_a_box_of_days_shows_whatever_was_typed(typed: str, box: str):
    html = str(TotalsFilterForm(query(since=typed))["since"])

    assert html.startswith(f'<input type="{box}" name="since" value="{typed}"')


def query(**parameters: str) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update(parameters)
    return found


def valid(form: AuditFilterForm) -> AuditFilterForm:
    assert form.is_valid(), form.errors
    return form
