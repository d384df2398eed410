"""Doubt is settled by reading back, never by sending again (architecture.md section 3, step 7).

Each operation class knows how its attempts are read back (acts.Act.read_back). An attempt is settled as saved as soon
as Plannr shows what was asked. Silence proves nothing while Plannr may still be at it, PLANNR_LATE_SECONDS from when
the connection was given up: only after that it is refused where Plannr shows the old state, and superseded where Plannr
shows a third one, or said yes and still shows the old one, because then nobody can know what became of the write.
Attempts left open by a crash are settled by the same code, and what silence has settled is looked at again for
PLANNR_RECHECK_SECONDS: what then stands in Plannr is told, and credited to nobody to whom Plannr had not said yes.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.plannr import NotFound, PlannrError
from boards.writes.lease import LeaseHeld, lease, write_seconds
from boards.writes.models import Lease
from boards.writes.operation import HELD_AFTER, HELD_OTHER, Operation, Result

log = structlog.get_logger(__name__)

NOT_DONE = "Plannr did not carry it out."
LEFT_IT = "Plannr answered, and left it as it was."
STILL_OLD = "Plannr said yes, and has shown it as it was ever since. Look at it in Plannr."
ALIKE = "The same change has been made once more meanwhile, so nobody can know whether this one was done."
CAME_LATE = "It had not been found in Plannr, and stands there now: carried out late, or made there by somebody."
SHOWN_LATE = "Plannr had said yes, and shows it now."
WROTE_OVER = "A change by {} that had not been found in Plannr stands there now, and this one no longer does."
MOST_SINCE = 20

# What Plannr's own answer said of an attempt whose end is unknown, as its outcome keeps it in `after`.
SAID_YES, SAID_NO = {"answered": True}, {"ignored": True}

# The operation classes by verb; boards.operations fills it when the app is ready.
OPERATIONS: dict[str, type[Operation[Any]]] = {}


def reconcile(attempt: Entry, *, now: datetime | None = None) -> Entry | None:
    """Read back once; the outcome if that settles the attempt, else None. Raises PlannrError where Plannr is down.

    The caller holds the subject's lease, so no PUT of ours is on its way.
    """
    last = recorder.latest_outcome(attempt)
    if last and last.outcome in recorder.SETTLED:
        return last
    operation = OPERATIONS.get(attempt.verb)
    if operation is None:
        log.error("attempt-without-operation", attempt=attempt.pk, verb=attempt.verb)
        return None
    try:
        found = operation.read_back(attempt)
    except NotFound:
        return recorder.record_outcome(attempt, recorder.SUPERSEDED, words="Plannr no longer has it.")
    if found.shows == HELD_AFTER:
        if newer_attempt(attempt):
            return recorder.record_outcome(attempt, recorder.SUPERSEDED, words=ALIKE, after=found.after)
        return recorder.record_outcome(
            attempt, recorder.SAVED, words="Found in Plannr on reading back.", after=found.after
        )
    if may_still_come(attempt, now=now):
        return None
    if found.shows == HELD_OTHER or was_answered(attempt):
        return recorder.record_outcome(attempt, recorder.SUPERSEDED, words=found.words or STILL_OLD, after=found.after)
    words = LEFT_IT if was_ignored(attempt) else NOT_DONE
    return recorder.record_outcome(attempt, recorder.REFUSED, words=words, after=found.after)


def may_still_come(attempt: Entry, *, now: datetime | None = None) -> bool:
    """Whether Plannr may still be carrying an attempt out, or showing it late: counted from when the connection was
    given up, which for an attempt that a crash left is at the latest when its PUT would have been.
    """
    if was_ignored(attempt):
        return False
    first = attempt.outcomes.order_by("id").first()
    given_up = first.at if first else attempt.at + timedelta(seconds=write_seconds())
    return (now or datetime.now(UTC)) - given_up < timedelta(seconds=settings.PLANNR_LATE_SECONDS)


def was_answered(attempt: Entry) -> bool:
    """Whether Plannr said yes to an attempt in so many words: then a read that does not show it is an old one."""
    told = attempt.outcomes.filter(Q(outcome=recorder.UNKNOWN, after__answered=True) | Q(words=STILL_OLD))
    return told.exists() or Lease.objects.filter(answered=attempt.pk).exists()


def was_ignored(attempt: Entry) -> bool:
    """Whether Plannr's own answer showed that it had left things as they were: then nothing is on its way."""
    return attempt.outcomes.filter(outcome=recorder.UNKNOWN, after__ignored=True).exists()


