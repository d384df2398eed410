"""How a cover write in doubt is settled: by reading the whole plan back, never by sending again (reliability.md P3,
P13).

New beneficiaries have no uuid to look for. They are told by name and share among those who were not there before: none
of them there means that nothing was done, all of them that it was, and anything between is put to a person in words.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from boards.audit.models import Entry
from boards.mirror.models import Plan
from boards.mirror.store.plans import upsert_covers
from boards.plans import rounding
from boards.plans.matching import is_same_person, locate_people, match_people
from boards.plans.operations import side_effects
from boards.plans.operations.base import cover_after_json
from boards.plans.operations.list_mode import learn_from_list
from boards.plans.operations.payload import (
    created_covers,
    field_value_json,
    is_for_client,
    record_put_behaviour,
    shows_fields,
)
from boards.plans.operations.restore import freeze_and_restore
from boards.plans.operations.side_effects import RequiredState
from boards.plans.snapshot import (
    BeneficiaryShare,
    CoverFields,
    FieldValue,
    PlanSnapshot,
    decimal_or_none,
    read_snapshot,
    snapshot_from_json,
)
from boards.writes import reconcile
from boards.writes.operation import HELD_AFTER, HELD_BEFORE, HELD_OTHER, ReadBack

CHANGE = "cover-change"
LOOK = "Plannr holds neither what it held before nor what was asked. Look at the cover as it is now, then change it."
ROUNDED = "Plannr shows shares rounded, so nobody can tell whether this was saved. Look at the cover in Plannr itself."


def read_back_update(attempt: Entry) -> ReadBack:
    """What Plannr shows for a change in doubt; puts back whom it removed without being told to. Raises PlannrError."""
    kept, body = attempt.before or {}, dict(attempt.body or {})
    before, cover = snapshot_from_json(kept["standing"]), UUID(kept["cover"])
    now = snapshot_after(attempt)
    covers, people = now.listed
    wanted = requested_list(before, cover, kept["own"], body)
    as_asked, as_before = compare_with_snapshot(now, before, cover, wanted, body)

    if as_asked and not as_before:
        return read_back_saved(attempt, before, cover, wanted, now)
    if as_asked and repair_side_effects(attempt, required_state(before, cover, wanted), now):
        now = snapshot_after(attempt)
        covers, people = now.listed
    upsert_covers(now.plan, covers, people, began=now.began)
    if not as_asked and (as_before or may_still_arrive(attempt)):
        return ReadBack(HELD_BEFORE, cover_after_json(now, cover))
    rounding.learn_rounding([*wanted, *before.others(cover)], now.people)
    return ReadBack(HELD_OTHER, cover_after_json(now, cover), ROUNDED if as_asked else LOOK)


def snapshot_after(attempt: Entry) -> PlanSnapshot:
    """The plan of an attempt as Plannr shows it now. Raises PlannrError."""
    assert attempt.subject_uuid
    return read_snapshot(attempt.subject_uuid, after_write=True)


def may_still_arrive(attempt: Entry) -> bool:
    """Whether the write may still be on its way: then a strange sight is no verdict yet."""
    return reconcile.may_still_come(attempt)


def requested_list(
    before: PlanSnapshot, cover: UUID, own: Sequence[str], body: dict[str, Any]
) -> list[BeneficiaryShare]:
    """The cover's people as the attempt asked for them; as they were where it sent no list.

    The body names other covers' people too: those are told from this cover's by who they were before.
    """
    rows = body.get("beneficiaries")
    if not isinstance(rows, list):
        return [one for one in before.people if str(one.uuid) in own]
    mine = [row for row in rows if not row.get("uuid") or row["uuid"] in own]
    return [
        BeneficiaryShare(
            UUID(row["uuid"]) if row.get("uuid") else None, row["name"], decimal_or_none(row["percentage"]), cover
        )
        for row in mine
    ]


def compare_with_snapshot(
    now: PlanSnapshot, before: PlanSnapshot, cover: UUID, wanted: Sequence[BeneficiaryShare], body: dict[str, Any]
) -> tuple[bool, bool]:
    """Whether Plannr shows what was asked, and whether it shows what it held before: of the parts that were changed."""
    facts, then = now.cover(cover), before.cover(cover)
    if facts is None or then is None:
        return False, False
    fields = requested_fields(then, body)
    old = {name: field_value_json(then.value(name)) for name in fields}
    as_asked, as_before = shows_fields(facts, fields), shows_fields(facts, old)
    if not fields:
        as_asked = as_before = True
    if "beneficiaries" in body:
        was, others = before.of(cover), before.others(cover)
        if not are_same_people(wanted, was, exact=True) or not fields:
            as_asked = as_asked and are_same_people(wanted, people_on_cover(now, cover, wanted, others))
            as_before = as_before and are_same_people(was, people_on_cover(now, cover, was, others))
    return as_asked, as_before


def requested_fields(then: CoverFields, body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a body that are not what the cover held before: the others were only sent along."""
    fields = {name: value for name, value in body.items() if name != "beneficiaries"}
    return {name: value for name, value in fields.items() if field_value_json(then.value(name)) != value}


