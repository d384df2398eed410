"""Undo: put a case back where a move of mine took it from, through the same write path, or say why not.

An undo is a move like any other: it is refused where the case has changed since, and it can be undone itself.
"""

from dataclasses import dataclass
from uuid import UUID

from boards.audit import record
from boards.audit.models import Entry
from boards.cases import moves
from boards.cases.moved import VERB
from boards.mirror import places
from boards.mirror.models import Case
from boards.people.models import User
from boards.writes.acts import Ending

MOST_RECENT = 20


@dataclass(frozen=True, slots=True)
class Recent:
    """One of my recent moves: `why_not` says in words why it cannot be undone, blank where it can."""

    attempt: Entry
    left: str
    reached: str
    why_not: str


def undo(by: User, attempt: Entry, *, key: str | None) -> Ending:
    """Take back the saved move `attempt` of `by`'s own: same status, same place, through the one write path."""
    why_not = too_late(attempt)
    if why_not:
        return Ending("refused", why_not)
    case = Case.objects.get(pk=attempt.subject_uuid)
    before = attempt.before or {}
    return moves.move(
        by,
        moves.Drop(
            case=case.pk,
            status=UUID(before["status"]),
            after=place_before(attempt),
            seen=case.seen,
            client=attempt.client_uuid,
            key=key,
            rank=before.get("status_position"),
        ),
    )


def place_before(attempt: Entry) -> UUID | None:
    """The case it stood after, if that one is still in the status; else the first place."""
    before = attempt.before or {}
    after = UUID(before["after"]) if before.get("after") else None
    column = places.column(attempt.client_uuid, UUID(before["status"]))
    return after if after and column.filter(pk=after).exists() else None


def too_late(attempt: Entry) -> str:
    """Why a move can no longer be undone, in words; blank where it can."""
    before, body = attempt.before or {}, attempt.body or {}
    case = Case.objects.filter(pk=attempt.subject_uuid, gone_at=None).first()
    if case is None:
        return "The case is no longer in Plannr."
    if not before.get("status"):
        return "It had no status before, and Plannr cannot take a case out of every status."
    ending = record.ending_of(attempt)
    if ending is None or ending.outcome != record.SAVED:
        return "That move was not saved, so there is nothing to undo."
    later = Entry.objects.filter(kind="outcome", subject_uuid=case.pk, outcome=record.SAVED, attempt_id__gt=attempt.pk)
    if later.exists() or str(case.status) != body.get("status"):
        return f"“{case.name}” has been moved or changed since."
    return ""


def recent_of(by: User) -> list[Recent]:
    """My newest saved moves, newest first."""
    mine = Entry.objects.filter(kind="attempt", verb=VERB, actor=by, outcomes__outcome=record.SAVED)
    return [
        Recent(one, (one.before or {}).get("status_name", ""), (one.before or {}).get("to_name", ""), too_late(one))
        for one in mine.order_by("-id").distinct()[:MOST_RECENT]
    ]
