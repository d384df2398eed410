"""Undo: put a case back where an act of mine took it from, through the same write path, or say why not.

An undo is an act like any other, and can be undone itself. It looks at the case, not at the calendar: it is possible
while the case stands where that act left it, whatever else was done to it meanwhile. The log's `before` of an undo
names the attempt that it took back (`undoes`), and whether that does something again (`again`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from boards.audit import recorder
from boards.audit.models import Entry
from boards.cases.fields import COMPLETION_FIELDS, FIELDS, CaseField
from boards.cases.operations.complete import CompleteCase, ReopenCase, complete_case, reopen_case
from boards.cases.operations.edit import EditCase, EditRequest, FieldChange, edit_case
from boards.cases.operations.move import MoveCase, MoveRequest, move_case
from boards.cases.operations.participants import (
    AddParticipants,
    ParticipantsRequest,
    RemoveParticipants,
    add_people,
    remove_people,
)
from boards.mirror.models import Case
from boards.mirror.ordering import column_cases
from boards.users.models import User
from boards.writes.operation import Result
from boards.writes.reconcile import current_result

MAX_RECENT = 20
EDITS: Mapping[str, Mapping[str, CaseField]] = {
    EditCase.verb: FIELDS,
    CompleteCase.verb: COMPLETION_FIELDS,
    ReopenCase.verb: COMPLETION_FIELDS,
}
UNDOABLE = (MoveCase.verb, *EDITS, AddParticipants.verb, RemoveParticipants.verb)
ALREADY_UNDONE = "It has been taken back already."


@dataclass(frozen=True, slots=True)
class RecentMove:
    """One of my recent moves: `why_not` says in words why it cannot be undone, blank where it can."""

    attempt: Entry
    left: str
    reached: str
    why_not: str

    @property
    def is_back(self) -> bool:
        """Whether it was taken back, which is not too late but done."""
        return self.why_not == ALREADY_UNDONE


def undo_change(by: User, attempt: Entry, *, key: str | None, lot: str = "") -> Result:
    """Take back the saved act `attempt` of `by`'s own, through the one write path; `lot` names what it belongs to."""
    if key and (earlier := undos_of(attempt).filter(key=key).order_by("-pk").first()):
        return current_result(earlier)
    if why_not := why_not_undoable(attempt):
        return Result("refused", why_not)
    about = {"undoes": attempt.pk, "again": is_undo(attempt)} | ({"lot": lot} if lot else {})
    if attempt.verb == MoveCase.verb:
        return undo_move(by, attempt, key, about)
    if attempt.verb in EDITS:
        return undo_edit(by, attempt, key, about)
    accounts = [UUID(one) for one in (attempt.body or {}).get("participants", ())]
    asked = ParticipantsRequest(attempt.subject_uuid, accounts, attempt.client_uuid, key, about)
    return (remove_people if attempt.verb == AddParticipants.verb else add_people)(by, asked)


def undo_move(by: User, attempt: Entry, key: str | None, about: Mapping[str, Any]) -> Result:
    """The same status, the same place."""
    before, case = attempt.before or {}, Case.objects.get(pk=attempt.subject_uuid)
    drop = MoveRequest(
        case=case.pk,
        status=UUID(before["status"]),
        after=previous_neighbour(attempt),
        seen=case.seen,
        client=attempt.client_uuid,
        key=key,
        rank=before.get("status_position"),
        stands=UUID((attempt.body or {})["status"]),
        about=about,
    )
    return move_case(by, drop)


def undo_edit(by: User, attempt: Entry, key: str | None, about: Mapping[str, Any]) -> Result:
    """The fields that an edit changed, as they were before it; compared with what it left in them."""
    found = inverse_changes(attempt)
    change = EditRequest(attempt.subject_uuid, found, attempt.client_uuid, key, about)
    if attempt.verb == EditCase.verb:
        return edit_case(by, change)[0]
    opens = "completed" in found and found["completed"].wanted is None
    return (reopen_case if opens else complete_case)(by, change)[0]