def field_values(fields: dict[str, Any]) -> dict[str, FieldValue]:
    """Fields of a body as values: decimals again."""
    return {name: decimal_or_none(value) if name == "indexation" and value else value for name, value in fields.items()}


def people_on_cover(
    now: PlanSnapshot, cover: UUID, mine: Sequence[BeneficiaryShare], others: Sequence[BeneficiaryShare]
) -> list[BeneficiaryShare]:
    """The cover's people, and those whose cover Plannr does not tell; whoever else's, and only moved here, left out."""
    pairs = locate_people([*mine, *others], now.people)
    strangers = {one.uuid for place, one in pairs.items() if place >= len(mine)}
    found = [*now.of(cover), *(one for one in now.people if one.cover is None)]
    return list({one.uuid: one for one in found if one.uuid not in strangers}.values())


def are_same_people(
    wanted: Sequence[BeneficiaryShare], found: Sequence[BeneficiaryShare], *, exact: bool = False
) -> bool:
    """Whether two lists are the same people with the same shares, each as often; whatever their uuids."""
    if exact:
        return Counter((one.name, one.share) for one in wanted) == Counter((one.name, one.share) for one in found)
    return len(wanted) == len(found) and len(match_people(wanted, found)) == len(wanted)


def read_back_saved(
    attempt: Entry, before: PlanSnapshot, cover: UUID, wanted: Sequence[BeneficiaryShare], now: PlanSnapshot
) -> ReadBack:
    """It was carried out: see that nothing else was harmed, and let the mirror know."""
    kept, body = attempt.before or {}, dict(attempt.body or {})
    written = UUID(kept["cover"]) if kept.get("cover") else None
    then, facts = before.cover(written), now.cover(written)
    if then and facts and attempt.verb == CHANGE:
        record_list_behaviour(cover, kept.get("list", ""), wanted, before, now)
        record_put_behaviour(then, facts, kept.get("kind", ""), body.keys())
    asked = requested_fields(then, body) if then and attempt.verb == CHANGE else {}
    must = required_state(before, written, [replace(one, cover=cover) for one in wanted], field_values(asked))
    if told := repair_side_effects(attempt, must, now):
        now = snapshot_after(attempt)
    store_saved(now, must.people)
    return ReadBack(HELD_AFTER, cover_after_json(now, cover) | ({"damage": told} if told else {}))


def required_state(
    before: PlanSnapshot,
    cover: UUID | None,
    wanted: Sequence[BeneficiaryShare],
    asked: dict[str, FieldValue] | None = None,
) -> RequiredState:
    """What has to stand after a save of a cover (None: a new one), as the log kept it."""
    plan = Plan.objects.filter(pk=before.plan).first()
    return RequiredState(plan.type if plan else "", before, cover, [*wanted, *before.others(cover)], asked or {})


