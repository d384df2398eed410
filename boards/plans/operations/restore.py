"""Putting back what a cover write took away, cover by cover, each step checked by reading the whole plan again.

Whoever was moved goes back through the PUT of their own cover, whoever is gone is made again there, and what was
emptied is written as it was. What a step shows of this Plannr is learnt before the next one, so that no step does again
what has just done harm. A share that Plannr may have shown rounded is written as it was shown, and then not told as put
back: nobody knows its decimals.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from boards import gateway
from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.plannr import Invalid, InvalidResponse
from boards.plans import shares
from boards.plans.api_behaviour import OMISSION_DELETES, ObservedBehaviours
from boards.plans.matching import locate_people
from boards.plans.operations import list_mode, payload, side_effects
from boards.plans.operations.payload import client_arguments, field_value_json, list_json
from boards.plans.operations.side_effects import RequiredState, SideEffects
from boards.plans.snapshot import BeneficiaryShare, PlanSnapshot, read_snapshot
from boards.writes import freeze

MAX_STEPS = 24

# A cover, how its list goes, and the fields to be written back: what is done once is not done again.
type RestoreStep = tuple[UUID, str, tuple[str, ...]]


@dataclass(slots=True)
class RestoreProgress:
    """What a mending has tried, and the people it wrote with shares that may have been shown rounded."""

    steps: set[RestoreStep] = field(default_factory=set)
    unsure: list[BeneficiaryShare] = field(default_factory=list)

    def wrote(self, people: Iterable[BeneficiaryShare]) -> None:
        """Note whose share was written without being known."""
        known = {(one.name, one.share, one.cover) for one in self.unsure}
        self.unsure += [one for one in people if not one.sure and (one.name, one.share, one.cover) not in known]


def restore_plan(must: RequiredState) -> PlanSnapshot:
    """Make the plan what it must be, as far as that can be done; the plan as it is then.

    Only somebody who is missing is made again, so that doing it twice makes nobody twice. Raises PlannrError;
    InvalidResponse where something is still amiss, with who or what, in words; PutBackUnsure where only shares may be.
    """
    now, tried = read_snapshot(must.before.plan, after_write=True), RestoreProgress()
    for _ in range(MAX_STEPS):
        cover = next_cover_to_restore(must, side_effects.find_side_effects(must, now), now, tried.steps)
        if cover is None:
            break
        now = restore_cover(must, now, cover, tried)
    words = recreate_missing(must, side_effects.find_side_effects(must, now).gone, tried) or describe_unrestored(
        side_effects.find_side_effects(must, now)
    )
    doubt = describe_unsure_shares(tried.unsure)
    if words:
        raise InvalidResponse(f"{words}. {doubt}" if doubt else words)
    if doubt:
        raise freeze.PutBackUnsure(doubt)
    return now


def next_cover_to_restore(
    must: RequiredState, found: SideEffects, now: PlanSnapshot, tried: set[RestoreStep]
) -> UUID | None:
    """The next cover that can be put right in a way that has not been tried."""
    homes = [home_cover(must, one, now) for one in restorable_by_list(found)]
    for cover in dict.fromkeys([*found.lost, *(one for one in homes if one)]):
        kind = restore_mode(must, found, now, cover)
        if kind and (cover, kind, tuple(found.lost.get(cover, []))) not in tried:
            return cover
    return None


def home_cover(must: RequiredState, one: BeneficiaryShare, now: PlanSnapshot) -> UUID | None:
    """Where somebody goes back to: their own cover; where Plannr does not say, the one that was written, unless that
    took everybody.
    """
    return must.home(one) or (must.cover if must.is_unclear and now.people else None)


def restore_mode(must: RequiredState, found: SideEffects, now: PlanSnapshot, cover: UUID) -> str:
    """How the list of a step goes: "none" for a step about fields only, "" where every list is known to harm."""
    about = any(home_cover(must, one, now) == cover for one in restorable_by_list(found))
    observed = ObservedBehaviours()
    if not about and OMISSION_DELETES not in observed:
        return "none"
    own, others = required_lists(must, now, cover)
    way = list_mode.choose_list_mode(own, others, observed)
    if way is None or (way.kind == list_mode.LEFT_OUT and must.is_unclear):
        return ""
    rows = [*own, *others] if way.kind == list_mode.NAMED else own
    return way.kind if all(one.is_writable for one in rows) else ""


def restorable_by_list(found: SideEffects) -> list[BeneficiaryShare]:
    """Those whom a list can bring back: not somebody gone who cannot be written as they were."""
    return [*found.moved, *(one for one in found.gone if one.is_writable)]


def required_lists(
    must: RequiredState, now: PlanSnapshot, cover: UUID
) -> tuple[list[BeneficiaryShare], list[BeneficiaryShare]]:
    """The list of a cover as it has to be, each with the uuid they have now if they are there, and everybody else.
    Whoever is gone and cannot be written keeps nobody else from coming back.
    """
    pairs = locate_people(must.people, now.people)
    own = []
    for place, one in enumerate(must.people):
        new = pairs.get(place)
        if home_cover(must, one, now) == cover and (not must.is_unclear if new else one.is_writable):
            own.append(replace(one, uuid=new.uuid if new else None))
    then = {new.uuid: must.people[place] for place, new in pairs.items()}
    own += [one for one in now.people if one.uuid not in then and one.cover == cover]
    mine = {one.uuid for one in own}
    others = [(one, then.get(one.uuid, one)) for one in now.people if one.uuid not in mine]
    return own, [replace(one, share=old.share, sure=old.sure) for one, old in others]


def restore_cover(must: RequiredState, now: PlanSnapshot, cover: UUID, tried: RestoreProgress) -> PlanSnapshot:
    """One PUT of one cover: everything it holds, what it lost, and its list where people are amiss."""
    found = side_effects.find_side_effects(must, now)
    kind = restore_mode(must, found, now, cover)
    tried.steps.add((cover, kind, tuple(found.lost.get(cover, []))))
    then, facts = must.cover_as_it_must_be(cover), now.cover(cover)
    if then is None or facts is None:
        return now
    own, others = required_lists(must, now, cover)
    # A field that this step's PUT empties could not be written back without a list, where that deletes people.
    observed = ObservedBehaviours()
    body = payload.fields_to_echo(facts, must.kind(then), observed, asked=OMISSION_DELETES in observed)
    for name in [*found.lost.get(cover, []), *(must.asked if cover == must.cover else ())]:
        if payload.is_sendable(then, name, must.kind(then)) and name not in payload.READ_ONLY_FIELDS:
            body[name] = field_value_json(then.value(name))
    rows = [*own, *others] if kind == list_mode.NAMED else own
    if kind != "none":
        body["beneficiaries"] = list_json(rows)
    if not body:
        return now
    try:
        gateway.client().covers.update(must.before.plan, cover, **client_arguments(body))
    except Invalid as refusal:
        list_mode.learn_from_refusal(refusal, rows, len(own))
        return now
    tried.wrote(rows if kind != "none" else ())
    after = read_snapshot(must.before.plan, after_write=True)
    list_mode.learn_from_list(
        cover, "" if kind == "none" else kind, now.of(cover) if kind == "none" else own, others, after
    )
    return after


def recreate_missing(must: RequiredState, gone: list[BeneficiaryShare], tried: RestoreProgress) -> str:
    """Make those whom no list could bring back on the plan itself: without a cover, which is said, but not lost. A
    share that cannot be written becomes 0%; without a name nobody can be made.
    """
    back, odd = [one for one in gone if one.name.strip()], []
    for one in back:
        share = one.share if one.has_share else None
        gateway.client().beneficiaries.create(must.before.plan, name=one.name, percentage=share or Decimal(0))
        if one.has_share:
            tried.wrote([one])
        else:
            odd.append(one)
    told = (
        f"{side_effects.join_beneficiary_names(back)} came back to the plan, but Plannr does not say for which cover"
        * bool(back),
        f"{side_effects.join_beneficiary_names(odd)} came back with 0%: Plannr had a share that cannot be written"
        * bool(odd),
        describe_unrestored(SideEffects(gone=[one for one in gone if not one.name.strip()])),
    )
    return "; ".join(one for one in told if one)


def describe_unsure_shares(people: list[BeneficiaryShare]) -> str:
    """That shares were written as Plannr had shown them, in words."""
    told = "; ".join(f"{one.name}, {shares.format_percent(one.share)}" for one in people if one.share is not None)
    return told and f"Plannr may have held decimals that it does not show of these shares, as they are now: {told}"


def describe_unrestored(found: SideEffects) -> str:
    """What could not be put right, in words."""
    people = f"{side_effects.join_beneficiary_names(found.people)} could not be put back" if found.people else ""
    fields = [name for names in found.lost.values() for name in names]
    return " and ".join(
        one
        for one in (people, f"{side_effects.join_field_names(fields)} could not be written again" * bool(fields))
        if one
    )


def freeze_and_restore(attempt: Entry, words: str, must: RequiredState) -> str:
    """Freeze the plan, put back what is missing, and say so in the log; what was done about it, in words.

    For a loss that shows only on reading back; boards.writes.pipeline does the same for one that shows at once.
    """
    plan = must.before.plan
    subject = Subject("plan", plan, attempt.subject_name, attempt.client_uuid, attempt.client_name)
    return freeze.freeze_and_repair(
        attempt.actor, subject, words, before=attempt.before or {}, repair=lambda: restore_plan(must)
    )
