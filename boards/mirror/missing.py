"""Cases that a list lacks: a case leaves a board only on positive evidence (reliability.md 0.2, P21).

Pages shift while they are read, so that a complete-looking list can lack a live case. A missing case is
therefore asked for by itself: its own 404 means that it is gone, and an answer that names other participants
that it is elsewhere. Anything else, an empty list included, proves nothing, and the case stays.
"""

from collections.abc import Collection, Sequence
from itertools import batched
from uuid import UUID

from boards.mirror.keeping import keep, keep_gone, leave
from boards.mirror.models import Participant
from boards.mirror.turns import now
from boards.plannr import Case, Forbidden, NotFound, Plannr

OWN_GETS = 10
TOGETHER = 50


def settle_missing(plannr: Plannr, client: UUID, listed: Collection[UUID]) -> None:
    """Look after the cases on a client's board that the client's complete list lacks: 50 at most, 10 by own GET.

    Raises PlannrError where Plannr cannot be asked; what was found until then is kept.
    """
    on_board = Participant.objects.filter(account=client, case__gone_at=None).order_by("case__read_at", "case")
    absent = [case for case in on_board.values_list("case", flat=True) if case not in listed]
    for case in look_for(plannr, absent[:TOGETHER], own_gets=OWN_GETS)[0]:
        if case.participants is not None and client not in {account.uuid for account in case.participants}:
            leave(case.uuid, client)


def look_for(plannr: Plannr, cases: Sequence[UUID], *, own_gets: int) -> tuple[list[Case], int]:
    """Ask for `cases` by uuid, then for at most `own_gets` of those still lacking by their own address.

    Writes down what it finds. Gives the cases found, and how many are still in doubt. Raises PlannrError.
    """
    found: list[Case] = []
    for some in batched(cases, TOGETHER):
        began = now()
        answers = plannr.cases.some(some) if len(some) > 1 else {}
        keep(answers.values(), began=began)
        found += answers.values()
    seen = {case.uuid for case in found}
    lacking = [uuid for uuid in cases if uuid not in seen]
    doubtful = len(lacking) - len(lacking[:own_gets])
    for uuid in lacking[:own_gets]:
        began = now()
        try:
            case = plannr.cases.get(uuid)
        except NotFound:
            keep_gone(uuid, at=began)
        except Forbidden:
            doubtful += 1
        else:
            keep([case], began=began)
            found.append(case)
    return found, doubtful
