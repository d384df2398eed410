"""Pounds as people type them, and pennies as Plannr keeps them; Decimal all the way, never a float (reliability.md
P13d).
"""

import re
from decimal import Decimal

MOST = 10**12

_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f]+(?=\d)")
_POUNDS = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


class NotPounds(ValueError):
    """What was typed is no amount in pounds. `said` is the end of a sentence that begins with the field's name."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def pennies(typed: str) -> int:
    """`"£250,000.50"`, `"250000.5"` and `"250 000"` as pennies. Raises NotPounds, in words, rather than guess or round.

    A comma or a space may only stand between thousands: "1,50" is no number here, because it might be one elsewhere.
    """
    text = typed.strip().removeprefix("£").strip()
    if re.fullmatch(r"-\s*£?\s*[0-9].*|£?\s*-.*", typed.strip()):
        raise NotPounds("must be £0 or more")
    found = _POUNDS.fullmatch(_SPACES.sub(",", text))
    if found is None or len(text) > 40:
        raise NotPounds("must be a number, like 250,000 or 250,000.50")
    whole, part = found[1].replace(",", ""), found[2] or ""
    if len(part) > 2:
        raise NotPounds("must have no more than 2 decimal places, like 250,000.50")
    amount = int(Decimal(f"{whole}.{part or '0'}") * 100)
    if amount > MOST:
        raise NotPounds("must be £10,000,000,000 or less")
    return amount


def typed(amount: int | None) -> str:
    """Pennies as they stand in a form field: 25000000 is "250,000", 25000050 is "250,000.50", None is ""."""
    if amount is None:
        return ""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}{whole:,}.{rest:02}" if rest else f"{sign}{whole:,}"
