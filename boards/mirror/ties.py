"""What ties a case to others: more open cases of the same client, and open cases that name the same plan.

Two open cases on one plan may be two people at work on one thing: that is shown, never forbidden. "Open" is as in
contradictions.py.
"""

from dataclasses import dataclass
from uuid import UUID

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
