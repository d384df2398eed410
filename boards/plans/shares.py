"""Shares in per cent: as they stand in a box, split, and as pounds that sum to the penny (reliability.md P13c)."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor

from boards.ui.formatting import decimal_text

WHOLE = Decimal(100)
HUNDREDTH = Decimal("0.01")


def format_percent(number: Decimal) -> str:
    """A share for people: "33.33%"."""
    return f"{decimal_text(number)}%"


def sum_shares(shares: Sequence[Decimal]) -> Decimal:
    """What shares add up to, exactly."""
    return sum(shares, Decimal(0))


def split_equally(people: int) -> list[Decimal]:
    """100 % in equal shares of two decimals, the hundredths left over given to the last: 33.33, 33.33, 33.34."""
    if people < 1:
        return []
    each = (WHOLE / people).quantize(HUNDREDTH, ROUND_FLOOR)
    return [*[each] * (people - 1), WHOLE - each * (people - 1)]


def describe_split(names: Sequence[str]) -> str:
    """Who took the remainder of an equal split, in words; blank where nothing was left over."""
    parts = split_equally(len(names))
    if not parts or parts[0] == parts[-1]:
        return ""
    last, each = format_percent(parts[-1]), format_percent(parts[0])
    remainder = format_percent(parts[-1] - parts[0])
    return f"{names[-1] or 'The last'} has {last}, everybody else {each}: {remainder} was left over."


def allocate_pennies(pennies: int, shares: Sequence[Decimal]) -> list[int]:
    """Each share of `pennies`, in pennies, summing exactly to all the shares together: largest remainder first.

    With shares that make 100 % the sum is `pennies` itself; with less or more it is that part of it, rounded down to
    the penny. Ties go to whoever stands first.
    """
    exact = [Fraction(share) * pennies / 100 for share in shares]
    found = [floor(one) for one in exact]
    left = floor(sum(exact, Fraction(0))) - sum(found)
    order = sorted(range(len(exact)), key=lambda place: (found[place] - exact[place], place))
    for place in order[:left]:
        found[place] += 1
    return found
