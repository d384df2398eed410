"""What the form's buttons do without JavaScript: add a row, remove one, split equally, give somebody the rest, take one
side of a clash.
"""

from decimal import Decimal

from boards.plans import shares
from boards.plans.forms.conflicts import resolve_conflict
from boards.plans.forms.cover import BeneficiaryForm, CoverForm
from boards.ui.fields import Unreadable, parse_percent
from boards.ui.formatting import decimal_text


def press_button(typed: CoverForm, wanted: str, *, give_to: str = "") -> str | None:
    """Do what a button named `act` says; the sentence to tell, or None where `wanted` is no such button.

    `add`, `remove-N` (the row's number), `split`, `give` (the rest, to row number `give_to`), `take-KEY` (Plannr's side
    of a clash) or `keep-KEY` (this person's).
    """
    verb, _, number = wanted.partition("-")
    match verb:
        case "add":
            return add_row(typed)
        case "remove":
            return remove_row(typed, number)
        case "split":
            return split_rows(typed)
        case "give":
            return give_remainder(typed, give_to)
        case "take" | "keep":
            return resolve_conflict(typed, verb, number)
    return None


def add_row(typed: CoverForm) -> str:
    """Add an empty row, where there is room for one."""
    if not typed.is_full:
        typed.rows.append(BeneficiaryForm(typed.next_number()))
    return ""


def remove_row(typed: CoverForm, number: str) -> str:
    """Take a row out; somebody whom Plannr knows is remembered as taken out."""
    row = next((one for one in typed.rows if str(one.number) == number), None)
    if row is None:
        return ""
    typed.rows.remove(row)
    if row.uuid:
        typed.removed.append(row.uuid)
        return f"{row.name or 'The beneficiary'} is taken out here. Plannr keeps them until you save and confirm."
    return ""


def split_rows(typed: CoverForm) -> str:
    """Give every row the same share, the last one the hundredths left over; says who that is."""
    parts = shares.split_equally(len(typed.rows))
    for row, share in zip(typed.rows, parts, strict=True):
        row.share = decimal_text(share)
    return shares.describe_split(
        [row.name.strip() or f"Beneficiary {place}" for place, row in enumerate(typed.rows, 1)]
    )


def give_remainder(typed: CoverForm, number: str) -> str:
    """Give what is left of 100 % to one row."""
    row = next((one for one in typed.rows if str(one.number) == number), None)
    left = shares.WHOLE - typed_total(typed)
    if row is None or left <= 0:
        return "There is nothing left to give." if left <= 0 else ""
    row.share = decimal_text((typed_share(row.share) or Decimal(0)) + left)
    return f"{row.name.strip() or 'Beneficiary'} has {row.share}% now."


def typed_total(typed: CoverForm) -> Decimal:
    """What the shares come to, as far as they can be read."""
    return shares.sum_shares([typed_share(row.share) or Decimal(0) for row in typed.rows])


def typed_share(text: str) -> Decimal | None:
    """A share as typed, or None where it is none."""
    try:
        return parse_percent(text)
    except Unreadable:
        return None
