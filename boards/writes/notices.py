"""What a page tells of beside its own: the freezes that would stop a write from it, what vanished from Plannr in large
numbers (mirror.sync.losses), that the token is another firm's, and what turned up late of this person's writes.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Subquery
from django.http import HttpRequest

from boards import gateway
from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.mirror.models import Loss
from boards.mirror.sync.losses import described_losses
from boards.users.models import User
from boards.writes import freeze
from boards.writes.models import WriteFreeze

MOST = 5
LATE_SEEN, LOOKED_BACK = "late-writes-seen", 1000
FREEZES, LOSSES, LATE = "flw"

# One row for all of them, because every page asks, and nearly always there is nothing: a letter for each that there is.
# A board asks it along with what it keeps for the person.
THERE = """
SELECT 'there', '',
  CASE WHEN EXISTS (SELECT 1 FROM writes_halt WHERE lifted_at IS NULL) THEN 'f' ELSE '' END ||
  CASE WHEN EXISTS (SELECT 1 FROM mirror_loss) THEN 'l' ELSE '' END ||
  CASE WHEN EXISTS (
    SELECT 1 FROM audit_entry WHERE actor_id = %(person)s AND kind = 'note' AND verb = 'late-write'
    AND id > (SELECT MAX(id) FROM audit_entry) - 1000
  ) THEN 'w' ELSE '' END
"""


def notices(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """A context processor: what is told on this page, looked up only where a template draws it."""
    return {
        "freezes": lambda: here(request),
        "losses": lambda: losses_of(request),
        "stopped": lambda: gateway.stopped() if reader(request) else "",
        "late_writes": lambda: told_once(request),
    }


def reader(request: HttpRequest) -> User | None:
    """Whoever is told anything: somebody with a role."""
    user = getattr(request, "user", None)
    return user if getattr(user, "roles", None) else None


def is_there(which: str, by: User) -> bool:
    """Whether there is anything of a kind to tell; asked once for a person's page."""
    if by.there is None:
        with connection.cursor() as cursor:
            cursor.execute(THERE, {"person": by.pk})
            by.there = str(cursor.fetchone()[2])
    return which in by.there


def losses_of(request: HttpRequest) -> list[tuple[Loss, str]]:
    """What vanished: all of it, but where the page itself tells of it, as a client's, a plan's and their own."""
    match, user = getattr(request, "resolver_match", None), reader(request)
    if match is None or user is None or match.view_name.startswith("mirror:"):
        return []
    if {"client", "plan", "case", "cover"} & match.kwargs.keys():
        return []
    return described_losses()[:MOST] if is_there(LOSSES, user) else []


def told_once(request: HttpRequest) -> list[str]:
    """The notes about late writes (settling.look_again) that this person has not been shown on a page yet."""
    user = reader(request)
    if user is None or not is_there(LATE, user):
        return []
    lately = Subquery(Entry.objects.order_by("-pk").values("pk")[:1]) - LOOKED_BACK
    notes = Entry.objects.filter(pk__gt=lately, kind="note", verb=recorder.LATE, actor_id=user.pk).order_by("pk")
    seen = request.session.get(LATE_SEEN, 0)
    found = [(pk, words) for pk, words in notes.values_list("pk", "words") if pk > seen]
    if found:  # Else the session stays as it is: it may not be writable.
        request.session[LATE_SEEN] = found[-1][0]
    return [words for _, words in found[-MOST:]]


def here(request: HttpRequest) -> list[WriteFreeze]:
    """The open freezes that matter on this page: of its case, plan or client, else all, or the firm's one alone."""
    match = getattr(request, "resolver_match", None)
    user = reader(request)
    if match is None or user is None or not is_there(FREEZES, user):
        return []
    halts = list(freeze.active_freezes())
    firm = [halt for halt in halts if halt.scope == freeze.FIRM]
    about = {kind: uuid for kind, uuid in match.kwargs.items() if kind in (*freeze.RECORDS, freeze.CLIENT)}
    if firm or not halts or not about:
        return firm or halts
    return [halt for halt in halts if any(concerns(halt, kind, uuid) for kind, uuid in about.items())]


def concerns(halt: WriteFreeze, kind: str, uuid: UUID) -> bool:
    """Whether a freeze stops writes to a record, or, for a client's page, to something of that client."""
    if halt.scope in freeze.scopes_of(Subject(kind, uuid, "", uuid if kind == freeze.CLIENT else None)):
        return True
    halted, _, record = halt.scope.partition(":")
    return (
        kind == freeze.CLIENT
        and halted in freeze.RECORDS
        and bool(f"{freeze.CLIENT}:{uuid}" in freeze.scopes_of(Subject(halted, UUID(record), "", halt.client)))
    )
