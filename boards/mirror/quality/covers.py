"""Cover health: what on a plan's covers a person should look at, as a pure function and as remembered.

A gap is one of: `nobody` (a protection cover without beneficiaries), `shares` (they do not make 100 %), `inactive` (a
lapsed cover on a live plan), `amount`, `indexation`, `excess` (a blank that matters). It asks; it never stands in the
way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func

from boards.mirror.models import Beneficiary, Cover, CoverIssues, Plan

INSURED = frozenset({"general_insurance"})
PROTECTED = frozenset({"protection_policy", "group_protection"})
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class CoverIssue:
    """One thing to look at: which cover (uuid as text), what kind, and the words for people."""

    cover: str
    kind: str
    words: str


def percent_text(share: Decimal) -> str:
    """`Decimal("33.330")` as "33.33%", `Decimal("1E+2")` as "100%"."""
    text = format(share, "f")
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def check_covers(plan: Plan, covers: Iterable[Cover], people: Sequence[Beneficiary]) -> list[CoverIssue]:
    """What to look at, cover by cover. A plan that is no longer live has nothing to look at."""
    if plan.status == "inactive" or plan.gone_at:
        return []
    found: list[CoverIssue] = []
    covers = list(covers)
    for cover in covers:
        mine = [one for one in people if one.cover == cover.uuid or (one.cover is None and len(covers) == 1)]
        unclear = any(one.cover is None for one in people) and len(covers) > 1
        found += [
            CoverIssue(str(cover.uuid), kind, words) for kind, words in check_cover(plan, cover, mine, unclear=unclear)
        ]
    return found


def check_cover(plan: Plan, cover: Cover, people: Sequence[Beneficiary], *, unclear: bool) -> list[tuple[str, str]]:
    """The gaps of one cover as (kind, words); `unclear`: Plannr does not say whose some of the plan's people are."""
    if cover.benefit_status == "inactive":
        return [("inactive", "Cover is inactive")]
    if plan.type in INSURED:
        return [("excess", "No excess given")] if cover.excess is None else []
    found = check_beneficiaries(plan, people, unclear=unclear)
    if plan.type in PROTECTED and not cover.benefit_amount:
        found.append(("amount", "No benefit amount"))
    if plan.type in PROTECTED and not cover.indexation:
        found.append(("indexation", "No indexation given"))
    return found


def check_beneficiaries(plan: Plan, people: Sequence[Beneficiary], *, unclear: bool) -> list[tuple[str, str]]:
    """Whether somebody is named, and for all of it. A share that could not be read leaves the sum unknown: no gap."""
    if not people:
        return [("nobody", "No beneficiaries named")] if plan.type in PROTECTED and not unclear else []
    if unclear or any(not one.share for one in people):
        return []
    total = sum((Decimal(one.share) for one in people), Decimal(0))
    return [] if total == WHOLE else [("shares", f"Shares add up to {percent_text(total)}")]


def store_cover_issues(plan: Plan, covers: Iterable[Cover], people: Sequence[Beneficiary]) -> bool:
    """Keep a plan's gaps for cards to read; whether they are others than before."""
    known, found = read_cover_issues([plan.pk]).get(plan.pk), check_covers(plan, covers, people)
    if found != known:
        row = CoverIssues(plan=plan.pk, gaps=[asdict(gap) for gap in found])
        CoverIssues.objects.bulk_create([row], update_conflicts=True, unique_fields=["plan"], update_fields=["gaps"])
    return found != (known or [])


def read_cover_issues(plans: Iterable[UUID]) -> dict[UUID, list[CoverIssue]]:
    """The remembered gaps of those of `plans` whose covers were read; one query. A plan in good health has []."""
    rows = CoverIssues.objects.filter(plan__in=set(plans)).values_list("plan", "gaps")
    return {plan: [CoverIssue(**gap) for gap in found] for plan, found in rows}


def issue_badges(plans: Iterable[UUID]) -> dict[UUID, str]:
    """In words, what to look at first on each of these plans' covers, where there is anything: one query."""
    wanted = set(plans)
    if not wanted:
        return {}
    rows = CoverIssues.objects.filter(plan__in=wanted).exclude(gaps=[]).values_list("plan", "gaps")
    return {plan: describe_issues(found) for plan, found in rows}


def describe_issues(found: Sequence[Mapping[str, str]]) -> str:
    """One plan's gaps for a card: the first, and how many more."""
    return found[0]["words"] + (f", {len(found) - 1} more" if len(found) > 1 else "")


# The plans with gaps are gathered once for a statement, spelt as cases spell them, and looked up from then on.
SQLITE = (
    "EXISTS(SELECT 1 FROM json_each(%(expressions)s) AS listed WHERE listed.value IN (SELECT"
    " substr(plan, 1, 8) || '-' || substr(plan, 9, 4) || '-' || substr(plan, 13, 4) || '-' || substr(plan, 17, 4)"
    " || '-' || substr(plan, 21) FROM mirror_plan_health WHERE gaps <> '[]'))"
)
POSTGRESQL = (
    "EXISTS(SELECT 1 FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(%(expressions)s) = 'array'"
    " THEN %(expressions)s END) AS listed(plan) JOIN mirror_plan_health AS health"
    " ON health.plan = listed.plan::uuid WHERE health.gaps <> '[]'::jsonb)"
)


class HasCoverIssue(Func):
    """Whether one of the plans in a JSON list of uuids has something to look at: `Q(HasGap("plans"))`."""

    output_field = BooleanField()
    template = SQLITE

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """The same in PostgreSQL's words."""
        return self.as_sql(compiler, connection, template=POSTGRESQL, **context)


def cover_issues_version() -> int:
    """What changes whenever another set of plans has something to look at: one query."""
    return hash(frozenset(CoverIssues.objects.exclude(gaps=[]).values_list("plan", flat=True)))
