"""The one way to change Plannr: lease, fresh read, compare, attempt, one PUT, outcome, verify, mirror.

architecture.md section 3 is this module in words. Every room's writes come through `execute`, and nothing else in the
project calls a writing method of the Plannr client. No database transaction is open while Plannr is asked.
"""

from functools import partial

import structlog
from django.db import Error, IntegrityError, connection

from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import EarlierAttempts
from boards.database import is_trouble
from boards.plannr import PlannrError, RequestRejected, Throttled, Unauthorized
from boards.writes import current_attempt, freeze
from boards.writes.lease import OVERTAKEN, HeldLease, LeaseHeld, lease, mark_press, take_press, write_seconds
from boards.writes.operation import Body, Operation, Rejected, Result
from boards.writes.reconcile import SAID_NO, SAID_YES, current_result, reconcile, reconcile_attempts

log = structlog.get_logger(__name__)

BUSY = "Somebody else is changing this in Plannr right now. Nothing was sent; try again in a moment."
MINE_FIRST = "Your change before this one is still on its way to Plannr. Save again in a moment; this one was not sent."
BEING_CHECKED = "An earlier change of this is being checked with Plannr now. Nothing was sent; try again soon."
IN_DOUBT = "An earlier change of this is still being checked with Plannr. Nothing was sent."
THROTTLED = "Plannr is taking no more requests for a moment. Nothing was changed; try again."
NOT_ACCEPTED = "Plannr does not accept the board's token. Nothing was sent."
NOT_WRITTEN = "The board's own database cannot be written just now. Nothing was sent; try again in a moment."
IGNORED = "Plannr answered, and its answer does not show the change."
NOT_SHOWN = "Plannr said yes, and does not show it yet."
LOST_TRACK = (
    "The board's own database stopped answering after it was sent. It may have been saved; it is being checked."
)


def execute[Record](operation: Operation[Record]) -> Result:
    """Do what `operation` asks, or say why not; never raises for what Plannr, the network or the database does.

    A second call with the key of an earlier one that asks for the same sends nothing and answers how the first one
    ended. One that asks for something else is a gesture of its own: it waits for the first, and goes on from there.
    """
    before = current_attempt.current()
    try:
        return _execute_leased(operation)
    except Error as trouble:
        attempt = current_attempt.current()
        if attempt is before and not is_trouble(trouble):
            raise
        log.exception("write-without-database", verb=operation.verb, subject=str(operation.subject.uuid))
        connection.close_if_unusable_or_obsolete()
        if attempt is before:
            return Result("unavailable", NOT_WRITTEN)
        return Result("unknown", LOST_TRACK, attempt=attempt, tone="warn")


def _execute_leased[Record](operation: Operation[Record]) -> Result:
    earlier = earlier_result(operation)
    if earlier and earlier.outcome != "unknown":
        return earlier
    mark = mark_press(operation.by.pk, operation.lease_key, operation.key, digest_of_operation(operation))
    try:
        with lease(operation.lease_key, by=operation.by.pk) as held:
            is_newest = take_press(mark)
            return (
                _prepare(operation, held)
                if is_newest
                else earlier_result(operation) or Result("unavailable", OVERTAKEN)
            )
    except LeaseHeld as busy:
        take_press(mark)
        return earlier or earlier_result(operation) or _busy_result(operation, busy)
    except Rejected as no:
        return Result("refused", no.words, {no.field: [no.words]} if no.field else {})


def earlier_result[Record](operation: Operation[Record]) -> Result | None:
    """How this very gesture ended if it was sent before, so that a resend is one move."""
    if not operation.key:
        return None
    return _result_of_same(operation, recorder.earlier_attempts(operation.subject.uuid, operation.key))


def _result_of_same[Record](operation: Operation[Record], earlier: EarlierAttempts) -> Result | None:
    attempt = earlier.same(operation.by, digest_of_operation(operation))
    return current_result(attempt) if attempt else None


def digest_of_operation[Record](operation: Operation[Record]) -> str:
    """The digest of what an operation asks for, to which its key is bound."""
    return recorder.digest_of_ask(operation.by, operation.verb, operation.subject, operation.ask())


def _busy_result[Record](operation: Operation[Record], busy: LeaseHeld) -> Result:
    """Who is in the way, no more being said than is known."""
    words = {operation.by.pk: MINE_FIRST, None: BEING_CHECKED}.get(busy.by, BUSY)
    return Result("unavailable", words)


