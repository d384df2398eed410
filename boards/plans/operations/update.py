"""Changing a cover: `PUT /plans/{plan}/cover/{cover}` with everything that it holds (payload.py) and what was changed;
its list (list_mode.py) only where somebody comes or goes, or nobody else is on the plan.
"""

from uuid import UUID

from boards import gateway
from boards.audit.models import Entry
from boards.mirror import cover_types
from boards.plannr import Invalid
from boards.plans import merge
from boards.plans.matching import is_same_person, match_people
from boards.plans.operations import list_mode, payload
from boards.plans.operations.base import CoverOperation
from boards.plans.operations.descriptions import describe_update
from boards.plans.operations.payload import client_arguments, field_value_json, list_json, shows_fields
from boards.plans.operations.reconcile import read_back_update, record_list_behaviour
from boards.plans.snapshot import BeneficiaryShare, CoverFields, PlanSnapshot, cover_fields
from boards.writes.operation import Body, Conflict, ReadBack, Rejected

VERB = "cover-change"
OTHERS_NOW = "Somebody else is named on the plan’s other covers since this page was opened."


class UpdateCover(CoverOperation):
    """One change of one cover."""

    verb = VERB
    sent: frozenset[str] = frozenset()

    def conflict(self, fresh: PlanSnapshot) -> Conflict | None:
        """Gone, changed meanwhile, not sendable, or not yet asked about."""
        if fresh.cover(self.asked.cover) is None:
            raise Rejected("Plannr no longer has this cover.")
        if clash := self.moved_on(fresh):
            return clash
        if people := merge.individual_updates(self.asked, fresh):
            self.unasked = {"alone": [one.name for one in people]}
            return Conflict(OTHERS_NOW)
        if merge.includes_list(self.asked, fresh) and (words := merge.why_list_not_sendable(self.asked, fresh)):
            raise Rejected(words, "beneficiaries")
        return self.unanswered(fresh)

    def body(self, fresh: PlanSnapshot) -> Body | None:
        """What differs from what Plannr holds, and what else it holds; money in pennies, decimals as exact text."""
        self.settle_people(fresh)
        changed: Body = {
            name: field_value_json(value) for name, value in merge.fields_to_send(self.asked, fresh).items()
        }
        listed, facts = merge.includes_list(self.asked, fresh), fresh.cover(self.asked.cover)
        if facts is None or not (changed or listed):
            return None
        self.changed = frozenset(changed)
        body = payload.fields_to_echo(facts, self.asked.kind, fresh.observed, asked=True) | changed
        self.sent = frozenset(body)
        if listed:
            body["beneficiaries"] = list_json(self.rows(fresh))
        return body

    def rows(self, fresh: PlanSnapshot) -> list[BeneficiaryShare]:
        """The list as it is sent: the cover's own people, then the others where they are named."""
        way = merge.list_mode_for(self.asked, fresh)
        self.list_kind = way.kind if way else ""
        others = fresh.others(self.asked.cover) if self.list_kind == list_mode.NAMED else []
        return [*self.wanted, *others]

    def send(self, body: Body) -> PlanSnapshot:
        assert self.asked.cover
        assert self.fresh
        try:
            answer = gateway.client().covers.update(self.asked.base.plan, self.asked.cover, **client_arguments(body))
        except Invalid as refusal:
            if list_mode.learn_from_refusal(refusal, self.rows(self.fresh), len(self.wanted)):
                raise Invalid(list_mode.AGAIN, status=422) from refusal
            raise
        self.answer = cover_fields(answer, hides=False)
        return self.fresh

    def says(self, answer: PlanSnapshot, body: Body) -> bool | None:
        """The PUT's own answer carries the cover's fields, and no people. Plannr may say yes to an emptied field and
        keep it: a read decides that.
        """
        then = answer.cover(self.asked.cover)
        assert self.answer
        assert then
        kept = self.still_held(self.answer)
        open_still = [one for one in self.changed - set(kept) if not shows_fields(self.answer, {one: body[one]})]
        if any(shows_fields(self.answer, {one: field_value_json(then.value(one))}) for one in open_still):
            return False
        return None if kept or open_still or "beneficiaries" in body else True

    def reread(self, answer: PlanSnapshot) -> PlanSnapshot:
        seen = super().reread(answer)
        facts = seen.cover(self.asked.cover)
        found = self.still_held(*(one for one in (self.answer, facts) if one))
        self.kept = {name: describe_uncleared(name, held) for name, held in found.items()}
        return seen

    def still_held(self, *told: CoverFields) -> dict[str, CoverFields]:
        """The fields that were to be emptied, and hold something by all that Plannr told."""
        emptied = [name for name in self.changed if self.asked.fields[name] is None]
        return {name: told[0] for name in emptied if told and all(one.value(name) is not None for one in told)}

    def shows_before(self, fresh: PlanSnapshot, seen: PlanSnapshot) -> bool:
        then, now = fresh.cover(self.asked.cover), seen.cover(self.asked.cover)
        return bool(then and now) and all(then.value(one) == now.value(one) for one in self.changed if then and now)

    def declined(self, seen: PlanSnapshot, body: Body) -> str:
        """Where all there was to change was to be emptied, and was not."""
        is_all = bool(self.kept) and set(self.kept) == self.changed and "beneficiaries" not in body
        return " ".join(self.kept.values()) if is_all else ""

    def meanwhile(self, answer: PlanSnapshot, seen: PlanSnapshot) -> str:
        return " ".join(one for one in (*self.kept.values(), super().meanwhile(answer, seen)) if one)

    def learn(self, fresh: PlanSnapshot, seen: PlanSnapshot) -> None:
        before, now = fresh.cover(self.asked.cover), seen.cover(self.asked.cover)
        record_list_behaviour(self.asked.cover, self.list_kind, self.wanted, fresh, seen)
        if before and now:
            payload.record_put_behaviour(before, now, self.asked.kind, self.sent)

    def holds(self, answer: PlanSnapshot, body: Body) -> bool:
        """Every field sent is there, and so is everybody on the list, nobody of the new ones twice."""
        facts = answer.cover(self.asked.cover)
        if facts is None or not shows_fields(facts, {name: body[name] for name in self.changed - set(self.kept)}):
            return False
        if "beneficiaries" not in body:
            return True
        return not self.amiss(answer)

    def amiss(self, answer: PlanSnapshot) -> bool:
        """Whether somebody on the list is not as asked, or somebody new is there twice.

        Who is gone altogether is left to `damage`, which puts him back.
        """
        pairs = match_people(self.wanted, answer.people)
        there = {one.uuid for one in answer.people}
        left = [one for place, one in enumerate(self.wanted) if place not in pairs]
        if any(one.uuid is None or one.uuid in there for one in left):
            return True
        assert self.fresh
        old = {one.uuid for one in self.fresh.people} | {one.uuid for one in pairs.values()}
        new = [one for one in self.wanted if one.uuid is None]
        return any(is_same_person(row, one) for row in new for one in answer.people if one.uuid not in old)

    def cover_in(self, answer: PlanSnapshot) -> UUID | None:
        return self.asked.cover

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        return read_back_update(attempt)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        return describe_update(entry)


def describe_uncleared(name: str, facts: CoverFields) -> str:
    """That Plannr did not empty a field, in a sentence."""
    called, held = cover_types.NAMES[name].lower(), merge.describe_cover_value(name, facts.value(name), facts)
    return f"Plannr did not clear the {called}: it still holds {held}."
