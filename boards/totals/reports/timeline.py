"""The lives of cases, told from the mirror's own history: what each was worth and where it stood, at any moment.

Every observed change of status, value and completion is a row of `mirror.Change`; from the first sight of a case on,
its life is known to the moment a read saw it change, or the moment the board itself wrote it. Before first sight only
Plannr's own dates are known: when it was opened (`created_at`) and, if it was finished already, when (`completed_at`).
It is then taken to have been worth what it was first seen to be worth, and to have stood where it was first seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Min

from boards.mirror.models import Case, CaseChange
from boards.totals.filters import TotalsFilter, cases_in_any_state, done_statuses, with_adviser
from boards.totals.reports.aggregates import key_as_uuid

CREATED, STATUS, VALUE, COMPLETED, GONE = "born", "status", "value", "completed", "gone"
SEEN = "seen-first"
BLANK, ABROAD = "none", "other"
FACTS = ("pk", "name", "status", "value", "currency", "completed_at", "created_at", "read_at", "gone_at")


class CaseState(NamedTuple):
    """A case at a moment: whether Plannr has it, its status, its value in pounds (0 for none), whether it is done, and
    why it adds no pounds: BLANK, it has no value, or ABROAD, one in another currency; else "".
    """

    lives: bool
    status: UUID | None
    pennies: int
    done: bool
    blank: str = ""


class CaseEvent(NamedTuple):
    """A step in a case's life and how it stood afterwards. `here`: made through this board, by `actor`; `seen` is false
    for what only Plannr's dates tell.
    """

    at: datetime
    kind: str
    state: CaseState
    here: bool = False
    actor: str = ""
    seen: bool = True


@dataclass(slots=True)
class CaseTimeline:
    """One case's events, oldest first; `seen` is when the board first saw it."""

    case: UUID
    name: str
    seen: datetime
    events: list[CaseEvent] = field(default_factory=list)

    def state(self, at: datetime) -> CaseState | None:
        """How it stood just before `at`; None before it began."""
        found = None
        for event in self.events:
            if event.at >= at:
                break
            found = event.state
        return found


def history_start() -> datetime | None:
    """When the board began to keep history: the first change it noted. None: it has kept none yet."""
    first: datetime | None = CaseChange.objects.aggregate(first=Min("at"))["first"]
    return first


def timelines(wanted: TotalsFilter) -> Iterator[CaseTimeline]:
    """The life of every case, gone ones too, that passes the filters which have no history: type, people, tag, name.

    Filters by status, state and value are the caller's to apply, moment by moment.
    """
    followed = wanted.cases.without("status", "value", "money", "age", "state", "period", "month", "odd")
    plain = TotalsFilter(followed, counting=wanted.counting, scope=wanted.scope)
    rows = cases_in_any_state(plain, with_adviser(Case.objects.all())).order_by().values_list(*FACTS)
    seen, noted = first_seen(), noted_changes()
    done = set(done_statuses())
    for row in rows.iterator(chunk_size=2000):
        yield build_timeline(CaseRow(*row), seen.get(row[0]), noted.get(row[0], ()), done)


class CaseRow(NamedTuple):
    """What the mirror holds of a case now."""

    case: UUID
    name: str
    status: UUID | None
    value: int | None
    currency: str
    completed_at: datetime | None
    created_at: datetime | None
    read_at: datetime
    gone_at: datetime | None

    @property
    def pennies(self) -> int:
        """Pennies in pounds; other currencies and no value are nothing."""
        return 0 if self.blank else self.value or 0

    @property
    def blank(self) -> str:
        """Why it adds no pounds, as in State."""
        if self.value is None:
            return BLANK
        return "" if self.currency in ("GBP", "") else ABROAD


class NotedChange(NamedTuple):
    """A row of the history."""

    field: str
    before: str | None
    after: str | None
    at: datetime
    here: bool
    actor: str


def first_seen() -> dict[UUID, datetime]:
    """When the board first saw each case."""
    rows = CaseChange.objects.filter(field=SEEN).order_by("-at").values_list("case", "at")
    return dict(rows.iterator(chunk_size=2000))


