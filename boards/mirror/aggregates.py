"""Sums over cases, and how they are said: the head of a column, the total of a board. Money: pennies.

Open and completed cases are never one figure in pounds: what is completed is summed beside the rest (`done`), and every
sum knows what its pounds leave out (`LeftOut`), which is said in the same words on every page.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from boards.mirror.conditions import DONE, NONE, OPEN, OTHER
from boards.mirror.filters import NO_FILTER, CaseFilter, to_query_pairs
from boards.ui import formatting


class Exclusions(NamedTuple):
    """What a figure in pounds leaves out: cases without a value, and the `abroad` ones, whose value is in other
    currencies: `others`, in minor units by code.
    """

    without: int = 0
    abroad: int = 0
    others: tuple[tuple[str, int], ...] = ()

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Each thing left out: how a board's address asks for those cases (`money`), and in words."""
        found = [(NONE, f"{self.without:,} without a value")] if self.without else []
        return [*found, (OTHER, self.elsewhere)] if self.others or self.abroad else found

    @property
    def elsewhere(self) -> str:
        """Money in other currencies: "plus €1,200 in 2 cases"; where it is not known how much, how many cases."""
        if not self.others:
            return f"{self.abroad:,} in another currency"
        return f"plus {self.money}{f' in {formatting.counted(self.abroad, "case")}' if self.abroad else ''}"

    @property
    def money(self) -> str:
        """The other currencies' money: "€1,200 and $300"."""
        return " and ".join(formatting.money(minor, code) for code, minor in self.others)

    @property
    def words(self) -> str:
        """ "4 without a value, plus €1,200 in 1 case", or blank."""
        return ", ".join(said for _, said in self.parts)


@dataclass(frozen=True, slots=True)
class CaseSums:
    """How many cases, their pennies, how many have no value, and what other currencies hold, in their minor units.

    `odd` is how many of them contradict themselves or lack something (quality/cases.py), where that was asked for.
    `narrowed` says that a filter was on: these are the sums of what it let through. `abroad` is how many have a value
    in another currency, and `done` the sums of those among them that are completed, by date or by status.
    """

    count: int = 0
    pennies: int = 0
    without_value: int = 0
    others: tuple[tuple[str, int], ...] = ()
    odd: int = field(default=0, compare=False)
    narrowed: bool = False
    abroad: int = 0
    done: "CaseSums | None" = None

    @property
    def left_out(self) -> Exclusions:
        """What the pounds leave out."""
        return Exclusions(self.without_value, self.abroad, self.others)

    @property
    def completed(self) -> "CaseSums":
        """The sums of the completed ones."""
        return self.done or CaseSums()

    @property
    def open(self) -> "CaseSums":
        """The sums of those in progress."""
        less = self.completed
        others = Counter(dict(self.others))
        others.subtract(dict(less.others))
        return CaseSums(
            self.count - less.count,
            self.pennies - less.pennies,
            self.without_value - less.without_value,
            nonzero_amounts(others) if self.abroad > less.abroad else (),
            abroad=self.abroad - less.abroad,
        )


@dataclass(frozen=True, slots=True)
class ColumnHeader(CaseSums):
    """The head of a column of `client`'s board: `colour` "#rrggbb" or blank, `status` None for `other` and `none`."""

    key: str = ""
    name: str = ""
    status: UUID | None = None
    colour: str = ""
    is_completed: bool = False
    client: UUID | None = None

    @property
    def note(self) -> str:
        """How much of the column's figure is completed, where not all of it is, and what the figure leaves out."""
        some = self.completed
        mixed = f"{formatting.money(some.pennies)} of it completed" if 0 < some.count < self.count else ""
        return ", ".join(filter(None, (mixed, self.left_out.words)))


@dataclass(frozen=True, slots=True)
class BoardTotal(CaseSums):
    """The whole board of `client`; `of` is how many cases there are where `count` of them pass the `sieve`."""

    of: int = 0
    client: UUID | None = field(default=None, compare=False)
    sieve: CaseFilter = field(default=NO_FILTER, compare=False)

    @property
    def shown(self) -> str:
        """ "18 of 23 shown" on a filtered board, "no cases" on one that has none, or blank."""
        if not self.of:
            return "no cases"
        return f"{self.count:,} of {self.of:,} shown" if self.narrowed or self.count != self.of else ""

    @property
    def halves(self) -> list[tuple[str, CaseSums, str]]:
        """The two figures of the board, open and completed: the word, the sums, and the query that asks for just those
        cases. Open ones come with any board but one that shows completed cases alone.
        """
        done = self.completed
        asks = {state: urlencode(to_query_pairs(replace(self.sieve, states=(state,)))) for state in (OPEN, DONE)}
        found = [("open", self.open, asks[OPEN])] if done.count < self.count or not done.count else []
        return [*found, ("completed", done, asks[DONE])] if done.count else found


def nonzero_amounts(others: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Money in other currencies by code, without those that hold nothing."""
    return tuple(sorted((code, minor) for code, minor in others.items() if minor))


def add_sums(parts: Iterable[CaseSums]) -> CaseSums:
    """The sum of some sums, what is completed among them kept apart."""
    some = list(parts)
    done = [part.done for part in some if part.done]
    others: Counter[str] = Counter()
    for part in some:
        others.update(dict(part.others))
    return CaseSums(
        sum(part.count for part in some),
        sum(part.pennies for part in some),
        sum(part.without_value for part in some),
        tuple(sorted(others.items())),
        sum(part.odd for part in some),
        abroad=sum(part.abroad for part in some),
        done=add_sums(done) if done else None,
    )


def board_total(parts: Iterable[CaseSums]) -> BoardTotal:
    """The total over some columns, all of whose cases are shown."""
    all = add_sums(parts)
    figures = (all.count, all.pennies, all.without_value, all.others, all.odd)
    return BoardTotal(*figures, abroad=all.abroad, done=all.done, of=all.count)


def group_sums(currency: str, figures: Sequence[Any], *, is_done: bool) -> CaseSums:
    """The sums over the cases of one status and one currency, as the database grouped them: how many, how many have a
    value, their worth; the same of those with a completion date; and, where it was asked for, how many are odd.
    """
    count, valued, worth, *dated = figures
    done = currency_sums(currency, count, valued, worth) if is_done else currency_sums(currency, *dated[:3])
    return currency_sums(currency, count, valued, worth, sum(dated[3:]), done if done.count else None)


def currency_sums(
    currency: str, count: int, valued: int, worth: int | None, odd: int = 0, done: CaseSums | None = None
) -> CaseSums:
    """The sums over `count` cases of one currency, of which `valued` have a value; `done` are those completed."""
    blank = count - valued
    if currency in ("GBP", ""):
        return CaseSums(count, worth or 0, blank, (), odd, done=done)
    others = ((currency, worth or 0),) if valued else ()
    return CaseSums(count, 0, blank, others, odd, abroad=valued, done=done)


def column_header(
    sums: CaseSums, key: str, kind: tuple[UUID | None, str, str, bool], *, client: UUID | None, narrowed: bool = False
) -> ColumnHeader:
    """The head of a column that holds `sums`; `kind` is its status, name, colour raw from Plannr, and is_completed."""
    status, name, colour, is_completed = kind
    figures = (sums.count, sums.pennies, sums.without_value, sums.others, sums.odd, narrowed, sums.abroad, sums.done)
    return ColumnHeader(*figures, key, name, status, formatting.colour(colour), is_completed, client)
