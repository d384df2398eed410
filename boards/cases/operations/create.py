"""Adding a case (plannr-api.md 2.5), never twice: Plannr has no key for a request, so the board has to know by itself.

A gesture's key makes a resent form find the case that it made. A case of the same name that was just added for the same
client is shown before another is made. And where no answer came, the client's list is read back: exactly one new case
like the one asked for is it, none means that nothing was made, several are for a person to look at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from boards import gateway
from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.mirror import models as mirror
from boards.mirror.ordering import mark_stale
from boards.mirror.store.cases import upsert_cases, upsert_confirmed
from boards.plannr import Case, InvalidResponse
from boards.ui import formatting
from boards.users.models import User
from boards.writes.operation import HELD_AFTER, HELD_BEFORE, HELD_OTHER, Body, Conflict, Operation, ReadBack, Result
from boards.writes.pipeline import execute

DUPLICATE_WINDOW = timedelta(minutes=10)
INCOMPLETE_LIST = "Plannr did not give the client’s whole list of cases, so a doubled case could not be ruled out."


@dataclass(frozen=True, slots=True)
class CreateRequest:
    """The case a person asked for on the board of `client`; `value` in pennies. `anyway`: a twin just added is fine."""

    client: UUID
    name: str
    status: UUID | None = None
    type: UUID | None = None
    value: int | None = None
    participants: Sequence[UUID] = ()
    plans: Sequence[UUID] = ()
    assigned: Sequence[UUID] = ()
    anyway: bool = False
    key: str | None = None


@dataclass(frozen=True, slots=True)
class CreateSnapshot:
    """What Plannr holds: the client's cases, and, after the write, the one that was made."""

    cases: tuple[Case, ...]
    began: datetime
    made: Case | None = None
    twins: tuple[Case, ...] = field(default=())


def add_case(by: User, draft: CreateRequest) -> Result:
    """Add a case through the one write path; `made_by(ending)` names it."""
    return execute(CreateCase(by, draft))


def created_case(ending: Result) -> UUID | None:
    """The case that an ending made; None where it made none, or it is not known yet."""
    last = recorder.latest_outcome(ending.attempt) if ending.attempt else None
    made = (last.after or {}).get("uuid") if last and last.outcome == recorder.SAVED else None
    return UUID(made) if made else None


