"""What a save would make of everybody's pounds: the lines of the page that asks before somebody is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from boards.mirror import cover_types
from boards.plans import shares
from boards.plans.merge import CoverEdit, describe_cover_value, fields_to_send, merged_list
from boards.plans.snapshot import BeneficiaryShare, PlanSnapshot, total_share
from boards.plans.wording import owner_name
from boards.ui import formatting

FEW = 3


@dataclass(frozen=True, slots=True)
class BeneficiaryChange:
    """One person before and after: shares in words, pounds in words ("" where the cover has none)."""

    name: str
    gone: bool
    new: bool
    share_now: str
    pounds_now: str
    share_after: str
    pounds_after: str
    changes: bool


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """The page: whom it is about, the other fields that change, each person's fate and the sums."""

    fates: list[BeneficiaryChange]
    fields: list[tuple[str, str, str]]
    total_now: str
    total_after: str
    pounds_now: str
    pounds_after: str
    others: int
    cover: str
    amount: str


def preview_change(asked: CoverEdit, now: PlanSnapshot) -> ChangePreview:
    """What saving `asked` upon what stands `now` would do, person by person, removals first."""
    facts, sent = now.cover(asked.cover), fields_to_send(asked, now)
    before, after = now.of(asked.cover), merged_list(asked, now)
    amount_now = facts.benefit_amount if facts else None
    wanted = sent.get("benefit_amount", amount_now)
    amount_after = wanted if isinstance(wanted, int) else None
    old, new = pennies_of_each(amount_now, before), pennies_of_each(amount_after, after)
    kind = facts.cover_type if facts else str(asked.fields.get("cover_type", ""))
    return ChangePreview(
        beneficiary_changes(before, old, after, new),
        [
            (
                cover_types.NAMES[name],
                describe_cover_value(name, facts.value(name) if facts else None, facts),
                describe_new_value(asked, name),
            )
            for name in sent
        ],
        shares.format_percent(total_share(before)),
        shares.format_percent(total_share(after)),
        pounds_or_blank(sum(one or 0 for one in old) if amount_now is not None else None),
        pounds_or_blank(sum(one or 0 for one in new) if amount_after is not None else None),
        len(now.others(asked.cover)),
        cover_types.label(kind),
        formatting.money(amount_now) if amount_now is not None else "",
    )


def describe_new_value(asked: CoverEdit, name: str) -> str:
    """What a field becomes, in words."""
    value = asked.fields[name]
    if name == "client_uuid":
        return owner_name(asked.base.plan, str(value))
    return describe_cover_value(name, value, asked.base.cover(asked.cover))


def beneficiary_changes(
    before: Sequence[BeneficiaryShare],
    old: Sequence[int | None],
    after: Sequence[BeneficiaryShare],
    new: Sequence[int | None],
) -> list[BeneficiaryChange]:
    """Everybody of both lists, with their pennies in a list beside each: who is gone first, then the list as saved."""
    later = {one.uuid for one in after if one.uuid}
    found = [removed_beneficiary(one, had) for one, had in zip(before, old, strict=True) if one.uuid not in later]
    was = {one.uuid: place for place, one in enumerate(before) if one.uuid}
    for one, has in zip(after, new, strict=True):
        then = was.get(one.uuid) if one.uuid else None
        found.append(
            kept_beneficiary(None, None, one, has)
            if then is None
            else kept_beneficiary(before[then], old[then], one, has)
        )
    return found


def pennies_of_each(amount: int | None, people: Sequence[BeneficiaryShare]) -> list[int | None]:
    """Each person's pennies of an amount; None where there is no amount, or a share is not known."""
    if amount is None or any(one.share is None for one in people):
        return [None] * len(people)
    return [*shares.allocate_pennies(amount, [one.share or Decimal(0) for one in people])]


def removed_beneficiary(one: BeneficiaryShare, pennies: int | None) -> BeneficiaryChange:
    """Somebody who will be deleted."""
    return BeneficiaryChange(
        one.name,
        True,
        False,
        percent_or_not_given(one.share),
        pounds_or_blank(pennies),
        "none",
        pounds_or_blank(0 if pennies is not None else None),
        True,
    )


def kept_beneficiary(
    then: BeneficiaryShare | None, had: int | None, one: BeneficiaryShare, has: int | None
) -> BeneficiaryChange:
    """Somebody who stays, or comes."""
    changes = then is None or had != has or then.share != one.share
    before = (
        (percent_or_not_given(then.share), pounds_or_blank(had))
        if then
        else ("none", pounds_or_blank(0 if has is not None else None))
    )
    return BeneficiaryChange(
        one.name, False, then is None, *before, percent_or_not_given(one.share), pounds_or_blank(has), changes
    )


def percent_or_not_given(share: Decimal | None) -> str:
    """A share in words."""
    return shares.format_percent(share) if share is not None else "not given"


def pounds_or_blank(pennies: int | None) -> str:
    """Pounds to the penny; "" for none."""
    return formatting.money(pennies, pence=True) if pennies is not None else ""


def describe_removed(whom: Sequence[str]) -> str:
    """Who is deleted, as a heading and a button say it: a few by name, and more by their number."""
    return (
        formatting.join_names(whom)
        if len(whom) <= FEW
        else formatting.counted(len(whom), "beneficiary", "beneficiaries")
    )
