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
from boards.cases import completing, editing, fields, moves, people_of
from boards.cases.completing import Completion, Reopening
from boards.cases.editing import Change, Edit, Wish
from boards.cases.fields import Field
from boards.cases.moved import VERB
from boards.cases.people_of import Adding, Removing
from boards.mirror import places
from boards.mirror.models import Case
from boards.users.models import User
from boards.writes.operation import Result
from boards.writes.reconcile import current_result

MOST_RECENT = 20
EDITED: Mapping[str, Mapping[str, Field]] = {
    Edit.verb: fields.FIELDS,
    Completion.verb: completing.FIELDS,
    Reopening.verb: completing.FIELDS,
}
TAKEN_BACK = (VERB, *EDITED, Adding.verb, Removing.verb)
ALREADY = "It has been taken back already."


@dataclass(frozen=True, slots=True)
class Recent:
    """One of my recent moves: `why_not` says in words why it cannot be undone, blank where it can."""

    attempt: Entry
    left: str
    reached: str
    why_not: str

    @property
    def is_back(self) -> bool:
        """Whether it was taken back, which is not too late but done."""
        return self.why_not == ALREADY


def undo(by: User, attempt: Entry, *, key: str | None, lot: str = "") -> Result:
    """Take back the saved act `attempt` of `by`'s own, through the one write path; `lot` names what it belongs to."""
    if key and (earlier := taking_back(attempt).filter(key=key).order_by("-pk").first()):
        return current_result(earlier)
    if why_not := too_late(attempt):
        return Result("refused", why_not)
    about = {"undoes": attempt.pk, "again": is_undo(attempt)} | ({"lot": lot} if lot else {})
    if attempt.verb == VERB:
        return move_back(by, attempt, key, about)
    if attempt.verb in EDITED:
        return change_back(by, attempt, key, about)
    accounts = [UUID(one) for one in (attempt.body or {}).get("participants", ())]
    asked = people_of.Asked(attempt.subject_uuid, accounts, attempt.client_uuid, key, about)
    return (people_of.remove_people if attempt.verb == Adding.verb else people_of.add_people)(by, asked)


def move_back(by: User, attempt: Entry, key: str | None, about: Mapping[str, Any]) -> Result:
    """The same status, the same place."""
    before, case = attempt.before or {}, Case.objects.get(pk=attempt.subject_uuid)
    drop = moves.Drop(
        case=case.pk,
        status=UUID(before["status"]),
        after=place_before(attempt),
        seen=case.seen,
        client=attempt.client_uuid,
        key=key,
        rank=before.get("status_position"),
        stands=UUID((attempt.body or {})["status"]),
        about=about,
    )
    return moves.move(by, drop)


def change_back(by: User, attempt: Entry, key: str | None, about: Mapping[str, Any]) -> Result:
    """The fields that an edit changed, as they were before it; compared with what it left in them."""
    found = wishes(attempt)
    change = Change(attempt.subject_uuid, found, attempt.client_uuid, key, about)
    if attempt.verb == Edit.verb:
        return editing.edit(by, change)[0]
    opens = "completed" in found and found["completed"].wanted is None
    return (completing.reopen if opens else completing.complete)(by, change)[0]


def wishes(attempt: Entry) -> dict[str, Wish]:
    """What an edit would be taken back by: for each field that it sent, what it left there and what was."""
    known, body = EDITED[attempt.verb], attempt.body or {}
    ending = recorder.latest_outcome(attempt)
    left = ((ending.after if ending else None) or {}).get("now") or {}
    return {
        name: Wish(left.get(name, known[name].of_sent(body[known[name].key])), content)
        for name, content in (attempt.before or {}).get("was", {}).items()
        if name in known and known[name].key in body
    }


def place_before(attempt: Entry) -> UUID | None:
    """The case it stood after, if that one is still in the status; else the first place."""
    before = attempt.before or {}
    after = UUID(before["after"]) if before.get("after") else None
    column = places.column(attempt.client_uuid, UUID(before["status"]))
    return after if after and column.filter(pk=after).exists() else None


def is_undo(attempt: Entry) -> bool:
    """Whether an act took another one back, rather than doing something, or doing it again."""
    before = attempt.before or {}
    return bool(before.get("undoes")) and not before.get("again")


def taking_back(attempt: Entry) -> Any:
    """The acts that took this one back, or tried to."""
    return Entry.objects.filter(kind="attempt", subject_uuid=attempt.subject_uuid, before__undoes=attempt.pk)


def too_late(attempt: Entry) -> str:
    """Why an act can no longer be undone, in words; blank where it can."""
    case = Case.objects.filter(pk=attempt.subject_uuid, gone_at=None).first()
    if case is None:
        return "The case is no longer in Plannr."
    ending = recorder.latest_outcome(attempt)
    if ending is None or ending.outcome != recorder.SAVED:
        return "It was not saved, so there is nothing to undo."
    if taking_back(attempt).filter(outcomes__outcome=recorder.SAVED).exists():
        return ALREADY
    if attempt.verb == VERB:
        return moved_on(attempt, case)
    return changed_on(attempt, case) if attempt.verb in EDITED else ""


def moved_on(attempt: Entry, case: Case) -> str:
    """Why a move cannot be undone as the case stands: the status counts, and inside one status the place, too."""
    before, body = attempt.before or {}, attempt.body or {}
    if not before.get("status"):
        return "It had no status before, and Plannr cannot take a case out of every status."
    is_elsewhere = str(case.status) != body.get("status")
    if is_elsewhere or (before["status"] == body.get("status") and moved_again(attempt)):
        return f"“{case.name}” has been moved since."
    return ""


def moved_again(attempt: Entry) -> bool:
    """Whether the case was moved after `attempt`, by a move that was not taken back itself."""
    later = Entry.objects.filter(kind="attempt", subject_uuid=attempt.subject_uuid, verb=VERB, pk__gt=attempt.pk)
    found = {one.pk: one for one in later.filter(outcomes__outcome=recorder.SAVED)}
    back = {(one.before or {}).get("undoes") for one in found.values()}
    return any(pk not in back and not is_undo(one) for pk, one in found.items())


def changed_on(attempt: Entry, case: Case) -> str:
    """Why an edit cannot be undone: what it changed was changed again, or Plannr cannot make it as it was."""
    known = EDITED[attempt.verb]
    for name, wish in wishes(attempt).items():
        if known[name].mirrored(case) not in (wish.was, wish.wanted):
            return f"The {known[name].label.lower()} of “{case.name}” has been changed since."
        if name in ("type", "status") and wish.wanted is None:
            return f"It had no {name} before, and Plannr cannot take a case’s {name} away."
    return ""


def recent_of(by: User) -> list[Recent]:
    """My newest saved moves, newest first."""
    mine = Entry.objects.filter(kind="attempt", verb=VERB, actor=by, outcomes__outcome=recorder.SAVED)
    return [
        Recent(one, (one.before or {}).get("status_name", ""), (one.before or {}).get("to_name", ""), too_late(one))
        for one in mine.order_by("-id").distinct()[:MOST_RECENT]
    ]
