"""Which freezes a page tells of: those that would stop a write made from it."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest

from boards.audit.record import Subject
from boards.writes import freeze
from boards.writes.models import Halt

MOST = 5


def freezes(request: HttpRequest) -> dict[str, Callable[[], list[Halt]]]:
    """A context processor: the freezes of this page, looked up only where a template draws them."""
    return {"freezes": lambda: here(request)}


def here(request: HttpRequest) -> list[Halt]:
    """The open freezes that matter on this page: of its case, plan or client, else all; the oldest first."""
    match = getattr(request, "resolver_match", None)
    user = getattr(request, "user", None)
    if match is None or user is None or not getattr(user, "roles", None):
        return []
    halts = list(freeze.open_halts())
    about = {kind: uuid for kind, uuid in match.kwargs.items() if kind in (*freeze.RECORDS, freeze.CLIENT)}
    if not halts or not about:
        return halts[:MOST]
    return [halt for halt in halts if any(concerns(halt, kind, uuid) for kind, uuid in about.items())][:MOST]


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
