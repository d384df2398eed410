"""Writing stopped after damage, for as little as will do (architecture.md section 3, step 8).

A write that changed what it must not freezes its record while that is put back. Where it cannot be put back the record
stays frozen; a second record of the same client freezes the client, and several independent ones (`FREEZE_FIRM_AFTER`
records within `FREEZE_WITHIN_HOURS`) the firm: then it is not the record that is odd, but Plannr or the board.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Max, QuerySet

from boards.audit import recorder
from boards.audit.recorder import Subject
from boards.mirror.models import Account, Participant, Plan, PlanOwner
from boards.plannr import PlannrError
from boards.users.models import User
from boards.writes.models import WriteFreeze

log = structlog.get_logger(__name__)

FIRM, CLIENT, RECORDS = "firm", "client", ("case", "plan")
ALARM, LIFTED = "alarm", "freeze-lifted"
CLIENT_AFTER = 2
HOW_TO_GO_ON = "A manager can lift this once it has been looked at."


class PutBackUnsure(PlannrError):
    """All was put back, as far as anybody can see; the message says what may not be as it was."""


def freeze(scope: str, words: str, *, name: str = "", client: UUID | None = None) -> WriteFreeze:
    """Stop the writes of `scope` (`case:<uuid>`, `plan:<uuid>`, `client:<uuid>`, FIRM); one that is frozen stays so."""
    return active_freezes().filter(scope=scope).first() or WriteFreeze.objects.create(
        scope=scope, words=words, name=name, client=client
    )


def frozen(subject: Subject) -> WriteFreeze | None:
    """The oldest freeze that would stop a write of `subject`."""
    halts = list(active_freezes())
    scopes = scopes_of(subject) if halts else ()
    return next((halt for halt in halts if halt.scope in scopes), None)


def lift(halt: WriteFreeze, by: User, reason: str) -> bool:
    """Let writes leave again, and say in the log who did so and why; False where it was lifted before."""
    if not _lifted(halt, by, reason):
        return False
    kind, _, uuid = halt.scope.partition(":")
    subject = Subject(kind, UUID(uuid) if uuid else UUID(int=0), halt.name or "the firm", halt.client)
    recorder.record_note(
        by, LIFTED, subject, ending="", words=reason, before={"scope": halt.scope, "words": halt.words}
    )
    return True


def describe_freeze(halt: WriteFreeze) -> str:
    """What is stopped and why, in a sentence or two."""
    return f"{halt.stopped} has been stopped: {halt.words}"


def active_freezes() -> QuerySet[WriteFreeze]:
    """The freezes that have not been lifted, oldest first."""
    return WriteFreeze.objects.filter(lifted_at=None).order_by("pk")


def scopes_of(subject: Subject) -> set[str]:
    """Every freeze that would stop a write of `subject`: its own, its clients', the firm's."""
    return {scope_of(subject), FIRM, *(f"{CLIENT}:{uuid}" for uuid in _clients(subject))}


def scope_of(subject: Subject) -> str:
    """The record that a write of `subject` may damage."""
    return f"{subject.kind}:{subject.uuid}"


def freeze_and_repair(
    by: User | None, subject: Subject, damage: str, *, before: Mapping[str, Any], repair: Callable[[], object]
) -> str:
    """A write did `damage` to what it must not: freeze the record, put it back by `repair`, and say so loudly.

    Frozen first, so that a process that dies here leaves no record open that it has harmed. Gives what happened in
    words, for the person and for the log; a PlannrError that `repair` raises means that it could not be put back, or
    not for certain (PutBackUnsure).
    """
    halt = freeze(scope_of(subject), damage, name=subject.name, client=_client(subject))
    log.critical("write-damaged", subject=scope_of(subject), words=damage)
    try:
        repair()
    except PlannrError as trouble:
        words = f"{damage} {not_as_it_was(trouble)}"
        WriteFreeze.objects.filter(pk=halt.pk).update(words=words)
        told = f"{words} Until a manager has looked at it, nothing more can be changed on it here."
    else:
        told = f"{damage} They were put back."
        _lifted(halt, None, "All was put back at once.")
    told += _widened(halt)
    recorder.record_note(by, ALARM, subject, ending="", words=told, before=before)
    return told


def not_as_it_was(trouble: PlannrError) -> str:
    """What became of the repair, and what is to be done in Plannr."""
    if isinstance(trouble, PutBackUnsure):
        return f"They were put back, but {trouble.message}. Check that in Plannr."
    return f"They could NOT be put back ({trouble.message}). Put them back in Plannr by hand."


def _lifted(halt: WriteFreeze, by: User | None, reason: str) -> bool:
    now = datetime.now(UTC)
    return bool(active_freezes().filter(pk=halt.pk).update(lifted_at=now, lifted_by=by, reason=reason))


def _widened(halt: WriteFreeze) -> str:
    """Freeze the client, or the firm, where other records were damaged lately; what was done, in words."""
    since = datetime.now(UTC) - timedelta(hours=settings.FREEZE_WITHIN_HOURS)
    count = len(_damaged(FIRM, since))
    if count >= settings.FREEZE_FIRM_AFTER:
        words = f"{count} cases or plans were changed by writes that must not have touched them. The last: {halt.words}"
        freeze(FIRM, words)
        return " Writing to Plannr is stopped for the whole firm until a manager has looked at it."
    scope = f"{CLIENT}:{halt.client}"
    if halt.client and len(_damaged(scope, since, client=halt.client)) >= CLIENT_AFTER:
        name = Account.objects.filter(pk=halt.client).values_list("name", flat=True).first() or ""
        words = f"more than one of their cases or plans was damaged by a write. The last: {halt.words}"
        freeze(scope, words, name=name, client=halt.client)
        return f" Nothing of {name or 'this client'} can be changed here until a manager has looked at it."
    return ""


def _damaged(scope: str, since: datetime, **more: UUID) -> set[str]:
    """The records damaged since then, and since `scope` was last set free by somebody who looked."""
    looked = WriteFreeze.objects.filter(scope=scope).aggregate(last=Max("lifted_at"))["last"]
    found = WriteFreeze.objects.filter(at__gte=max(since, looked) if looked else since, **more)
    return {scope for scope in found.values_list("scope", flat=True) if scope.partition(":")[0] in RECORDS}


def _clients(subject: Subject) -> set[UUID]:
    """Whose the record is, as far as the mirror knows."""
    found = {subject.client} if subject.client else set()
    if subject.kind == "case":
        return found | set(Participant.objects.filter(case=subject.uuid).values_list("account", flat=True))
    if subject.kind == "plan":
        owners = Plan._default_manager.filter(pk=subject.uuid).values_list("client", flat=True)
        found |= set(PlanOwner.objects.filter(plan=subject.uuid).values_list("account", flat=True))
        return found | {one for one in owners if one}
    return found


def _client(subject: Subject) -> UUID | None:
    """The client whose record it is: the one whose page it was on, else the first that takes part."""
    if subject.client:
        return subject.client
    known = Account.objects.filter(pk__in=_clients(subject), kind="client").order_by("name", "pk")
    return known.values_list("pk", flat=True).first()