def repair_side_effects(attempt: Entry, must: RequiredState, now: PlanSnapshot) -> str:
    """Put back what an attempt did that nobody asked for; what was done about it, in words, "" for nothing."""
    words = side_effects.describe_side_effects(
        must, side_effects.find_side_effects(must, now), f"Saving a cover of {attempt.subject_name}"
    )
    return freeze_and_restore(attempt, words, must) if words else ""


def record_list_behaviour(
    cover: UUID | None, kind: str, wanted: Sequence[BeneficiaryShare], before: PlanSnapshot, now: PlanSnapshot
) -> None:
    """Learn from what became of the people of a plan after a cover's PUT, with a list of `kind` or without one."""
    if cover:
        learn_from_list(cover, kind, wanted, before.others(cover), now)


def store_saved(now: PlanSnapshot, sent: Sequence[BeneficiaryShare]) -> None:
    """Write what Plannr shows into the mirror, with the shares as they were sent."""
    covers, people = now.listed
    upsert_covers(now.plan, covers, people, began=now.began, written=rounding.sent_shares(sent, now.people))


def read_back_creation(attempt: Entry) -> ReadBack:
    """What Plannr shows for a new cover in doubt: none like it, one, or more than anybody asked for."""
    kept, body = attempt.before or {}, dict(attempt.body or {})
    before, now = snapshot_from_json(kept["standing"]), snapshot_after(attempt)
    made = created_covers(before, now, body)
    covers, people = now.listed
    if len(made) != 1:
        upsert_covers(now.plan, covers, people, began=now.began)
        if not made or may_still_arrive(attempt):
            return ReadBack(HELD_BEFORE, cover_after_json(now, None))
        words = f"{len(made)} covers like this one have come up in Plannr. Look at them before making another."
        return ReadBack(HELD_OTHER, cover_after_json(now, None), words)
    cover = made[0].uuid
    rows = requested_list(before, cover, [], body) if body.get("beneficiaries") else []
    here = people_on_cover(now, cover, rows, before.people)
    if any(not any(is_same_person(row, one) for one in here) for row in rows):
        upsert_covers(now.plan, covers, people, began=now.began)
        rounding.learn_rounding([*rows, *before.people], now.people)
        return ReadBack(
            HELD_OTHER, cover_after_json(now, cover), "The cover was made, but not with all its people. " + LOOK
        )
    if not is_for_client(made[0], body):
        upsert_covers(now.plan, covers, people, began=now.began)
        return ReadBack(HELD_OTHER, cover_after_json(now, cover), "The cover was made, but for another client. " + LOOK)
    return read_back_saved(attempt, before, cover, rows, now)


def read_back_beneficiary(attempt: Entry) -> ReadBack:
    """What Plannr shows for a change of one person in doubt."""
    kept, body = attempt.before or {}, dict(attempt.body or {})
    before, cover, now = snapshot_from_json(kept["standing"]), UUID(kept["cover"]), snapshot_after(attempt)
    covers, people = now.listed
    then = next(one for one in before.people if str(one.uuid) == body["uuid"])
    wish = replace(
        then, name=body.get("name", then.name), share=decimal_or_none(body.get("percentage", "")) or then.share
    )
    found = next((one for one in now.people if one.uuid == then.uuid), None)
    as_asked, as_before = bool(found and is_same_person(wish, found)), bool(found and is_same_person(then, found))
    if as_asked and not as_before:
        wanted = [wish if one.uuid == then.uuid else one for one in before.of(cover)]
        return read_back_saved(attempt, before, cover, wanted, now)
    upsert_covers(now.plan, covers, people, began=now.began)
    if not as_asked and (as_before or may_still_arrive(attempt)):
        return ReadBack(HELD_BEFORE, cover_after_json(now, cover))
    rounding.learn_rounding([wish], now.people)
    return ReadBack(HELD_OTHER, cover_after_json(now, cover), ROUNDED if as_asked else LOOK)
