"""What people type, read into what Plannr keeps: pounds into pennies, days into moments, names into one line.

Money is read with Decimal, never a float; more than two decimals are refused, not rounded. A day is sent as noon in
London: the same day on every clock that Plannr or its other clients may read it by, also where the clocks change.
"""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from boards import words

LONGEST_NAME = 255
MOST_PENNIES = 10**14
NOON = time(12)
_POUNDS = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?|\.\d+", re.ASCII)
_BRITISH_DATE = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)


class Unreadable(ValueError):
    """What was typed cannot be read; the message says in words what would do."""


def name(typed: str) -> str:
    """A case's name on one line. Raises Unreadable where there is nothing in it or too much."""
    text = " ".join(typed.split())
    if words.is_unwritable(text):
        raise Unreadable(f"The name {words.UNWRITABLE}.")
    if not any(letter.isprintable() and not letter.isspace() for letter in text):
        raise Unreadable("Give the case a name.")
    if len(text) > LONGEST_NAME:
        raise Unreadable(f"A name may have {LONGEST_NAME} characters; this one has {len(text):,}.")
    return text


def pennies(typed: str) -> int | None:
    """Pounds as pennies: "£1,234.50" is 123450, nothing typed is None. Raises Unreadable."""
    text = re.sub(r"[£\s]", "", typed)
    if not text:
        return None
    if text.startswith(("-", "−")):
        raise Unreadable("The value must be £0 or more.")
    if not _POUNDS.fullmatch(text):
        raise Unreadable("The value must be a number of pounds, like 27,500 or 27,500.50.")
    try:
        exact = Decimal(text.replace(",", "")).scaleb(2)
    except InvalidOperation:
        raise Unreadable("The value must be a number of pounds, like 27,500 or 27,500.50.") from None
    if exact != exact.to_integral_value():
        raise Unreadable("The value may have pence, so two decimals at most, like 27,500.50.")
    if exact > MOST_PENNIES:
        raise Unreadable("The value is too large: Plannr keeps values up to a trillion pounds.")
    return int(exact)


def pounds(amount: int | None) -> str:
    """Pennies as one types them: 2750000 is "27,500", 123450 is "1,234.50", None is ""."""
    return "" if amount is None else words.money(amount).removeprefix("£")


def day(typed: str) -> date | None:
    """A day as a date box sends it (2026-11-02) or as people write it (2/11/2026); None for nothing typed.

    Raises Unreadable.
    """
    text = typed.strip()
    if not text:
        return None
    british = _BRITISH_DATE.fullmatch(text)
    try:
        found = date(*map(int, reversed(british.groups()))) if british else date.fromisoformat(text)
    except ValueError:
        raise Unreadable("That is not a day of the calendar. Give one like 2/11/2026.") from None
    if not words.is_in_calendar(found):
        raise Unreadable(f"The year must lie between {words.EARLIEST.year} and {words.LATEST.year}.")
    return found


def noon(on: date) -> datetime:
    """The moment sent for a day: noon in London, in UTC."""
    return datetime.combine(on, NOON, tzinfo=words.LONDON).astimezone(UTC)


def day_of(at: datetime | None) -> str | None:
    """The London day of a moment, as YYYY-MM-DD."""
    return words.london(at).date().isoformat() if at else None
