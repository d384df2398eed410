"""What changing a cover and making one have in common, as the write path sees it (boards.writes.operation.Operation).

A record of these acts is a `Standing`: the plan's covers and beneficiaries, both lists read to the end. A save costs
five calls: two to read, the PUT or POST, and two to check what became of everybody.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.mirror.models import plans as mirror
from boards.mirror.store.plans import upsert_covers
from boards.plannr import InvalidResponse, PlannrError
from boards.plans import asked as asking
from boards.plans import going, losses, mending, rounding, standing
from boards.plans.asked import Asked
from boards.plans.losses import Must
from boards.plans.standing import Facts, Person, Standing, text
from boards.users.models import User
from boards.writes.operation import Body, Conflict, Operation


class CoverWrite(Operation[Standing]):
    """A write below one plan. After `carry_out`, `fresh` is the plan as it was read before the write, if it was read.

    `shown` is the digest of what a confirming page showed, and `agreed` the kinds of question it put; both are empty
    where nobody was asked. `unasked` are questions that came up only on the fresh read. `whole` is all that was asked
    on the form, of which this may be a part; `changed` are the fields it changes, `list_kind` how its list goes
    (lists.Way), and `answer` what the PUT itself answered of the cover. `kept` are the fields that Plannr was to empty
    and did not, each with a sentence that says so.
    """

    def __init__(self, by: User, asked: Asked, *, key: str | None, shown: str = "", agreed: Sequence[str] = ()) -> None:
        self.by, self.asked, self.key, self.shown, self.agreed = by, asked, key, shown, frozenset(agreed)
        self.plan = mirror.Plan.objects.filter(pk=asked.base.plan).first()
        self.subject = subject_of(asked.base.plan, self.plan)
        self.fresh: Standing | None = None
        self.unasked: dict[str, list[str]] = {}
        self.wanted: list[Person] = []
        self.whole, self.changed, self.list_kind = asked, frozenset[str](), ""
        self.answer: Facts | None = None
        self.kept: dict[str, str] = {}
        self.seen: Standing | None = None

    def ask(self) -> Body:
        return {name: told for name, told in self.asked.as_json().items() if name not in ("base", "kind")}

    def go_on_from(self, own: Sequence[Entry]) -> None:
        for one in own:
            self.asked, self.whole = going.on_from(self.asked, one), going.on_from(self.whole, one)

    def read(self) -> Standing:
        """The plan's covers and people, complete. Raises PlannrError."""
        self.fresh = standing.read(self.asked.base.plan)
        return self.fresh

    def moved_on(self, fresh: Standing) -> Conflict | None:
        """What has changed since the page: since the confirming one anything at all, else what both sides touched."""
        if self.shown and standing.digest(fresh, self.asked.cover) != self.shown:
            return Conflict("The plan has changed in Plannr since this was checked.")
        if found := asking.differences(self.asked, fresh):
            names = ", ".join(one.name for one in found)
            return Conflict(f"It was changed in Plannr since this page was opened: {names}.")
        return None

    def unanswered(self, fresh: Standing) -> Conflict | None:
        """What must be asked before this is sent, and was not."""
        self.unasked = {kind: whom for kind, whom in self.reasons(fresh).items() if kind not in self.agreed}
        return Conflict("There is something to confirm before this can be saved.") if self.unasked else None

    def reasons(self, fresh: Standing) -> dict[str, list[str]]:
        """What must be asked before this is sent, by kind, with whom it is about."""
        return asking.questions(self.asked, fresh, vanished=vanished(fresh))

    def settle_people(self, fresh: Standing) -> None:
        """Work out who will be on this cover."""
        self.wanted = asking.list_after(self.asked, fresh) if self.asked.cover else list(self.asked.rows or ())

    def must(self, answer: Standing) -> Must:
        """What has to stand once this is saved, as `answer` shows it or not."""
        assert self.fresh
        cover = self.cover_in(answer)
        others = self.fresh.others(self.asked.cover) if self.asked.cover else self.fresh.people
        people = [*(replace(one, cover=cover) for one in self.wanted), *others]
        asked = {name: self.asked.fields[name] for name in self.changed}
        return Must(self.plan.type if self.plan else "", self.fresh, self.asked.cover, people, asked)

    def before(self, fresh: Standing) -> Body:
        """Everything that stood, so that nothing done here is beyond finding."""
        return {
            "cover": str(self.asked.cover) if self.asked.cover else None,
            "own": [str(one.uuid) for one in fresh.of(self.asked.cover)],
            "kind": self.asked.kind,
            "list": self.list_kind,
            "standing": fresh.as_json(),
        }

    def reread(self, answer: Standing) -> Standing:
        """The whole plan: the answer to a write carries a part of it at most, so without this nobody knows."""
        try:
            return standing.read(self.asked.base.plan, after_write=True)
        except PlannrError as trouble:
            words = f"Plannr took the change, but could not be read afterwards: {trouble.message}"
            raise InvalidResponse(words, may_have_applied=True) from trouble

    def damage(self, fresh: Standing, answer: Standing, seen: Standing) -> str:
        """Somebody who was to stay is gone or sits under another cover, or a field that nobody touched was lost. The
        PUT's own answer carries the cover's fields, and no people.
        """
        self.learn(fresh, seen)
        must = self.must(seen)
        return losses.damage(must, losses.harm(must, seen, self.answer), f"Saving a cover of {self.subject.name}")

    def learn(self, fresh: Standing, seen: Standing) -> None:
        """Learn from what became of those whom this write could have touched."""

    def meanwhile(self, answer: Standing, seen: Standing) -> str:
        return losses.meanwhile(self.must(seen), seen, self.answer)

    def repair(self, fresh: Standing) -> None:
        try:
            self.keep(mending.mend(self.must(self.seen or fresh)), saved=True)
        except PlannrError:
            self.keep(standing.read(fresh.plan, after_write=True), saved=True)
            raise

    def keep(self, answer: Standing, *, saved: bool) -> None:
        self.seen = answer
        covers, people = answer.listed
        upsert_covers(answer.plan, covers, people, began=answer.began, written=self.exact(answer) if saved else None)

    def exact(self, answer: Standing) -> Mapping[UUID, Decimal]:
        """The shares as they were sent, by the uuid each has now: Plannr may show them rounded."""
        return rounding.sent_shares(self.must(answer).people, answer.people)

    def after(self, answer: Standing) -> Body:
        return after_json(answer, self.cover_in(answer))

    @abstractmethod
    def cover_in(self, answer: Standing) -> UUID | None:
        """The cover's uuid in Plannr's answer."""


def after_json(now: Standing, cover: UUID | None) -> Body:
    """What Plannr holds of one cover, for the log."""
    facts = now.cover(cover)
    return {
        "cover": str(cover) if cover else None,
        "fields": standing.facts_json(facts) if facts else None,
        "people": [[str(one.uuid), one.name, text(one.share)] for one in now.of(cover)],
    }


def subject_of(uuid: UUID, plan: mirror.Plan | None) -> Subject:
    """How the log names a plan: "Aviva 123" where it has a provider and a policy number, else by its own name."""
    if plan is None:
        return Subject("plan", uuid, "a plan")
    called = " ".join(part for part in (plan.provider, plan.policy_number) if part)
    name = called if plan.policy_number else plan.name or called or "a plan"
    return Subject("plan", uuid, name, plan.client, plan.client_name)


def vanished(fresh: Standing) -> bool:
    """Whether Plannr lists nobody on a plan where the mirror has seen people who were not taken out here."""
    return not fresh.people and mirror.Beneficiary.objects.filter(plan=fresh.plan).exists()
