"""Pounds, pennies and shares are exact (`tests/ui/test_fields.py` has what is refused)."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from boards.plans.shares import allocate_pennies, split_equally
from boards.ui.fields import parse_percent, parse_pounds, pounds_typed
from boards.ui.formatting import decimal_text

HUNDREDTHS = st.integers(min_value=1, max_value=10_000).map(lambda number: Decimal(number) / 100)


@settings(max_examples=2_000)
@given(st.integers(min_value=0, max_value=10**12))
def test_pounds_as_typed_are_the_pennies_they_came_from(amount: int) -> None:
    typed = pounds_typed(amount)
    assert parse_pounds(typed) == amount
    assert parse_pounds(f" £ {typed} ") == amount
    assert parse_pounds(typed.replace(",", "")) == amount
    assert parse_pounds(typed.replace(",", "\u00a0")) == amount
    assert parse_pounds(f"{amount // 100}.{amount % 100:02}") == amount


@settings(max_examples=1_000)
@given(st.integers(min_value=0, max_value=10**12), st.lists(HUNDREDTHS, min_size=1, max_size=40))
def test_shares_in_pounds_sum_to_the_penny(amount: int, given: list[Decimal]) -> None:
    owed = allocate_pennies(amount, given)
    assert sum(owed) == sum(map(Fraction, given)) * amount / 100 // 1
    for one, share in zip(owed, given, strict=True):
        assert abs(one - Fraction(share) * amount / 100) < 1


@settings(max_examples=1_000)
@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=1, max_value=60))
def test_a_whole_that_is_split_stays_whole(amount: int, people: int) -> None:
    parts = split_equally(people)
    assert sum(parts) == 100
    assert len(set(parts[:-1])) <= 1
    assert sum(allocate_pennies(amount, parts)) == amount


@given(HUNDREDTHS)
def test_a_share_as_typed_is_the_share_it_came_from(share: Decimal) -> None:
    assert parse_percent(decimal_text(share)) == share
    assert parse_percent(f" {decimal_text(share)} % ") == share


def test_three_take_thirds_and_the_last_the_hundredth() -> None:
    assert split_equally(3) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert allocate_pennies(10_000_000, split_equally(3)) == [3_333_000, 3_333_000, 3_334_000]
    assert allocate_pennies(1, [Decimal(50), Decimal(50)]) == [1, 0]
    assert allocate_pennies(100, [Decimal("33.33")] * 3) == [33, 33, 33]
