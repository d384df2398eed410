"""Which cases mention a person or a plan: rows beside a case's lists `assigned_to` and `plans`, for questions that
would otherwise read the lists of every case.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from boards.mirror.models import CaseLink


def upsert_links(rows: Iterable[Mapping[str, Any]]) -> None:
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
