"""Writing the log: an attempt before a PUT leaves, an outcome once it is known (architecture.md section 3).

Rows are appended one at a time, whatever process asks, so that each row's digest can cover the one before it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from boards.audit.models import Entry
from boards.users.models import User

FIRST_DIGEST = "0" * 64
SAVED, REFUSED, UNKNOWN, CONFLICT, SUPERSEDED = "saved", "refused", "unknown", "conflict", "superseded"
SETTLED = (SAVED, REFUSED, SUPERSEDED)
LATE = "late-write"
OWN_FOR, MOST_OWN = timedelta(hours=1), 20


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about: a case or a plan, and the client whose page it was done on, if any."""

    kind: str
    uuid: UUID
    name: str
    client: UUID | None = None
    client_name: str = ""


def record_attempt(
    by: User,
    verb: str,
    subject: Subject,
    *,
    before: Mapping[str, Any],
    body: Mapping[str, Any],
    key: str | None,
    ask: str | None = None,
) -> Entry:
    """Commit that `by` is about to send `body`; `key` names the gesture and `ask` what it asks (EarlierAttempts).

    Raises IntegrityError where both have been used: the same drop was sent twice.
    """
    sent = {"before": dict(before), "body": dict(body), "key": key or None, "ask": ask if key else None}
    return _append(_about(by, verb, subject, kind="attempt", **sent))


def digest_of_ask(by: User, verb: str, subject: Subject, asked: Mapping[str, Any]) -> str:
    """A digest of what somebody asks for: 48 letters, the same for the same wish."""
    told = json.dumps([by.pk, verb, subject.kind, str(subject.uuid), asked], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:48]


@dataclass(frozen=True, slots=True)
class EarlierAttempts:
    """The attempts on a subject that count for a gesture, oldest first: those not settled (`open`), and those made
    under the gesture's key.
    """

    open: list[Entry]
    under_key: list[Entry]

    def same(self, by: User, ask: str) -> Entry | None:
        """The attempt that this very gesture has made, if what it asks for now is what it asked for last."""
        last = next((one for one in reversed(self.under_key) if one.actor_id == by.pk), None)
        return last if last and (last.ask is None or last.ask.startswith(ask)) else None

    def next_ask(self, ask: str) -> str:
        """An ask as the log keeps it: with how many others the gesture's key has asked for before it, so that somebody
        may change their mind and change it back.
        """
        return f"{ask}-{sum(not (one.ask or '').startswith(ask) for one in self.under_key)}"


def earlier_attempts(subject: UUID, key: str | None) -> EarlierAttempts:
    """What counts for a gesture on a subject; true for as long as the caller holds the subject's lease."""
    is_settled = Exists(Entry.objects.filter(attempt=OuterRef("pk"), outcome__in=SETTLED))
    attempts = Entry.objects.filter(kind="attempt", subject_uuid=subject).annotate(is_settled=is_settled)
    counting = list(attempts.filter(Q(key=key) | Q(is_settled=False) if key else Q(is_settled=False)))
    return EarlierAttempts(
        [one for one in counting if not one.is_settled], [one for one in counting if key and one.key == key]
    )


def own_recent_attempts(by: User, subject: UUID, key: str | None) -> list[Entry]:
    """`by`'s own saved attempts on a subject, oldest first, back to the newest of anybody else's: what they have done
    themselves is no news to them. Only those under `key` or of the last hour.
    """
    found: list[Entry] = []
    saved = Entry.objects.filter(kind="attempt", subject_uuid=subject, outcomes__outcome=SAVED)
    for one in saved.order_by("-pk").distinct()[:MOST_OWN]:
        if one.actor_id != by.pk or not ((key and one.key == key) or one.at > datetime.now(UTC) - OWN_FOR):
            break
        found.insert(0, one)
    return found


def record_outcome(of: Entry, ending: str, *, words: str = "", after: Mapping[str, Any] | None = None) -> Entry:
    """Write how the attempt `of` ended, with what Plannr then held: saved, refused, or (for now) unknown; superseded
    where no answer came and the record was changed before it could be read back, so that nobody will ever know.
    """
    return _append(
        Entry(
            kind="outcome",
            attempt=of,
            actor=of.actor,
            actor_name=of.actor_name,
            verb=of.verb,
            subject=of.subject,
            subject_uuid=of.subject_uuid,
            subject_name=of.subject_name,
            client_uuid=of.client_uuid,
            client_name=of.client_name,
            outcome=ending,
            words=words,
            after=dict(after) if after is not None else None,
        )
    )


def record_note(
    by: User | None, verb: str, subject: Subject, *, ending: str, words: str, before: Mapping[str, Any]
) -> Entry:
    """Write down something that sent nothing to Plannr: a conflict shown, an alarm raised."""
    entry = _about(by, verb, subject, kind="note", before=dict(before), body=None, key=None)
    entry.outcome, entry.words = ending, words
    return _append(entry)


def open_attempts(subject: UUID | None = None) -> QuerySet[Entry]:
    """Attempts that have not been settled yet, oldest first; of one subject, or of all."""
    attempts = Entry.objects.filter(kind="attempt").exclude(outcomes__outcome__in=SETTLED)
    return attempts.filter(subject_uuid=subject) if subject else attempts


def among_last(rows: int) -> Q:
    """That an entry is one of the last so many of the log."""
    return Q(pk__gt=Subquery(Entry.objects.order_by("-pk").values("pk")[:1]) - rows)


def latest_outcome(attempt: Entry) -> Entry | None:
    """The newest outcome of an attempt, or None while it has none."""
    return attempt.outcomes.order_by("-id").first()


def chain_digest(entry: Entry, previous: str) -> str:
    """The digest that `entry` must carry after a row whose digest is `previous`: SHA-256, hex."""
    told = {
        field.attname: getattr(entry, field.attname)
        for field in Entry._meta.concrete_fields
        if field.attname not in ("id", "digest")
    }
    if told["ask"] is None:
        del told["ask"]  # the rows of the time before this column were chained without it
    told["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(told, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _about(by: User | None, verb: str, subject: Subject, **fields: Any) -> Entry:
    return Entry(
        actor=by,
        actor_name=by.called if by else "plannr_board",
        verb=verb,
        subject=subject.kind,
        subject_uuid=subject.uuid,
        subject_name=subject.name,
        client_uuid=subject.client,
        client_name=subject.client_name,
        **fields,
    )


def _append(entry: Entry) -> Entry:
    """Save `entry` at the end of the chain; one appender at a time across processes."""
    with transaction.atomic():
        _only_me()
        last = Entry.objects.order_by("-id").values_list("digest", flat=True).first()
        entry.at = datetime.now(UTC)
        entry.digest = chain_digest(entry, last or FIRST_DIGEST)
        entry.save()
    return entry


def _only_me() -> None:
    """Hold the chain until the transaction ends; SQLite's IMMEDIATE transactions do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7103815)")
