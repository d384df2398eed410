"""A case's history: what was done to it here, out of the audit log, and what was seen changing in Plannr, apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from boards.audit.queries import LogFilter, LogLine, described_lines, filtered_entries, lines_about
from boards.cases.operations.create import CreateCase
from boards.mirror.models import CaseChange, Participant, Status
from boards.ui import formatting

MAX_EVENTS = 30
KINDS = {"saved": "made", "refused": "warn", "conflict": "warn", "unknown": "warn", "open": "warn"}


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One line: `kind` is made, warn (tried, and not saved) or seen (changed in Plannr itself, met at `at`)."""

    at: datetime
    kind: str
    words: str


def case_history(case: UUID) -> list[HistoryEvent]:
    """The newest events of a case, newest first."""
    events = [*logged_events(case), *creation_events(case), *observed_events(case)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:MAX_EVENTS]


def logged_events(case: UUID) -> Iterator[HistoryEvent]:
    """What people did, or tried to do, through the board."""
    for line in lines_about(case, most=MAX_EVENTS):
        yield event_from_line(line)


def creation_events(case: UUID) -> Iterator[HistoryEvent]:
    """The creation, whose line stands under the client: found by the case it made."""
    clients = Participant.objects.filter(case=case).values_list("account", flat=True)
    for client in clients:
        found = filtered_entries(LogFilter(subject=client, outcome="saved")).filter(verb=CreateCase.verb)[:MAX_EVENTS]
        for line in described_lines(found):
            if line.ending and (line.ending.after or {}).get("uuid") == str(case):
                yield event_from_line(line)


def event_from_line(line: LogLine) -> HistoryEvent:
    """A line of the log as an event."""
    sentence = line.sentence[0].upper() + line.sentence[1:]
    return HistoryEvent(line.entry.at, KINDS.get(line.outcome, "warn"), f"{sentence}.")


def observed_events(case: UUID) -> Iterator[HistoryEvent]:
    """What was seen to have changed in Plannr itself; `at` is when it was seen."""
    names = {str(uuid): name for uuid, name in Status.objects.values_list("uuid", "name")}
    for change in CaseChange.objects.filter(case=case, here=False).order_by("-id")[:MAX_EVENTS]:
        yield HistoryEvent(change.at, "seen", describe_observed_change(change, names))


def describe_observed_change(change: CaseChange, names: dict[str, str]) -> str:
    """One observed change in words."""
    match change.field:
        case "seen-first":
            return f"First read from Plannr, in {names.get(change.after or '', 'no status')}."
        case "status":
            left, reached = names.get(change.before or "", "no status"), names.get(change.after or "", "no status")
            return f"It went from {left} to {reached}, changed in Plannr itself."
        case "value":
            before, after = describe_amount(change.before), describe_amount(change.after)
            return f"The value went from {before} to {after}, changed in Plannr itself."
        case "completed" if change.after:
            day = formatting.nice_date(datetime.fromisoformat(change.after))
            return f"It was completed, dated {day}, in Plannr itself."
        case "completed":
            return "It was opened again, in Plannr itself."
    return f"Its {change.field} changed in Plannr itself."


def describe_amount(text: str | None) -> str:
    """A value as the mirror writes it down ("150000" or "150000 EUR"), in words."""
    pennies, _, currency = (text or "").partition(" ")
    return formatting.money(int(pennies), currency or "GBP") if pennies.lstrip("-").isdigit() else formatting.NO_VALUE
