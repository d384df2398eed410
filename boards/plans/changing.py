"""Changing a cover: `PUT /plans/{plan}/cover/{cover}` with everything that it holds (echo.py), what was changed and,
only where somebody comes or goes, or nobody else is on the plan, its list (lists.py).
"""

from uuid import UUID

from boards import gateway
from boards.audit.models import Entry
from boards.mirror import cover_types
from boards.plannr import Invalid
from boards.plans import asked as asking
from boards.plans import doubt, echo, lists, telling
from boards.plans.held import as_json, holds_fields
from boards.plans.matching import is_same, matched
from boards.plans.sent import fields_of, rows_json
from boards.plans.standing import Facts, Person, Standing, facts_of
from boards.plans.writing import CoverWrite
from boards.writes.operation import Body, Conflict, ReadBack, Rejected

VERB = "cover-change"
OTHERS_NOW = "Somebody else is named on the plan’s other covers since this page was opened."


class CoverChange(CoverWrite):
    """One change of one cover."""

    verb = VERB
    sent: frozenset[str] = frozenset()

    def conflict(self, fresh: Standing) -> Conflict | None:
        """Gone, changed meanwhile, not sendable, or not yet asked about."""
        if fresh.cover(self.asked.cover) is None:
            raise Rejected("Plannr no longer has this cover.")
        if clash := self.moved_on(fresh):
            return clash
        if people := asking.singles(self.asked, fresh):
            self.unasked = {"alone": [one.name for one in people]}
            return Conflict(OTHERS_NOW)
        if asking.goes_along(self.asked, fresh) and (words := asking.why_not_sendable(self.asked, fresh)):
            raise Rejected(words, "beneficiaries")
        return self.unanswered(fresh)

    def body(self, fresh: Standing) -> Body | None:
        """What differs from what Plannr holds, and what else it holds; money in pennies, decimals as exact text."""
        self.settle_people(fresh)
        changed: Body = {name: as_json(value) for name, value in asking.fields_to_send(self.asked, fresh).items()}
        listed, facts = asking.goes_along(self.asked, fresh), fresh.cover(self.asked.cover)
        if facts is None or not (changed or listed):
            return None
        self.changed, body = frozenset(changed), echo.echoed(facts, self.asked.kind, asked=True) | changed
        self.sent = frozenset(body)
        if listed:
            body["beneficiaries"] = rows_json(self.rows(fresh))
        return body

    def rows(self, fresh: Standing) -> list[Person]:
        """The list as it is sent: the cover's own people, then the others where they are named."""
        way = asking.list_way(self.asked, fresh)
        self.list_kind = way.kind if way else ""
        others = fresh.others(self.asked.cover) if self.list_kind == lists.NAMED else []
        return [*self.wanted, *others]

    def send(self, body: Body) -> Standing:
        assert self.asked.cover
        assert self.fresh
        try:
            answer = gateway.client().covers.update(self.asked.base.plan, self.asked.cover, **fields_of(body))
        except Invalid as refusal:
            if lists.learn_refusal(refusal, self.rows(self.fresh), len(self.wanted)):
                raise Invalid(lists.AGAIN, status=422) from refusal
            raise
        self.answer = facts_of(answer, hides=False)
        return self.fresh

    def says(self, answer: Standing, body: Body) -> bool | None:
        """The PUT's own answer carries the cover's fields, and no people. Plannr may say yes to an emptied field and
        keep it: a read decides that.
        """
        then = answer.cover(self.asked.cover)
        assert self.answer
        assert then
        kept = self.still_held(self.answer)
        open_still = [one for one in self.changed - set(kept) if not holds_fields(self.answer, {one: body[one]})]
        if any(holds_fields(self.answer, {one: as_json(then.value(one))}) for one in open_still):
            return False
        return None if kept or open_still or "beneficiaries" in body else True

    def reread(self, answer: Standing) -> Standing:
        seen = super().reread(answer)
        facts = seen.cover(self.asked.cover)
        found = self.still_held(*(one for one in (self.answer, facts) if one))
        self.kept = {name: kept_words(name, held) for name, held in found.items()}
        return seen

    def still_held(self, *told: Facts) -> dict[str, Facts]:
        """The fields that were to be emptied, and hold something by all that Plannr told."""
        emptied = [name for name in self.changed if self.asked.fields[name] is None]
        return {name: told[0] for name in emptied if told and all(one.value(name) is not None for one in told)}

    def shows_before(self, fresh: Standing, seen: Standing) -> bool:
        then, now = fresh.cover(self.asked.cover), seen.cover(self.asked.cover)
        return bool(then and now) and all(then.value(one) == now.value(one) for one in self.changed if then and now)

    def declined(self, seen: Standing, body: Body) -> str:
        """Where all there was to change was to be emptied, and was not."""
        is_all = bool(self.kept) and set(self.kept) == self.changed and "beneficiaries" not in body
        return " ".join(self.kept.values()) if is_all else ""

    def meanwhile(self, answer: Standing, seen: Standing) -> str:
        return " ".join(one for one in (*self.kept.values(), super().meanwhile(answer, seen)) if one)

    def learn(self, fresh: Standing, seen: Standing) -> None:
        before, now = fresh.cover(self.asked.cover), seen.cover(self.asked.cover)
        doubt.learn(self.asked.cover, self.list_kind, self.wanted, fresh, seen)
        if before and now:
            echo.learn(before, now, self.asked.kind, self.sent)

    def holds(self, answer: Standing, body: Body) -> bool:
        """Every field sent is there, and so is everybody on the list, nobody of the new ones twice."""
        facts = answer.cover(self.asked.cover)
        if facts is None or not holds_fields(facts, {name: body[name] for name in self.changed - set(self.kept)}):
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


def kept_words(name: str, facts: Facts) -> str:
    """That Plannr did not empty a field, in a sentence."""
    called, held = cover_types.NAMES[name].lower(), asking.shown(name, facts.value(name), facts)
    return f"Plannr did not clear the {called}: it still holds {held}."
