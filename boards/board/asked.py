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

MOST_DRAWN = 10_000
LONGEST, MOST, OLDEST = 200, 200, 36_500
TYPED = ("text", "least", "most", "days", "since", "until")
NOUNS = {"value": "The value", "period": "The day"}


@dataclass(slots=True)
class Asked:
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


def read(data: QueryDict) -> Asked:
    """What an address asks for; never raises."""
    asked = Asked(typed={name: clean(data.get(name, "")) for name in TYPED})
    least, most = ends(asked, "value", parse_pounds, ("least", "most"), "The least value is more than the greatest.")
    since, until = ends(asked, "period", parse_day, ("since", "until"), "The period begins after it ends.")
    asked.sieve = Sieve(
        text=asked.typed["text"],
        types=several(asked, data, "type", uuid_of),
        people=several(asked, data, "person", uuid_of),
        advisers=several(asked, data, "adviser", uuid_of),
        assigned=several(asked, data, "assigned", uuid_of),
        tags=several(asked, data, "tag", lambda text: text, plain),
        statuses=several(asked, data, "status", status_of),
        states=several(asked, data, "state", one_of((sieve.OPEN, sieve.DONE))),
        least=least,
        most=most,
        money=several(asked, data, "money", one_of((NONE, OTHER))),
        days=days(asked),
        since=since,
        until=until,
        opened=several(asked, data, "opened", month_of, kind="month"),
        finished=several(asked, data, "finished", month_of, kind="month"),
        odd=several(asked, data, "odd", one_of((sieve.ANY, sieve.GAP, *contradictions.KINDS))),
        order=(several(asked, data, "sort", one_of([name for name in sieve.ORDERS if name])) or ("",))[0],
    )
    return asked


def of_view(query: str) -> Asked:
    """What a query kept as text asks for."""
    try:
        return read(QueryDict(query[:20_000]))
    except (ValueError, UnicodeError):
        return Asked()


def clean(text: str) -> str:
    """One line without what no database takes."""
    return " ".join(text.replace("\0", "").split())[:LONGEST]


def plain(text: str) -> str:
    """The same for a name that must be found as it is, spaces and all."""
    return text.replace("\0", "")[:LONGEST]


def ends[End: (int, date)](
    asked: Asked, kind: str, reads: Callable[[str], End | None], names: tuple[str, str], swapped: str
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


def days(asked: Asked) -> int | None:
    """A number of days; what cannot be read is said."""
    try:
        return parse_whole(asked.typed["days"].removesuffix("days").removesuffix("day"), OLDEST)
    except Unreadable as error:
        asked.wrong["age"] = f"The age in days {error}."
        return None


def several(
    asked: Asked,
    data: QueryDict,
    name: str,
    reads: Callable[[str], Any],
    cleans: Callable[[str], str] = clean,
    kind: str = "",
) -> tuple[Any, ...]:
    """All the values of a repeated parameter, each once; those that cannot be read are said of its `kind`."""
    found: list[Any] = []
    for text in filter(str.strip, map(cleans, data.getlist(name)[:MOST])):
        try:
            found.append(reads(text))
        except ValueError:
            asked.wrong[kind or name] = (
                f"“{text[:60]}” is nothing that the board can {'sort' if name == 'sort' else 'filter'} by."
            )
    return tuple(dict.fromkeys(found))


def uuid_of(text: str) -> UUID | None:
    """A uuid, or None for "none". Raises ValueError."""
    found = parse_uuid(text)
    if found is None and text != NONE:
        raise ValueError(text)
    return found


def status_of(text: str) -> str:
    """A status's uuid as text, "none" or "other". Raises ValueError."""
    return text if text in (NONE, OTHER) else str(uuid_of(text))


def month_of(text: str) -> str:
    """A month such as "2026-06". Raises ValueError."""
    if not conditions.MONTH.fullmatch(text):
        raise ValueError(text)
    return text


def one_of(known: Iterable[str]) -> Callable[[str], str]:
    """A reader of one of these words. The reader raises ValueError."""
    words = frozenset(known)

    def reads(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return reads


def changed(text: str) -> list[UUID]:
    """The cases, by uuid and comma, that were changed on the page that asks; what is none is left out."""
    return parse_uuids(text.split(",")[:MOST])


def drawn(text: str) -> dict[str, int]:
    """ "KEY:60,KEY:90" as how many cards of which columns are wanted; what is not that is left out."""
    found: dict[str, int] = {}
    for part in text.split(",")[:100]:
        key, _, number = part.partition(":")
        if key and number.isascii() and number.isdigit():
            found[key] = min(int(number[:6]), MOST_DRAWN)
    return found
