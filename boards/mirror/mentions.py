"""Which cases mention a person or a plan: rows beside a case's lists `assigned_to` and `plans`, for questions that
would otherwise read the lists of every case.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from boards.mirror.models import CaseLink, Participant


def keep(rows: Iterable[Mapping[str, Any]]) -> None:
    """Let the mentions of some cases be what their lists say. Call it in the transaction that writes them.

    A row tells of one case: `uuid`, `assigned_to` and `plans`.
    """
    lists = {row["uuid"]: {UUID(one) for one in (*row["assigned_to"], *(row["plans"] or ()))} for row in rows}
    wanted = {(uuid, case) for case, uuids in lists.items() for uuid in uuids}
    known = {
        (uuid, case): pk
        for uuid, case, pk in CaseLink.objects.filter(case__in=list(lists)).values_list("uuid", "case", "pk")
    }
    CaseLink.objects.filter(pk__in=[pk for mention, pk in known.items() if mention not in wanted]).delete()
    new = [CaseLink(uuid=uuid, case_id=case) for uuid, case in wanted - known.keys()]
    CaseLink.objects.bulk_create(new, ignore_conflicts=True)


def shared(plans: Collection[UUID], done: Collection[UUID], client: UUID | None = None) -> frozenset[UUID]:
    """Those of `plans` that more than one open case is linked to, in the firm or among those of `client`: one query.

    `done` are the statuses for completed cases.
    """
    is_open = Q(case__gone_at=None, case__completed_at=None) & ~Q(case__status__in=list(done))
    rows = CaseLink.objects.filter(is_open, uuid__in=plans)
    if client:
        rows = rows.filter(Exists(Participant.objects.filter(case=OuterRef("case"), account=client)))
    several = rows.order_by().values("uuid").annotate(number=Count("case")).filter(number__gt=1)
    return frozenset(several.values_list("uuid", flat=True))
