"""Making a cover: `POST /plans/{plan}/cover`, all fields of plannr-api.md 8.3, guarded against making two.

The guard has three parts: the form's key lets one gesture through once; a cover just like it that has come up since the
form was opened is pointed out first; and doubt is settled by reading back, never by sending again.
"""

from uuid import UUID

from boards import gateway
from boards.audit.models import Entry
from boards.mirror import cover_types
from boards.plans import asked as asking
from boards.plans import doubt, telling
from boards.plans.asked import Asked
from boards.plans.held import as_json, is_for, new_covers
from boards.plans.matching import matched
from boards.plans.sent import fields_of, rows_json
from boards.plans.standing import Standing, digest
from boards.plans.writing import CoverWrite
from boards.writes.operation import Body, Conflict, ReadBack, Rejected

VERB = "cover-create"
JUST_LIKE_IT = (
    "A cover just like this one has come up on the plan since this page was opened. Look at it before making another."
)


class CoverMaking(CoverWrite):
    """One new cover. `also`: the person has been shown a cover just like it, and wants another all the same."""

    verb = VERB
    also = False

    def conflict(self, fresh: Standing) -> Conflict | None:
        if self.shown and digest(fresh, None) != self.shown:
            return Conflict("The plan has changed in Plannr since this was checked.")
        if not self.wants_another and made_since(self.asked, fresh):
            return Conflict(JUST_LIKE_IT)
        if asking.sum_of(list(self.asked.rows or ())) > 100:
            raise Rejected("Shares add up to more than 100%.", "beneficiaries")
        return self.unanswered(fresh)

    @property
    def wants_another(self) -> bool:
        """Whether the person has said so, on the form or by a yes to the page that asks."""
        return self.also or asking.ANOTHER in self.agreed

    def reasons(self, fresh: Standing) -> dict[str, list[str]]:
        """A page that asks anyway says once more that there is a cover just like it: its yes is to that, too."""
        found = super().reasons(fresh)
        if not found or not self.wants_another or not made_since(self.asked, fresh):
            return found
        return found | {asking.ANOTHER: [cover_types.label(str(self.asked.fields.get("cover_type", "")))]}

    def body(self, fresh: Standing) -> Body | None:
        self.settle_people(fresh)
        body: Body = {name: as_json(value) for name, value in self.asked.fields.items()}
        if self.wanted:
            body["beneficiaries"] = rows_json(self.wanted)
        return body

    def send(self, body: Body) -> Standing:
        assert self.fresh
        gateway.client().covers.create(self.asked.base.plan, **fields_of(body))
        return self.fresh

    def says(self, answer: Standing, body: Body) -> bool | None:
        """An answer with a cover says that one was made; what it holds, and for whom, is read."""
        return None

    def holds(self, answer: Standing, body: Body) -> bool:
        made = self.cover_in(answer)
        facts = answer.cover(made)
        if facts is None or not is_for(facts, body):
            return False
        here = [one for one in answer.people if one.cover in (made, None)]
        return len(matched(self.wanted, here)) == len(self.wanted)

    def cover_in(self, answer: Standing) -> UUID | None:
        """The one cover that was not there before and is what was asked; None where there is none, or more than one."""
        assert self.fresh
        found = new_covers(self.fresh, answer, {name: as_json(value) for name, value in self.asked.fields.items()})
        return found[0].uuid if len(found) == 1 else None

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        return doubt.read_back_making(attempt)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        return telling.told_making(entry)


def made_since(asked: Asked, now: Standing) -> bool:
    """Whether a cover just like the one asked for has come up since the form was opened."""
    wanted = {name: as_json(value) for name, value in asked.fields.items()}
    return any(is_for(one, wanted) for one in new_covers(asked.base, now, wanted))