def inverse_changes(attempt: Entry) -> dict[str, FieldChange]:
    """What an edit would be taken back by: for each field that it sent, what it left there and what was."""
    known, body = EDITS[attempt.verb], attempt.body or {}
    ending = recorder.latest_outcome(attempt)
    left = ((ending.after if ending else None) or {}).get("now") or {}
    return {
        name: FieldChange(left.get(name, known[name].of_sent(body[known[name].key])), content)
        for name, content in (attempt.before or {}).get("was", {}).items()
        if name in known and known[name].key in body
    }


def previous_neighbour(attempt: Entry) -> UUID | None:
    """The case it stood after, if that one is still in the status; else the first place."""
    before = attempt.before or {}
    after = UUID(before["after"]) if before.get("after") else None
    column = column_cases(attempt.client_uuid, UUID(before["status"]))
    return after if after and column.filter(pk=after).exists() else None


def is_undo(attempt: Entry) -> bool:
    """Whether an act took another one back, rather than doing something, or doing it again."""
    before = attempt.before or {}
    return bool(before.get("undoes")) and not before.get("again")


def undos_of(attempt: Entry) -> Any:
    """The acts that took this one back, or tried to."""
    return Entry.objects.filter(kind="attempt", subject_uuid=attempt.subject_uuid, before__undoes=attempt.pk)


def why_not_undoable(attempt: Entry) -> str:
    """Why an act can no longer be undone, in words; blank where it can."""
    case = Case.objects.live().filter(pk=attempt.subject_uuid).first()
    if case is None:
        return "The case is no longer in Plannr."
    ending = recorder.latest_outcome(attempt)
    if ending is None or ending.outcome != recorder.SAVED:
        return "It was not saved, so there is nothing to undo."
    if undos_of(attempt).filter(outcomes__outcome=recorder.SAVED).exists():
        return ALREADY_UNDONE
    if attempt.verb == MoveCase.verb:
        return why_move_not_undoable(attempt, case)
    return why_edit_not_undoable(attempt, case) if attempt.verb in EDITS else ""


def why_move_not_undoable(attempt: Entry, case: Case) -> str:
    """Why a move cannot be undone as the case stands: the status counts, and inside one status the place, too."""
    before, body = attempt.before or {}, attempt.body or {}
    if not before.get("status"):
        return "It had no status before, and Plannr cannot take a case out of every status."
    is_elsewhere = str(case.status) != body.get("status")
    if is_elsewhere or (before["status"] == body.get("status") and was_moved_again(attempt)):
        return f"“{case.name}” has been moved since."
    return ""


def was_moved_again(attempt: Entry) -> bool:
    """Whether the case was moved after `attempt`, by a move that was not taken back itself."""
    later = Entry.objects.filter(
        kind="attempt", subject_uuid=attempt.subject_uuid, verb=MoveCase.verb, pk__gt=attempt.pk
    )
    found = {one.pk: one for one in later.filter(outcomes__outcome=recorder.SAVED)}
    back = {(one.before or {}).get("undoes") for one in found.values()}
    return any(pk not in back and not is_undo(one) for pk, one in found.items())


def why_edit_not_undoable(attempt: Entry, case: Case) -> str:
    """Why an edit cannot be undone: what it changed was changed again, or Plannr cannot make it as it was."""
    known = EDITS[attempt.verb]
    for name, wish in inverse_changes(attempt).items():
        if known[name].mirrored(case) not in (wish.was, wish.wanted):
            return f"The {known[name].label.lower()} of “{case.name}” has been changed since."
        if name in ("type", "status") and wish.wanted is None:
            return f"It had no {name} before, and Plannr cannot take a case’s {name} away."
    return ""


def recent_moves_of(by: User) -> list[RecentMove]:
    """My newest saved moves, newest first."""
    mine = Entry.objects.filter(kind="attempt", verb=MoveCase.verb, actor=by, outcomes__outcome=recorder.SAVED)
    return [
        RecentMove(
            one, (one.before or {}).get("status_name", ""), (one.before or {}).get("to_name", ""), why_not_undoable(one)
        )
        for one in mine.order_by("-id").distinct()[:MAX_RECENT]
    ]
