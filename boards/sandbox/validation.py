"""
What a request body may hold, in the words of Laravel's validator (plannr-api.md 1.7).

    form = PayloadValidator(request.body)
    form.text("name", required=True)
    form.pennies("value")
    wanted = form.cleaned()          # raises ValidationFailed with every message

Only keys that were sent and are known come out of `cleaned()`.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from boards.sandbox.dates import parse_timestamp
from boards.sandbox.http import ValidationFailed

_UUID = re.compile(r"[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}", re.I)
BIGGEST = 2**63 - 1


class PayloadValidator:
    """A body being validated; `at` is the dotted path in front of its keys."""

    def __init__(self, body: dict[str, Any], at: str = "", errors: dict[str, list[str]] | None = None) -> None:
        self._body = body
        self._at = at
        self._kept: dict[str, Any] = {}
        self.errors: dict[str, list[str]] = {} if errors is None else errors

    def cleaned(self) -> dict[str, Any]:
        """Give the keys sent, cleaned. Raises ValidationFailed."""
        if self.errors:
            raise ValidationFailed(self.errors)
        return self._kept

    def refuse(self, key: str, text: str) -> None:
        """Add a message of one's own."""
        self.errors.setdefault(self._at + key, []).append(text)

    def given(self, key: str) -> float:
        """A number that was sent and is right; 0 for none."""
        return self._kept.get(key) or 0

    def text(self, key: str, *, required: bool = False, most: int = 255) -> None:
        """A text of at most `most` characters; never null."""
        self._check(key, required, False, lambda value: self._text(key, value, most))

    def choice(self, key: str, choices: Iterable[str], *, required: bool = False, nullable: bool = False) -> None:
        """One of some words."""
        words = frozenset(choices)

        def check(value: Any) -> Any:
            return value if isinstance(value, str) and value in words else self._selected(key)

        self._check(key, required, nullable, check)

    def pennies(self, key: str, *, required: bool = False, nullable: bool = True, least: int = 0) -> None:
        """A whole number; digits in a text will do, a decimal will not."""
        self._check(key, required, nullable, lambda value: self._whole(key, value, least))

    def number(
        self, key: str, *, required: bool = False, nullable: bool = True, between: tuple[int, int] | None = None
    ) -> None:
        """A number, decimals allowed."""
        self._check(key, required, nullable, lambda value: self._number(key, value, between))

    def moment(self, key: str) -> None:
        """A date or timestamp, or null."""

        def check(value: Any) -> Any:
            moment = parse_timestamp(value)
            return moment if moment else self._say(key, "field must be a valid date.")

        self._check(key, False, True, check)

    def known(self, key: str, exists: Callable[[str], bool], *, required: bool = False, nullable: bool = False) -> None:
        """The uuid of something that exists."""
        self._check(key, required, nullable, lambda value: self._known(key, value, exists))

    def all_known(
        self, key: str, exists: Callable[[str], bool], *, required: bool = False, nullable: bool = True
    ) -> None:
        """A list of such uuids. Null is an empty list, null members are dropped, as in Plannr's own `[null, null]`."""

        def check(value: Any) -> Any:
            if not isinstance(value, list):
                return self._say(key, "field must be an array.")
            found = [self._known(f"{key}.{i}", one, exists) for i, one in enumerate(value) if one is not None]
            return list(dict.fromkeys(one for one in found if one is not None))

        self._check(key, required, nullable, check)
        if key in self._kept and self._kept[key] is None:
            self._kept[key] = []

    def rows(self, key: str, each: Callable[["PayloadValidator"], None]) -> None:
        """A list of objects, or null; `each` validates one."""

        def check(value: Any) -> Any:
            if not isinstance(value, list):
                return self._say(key, "field must be an array.")
            return [self._row(f"{key}.{place}", row, each) for place, row in enumerate(value)]

        self._check(key, False, True, check)

    def _check(self, key: str, required: bool, nullable: bool, check: Callable[[Any], Any]) -> None:
        value = self._body.get(key)
        if value is None:
            if required or (key in self._body and not nullable):
                self._say(key, "field is required.")
            elif key in self._body:
                self._kept[key] = None
            return
        self._kept[key] = check(value)

    def _row(self, at: str, row: Any, each: Callable[["PayloadValidator"], None]) -> dict[str, Any]:
        if not isinstance(row, dict):
            self.refuse(at, f"The {self._at}{at} field must be an array.")
            return {}
        form = PayloadValidator(row, f"{self._at}{at}.", self.errors)
        each(form)
        return form._kept

    def _text(self, key: str, value: Any, most: int) -> Any:
        if not isinstance(value, str):
            return self._say(key, "field must be a string.")
        if len(value) > most:
            return self._say(key, f"field must not be greater than {most} characters.")
        return value

    def _whole(self, key: str, value: Any, least: int) -> Any:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value, re.ASCII):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or value > BIGGEST:
            return self._say(key, "field must be an integer.")
        return value if value >= least else self._say(key, f"field must be at least {least}.")

    def _number(self, key: str, value: Any, between: tuple[int, int] | None) -> Any:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d+)?", value, re.ASCII):
            value = float(value) if "." in value else int(value)
        if not isinstance(value, int | float) or isinstance(value, bool) or value != value or abs(value) > BIGGEST:
            return self._say(key, "field must be a number.")
        if between and not between[0] <= value <= between[1]:
            return self._say(key, f"field must be between {between[0]} and {between[1]}.")
        return value

    def _known(self, key: str, value: Any, exists: Callable[[str], bool]) -> Any:
        if not isinstance(value, str) or not _UUID.fullmatch(value):
            return self._say(key, "field must be a valid UUID.")
        return value.lower() if exists(value.lower()) else self._selected(key)

    def _selected(self, key: str) -> None:
        self.refuse(key, f"The selected {self._label(key)} is invalid.")

    def _say(self, key: str, rest: str) -> None:
        self.refuse(key, f"The {self._label(key)} {rest}")

    def _label(self, key: str) -> str:
        whole = self._at + key
        return whole if "." in whole else whole.replace("_", " ")
