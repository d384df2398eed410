"""What a board's address asks for: filters and an order, read from its parameters and written back into them.

`text person adviser assigned type tag status least most money days state since until opened finished odd sort`; a
repeated parameter means "or". Nothing in an address is believed: what cannot be read is left out, and said in words by
kind of filter, with what was typed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from boards.mirror import conditions, contradictions, sieve
from boards.mirror.sieve import NONE, OPEN_SIEVE, OTHER, Sieve, pairs
from boards.ui.fields import Unreadable, parse_day, parse_pounds, parse_uuid, parse_uuids, parse_whole

MAX_CARDS = 10_000
MAX_LENGTH, MAX_VALUES, MAX_DAYS = 200, 200, 36_500
TYPED = ("text", "least", "most", "days", "since", "until")
NOUNS = {"value": "The value", "period": "The day"}


@dataclass(slots=True)
class CaseFilterForm:
    """The sieve, what is `wrong` in words by kind of filter, and what was `typed` by parameter."""

    sieve: Sieve = OPEN_SIEVE
    wrong: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The filters as they stand in an address: the same filters, the same text."""
        return urlencode(pairs(self.sieve))

    def changed(self, **changes: Any) -> str:
        """The query with fields of the sieve changed."""
        return urlencode(pairs(replace(self.sieve, **changes)))

    def without(self, kind: str) -> str:
        """The query without one kind of filter."""
        return urlencode(self.others(kind))

    def others(self, kind: str) -> list[tuple[str, str]]:
        """What a form for one kind of filter takes along: the parameters of all the others."""
        return pairs(self.sieve.without(kind))


def read_form(data: QueryDict) -> CaseFilterForm:
    """What an address asks for; never raises."""
    asked = CaseFilterForm(typed={name: one_line(data.get(name, "")) for name in TYPED})
    least, most = read_range(
        asked, "value", parse_pounds, ("least", "most"), "The least value is more than the greatest."
    )
    since, until = read_range(asked, "period", parse_day, ("since", "until"), "The period begins after it ends.")
    asked.sieve = Sieve(
        text=asked.typed["text"],
        types=read_values(asked, data, "type", account_key),
        people=read_values(asked, data, "person", account_key),
        advisers=read_values(asked, data, "adviser", account_key),
        assigned=read_values(asked, data, "assigned", account_key),
        tags=read_values(asked, data, "tag", lambda text: text, tag_text),
        statuses=read_values(asked, data, "status", status_key),
        states=read_values(asked, data, "state", word_of((sieve.OPEN, sieve.DONE))),
        least=least,
        most=most,
        money=read_values(asked, data, "money", word_of((NONE, OTHER))),
        days=read_days(asked),
        since=since,
        until=until,
        opened=read_values(asked, data, "opened", month_key, kind="month"),
        finished=read_values(asked, data, "finished", month_key, kind="month"),
        odd=read_values(asked, data, "odd", word_of((sieve.ANY, sieve.GAP, *contradictions.KINDS))),
        order=(read_values(asked, data, "sort", word_of([name for name in sieve.ORDERS if name])) or ("",))[0],
    )
    return asked


def form_of_query(query: str) -> CaseFilterForm:
    """What a query kept as text asks for."""
    try:
        return read_form(QueryDict(query[:20_000]))
    except (ValueError, UnicodeError):
        return CaseFilterForm()


def one_line(text: str) -> str:
    """One line without what no database takes."""
    return " ".join(text.replace("\0", "").split())[:MAX_LENGTH]


def tag_text(text: str) -> str:
    """The same for a name that must be found as it is, spaces and all."""
    return text.replace("\0", "")[:MAX_LENGTH]


def read_range[End: (int, date)](
    asked: CaseFilterForm, kind: str, reads: Callable[[str], End | None], names: tuple[str, str], swapped: str
) -> tuple[End | None, End | None]:
    """The two ends of a range, neither where anything is wrong with it: what cannot be read and ends that are `swapped`
    are said.
    """
    try:
        first, last = (reads(asked.typed[name]) for name in names)
    except Unreadable as error:
        asked.wrong[kind] = f"{NOUNS[kind]} {error}."
        return None, None
    if first is not None and last is not None and first > last:
        asked.wrong[kind] = f"{swapped} Swap them."
        return None, None
    return first, last


def read_days(asked: CaseFilterForm) -> int | None:
    """A number of days; what cannot be read is said."""
    try:
        return parse_whole(asked.typed["days"].removesuffix("days").removesuffix("day"), MAX_DAYS)
    except Unreadable as error:
        asked.wrong["age"] = f"The age in days {error}."
        return None


def read_values(
    asked: CaseFilterForm,
    data: QueryDict,
    name: str,
    reads: Callable[[str], Any],
    cleans: Callable[[str], str] = one_line,
    kind: str = "",
) -> tuple[Any, ...]:
    """All the values of a repeated parameter, each once; those that cannot be read are said of its `kind`."""
    found: list[Any] = []
    for text in filter(str.strip, map(cleans, data.getlist(name)[:MAX_VALUES])):
        try:
            found.append(reads(text))
        except ValueError:
            asked.wrong[kind or name] = (
                f"“{text[:60]}” is nothing that the board can {'sort' if name == 'sort' else 'filter'} by."
            )
    return tuple(dict.fromkeys(found))


def account_key(text: str) -> UUID | None:
    """A uuid, or None for "none". Raises ValueError."""
    found = parse_uuid(text)
    if found is None and text != NONE:
        raise ValueError(text)
    return found


def status_key(text: str) -> str:
    """A status's uuid as text, "none" or "other". Raises ValueError."""
    return text if text in (NONE, OTHER) else str(account_key(text))


def month_key(text: str) -> str:
    """A month such as "2026-06". Raises ValueError."""
    if not conditions.MONTH.fullmatch(text):
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


def changed_cases(text: str) -> list[UUID]:
    """The cases, by uuid and comma, that were changed on the page that asks; what is none is left out."""
    return parse_uuids(text.split(",")[:MAX_VALUES])


def cards_wanted(text: str) -> dict[str, int]:
    """ "KEY:60,KEY:90" as how many cards of which columns are wanted; what is not that is left out."""
    found: dict[str, int] = {}
    for part in text.split(",")[:100]:
        key, _, number = part.partition(":")
        if key and number.isascii() and number.isdigit():
            found[key] = min(int(number[:6]), MAX_CARDS)
    return found
