"""Editing a case: some of its fields, and no others, through the one write path (architecture.md section 3).

Only what really changes is sent, and the plans exactly as the fresh read gave them beside it (plannr-api.md 2.9, 11). A
field that holds something else now than the page showed is a conflict: nothing is sent, and the page shows yours, now
and what it was. A Plannr whose PUT replaces the whole case is found out by what it emptied; that is put back at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Subquery

from boards import gateway
from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import SAVED, Subject
from boards.cases.fields import FIELDS, CaseField, Content
from boards.cases.operations import side_effects
from boards.mirror import models as mirror
from boards.mirror.store.card_summary import assigned_ids
from boards.mirror.store.cases import mark_deleted, upsert_cases, upsert_confirmed
from boards.plannr import Case, NotFound
from boards.ui import formatting
from boards.users.models import User
from boards.writes.operation import HELD_AFTER, HELD_BEFORE, HELD_OTHER, Body, Conflict, Operation, ReadBack, Result
from boards.writes.pipeline import execute

CHANGE_FIELDS = {"value": "value", "status": "status", "completed_at": "completed"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's change: what the page showed (`was`) and what the person wants instead."""

    was: Content
    wanted: Content


@dataclass(frozen=True, slots=True)
class EditRequest:
    """What a person asked for on a page: the wishes by field name, and on which client's board (None: none).

    `about` is for the log: what it takes back.
    """

    case: UUID
    wishes: Mapping[str, FieldChange]
    client: UUID | None = None
    key: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseSnapshot:
    """A fresh read of the case; `began` is when it was asked (UTC)."""

    case: Case
    began: datetime


def edit_case(by: User, change: EditRequest) -> tuple[Result, dict[str, Content]]:
    """Change fields of a case; how it ended, and for a conflict what the fields hold now, by name."""
    act = EditCase(by, change)
    return execute(act), act.now


