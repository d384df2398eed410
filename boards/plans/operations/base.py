"""What changing a cover and making one have in common, as the write path sees it (boards.writes.operation.Operation).

The record of these operations is a `PlanSnapshot`: the plan's covers and beneficiaries, both lists read to the end. A
save costs five calls: two to read, the PUT or POST, and two to check what became of everybody.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.mirror.models import plans as mirror
from boards.mirror.store.plans import upsert_covers
from boards.plannr import InvalidResponse, PlannrError
from boards.plans import merge, rounding
from boards.plans.continuation import continue_from
from boards.plans.merge import CoverEdit
from boards.plans.operations import side_effects
from boards.plans.operations.restore import restore_plan
from boards.plans.operations.side_effects import RequiredState
from boards.plans.snapshot import (
    BeneficiaryShare,
    CoverFields,
    PlanSnapshot,
    cover_fields_json,
    decimal_text,
    read_snapshot,
    snapshot_digest,
)
from boards.users.models import User
from boards.writes.operation import Body, Conflict, Operation


class CoverOperation(Operation[PlanSnapshot]):
    """A write below one plan. After `carry_out`, `fresh` is the plan as it was read before the write, if it was read.

    `shown` is the digest of what a confirming page showed, and `agreed` the kinds of question it put; both are empty
    where nobody was asked. `unasked` are questions that came up only on the fresh read. `whole` is all that was asked
    on the form, of which this may be a part; `changed` are the fields it changes, `list_kind` how its list goes
    (`ListMode`), and `answer` what the PUT itself answered of the cover. `kept` are the fields that Plannr was to empty
    and did not, each with a sentence that says so.
    """

    def __init__(
        self, by: User, asked: CoverEdit, *, key: str | None, shown: str = "", agreed: Sequence[str] = ()
    ) -> None:
        self.by, self.asked, self.key, self.shown, self.agreed = by, asked, key, shown, frozenset(agreed)
        self.fresh: PlanSnapshot | None = None
        self.unasked: dict[str, list[str]] = {}
        self.wanted: list[BeneficiaryShare] = []
        self.whole, self.changed, self.list_kind = asked, frozenset[str](), ""
        self.answer: CoverFields | None = None
        self.kept: dict[str, str] = {}
        self.seen: PlanSnapshot | None = None

    @cached_property
    def plan(self) -> mirror.Plan | None:
        """The plan as the mirror knew it when somebody first asked."""
        return mirror.Plan.objects.filter(pk=self.asked.base.plan).first()

    @cached_property
    def subject(self) -> Subject:  # type: ignore[override]  # Not every act is carried out.
        """How the log names the plan."""
        return plan_subject(self.asked.base.plan, self.plan)

    def ask(self) -> Body:
        return {name: told for name, told in self.asked.as_json().items() if name not in ("base", "kind")}

    def go_on_from(self, own: Callable[[], Sequence[Entry]]) -> None:
        for one in own():
            self.asked, self.whole = continue_from(self.asked, one), continue_from(self.whole, one)

    def read(self) -> PlanSnapshot:
        """The plan's covers and people, complete. Raises PlannrError."""
        self.fresh = read_snapshot(self.asked.base.plan)
        return self.fresh

    def moved_on(self, fresh: PlanSnapshot) -> Conflict | None:
        """What has changed since the page: since the confirming one anything at all, else what both sides touched."""
        if self.shown and snapshot_digest(fresh, self.asked.cover) != self.shown:
            return Conflict("The plan has changed in Plannr since this was checked.")
        if found := merge.find_conflicts(self.asked, fresh):
            names = ", ".join(one.name for one in found)
            return Conflict(f"It was changed in Plannr since this page was opened: {names}.")
        return None

    def unanswered(self, fresh: PlanSnapshot) -> Conflict | None:
        """What must be asked before this is sent, and was not."""
        self.unasked = {kind: whom for kind, whom in self.reasons(fresh).items() if kind not in self.agreed}
        return Conflict("There is something to confirm before this can be saved.") if self.unasked else None

    def reasons(self, fresh: PlanSnapshot) -> dict[str, list[str]]:
        """What must be asked before this is sent, by kind, with whom it is about."""
        return merge.confirmations_needed(self.asked, fresh, vanished=has_lost_everybody(fresh))

    def settle_people(self, fresh: PlanSnapshot) -> None:
        """Work out who will be on this cover."""
        self.wanted = merge.merged_list(self.asked, fresh) if self.asked.cover else list(self.asked.rows or ())

    def must(self, answer: PlanSnapshot) -> RequiredState:
        """What has to stand once this is saved, as `answer` shows it or not."""
        assert self.fresh
        cover = self.cover_in(answer)
        others = self.fresh.others(self.asked.cover) if self.asked.cover else self.fresh.people
        people = [*(replace(one, cover=cover) for one in self.wanted), *others]
        asked = {name: self.asked.fields[name] for name in self.changed}
        return RequiredState(self.plan.type if self.plan else "", self.fresh, self.asked.cover, people, asked)

    def before(self, fresh: PlanSnapshot) -> Body:
        """Everything that stood, so that nothing done here is beyond finding."""
        return {
            "cover": str(self.asked.cover) if self.asked.cover else None,
            "own": [str(one.uuid) for one in fresh.of(self.asked.cover)],
            "kind": self.asked.kind,
            "list": self.list_kind,
            "standing": fresh.as_json(),
        }

    def reread(self, answer: PlanSnapshot) -> PlanSnapshot:
        """The whole plan: the answer to a write carries a part of it at most, so without this nobody knows."""
        try:
            return read_snapshot(self.asked.base.plan, after_write=True)
        except PlannrError as trouble:
            words = f"Plannr took the change, but could not be read afterwards: {trouble.message}"
            raise InvalidResponse(words, may_have_applied=True) from trouble

    def damage(self, fresh: PlanSnapshot, answer: PlanSnapshot, seen: PlanSnapshot) -> str:
        """Somebody who was to stay is gone or sits under another cover, or a field that nobody touched was lost. The
        PUT's own answer carries the cover's fields, and no people.
        """
        self.learn(fresh, seen)
        must = self.must(seen)
        return side_effects.describe_side_effects(
            must, side_effects.find_side_effects(must, seen, self.answer), f"Saving a cover of {self.subject.name}"
        )

    def learn(self, fresh: PlanSnapshot, seen: PlanSnapshot) -> None:
        """Learn from what became of those whom this write could have touched."""

    def meanwhile(self, answer: PlanSnapshot, seen: PlanSnapshot) -> str:
        return side_effects.describe_concurrent_changes(self.must(seen), seen, self.answer)

    def repair(self, fresh: PlanSnapshot) -> None:
        try:
            self.keep(restore_plan(self.must(self.seen or fresh)), saved=True)
        except PlannrError:
            self.keep(read_snapshot(fresh.plan, after_write=True), saved=True)
            raise

    def keep(self, answer: PlanSnapshot, *, saved: bool) -> None:
        self.seen = answer
        covers, people = answer.listed
        upsert_covers(answer.plan, covers, people, began=answer.began, written=self.exact(answer) if saved else None)

    def exact(self, answer: PlanSnapshot) -> Mapping[UUID, Decimal]:
        """The shares as they were sent, by the uuid each has now: Plannr may show them rounded."""
        return rounding.sent_shares(self.must(answer).people, answer.people)

    def after(self, answer: PlanSnapshot) -> Body:
        return cover_after_json(answer, self.cover_in(answer))

    @abstractmethod
    def cover_in(self, answer: PlanSnapshot) -> UUID | None:
        """The cover's uuid in Plannr's answer."""


def cover_after_json(now: PlanSnapshot, cover: UUID | None) -> Body:
    """What Plannr holds of one cover, for the log."""
    facts = now.cover(cover)
    return {
        "cover": str(cover) if cover else None,
        "fields": cover_fields_json(facts) if facts else None,
        "people": [[str(one.uuid), one.name, decimal_text(one.share)] for one in now.of(cover)],
    }


def plan_subject(uuid: UUID, plan: mirror.Plan | None) -> Subject:
    """How the log names a plan: "Aviva 123" where it has a provider and a policy number, else by its own name."""
    if plan is None:
        return Subject("plan", uuid, "a plan")
    called = " ".join(part for part in (plan.provider, plan.policy_number) if part)
    name = called if plan.policy_number else plan.name or called or "a plan"
    return Subject("plan", uuid, name, plan.client, plan.client_name)


def has_lost_everybody(fresh: PlanSnapshot) -> bool:
    """Whether Plannr lists nobody on a plan where the mirror has seen people who were not taken out here."""
    return not fresh.people and mirror.Beneficiary.objects.filter(plan=fresh.plan).exists()
