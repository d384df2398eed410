"""Changing a cover: `PUT /plans/{plan}/cover/{cover}` with the changed fields and, only if it changed, the whole list.

The list names everybody on the plan who is to stay, people of other covers too, because Plannr deletes "on the plan"
whom a list leaves out (plannr-api.md 8.6).
"""

from uuid import UUID

from boards import crm
from boards.audit.models import Entry
from boards.plannr import Invalid
from boards.plans import asked as asking
from boards.plans import doubt, habits, telling
from boards.plans.held import as_json, holds_fields
from boards.plans.matching import is_same, matched
from boards.plans.standing import Standing
from boards.plans.writing import CoverWrite, fields_of, rows_json
from boards.writes.acts import Body, Clash, ReadBack, Refusal

VERB = "cover-change"
AGAIN = (
    "Plannr does not take the people of other covers in this cover’s list. The board knows that now: save once more."
)


class CoverChange(CoverWrite):
    """One change of one cover."""

    verb = VERB

    def clash(self, fresh: Standing) -> Clash | None:
        """Gone, changed meanwhile, not sendable, or not yet asked about."""
        if fresh.cover(self.asked.cover) is None:
            raise Refusal("Plannr no longer has this cover.")
        if clash := self.moved_on(fresh):
            return clash
        self.sends_list = asking.list_changes(self.asked, fresh) or (self.echoes and bool(fresh.people))
        if self.sends_list and (words := asking.why_not_sendable(self.asked, fresh)):
            raise Refusal(words, "beneficiaries")
        return self.unanswered(fresh)

    def body(self, fresh: Standing) -> Body | None:
        """Only what differs from what Plannr holds; money in pennies, decimals as exact text."""
        self.settle_people(fresh)
        body: Body = {name: as_json(value) for name, value in asking.fields_to_send(self.asked, fresh).items()}
        changes = asking.list_changes(self.asked, fresh)
        if changes or (body and self.sends_list):
            others = [] if habits.has(habits.OTHERS_REFUSED) else fresh.others(self.asked.cover)
            body["beneficiaries"] = rows_json([*self.wanted, *others])
        return body or None

    def write(self, body: Body) -> None:
        assert self.asked.cover
        try:
            crm.door().covers.update(self.asked.base.plan, self.asked.cover, **fields_of(body))
        except Invalid as refusal:
            raise self.explained(refusal) from refusal

    def explained(self, refusal: Invalid) -> Invalid:
        """A refusal that is only about naming the other covers' people teaches the board to leave them out."""
        about = [key.split(".") for key in refusal.errors]
        foreign = [len(key) > 1 and key[1].isdigit() and int(key[1]) >= len(self.wanted) for key in about]
        if not foreign or not all(foreign) or habits.has(habits.OTHERS_REFUSED):
            return refusal
        habits.learn(habits.OTHERS_REFUSED)
        return Invalid(AGAIN, status=422)

    def holds(self, answer: Standing, body: Body) -> bool:
        """Every field sent is there, and so is everybody on the list, nobody of the new ones twice."""
        facts = answer.cover(self.asked.cover)
        if facts is None or not holds_fields(facts, body):
            return False
        if "beneficiaries" not in body:
            return True
        return not self.amiss(answer)

    def amiss(self, answer: Standing) -> bool:
        """Whether somebody on the list is not as asked, or somebody new is there twice.

        Who is gone altogether is left to `damage`, which puts him back.
        """
        pairs = matched(self.wanted, answer.people)
        there = {one.uuid for one in answer.people}
        left = [one for place, one in enumerate(self.wanted) if place not in pairs]
        if any(one.uuid is None or one.uuid in there for one in left):
            return True
        assert self.fresh
        old = {one.uuid for one in self.fresh.people} | {one.uuid for one in pairs.values()}
        new = [one for one in self.wanted if one.uuid is None]
        return any(is_same(row, one) for row in new for one in answer.people if one.uuid not in old)

    def cover_in(self, answer: Standing) -> UUID | None:
        return self.asked.cover

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        return doubt.read_back_change(attempt)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        return telling.told_change(entry)
