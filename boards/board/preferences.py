"""What a person's boards remember of that person: when they were opened, what is kept folded; and what is in doubt on
them, whoever did it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from boards.audit import recorder
from boards.audit.models import Entry
from boards.board.models import BoardVisit, FoldedColumn, SavedView
from boards.database import Parameter, PreparedQuery
from boards.mirror.models import CaseChange, Participant
from boards.users.models import User
from boards.writes.notices import PERSON, kinds_to_tell

VISIT_WINDOW = timedelta(minutes=1)
MAX_PENDING = 100

LOOKED_BACK = 5000

CLIENT, SITTING = Parameter("client", models.UUIDField()), Parameter("sitting", models.DateTimeField())
CALLED, USERNAME = Parameter("called", models.CharField()), Parameter("username", models.CharField())


@dataclass(frozen=True, slots=True)
class BoardPreferences:
    """The keys of the folded columns, the query of the default view, and the attempts in doubt.

    `look` is `over` where this person looked at the board before, `same` where that was within the minute, and blank
    where they never did; `changes` is how many others made since the last look but this one.
    """

    folded: frozenset[str]
    default: str
    doubts: tuple[int, ...]
    look: str = ""
    changes: int = 0


def load_preferences(person: User, client: UUID | None, now: datetime) -> BoardPreferences:
    """All that is kept for a person's view of a board, in one query that also asks what else their page has to tell."""
    found: dict[str, list[tuple[str, str]]] = {"fold": [], "view": [], "doubt": [], "look": [], "there": []}
    rows = PREFERENCES[SavedView.CLIENT if client else SavedView.FIRM].rows(
        person=person.pk, client=client or UUID(int=0), sitting=now - VISIT_WINDOW,
        called=person.called, username=person.username,
    )  # fmt: skip
    for which, first, second in rows:
        found[which].append((first, second))
    person.there = found["there"][0][1]
    look, changes = found["look"][0] if found["look"] else ("", "0")
    return BoardPreferences(
        frozenset(status for status, _ in found["fold"]),
        found["view"][0][0] if found["view"] else "",
        tuple(int(attempt) for _, attempt in found["doubt"][:MAX_PENDING]),
        look,
        int(changes),
    )


def preference_rows(scope: str) -> "QuerySet[Any, Any]":
    """Three texts a row: what it is, and what there is of it. The firm's board stands for no client at all.

    A look again within a minute is the same look: changes are counted since the one before it.
    """
    blank, is_over = Value(""), Q(at__lte=SITTING)
    folds = FoldedColumn.objects.filter(person=PERSON).values_list(Value("fold"), "status", blank)
    # By `in`: SQLite plans a statement anew each time where a partial index's condition is compared to a parameter.
    default = SavedView.objects.filter(owner=PERSON, scope=scope, is_default__in=[True])
    changes = changes_by_others(CLIENT, OuterRef("since"), [CALLED, USERNAME])
    look = BoardVisit.objects.filter(person=PERSON, client=CLIENT).annotate(
        since=Case(When(is_over, then=F("at")), default=F("before")),
        which=Case(When(is_over, then=Value("over")), default=Value("same")),
        changes=Cast(models.Subquery(changes.values(number=models.Func("pk", function="COUNT"))), models.TextField()),
    )
    pending = pending_attempts(CLIENT if scope == SavedView.CLIENT else None).order_by()
    return folds.union(
        default.values_list(Value("view"), "query", blank),
        look.values_list(Value("look"), "which", "changes"),
        pending.values_list(Value("doubt"), blank, Cast("pk", models.TextField())),
        kinds_to_tell(),
        all=True,
    )


PREFERENCES = {scope: PreparedQuery(partial(preference_rows, scope)) for scope in (SavedView.CLIENT, SavedView.FIRM)}


def pending_attempts(client: Any) -> QuerySet[Entry]:
    """The attempts that nobody has settled, whoever made them: on the cases of `client`, or (None) on any case, as far
    back as one can be: whatever Plannr can be read for is settled within minutes.
    """
    attempts = recorder.open_attempts().filter(subject="case")
    if client is None:
        return attempts.filter(recorder.among_last(LOOKED_BACK))
    return attempts.filter(subject_uuid__in=Participant.objects.filter(account=client).values("case"))


def record_visit(person: User, client: UUID, look: str, now: datetime) -> None:
    """Note that `person` opened the board of `client`; opening it again within a minute is the same look."""
    if not look:
        BoardVisit.objects.bulk_create([BoardVisit(person=person, client=client, at=now)], ignore_conflicts=True)
    elif look == "over":
        BoardVisit.objects.filter(person=person, client=client, at__lte=now - VISIT_WINDOW).update(
            before=F("at"), at=now
        )


def last_visit(person: User, client: UUID) -> datetime | None:
    """Since when this person's page of changes tells, without noting a visit."""
    last = BoardVisit.objects.filter(person=person, client=client).values_list("at", "before").first()
    if last is None:
        return None
    return last[1] or last[0]


def changes_by_others(client: Any, since: Any, names: list[Any]) -> QuerySet[CaseChange]:
    """The changes of a client's cases after `since` but those that somebody of these names made here; what was first
    seen is no change.
    """
    theirs = Exists(Participant.objects.filter(account=client, case=OuterRef("case")))
    own = Q(here=True, actor__in=names)
    return CaseChange.objects.filter(theirs, at__gt=since).exclude(own | Q(field="seen-first"))


def toggle_column(person: User, key: str) -> bool:
    """Fold the column `key` on every board of `person`, or unfold it; whether it is folded now."""
    if FoldedColumn.objects.filter(person=person, status=key).delete()[0]:
        return False
    FoldedColumn.objects.bulk_create([FoldedColumn(person=person, status=key)], ignore_conflicts=True)
    return True
