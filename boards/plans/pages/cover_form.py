"""The form as a page draws it: boxes with labels, hints, errors and clashes; rows with pounds; totals."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from boards.mirror import cover_types
from boards.mirror.models import Plan
from boards.plans import shares
from boards.plans.forms.beneficiaries import typed_share, typed_total
from boards.plans.forms.conflicts import conflicts_with_sides, row_numbered
from boards.plans.forms.cover import BeneficiaryForm, CoverForm, FormConflict
from boards.plans.forms.fields import bind_client, bind_field, bind_frequency, field_anchor
from boards.plans.pages.beside import other_covers, values_as_opened
from boards.plans.pages.cover_summary import ShareSegment, share_bar
from boards.ui import formatting
from boards.ui.fields import Unreadable, parse_pounds
from boards.writes.operation import Result


@dataclass(slots=True)
class BoundBeneficiary:
    """One row of the list: as typed, what it is in pounds, and what is wrong."""

    row: BeneficiaryForm
    place: int
    pounds: str
    clash: FormConflict | None
    over: bool

    @property
    def called(self) -> str:
        """Whom the remove button names."""
        return self.row.name.strip() or f"beneficiary {self.place}"


def form_context(plan: Plan, form: CoverForm, *, ending: Result | None) -> dict[str, Any]:
    """Everything `plans/cover_form.html` draws."""
    found = conflicts_with_sides(form)
    by_key, by_row = {one.key: one for one in found}, {one.row: one for one in found}
    facts, amount = form.base.cover(form.cover), typed_amount(form)
    own = form.base.of(form.cover)
    return share_totals(form, amount) | {
        "plan": plan,
        "form": form,
        "facts": facts,
        "label": cover_types.label(facts.cover_type) if facts else "",
        "boxes": [bind_field(form, name, by_key.get(name)) for name in cover_types.FIELDS[form.kind]],
        "client": bind_client(form, plan),
        "frequency": bind_frequency(form, facts.benefit_frequency if facts else ""),
        "people": bind_beneficiaries(form, amount, by_row),
        "shows_people": shows_beneficiaries(form),
        "most": settings.MOST_BENEFICIARIES,
        "unclear": form.base.unclear,
        "problems": error_summary(form),
        "ending": ending,
        "clashes": found,
        "rowless": [one for one in found if one.row is not None and row_numbered(form, one.row) is None],
        "others": other_covers(form, plan),
        "base_lines": values_as_opened(form),
        "removed_names": [one.name for one in own if str(one.uuid) in form.removed],
    }


def shows_beneficiaries(form: CoverForm) -> bool:
    """Whether the list is drawn open."""
    return bool(form.rows or form.removed or form.clashes) or form.is_crowded or form.kind == cover_types.PROTECTION


def share_totals(form: CoverForm, amount: int | None) -> dict[str, Any]:
    """What the shares come to and what is left, in per cent and in pounds, and the ribbon of them."""
    total = typed_total(form)
    left = shares.WHOLE - total
    return {
        "amount": amount,
        "total": shares.format_percent(total),
        "total_pounds": share_in_pounds(amount, total),
        "left": shares.format_percent(abs(left)),
        "left_pounds": share_in_pounds(amount, abs(left)),
        "left_plain": formatting.decimal_text(left) if left > 0 else "",
        "tone": "bad" if left < 0 else "warn" if left > 0 else "",
        "ribbon": typed_share_bar(form),
    }


def typed_amount(form: CoverForm) -> int | None:
    """The benefit in pennies as typed, as far as it can be read; what Plannr holds where the box was left alone."""
    if form.kind != cover_types.PROTECTION or form.facts.currency("benefit_amount") != "GBP":
        return None
    if form.is_left("benefit_amount"):
        return form.facts.benefit_amount
    try:
        return parse_pounds(form.fields.get("benefit_amount", ""))
    except Unreadable:
        return None


def bind_beneficiaries(
    form: CoverForm, amount: int | None, by_row: dict[int | None, FormConflict]
) -> list[BoundBeneficiary]:
    """The rows, each share also in pounds, summing exactly."""
    given = [typed_share(row.share) or Decimal(0) for row in form.rows]
    owed = shares.allocate_pennies(amount, given) if amount is not None else []
    over = "beneficiaries" in form.errors and shares.sum_shares(given) > shares.WHOLE
    return [
        BoundBeneficiary(
            row, place, formatting.money(owed[place - 1], pence=True) if owed else "", by_row.get(row.number), over
        )
        for place, row in enumerate(form.rows, start=1)
    ]


def share_in_pounds(amount: int | None, share: Decimal) -> str:
    """A share of the benefit in words, rounded down to the penny; "" without an amount."""
    return formatting.money(shares.allocate_pennies(amount, [share])[0], pence=True) if amount is not None else ""


def typed_share_bar(form: CoverForm) -> list[ShareSegment]:
    """The ribbon under the list."""
    return share_bar([typed_share(row.share) or Decimal(0) for row in form.rows])


def error_summary(form: CoverForm) -> list[tuple[str, str]]:
    """The error summary: (where to go, the words), in the order of the page."""
    order = ["client_uuid", *cover_types.FIELDS[form.kind], "benefit_frequency", "beneficiaries"]
    first = f"share-{form.rows[0].number}" if form.rows else "who"
    found = [
        (first if name == "beneficiaries" else field_anchor(form, name), form.errors[name])
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
