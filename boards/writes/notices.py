"""What a page tells of beside its own: the freezes that would stop a write from it, what vanished from Plannr in large
numbers (mirror.sync.losses), that the token is another firm's, and what turned up late of this person's writes.
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Case, Exists, QuerySet, Value, When
from django.db.models.functions import Concat
from django.http import HttpRequest

from boards import gateway
from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.database import Parameter, PreparedQuery
from boards.mirror.models import Loss
from boards.mirror.sync.losses import described_losses
from boards.ui.http import is_script
from boards.users.models import User
from boards.writes import freeze
from boards.writes.models import WriteFreeze

MOST = 5
LATE_SEEN, LOOKED_BACK = "late-writes-seen", 1000
FREEZES, LOSSES, LATE = "flw"

PERSON = Parameter("person", BigIntegerField())


def notices(request: HttpRequest) -> dict[str, Any]:
    """A context processor: what is told on this page, looked up before it is drawn. A script asks for a part of one,
    which tells nothing but what its view gives it.
    """
    is_part = is_script(request) and request.headers.get("HX-History-Restore-Request") != "true"
    if reader(request) is None or is_part:
        return {}
    return {
        "freezes": here(request),
        "losses": losses_of(request),
        "stopped": gateway.stopped(),
        "late_writes": partial(told_once, request, late_notes(request)),
    }


def reader(request: HttpRequest) -> User | None:
    """Whoever is told anything: somebody with a role."""
    user = getattr(request, "user", None)
    return user if getattr(user, "roles", None) else None


def kinds_to_tell() -> "QuerySet[Any, Any]":
    """One row, of three texts, because every page asks and nearly always there is nothing: the last has a letter for
    each kind that there is. A board asks it along with what it keeps for the person.
    """
    kinds = {FREEZES: freeze.active_freezes(), LOSSES: Loss.objects.all(), LATE: late_writes(PERSON)}
    letters = [Case(When(Exists(rows), then=Value(kind)), default=Value("")) for kind, rows in kinds.items()]
    return User.objects.filter(pk=PERSON).values_list(Value("there"), Value(""), Concat(*letters))


KINDS_TO_TELL = PreparedQuery(kinds_to_tell)


def is_there(which: str, by: User) -> bool:
    """Whether there is anything of a kind to tell; asked once for a person's page."""
    if by.there is None:
        by.there = str(KINDS_TO_TELL.rows(person=by.pk)[0][2])
    return which in by.there


def losses_of(request: HttpRequest) -> list[tuple[Loss, str]]:
    """What vanished: all of it, but where the page itself tells of it, as a client's, a plan's and their own."""
    match, user = getattr(request, "resolver_match", None), reader(request)
    if match is None or user is None or match.view_name.startswith("mirror:"):
        return []
    if {"client", "plan", "case", "cover"} & match.kwargs.keys():
        return []
    return described_losses()[:MOST] if is_there(LOSSES, user) else []


def late_notes(request: HttpRequest) -> list[tuple[int, str]]:
    """The notes about late writes (reconcile.recheck_refused) that this person has not been shown on a page yet, each
    with its number in the log.
    """
    user = reader(request)
    if user is None or not is_there(LATE, user):
        return []
    seen = request.session.get(LATE_SEEN, 0)
    return [(pk, words) for pk, words in late_writes(user.pk).values_list("pk", "words") if pk > seen]


def told_once(request: HttpRequest, found: list[tuple[int, str]]) -> list[str]:
    """What a page tells of these notes, as it tells it: it is not told again."""
    if found:  # Else the session stays as it is: it may not be writable.
        request.session[LATE_SEEN] = found[-1][0]
    return [words for _, words in found[-MOST:]]


def late_writes(person: Any) -> QuerySet[Entry]:
    """The notes about late writes of a person, oldest first; older ones are told no more."""
    return Entry.objects.filter(recorder.among_last(LOOKED_BACK), kind="note", verb=recorder.LATE, actor=person)


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