def noted_changes() -> dict[UUID, list[NotedChange]]:
    """What was seen to change since, by case, oldest first."""
    found: dict[UUID, list[NotedChange]] = {}
    rows = CaseChange.objects.exclude(field=SEEN).order_by("at", "pk")
    columns = ("case", "field", "before", "after", "at", "here", "actor")
    for row in rows.values_list(*columns).iterator(chunk_size=2000):
        found.setdefault(row[0], []).append(NotedChange(*row[1:]))
    return found


def build_timeline(
    row: CaseRow, first: datetime | None, changes: Sequence[NotedChange], done: set[UUID]
) -> CaseTimeline:
    """Tell one case's life. Where the notes do not lead to what the mirror holds now, the last read sets it right."""
    seen = first or (changes[0].at if changes else row.read_at)
    now = CaseState(True, row.status, row.pennies, row.completed_at is not None or row.status in done, row.blank)
    if changes:
        told = TimelineBuilder(row, changes, done)
        events = first_events(told.state(), told.completed, row.created_at, seen)
        events += told.after()
        if told.state() != now:
            events.append(CaseEvent(row.read_at, VALUE, now))
    else:
        events = first_events(now, row.completed_at, row.created_at, seen)
    if row.gone_at:
        events.append(CaseEvent(row.gone_at, GONE, now._replace(lives=False)))
    return CaseTimeline(row.case, row.name, seen, order_events(events) if changes or row.gone_at else events)


def first_events(
    first: CaseState, completed: datetime | None, created: datetime | None, seen: datetime
) -> list[CaseEvent]:
    """From its beginning to first sight, by Plannr's dates; `first` and `completed` are as it was first seen."""
    start = min(created or seen, seen)
    if completed is None or not start <= completed < seen:
        return [CaseEvent(start, CREATED, first, seen=start == seen)]
    opened = CaseEvent(start, CREATED, first._replace(done=False), seen=False)
    return [opened, CaseEvent(completed, COMPLETED, first, seen=False)]


def order_events(events: list[CaseEvent]) -> list[CaseEvent]:
    """The same steps, none of them before the one that led to it."""
    at = events[0].at
    found = []
    for event in events:
        at = max(at, event.at)
        found.append(event if event.at == at else event._replace(at=at))
    return found


class TimelineBuilder:
    """Walks one case's changes forward from how it was first seen."""

    def __init__(self, row: CaseRow, changes: Sequence[NotedChange], done: set[UUID]) -> None:
        self.row, self.changes, self.done = row, changes, done
        kept: dict[str, str | None] = {}
        for note in reversed(changes):
            kept[note.field] = note.before
        self.status = key_as_uuid(kept["status"] or "") if "status" in kept else row.status
        self.pennies, self.blank = noted_value(kept["value"]) if "value" in kept else (row.pennies, row.blank)
        self.completed = noted_moment(kept["completed"]) if "completed" in kept else row.completed_at

    def state(self) -> CaseState:
        """How the case stands at this point of the walk."""
        is_done = self.completed is not None or self.status in self.done
        return CaseState(True, self.status, self.pennies, is_done, self.blank)

    def after(self) -> Iterator[CaseEvent]:
        """What was noted since."""
        for note in self.changes:
            self.take(note)
            yield CaseEvent(note.at, note.field, self.state(), note.here, note.actor)

    def take(self, note: NotedChange) -> None:
        """Go one step on."""
        if note.field == "status":
            self.status = key_as_uuid(note.after or "")
        elif note.field == "value":
            self.pennies, self.blank = noted_value(note.after)
        elif note.field == "completed":
            self.completed = noted_moment(note.after)


def noted_value(text: str | None) -> tuple[int, str]:
    """The pennies of a noted value, and why it adds none: "150000 EUR" is in another currency, and what cannot be read
    is no value.
    """
    try:
        return (int(text), "") if text else (0, BLANK)
    except ValueError:
        return 0, ABROAD if text and text.partition(" ")[2] else BLANK


def noted_moment(text: str | None) -> datetime | None:
    """A noted moment; None where it is none or cannot be read, which leaves the case open."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
