"""Cases that a list lacks: a case leaves a board only on positive evidence (reliability.md 0.2, P21).

Pages shift while they are read, so that a complete-looking list can lack a live case. A missing case is
therefore asked for by itself: its own 404 means that it is gone, unless many are at once (losses.py), and an answer
that names other participants that it is elsewhere. Anything else, an empty list included, proves nothing, and the case
stays.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from uuid import UUID

from boards.mirror.models import Case as Row
from boards.mirror.models import Participant
from boards.mirror.store.cases import mark_deleted, remove_from_board, upsert_cases
from boards.mirror.sync.losses import (
    clear_loss,
    count_recent_deletions,
    describe_loss,
    is_suspicious,
    record_loss,
    sees_firm,
)
from boards.mirror.sync.single_flight import now
from boards.plannr import Case, Forbidden, NotFound, Plannr

OWN_GETS = 10
TOGETHER = 50


@dataclass(slots=True)
class LookupResult:
    """What a look for missing cases came to: those `found`, how many are still in `doubt`, and `words` where many are
    kept because they vanished at once.
    """

    found: list[Case] = field(default_factory=list)
    doubt: int = 0
    words: str = ""


def confirm_deletions(plannr: Plannr, client: UUID, listed: Collection[UUID]) -> str:
    """Look after the cases on a client's board that the client's complete list lacks: 50 at most, 10 by own GET.

    Gives words where they are kept because many vanished at once. Raises PlannrError where Plannr cannot be asked; what
    was found until then is kept.
    """
    key = f"client:{client}"
    on_board = Participant.objects.filter(account=client, case__gone_at=None).order_by("case__read_at", "case")
    board = list(on_board.values_list("case", flat=True))
    absent = [case for case in board if case not in listed]
    if not absent:
        clear_loss(key)
        return ""
    looked = look_up_missing(
        plannr, absent, own_gets=OWN_GETS, most=TOGETHER, key=key, of=len(board), some_came=bool(listed)
    )
    for case in looked.found:
        if case.participants is not None and client not in {account.uuid for account in case.participants}:
            remove_from_board(case.uuid, client)
    return looked.words


def look_up_missing(
    plannr: Plannr, cases: Sequence[UUID], *, own_gets: int, most: int, key: str, of: int, some_came: bool
) -> LookupResult:
    """Ask for `most` of `cases` by uuid, then for at most `own_gets` of those still lacking by their own address.

    They are what the read of the part `key`, of `of` cases, lacks; `some_came`: it brought others. Writes down what it
    finds. Raises PlannrError.
    """
    looked = LookupResult()
    for some in batched(cases[:most], TOGETHER):
        began = now()
        answers = plannr.cases.some(some) if len(some) > 1 else {}
        upsert_cases(answers.values(), began=began)
        looked.found += answers.values()
    seen = {case.uuid for case in looked.found}
    lacking = [uuid for uuid in cases if uuid not in seen]
    gone = [one for uuid in lacking[: min(own_gets, most)] if (one := fetch_or_deleted(plannr, uuid, looked))]
    back = {case.uuid for case in looked.found}
    lacking = [uuid for uuid in lacking if uuid not in back]
    looked.doubt = len(lacking)
    if not gone and not is_suspicious(len(lacking), of):
        return looked
    looked.words = why_kept(plannr, key, lacking, of, some_came=some_came)
    if not looked.words:
        for uuid, at in gone:
            mark_deleted(uuid, at=at)
        looked.doubt -= len(gone)
    if not looked.doubt:
        clear_loss(key)
    return looked


def fetch_or_deleted(plannr: Plannr, uuid: UUID, looked: LookupResult) -> tuple[UUID, datetime] | None:
    """Ask for a case by its own address: it and when it was asked for where it is gone, else None."""
    began = now()
    try:
        case = plannr.cases.get(uuid)
    except NotFound:
        return uuid, began
    except Forbidden:
        return None
    upsert_cases([case], began=began)
    looked.found.append(case)
    return None


def why_kept(plannr: Plannr, key: str, lacking: Sequence[UUID], of: int, *, some_came: bool) -> str:
    """Why cases that answer 404 stay all the same, in words; "" where they may go."""
    alive = Row.objects.live().count()
    lately = count_recent_deletions()
    many = is_suspicious(len(lacking), of) or is_suspicious(lately + len(lacking), lately + alive)
    if not many and some_came:
        clear_loss(key)
        return ""
    sure = sees_firm(plannr, lacking)
    if sure and not many:
        clear_loss(key)
        return ""
    loss = record_loss(key, lacking, of, sure=sure)
    return describe_loss(loss) if loss else ""
