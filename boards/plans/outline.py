"""What a save would make of everybody's pounds: the lines of the page that asks before somebody is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from boards.mirror import cover_types
from boards.plans import shares
from boards.plans.asked import Asked, fields_to_send, list_after, shown, sum_of
from boards.plans.clients import client_name
from boards.plans.standing import Person, Standing
from boards.ui import formatting

FEW, MANY = 3, 10


@dataclass(frozen=True, slots=True)
class Fate:
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
class Outline:
    """The page: whom it is about, the other fields that change, each person's fate and the sums."""

    fates: list[Fate]
    fields: list[tuple[str, str, str]]
    total_now: str
    total_after: str
    pounds_now: str
    pounds_after: str
    others: int
    cover: str
    amount: str


def outline(asked: Asked, now: Standing) -> Outline:
    """What saving `asked` upon what stands `now` would do, person by person, removals first."""
    facts, sent = now.cover(asked.cover), fields_to_send(asked, now)
    before, after = now.of(asked.cover), list_after(asked, now)
    amount_now = facts.benefit_amount if facts else None
    wanted = sent.get("benefit_amount", amount_now)
    amount_after = wanted if isinstance(wanted, int) else None
    old, new = pounds(amount_now, before), pounds(amount_after, after)
    kind = facts.cover_type if facts else str(asked.fields.get("cover_type", ""))
    return Outline(
        fates_of(before, old, after, new),
        [
            (
                cover_types.NAMES[name],
                shown(name, facts.value(name) if facts else None, facts),
                after_words(asked, name),
            )
            for name in sent
        ],
        shares.percent(sum_of(before)),
        shares.percent(sum_of(after)),
        said(sum(one or 0 for one in old) if amount_now is not None else None),
        said(sum(one or 0 for one in new) if amount_after is not None else None),
        len(now.others(asked.cover)),
        cover_types.label(kind),
        formatting.money(amount_now) if amount_now is not None else "",
    )


def after_words(asked: Asked, name: str) -> str:
    """What a field becomes, in words."""
    value = asked.fields[name]
    if name == "client_uuid":
        return client_name(asked.base.plan, str(value))
    return shown(name, value, asked.base.cover(asked.cover))


def fates_of(
    before: Sequence[Person], old: Sequence[int | None], after: Sequence[Person], new: Sequence[int | None]
) -> list[Fate]:
    """Everybody of both lists, with their pennies in a list beside each: who is gone first, then the list as saved."""
    later = {one.uuid for one in after if one.uuid}
    found = [gone(one, had) for one, had in zip(before, old, strict=True) if one.uuid not in later]
    was = {one.uuid: place for place, one in enumerate(before) if one.uuid}
    for one, has in zip(after, new, strict=True):
        then = was.get(one.uuid) if one.uuid else None
        found.append(stays(None, None, one, has) if then is None else stays(before[then], old[then], one, has))
    return found


def pounds(amount: int | None, people: Sequence[Person]) -> list[int | None]:
    """Each person's pennies of an amount; None where there is no amount, or a share is not known."""
    if amount is None or any(one.share is None for one in people):
        return [None] * len(people)
    return [*shares.in_pounds(amount, [one.share or Decimal(0) for one in people])]


def gone(one: Person, pennies: int | None) -> Fate:
    """Somebody who will be deleted."""
    return Fate(
        one.name, True, False, percent(one.share), said(pennies), "none", said(0 if pennies is not None else None), True
    )


def stays(then: Person | None, had: int | None, one: Person, has: int | None) -> Fate:
    """Somebody who stays, or comes."""
    changes = then is None or had != has or then.share != one.share
    before = (percent(then.share), said(had)) if then else ("none", said(0 if has is not None else None))
    return Fate(one.name, False, then is None, *before, percent(one.share), said(has), changes)


def percent(share: Decimal | None) -> str:
    """A share in words."""
    return shares.percent(share) if share is not None else "not given"


def said(pennies: int | None) -> str:
    """Pounds to the penny; "" for none."""
    return formatting.money(pennies, pence=True) if pennies is not None else ""


def removed(whom: Sequence[str]) -> str:
    """Who is deleted, as a heading and a button say it: a few by name, and more by their number."""
    return names(whom) if len(whom) <= FEW else formatting.counted(len(whom), "beneficiary", "beneficiaries")


def names(whom: Sequence[str]) -> str:
    """Names as a sentence lists them: "Ann Smith, Bob Hill and Cy Low"; of many the first ten."""
    if len(whom) > MANY:
        return f"{', '.join(whom[:MANY])} and {len(whom) - MANY} more"
    return " and ".join(one for one in (", ".join(whom[:-1]), *whom[-1:]) if one)
