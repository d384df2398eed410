"""The form as a page draws it: boxes with labels, hints, errors and clashes; rows with pounds; totals."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from boards.mirror import cover_types
from boards.mirror.models import Plan
from boards.plans import clashes, rows, shares
from boards.plans.beside import base_lines, others
from boards.plans.boxes import box, client_box, frequency_box, where
from boards.plans.lines import Slice, ribbon
from boards.plans.typed import Clash, Typed, TypedRow
from boards.ui import formatting
from boards.ui.fields import Unreadable, parse_pounds
from boards.writes.operation import Result


@dataclass(slots=True)
class PersonBox:
    """One row of the list: as typed, what it is in pounds, and what is wrong."""

    row: TypedRow
    place: int
    pounds: str
    clash: Clash | None
    over: bool

    @property
    def called(self) -> str:
        """Whom the remove button names."""
        return self.row.name.strip() or f"beneficiary {self.place}"


def context(plan: Plan, form: Typed, *, ending: Result | None) -> dict[str, Any]:
    """Everything `plans/cover_form.html` draws."""
    found = clashes.drawn(form)
    by_key, by_row = {one.key: one for one in found}, {one.row: one for one in found}
    facts, amount = form.base.cover(form.cover), amount_of(form)
    own = form.base.of(form.cover)
    return sums(form, amount) | {
        "plan": plan,
        "form": form,
        "facts": facts,
        "label": cover_types.label(facts.cover_type) if facts else "",
        "boxes": [box(form, name, by_key.get(name)) for name in cover_types.FIELDS[form.kind]],
        "client": client_box(form, plan),
        "frequency": frequency_box(form, facts.benefit_frequency if facts else ""),
        "people": people_boxes(form, amount, by_row),
        "shows_people": has_people(form),
        "most": settings.MOST_BENEFICIARIES,
        "unclear": form.base.unclear,
        "problems": problems(form),
        "ending": ending,
        "clashes": found,
        "rowless": [one for one in found if one.row is not None and clashes.row_of(form, one.row) is None],
        "others": others(form, plan),
        "base_lines": base_lines(form),
        "removed_names": [one.name for one in own if str(one.uuid) in form.removed],
    }


def has_people(form: Typed) -> bool:
    """Whether the list is drawn open."""
    return bool(form.rows or form.removed or form.clashes) or form.is_crowded or form.kind == cover_types.PROTECTION


def sums(form: Typed, amount: int | None) -> dict[str, Any]:
    """What the shares come to and what is left, in per cent and in pounds, and the ribbon of them."""
    total = rows.total(form)
    left = shares.WHOLE - total
    return {
        "amount": amount,
        "total": shares.percent(total),
        "total_pounds": in_pounds(amount, total),
        "left": shares.percent(abs(left)),
        "left_pounds": in_pounds(amount, abs(left)),
        "left_plain": shares.plain(left) if left > 0 else "",
        "tone": "bad" if left < 0 else "warn" if left > 0 else "",
        "ribbon": slices(form),
    }


def amount_of(form: Typed) -> int | None:
    """The benefit in pennies as typed, as far as it can be read; what Plannr holds where the box was left alone."""
    if form.kind != cover_types.PROTECTION or form.facts.currency("benefit_amount") != "GBP":
        return None
    if form.is_left("benefit_amount"):
        return form.facts.benefit_amount
    try:
        return parse_pounds(form.fields.get("benefit_amount", ""))
    except Unreadable:
        return None


def people_boxes(form: Typed, amount: int | None, by_row: dict[int | None, Clash]) -> list[PersonBox]:
    """The rows, each share also in pounds, summing exactly."""
    given = [rows.number_in(row.share) or Decimal(0) for row in form.rows]
    owed = shares.in_pounds(amount, given) if amount is not None else []
    over = "beneficiaries" in form.errors and shares.total(given) > shares.WHOLE
    return [
        PersonBox(
            row, place, formatting.money(owed[place - 1], pence=True) if owed else "", by_row.get(row.number), over
        )
        for place, row in enumerate(form.rows, start=1)
    ]


def in_pounds(amount: int | None, share: Decimal) -> str:
    """A share of the benefit in words, rounded down to the penny; "" without an amount."""
    return formatting.money(shares.in_pounds(amount, [share])[0], pence=True) if amount is not None else ""


def slices(form: Typed) -> list[Slice]:
    """The ribbon under the list."""
    return ribbon([rows.number_in(row.share) or Decimal(0) for row in form.rows])


def problems(form: Typed) -> list[tuple[str, str]]:
    """The error summary: (where to go, the words), in the order of the page."""
    order = ["client_uuid", *cover_types.FIELDS[form.kind], "benefit_frequency", "beneficiaries"]
    first = f"share-{form.rows[0].number}" if form.rows else "who"
    found = [
        (first if name == "beneficiaries" else where(form, name), form.errors[name])
        for name in order
        if name in form.errors
    ]
    for row in form.rows:
        found += [
            (f"{box}-{row.number}", form.errors[f"{box}-{row.number}"])
            for box in ("name", "share")
            if f"{box}-{row.number}" in form.errors
        ]
    return found
