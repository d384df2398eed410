"""What ties a case to others: more open cases of the same client, and open cases that name the same plan.

Two open cases on one plan may be two people at work on one thing: that is shown, never forbidden. "Open" is as in
contradictions.py.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from boards.mirror.contradictions import open_cases
from boards.mirror.models import Account, Case, Participant

MOST = 10


@dataclass(frozen=True, slots=True)
class Tie:
    """Another open case, by uuid and name; `plan` is the plan both name, None where only the client ties them."""

    case: UUID
    name: str
    plan: UUID | None = None


def same_client(case: UUID) -> tuple[int, list[Tie]]:
    """How many more open cases the clients of a case have, and the first of them by name."""
    clients = Account.objects.filter(
        kind="client", pk__in=Participant.objects.filter(case=case).values_list("account", flat=True)
    )
    others = (
        open_cases()
        .filter(pk__in=Participant.objects.filter(account__in=clients.values("pk")).values("case"))
        .exclude(pk=case)
        .order_by("name", "uuid")
    )
    rows = [Tie(uuid, name) for uuid, name in others.values_list("pk", "name")[:MOST]]
    return (len(rows) if len(rows) < MOST else others.count()), rows


def open_counts(clients: Iterable[UUID]) -> dict[UUID, int]:
    """How many open cases each of these clients has: one query, for a board of many clients' cards."""
    rows = Participant.objects.filter(account__in=list(clients), case__in=open_cases()).values("account")
    return {row["account"]: row["number"] for row in rows.annotate(number=Count("case")).order_by()}


def same_plan(case: Case) -> list[Tie]:
    """The other open cases of the firm that name a plan of this one, one tie for each plan and case."""
    plans = {str(plan) for plan in case.plans or ()}
    if not plans:
        return []
    others = open_cases().exclude(pk=case.pk)
    ties = []
    for plan in sorted(plans)[:MOST]:
        rows = others.filter(mentions__uuid=plan).order_by("name", "uuid").values_list("pk", "name")[:MOST]
        ties += [Tie(uuid, name, UUID(plan)) for uuid, name in rows]
    return ties


def clashing(cases: Collection[UUID] | None = None) -> dict[UUID, frozenset[UUID]]:
    """The open cases that share a plan with another open one, each with the plans shared; of `cases`, or of the firm.

    One query and one walk: for a board, give the uuids of its cases; for the firm's (None) remember the answer.
    """
    rows = open_cases().exclude(plans__isnull=True).exclude(plans=[])
    if cases is not None:
        rows = rows.filter(pk__in=cases)
    named = [(uuid, set(plans or ())) for uuid, plans in rows.values_list("pk", "plans")]
    times = Counter(plan for _, plans in named for plan in plans)
    shared: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for uuid, plans in named:
        for plan in plans:
            if times[plan] > 1:
                shared[uuid].add(UUID(plan))
    return {uuid: frozenset(plans) for uuid, plans in shared.items()}
