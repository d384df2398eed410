"""Every shape a value may arrive in (plannr-api.md 1.8 and 10), and what it is read as."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from boards.plannr import Money, parsing

A = UUID("26477434-c4ea-4b35-993f-4ddb7c66d27c")
PLACEHOLDER = "App\\Http\\Resources\\TagResource"


def documented(amount: Any, currency: Any = "GBP") -> dict[str, Any]:
    """The money object exactly as the documentation prints it."""
    return {
        "amount": {"example": amount, "description": "Money amount at their lowest denominator"},
        "currency": {"example": currency, "description": "Currency of the money"},
        "formatted": {"example": "£99.99", "description": "Money amount formatted with currency"},
    }


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (4000, Money(4000)),
        ("4000", Money(4000)),
        (0, Money(0)),
        (-150, Money(-150)),
        ({"amount": 4000, "currency": "GBP", "formatted": "£40.00"}, Money(4000)),
        ({"amount": "4000", "currency": "eur"}, Money(4000, "EUR")),
        ({"amount": "4000"}, Money(4000)),
        ({"amount": 4000, "currency": None}, Money(4000)),
        (documented("4000"), Money(4000)),
        (documented(4000, "USD"), Money(4000, "USD")),
        ({"example": "4000", "description": "pennies"}, Money(4000)),
        (Decimal("4000.0"), Money(4000)),
        (4000.0, Money(4000)),
        (10**14, Money(10**14)),
        (None, None),
        ("", None),
        ("£40.00", None),
        (Decimal("40.5"), None),
        ({"amount": None, "currency": "GBP"}, None),
        ({"amount": 4000, "currency": "£"}, None),
        ({"formatted": "£40.00"}, None),
        (10**15, None),
        (Decimal("1e999999"), None),
        (True, None),
        ([], None),
        (PLACEHOLDER, None),
        ("٤٠٠٠", None),
    ],
)
def test_money_is_read_from_every_shape_or_is_no_value(raw: Any, expected: Money | None) -> None:
    assert parsing.parse_money(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-11-20T13:24:01+00:00", datetime(2024, 11, 20, 13, 24, 1, tzinfo=UTC)),
        ("2024-07-20T13:24:01+01:00", datetime(2024, 7, 20, 12, 24, 1, tzinfo=UTC)),
        ("2025-12-24T15:03:00.380781Z", datetime(2025, 12, 24, 15, 3, 0, 380781, tzinfo=UTC)),
        ("2021-01-01 00:00:00", datetime(2021, 1, 1, tzinfo=UTC)),
        ("2023-11-20", datetime(2023, 11, 20, tzinfo=UTC)),
        (" 2023-11-20 ", datetime(2023, 11, 20, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("0001-01-01T00:00:00+05:00", None),
        ("9999-12-31T23:59:59-05:00", None),
        ("2024-02-30", None),
        ("soon", None),
        ("", None),
        (None, None),
        (1732109041, None),
        ({"date": "2024-01-01"}, None),
    ],
)
def test_a_moment_is_aware_utc_or_nothing(raw: Any, expected: datetime | None) -> None:
    found = parsing.parse_moment(raw)

    assert found == expected
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2023-11-20", date(2023, 11, 20)),
        ("2024-07-01T00:00:00+01:00", date(2024, 7, 1)),
        ("2024-07-01 00:00:00", date(2024, 7, 1)),
        ("0000-00-00", None),
        ("20/11/2023", None),
        (None, None),
        (20231120, None),
    ],
)
def test_a_day_is_the_date_as_written(raw: Any, expected: date | None) -> None:
    assert parsing.parse_date(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (str(A), A),
        (str(A).upper(), A),
        ({"example": str(A)}, A),
        (A.hex, None),
        (f"{{{A}}}", None),
        (f"urn:uuid:{A}", None),
        (f"{A}\n", None),
        ("../../etc/passwd", None),
        (PLACEHOLDER, None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_an_identifier_is_a_whole_uuid_or_nothing(raw: Any, expected: UUID | None) -> None:
    assert parsing.parse_identifier(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (50, Decimal(50)),
        ("50.75", Decimal("50.75")),
        (Decimal("20.02"), Decimal("20.02")),
        (20.02, Decimal("20.02")),
        (" 1.45 ", Decimal("1.45")),
        ({"example": "1.4"}, Decimal("1.4")),
        ("1e5", None),
        ("NaN", None),
        (float("nan"), None),
        (float("inf"), None),
        (Decimal("Infinity"), None),
        ("9" * 50, None),
        (True, None),
        ("1,5", None),
        ("", None),
        (None, None),
    ],
)
def test_an_exact_number_loses_no_digit(raw: Any, expected: Decimal | None) -> None:
    assert parsing.parse_decimal(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(4, 4), ("3", 3), (Decimal("4.0"), 4), (0, 0), (-1, -1), (4.5, None), (2**31, None), (True, None), (None, None)],
)
def test_a_whole_number_fits_a_database_or_is_nothing(raw: Any, expected: int | None) -> None:
    assert parsing.parse_int(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        *((yes, True) for yes in (True, "true", "1", 1, " True ")),
        *((no, False) for no in (False, "false", 0, None, "no", {}, 2)),
    ],
)
def test_a_truth_may_be_written_out(raw: Any, expected: bool) -> None:
    assert parsing.parse_bool(raw) is expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("#23852B", "#23852B"),
        ("#abc", "#abc"),
        ("#abcd", None),
        ("red", None),
        ("#23852B;background:url(//x)", None),
        ("#23852B\n", None),
        (None, None),
        (23852, None),
    ],
)
def test_a_colour_is_a_colour_or_nothing(raw: Any, expected: str | None) -> None:
    assert parsing.parse_colour(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Ann <b>", "Ann <b>"),
        ("a\x00b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        (12345, "12345"),
        ({"example": "Johns ISA"}, "Johns ISA"),
        (None, ""),
        (True, ""),
        (["a"], ""),
        ({}, ""),
    ],
)
def test_a_text_can_always_be_stored_and_shown(raw: Any, expected: str) -> None:
    found = parsing.parse_text(raw)

    assert found == expected
    assert found.encode() == expected.encode()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([{"uuid": str(A)}], (A,)),
        ({"uuid": str(A)}, (A,)),
        ({"data": [{"uuid": str(A)}]}, (A,)),
        ({"data": {"uuid": str(A)}}, (A,)),
        ([[{"uuid": str(A)}]], (A,)),
        ([str(A)], (A,)),
        ([], ()),
        ({"data": []}, ()),
        (None, None),
        (PLACEHOLDER, None),
        (4, None),
    ],
)
def test_a_relation_is_a_list_whatever_shape_it_has(raw: Any, expected: tuple[UUID, ...] | None) -> None:
    def uuid_of(row: Any) -> UUID | None:
        known = parsing.parse_identified(row)
        return known[0] if known else None

    assert parsing.parse_list(raw, uuid_of) == expected
    assert parsing.parse_list_strict(raw, uuid_of) == expected


def test_odd_members_are_left_out_of_what_is_shown_and_spoil_what_is_echoed() -> None:
    rows: Any = [str(A), None, PLACEHOLDER, {"uuid": "broken"}]

    assert parsing.parse_list(rows, parsing.parse_identifier) == (A,)
    assert parsing.parse_list_strict(rows, parsing.parse_identifier) is None
