"""How one value of Plannr's JSON becomes one of ours, whatever shape it arrives in (plannr-api.md 1.8, 10).

Nothing here raises. A value that cannot be read is "" for a text and None for the rest, so that one odd field
never costs the object. The schema placeholder ``{"example": ...}`` of the documentation is read as the value
it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from boards.plannr.money import Money

type Json = bool | int | Decimal | str | list[Json] | dict[str, Json] | None
type Reader[T] = Callable[[Json], T | None]

UUID_SHAPE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
NUMBER_SHAPE = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
COLOUR_SHAPE = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE | re.ASCII)
CURRENCY_SHAPE = re.compile(r"[A-Z]{3}", re.ASCII)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# What a value may be at most. Every number, text and list from outside passes here, so that none is larger than the
# columns of either database, the arithmetic or a page can hold.
LARGEST_RANK = 2**31 - 1
LARGEST_PENNIES = 10**14
LARGEST_PERCENTAGE = 10**6
MOST_DECIMALS = 20
MOST_DIGITS = 40
LONGEST_TEXT = 2**16
MOST_MEMBERS = 1_000
EARLIEST_YEAR, LATEST_YEAR = 1000, 9998
TRUE_WORDS = frozenset({"true", "1", "yes"})


def unwrap_placeholder(value: Json) -> Json:
    """The value itself, out of a ``{"example": value, "description": ...}`` placeholder if it came in one."""
    if isinstance(value, dict) and "example" in value:
        return value["example"]
    return value


def parse_text(value: Json) -> str:
    """A text, or "".

    Numbers become their digits. NUL and lone surrogates, which no database holds, become U+FFFD; what is longer than
    LONGEST_TEXT is cut there.
    """
    value = unwrap_placeholder(value)
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value[:LONGEST_TEXT])
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return str(value)
    return ""


def parse_identifier(value: Json) -> UUID | None:
    """A uuid written in full, with its hyphens; braces, URNs and bare hex are refused."""
    value = unwrap_placeholder(value)
    if not isinstance(value, str) or not UUID_SHAPE.fullmatch(value):
        return None
    return UUID(value)


def is_cut(value: Json) -> bool:
    """Whether `parse_text` gives only the beginning of this: what must not be written back as if it were all."""
    value = unwrap_placeholder(value)
    return isinstance(value, str) and len(value) > LONGEST_TEXT


def parse_decimal(value: Json | float) -> Decimal | None:
    """An exact number from an integer, a decimal or a numeric text; None for anything else or beyond 30 digits."""
    value = unwrap_placeholder(value) if isinstance(value, dict) else value
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = str(value)
    if isinstance(value, str):
        value = value.strip()
        if len(value) > MOST_DIGITS or not NUMBER_SHAPE.fullmatch(value):
            return None
    if not isinstance(value, (int, str, Decimal)):
        return None
    return bounded_decimal(value)


def bounded_decimal(value: int | str | Decimal) -> Decimal | None:
    """The number as a Decimal, unless it is not finite or so long that arithmetic with it would hang."""
    try:
        number = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    if not number.is_finite() or not -30 <= number.adjusted() <= 30 or len(number.as_tuple().digits) > MOST_DIGITS:
        return None
    return number


def parse_percentage(value: Json) -> Decimal | None:
    """A share or a rate in percent; None beyond LARGEST_PERCENTAGE either way, or with more than MOST_DECIMALS."""
    number = parse_decimal(value)
    if number is None or abs(number) > LARGEST_PERCENTAGE or -int(number.as_tuple().exponent) > MOST_DECIMALS:
        return None
    return number


def parse_int(value: Json, largest: int = LARGEST_RANK) -> int | None:
    """An integer from 4, 4.0 or "4"; None when it has a fraction or lies beyond ``largest`` either way."""
    number = parse_decimal(value)
    if number is None or number != number.to_integral_value() or abs(number) > largest:
        return None
    return int(number)


def parse_count(value: Json) -> int | None:
    """How many of something: as `parse_int`, and never below zero."""
    number = parse_int(value)
    return None if number is None or number < 0 else number


def parse_bool(value: Json) -> bool:
    """A boolean from true, 1 or "true" (plannr-api.md 1.8: some are texts); everything else is False."""
    value = unwrap_placeholder(value)
    if isinstance(value, str):
        return value.strip().lower() in TRUE_WORDS
    return isinstance(value, (bool, int)) and value == 1


def parse_moment(value: Json) -> datetime | None:
    """An aware UTC moment from ISO 8601 with an offset, ``Z``, a fraction, a space or only a date.

    A text without an offset is taken as UTC. Years no calendar arithmetic survives are None.
    """
    value = unwrap_placeholder(value)
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if not EARLIEST_YEAR <= parsed.year <= LATEST_YEAR:
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def parse_date(value: Json) -> date | None:
    """A date from a date or a timestamp.

    The date as written counts, so that a British midnight keeps its day.
    """
    value = unwrap_placeholder(value)
    if not isinstance(value, str):
        return None
    try:
        parsed = date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None
    return parsed if EARLIEST_YEAR <= parsed.year <= LATEST_YEAR else None


def parse_colour(value: Json) -> str | None:
    """``#rgb`` or ``#rrggbb`` and nothing else: it will be drawn."""
    value = unwrap_placeholder(value)
    if isinstance(value, str) and COLOUR_SHAPE.fullmatch(value):
        return value
    return None


