"""The filters of cases as a form over an address, the one reading of them for boards, lists and totals.

`text person adviser assigned type tag status least most money days state since until opened finished odd sort`; a
repeated parameter means "or". Nothing in an address is believed: what cannot be read filters nothing and is said, and
what was typed stands in its box.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict

from boards.mirror.conditions import ANY, COVER_ISSUE, DONE, MONTH_PATTERN, NONE, OPEN, OTHER
from boards.mirror.filters import FILTER_KINDS, NO_FILTER, ORDERS, PARAMETER_NAMES, CaseFilter, to_query_pairs
from boards.mirror.quality.cases import ISSUE_LABELS
from boards.ui.fields import DayField, PoundsField, WholeField, parse_uuid

MAX_LENGTH, MAX_VALUES, MAX_DAYS = 200, 200, 36_500
MAX_QUERY = 20_000
KIND_OF = {PARAMETER_NAMES.get(name, name): kind for kind, names in FILTER_KINDS.items() for name in names}
FIELD_OF = {parameter: name for name, parameter in PARAMETER_NAMES.items()}
RANGES = {
    ("least", "most"): "The least value is more than the greatest. Swap them.",
    ("since", "until"): "The period begins after it ends. Swap them.",
}


def account_key(text: str) -> UUID | None:
    """A uuid, or None for "none". Raises ValueError."""
    found = parse_uuid(text)
    if found is None and text.lower() != NONE:
        raise ValueError(text)
    return found


def status_key(text: str) -> str:
    """A status's uuid as text, "none" or "other". Raises ValueError."""
    return text if text in (NONE, OTHER) else str(account_key(text))


def month_key(text: str) -> str:
    """A month such as "2026-06". Raises ValueError."""
    if not MONTH_PATTERN.fullmatch(text):
        raise ValueError(text)
    return text


def word_of(known: Iterable[str]) -> Callable[[str], str]:
    """A reader of one of these words. The reader raises ValueError."""
    words = frozenset(known)

    def reads(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return reads


def one_line(text: str) -> str:
    """One line without what no database takes."""
    return " ".join(text.replace("\0", "").split())


class LineField(forms.CharField):
    """A text on one line."""

    default_error_messages = {"max_length": "A name is searched for by %(limit_value)d characters at most."}

    def to_python(self, value: Any) -> str:
        return one_line(str(value or ""))


class AgeField(WholeField):
    """A number of days, as "30" or "30 days"."""

    def parse(self, text: str) -> int | None:
        return super().parse(text.removesuffix("days").removesuffix("day"))


class ValuesField(forms.Field):
    """The values of a repeated parameter, each once. Gives those that `read` takes, and what is wrong with others."""

    widget = forms.SelectMultiple

    def __init__(self, read: Callable[[str], Any], *, what: str = "filter", exact: bool = False) -> None:
        super().__init__(required=False)
        self.read, self.what, self.exact = read, what, exact

    def to_python(self, value: Any) -> tuple[tuple[Any, ...], list[str]]:
        clean = (lambda text: text.replace("\0", "")) if self.exact else one_line
        texts = [text for text in dict.fromkeys(map(clean, value or [])) if text.strip()]
        wrong = []
        if len(texts) > MAX_VALUES:
            wrong.append(f"The board can filter by {MAX_VALUES} of these at once; {len(texts):,} are asked for.")
        found: dict[Any, None] = {}
        for text in texts[:MAX_VALUES]:
            try:
                found[self.read(text)] = None
            except ValueError:
                wrong.append(f"“{text[:60]}” is nothing that the board can {self.what} by.")
        return tuple(found), wrong


def tag_name(text: str) -> str:
    """A tag by name, spaces and all. Raises ValueError where no tag is so long."""
    if len(text) > MAX_LENGTH:
        raise ValueError(text)
    return text


class CaseFilterForm(forms.Form):
    """Every filter of cases; all may stay empty. `sieve` is what they let through."""

    text = LineField(required=False, max_length=MAX_LENGTH, label="Name holds")
    person = ValuesField(account_key)
    adviser = ValuesField(account_key)
    assigned = ValuesField(account_key)
    type = ValuesField(account_key)
    tag = ValuesField(tag_name, exact=True)
    status = ValuesField(status_key)
    least = PoundsField(required=False, label="The value")
    most = PoundsField(required=False, label="The value")
    money = ValuesField(word_of((NONE, OTHER)))
    days = AgeField(required=False, label="The age in days", most=MAX_DAYS)
    state = ValuesField(word_of((OPEN, DONE)))
    since = DayField(required=False, label="The day")
    until = DayField(required=False, label="The day")
    opened = ValuesField(month_key)
    finished = ValuesField(month_key)
    odd = ValuesField(word_of((ANY, COVER_ISSUE, *ISSUE_LABELS)))
    sort = ValuesField(word_of([name for name in ORDERS if name]), what="sort")

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(QueryDict() if data is None else data)

    def clean(self) -> dict[str, Any]:
        """What could be read of a list stays; of a range with anything wrong neither end does."""
        data = self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, ValuesField) and name in data:
                values, wrong = data[name]
                if wrong:
                    self.add_error(name, wrong[:1])
                data[name] = values
        for (first, last), words in RANGES.items():
            low, high = data.get(first), data.get(last)
            if low is not None and high is not None and low > high:
                self.add_error(last, words)
            if first in self.errors or last in self.errors:
                data[first] = data[last] = None
        return data

    @cached_property
    def sieve(self) -> CaseFilter:
        """The filters; one that could not be read filters nothing."""
        self.is_valid()
        data = {FIELD_OF.get(name, name): value for name, value in self.cleaned_data.items() if name in KIND_OF}
        return CaseFilter(**data | {"order": next(iter(data.get("order", ())), "")})

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong, in words by kind of filter."""
        return {KIND_OF[name]: str(texts[0]) for name, texts in self.errors.items() if name in KIND_OF}

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by parameter."""
        names = ("text", "least", "most", "days", "since", "until")
        return {name: one_line(self.data.get(name, ""))[:MAX_LENGTH] for name in names}

    @property
    def query(self) -> str:
        """The filters as they stand in an address: the same filters, the same text."""
        return urlencode(to_query_pairs(self.sieve))

    def changed(self, **changes: Any) -> str:
        """The query with fields of the sieve changed."""
        return urlencode(to_query_pairs(replace(self.sieve, **changes)))

    def without(self, kind: str) -> str:
        """The query without one kind of filter."""
        return urlencode(self.others(kind))

    def others(self, kind: str) -> list[tuple[str, str]]:
        """What a form for one kind of filter takes along: the parameters of all the others."""
        return to_query_pairs(self.sieve.without(kind))


def form_of_query(query: str) -> CaseFilterForm:
    """The form over a query kept as text; over an empty one where that is none."""
    try:
        return CaseFilterForm(QueryDict(query[:MAX_QUERY]))
    except (ValueError, UnicodeError):
        return CaseFilterForm()


def cleared(names: Iterable[str]) -> dict[str, Any]:
    """The fields of the sieve that these parameters name, without a value."""
    fields = [FIELD_OF.get(name, name) for name in names]
    return {name: getattr(NO_FILTER, name) for name in fields}
