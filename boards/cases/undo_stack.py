"""What Ctrl+Z takes back and Ctrl+Shift+Z does again: a person's newest act on a board, found in the log.

The page remembers nothing of it, so an edit, a completion or a change of people is taken back in its turn, and never
an older act in its place. Where the newest one cannot be taken back, that is said, and nothing is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from boards.audit import queries, recorder
from boards.audit.descriptions import describe_ask
from boards.audit.models import Entry
from boards.audit.queries import LogFilter
from boards.cases.operations.undo import UNDOABLE, is_undo, why_not_undoable
from boards.mirror.models import Participant
from boards.users.models import User

UNDO_WINDOW = timedelta(hours=12)
MAX_ACTS = 500
NOTHING = "There is nothing to undo here that you did in the last twelve hours. Recent moves lists the older ones."
NOTHING_MORE = "There is nothing to do again."
NOT_HERE = "That cannot be taken back from here."
DOUBTED = "Nobody knows yet whether that was saved, so nothing is taken back."


@dataclass(frozen=True, slots=True)
class UndoTarget:
    """The attempts of one gesture, in the order in which they are to be taken back; or `words` that say why none is."""

    attempts: Sequence[Entry] = ()
    words: str = ""


def next_target(by: User, client: UUID | None, *, again: bool) -> UndoTarget:
    """What is next to be taken back on the board of `client` (None: the firm's), or to be done `again`."""
    acts = recent_acts(by, client)
    back = {(one.before or {}).get("undoes") for one in acts}
    ends = [one for one in acts if one.pk not in back]
    if again:
        first = next((one for one in ends if is_undo(one)), None)
        newer = next((one for one in acts if not (one.before or {}).get("undoes")), None)
        if first is None or (newer and newer.pk > first.pk):
            return UndoTarget(words=NOTHING_MORE)
    else:
        first = next((one for one in ends if not is_undo(one) or not is_attempt_saved(one)), None)
    return checked_target(first, same_gesture(first, ends)) if first else UndoTarget(words=NOTHING)


def target_of(attempt: Entry, by: User) -> UndoTarget:
    """What belongs to one attempt: itself, or all that its gesture moved and that still stands so."""
    acts = recent_acts(by, attempt.client_uuid)
    back = {(one.before or {}).get("undoes") for one in acts}
    ends = [one for one in acts if one.pk not in back]
    return UndoTarget(same_gesture(attempt, ends))


def checked_target(first: Entry, lot: Sequence[Entry]) -> UndoTarget:
    """The acts of a gesture, or why they cannot be taken back; of several, each says so by itself."""
    if len(lot) > 1:
        return UndoTarget(lot)
    if not is_attempt_saved(first):
        why_not = DOUBTED
    elif first.verb not in UNDOABLE:
        why_not = NOT_HERE
    else:
        why_not = why_not_undoable(first)
    return (
        UndoTarget(words=f"Your newest act here: {describe_ask(first)}. {why_not}") if why_not else UndoTarget([first])
    )


def same_gesture(first: Entry, ends: Sequence[Entry]) -> list[Entry]:
    """The saved acts of the same gesture, the newest first."""
    name = (first.before or {}).get("lot")
    same = [one for one in ends if name and (one.before or {}).get("lot") == name and is_attempt_saved(one)]
    return [one for one in same if is_undo(one) == is_undo(first)] or [first]


def recent_acts(by: User, client: UUID | None) -> list[Entry]:
    """What a person asked for on a board lately and what was not refused, newest first."""
    found = queries.filtered_entries(LogFilter(person=by.pk)).filter(
        kind="attempt", at__gte=datetime.now(UTC) - UNDO_WINDOW
    )
    if client:
        theirs = Participant.objects.filter(account=client).values("case")
        found = found.filter(Q(client_uuid=client) | Q(subject_uuid__in=theirs))
    return [one for one in found[:MAX_ACTS] if getattr(one, "newest_outcome", "") != recorder.REFUSED]


def is_attempt_saved(attempt: Entry) -> bool:
    """Whether Plannr is known to hold it."""
    ending = recorder.latest_outcome(attempt)
    return ending is not None and ending.outcome == recorder.SAVED
