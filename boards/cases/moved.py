"""What a move did, or may have done: the facts it replaces, what changed meanwhile, its sentence, its reading back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from boards import gateway
from boards.audit.models import Entry
from boards.mirror import keeping
from boards.mirror import models as mirror
from boards.plannr import Case, NotFound
from boards.ui import formatting
from boards.writes.operation import HELD_AFTER, HELD_BEFORE, HELD_OTHER, ReadBack

VERB = "case-move"


def status_of(case: Case) -> UUID | None:
    """The status a case is in, or None."""
    return case.status.uuid if case.status else None


def facts(case: Case) -> dict[str, Any]:
    """What a move replaces, as JSON values: status, its name, position and plans, and when Plannr last changed it."""
    return {
        "status": str(case.status.uuid) if case.status else None,
        "status_name": case.status.name if case.status else "No status",
        "status_position": case.position,
        "plans": [str(plan) for plan in case.plan_uuids] if case.plan_uuids is not None else None,
        "updated_at": case.updated_at.isoformat() if case.updated_at else None,
    }


def changed_since(mirrored: mirror.Case | None, fresh: Case) -> str:
    """Tell what is different now from what the page showed, with who and when where that is known."""
    now_in = fresh.status.name if fresh.status else "no status"
    change = (
        mirror.CaseChange.objects.filter(case=fresh.uuid, field="status").order_by("-id").first() if mirrored else None
    )
    if mirrored and mirrored.status != status_of(fresh):
        return f"“{fresh.name}” has been moved to {now_in} in Plannr since this page was read."
    if change and change.after == str(status_of(fresh)) and change.here:
        return f"“{fresh.name}” was moved to {now_in} by {change.actor} at {formatting.london(change.at):%H:%M}."
    if mirrored and (mirrored.name, mirrored.value) != (
        fresh.name,
        fresh.value.pennies if fresh.value else None,
    ):
        return f"“{fresh.name}” has been edited in Plannr since this page was read. It is in {now_in}."
    return f"“{fresh.name}” has changed since this page was read. It is in {now_in} now."


def told(entry: Entry) -> str:
    """A move in words, for the audit log."""
    before, body = entry.before or {}, entry.body or {}
    left, place = before.get("status_name", "No status"), body.get("status_position")
    if not body:
        return f"wanted to move “{entry.subject_name}” out of {left}"
    if body.get("status") == before.get("status"):
        return f"moved “{entry.subject_name}” within {left}, place {place}"
    return f"moved “{entry.subject_name}” from {left} to {before.get('to_name')}, place {place}"


def read_back(attempt: Entry) -> ReadBack:
    """What Plannr shows for a move in doubt (never sends again). Raises PlannrError, NotFound where it is gone."""
    began, uuid = datetime.now(UTC), attempt.subject_uuid
    try:
        case = gateway.client().cases.get(uuid)
    except NotFound:
        keeping.keep_gone(uuid, at=began)
        raise
    now, before, body = facts(case), attempt.before or {}, attempt.body or {}
    if _shows(now, body, before):
        keeping.keep_written(case, actor=attempt.actor_name, at=began, wrote=["status"])
        return ReadBack(HELD_AFTER, now)
    keeping.keep([case], began=began)
    if all(now[name] == before.get(name) for name in ("status", "updated_at")):
        return ReadBack(HELD_BEFORE, now)
    return ReadBack(HELD_OTHER, now, f"It was changed in Plannr meanwhile, and is in {now['status_name']} now.")


def _shows(now: dict[str, Any], body: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether `now` is what `body` asked for.

    Inside one status only the position can tell, and a sibling's move may have pushed the case to that very position:
    then it was not touched itself.
    """
    if now["status"] != body.get("status"):
        return False
    if now["status"] != before.get("status"):
        return True
    touched = now["updated_at"] is None or now["updated_at"] != before.get("updated_at")
    return bool(touched and now["status_position"] == body.get("status_position"))
