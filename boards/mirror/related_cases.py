"""What ties a case to others: more open cases of the same client, and open cases that name the same plan.

Two open cases on one plan may be two people at work on one thing: that is shown, never forbidden. "Open" is as in
quality/cases.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from boards.mirror.models import Account, Case, CaseLink, Participant
from boards.mirror.models.cases import open_condition
from boards.mirror.quality.cases import firm_open_cases

MAX_RELATED = 10


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """Another open case, by uuid and name; `plan` is the plan both name, None where only the client ties them."""

    case: UUID
    name: str
    plan: UUID | None = None


def cases_of_same_client(case: UUID, completed: Collection[UUID] | None = None) -> tuple[int, list[RelatedCase]]:
    """How many more open cases the clients of a case have, and the first of them by name."""
    clients = Account.objects.filter(
        kind="client", pk__in=Participant.objects.filter(case=case).values_list("account", flat=True)
    )
    others = (
        firm_open_cases(completed)
        .filter(pk__in=Participant.objects.filter(account__in=clients.values("pk")).values("case"))
        .exclude(pk=case)
        .order_by("name", "uuid")
    )
    rows = [RelatedCase(uuid, name) for uuid, name in others.values_list("pk", "name")[:MAX_RELATED]]
    return (len(rows) if len(rows) < MAX_RELATED else others.count()), rows


def cases_of_same_plan(case: Case, completed: Collection[UUID] | None = None) -> list[RelatedCase]:
    """The other open cases of the firm that name a plan of this one, one tie for each plan and case."""
    plans = {str(plan) for plan in case.plans or ()}
    if not plans:
        return []
    others = firm_open_cases(completed).exclude(pk=case.pk)
    ties = []
    for plan in sorted(plans)[:MAX_RELATED]:
        rows = others.filter(mentions__uuid=plan).order_by("name", "uuid").values_list("pk", "name")[:MAX_RELATED]
        ties += [RelatedCase(uuid, name, UUID(plan)) for uuid, name in rows]
    return ties


def shared_plans(plans: Collection[UUID], done: Collection[UUID], client: UUID | None = None) -> frozenset[UUID]:
    """Those of `plans` that more than one open case is linked to, in the firm or among those of `client`: one query.

    `done` are the statuses for completed cases.
    """
    is_open = Q(case__gone_at=None) & open_condition(done, "case__")
    rows = CaseLink.objects.filter(is_open, uuid__in=plans)
    if client:
        rows = rows.filter(Exists(Participant.objects.filter(case=OuterRef("case"), account=client)))
    several = rows.order_by().values("uuid").annotate(number=Count("case")).filter(number__gt=1)
    return frozenset(several.values_list("uuid", flat=True))