class EditCase(Operation[CaseSnapshot]):
    """One edit, as the write path sees it."""

    verb = "case-edit"
    fields: ClassVar[Mapping[str, CaseField]] = FIELDS

    def __init__(self, by: User, change: EditRequest) -> None:
        self.by, self.case, self.key, self.about = by, change.case, change.key, change.about
        self.wishes = {name: wish for name, wish in change.wishes.items() if wish.wanted != wish.was}
        self.now: dict[str, Content] = {}
        self.own: Callable[[], Sequence[Entry]] = list
        self.subject = case_subject(change.case, change.client)

    def ask(self) -> Body:
        return {name: wish.wanted for name, wish in self.wishes.items()}

    def read(self) -> CaseSnapshot:
        return CaseSnapshot(gateway.client().cases.get(self.case), datetime.now(UTC))

    def go_on_from(self, own: Callable[[], Sequence[Entry]]) -> None:
        self.own = own

    def conflict(self, fresh: CaseSnapshot) -> Conflict | None:
        """Fields that hold neither what the page showed, nor what the person has written, nor what is asked for."""
        self.now = {name: self.fields[name].of(fresh.case) for name in self.wishes}
        stale = [
            name
            for name, wish in self.wishes.items()
            if self.now[name] not in (wish.was, wish.wanted) and not self._is_mine(name)
        ]
        if not stale:
            return None
        return Conflict(" ".join(describe_other_edit(self.case, self.fields[name], self.now[name]) for name in stale))

    def _is_mine(self, name: str) -> bool:
        """Whether a field holds what the person has written into it since."""
        return name in self._written and self.fields[name].of_sent(self._written[name]) == self.now[name]

    @cached_property
    def _written(self) -> Body:
        """What the person's own attempts have sent, by the name of the field."""
        written: Body = {}
        for one in self.own():
            ending, body = recorder.latest_outcome(one), one.body or {}
            chosen = ((ending.after or {}) if ending else {}).get("now") or ("status",)  # a move keeps no list of names
            written |= {
                name: body[field.key] for name, field in self.fields.items() if name in chosen and field.key in body
            }
        return written

    def body(self, fresh: CaseSnapshot) -> Body | None:
        """The fields that change, and the plans echoed; None where Plannr holds it all."""
        wanted = {name: wish.wanted for name, wish in self.wishes.items() if wish.wanted != self.now[name]}
        if not wanted:
            return None
        body = {self.fields[name].key: self.fields[name].sent(content) for name, content in wanted.items()}
        if "plans" not in body and fresh.case.plan_uuids is not None:
            body["plans"] = [str(plan) for plan in fresh.case.plan_uuids]
        return body

    def before(self, fresh: CaseSnapshot) -> Body:
        """What the fields hold, and the change in words: names may change later, the log does not."""
        told = {
            self.fields[name].label.lower(): [self.fields[name].said(self.now[name]), self.fields[name].said(wanted)]
            for name, wanted in ((name, wish.wanted) for name, wish in self.wishes.items())
            if wanted != self.now[name]
        }
        return {"was": dict(self.now), "told": told, "plans": plan_ids(fresh.case), **self.about}

    def send(self, body: Body) -> CaseSnapshot:
        keys = {one.key: one for one in self.fields.values()} | {"plans": FIELDS["plans"]}
        changes = {key: keys[key].argument(value) if key in keys else value for key, value in body.items()}
        return CaseSnapshot(gateway.client().cases.update(self.case, **changes), datetime.now(UTC))

    def holds(self, answer: CaseSnapshot, body: Body) -> bool:
        """Whether the changed fields are as asked; what an answer does not carry, the re-read tells."""
        asked = {name: one.of_sent(body[one.key]) for name, one in self.fields.items() if one.key in body}
        return all(
            not answer_carries(self.fields[name], answer.case) or self.fields[name].of(answer.case) == content
            for name, content in asked.items()
            if name in self.wishes
        )

    def reread(self, answer: CaseSnapshot) -> CaseSnapshot:
        began = datetime.now(UTC)
        return CaseSnapshot(gateway.client().cases.get(self.case), began)

    def damage(self, fresh: CaseSnapshot, answer: CaseSnapshot, seen: CaseSnapshot) -> str:
        """Plans that are gone without having been taken out, and fields emptied that were not sent."""
        sent = [self.fields[name].key for name in self.wishes]
        lost = side_effects.describe_losses(self._expected_plans(fresh), fresh.case, answer.case, seen.case, sent)
        return f"Editing “{fresh.case.name}” made Plannr drop what was not edited: its {lost}." if lost else ""

    def meanwhile(self, answer: CaseSnapshot, seen: CaseSnapshot) -> str:
        return side_effects.describe_unlinking(answer.case, seen.case)

    def _expected_plans(self, fresh: CaseSnapshot) -> set[UUID]:
        wish = self.wishes.get("plans")
        if wish and isinstance(wish.wanted, list):
            return {UUID(plan) for plan in wish.wanted}
        return set(fresh.case.plan_uuids or ())

    def repair(self, fresh: CaseSnapshot) -> None:
        """Send the whole case as it was read, with what this edit wanted, and keep what Plannr then shows."""
        asked = [(self.fields[name], wish.wanted) for name, wish in self.wishes.items()]
        wanted = {one.key: one.argument(one.sent(content)) for one, content in asked if one.key != "plans"}
        now = side_effects.restore_case(self.case, fresh.case, self._expected_plans(fresh), **wanted)
        self.keep(replace(fresh, case=now, began=datetime.now(UTC)), saved=True)

    def keep(self, answer: CaseSnapshot, *, saved: bool) -> None:
        if not saved:
            upsert_cases([answer.case], began=answer.began)
            return
        wrote = [CHANGE_FIELDS[one.key] for name in self.wishes if (one := self.fields[name]).key in CHANGE_FIELDS]
        upsert_confirmed(answer.case, actor=self.by.called, at=answer.began, wrote=wrote)

    def shows_before(self, fresh: CaseSnapshot, seen: CaseSnapshot) -> bool:
        told = [self.fields[name] for name in self.wishes if answer_carries(self.fields[name], seen.case)]
        return all(field.of(seen.case) == field.of(fresh.case) for field in told)

    def after(self, answer: CaseSnapshot) -> Body:
        told = [name for name in self.wishes if answer_carries(self.fields[name], answer.case)]
        now = {name: self.fields[name].of(answer.case) for name in told}
        at = answer.case.updated_at
        return {"now": now, "plans": plan_ids(answer.case), "updated_at": at.isoformat() if at else None}

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        return read_back_edit(cls.fields, attempt)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        """ "changed “Hill mortgage”: the value from £22,000 to £27,500"."""
        changes = (entry.before or {}).get("told") or {}
        parts = [f"{label} from {old} to {new}" for label, (old, new) in changes.items()]
        did = "changed" if entry.body else "wanted to change"
        return f"{did} “{entry.subject_name}”: {', '.join(parts)}" if parts else f"{did} “{entry.subject_name}”"