class CreateCase(Operation[CreateSnapshot]):
    """One creation, as the write path sees it. Its subject is the client: one is made for a client at a time, and none
    while an earlier one is in doubt.
    """

    verb = "case-create"

    def __init__(self, by: User, draft: CreateRequest) -> None:
        self.by, self.draft, self.key = by, draft, draft.key
        name = mirror.Account.objects.filter(pk=draft.client).values_list("name", flat=True).first() or ""
        self.subject = Subject("client", draft.client, draft.name, draft.client, name)

    def ask(self) -> Body:
        told = asdict(self.draft)
        return {name: value for name, value in told.items() if name not in ("anyway", "key")}

    def read(self) -> CreateSnapshot:
        began = datetime.now(UTC)
        listing = gateway.client().cases.of_client(self.draft.client)
        if not listing.complete:
            raise InvalidResponse(INCOMPLETE_LIST)
        return CreateSnapshot(listing.items, began, twins=tuple(cases_named(listing.items, self.draft.name)))

    def conflict(self, fresh: CreateSnapshot) -> Conflict | None:
        """A case of this name that was added only minutes ago may be the very one."""
        since = datetime.now(UTC) - DUPLICATE_WINDOW
        lately = [case for case in fresh.twins if case.created_at and case.created_at > since]
        if self.draft.anyway or not lately:
            return None
        at = lately[0].created_at
        assert at
        return Conflict(
            f"A case called “{self.draft.name}” was added for this client at {formatting.london(at):%H:%M}."
        )

    def body(self, fresh: CreateSnapshot) -> Body | None:
        people = dict.fromkeys([self.draft.client, *self.draft.participants])
        body: Body = {"name": self.draft.name, "participants": [str(one) for one in people]}
        single = {"status": self.draft.status, "type": self.draft.type}
        body |= {key: str(uuid) for key, uuid in single.items() if uuid}
        if self.draft.value is not None:
            body["value"] = self.draft.value
        lists = {"plans": self.draft.plans, "assigned_to_uuids": self.draft.assigned}
        return body | {key: [str(one) for one in uuids] for key, uuids in lists.items() if uuids}

    def before(self, fresh: CreateSnapshot) -> Body:
        """The cases of this name that stood before: whatever comes beside them afterwards is new."""
        chosen = self.draft.status
        status = mirror.Status.objects.filter(pk=chosen).values_list("name", flat=True).first() if chosen else ""
        return {"twins": [str(case.uuid) for case in fresh.twins], "status_name": status or ""}

    def send(self, body: Body) -> CreateSnapshot:
        made = gateway.client().cases.create(body["name"], **create_arguments(body))
        return CreateSnapshot((), datetime.now(UTC), made)

    def holds(self, answer: CreateSnapshot, body: Body) -> bool:
        return answer.made is not None and answer.made.name == body["name"]

    def says(self, answer: CreateSnapshot, body: Body) -> bool | None:
        """An answer with a case says that one was made."""
        return self.holds(answer, body) or None

    def reread(self, answer: CreateSnapshot) -> CreateSnapshot:
        assert answer.made
        began = datetime.now(UTC)
        return CreateSnapshot((), began, gateway.client().cases.get(answer.made.uuid))

    def damage(self, fresh: CreateSnapshot, answer: CreateSnapshot, seen: CreateSnapshot) -> str:
        return ""

    def repair(self, fresh: CreateSnapshot) -> None:
        """There is nothing to put back."""

    def keep(self, answer: CreateSnapshot, *, saved: bool) -> None:
        if answer.made and saved:
            upsert_confirmed(answer.made, actor=self.by.called, at=answer.began)
            mark_stale(self.draft.client)
        else:
            upsert_cases(answer.cases, began=answer.began, client=self.draft.client)

    def after(self, answer: CreateSnapshot) -> Body:
        return {"uuid": str(answer.made.uuid)} if answer.made else {}

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        """Look for the case in the client's list: exactly one new one is it. Raises PlannrError."""
        began, client, body = datetime.now(UTC), attempt.client_uuid, attempt.body or {}
        assert client
        listing = gateway.client().cases.of_client(client)
        if not listing.complete:
            raise InvalidResponse(INCOMPLETE_LIST)
        known = set((attempt.before or {}).get("twins", []))
        new = [case for case in listing.items if str(case.uuid) not in known and matches_body(case, body)]
        if len(new) == 1:
            upsert_confirmed(new[0], actor=attempt.actor_name, at=began)
            mark_stale(client)
            return ReadBack(HELD_AFTER, {"uuid": str(new[0].uuid)})
        upsert_cases(listing.items, began=began, client=client)
        if not new:
            return ReadBack(HELD_BEFORE, {})
        words = f"Plannr holds {len(new)} new cases of this name. Look at them before adding more."
        return ReadBack(HELD_OTHER, {}, words)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        """ "added “Hill mortgage” for Ann Smith in Research"."""
        did = "added" if entry.body else "wanted to add"
        status = (entry.before or {}).get("status_name")
        return f"{did} “{entry.subject_name}” for {entry.client_name}{f' in {status}' if status else ''}"


def create_arguments(body: Body) -> dict[str, Any]:
    """The body as the Plannr client takes it, without the name."""
    lists = {key: [UUID(one) for one in value] for key, value in body.items() if isinstance(value, list)}
    single = {key: UUID(body[key]) for key in ("status", "type") if key in body}
    return lists | single | ({"value": body["value"]} if "value" in body else {})


def cases_named(cases: Iterable[Case], name: str) -> list[Case]:
    """Those of some cases that are called so."""
    return [case for case in cases if case.name == name]


def matches_body(case: Case, body: Body) -> bool:
    """Whether a case can be the one a body asked for."""
    pennies = case.value.pennies if case.value else None
    kind = str(case.type.uuid) if case.type else None
    return case.name == body["name"] and pennies == body.get("value") and kind in (None, body.get("type"))