def parse_money(value: Json) -> Money | None:
    """Pennies and currency from every shape of plannr-api.md 1.8; ``formatted`` is never looked at.

    Half pennies, amounts beyond a trillion pounds and unreadable currencies are None: "no value", never a
    guess.
    """
    if isinstance(value, dict) and "amount" in value:
        pennies, currency = parse_int(value["amount"], LARGEST_PENNIES), parse_currency(value.get("currency"))
    else:
        pennies, currency = parse_int(value, LARGEST_PENNIES), "GBP"
    if pennies is None or currency is None:
        return None
    return Money(pennies, currency)


def parse_currency(value: Json) -> str | None:
    """Three capital letters; pounds when Plannr names none; None when it names something unreadable."""
    value = unwrap_placeholder(value)
    if value is None or value == "":
        return "GBP"
    code = parse_text(value).strip().upper()
    return code if CURRENCY_SHAPE.fullmatch(code) else None


def parse_object(value: Json) -> dict[str, Json] | None:
    """The object itself, out of a ``{"data": {...}}`` envelope if need be; a bare uuid is an object of one key."""
    if isinstance(value, str) and parse_identifier(value):
        return {"uuid": value}
    if not isinstance(value, dict):
        return None
    inner = value.get("data")
    if "uuid" not in value and isinstance(inner, dict):
        return inner
    return value


def parse_identified(raw: Json) -> tuple[UUID, dict[str, Json]] | None:
    """The uuid and the object it names, or None when there is no such thing."""
    found = parse_object(raw)
    uuid = parse_identifier(found.get("uuid")) if found else None
    if found is None or uuid is None:
        return None
    return uuid, found


def parse_members(value: Json) -> list[Json] | None:
    """The members of a relation, or None when it was not loaded (null, absent, or a placeholder text).

    A list, one object and ``{"data": [...]}`` all count (plannr-api.md 10.1); one level of nested lists is
    flattened. One of more than MOST_MEMBERS is not taken for a relation at all.
    """
    if isinstance(value, dict) and "uuid" not in value and isinstance(value.get("data"), (list, dict)):
        value = value["data"]
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list) or len(value) > MOST_MEMBERS:
        return None
    rows = flatten(value)
    return rows if len(rows) <= MOST_MEMBERS else None


def flatten(rows: list[Json]) -> list[Json]:
    """The rows, with those that are lists themselves opened by one level (plannr-api.md 1.9)."""
    flat: list[Json] = []
    for row in rows:
        flat.extend(row) if isinstance(row, list) else flat.append(row)
    return flat


def parse_list[T](value: Json, read: Reader[T]) -> tuple[T, ...] | None:
    """The readable members of a relation; odd ones are left out. None when it was not in the answer."""
    rows = parse_members(value)
    if rows is None:
        return None
    return tuple(item for row in rows if (item := read(row)) is not None)


def parse_list_strict[T](value: Json, read: Reader[T]) -> tuple[T, ...] | None:
    """The members of a relation that will be written back: None unless every single one could be read."""
    rows = parse_members(value)
    items = parse_list(value, read)
    if rows is None or items is None or len(items) != len(rows):
        return None
    return items
