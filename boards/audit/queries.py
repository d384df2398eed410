"""Reading the log: lines newest first, filtered, each with its newest ending and its sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from boards.audit.descriptions import describe_entry
from boards.audit.models import Entry
from boards.audit.recorder import FIRST_DIGEST, SETTLED, chain_digest
from boards.ui import formatting

LINES = ("attempt", "note")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One act as the log tells it: the attempt (or note), its newest outcome if it has one, and the sentence."""

    entry: Entry
    ending: Entry | None
    sentence: str

    @property
    def outcome(self) -> str:
        """saved, refused, unknown or conflict; "open" while nothing at all is known."""
        return (self.ending or self.entry).outcome or "open"


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a reader filters by; None or blank leaves a filter out. Dates are London days, both ends included."""

    person: int | None = None
    client: UUID | None = None
    subject: UUID | None = None
    since: date | None = None
    until: date | None = None
    outcome: str = ""


def filtered_entries(wanted: LogFilter) -> QuerySet[Entry]:
    """The attempts and notes that `wanted` lets through, newest first, each with `newest` (its newest outcome's id)."""
    newest = Entry.objects.filter(attempt=OuterRef("pk")).order_by("-id")
    found = Entry.objects.filter(kind__in=LINES).annotate(
        newest=Subquery(newest.values("pk")[:1]), newest_outcome=Subquery(newest.values("outcome")[:1])
    )
    if wanted.person:
        found = found.filter(actor_id=wanted.person)
    if wanted.client:
        found = found.filter(client_uuid=wanted.client)
    if wanted.subject:
        found = found.filter(subject_uuid=wanted.subject)
    if wanted.since:
        found = found.filter(at__gte=midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=midnight(wanted.until + timedelta(days=1)))
    if wanted.outcome:
        found = found.filter(_ended(wanted.outcome))
    return found.order_by("-id")


def _ended(outcome: str) -> Q:
    if outcome == "open":
        return Q(kind="attempt") & (Q(newest=None) | ~Q(newest_outcome__in=SETTLED))
    return Q(newest_outcome=outcome) | Q(kind="note", outcome=outcome)


def described_lines(found: Iterable[Entry]) -> Iterator[LogLine]:
    """The lines of annotated `found`, told; their outcomes are fetched in one query."""
    rows = list(found)
    newest: dict[int, int | None] = {row.pk: getattr(row, "newest", None) for row in rows}
    endings = Entry.objects.in_bulk([pk for pk in newest.values() if pk])
    for row in rows:
        ending = endings.get(newest[row.pk] or 0)
        yield LogLine(row, ending, describe_entry(row, ending))


def lines_about(subject: UUID, *, most: int = 50) -> list[LogLine]:
    """What was done to one case or plan through the board, newest first."""
    return list(described_lines(filtered_entries(LogFilter(subject=subject))[:most]))


def midnight(day: date) -> datetime:
    """When a London day begins, in UTC."""
    return datetime.combine(day, time(), tzinfo=formatting.LONDON).astimezone(UTC)


def tampered_entries() -> Iterator[Entry]:
    """The rows whose digest does not follow from the rows before them: changed, moved, or with a row missing above."""
    previous = FIRST_DIGEST
    for entry in Entry.objects.order_by("id").iterator(chunk_size=1000):
        if entry.digest != chain_digest(entry, previous):
            yield entry
        previous = entry.digest
