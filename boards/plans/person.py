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
from boards.plans import asked as asking
from boards.plans import doubt, telling
from boards.plans.asked import Asked
from boards.plans.matching import is_same
from boards.plans.standing import Person, Standing, text
from boards.plans.writing import CoverWrite
from boards.users.models import User
from boards.writes.operation import Body, Conflict, ReadBack, Rejected

VERB = "beneficiary-change"


class PersonChange(CoverWrite):
    """One change of one person of a cover, by `uuid`, out of all that was asked on the cover's form."""

    verb = VERB

    def __init__(
        self,
        by: User,
        asked: Asked,
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
        return {"cover": str(self.asked.cover)} | (written(row) if row else {"uuid": str(self.uuid)})

    def conflict(self, fresh: Standing) -> Conflict | None:
        if fresh.cover(self.asked.cover) is None:
            raise Rejected("Plannr no longer has this cover.")
        if clash := self.moved_on(fresh):
            return clash
        if words := asking.too_much(self.asked, fresh):
            raise Rejected(words, "beneficiaries")
        return self.unanswered(fresh)

    def body(self, fresh: Standing) -> Body | None:
        then = next((one for one in fresh.of(self.asked.cover) if one.uuid == self.uuid), None)
        wish = next((one for one in asking.list_after(self.asked, fresh) if one.uuid == self.uuid), None)
        if then is None or wish is None or not asking.touched(wish, then):
            return None
        self.wanted = [wish if one.uuid == self.uuid else one for one in fresh.of(self.asked.cover)]
        return written(wish)

    def send(self, body: Body) -> Standing:
        assert self.fresh
        fields = {"name": body["name"]} if "name" in body else {}
        share = {"percentage": Decimal(body["percentage"])} if "percentage" in body else {}
        one = gateway.client().beneficiaries.update(self.asked.base.plan, self.uuid, **fields, **share)
        shown = Person(one.uuid, one.name, one.percentage, one.cover_uuid)
        return replace(self.fresh, people=tuple(shown if one.uuid == self.uuid else one for one in self.fresh.people))

    def says(self, answer: Standing, body: Body) -> bool | None:
        """The answer is the person's; a share in it may be rounded, so a yes of its own is nothing to go by."""
        assert self.fresh
        then, shown = (next(one for one in some.people if one.uuid == self.uuid) for some in (self.fresh, answer))
        return False if is_same(then, shown) and not self.holds(answer, body) else None

    def holds(self, answer: Standing, body: Body) -> bool:
        wish = next(one for one in self.wanted if one.uuid == self.uuid)
        return any(one.uuid == self.uuid and is_same(wish, one) for one in answer.people)

    def cover_in(self, answer: Standing) -> UUID | None:
        return self.asked.cover

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        return doubt.read_back_person(attempt)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        return telling.told_person(entry)


def written(wish: Person) -> Body:
    """Somebody as they are written, shares as exact text; what cannot be written as Plannr holds it is left out."""
    name = {"name": wish.name} if wish.has_name else {}
    return {"uuid": str(wish.uuid), **name} | ({"percentage": text(wish.share)} if wish.has_share else {})
