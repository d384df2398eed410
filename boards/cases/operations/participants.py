"""Who takes part in a case: people added and taken out (plannr-api.md 2.7). The last client stays.

Adding and removing name only the people meant, so the rest are never sent, and nobody is lost by an incomplete list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from boards import gateway
from boards.audit.models import Entry
from boards.cases.fields import account_names
from boards.cases.operations.edit import CaseSnapshot, case_subject, fetch_case
from boards.mirror.store.cases import remove_from_board, upsert_cases, upsert_confirmed
from boards.plannr import Case
from boards.users.models import User
from boards.writes.operation import HELD_AFTER, HELD_BEFORE, Body, Conflict, Operation, ReadBack, Rejected, Result
from boards.writes.pipeline import execute

LAST_CLIENT = "A case needs a client: the last one cannot be taken out. Add another client first."


@dataclass(frozen=True, slots=True)
class ParticipantsRequest:
    """Which accounts shall take part, or no longer; `client` is whose board it was asked on; `about` for the log."""

    case: UUID
    accounts: Sequence[UUID]
    client: UUID | None = None
    key: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict)


def add_people(by: User, asked: ParticipantsRequest) -> Result:
    """Let accounts take part in a case."""
    return execute(AddParticipants(by, asked))


def remove_people(by: User, asked: ParticipantsRequest) -> Result:
    """Let accounts take part no longer; the last client is refused before anything is sent."""
    return execute(RemoveParticipants(by, asked))


class AddParticipants(Operation[CaseSnapshot]):
    """Adding people, as the write path sees it."""

    verb = "case-add-people"
    wanted: ClassVar[bool] = True

    def __init__(self, by: User, asked: ParticipantsRequest) -> None:
        self.by, self.asked, self.key = by, asked, asked.key
        self.subject = case_subject(asked.case, asked.client)

    def ask(self) -> Body:
        return {"people": sorted(map(str, self.asked.accounts))}

    def read(self) -> CaseSnapshot:
        return CaseSnapshot(gateway.client().cases.get(self.asked.case), datetime.now(UTC))

    def conflict(self, fresh: CaseSnapshot) -> Conflict | None:
        """Nothing can be out of date: only the people named are sent, and only those it still concerns."""
        if fresh.case.participants is None:
            raise Rejected("Plannr did not say who takes part now, so it is not safe to change it here.", "people")
        if not self.asked.accounts:
            raise Rejected("Choose somebody.", "people")
        return None

    def body(self, fresh: CaseSnapshot) -> Body | None:
        there = participant_ids(fresh.case)
        concerned = [str(one) for one in self.asked.accounts if (one in there) != self.wanted]
        return {"participants": concerned} if concerned else None

    def before(self, fresh: CaseSnapshot) -> Body:
        chosen = [str(one) for one in self.asked.accounts]
        return {
            "participants": sorted(map(str, participant_ids(fresh.case))),
            "names": account_names(chosen),
            **self.asked.about,
        }

    def send(self, body: Body) -> CaseSnapshot:
        """The answer's body is not documented (2.7), so what holds now is read."""
        accounts = [UUID(one) for one in body["participants"]]
        if self.wanted:
            gateway.client().cases.add_participants(self.asked.case, accounts)
        else:
            gateway.client().cases.remove_participants(self.asked.case, accounts)
        return CaseSnapshot(Case(self.asked.case), datetime.now(UTC))

    def holds(self, answer: CaseSnapshot, body: Body) -> bool:
        """The bare answer says nothing; a read says who takes part."""
        if answer.case.participants is None:
            return True
        there = participant_ids(answer.case)
        return all((UUID(one) in there) == self.wanted for one in body["participants"])

    def says(self, answer: CaseSnapshot, body: Body) -> bool | None:
        return None

    def reread(self, answer: CaseSnapshot) -> CaseSnapshot:
        began = datetime.now(UTC)
        return CaseSnapshot(gateway.client().cases.get(self.asked.case), began)

    def damage(self, fresh: CaseSnapshot, answer: CaseSnapshot, seen: CaseSnapshot) -> str:
        return ""

    def repair(self, fresh: CaseSnapshot) -> None:
        """There is nothing to put back."""

    def keep(self, answer: CaseSnapshot, *, saved: bool) -> None:
        """A bare answer, where the re-read failed, tells nothing to keep."""
        if answer.case.participants is None:
            return
        if saved:
            upsert_confirmed(answer.case, actor=self.by.called, at=answer.began)
        else:
            upsert_cases([answer.case], began=answer.began)

    def after(self, answer: CaseSnapshot) -> Body:
        return {"participants": sorted(map(str, participant_ids(answer.case)))}

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        """Whether the people take part now, or are out."""
        began = datetime.now(UTC)
        case = fetch_case(attempt, began)
        there, body = participant_ids(case), attempt.body or {}
        after = {"participants": sorted(map(str, there))}
        if all((UUID(one) in there) == cls.wanted for one in body["participants"]):
            upsert_confirmed(case, actor=attempt.actor_name, at=began)
            return ReadBack(HELD_AFTER, after)
        upsert_cases([case], began=began)
        return ReadBack(HELD_BEFORE, after)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        """ "added David Wilson to “Hill mortgage”"."""
        return f"{'added' if entry.body else 'wanted to add'} {participant_names(entry)} to “{entry.subject_name}”"


class RemoveParticipants(AddParticipants):
    """Taking people out, as the write path sees it."""

    verb = "case-remove-people"
    wanted = False

    def conflict(self, fresh: CaseSnapshot) -> Conflict | None:
        super().conflict(fresh)
        left = [one for one in fresh.case.participants or () if one.uuid not in self.asked.accounts]
        if not any(one.kind == "client" for one in left):
            raise Rejected(LAST_CLIENT, "people")
        return None

    def keep(self, answer: CaseSnapshot, *, saved: bool) -> None:
        """Whoever was taken out, and is out, loses the case from the board; a household's list may bring it back."""
        super().keep(answer, saved=saved)
        if saved and answer.case.participants is not None:
            for account in set(self.asked.accounts) - participant_ids(answer.case):
                remove_from_board(self.asked.case, account)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        """ "took David Wilson out of “Hill mortgage”"."""
        return f"{'took' if entry.body else 'wanted to take'} {participant_names(entry)} out of “{entry.subject_name}”"


def participant_ids(case: Case) -> set[UUID]:
    """Who takes part, as far as the answer tells."""
    return {account.uuid for account in case.participants or ()}


def participant_names(entry: Entry) -> str:
    """The people of an attempt, in words."""
    return " and ".join((entry.before or {}).get("names", []))
