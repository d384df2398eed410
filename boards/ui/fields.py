"""One reader for each kind of thing people type: pounds, per cent, a day, a whole number, a uuid, a name on one line.

The readers are plain functions that raise Unreadable; the form fields beneath them are Django's, over the same readers.
Money is read into integer pennies and shares into Decimal, never a float, and nothing is rounded or guessed: "1,50",
"1e5", "1_000" and digits of other scripts are refused wherever they are typed. `static/js/core/money.js` reads pounds
and shares by the same rules.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from boards.plannr.parsing import parse_identifier
from boards.ui import formatting
from boards.ui.http import as_returned

MAX_NAME = 255
MAX_PENNIES = 10**14
MAX_TYPED = 40
MAX_PERCENT = Decimal(100)

_SPACES = re.compile(r"(?<=\d)\s+(?=\d)")
_POUNDS = re.compile(r"((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)")
_NEGATIVE = re.compile(r"£?\s*[-−]\s*£?\s*\.?[0-9].*")
_WHOLE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
_PERCENT = re.compile(r"\+?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_BRITISH_DAY = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class Unreadable(ValueError):
    """What was typed cannot be read. The message ends a sentence that begins with the field's name: "must be …"."""


def parse_pounds(text: str, most: int = MAX_PENNIES) -> int | None:
    """`"£1,234.50"`, `"1234.5"` and `"1 234.50"` as 123450 pennies; None for nothing typed. Raises Unreadable.

    A comma or a space may stand between thousands only: "1,50" is no amount here, because it is one elsewhere.
    """
    typed = text.strip()
    if not typed:
        return None
    if _NEGATIVE.fullmatch(typed):
        raise Unreadable("must be £0 or more")
    found = _POUNDS.fullmatch(_SPACES.sub(",", typed.removeprefix("£").strip()))
    if found is None or len(typed) > MAX_TYPED:
        raise Unreadable("must be a number of pounds, like 27,500 or 27,500.50")
    amount = Decimal(found[1].replace(",", ""))
    if decimals(amount) > 2:
        raise Unreadable("must have no more than 2 decimal places, like 27,500.50")
    if amount * 100 > most:
        raise Unreadable(f"must be {formatting.money(most)} or less")
    return int(amount * 100)


def pounds_typed(pennies: int | None) -> str:
    """Pennies as they stand in a box: 2750000 is "27,500", 123450 is "1,234.50", None is ""."""
    return "" if pennies is None else formatting.money(pennies).replace("£", "", 1)


def parse_percent(text: str, *, like: str = "33.33") -> Decimal | None:
    """`"33.33"` or `"33.33 %"` as a Decimal from 0 to 100 of two places at most; None for nothing typed.

    Raises Unreadable; `like` is the example it gives.
    """
    typed = text.strip()
    if not typed:
        return None
    number = typed.removesuffix("%").strip()
    if re.fullmatch(r"[-−]\s*[0-9.]+", number):
        raise Unreadable("must be 0 or more")
    found = _PERCENT.fullmatch(number)
    if found is None or len(typed) > MAX_TYPED:
        raise Unreadable(f"must be a number, like {like}")
    share = Decimal(found[1])
    if share > MAX_PERCENT:
        raise Unreadable("must be 100 or less")
    if decimals(share) > 2:
        raise Unreadable(f"must have no more than 2 decimal places, like {like}")
    return share


def parse_whole(text: str, most: int) -> int | None:
    """A whole number from 0 to `most`, as `"30"` or `"1,000"`; None for nothing typed. Raises Unreadable."""
    typed = text.strip()
    if not typed:
        return None
    is_whole = len(typed) <= MAX_TYPED and _WHOLE.fullmatch(typed)
    number = int(typed.replace(",", "")) if is_whole else None
    if number is None or number > most:
        raise Unreadable(f"must be a whole number from 0 to {most:,}")
    return number


def parse_day(text: str) -> date | None:
    """A day as a date box sends it (2026-11-02) or as people write it (2/11/2026, 2.11.2026); None for nothing typed.

    Raises Unreadable, also for days outside the calendar people live by (`words.EARLIEST`, `words.LATEST`).
    """
    typed = text.strip()
    if not typed:
        return None
    british, iso = _BRITISH_DAY.fullmatch(typed), _ISO_DAY.fullmatch(typed)
    parts = tuple(reversed(british.groups())) if british else iso.groups() if iso else ()
    try:
        day = date(*map(int, parts))
    except (ValueError, TypeError):
        raise Unreadable("must be a day of the calendar, like 2/11/2026") from None
    if not formatting.is_in_calendar(day):
        raise Unreadable(f"must lie between {formatting.EARLIEST.year} and {formatting.LATEST.year}")
    return day


