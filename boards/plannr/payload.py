"""What may be sent to Plannr, and how it is written down (plannr-api.md 11).

A body is built from a resource's own list of fields, each with the check its value must pass; nothing else
ever leaves. Numbers are exact: there is no float between a person's 20.02 and the JSON's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

type Check = Callable[[str, object], object]


def build_payload(fields: Mapping[str, Check], changes: Mapping[str, object]) -> dict[str, object]:
    """The JSON body for ``changes``.

    Raises TypeError or ValueError, naming the field, rather than send a wrong one.
    """
    if unknown := sorted(changes.keys() - fields.keys()):
        raise TypeError(f"not a field that may be sent: {', '.join(unknown)}")
    if not changes:
        raise ValueError("there is nothing to send")
    return {name: fields[name](name, value) for name, value in changes.items()}


def filled_text(name: str, value: object) -> str:
    """A text with something in it: a blank one would erase a name."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text")
    if not value.strip():
        raise ValueError(f"{name} must not be blank")
    return value


def uuid(name: str, value: object) -> str:
    """A uuid as its text."""
    if not isinstance(value, UUID):
        raise TypeError(f"{name} must be a UUID")
    return str(value)


def uuids(name: str, value: object) -> list[str]:
    """A whole list of uuids. None is refused: it would unlink everything (plannr-api.md 2.6)."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a list of UUIDs")
    return [uuid(name, member) for member in value]


def pennies(name: str, value: object) -> int | None:
    """Whole pennies, or None to clear. Floats, Decimals and booleans are refused."""
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError(f"{name} must be whole pennies")
    return value


def rank(name: str, value: object) -> int:
    """A position, from 1."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number")
    if value < 1:
        raise ValueError(f"{name} starts at 1")
    return value


def moment_or_none(name: str, value: object) -> str | None:
    """An aware moment in UTC to the second, a plain date, or None to clear."""
    if value is None:
        return None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{name} must know its time zone")
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{name} must be a moment or a date")


def exact_number(name: str, value: object) -> Decimal | int:
    """A finite exact number, never a float."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError(f"{name} must be a Decimal")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{name} must be a finite number")
    return value


def share(name: str, value: object) -> Decimal | int:
    """A percentage from 0 to 100."""
    number = exact_number(name, value)
    if not 0 <= number <= 100:
        raise ValueError(f"{name} must lie between 0 and 100")
    return number


def json_text(value: object) -> str:
    """JSON in which a Decimal keeps every digit.

    Floats raise TypeError: whoever made one has already lost something.
    """
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{json_text(member)}" for key, member in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(json_text(member) for member in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, (bool, int, str)):
        return json.dumps(value)
    raise TypeError(f"{type(value).__name__} is not sent to Plannr")
