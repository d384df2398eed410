"""Moving a case: another status, another place, or both.

A drop is asked as "in status S, after case A", because `status_position` ranks a case inside its status across the
whole firm, and a client's board shows only some of those cases (architecture.md section 4, plannr-api.md 2.8). The
number to send is worked out from the neighbours' own positions, read fresh together with the case in one call.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Subquery

from boards import gateway
from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.cases.operations import side_effects
from boards.mirror import models as mirror
from boards.mirror.ordering import (
    ColumnOrder,
    end_rank,
    is_on_board,
    mark_stale,
    rank_range,
    read_order,
)
from boards.mirror.store.case_rows import version_token
from boards.mirror.store.cases import mark_deleted, upsert_cases, upsert_confirmed
from boards.plannr import Case, NotFound
from boards.ui import formatting
from boards.users.models import User
from boards.writes.operation import (
    HELD_AFTER,
    HELD_BEFORE,
    HELD_OTHER,
    Body,
    Conflict,
    Operation,
    ReadBack,
    Rejected,
    Result,
)
from boards.writes.pipeline import execute

ONE_CALL = 500
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What a person asked for: into `status`, after the case `after` (None: first; LAST: at the foot).

    `seen` is the token of the page, `client` the client whose board it was (None: the firm's), `anyway` says that the
    person has been told what changed and wants the move all the same. `key` names the gesture. `rank` is the firm-wide
    position it had there before, used by an undo where it still lies between the same neighbours. `stands` is the
    status that an undo finds it in, all that it compares; `about` is for the log: the lot it is of, what it takes back.
    """

    case: UUID
    status: UUID
    after: UUID | None
    seen: str
    last: bool = False
    client: UUID | None = None
    anyway: bool = False
    key: str | None = None
    rank: int | None = None
    stands: UUID | None = None
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveSnapshot:
    """The fresh read: the case, and the cases it may be put beside, by uuid. `began` is when it was asked (UTC)."""

    case: Case
    beside: dict[UUID, Case]
    began: datetime


def move_case(by: User, drop: MoveRequest) -> Result:
    """Move a case as `drop` says, through the one write path; says how it ended (writes.operation.Result)."""
    return execute(MoveCase(by, drop))


