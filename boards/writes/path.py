"""The one way to change Plannr: lease, fresh read, compare, attempt, one PUT, outcome, verify, mirror.

architecture.md section 3 is this module in words. Every room's writes come through `carry_out`, and nothing else in the
project calls a writing method of the Plannr client. No database transaction is open while Plannr is asked.
"""

import structlog
from django.db import Error, IntegrityError, connection

from boards.audit import record
from boards.audit.models import Entry
from boards.database import is_trouble
from boards.plannr import PlannrError, RequestRejected, Throttled, Unauthorized
from boards.writes import freeze, presses, underway
from boards.writes.acts import Act, Body, Ending, Refusal
from boards.writes.lease import Busy, Held, lease, write_seconds
from boards.writes.settling import SAID_NO, SAID_YES, settle, settle_open, stands

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


def carry_out[Record](act: Act[Record]) -> Ending:
    """Do what `act` asks, or say why not; never raises for what Plannr, the network or the database does.

    A second call with the key of an earlier one that asks for the same sends nothing and answers how the first one
    ended. One that asks for something else is a gesture of its own: it waits for the first, and goes on from there.
    """
    before = underway.attempted()
    try:
        return _carried_out(act)
    except Error as trouble:
        attempt = underway.attempted()
        if attempt is before and not is_trouble(trouble):
            raise
        log.exception("write-without-database", verb=act.verb, subject=str(act.subject.uuid))
        connection.close_if_unusable_or_obsolete()
        if attempt is before:
            return Ending("unavailable", NOT_WRITTEN)
        return Ending("unknown", LOST_TRACK, attempt=attempt, tone="warn")


def _carried_out[Record](act: Act[Record]) -> Ending:
    earlier = ended_before(act)
    if earlier and earlier.outcome != "unknown":
        return earlier
    mark = presses.leave(act.by.pk, act.lease_key, act.key, ask_of(act))
    try:
        with lease(act.lease_key, by=act.by.pk) as held:
            is_newest = presses.take(mark)
            return _prepared(act, held) if is_newest else ended_before(act) or Ending("unavailable", presses.OVERTAKEN)
    except Busy as busy:
        presses.take(mark)
        return earlier or ended_before(act) or _busy(act, busy)
    except Refusal as no:
        return Ending("refused", no.words, {no.field: [no.words]} if no.field else {})


def ended_before[Record](act: Act[Record]) -> Ending | None:
    """How this very gesture ended if it was sent before, so that a resend is one move."""
    attempt = record.asked_before(act.by, act.subject.uuid, act.key, ask_of(act))
    if attempt is None:
        return None
    return stands(attempt)


def ask_of[Record](act: Act[Record]) -> str:
    """The digest of what an act asks for, to which its key is bound."""
    return record.ask_of(act.by, act.verb, act.subject, act.ask())


def _busy[Record](act: Act[Record], busy: Busy) -> Ending:
    """Who is in the way, no more being said than is known."""
    words = {act.by.pk: MINE_FIRST, None: BEING_CHECKED}.get(busy.by, BUSY)
    return Ending("unavailable", words)


def _prepared[Record](act: Act[Record], held: Held) -> Ending:
    """Everything up to the PUT: an open doubt is settled first, then the fresh read decides."""
    if earlier := ended_before(act):
        return earlier
    if halt := freeze.frozen(freeze.scopes_of(act.subject)):
        return Ending("unavailable", f"{freeze.said(halt)} Nothing was sent. {freeze.HOW_TO_GO_ON}")
    try:
        if not settle_open(act.subject.uuid):
            return Ending("unavailable", IN_DOUBT)
        fresh = act.read()
    except PlannrError as trouble:
        return _not_sent(trouble)

    act.go_on_from(record.own_lately(act.by, act.subject.uuid, act.key))
    clash = act.clash(fresh)
    if clash:
        act.keep(fresh, saved=False)
        record.note(act.by, act.verb, act.subject, ending=record.CONFLICT, words=clash.words, before=act.before(fresh))
        return Ending("conflict", clash.words)
    body = act.body(fresh)
    if body is None:
        act.keep(fresh, saved=False)
        return Ending("unchanged")

    held.check(write_seconds())
    about = {"before": act.before(fresh), "body": body}
    try:
        attempt = record.attempt(act.by, act.verb, act.subject, **about, key=act.key, ask=ask_of(act))
    except IntegrityError:
        return ended_before(act) or Ending("unavailable", BUSY)
    return _sent(act, fresh, body, underway.note(attempt), held)