def newer_attempt(attempt: Entry) -> Entry | None:
    """The newest saved attempt since this one that wrote some of the same, on the same subject."""
    since = Entry.objects.filter(kind="attempt", subject_uuid=attempt.subject_uuid, pk__gt=attempt.pk)
    mine = set(attempt.body or {}) - {"plans"}
    saved = since.filter(outcomes__outcome=recorder.SAVED).order_by("-pk").distinct()[:MOST_SINCE]
    return next((one for one in saved if mine & set(one.body or {})), None)


def reconcile_now(attempt: Entry) -> Result:
    """Read back once, under the subject's lease, and say how the attempt stands; never raises for what Plannr does."""
    try:
        with lease(f"{attempt.subject}:{attempt.subject_uuid}"):
            reconcile(attempt)
    except (LeaseHeld, PlannrError):
        log.info("write-still-in-doubt", attempt=attempt.pk)
    return current_result(attempt)


def current_result(attempt: Entry) -> Result:
    """How an attempt stands, as it is shown: a superseded one is a conflict, as Plannr holds what the page did not
    show.
    """
    last = recorder.latest_outcome(attempt)
    if last is None or last.outcome == recorder.UNKNOWN:
        return Result(recorder.UNKNOWN, last.words if last else "", attempt=attempt, answered=was_answered(attempt))
    if last.outcome == recorder.SUPERSEDED:
        silence = "" if was_answered(attempt) or was_ignored(attempt) else "No answer came from Plannr. "
        return Result("conflict", f"{silence}{last.words}", attempt=attempt)
    tone = "bad" if "damage" in (last.after or {}) else ""
    return Result(last.outcome, last.words, attempt=attempt, tone=tone)


def reconcile_attempts(attempts: Iterable[Entry]) -> bool:
    """Settle a subject's open attempts; True when none is left open. Raises PlannrError where Plannr is down."""
    left = [attempt for attempt in attempts if reconcile(attempt) is None]
    return not left


def reconcile_all(*, now: datetime | None = None) -> tuple[int, int]:
    """Settle what a crash or an outage left open, under each subject's lease; (settled, left open)."""
    settled = left = 0
    for attempt in recorder.open_attempts():
        try:
            with lease(f"{attempt.subject}:{attempt.subject_uuid}", patience=0):
                done = reconcile(attempt, now=now)
        except (LeaseHeld, PlannrError):
            done = None
        settled, left = settled + bool(done), left + (not done)
    return settled, left


def recheck_refused(*, now: datetime | None = None) -> int:
    """Look once more at what silence settled lately; how many were found in Plannr after all. The person, and whoever
    was written over, is told by a note in the log (and on their next page, writes.notices).
    """
    since = (now or datetime.now(UTC)) - timedelta(seconds=settings.PLANNR_RECHECK_SECONDS)
    silent = Q(outcome=recorder.REFUSED, words__in=[NOT_DONE, LEFT_IT]) | Q(outcome=recorder.SUPERSEDED)
    told = Entry.objects.filter(Q(outcome=recorder.SAVED) | Q(words=CAME_LATE), attempt=OuterRef("attempt"))
    endings = Entry.objects.filter(silent, ~Exists(told), kind="outcome", at__gt=since).order_by("pk")
    found = 0
    for ending in endings.select_related("attempt"):
        assert ending.attempt
        try:
            with lease(f"{ending.subject}:{ending.subject_uuid}", patience=0):
                found += _turned_up(ending.attempt)
        except (LeaseHeld, PlannrError):
            continue
    return found


def _turned_up(attempt: Entry) -> bool:
    """Whether an attempt that had not been found stands in Plannr after all; writes that down.

    Nobody can know whether the attempt itself did it, or somebody in Plannr: it is credited with it only where Plannr
    had said yes to it, and nothing of ours has been written over it since.
    """
    later, operation = newer_attempt(attempt), OPERATIONS.get(attempt.verb)
    if operation is None or (later and OPERATIONS[later.verb].read_back(later).shows == HELD_AFTER):
        return False
    found = operation.read_back(attempt)
    if found.shows != HELD_AFTER:
        return False
    kept = was_answered(attempt) and not later
    outcome, words = (recorder.SAVED, SHOWN_LATE) if kept else (recorder.SUPERSEDED, CAME_LATE)
    recorder.record_outcome(attempt, outcome, words=words, after=found.after)
    _note_late(attempt, words)
    if later and later.actor_id != attempt.actor_id:
        _note_late(later, WROTE_OVER.format(attempt.actor_name))
    return True


def _note_late(attempt: Entry, words: str) -> None:
    about = Subject(attempt.subject, attempt.subject_uuid, attempt.subject_name, attempt.client_uuid)
    recorder.record_note(
        attempt.actor, recorder.LATE, about, ending="", words=f"“{attempt.subject_name}”: {words}", before={}
    )
