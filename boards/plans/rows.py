"""What the form's buttons do without JavaScript: add a row, remove one, split equally, give somebody the rest, take one
side of a clash.
"""

from decimal import Decimal

from boards.plans import clashes, shares
from boards.plans.typed import Typed, TypedRow
from boards.ui.fields import Unreadable, parse_percent


def act(typed: Typed, wanted: str, *, give_to: str = "") -> str | None:
    """Do what a button named `act` says; the sentence to tell, or None where `wanted` is no such button.

    `add`, `remove-N` (the row's number), `split`, `give` (the rest, to row number `give_to`), `take-KEY` (Plannr's side
    of a clash) or `keep-KEY` (this person's).
    """
    verb, _, number = wanted.partition("-")
    match verb:
        case "add":
            return add(typed)
        case "remove":
            return remove(typed, number)
        case "split":
            return split(typed)
        case "give":
            return give(typed, give_to)
        case "take" | "keep":
            return clashes.choose(typed, verb, number)
    return None


def add(typed: Typed) -> str:
    """Add an empty row, where there is room for one."""
    if not typed.is_full:
        typed.rows.append(TypedRow(typed.next_number()))
    return ""


def remove(typed: Typed, number: str) -> str:
    """Take a row out; somebody whom Plannr knows is remembered as taken out."""
    row = next((one for one in typed.rows if str(one.number) == number), None)
    if row is None:
        return ""
    typed.rows.remove(row)
    if row.uuid:
        typed.removed.append(row.uuid)
        return f"{row.name or 'The beneficiary'} is taken out here. Plannr keeps them until you save and confirm."
    return ""


def split(typed: Typed) -> str:
    """Give every row the same share, the last one the hundredths left over; says who that is."""
    parts = shares.split_equally(len(typed.rows))
    for row, share in zip(typed.rows, parts, strict=True):
        row.share = shares.plain(share)
    return shares.split_words([row.name.strip() or f"Beneficiary {place}" for place, row in enumerate(typed.rows, 1)])


def give(typed: Typed, number: str) -> str:
    """Give what is left of 100 % to one row."""
    row = next((one for one in typed.rows if str(one.number) == number), None)
    left = shares.WHOLE - total(typed)
    if row is None or left <= 0:
        return "There is nothing left to give." if left <= 0 else ""
    row.share = shares.plain((number_in(row.share) or Decimal(0)) + left)
    return f"{row.name.strip() or 'Beneficiary'} has {row.share}% now."


def total(typed: Typed) -> Decimal:
    """What the shares come to, as far as they can be read."""
    return shares.total([number_in(row.share) or Decimal(0) for row in typed.rows])


def number_in(text: str) -> Decimal | None:
    """A share as typed, or None where it is none."""
    try:
        return parse_percent(text)
    except Unreadable:
        return None