def _prepare[Record](operation: Operation[Record], held: HeldLease) -> Result:
    """Everything up to the PUT: an open doubt is settled first, then the fresh read decides."""
    earlier = recorder.earlier_attempts(operation.subject.uuid, operation.key)
    if result := _result_of_same(operation, earlier):
        return result
    if halt := freeze.frozen(operation.subject):
        return Result("unavailable", f"{freeze.describe_freeze(halt)} Nothing was sent. {freeze.HOW_TO_GO_ON}")
    try:
        if not reconcile_attempts(earlier.open):
            return Result("unavailable", IN_DOUBT)
        fresh = operation.read()
    except PlannrError as trouble:
        return _not_sent(trouble)

    operation.go_on_from(partial(recorder.own_recent_attempts, operation.by, operation.subject.uuid, operation.key))
    conflict = operation.conflict(fresh)
    if conflict:
        operation.keep(fresh, saved=False)
        recorder.record_note(
            operation.by,
            operation.verb,
            operation.subject,
            ending=recorder.CONFLICT,
            words=conflict.words,
            before=operation.before(fresh),
        )
        return Result("conflict", conflict.words)
    body = operation.body(fresh)
    if body is None:
        operation.keep(fresh, saved=False)
        return Result("unchanged")

    held.check(write_seconds())
    about = {"before": operation.before(fresh), "body": body}
    try:
        attempt = recorder.record_attempt(
            operation.by,
            operation.verb,
            operation.subject,
            **about,
            key=operation.key,
            ask=earlier.next_ask(digest_of_operation(operation)),
        )
    except IntegrityError:
        return earlier_result(operation) or Result("unavailable", BUSY)
    return _send(operation, fresh, body, current_attempt.set_current(attempt), held)


def _send[Record](operation: Operation[Record], fresh: Record, body: Body, attempt: Entry, held: HeldLease) -> Result:
    """The PUT and what its answer means."""
    try:
        answer = operation.send(body)
    except PlannrError as trouble:
        if trouble.may_have_applied:
            return _unknown(attempt, trouble.message)
        recorder.record_outcome(attempt, recorder.REFUSED, words=error_text(trouble))
        ending = _not_sent(trouble)
        return Result(ending.outcome, ending.words, ending.errors, attempt)
    except Exception:
        log.exception("write-failed", verb=operation.verb, subject=str(operation.subject.uuid))
        return _unknown(attempt, "The board met an error of its own while it was sending.")

    if operation.says(answer, body) is False:
        return _unknown(attempt, IGNORED, SAID_NO)
    held.answered(attempt.pk)
    return _verify(operation, fresh, body, answer, attempt)


def _verify[Record](operation: Operation[Record], fresh: Record, body: Body, answer: Record, attempt: Entry) -> Result:
    """A good answer is believed once a re-read does not show the old state, nor anything lost on the way."""
    try:
        seen = operation.reread(answer)
    except PlannrError as trouble:
        if trouble.may_have_applied:
            return _unknown(attempt, trouble.message, SAID_YES)
        log.warning(
            "write-not-reread", verb=operation.verb, subject=str(operation.subject.uuid), reason=trouble.message
        )
        seen = answer
    if not operation.holds(seen, body) and (
        operation.says(answer, body) is None or operation.shows_before(fresh, seen)
    ):
        return _unknown(attempt, NOT_SHOWN, SAID_YES)
    if damage := operation.damage(fresh, answer, seen):
        return _damaged(operation, fresh, attempt, damage, operation.after(seen))
    if words := operation.declined(seen, body):
        recorder.record_outcome(attempt, recorder.REFUSED, words=words)
        return Result("refused", words, attempt=attempt)
    since = operation.meanwhile(answer, seen)
    if not since and not operation.holds(seen, body):
        since = "It was saved, and somebody has changed it again since."
    recorder.record_outcome(attempt, recorder.SAVED, words=since, after=operation.after(seen))
    operation.keep(seen, saved=True)
    return Result("saved", since, attempt=attempt, tone="warn" if since else "")


def _unknown(attempt: Entry, words: str, answer: Body | None = None) -> Result:
    """Write down that nobody knows yet, and what Plannr answered, if it did; settling reads back, never sends again."""
    recorder.record_outcome(attempt, recorder.UNKNOWN, words=words, after=answer)
    try:
        reconcile(attempt)
    except PlannrError as trouble:
        log.info("write-in-doubt", verb=attempt.verb, subject=str(attempt.subject_uuid), reason=trouble.message)
    return current_result(attempt)


def _damaged[Record](operation: Operation[Record], fresh: Record, attempt: Entry, damage: str, after: Body) -> Result:
    """A write changed what it must not: what was asked is saved, the rest is put back, and that is said loudly."""
    before = operation.before(fresh)
    words = freeze.freeze_and_repair(
        operation.by, operation.subject, damage, before=before, repair=lambda: operation.repair(fresh)
    )
    recorder.record_outcome(attempt, recorder.SAVED, words=words, after={**after, "damage": damage})
    return Result("saved", words, attempt=attempt, tone="bad")


def error_text(no: PlannrError) -> str:
    """Plannr's no in one sentence: its words about the fields where it gave any."""
    fields = [text for texts in getattr(no, "errors", {}).values() for text in texts]
    return f"Plannr said: “{' '.join(fields)}”" if fields else no.message


def _not_sent(trouble: PlannrError) -> Result:
    """The ending for an error that is known to have changed nothing."""
    match trouble:
        case Unauthorized():
            return Result("unavailable", NOT_ACCEPTED)
        case Throttled():
            return Result("unavailable", THROTTLED)
        case RequestRejected():
            return Result("refused", error_text(trouble), trouble.errors)
        case _:
            return Result("unavailable", f"{trouble.message} Nothing was changed.")