class MoveCase(Operation[MoveSnapshot]):
    """One move, as the write path sees it."""

    verb = "case-move"

    def __init__(self, by: User, drop: MoveRequest) -> None:
        self.by, self.drop, self.key = by, drop, drop.key
        self.was: Case | None = None
        self.own: Callable[[], Sequence[Entry]] = list
        self.mirrored: mirror.Case | None = None
        self.to_name: str | None = ""
        self.order = ColumnOrder({})
        self.anchor: UUID | None = None
        self.subject = Subject("case", drop.case, "", drop.client)

    def ask(self) -> Body:
        drop = self.drop
        return {"status": drop.status, "after": drop.after, "last": drop.last, "client": drop.client}

    def read(self) -> MoveSnapshot:
        """The case and its neighbour to be, in one call (plannr-api.md 2.2, `filter[uuid]`)."""
        self._look_up()
        self._refuse_unknown()
        began = datetime.now(UTC)
        wanted = [self.drop.case, *([self.anchor] if self.anchor else [])]
        found = gateway.client().cases.some(wanted)
        case = found.pop(self.drop.case, None) or gateway.client().cases.get(self.drop.case)
        return MoveSnapshot(case, found, began)

    def _look_up(self) -> None:
        """What the mirror knows now: whoever held the lease before us may have written."""
        drop = self.drop
        to_name = mirror.Status.objects.filter(pk=drop.status).values("name")
        client_name = mirror.Account.objects.filter(pk=drop.client or NOBODY).values("name")
        cases = mirror.Case.objects.live().filter(pk=drop.case)
        found: Any = cases.annotate(to_name=Subquery(to_name), client_name=Subquery(client_name)).first()
        if found:
            self.to_name = found.to_name
            self.subject = replace(self.subject, name=found.name, client_name=found.client_name or "")
        self.mirrored = found
        self.order = read_order(drop.client, {found.status if found else None, drop.status})
        self.anchor = self._anchor()

    def _anchor(self) -> UUID | None:
        """The case that decides the place: the one above it, or, for a first place, the one it lands before."""
        if self.drop.last:
            return self.order.last(self.drop.status, but=self.drop.case)
        return self.drop.after or self.order.first(self.drop.status, but=self.drop.case)

    def _refuse_unknown(self) -> None:
        """Refuse what no fresh read could make right: unknown statuses, and neighbours that are not on this board."""
        if self.to_name is None:
            raise Rejected("Choose one of the firm’s statuses.", "status")
        after = self.drop.after
        if after == self.drop.case:
            raise Rejected("A case cannot be placed after itself.", "after")
        if after and not self.order.position(after, self.drop.status) and not is_on_board(self.drop.client, after):
            raise Rejected("The case to place it after is not on this board.", "after")
        if not self.drop.seen and not self.drop.anyway:
            raise Rejected("The page did not say which version of the case it showed. Reload it and try again.", "seen")

    def go_on_from(self, own: Callable[[], Sequence[Entry]]) -> None:
        self.own = own

    def conflict(self, fresh: MoveSnapshot) -> Conflict | None:
        """The case is neither as the page showed it nor as the person left it, or its neighbour to be is elsewhere."""
        turn = self.mirrored.turn if self.mirrored else 0
        if self.drop.stands:
            is_there = status_uuid(fresh.case) == self.drop.stands
            return None if is_there else Conflict(describe_conflict(self.mirrored, fresh.case))
        is_as_shown = self.drop.anyway or version_token(fresh.case, turn) == self.drop.seen
        if not is_as_shown and not self._is_as_left(fresh.case):
            return Conflict(describe_conflict(self.mirrored, fresh.case))
        anchor = fresh.beside.get(self.anchor) if self.anchor else None
        if self.drop.after and not self.drop.anyway and (anchor is None or status_uuid(anchor) != self.drop.status):
            name = anchor.name if anchor else "The case above that place"
            return Conflict(f"“{name}” has left this status, so the place after it is gone.")
        return None

    def _is_as_left(self, case: Case) -> bool:
        """Whether nothing has changed since the person's own last attempt."""
        own = self.own()
        last = recorder.latest_outcome(own[-1]) if own else None
        left = ((last.after or {}) if last else {}).get("updated_at")
        return bool(left) and left == move_facts(case)["updated_at"]

    def body(self, fresh: MoveSnapshot) -> Body | None:
        """Status, position and the plans echoed exactly as read (plannr-api.md 2.9); None where it is there already."""
        self.was = fresh.case
        position = self._position(fresh)
        if status_uuid(fresh.case) == self.drop.status and (self._is_there() or position == fresh.case.position):
            return None
        body: Body = {"status": str(self.drop.status), "status_position": position}
        if fresh.case.plan_uuids is not None:
            body["plans"] = [str(plan) for plan in fresh.case.plan_uuids]
        return body

    def _is_there(self) -> bool:
        place = self.order.position(self.drop.case, self.drop.status)
        if place is None:
            return False
        if self.drop.last:
            return place.number == place.of
        return place.after == self.drop.after

    def _position(self, fresh: MoveSnapshot) -> int:
        """The rank it had before, where that is still its place; else the one that its neighbour gives."""
        if not self.drop.rank:
            return self._beside(fresh)
        gap = rank_range(self.drop.client, self.drop.status, self.drop.after, but=self.drop.case)
        return self.drop.rank if gap and gap[0] < self.drop.rank <= gap[1] else self._beside(fresh)

    def _beside(self, fresh: MoveSnapshot) -> int:
        """The firm-wide rank that puts the case where it was dropped (architecture.md section 4)."""
        anchor = fresh.beside.get(self.anchor) if self.anchor else None
        if anchor is None or status_uuid(anchor) != self.drop.status:
            return end_rank(self.drop.status) if self.anchor else 1
        rank = anchor.position if anchor.position is not None else end_rank(self.drop.status)
        target = rank + 1 if self.drop.after or self.drop.last else max(rank, 1)
        mine = fresh.case.position
        moves_down = status_uuid(fresh.case) == self.drop.status and mine is not None and mine < target
        return target - 1 if moves_down else target

    def before(self, fresh: MoveSnapshot) -> Body:
        """The facts replaced, and the place on the board, by which an undo finds its way back."""
        place = self.order.position(self.drop.case, self.mirrored.status) if self.mirrored else None
        return move_facts(fresh.case) | {
            "after": str(place.after) if place and place.after else None,
            "to_name": self.to_name or "a status no longer known",
            **self.drop.about,
        }

    def send(self, body: Body) -> MoveSnapshot:
        plans = [UUID(plan) for plan in body["plans"]] if "plans" in body else None
        case = gateway.client().cases.move(
            self.drop.case, status=self.drop.status, position=body["status_position"], plans=plans
        )
        return MoveSnapshot(case, {}, datetime.now(UTC))

    def holds(self, answer: MoveSnapshot, body: Body) -> bool:
        """The status must be the one asked, and inside one status the position must have moved: Plannr may clamp it."""
        if status_uuid(answer.case) != UUID(body["status"]):
            return False
        if self.was is None or status_uuid(self.was) != UUID(body["status"]):
            return True
        return answer.case.position in (body["status_position"], None) or answer.case.position != self.was.position

    def reread(self, answer: MoveSnapshot) -> MoveSnapshot:
        """The order after a move, in one call: the client's list, or, of a very long board, the new neighbours."""
        began = datetime.now(UTC)
        if self.drop.client and self.order.size <= ONE_CALL:
            found = {case.uuid: case for case in gateway.client().cases.of_client(self.drop.client).items}
        else:
            near = self.order.around(self.drop.status, self.anchor, reach=20)
            found = gateway.client().cases.some([self.drop.case, *near])
        case = found.pop(self.drop.case, answer.case)
        return MoveSnapshot(case, found, began)

    def damage(self, fresh: MoveSnapshot, answer: MoveSnapshot, seen: MoveSnapshot) -> str:
        """A move must leave the case's plans and fields alone (plannr-api.md 11)."""
        plans, sent = fresh.case.plan_uuids or (), ("status", "completed_at")
        lost = side_effects.describe_losses(plans, fresh.case, answer.case, seen.case, sent)
        return f"Moving “{fresh.case.name}” made Plannr drop what was not moved: its {lost}." if lost else ""

    def meanwhile(self, answer: MoveSnapshot, seen: MoveSnapshot) -> str:
        return side_effects.describe_unlinking(answer.case, seen.case)

    def repair(self, fresh: MoveSnapshot) -> None:
        now = side_effects.restore_case(
            self.drop.case, fresh.case, fresh.case.plan_uuids or (), status=self.drop.status
        )
        self.keep(MoveSnapshot(now, {}, datetime.now(UTC)), saved=True)

    def keep(self, answer: MoveSnapshot, *, saved: bool) -> None:
        """The mirror takes the case and its neighbours; a board too long for one call is marked as due for a read."""
        cases = [answer.case, *answer.beside.values()]
        if saved:
            upsert_confirmed(answer.case, actor=self.by.called, at=answer.began, wrote=["status"], read=cases)
        else:
            upsert_cases(cases, began=answer.began)
        if saved and (self.drop.client is None or self.order.size > ONE_CALL or not answer.beside):
            mark_stale(self.drop.client)

    def shows_before(self, fresh: MoveSnapshot, seen: MoveSnapshot) -> bool:
        """The status; the position only within one, as others' moves shift it."""
        was = status_uuid(fresh.case)
        return status_uuid(seen.case) == was and (was != self.drop.status or seen.case.position == fresh.case.position)

    def after(self, answer: MoveSnapshot) -> Body:
        return move_facts(answer.case)

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        """What Plannr shows for a move in doubt (never sends again). Raises PlannrError, NotFound where it is gone."""
        began, uuid = datetime.now(UTC), attempt.subject_uuid
        try:
            case = gateway.client().cases.get(uuid)
        except NotFound:
            mark_deleted(uuid, at=began)
            raise
        now, before, body = move_facts(case), attempt.before or {}, attempt.body or {}
        if _shows(now, body, before):
            upsert_confirmed(case, actor=attempt.actor_name, at=began, wrote=["status"])
            return ReadBack(HELD_AFTER, now)
        upsert_cases([case], began=began)
        if all(now[name] == before.get(name) for name in ("status", "updated_at")):
            return ReadBack(HELD_BEFORE, now)
        return ReadBack(HELD_OTHER, now, f"It was changed in Plannr meanwhile, and is in {now['status_name']} now.")

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        """A move in words, for the audit log."""
        before, body = entry.before or {}, entry.body or {}
        left, place = before.get("status_name", "No status"), body.get("status_position")
        if not body:
            return f"wanted to move “{entry.subject_name}” out of {left}"
        if body.get("status") == before.get("status"):
            return f"moved “{entry.subject_name}” within {left}, place {place}"
        return f"moved “{entry.subject_name}” from {left} to {before.get('to_name')}, place {place}"