def parse_uuid(text: object) -> UUID | None:
    """A uuid in any capitals, or None for whatever else it is. Never raises."""
    return parse_identifier(str(text).strip())


def parse_uuids(texts: Iterable[object]) -> list[UUID]:
    """The uuids among some texts, in their order; what is none is left out. Never raises."""
    return [uuid for text in texts if (uuid := parse_uuid(text))]


def parse_name(text: str, most: int = MAX_NAME) -> str:
    """A name on one line; "" for nothing that can be seen. Raises Unreadable for what cannot be written, and for
    too many characters.
    """
    typed = " ".join(text.split())
    if formatting.is_unwritable(typed):
        raise Unreadable(formatting.UNWRITABLE)
    if not any(letter.isprintable() and not letter.isspace() for letter in typed):
        return ""
    if len(typed) > most:
        raise Unreadable(f"may have {most} characters; this one has {len(typed):,}")
    return typed


def decimals(number: Decimal) -> int:
    """How many decimal places a number was written with."""
    return max(0, -int(number.as_tuple().exponent))


class DayInput(forms.DateInput):
    """A date box; a box of text where it holds what a date box could not show."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date", "class": "input", "autocomplete": "off"})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _ISO_DAY.fullmatch(shown):
            context["widget"]["type"] = "text"
        return context


class PoundsInput(forms.TextInput):
    """A box with the pound sign before it."""

    template_name = "parts/pounds.html"


@dataclass(frozen=True, slots=True)
class ListChoice:
    """What a box to tick is called, and what tells it from another of that name."""

    name: str
    detail: str = ""


class CheckboxList(forms.CheckboxSelectMultiple):
    """Boxes to tick, each labelled by a `ListChoice`; `empty` is said where there are none."""

    template_name = "parts/choices.html"

    def __init__(self, empty: str) -> None:
        super().__init__()
        self.empty = empty

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"empty": self.empty}


class ShownField(forms.Field):
    """A field that has changed where what came back is not what its box showed.

    So whatever odd thing stood there may come back, as a browser gives it, and is neither judged nor sent.
    """

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = self.prepare_value(initial)
        return as_returned(str(data or "")) != as_returned("" if shown is None else str(shown))


class _ReadField(ShownField, forms.CharField, ABC):
    """A field that one of the readers above reads; `subject` (the label, where not given) begins the sentence that says
    what is wrong.
    """

    widget: type[forms.Widget] = forms.TextInput

    def __init__(self, *, subject: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.subject = subject

    @abstractmethod
    def parse(self, text: str) -> Any:
        """The value. Raises Unreadable."""

    def to_python(self, value: Any) -> Any:
        try:
            return self.parse(super().to_python(value) or "")
        except Unreadable as error:
            raise forms.ValidationError(f"{self.subject or self.label} {error}.", code="invalid") from None


class OneLineField(_ReadField):
    """A name on one line."""

    def parse(self, text: str) -> str:
        return parse_name(text)


class PoundsField(_ReadField):
    """Money as people type it. Gives pennies, or None."""

    def prepare_value(self, value: Any) -> Any:
        return pounds_typed(value) if isinstance(value, int) else value

    def parse(self, text: str) -> int | None:
        return parse_pounds(text)


class DayField(_ReadField):
    """A day, by a date box. Gives a date, or None."""

    widget = DayInput

    def parse(self, text: str) -> date | None:
        return parse_day(text)


class WholeField(_ReadField):
    """A whole number from 0 to `most`. Gives an int, or None."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def parse(self, text: str) -> int | None:
        return parse_whole(text, self.most)


class ReasonField(forms.CharField):
    """Why somebody does what the log keeps; `ask` is said where nothing is typed."""

    def __init__(self, *, ask: str, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"class": "input", "rows": 3})
        said = {"required": ask, "max_length": "Say it in 1,000 characters or fewer."}
        super().__init__(max_length=1000, widget=widget, error_messages=said, **kwargs)


class UuidField(ShownField):
    """A uuid. Gives a UUID, or None for nothing typed."""

    default_error_messages = {"invalid": "This is not a record that can be looked up."}

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        found = parse_uuid(text)
        if text and found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class UuidListField(ShownField):
    """Uuids ticked in a list. Gives them by their text, each once."""

    default_error_messages = {"invalid": "Choose from the list."}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Boxes that are ticked come back in any order; a list that is not known had none ticked."""
        return set(data or ()) != set(initial or ())

    def to_python(self, value: Any) -> list[UUID]:
        texts = [text for text in value or () if text.strip()]
        found = {parse_uuid(text) for text in texts}
        if None in found:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return sorted((uuid for uuid in found if uuid), key=str)
