"""What a person and somebody in Plannr both changed, field by field and row by row, and the choice between the two.

The form carries its clashes along (signed, as sheet.py does), so that either side can be taken, and taken back, while
everything else typed stays. A choice sends nothing: saving compares once more with what Plannr holds by then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from boards.plans import asked as asking
from boards.plans import shares
from boards.plans.asked import Asked
from boards.plans.standing import Standing
from boards.plans.typed import Clash, Side, Typed, TypedRow, shown
from boards.ui.http import as_returned


def between(asked: Asked, now: Standing, numbers: Mapping[str, int]) -> list[Clash]:
    """The clashes of `asked` with what stands `now`; `numbers` gives each person's row in the form by uuid."""
    rows = {str(one.uuid): (one.name, shares.plain(one.share)) for one in asked.rows or ()}
    found = []
    for one in asking.differences(asked, now):
        mine = shown(one.key, asked.fields[one.key]) if one.key in asked.fields else rows.get(one.key)
        found.append(Clash(one.key, one.name, one.yours, one.now, one.opened, mine, numbers.get(one.key)))
    return found


def choose(form: Typed, verb: str, key: str) -> str:
    """Put one side of a clash into the form: Plannr's for `take`, this person's for `keep`; nothing to be told."""
    clash = next((one for one in form.clashes if one.key == key), None)
    if clash is None:
        return ""
    side = plannrs(form, clash) if verb == "take" else clash.mine
    if isinstance(side, str):
        form.fields[key] = side
    elif clash.row is not None:
        put_row(form, clash.row, key, side)
    return ""


def plannrs(form: Typed, clash: Clash) -> Side:
    """Plannr's side as the form would show it."""
    if clash.row is None:
        return shown(clash.key, form.facts.value(clash.key))
    person = next((one for one in form.base.of(form.cover) if str(one.uuid) == clash.key), None)
    return (person.name, shares.plain(person.share)) if person else None


def put_row(form: Typed, number: int, key: str, side: tuple[str, str] | None) -> None:
    """Make a row what a side says; taken out, or back in at the end, with the uuid that Plannr still knows."""
    row = row_of(form, number)
    known = any(str(one.uuid) == key for one in form.base.of(form.cover))
    form.removed = [one for one in form.removed if one != key]
    if side is None:
        form.rows = [one for one in form.rows if one is not row]
        form.removed += [key] if known else []
        return
    if row is None:
        row = TypedRow(number, key if known else "")
        form.rows.append(row)
    row.name, row.share = side


def row_of(form: Typed, number: int | None) -> TypedRow | None:
    """The row of a number, where the form still has it."""
    return next((one for one in form.rows if one.number == number), None)


def drawn(form: Typed) -> list[Clash]:
    """The form's clashes, each with the side that stands in the form."""
    return [replace(one, stands=stands(form, one)) for one in form.clashes]


def stands(form: Typed, clash: Clash) -> str:
    """Which side the form holds."""
    row = row_of(form, clash.row)
    held: Side = (row.name, row.share) if row else None
    if clash.row is None:
        held = form.fields.get(clash.key, "")
    sides = {returned(plannrs(form, clash)): "plannr", returned(clash.mine): "mine"}
    return sides.get(returned(held), "")


def returned(side: Side) -> Side:
    """A side as a browser gives it back."""
    if isinstance(side, str):
        return as_returned(side)
    return (as_returned(side[0]), as_returned(side[1])) if side else None


def as_json(found: Sequence[Clash]) -> list[list[Any]]:
    """As JSON values."""
    return [[one.key, one.name, one.yours, one.now, one.opened, one.mine, one.row] for one in found]


def from_json(kept: Sequence[Sequence[Any]]) -> list[Clash]:
    """The clashes that `as_json` wrote down."""
    return [
        Clash(key, name, yours, now, opened, tuple(mine) if isinstance(mine, list) else mine, row)
        for key, name, yours, now, opened, mine, row in kept
    ]
