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

from boards.mirror import losses
from boards.mirror.keeping import keep, keep_gone, leave
from boards.mirror.models import Case as Row
from boards.mirror.models import Participant
from boards.mirror.turns import now
from boards.plannr import Case, Forbidden, NotFound, Plannr

OWN_GETS = 10
TOGETHER = 50


@dataclass(slots=True)
class Looked:
    """What a look for missing cases came to: those `found`, how many are still in `doubt`, and `words` where many are
    kept because they vanished at once.
    """

    found: list[Case] = field(default_factory=list)
    doubt: int = 0
    words: str = ""


def settle_missing(plannr: Plannr, client: UUID, listed: Collection[UUID]) -> str:
    """Look after the cases on a client's board that the client's complete list lacks: 50 at most, 10 by own GET.

    Gives words where they are kept because many vanished at once. Raises PlannrError where Plannr cannot be asked; what
    was found until then is kept.
    """
    key = f"client:{client}"
    on_board = Participant.objects.filter(account=client, case__gone_at=None).order_by("case__read_at", "case")
    board = list(on_board.values_list("case", flat=True))
    absent = [case for case in board if case not in listed]
    if not absent:
        losses.over(key)
        return ""
    looked = look_for(plannr, absent, own_gets=OWN_GETS, most=TOGETHER, key=key, of=len(board), some_came=bool(listed))
    for case in looked.found:
        if case.participants is not None and client not in {account.uuid for account in case.participants}:
            leave(case.uuid, client)
    return looked.words


def look_for(
    plannr: Plannr, cases: Sequence[UUID], *, own_gets: int, most: int, key: str, of: int, some_came: bool
) -> Looked:
    """Ask for `most` of `cases` by uuid, then for at most `own_gets` of those still lacking by their own address.

    They are what the read of the part `key`, of `of` cases, lacks; `some_came`: it brought others. Writes down what it
    finds. Raises PlannrError.
    """
    looked = Looked()
    for some in batched(cases[:most], TOGETHER):
        began = now()
        answers = plannr.cases.some(some) if len(some) > 1 else {}
        keep(answers.values(), began=began)
        looked.found += answers.values()
    seen = {case.uuid for case in looked.found}
    lacking = [uuid for uuid in cases if uuid not in seen]
    gone = [one for uuid in lacking[: min(own_gets, most)] if (one := by_itself(plannr, uuid, looked))]
    back = {case.uuid for case in looked.found}
    lacking = [uuid for uuid in lacking if uuid not in back]
    looked.doubt = len(lacking)
    if not gone and not losses.too_many(len(lacking), of):
        return looked
    looked.words = kept_back(plannr, key, lacking, of, some_came=some_came)
    if not looked.words:
        for uuid, at in gone:
            keep_gone(uuid, at=at)
        looked.doubt -= len(gone)
    if not looked.doubt:
        losses.over(key)
    return looked


def by_itself(plannr: Plannr, uuid: UUID, looked: Looked) -> tuple[UUID, datetime] | None:
    """Ask for a case by its own address: it and when it was asked for where it is gone, else None."""
    began = now()
    try:
        case = plannr.cases.get(uuid)
    except NotFound:
        return uuid, began
    except Forbidden:
        return None
    keep([case], began=began)
    looked.found.append(case)
    return None


def kept_back(plannr: Plannr, key: str, lacking: Sequence[UUID], of: int, *, some_came: bool) -> str:
    """Why cases that answer 404 stay all the same, in words; "" where they may go."""
    alive = Row.objects.filter(gone_at=None).count()
    lately = losses.gone_lately()
    many = losses.too_many(len(lacking), of) or losses.too_many(lately + len(lacking), lately + alive)
    if not many and some_came:
        losses.over(key)
        return ""
    sure = losses.sees_the_firm(plannr, lacking)
    if sure and not many:
        losses.over(key)
        return ""
    loss = losses.held(key, lacking, of, sure=sure)
    return losses.words(loss) if loss else ""
