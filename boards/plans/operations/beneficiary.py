"""Changing one beneficiary's name and share: `PUT /plans/{plan}/beneficiary/{uuid}` (plannr-api.md 8.7).

It cannot touch anybody else, so this is how people who stay are changed where the plan has people of other covers. Both
fields go along, as a PUT may replace; a share that Plannr may show rounded only once somebody has been asked.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from boards import gateway
from boards.audit.models import Entry
from boards.plans import merge
from boards.plans.matching import is_same_person
from boards.plans.merge import CoverEdit
from boards.plans.operations.base import CoverOperation
from boards.plans.operations.descriptions import describe_beneficiary_update
from boards.plans.operations.reconcile import read_back_beneficiary
from boards.plans.snapshot import BeneficiaryShare, PlanSnapshot, decimal_text
from boards.users.models import User
from boards.writes.operation import Body, Conflict, ReadBack, Rejected

VERB = "beneficiary-change"


class UpdateBeneficiary(CoverOperation):
    """One change of one person of a cover, by `uuid`, out of all that was asked on the cover's form."""

    verb = VERB

    def __init__(
        self,
        by: User,
        asked: CoverEdit,
        uuid: UUID,
        *,
        key: str | None,
        shown: str = "",
        agreed: Sequence[str] = (),
    ) -> None:
        super().__init__(by, asked, key=key, shown=shown, agreed=agreed)
        self.uuid = uuid
        self.name = next((one.name for one in asked.base.people if one.uuid == uuid), "")

    def ask(self) -> Body:
        row = next((one for one in self.asked.rows or () if one.uuid == self.uuid), None)
        return {"cover": str(self.asked.cover)} | (beneficiary_json(row) if row else {"uuid": str(self.uuid)})

    def conflict(self, fresh: PlanSnapshot) -> Conflict | None:
        if fresh.cover(self.asked.cover) is None:
            raise Rejected("Plannr no longer has this cover.")
        if clash := self.moved_on(fresh):
            return clash
        if words := merge.describe_overallocation(self.asked, fresh):
            raise Rejected(words, "beneficiaries")
        return self.unanswered(fresh)

    def body(self, fresh: PlanSnapshot) -> Body | None:
        then = next((one for one in fresh.of(self.asked.cover) if one.uuid == self.uuid), None)
        wish = next((one for one in merge.merged_list(self.asked, fresh) if one.uuid == self.uuid), None)
        if then is None or wish is None or not merge.is_row_edited(wish, then):
            return None
        self.wanted = [wish if one.uuid == self.uuid else one for one in fresh.of(self.asked.cover)]
        return beneficiary_json(wish)

    def send(self, body: Body) -> PlanSnapshot:
        assert self.fresh
        fields = {"name": body["name"]} if "name" in body else {}
        share = {"percentage": Decimal(body["percentage"])} if "percentage" in body else {}
        one = gateway.client().beneficiaries.update(self.asked.base.plan, self.uuid, **fields, **share)
        shown = BeneficiaryShare(one.uuid, one.name, one.percentage, one.cover_uuid)
        return replace(self.fresh, people=tuple(shown if one.uuid == self.uuid else one for one in self.fresh.people))

    def says(self, answer: PlanSnapshot, body: Body) -> bool | None:
        """The answer is the person's; a share in it may be rounded, so a yes of its own is nothing to go by."""
        assert self.fresh
        then, shown = (next(one for one in some.people if one.uuid == self.uuid) for some in (self.fresh, answer))
        return False if is_same_person(then, shown) and not self.holds(answer, body) else None

    def holds(self, answer: PlanSnapshot, body: Body) -> bool:
        wish = next(one for one in self.wanted if one.uuid == self.uuid)
        return any(one.uuid == self.uuid and is_same_person(wish, one) for one in answer.people)

    def cover_in(self, answer: PlanSnapshot) -> UUID | None:
        return self.asked.cover

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        return read_back_beneficiary(attempt)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        return describe_beneficiary_update(entry)


def beneficiary_json(wish: BeneficiaryShare) -> Body:
    """Somebody as they are written, shares as exact text; what cannot be written as Plannr holds it is left out."""
    name = {"name": wish.name} if wish.has_name else {}
    return {"uuid": str(wish.uuid), **name} | ({"percentage": decimal_text(wish.share)} if wish.has_share else {})
