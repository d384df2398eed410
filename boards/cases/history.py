"""A case's history: what was done to it here, out of the audit log, and what was seen changing in Plannr, apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from boards.audit.queries import LogFilter, LogLine, described_lines, filtered_entries, lines_about
from boards.cases import creating
from boards.mirror.models import CaseChange, Participant, Status
from boards.ui import formatting

MOST = 30
KINDS = {"saved": "made", "refused": "warn", "conflict": "warn", "unknown": "warn", "open": "warn"}


@dataclass(frozen=True, slots=True)
class Event:
    """One line: `kind` is made, warn (tried, and not saved) or seen (changed in Plannr itself, met at `at`)."""

    at: datetime
    kind: str
    words: str


def history(case: UUID) -> list[Event]:
    """The newest events of a case, newest first."""
    events = [*done_here(case), *made_here(case), *seen(case)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:MOST]


def done_here(case: UUID) -> Iterator[Event]:
    """What people did, or tried to do, through the board."""
    for line in lines_about(case, most=MOST):
        yield event_of(line)


def made_here(case: UUID) -> Iterator[Event]:
    """The creation, whose line stands under the client: found by the case it made."""
    clients = Participant.objects.filter(case=case).values_list("account", flat=True)
    for client in clients:
        found = filtered_entries(LogFilter(subject=client, outcome="saved")).filter(verb=creating.VERB)[:MOST]
        for line in described_lines(found):
            if line.ending and (line.ending.after or {}).get("uuid") == str(case):
                yield event_of(line)


def event_of(line: LogLine) -> Event:
    """A line of the log as an event."""
    sentence = line.sentence[0].upper() + line.sentence[1:]
    return Event(line.entry.at, KINDS.get(line.outcome, "warn"), f"{sentence}.")


def seen(case: UUID) -> Iterator[Event]:
    """What was seen to have changed in Plannr itself; `at` is when it was seen."""
    names = {str(uuid): name for uuid, name in Status.objects.values_list("uuid", "name")}
    for change in CaseChange.objects.filter(case=case, here=False).order_by("-id")[:MOST]:
        yield Event(change.at, "seen", told(change, names))


def told(change: CaseChange, names: dict[str, str]) -> str:
    """One observed change in words."""
    match change.field:
        case "seen-first":
            return f"First read from Plannr, in {names.get(change.after or '', 'no status')}."
        case "status":
            left, reached = names.get(change.before or "", "no status"), names.get(change.after or "", "no status")
            return f"It went from {left} to {reached}, changed in Plannr itself."
        case "value":
            return f"The value went from {amount(change.before)} to {amount(change.after)}, changed in Plannr itself."
        case "completed" if change.after:
            day = formatting.nice_date(datetime.fromisoformat(change.after))
            return f"It was completed, dated {day}, in Plannr itself."
        case "completed":
            return "It was opened again, in Plannr itself."
    return f"Its {change.field} changed in Plannr itself."


def amount(text: str | None) -> str:
    """A value as the mirror writes it down ("150000" or "150000 EUR"), in words."""
    pennies, _, currency = (text or "").partition(" ")
    return formatting.money(int(pennies), currency or "GBP") if pennies.lstrip("-").isdigit() else formatting.NO_VALUE
