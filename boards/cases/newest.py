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
from boards.cases import undoing
from boards.mirror.models import Participant
from boards.users.models import User

LATELY = timedelta(hours=12)
MOST = 500
NOTHING = "There is nothing to undo here that you did in the last twelve hours. Recent moves lists the older ones."
NOTHING_MORE = "There is nothing to do again."
NOT_HERE = "That cannot be taken back from here."
DOUBTED = "Nobody knows yet whether that was saved, so nothing is taken back."


@dataclass(frozen=True, slots=True)
class Newest:
    """The attempts of one gesture, in the order in which they are to be taken back; or `words` that say why none is."""

    attempts: Sequence[Entry] = ()
    words: str = ""


def newest(by: User, client: UUID | None, *, again: bool) -> Newest:
    """What is next to be taken back on the board of `client` (None: the firm's), or to be done `again`."""
    acts = lately(by, client)
    back = {(one.before or {}).get("undoes") for one in acts}
    ends = [one for one in acts if one.pk not in back]
    if again:
        first = next((one for one in ends if undoing.is_undo(one)), None)
        newer = next((one for one in acts if not (one.before or {}).get("undoes")), None)
        if first is None or (newer and newer.pk > first.pk):
            return Newest(words=NOTHING_MORE)
    else:
        first = next((one for one in ends if not undoing.is_undo(one) or not is_saved(one)), None)
    return told(first, lot_of(first, ends)) if first else Newest(words=NOTHING)


def of(attempt: Entry, by: User) -> Newest:
    """What belongs to one attempt: itself, or all that its gesture moved and that still stands so."""
    acts = lately(by, attempt.client_uuid)
    back = {(one.before or {}).get("undoes") for one in acts}
    ends = [one for one in acts if one.pk not in back]
    return Newest(lot_of(attempt, ends))


def told(first: Entry, lot: Sequence[Entry]) -> Newest:
    """The acts of a gesture, or why they cannot be taken back; of several, each says so by itself."""
    if len(lot) > 1:
        return Newest(lot)
    if not is_saved(first):
        why_not = DOUBTED
    elif first.verb not in undoing.TAKEN_BACK:
        why_not = NOT_HERE
    else:
        why_not = undoing.too_late(first)
    return Newest(words=f"Your newest act here: {describe_ask(first)}. {why_not}") if why_not else Newest([first])


def lot_of(first: Entry, ends: Sequence[Entry]) -> list[Entry]:
    """The saved acts of the same gesture, the newest first."""
    name = (first.before or {}).get("lot")
    same = [one for one in ends if name and (one.before or {}).get("lot") == name and is_saved(one)]
    return [one for one in same if undoing.is_undo(one) == undoing.is_undo(first)] or [first]


def lately(by: User, client: UUID | None) -> list[Entry]:
    """What a person asked for on a board lately and what was not refused, newest first."""
    found = queries.filtered_entries(LogFilter(person=by.pk)).filter(kind="attempt", at__gte=datetime.now(UTC) - LATELY)
    if client:
        theirs = Participant.objects.filter(account=client).values("case")
        found = found.filter(Q(client_uuid=client) | Q(subject_uuid__in=theirs))
    return [one for one in found[:MOST] if getattr(one, "newest_outcome", "") != recorder.REFUSED]


def is_saved(attempt: Entry) -> bool:
    """Whether Plannr is known to hold it."""
    ending = recorder.latest_outcome(attempt)
    return ending is not None and ending.outcome == recorder.SAVED
