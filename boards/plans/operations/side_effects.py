"""What a cover write did that nobody asked for: found, and put back (architecture.md section 5).

Plannr's documents leave open whether a cover's PUT replaces its fields, whether a list replaces that cover's people or
the whole plan's, and what naming others in it or leaving it out does. So after every write everybody who was to stay is
looked for, and every field of every cover of the plan is compared with what it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from boards.mirror import cover_types
from boards.plans.matching import locate_people
from boards.plans.operations import payload
from boards.plans.snapshot import BeneficiaryShare, CoverFields, FieldValue, PlanSnapshot
from boards.ui import formatting


@dataclass(frozen=True, slots=True)
class RequiredState:
    """What has to stand after a write of `cover` (None: a new one): everybody in `people`, under their own covers, and
    every field of every cover `before`, that cover's with what was `asked`. `plan_type` is Plannr's word for the plan.
    """

    plan_type: str
    before: PlanSnapshot
    cover: UUID | None
    people: Sequence[BeneficiaryShare]
    asked: Mapping[str, FieldValue] = field(default_factory=dict)

    def cover_as_it_must_be(self, uuid: UUID) -> CoverFields | None:
        """A cover's facts as they have to stand."""
        facts = self.before.cover(uuid)
        asked: dict[str, Any] = dict(self.asked)
        return replace(facts, **asked) if facts and uuid == self.cover else facts

    def kind(self, facts: CoverFields) -> str:
        """Which fields a cover of the plan has."""
        return cover_types.cover_kind(self.plan_type, facts.cover_type, has_excess=facts.excess is not None)

    def home(self, one: BeneficiaryShare) -> UUID | None:
        """The cover somebody belongs to; a plan's only cover where Plannr names none for anybody."""
        only = self.before.covers[0].uuid if len(self.before.covers) == 1 else None
        return one.cover or (only if not any(each.cover for each in self.before.people) else None)

    @property
    def is_unclear(self) -> bool:
        """Whether Plannr says of nobody to which of several covers they belong."""
        return self.before.unclear


@dataclass(frozen=True, slots=True)
class SideEffects:
    """Who is `gone`, who was `moved` to another cover, and which fields were `lost`, by cover: emptied, or replaced."""

    gone: list[BeneficiaryShare] = field(default_factory=list)
    moved: list[BeneficiaryShare] = field(default_factory=list)
    lost: dict[UUID, list[str]] = field(default_factory=dict)

    @property
    def people(self) -> list[BeneficiaryShare]:
        """Everybody who is not where they were."""
        return [*self.gone, *self.moved]


def find_side_effects(must: RequiredState, now: PlanSnapshot, answer: CoverFields | None = None) -> SideEffects:
    """What is not as it has to be. A field of the cover that the write's own `answer` shows replaced is lost, too; one
    that only the later read shows as something else, or of another cover, is somebody else's doing.
    """
    covers, found = {one.uuid for one in now.covers}, locate_people(must.people, now.people)
    told = any(one.cover for one in must.before.people)
    gone, moved = [], []
    for place, one in enumerate(must.people):
        new = found.get(place)
        if new is None:
            gone += [one] if one.cover is None or one.cover in covers else []
        elif new.cover and new.cover != one.cover and (one.cover or told):
            moved += [one] if one.cover is None or one.cover in covers else []
    lost = {}
    for cover in must.before.covers:
        then, facts = must.cover_as_it_must_be(cover.uuid), now.cover(cover.uuid)
        if then and facts and (names := lost_fields(must, then, facts, answer)):
            lost[cover.uuid] = names
    return SideEffects(gone, moved, lost)


def lost_fields(must: RequiredState, then: CoverFields, facts: CoverFields, answer: CoverFields | None) -> list[str]:
    """The fields of one cover that the write emptied or replaced."""
    mine = then.uuid == must.cover
    replaced = (
        set(payload.replaced_fields(then, answer)) & set(payload.replaced_fields(then, facts))
        if mine and answer
        else set()
    )
    return [*payload.emptied_fields(then, facts), *(name for name in sorted(replaced) if name not in must.asked)]


def describe_concurrent_changes(must: RequiredState, now: PlanSnapshot, answer: CoverFields | None) -> str:
    """What somebody else changed on the plan's covers just then, in a sentence; it is left alone."""
    lost, found = find_side_effects(must, now, answer).lost, []
    for then in must.before.covers:
        facts, mine = now.cover(then.uuid), then.uuid == must.cover
        asked = set(must.asked) if mine else set()
        names = payload.replaced_fields(then, facts) if facts else []
        names = [name for name in names if name not in asked and name not in lost.get(then.uuid, [])]
        found += [f"{join_field_names(names)} of “{cover_types.label(then.cover_type)}”"] if names else []
        found += [] if facts else [f"“{cover_types.label(then.cover_type)}”, which is gone"]
    return f"Somebody else has changed {', '.join(found)} meanwhile." if found else ""


def describe_side_effects(must: RequiredState, found: SideEffects, what: str) -> str:
    """What a write did that it must not, in words; blank where all is well."""
    parts = []
    if found.gone:
        parts.append(f"{what} made Plannr remove {join_beneficiary_names(found.gone)}, whom nobody took out.")
    if found.moved:
        parts.append(f"{what} made Plannr move {join_beneficiary_names(found.moved)} to another cover.")
    for uuid, lost in found.lost.items():
        facts = must.before.cover(uuid)
        called = cover_types.label(facts.cover_type) if facts else "a cover"
        parts.append(f"{what} made Plannr lose {join_field_names(lost)} of “{called}”, which nobody touched.")
    return " ".join(parts)


def join_field_names(fields: Sequence[str]) -> str:
    """Fields in a sentence."""
    return " and ".join(cover_types.NAMES.get(name, name).lower() for name in fields)


def join_beneficiary_names(people: Sequence[BeneficiaryShare]) -> str:
    """Names in a row, at most ten of them."""
    return formatting.join_names([one.name or "somebody without a name" for one in people])
