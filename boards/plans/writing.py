"""What changing a cover and making one have in common, as the write path sees it (boards.writes.acts.Act).

A record of these acts is a `Standing`: the plan's covers and beneficiaries, both lists read to the end. A save costs
five calls: two to read, the PUT or POST, and two to check what became of everybody.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from boards.audit.models import Entry
from boards.audit.record import Subject
from boards.mirror import plan_models as mirror
from boards.mirror.plan_keeping import keep_covers
from boards.people.models import User
from boards.plannr import Broken, PlannrError
from boards.plans import asked as asking
from boards.plans import going, habits, losses, rounding, standing
from boards.plans.asked import Asked
from boards.plans.standing import Person, Standing, text
from boards.writes.acts import Act, Body, Clash


class CoverWrite(Act[Standing]):
    """A write below one plan. After `carry_out`, `fresh` is the plan as it was read before the write, if it was read.

    `shown` is the digest of what a confirming page showed, and `agreed` the kinds of question it put; both are empty
    where nobody was asked. `unasked` are questions that came up only on the fresh read.
    """

    def __init__(self, by: User, asked: Asked, *, key: str | None, shown: str = "", agreed: Sequence[str] = ()) -> None:
        self.by, self.asked, self.key, self.shown, self.agreed = by, asked, key, shown, frozenset(agreed)
        self.plan = mirror.Plan.objects.filter(pk=asked.base.plan).first()
        self.subject = subject_of(asked.base.plan, self.plan)
        self.fresh: Standing | None = None
        self.unasked: dict[str, list[str]] = {}
        self.wanted: list[Person] = []
        self.stays: list[Person] = []

    def ask(self) -> Body:
        return {name: told for name, told in self.asked.as_json().items() if name not in ("base", "kind")}

    def go_on_from(self, own: Sequence[Entry]) -> None:
        for one in own:
            self.asked = going.on_from(self.asked, one)

    def read(self) -> Standing:
        """The plan's covers and people, complete. Raises PlannrError."""
        self.fresh = standing.read(self.asked.base.plan)
        return self.fresh

    def moved_on(self, fresh: Standing) -> Clash | None:
        """What has changed since the page: since the confirming one anything at all, else what both sides touched."""
        if self.shown and standing.digest(fresh, self.asked.cover) != self.shown:
            return Clash("The plan has changed in Plannr since this was checked.")
        if found := asking.differences(self.asked, fresh):
            names = ", ".join(one.name for one in found)
            return Clash(f"It was changed in Plannr since this page was opened: {names}.")
        return None

    def unanswered(self, fresh: Standing) -> Clash | None:
        """What must be asked before this is sent, and was not."""
        self.unasked = {kind: whom for kind, whom in self.reasons(fresh).items() if kind not in self.agreed}
        return Clash("There is something to confirm before this can be saved.") if self.unasked else None

    def reasons(self, fresh: Standing) -> dict[str, list[str]]:
        """What must be asked before this is sent, by kind, with whom it is about."""
        return asking.questions(self.asked, fresh, whole_list=self.echoes, vanished=vanished(fresh))

    @property
    def echoes(self) -> bool:
        """Whether the list goes along unchanged: this Plannr deletes whom a save leaves out."""
        return self.asked.cover is not None and habits.has(habits.OMISSION_DELETES)

    def settle_people(self, fresh: Standing) -> None:
        """Work out who will be on this cover, and who on the plan must still be there afterwards."""
        self.wanted = asking.list_after(self.asked, fresh) if self.asked.cover else list(self.asked.rows or ())
        others = fresh.others(self.asked.cover) if self.asked.cover else list(fresh.people)
        self.stays = [*(one for one in self.wanted if one.uuid), *others]

    def before(self, fresh: Standing) -> Body:
        """Everything that stood, so that nothing done here is beyond finding."""
        return {
            "cover": str(self.asked.cover) if self.asked.cover else None,
            "own": [str(one.uuid) for one in fresh.of(self.asked.cover)],
            "standing": fresh.as_json(),
        }

    @abstractmethod
    def write(self, body: Body) -> None:
        """The one PUT or POST. Raises PlannrError."""

    def send(self, body: Body) -> Standing:
        """Write, then read the whole plan back. Where it cannot be read back, nobody knows: it may have applied."""
        self.write(body)
        try:
            return standing.read(self.asked.base.plan, after_write=True)
        except PlannrError as trouble:
            words = f"Plannr took the change, but could not be read afterwards: {trouble.message}"
            raise Broken(words, may_have_applied=True) from trouble

    def reread(self, answer: Standing) -> Standing:
        """`send` has read the plan back already."""
        return answer

    def damage(self, fresh: Standing, answer: Standing, seen: Standing) -> str:
        """Somebody who was to stay is gone, or sits under another cover. The PUT's own answer does not carry people."""
        words = losses.damage(self.stays, seen, f"Saving a cover of {self.subject.name}")
        if words and self.asked.cover and not self.sends_list:
            habits.learn(habits.OMISSION_DELETES)
        return words

    sends_list = False

    def repair(self, fresh: Standing) -> None:
        self.keep(losses.put_back(fresh.plan, self.stays, self.asked.cover), saved=True)

    def keep(self, answer: Standing, *, saved: bool) -> None:
        covers, people = answer.listed
        keep_covers(answer.plan, covers, people, began=answer.began, written=self.exact(answer) if saved else None)

    def exact(self, answer: Standing) -> Mapping[UUID, Decimal]:
        """The shares as they were sent, by the uuid each has now: Plannr may show them rounded."""
        return rounding.sent_shares(
            [*self.wanted, *(one for one in self.stays if one not in self.wanted)], answer.people
        )

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


def rows_json(people: Sequence[Person]) -> list[dict[str, Any]]:
    """A list as it is sent, shares as exact text; somebody new has no uuid at all."""
    return [
        ({"uuid": str(one.uuid)} if one.uuid else {}) | {"name": one.name, "percentage": text(one.share)}
        for one in people
    ]


def heirs(rows: Sequence[Mapping[str, Any]]) -> list[tuple[UUID | None, str, Decimal]]:
    """The same as the Plannr client takes it."""
    return [(UUID(row["uuid"]) if row.get("uuid") else None, row["name"], Decimal(row["percentage"])) for row in rows]


def fields_of(body: Body) -> dict[str, Any]:
    """A logged body as the Plannr client takes it: decimals and uuids again."""
    found: dict[str, Any] = dict(body)
    if found.get("indexation") is not None:
        found["indexation"] = Decimal(found["indexation"])
    if "client_uuid" in found:
        found["client_uuid"] = UUID(found["client_uuid"])
    if "beneficiaries" in found:
        found["beneficiaries"] = heirs(found["beneficiaries"])
    return found
