"""Sums over cases, and how they are said: the head of a column, the total of a board. Money: pennies."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from boards import words


@dataclass(frozen=True, slots=True)
class Sums:
    """How many cases, their pennies, how many have no value, and what other currencies hold, in their minor units.

    `odd` is how many of them contradict themselves or lack something (contradictions.py), where that was asked for.
    `narrowed` says that a filter was on: these are the sums of what it let through.
    """

    count: int = 0
    pennies: int = 0
    without_value: int = 0
    others: tuple[tuple[str, int], ...] = ()
    odd: int = field(default=0, compare=False)
    narrowed: bool = False

    @property
    def others_in_words(self) -> str:
        """Money in other currencies, which no total in pounds holds: "plus €1,200"; blank where there is none."""
        return "plus " + " and ".join(words.money(minor, code) for code, minor in self.others) if self.others else ""

    @property
    def without_in_words(self) -> str:
        """ "4 without a value", or blank."""
        return f"{self.without_value:,} without a value" if self.without_value else ""


@dataclass(frozen=True, slots=True)
class Head(Sums):
    """The head of a column of `client`'s board: `colour` "#rrggbb" or blank, `status` None for `other` and `none`."""

    key: str = ""
    name: str = ""
    status: UUID | None = None
    colour: str = ""
    is_completed: bool = False
    client: UUID | None = None

    @property
    def note(self) -> str:
        """What the column's figure leaves out, in words; blank where that is nothing."""
        return ", ".join(filter(None, (self.without_in_words, self.others_in_words)))


@dataclass(frozen=True, slots=True)
class Total(Sums):
    """The whole board; `of` is how many cases there are where `count` of them are shown."""

    of: int = 0

    @property
    def note(self) -> str:
        """ "18 of 23 shown, 4 without a value": what the figure in pounds stands for and what it leaves out."""
        if not self.of:
            return "no cases"
        whole = self.count == self.of and not self.narrowed
        shown = words.counted(self.of, "case") if whole else f"{self.count:,} of {self.of:,} shown"
        return ", ".join(filter(None, (shown, self.without_in_words, self.others_in_words)))


def summed(parts: Iterable[Sums]) -> Total:
    """The total over some columns, all of whose cases are shown."""
    count = pennies = without = odd = 0
    others: Counter[str] = Counter()
    for part in parts:
        count, pennies, without = count + part.count, pennies + part.pennies, without + part.without_value
        odd += part.odd
        others.update(dict(part.others))
    return Total(count, pennies, without, tuple(sorted(others.items())), odd, of=count)


def sums_of(currency: str, count: int, valued: int, worth: int | None, odd: int = 0) -> Sums:
    """The sums over `count` cases of one currency, of which `valued` have a value."""
    is_pounds = currency in ("GBP", "")
    others = ((currency, worth or 0),) if valued and not is_pounds else ()
    return Sums(count, (worth or 0) if is_pounds else 0, count - valued, others, odd)


def headed(
    sums: Sums, key: str, kind: tuple[UUID | None, str, str, bool], *, client: UUID | None, narrowed: bool = False
) -> Head:
    """The head of a column that holds `sums`; `kind` is its status, name, colour raw from Plannr, and is_completed."""
    status, name, colour, is_completed = kind
    figures = (sums.count, sums.pennies, sums.without_value, sums.others, sums.odd, narrowed)
    return Head(*figures, key, name, status, words.colour(colour), is_completed, client)
