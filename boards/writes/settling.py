"""Doubt is settled by reading back, never by sending again (design.md section 5, step 6).

Each operation class knows how its attempts are read back (acts.Act.read_back). An attempt is settled as saved as soon
as Plannr shows what was asked; as refused only when Plannr has shown the old state for long enough that a late PUT is
no longer likely; and as superseded when Plannr shows a third state, because then nobody can know what became of the
write. Attempts left open by a crash are settled by the same code.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from boards.audit import record
from boards.audit.models import Entry
from boards.plannr import NotFound, PlannrError
from boards.writes.acts import HELD_AFTER, HELD_OTHER, Act, Ending
from boards.writes.lease import Busy, lease

log = structlog.get_logger(__name__)

LATE = timedelta(seconds=8)

# The operation classes by verb; boards.operations fills it when the app is ready.
OPERATIONS: dict[str, type[Act[Any]]] = {}


def settle(attempt: Entry, *, now: datetime | None = None) -> Entry | None:
    """Read back once; the outcome if that settles the attempt, else None. Raises PlannrError where Plannr is down.

    The caller holds the subject's lease, so no PUT of ours is on its way.
    """
    last = record.ending_of(attempt)
    if last and last.outcome in record.SETTLED:
        return last
    operation = OPERATIONS.get(attempt.verb)
    if operation is None:
        log.error("attempt-without-operation", attempt=attempt.pk, verb=attempt.verb)
        return None
    try:
        found = operation.read_back(attempt)
    except NotFound:
        return record.outcome(attempt, record.SUPERSEDED, words="Plannr no longer has it.")
    if found.shows == HELD_AFTER:
        return record.outcome(attempt, record.SAVED, words="Found in Plannr on reading back.", after=found.after)
    if found.shows == HELD_OTHER:
        return record.outcome(attempt, record.SUPERSEDED, words=found.words, after=found.after)
    if (now or datetime.now(UTC)) - attempt.at < LATE:
        return None
    return record.outcome(attempt, record.REFUSED, words="Plannr did not carry it out.", after=found.after)


def look(attempt: Entry) -> Ending:
    """Read back once, under the subject's lease, and say how the attempt stands; never raises for what Plannr does."""
    try:
        with lease(f"{attempt.subject}:{attempt.subject_uuid}"):
            settled = settle(attempt)
    except (Busy, PlannrError):
        settled = None
    if settled is None:
        return Ending(record.UNKNOWN, "Plannr has not answered yet. Still checking.", attempt=attempt)
    return ending_of(settled)


def ending_of(settled: Entry) -> Ending:
    """A settled outcome as it is shown: a superseded one is a conflict, as Plannr holds what the page did not show."""
    if settled.outcome == record.SUPERSEDED:
        return Ending("conflict", f"No answer came from Plannr. {settled.words}", attempt=settled.attempt)
    tone = "bad" if "damage" in (settled.after or {}) else ""
    return Ending(settled.outcome, settled.words, attempt=settled.attempt, tone=tone)


def settle_open(subject: UUID | None = None) -> bool:
    """Settle every open attempt of `subject`; True when none is left open. Raises PlannrError where Plannr is down."""
    left = [attempt for attempt in record.open_attempts(subject) if settle(attempt) is None]
    return not left


def settle_all() -> tuple[int, int]:
    """Settle what a crash or an outage left open, under each subject's lease; (settled, left open)."""
    settled = left = 0
    for attempt in record.open_attempts():
        try:
            with lease(f"{attempt.subject}:{attempt.subject_uuid}", patience=0):
                done = settle(attempt)
        except (Busy, PlannrError):
            done = None
        settled, left = settled + bool(done), left + (not done)
    return settled, left
