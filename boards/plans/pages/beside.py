"""What stands beside the cover form: what Plannr held when it was opened, and the plan's other covers."""

from decimal import Decimal
from typing import Any

from boards.mirror import cover_types
from boards.mirror.models import Plan
from boards.plans import merge, shares
from boards.plans.forms.cover import CoverForm
from boards.ui import formatting


def other_covers(form: CoverForm, plan: Plan) -> list[tuple[str, str, str]]:
    """The plan's other covers: uuid, label, amount in words."""
    found = []
    for one in form.base.covers:
        if one.uuid == form.cover:
            continue
        amount = formatting.money(one.benefit_amount, one.benefit_currency) if one.benefit_amount is not None else ""
        excess = f"{formatting.money(one.excess, one.excess_currency)} excess" if one.excess is not None else ""
        said = " ".join(
            part for part in (amount or excess or "No amount", cover_types.how_often(one.benefit_frequency)) if part
        )
        found.append((str(one.uuid), cover_types.label(one.cover_type), said))
    return found


def values_as_opened(form: CoverForm) -> list[tuple[str, str]]:
    """What Plannr held when the page was opened, beside the form."""
    facts = form.base.cover(form.cover)
    if facts is None:
        return []
    lines = [(cover_types.NAMES[name], describe_held_value(name, facts)) for name in cover_types.FIELDS[form.kind]]
    people = form.base.of(form.cover)
    known = (
        facts.benefit_amount is not None
        and facts.benefit_currency == "GBP"
        and all(one.share is not None for one in people)
    )
    owed = (
        shares.allocate_pennies(facts.benefit_amount or 0, [one.share or Decimal(0) for one in people]) if known else []
    )
    for place, one in enumerate(people):
        share = shares.format_percent(one.share) if one.share is not None else "no share"
        lines.append((one.name, f"{share} · {formatting.money(owed[place], pence=True)}" if owed else share))
    return lines


def describe_held_value(name: str, facts: Any) -> str:
    """A held value in words, without pence where there are none."""
    value = facts.value(name)
    if name in ("benefit_amount", "excess") and value is not None:
        return formatting.money(value, facts.currency(name))
    return merge.describe_cover_value(name, value, facts)
