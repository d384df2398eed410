"""What a person and somebody in Plannr both changed, field by field and row by row, and the choice between the two.

The form carries its conflicts along (signed, in views/cover_page.py), so that either side can be taken, and taken back,
while everything else typed stays. A choice sends nothing: saving compares once more with what Plannr holds by then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from boards.plans import merge
from boards.plans.forms.cover import BeneficiaryForm, ConflictSide, CoverForm, FormConflict, form_value
from boards.plans.merge import CoverEdit
from boards.plans.snapshot import PlanSnapshot
from boards.ui.formatting import decimal_text
from boards.ui.http import as_returned


def form_conflicts(asked: CoverEdit, now: PlanSnapshot, numbers: Mapping[str, int]) -> list[FormConflict]:
    """The clashes of `asked` with what stands `now`; `numbers` gives each person's row in the form by uuid."""
    rows = {str(one.uuid): (one.name, decimal_text(one.share)) for one in asked.rows or ()}
    found = []
    for one in merge.find_conflicts(asked, now):
        mine = form_value(one.key, asked.fields[one.key]) if one.key in asked.fields else rows.get(one.key)
        found.append(FormConflict(one.key, one.name, one.yours, one.now, one.opened, mine, numbers.get(one.key)))
    return found


def resolve_conflict(form: CoverForm, verb: str, key: str) -> str:
    """Put one side of a clash into the form: Plannr's for `take`, this person's for `keep`; nothing to be told."""
    clash = next((one for one in form.clashes if one.key == key), None)
    if clash is None:
        return ""
    side = plannr_side(form, clash) if verb == "take" else clash.mine
    if isinstance(side, str):
        form.fields[key] = side
    elif clash.row is not None:
        apply_row_side(form, clash.row, key, side)
    return ""


def plannr_side(form: CoverForm, clash: FormConflict) -> ConflictSide:
    """Plannr's side as the form would show it."""
    if clash.row is None:
        return form_value(clash.key, form.facts.value(clash.key))
    person = next((one for one in form.base.of(form.cover) if str(one.uuid) == clash.key), None)
    return (person.name, decimal_text(person.share)) if person else None


def apply_row_side(form: CoverForm, number: int, key: str, side: tuple[str, str] | None) -> None:
    """Make a row what a side says; taken out, or back in at the end, with the uuid that Plannr still knows."""
    row = row_numbered(form, number)
    known = any(str(one.uuid) == key for one in form.base.of(form.cover))
    form.removed = [one for one in form.removed if one != key]
    if side is None:
        form.rows = [one for one in form.rows if one is not row]
        form.removed += [key] if known else []
        return
    if row is None:
        row = BeneficiaryForm(number, key if known else "")
        form.rows.append(row)
    row.name, row.share = side


def row_numbered(form: CoverForm, number: int | None) -> BeneficiaryForm | None:
    """The row of a number, where the form still has it."""
    return next((one for one in form.rows if one.number == number), None)


def conflicts_with_sides(form: CoverForm) -> list[FormConflict]:
    """The form's clashes, each with the side that stands in the form."""
    return [replace(one, stands=side_in_form(form, one)) for one in form.clashes]


def side_in_form(form: CoverForm, clash: FormConflict) -> str:
    """Which side the form holds."""
    row = row_numbered(form, clash.row)
    held: ConflictSide = (row.name, row.share) if row else None
    if clash.row is None:
        held = form.fields.get(clash.key, "")
    sides = {normalise_side(plannr_side(form, clash)): "plannr", normalise_side(clash.mine): "mine"}
    return sides.get(normalise_side(held), "")


def normalise_side(side: ConflictSide) -> ConflictSide:
    """A side as a browser gives it back."""
    if isinstance(side, str):
        return as_returned(side)
    return (as_returned(side[0]), as_returned(side[1])) if side else None


def conflicts_as_json(found: Sequence[FormConflict]) -> list[list[Any]]:
    """As JSON values."""
    return [[one.key, one.name, one.yours, one.now, one.opened, one.mine, one.row] for one in found]


def conflicts_from_json(kept: Sequence[Sequence[Any]]) -> list[FormConflict]:
    """The clashes that `as_json` wrote down."""
    return [
        FormConflict(key, name, yours, now, opened, tuple(mine) if isinstance(mine, list) else mine, row)
        for key, name, yours, now, opened, mine, row in kept
    ]
