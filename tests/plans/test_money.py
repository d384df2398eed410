"""Pounds, pennies and shares are exact: property tests, and the bad input of reliability.md section 4, in words."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.plans import pounds, shares
from boards.plans.pounds import NotPounds, pennies
from boards.plans.shares import NotShare, in_pounds, percentage, split_equally

HUNDREDTHS = st.integers(min_value=1, max_value=10_000).map(lambda number: Decimal(number) / 100)


@settings(max_examples=2_000)
@given(st.integers(min_value=0, max_value=10**12))
def test_pounds_as_typed_are_the_pennies_they_came_from(amount: int) -> None:
    typed = pounds.typed(amount)
    assert pennies(typed) == amount
    assert pennies(f" £ {typed} ") == amount
    assert pennies(typed.replace(",", "")) == amount
    assert pennies(typed.replace(",", "\u00a0")) == amount
    assert pennies(f"{amount // 100}.{amount % 100:02}") == amount


@settings(max_examples=1_000)
@given(st.integers(min_value=0, max_value=10**12), st.lists(HUNDREDTHS, min_size=1, max_size=40))
def test_shares_in_pounds_sum_to_the_penny(amount: int, given: list[Decimal]) -> None:
    owed = in_pounds(amount, given)
    assert sum(owed) == sum(map(Fraction, given)) * amount / 100 // 1
    for one, share in zip(owed, given, strict=True):
        assert abs(one - Fraction(share) * amount / 100) < 1


@settings(max_examples=1_000)
@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=1, max_value=60))
def test_a_whole_that_is_split_stays_whole(amount: int, people: int) -> None:
    parts = split_equally(people)
    assert sum(parts) == 100
    assert len(set(parts[:-1])) <= 1
    assert sum(in_pounds(amount, parts)) == amount


@given(HUNDREDTHS)
def test_a_share_as_typed_is_the_share_it_came_from(share: Decimal) -> None:
    assert percentage(shares.plain(share)) == share
    assert percentage(f" {shares.plain(share)} % ") == share


def test_three_take_thirds_and_the_last_the_hundredth() -> None:
    assert split_equally(3) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert in_pounds(10_000_000, split_equally(3)) == [3_333_000, 3_333_000, 3_334_000]
    assert in_pounds(1, [Decimal(50), Decimal(50)]) == [1, 0]
    assert in_pounds(100, [Decimal("33.33")] * 3) == [33, 33, 33]


A_NUMBER = "must be a number, like 250,000 or 250,000.50"
PLACES = "must have no more than 2 decimal places, like 250,000.50"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", A_NUMBER),
        ("two hundred", A_NUMBER),
        ("1e5", A_NUMBER),
        ("NaN", A_NUMBER),
        ("Infinity", A_NUMBER),
        ("0x10", A_NUMBER),
        ("1,50", A_NUMBER),
        ("12,34,567", A_NUMBER),
        ("1.234.567", A_NUMBER),
        ("1.234,56", A_NUMBER),
        ("25 0000", A_NUMBER),
        ("250.", A_NUMBER),
        (".50", A_NUMBER),
        ("$100", A_NUMBER),
        ("€100", A_NUMBER),
        ("£££5", A_NUMBER),
        ("100k", A_NUMBER),
        ("1_000", A_NUMBER),
        ("１２３", A_NUMBER),
        ("12\x003", A_NUMBER),
        ("9" * 60, A_NUMBER),
        ("19.999", PLACES),
        ("0.001", PLACES),
        ("-1", "must be £0 or more"),
        ("£-5", "must be £0 or more"),
        ("-£5", "must be £0 or more"),
        ("10,000,000,000.01", "must be £10,000,000,000 or less"),
        ("99999999999", "must be £10,000,000,000 or less"),
    ],
)
def test_what_is_no_money_is_refused_in_words(typed: str, words: str) -> None:
    with pytest.raises(NotPounds) as wrong:
        pennies(typed)
    assert wrong.value.said == words


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("19.99", 1999), ("0.07", 7), ("1,234,567.8", 123_456_780), ("£ 1 000", 100_000), ("0", 0), ("007", 700)],
)
def test_money_as_people_write_it(typed: str, amount: int) -> None:
    assert pennies(typed) == amount


LIKE = "must be a number, like 33.33"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", LIKE),
        ("half", LIKE),
        ("33,33", LIKE),
        ("1/3", LIKE),
        ("NaN", LIKE),
        ("1e1", LIKE),
        ("٣٣", LIKE),
        ("33.33.33", LIKE),
        ("-0.01", "must be 0 or more"),
        ("-50", "must be 0 or more"),
        ("100.01", "must be 100 or less"),
        ("1000", "must be 100 or less"),
        ("33.333", "must have no more than 2 decimal places, like 33.33"),
    ],
)
def test_what_is_no_share_is_refused_in_words(typed: str, words: str) -> None:
    with pytest.raises(NotShare) as wrong:
        percentage(typed)
    assert wrong.value.said == words