def case_subject(case: UUID, client: UUID | None) -> Subject:
    """A case as the log names it."""
    of_client = Subquery(mirror.Account.objects.filter(pk=client or UUID(int=0)).values("name"))
    names = mirror.Case.objects.filter(pk=case).values_list("name", of_client).first()
    name, client_name = names or ("", "")
    return Subject("case", case, name, client, client_name or "")


def describe_other_edit(case: UUID, one: CaseField, now: Content) -> str:
    """Who made a field what it is now, as far as known: "Sarah Jones changed the value at 14:01."."""
    label = one.label.lower()
    last = (
        Entry.objects.filter(kind="outcome", subject_uuid=case, outcome=SAVED, attempt__body__has_key=one.key)
        .order_by("-id")
        .first()
    )
    contents = ((last.after or {}).get("now") or {}) if last else {}
    if last and contents.get(one.name, object()) == now:
        day = formatting.london(last.at).date()
        on = "" if day == formatting.today() else f" on {formatting.short_date(day)}"
        at = f"{formatting.london(last.at):%H:%M}"
        return f"{last.actor_name} changed the {label}{on} at {at}, while you were editing it."
    return f"The {label} was changed in Plannr while you were editing it."


def answer_carries(one: CaseField, case: Case) -> bool:
    """Whether an answer carries a field at all (plannr-api.md 2.3): a list may be missing, and so may a relation."""
    match one.key:
        case "plans":
            return case.plan_uuids is not None
        case "assigned_to_uuids":
            return assigned_ids(case) is not None
        case "type" | "status":
            return getattr(case, one.key) is not None
    return True


def plan_ids(case: Case) -> list[str] | None:
    """The plans' uuids as text; None where the answer did not tell."""
    return [str(plan) for plan in case.plan_uuids] if case.plan_uuids is not None else None


def fetch_case(attempt: Entry, began: datetime) -> Case:
    """The case of an attempt as Plannr has it now. Raises PlannrError, NotFound where it is gone."""
    uuid = attempt.subject_uuid
    assert uuid
    try:
        return gateway.client().cases.get(uuid)
    except NotFound:
        mark_deleted(uuid, at=began)
        raise


def read_back_edit(fields: Mapping[str, CaseField], attempt: Entry) -> ReadBack:
    """What Plannr shows for an edit in doubt (never sends again). Raises PlannrError, NotFound where it is gone."""
    began = datetime.now(UTC)
    case = fetch_case(attempt, began)
    was, body = (attempt.before or {}).get("was", {}), attempt.body or {}
    now = {name: fields[name].of(case) for name in was}
    wanted = {name: fields[name].of_sent(body[fields[name].key]) for name in was if fields[name].key in body}
    if all(now[name] == content for name, content in wanted.items()):
        wrote = [CHANGE_FIELDS[fields[name].key] for name in wanted if fields[name].key in CHANGE_FIELDS]
        upsert_confirmed(case, actor=attempt.actor_name, at=began, wrote=wrote)
        return ReadBack(HELD_AFTER, {"now": now})
    upsert_cases([case], began=began)
    if all(now[name] == was[name] for name in wanted):
        return ReadBack(HELD_BEFORE, {"now": now})
    said = ", ".join(f"{fields[name].label.lower()} {fields[name].said(now[name])}" for name in wanted)
    return ReadBack(HELD_OTHER, {"now": now}, f"Plannr shows {said} now: somebody else changed it meanwhile.")
