"""Cover health: what on a plan's covers a person should look at, as a pure function and as remembered.

A gap is one of: `nobody` (a protection cover without beneficiaries), `shares` (they do not make 100 %), `inactive` (a
lapsed cover on a live plan), `amount`, `indexation`, `excess` (a blank that matters). It asks; it never stands in the
way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

from boards.mirror.plan_models import Beneficiary, Cover, CoverIssues, Plan

INSURED = frozenset({"general_insurance"})
PROTECTED = frozenset({"protection_policy", "group_protection"})
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to look at: which cover (uuid as text), what kind, and the words for people."""

    cover: str
    kind: str
    words: str


def percent(share: Decimal) -> str:
    """`Decimal("33.330")` as "33.33%", `Decimal("1E+2")` as "100%"."""
    text = format(share, "f")
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def gaps(plan: Plan, covers: Iterable[Cover], people: Sequence[Beneficiary]) -> list[Gap]:
    """What to look at, cover by cover. A plan that is no longer live has nothing to look at."""
    if plan.status == "inactive" or plan.gone_at:
        return []
    found: list[Gap] = []
    covers = list(covers)
    for cover in covers:
        mine = [one for one in people if one.cover == cover.uuid or (one.cover is None and len(covers) == 1)]
        unclear = any(one.cover is None for one in people) and len(covers) > 1
        found += [Gap(str(cover.uuid), kind, words) for kind, words in of_cover(plan, cover, mine, unclear=unclear)]
    return found


def of_cover(plan: Plan, cover: Cover, people: Sequence[Beneficiary], *, unclear: bool) -> list[tuple[str, str]]:
    """The gaps of one cover as (kind, words); `unclear`: Plannr does not say whose some of the plan's people are."""
    if cover.benefit_status == "inactive":
        return [("inactive", "Cover is inactive")]
    if plan.type in INSURED:
        return [("excess", "No excess given")] if cover.excess is None else []
    found = named(plan, people, unclear=unclear)
    if plan.type in PROTECTED and not cover.benefit_amount:
        found.append(("amount", "No benefit amount"))
    if plan.type in PROTECTED and not cover.indexation:
        found.append(("indexation", "No indexation given"))
    return found


def named(plan: Plan, people: Sequence[Beneficiary], *, unclear: bool) -> list[tuple[str, str]]:
    """Whether somebody is named, and for all of it. A share that could not be read leaves the sum unknown: no gap."""
    if not people:
        return [("nobody", "No beneficiaries named")] if plan.type in PROTECTED and not unclear else []
    if unclear or any(not one.share for one in people):
        return []
    total = sum((Decimal(one.share) for one in people), Decimal(0))
    return [] if total == WHOLE else [("shares", f"Shares add up to {percent(total)}")]


def remember(plan: Plan) -> list[Gap]:
    """Work out a plan's gaps from the mirror's rows and keep them for cards to read."""
    people = list(plan.beneficiaries.filter(gone_at=None))
    found = gaps(plan, plan.covers.all(), people)
    CoverIssues.objects.update_or_create(plan=plan.pk, defaults={"gaps": [asdict(gap) for gap in found]})
    return found


def of(plans: Iterable[UUID]) -> dict[UUID, list[Gap]]:
    """The remembered gaps of those of `plans` whose covers were read; one query. A plan in good health has []."""
    rows = CoverIssues.objects.filter(plan__in=set(plans)).values_list("plan", "gaps")
    return {plan: [Gap(**gap) for gap in found] for plan, found in rows}
