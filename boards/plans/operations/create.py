"""Making a cover: `POST /plans/{plan}/cover`, all fields of plannr-api.md 8.3, guarded against making two.

The guard has three parts: the form's key lets one gesture through once; a cover just like it that has come up since the
form was opened is pointed out first; and doubt is settled by reading back, never by sending again.
"""

from uuid import UUID

from boards import gateway
from boards.audit.models import Entry
from boards.mirror import cover_types
from boards.plans import merge
from boards.plans.matching import match_people
from boards.plans.merge import CoverEdit
from boards.plans.operations.base import CoverOperation
from boards.plans.operations.descriptions import describe_creation
from boards.plans.operations.payload import client_arguments, created_covers, field_value_json, is_for_client, list_json
from boards.plans.operations.reconcile import read_back_creation
from boards.plans.snapshot import PlanSnapshot, snapshot_digest, total_share
from boards.writes.operation import Body, Conflict, ReadBack, Rejected

VERB = "cover-create"
JUST_LIKE_IT = (
    "A cover just like this one has come up on the plan since this page was opened. Look at it before making another."
)


class CreateCover(CoverOperation):
    """One new cover. `also`: the person has been shown a cover just like it, and wants another all the same."""

    verb = VERB
    also = False

    def conflict(self, fresh: PlanSnapshot) -> Conflict | None:
        if self.shown and snapshot_digest(fresh, None) != self.shown:
            return Conflict("The plan has changed in Plannr since this was checked.")
        if not self.wants_another and has_duplicate(self.asked, fresh):
            return Conflict(JUST_LIKE_IT)
        if total_share(self.asked.rows or ()) > 100:
            raise Rejected("Shares add up to more than 100%.", "beneficiaries")
        return self.unanswered(fresh)

    @property
    def wants_another(self) -> bool:
        """Whether the person has said so, on the form or by a yes to the page that asks."""
        return self.also or merge.ANOTHER in self.agreed

    def reasons(self, fresh: PlanSnapshot) -> dict[str, list[str]]:
        """A page that asks anyway says once more that there is a cover just like it: its yes is to that, too."""
        found = super().reasons(fresh)
        if not found or not self.wants_another or not has_duplicate(self.asked, fresh):
            return found
        return found | {merge.ANOTHER: [cover_types.label(str(self.asked.fields.get("cover_type", "")))]}

    def body(self, fresh: PlanSnapshot) -> Body | None:
        self.settle_people(fresh)
        body: Body = {name: field_value_json(value) for name, value in self.asked.fields.items()}
        if self.wanted:
            body["beneficiaries"] = list_json(self.wanted)
        return body

    def send(self, body: Body) -> PlanSnapshot:
        assert self.fresh
        gateway.client().covers.create(self.asked.base.plan, **client_arguments(body))
        return self.fresh

    def says(self, answer: PlanSnapshot, body: Body) -> bool | None:
        """An answer with a cover says that one was made; what it holds, and for whom, is read."""
        return None

    def holds(self, answer: PlanSnapshot, body: Body) -> bool:
        made = self.cover_in(answer)
        facts = answer.cover(made)
        if facts is None or not is_for_client(facts, body):
            return False
        here = [one for one in answer.people if one.cover in (made, None)]
        return len(match_people(self.wanted, here)) == len(self.wanted)

    def cover_in(self, answer: PlanSnapshot) -> UUID | None:
        """The one cover that was not there before and is what was asked; None where there is none, or more than one."""
        assert self.fresh
        found = created_covers(
            self.fresh, answer, {name: field_value_json(value) for name, value in self.asked.fields.items()}
        )
        return found[0].uuid if len(found) == 1 else None

    @classmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        return read_back_creation(attempt)

    @classmethod
    def sentence(cls, entry: Entry) -> str:
        return describe_creation(entry)


def has_duplicate(asked: CoverEdit, now: PlanSnapshot) -> bool:
    """Whether a cover just like the one asked for has come up since the form was opened."""
    wanted = {name: field_value_json(value) for name, value in asked.fields.items()}
    return any(is_for_client(one, wanted) for one in created_covers(asked.base, now, wanted))