def _sent[Record](act: Act[Record], fresh: Record, body: Body, attempt: Entry, held: Held) -> Ending:
    """The PUT and what its answer means."""
    try:
        answer = act.send(body)
    except PlannrError as trouble:
        if trouble.may_have_applied:
            return _in_doubt(attempt, trouble.message)
        record.outcome(attempt, record.REFUSED, words=said(trouble))
        ending = _not_sent(trouble)
        return Ending(ending.outcome, ending.words, ending.errors, attempt)
    except Exception:
        log.exception("write-failed", verb=act.verb, subject=str(act.subject.uuid))
        return _in_doubt(attempt, "The board met an error of its own while it was sending.")

    if act.says(answer, body) is False:
        return _in_doubt(attempt, IGNORED, SAID_NO)
    held.answered(attempt.pk)
    return _verified(act, fresh, body, answer, attempt)


def _verified[Record](act: Act[Record], fresh: Record, body: Body, answer: Record, attempt: Entry) -> Ending:
    """A good answer is believed once a re-read does not show the old state, nor anything lost on the way."""
    try:
        seen = act.reread(answer)
    except PlannrError as trouble:
        if trouble.may_have_applied:
            return _in_doubt(attempt, trouble.message, SAID_YES)
        log.warning("write-not-reread", verb=act.verb, subject=str(act.subject.uuid), reason=trouble.message)
        seen = answer
    if not act.holds(seen, body) and (act.says(answer, body) is None or act.after(seen) == act.after(fresh)):
        return _in_doubt(attempt, NOT_SHOWN, SAID_YES)
    if damage := act.damage(fresh, answer, seen):
        return _damaged(act, fresh, attempt, damage, act.after(seen))
    if words := act.declined(seen, body):
        record.outcome(attempt, record.REFUSED, words=words)
        return Ending("refused", words, attempt=attempt)
    since = act.meanwhile(answer, seen)
    if not since and not act.holds(seen, body):
        since = "It was saved, and somebody has changed it again since."
    record.outcome(attempt, record.SAVED, words=since, after=act.after(seen))
    act.keep(seen, saved=True)
    return Ending("saved", since, attempt=attempt, tone="warn" if since else "")


def _in_doubt(attempt: Entry, words: str, answer: Body | None = None) -> Ending:
    """Write down that nobody knows yet, and what Plannr answered, if it did; settling reads back, never sends again."""
    record.outcome(attempt, record.UNKNOWN, words=words, after=answer)
    try:
        settle(attempt)
    except PlannrError as trouble:
        log.info("write-in-doubt", verb=attempt.verb, subject=str(attempt.subject_uuid), reason=trouble.message)
    return stands(attempt)


def _damaged[Record](act: Act[Record], fresh: Record, attempt: Entry, damage: str, after: Body) -> Ending:
    """A write changed what it must not: what was asked is saved, the rest is put back, and that is said loudly."""
    before = act.before(fresh)
    words = freeze.alarm(act.by, act.subject, damage, before=before, repair=lambda: act.repair(fresh))
    record.outcome(attempt, record.SAVED, words=words, after={**after, "damage": damage})
    return Ending("saved", words, attempt=attempt, tone="bad")


def said(no: PlannrError) -> str:
    """Plannr's no in one sentence: its words about the fields where it gave any."""
    fields = [text for texts in getattr(no, "errors", {}).values() for text in texts]
    return f"Plannr said: “{' '.join(fields)}”" if fields else no.message


def _not_sent(trouble: PlannrError) -> Ending:
    """The ending for an error that is known to have changed nothing."""
    match trouble:
        case Unauthorized():
            return Ending("unavailable", NOT_ACCEPTED)
        case Throttled():
            return Ending("unavailable", THROTTLED)
        case RequestRejected():
            return Ending("refused", said(trouble), trouble.errors)
        case _:
            return Ending("unavailable", f"{trouble.message} Nothing was changed.")