def status_uuid(case: Case) -> UUID | None:
    """The status a case is in, or None."""
    return case.status.uuid if case.status else None


def move_facts(case: Case) -> dict[str, Any]:
    """What a move replaces, as JSON values: status, its name, position and plans, and when Plannr last changed it."""
    return {
        "status": str(case.status.uuid) if case.status else None,
        "status_name": case.status.name if case.status else "No status",
        "status_position": case.position,
        "plans": [str(plan) for plan in case.plan_uuids] if case.plan_uuids is not None else None,
        "updated_at": case.updated_at.isoformat() if case.updated_at else None,
    }


def describe_conflict(mirrored: mirror.Case | None, fresh: Case) -> str:
    """Tell what is different now from what the page showed, with who and when where that is known."""
    now_in = fresh.status.name if fresh.status else "no status"
    change = (
        mirror.CaseChange.objects.filter(case=fresh.uuid, field="status").order_by("-id").first() if mirrored else None
    )
    if mirrored and mirrored.status != status_uuid(fresh):
        return f"“{fresh.name}” has been moved to {now_in} in Plannr since this page was read."
    if change and change.after == str(status_uuid(fresh)) and change.here:
        return f"“{fresh.name}” was moved to {now_in} by {change.actor} at {formatting.london(change.at):%H:%M}."
    if mirrored and (mirrored.name, mirrored.value) != (
        fresh.name,
        fresh.value.pennies if fresh.value else None,
    ):
        return f"“{fresh.name}” has been edited in Plannr since this page was read. It is in {now_in}."
    return f"“{fresh.name}” has changed since this page was read. It is in {now_in} now."


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
