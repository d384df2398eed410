"""What a person's boards remember of that person: when they were opened, what is kept folded; and what is in doubt on
them, whoever did it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from boards.board.models import BoardVisit, FoldedColumn, SavedView
from boards.mirror.models import CaseChange, Participant
from boards.users.models import User
from boards.writes.notices import THERE

VISIT_WINDOW = timedelta(minutes=1)
MAX_PENDING = 100

# The attempts that nobody has settled, on this client's cases; on the firm's board on any case, as far back as one can
# be: whatever Plannr can be read for is settled within minutes.
PENDING_SQL = """
SELECT 'doubt', '', CAST(id AS text) FROM audit_entry AS attempt
WHERE kind = 'attempt' AND subject = 'case' AND {} AND NOT EXISTS (
  SELECT 1 FROM audit_entry AS ending
  WHERE ending.attempt_id = attempt.id AND ending.outcome IN ('saved', 'refused', 'superseded')
)
"""
SCOPE_SQL = {
    SavedView.CLIENT: "subject_uuid IN (SELECT case_id FROM mirror_participant WHERE account = %(client)s)",
    SavedView.FIRM: "id > (SELECT MAX(id) FROM audit_entry) - 5000",
}

# One statement, because a board asks for it with every view and Django takes longer to write it than the database to
# answer it. `since`: the last look but this one; looking again within a minute is the same look.
PREFERENCES_SQL = """
WITH look AS (
  SELECT CASE WHEN at <= %(sitting)s THEN at ELSE before END AS since, at <= %(sitting)s AS is_over
  FROM board_visit WHERE person_id = %(person)s AND client = %(client)s
)
SELECT 'fold', status, '' FROM board_fold WHERE person_id = %(person)s
UNION ALL
SELECT 'view', query, '' FROM board_saved_view WHERE owner_id = %(person)s AND scope = %(scope)s AND is_default
UNION ALL
SELECT 'look', CASE WHEN is_over THEN 'over' ELSE 'same' END, CAST((
  SELECT COUNT(*) FROM mirror_change
  WHERE at > look.since AND field <> 'seen-first' AND NOT (here AND actor IN (%(called)s, %(username)s))
  AND EXISTS (
    SELECT 1 FROM mirror_participant WHERE account = %(client)s AND case_id = mirror_change."case"
  )
) AS text) FROM look
"""


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
    with connection.cursor() as cursor:
        cursor.execute(
            f"{PREFERENCES_SQL} UNION ALL {pending_sql(client)} UNION ALL {THERE}", sql_parameters(person, client, now)
        )
        for which, first, second in cursor.fetchall():
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


def pending_attempts(person: User, client: UUID | None, now: datetime) -> tuple[int, ...]:
    """The attempts in doubt on a board, whoever made them."""
    with connection.cursor() as cursor:
        cursor.execute(pending_sql(client), sql_parameters(person, client, now))
        return tuple(int(attempt) for _, _, attempt in cursor.fetchmany(MAX_PENDING))


def pending_sql(client: UUID | None) -> str:
    """The statement that finds what is in doubt on a board."""
    return PENDING_SQL.format(SCOPE_SQL[SavedView.CLIENT if client else SavedView.FIRM])


def sql_parameters(person: User, client: UUID | None, now: datetime) -> dict[str, Any]:
    """What KEPT is asked with, as the database writes it; the firm's board stands for no client at all."""
    uuid, at = BoardVisit._meta.get_field("client"), BoardVisit._meta.get_field("at")
    return {
        "person": person.pk,
        "client": uuid.get_db_prep_value(client or UUID(int=0), connection),
        "sitting": at.get_db_prep_value(now - VISIT_WINDOW, connection),
        "scope": SavedView.CLIENT if client else SavedView.FIRM,
        "called": person.called,
        "username": person.username,
    }


def record_visit(person: User, client: UUID, look: str, now: datetime) -> None:
    """Note that `person` opened the board of `client`; opening it again within a minute is the same look."""
    if not look:
        BoardVisit.objects.bulk_create([BoardVisit(person=person, client=client, at=now)], ignore_conflicts=True)
    elif look == "over":
        BoardVisit.objects.filter(person=person, client=client, at__lte=now - VISIT_WINDOW).update(
            before=F("at"), at=now
        )


def last_visit(person: User, client: UUID, now: datetime) -> datetime | None:
    """Since when this person's page of changes tells, without noting a visit."""
    last = BoardVisit.objects.filter(person=person, client=client).values_list("at", "before").first()
    if last is None:
        return None
    return last[1] or last[0]


def changes_by_others(person: User, client: Any, since: Any) -> Any:
    """The changes of a client's cases after `since` that `person` did not make; what was first seen is no change."""
    theirs = Participant.objects.filter(account=client).values("case")
    mine = Q(here=True, actor__in=[person.called, person.username])
    return CaseChange.objects.filter(case__in=theirs, at__gt=since).exclude(mine | Q(field="seen-first"))


def toggle_column(person: User, key: str) -> bool:
    """Fold the column `key` on every board of `person`, or unfold it; whether it is folded now."""
    if FoldedColumn.objects.filter(person=person, status=key).delete()[0]:
        return False
    FoldedColumn.objects.bulk_create([FoldedColumn(person=person, status=key)], ignore_conflicts=True)
    return True
