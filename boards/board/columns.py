"""Columns ready for the page: their heads and cards drawn, and no more of them than a page can carry."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from boards.cards import card
from boards.mirror.aggregates import ColumnHeader
from boards.mirror.board_data import PAGE_SIZE, Column
from boards.mirror.columns import CardRow

CACHE_SIZE = 2048
MIN_CARDS = 8
# A page stays below 180,000 bytes: this is what is left for cards, less what each column's own markup takes.
BYTE_BUDGET, COLUMN_BYTES = 158_000, 2_000
MAX_CARDS = 10_000


@dataclass(frozen=True, slots=True)
class RenderedColumn:
    """One column: `top` is all of it down to its cards, `more` what stands below them where not all are drawn, and
    `foot` the way to add a case.
    """

    head: ColumnHeader
    top: SafeString
    cards: SafeString
    more: SafeString
    foot: SafeString


@dataclass(frozen=True, slots=True)
class ColumnRenderer:
    """How this page is drawn: for which day, with a way to move cards or without, and where it asks for more of them.

    `address` is where the board is, `query` its filters, and `adds` where a case is added to it, blank for nowhere.
    """

    day: date
    movable: bool
    address: str
    query: str = ""
    adds: str = ""

    def cards(self, rows: Iterable[CardRow]) -> list[SafeString]:
        """The cards of some rows."""
        return [card.render_card(row, self.day, movable=self.movable) for row in rows]

    def column(self, column: Column, *, folded: bool, start: int = 0) -> RenderedColumn:
        """One column with all its rows, of which `start` are in the page already; folded it draws none."""
        return self._drawn(column.head, [] if folded else self.cards(column.rows), folded, start)

    def columns(
        self, columns: Sequence[Column], folded: frozenset[str], wanted: Container[str] = ()
    ) -> list[RenderedColumn]:
        """Every column with its first cards; fewer of them where many columns or long names would make a heavy page.

        `wanted` are the keys of columns that somebody asked to see further down: those are drawn whole.
        """
        cards = [[] if one.head.key in folded else self.cards(one.rows) for one in columns]
        most = cards_that_fit(cards, BYTE_BUDGET - COLUMN_BYTES * len(columns))
        return [
            self._drawn(head, mine if head.key in wanted else mine[:most], head.key in folded)
            for head, mine in zip((one.head for one in columns), cards, strict=True)
        ]

    def _drawn(self, head: ColumnHeader, cards: list[SafeString], folded: bool, start: int = 0) -> RenderedColumn:
        number = start + len(cards)
        rest = 0 if folded else min(PAGE_SIZE, head.count - number)
        left = head.count - number
        below = render_more(self.address, self.query, head.key, number, rest, left) if rest > 0 else render_unseen(left)
        takes = self.adds and head.status and not head.is_completed
        under = render_foot(self.adds, head.key, head.name) if takes else SafeString()
        return RenderedColumn(head, render_top(head, folded), mark_safe("".join(cards)), below, under)  # noqa: S308  cards from our templates


def cards_wanted(text: str) -> dict[str, int]:
    """ "KEY:60,KEY:90" as how many cards of which columns are wanted; what is not that is left out."""
    found: dict[str, int] = {}
    for part in text.split(",")[:100]:
        key, _, number = part.partition(":")
        if key and number.isascii() and number.isdigit():
            found[key] = min(int(number[:6]), MAX_CARDS)
    return found


def cards_that_fit(columns: list[list[SafeString]], room: int) -> int:
    """How many cards of each column may be drawn so that all of them together take at most `room` characters."""
    sizes = [[len(card) for card in column] for column in columns]
    most = PAGE_SIZE
    while most > MIN_CARDS and sum(sum(column[:most]) for column in sizes) > room:
        most -= 1
    return most


@lru_cache(maxsize=CACHE_SIZE)
def render_top(head: ColumnHeader, folded: bool) -> SafeString:
    """A column down to its list of cards: drawn once for as long as its figures stay."""
    return render_to_string("board/_column.html#top", {"head": head, "folded": folded})


@lru_cache(maxsize=CACHE_SIZE)
def render_more(address: str, query: str, key: str, number: int, rest: int, left: int) -> SafeString:
    """What asks for the next `rest` cards of a column of which `number` are drawn; paper says that `left` are not."""
    facts = {"address": address, "query": query, "key": key, "number": number, "rest": rest, "left": left}
    facts["upto"] = number + rest
    return render_to_string("board/_column.html#more", facts)


@lru_cache(maxsize=CACHE_SIZE)
def render_unseen(left: int) -> SafeString:
    """What says on paper, and there alone, how many cards a folded column leaves out; blank for none."""
    return render_to_string("board/_column.html#unseen", {"left": left}) if left > 0 else SafeString()


@lru_cache(maxsize=CACHE_SIZE)
def render_foot(address: str, key: str, name: str) -> SafeString:
    """The foot of a column: a link to the form that adds a case to it."""
    return render_to_string("board/_column.html#foot", {"address": address, "key": key, "name": name})
