"""What a page tells of writes beside its own: the freezes that would stop one made from it, and what turned up late."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Subquery
from django.http import HttpRequest

from boards.audit import record
from boards.audit.models import Entry
from boards.audit.record import Subject
from boards.writes import freeze
from boards.writes.models import Halt

MOST = 5
LATE_SEEN, LOOKED_BACK = "late-writes-seen", 1000


def freezes(request: HttpRequest) -> dict[str, Callable[[], list[Halt]]]:
    """A context processor: the freezes of this page, looked up only where a template draws them."""
    return {"freezes": lambda: here(request)}


def late_writes(request: HttpRequest) -> dict[str, Callable[[], list[str]]]:
    """A context processor: what turned up late of this person's writes, or over them, looked up where it is drawn."""
    return {"late_writes": lambda: told_once(request)}


def told_once(request: HttpRequest) -> list[str]:
    """The notes about late writes (settling.look_again) that this person has not been shown on a page yet."""
    user = getattr(request, "user", None)
    if user is None or not getattr(user, "roles", None):
        return []
    lately = Subquery(Entry.objects.order_by("-pk").values("pk")[:1]) - LOOKED_BACK
    notes = Entry.objects.filter(pk__gt=lately, kind="note", verb=record.LATE, actor_id=user.pk).order_by("pk")
    seen = request.session.get(LATE_SEEN, 0)
    found = [(pk, words) for pk, words in notes.values_list("pk", "words") if pk > seen]
    if found:  # Else the session stays as it is: it may not be writable.
        request.session[LATE_SEEN] = found[-1][0]
    return [words for _, words in found[-MOST:]]


def here(request: HttpRequest) -> list[Halt]:
    """The open freezes that matter on this page: of its case, plan or client, else all, or the firm's one alone."""
    match = getattr(request, "resolver_match", None)
    user = getattr(request, "user", None)
    if match is None or user is None or not getattr(user, "roles", None):
        return []
    halts = list(freeze.open_halts())
    firm = [halt for halt in halts if halt.scope == freeze.FIRM]
    about = {kind: uuid for kind, uuid in match.kwargs.items() if kind in (*freeze.RECORDS, freeze.CLIENT)}
    if firm or not halts or not about:
        return firm or halts
    return [halt for halt in halts if any(concerns(halt, kind, uuid) for kind, uuid in about.items())]


def concerns(halt: Halt, kind: str, uuid: UUID) -> bool:
    """Whether a freeze stops writes to a record, or, for a client's page, to something of that client."""
    if halt.scope in freeze.scopes_of(Subject(kind, uuid, "", uuid if kind == freeze.CLIENT else None)):
        return True
    halted, _, record = halt.scope.partition(":")
    return (
        kind == freeze.CLIENT
        and halted in freeze.RECORDS
        and bool(f"{freeze.CLIENT}:{uuid}" in freeze.scopes_of(Subject(halted, UUID(record), "", halt.client)))
    )
