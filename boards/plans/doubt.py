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
from boards.plans import echo, held, lists, losses, mending, rounding, standing
from boards.plans.losses import Must
from boards.plans.matching import is_same, matched, placed
from boards.plans.standing import Facts, Person, Standing, Value, from_json, number
from boards.plans.writing import after_json
from boards.writes import reconcile
from boards.writes.operation import HELD_AFTER, HELD_BEFORE, HELD_OTHER, ReadBack

CHANGE = "cover-change"
LOOK = "Plannr holds neither what it held before nor what was asked. Look at the cover as it is now, then change it."
ROUNDED = "Plannr shows shares rounded, so nobody can tell whether this was saved. Look at the cover in Plannr itself."


def read_back_change(attempt: Entry) -> ReadBack:
    """What Plannr shows for a change in doubt; puts back whom it removed without being told to. Raises PlannrError."""
    kept, body = attempt.before or {}, dict(attempt.body or {})
    before, cover = from_json(kept["standing"]), UUID(kept["cover"])
    now = read_back(attempt)
    covers, people = now.listed
    wanted = wanted_of(before, cover, kept["own"], body)
    as_asked, as_before = shows(now, before, cover, wanted, body)

    if as_asked and not as_before:
        return saved(attempt, before, cover, wanted, now)
    if as_asked and harmed(attempt, must_of(before, cover, wanted), now):
        now = read_back(attempt)
        covers, people = now.listed
    upsert_covers(now.plan, covers, people, began=now.began)
    if not as_asked and (as_before or is_young(attempt)):
        return ReadBack(HELD_BEFORE, after_json(now, cover))
    rounding.learn([*wanted, *before.others(cover)], now.people)
    return ReadBack(HELD_OTHER, after_json(now, cover), ROUNDED if as_asked else LOOK)


def read_back(attempt: Entry) -> Standing:
    """The plan of an attempt as Plannr shows it now. Raises PlannrError."""
    assert attempt.subject_uuid
    return standing.read(attempt.subject_uuid, after_write=True)


def is_young(attempt: Entry) -> bool:
    """Whether the write may still be on its way: then a strange sight is no verdict yet."""
    return reconcile.may_still_come(attempt)


def wanted_of(before: Standing, cover: UUID, own: Sequence[str], body: dict[str, Any]) -> list[Person]:
    """The cover's people as the attempt asked for them; as they were where it sent no list.

    The body names other covers' people too: those are told from this cover's by who they were before.
    """
    rows = body.get("beneficiaries")
    if not isinstance(rows, list):
        return [one for one in before.people if str(one.uuid) in own]
    mine = [row for row in rows if not row.get("uuid") or row["uuid"] in own]
    return [
        Person(UUID(row["uuid"]) if row.get("uuid") else None, row["name"], number(row["percentage"]), cover)
        for row in mine
    ]


def shows(
    now: Standing, before: Standing, cover: UUID, wanted: Sequence[Person], body: dict[str, Any]
) -> tuple[bool, bool]:
    """Whether Plannr shows what was asked, and whether it shows what it held before: of the parts that were changed."""
    facts, then = now.cover(cover), before.cover(cover)
    if facts is None or then is None:
        return False, False
    fields = changed_fields(then, body)
    old = {name: held.as_json(then.value(name)) for name in fields}
    as_asked, as_before = held.holds_fields(facts, fields), held.holds_fields(facts, old)
    if not fields:
        as_asked = as_before = True
    if "beneficiaries" in body:
        was, others = before.of(cover), before.others(cover)
        if not same_people(wanted, was, exact=True) or not fields:
            as_asked = as_asked and same_people(wanted, people_here(now, cover, wanted, others))
            as_before = as_before and same_people(was, people_here(now, cover, was, others))
    return as_asked, as_before


def changed_fields(then: Facts, body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a body that are not what the cover held before: the others were only sent along."""
    fields = {name: value for name, value in body.items() if name != "beneficiaries"}
    return {name: value for name, value in fields.items() if held.as_json(then.value(name)) != value}


def values_of(fields: dict[str, Any]) -> dict[str, Value]:
    """Fields of a body as values: decimals again."""
    return {name: number(value) if name == "indexation" and value else value for name, value in fields.items()}


def people_here(now: Standing, cover: UUID, mine: Sequence[Person], others: Sequence[Person]) -> list[Person]:
    """The cover's people, and those whose cover Plannr does not tell; whoever else's, and only moved here, left out."""
    pairs = placed([*mine, *others], now.people)
    strangers = {one.uuid for place, one in pairs.items() if place >= len(mine)}
    found = [*now.of(cover), *(one for one in now.people if one.cover is None)]
    return list({one.uuid: one for one in found if one.uuid not in strangers}.values())


def same_people(wanted: Sequence[Person], found: Sequence[Person], *, exact: bool = False) -> bool:
    """Whether two lists are the same people with the same shares, each as often; whatever their uuids."""
    if exact:
        return Counter((one.name, one.share) for one in wanted) == Counter((one.name, one.share) for one in found)
    return len(wanted) == len(found) and len(matched(wanted, found)) == len(wanted)


def saved(attempt: Entry, before: Standing, cover: UUID, wanted: Sequence[Person], now: Standing) -> ReadBack:
    """It was carried out: see that nothing else was harmed, and let the mirror know."""
    kept, body = attempt.before or {}, dict(attempt.body or {})
    written = UUID(kept["cover"]) if kept.get("cover") else None
    then, facts = before.cover(written), now.cover(written)
    if then and facts and attempt.verb == CHANGE:
        learn(cover, kept.get("list", ""), wanted, before, now)
        echo.learn(then, facts, kept.get("kind", ""), body.keys())
    asked = changed_fields(then, body) if then and attempt.verb == CHANGE else {}
    must = must_of(before, written, [replace(one, cover=cover) for one in wanted], values_of(asked))
    if told := harmed(attempt, must, now):
        now = read_back(attempt)
    keep_saved(now, must.people)
    return ReadBack(HELD_AFTER, after_json(now, cover) | ({"damage": told} if told else {}))


def must_of(
    before: Standing, cover: UUID | None, wanted: Sequence[Person], asked: dict[str, Value] | None = None
) -> Must:
    """What has to stand after a save of a cover (None: a new one), as the log kept it."""
    plan = Plan.objects.filter(pk=before.plan).first()
    return Must(plan.type if plan else "", before, cover, [*wanted, *before.others(cover)], asked or {})


def harmed(attempt: Entry, must: Must, now: Standing) -> str:
    """Put back what an attempt did that nobody asked for; what was done about it, in words, "" for nothing."""
    words = losses.damage(must, losses.harm(must, now), f"Saving a cover of {attempt.subject_name}")
    return mending.alarm(attempt, words, must) if words else ""


def learn(cover: UUID | None, kind: str, wanted: Sequence[Person], before: Standing, now: Standing) -> None:
    """Learn from what became of the people of a plan after a cover's PUT, with a list of `kind` or without one."""
    if cover:
        lists.learn(cover, kind, wanted, before.others(cover), now)


def keep_saved(now: Standing, sent: Sequence[Person]) -> None:
    """Write what Plannr shows into the mirror, with the shares as they were sent."""
    covers, people = now.listed
    upsert_covers(now.plan, covers, people, began=now.began, written=rounding.sent_shares(sent, now.people))


def read_back_making(attempt: Entry) -> ReadBack:
    """What Plannr shows for a new cover in doubt: none like it, one, or more than anybody asked for."""
    kept, body = attempt.before or {}, dict(attempt.body or {})
    before, now = from_json(kept["standing"]), read_back(attempt)
    made = held.new_covers(before, now, body)
    covers, people = now.listed
    if len(made) != 1:
        upsert_covers(now.plan, covers, people, began=now.began)
        if not made or is_young(attempt):
            return ReadBack(HELD_BEFORE, after_json(now, None))
        words = f"{len(made)} covers like this one have come up in Plannr. Look at them before making another."
        return ReadBack(HELD_OTHER, after_json(now, None), words)
    cover = made[0].uuid
    rows = wanted_of(before, cover, [], body) if body.get("beneficiaries") else []
    here = people_here(now, cover, rows, before.people)
    if any(not any(is_same(row, one) for one in here) for row in rows):
        upsert_covers(now.plan, covers, people, began=now.began)
        rounding.learn([*rows, *before.people], now.people)
        return ReadBack(HELD_OTHER, after_json(now, cover), "The cover was made, but not with all its people. " + LOOK)
    if not held.is_for(made[0], body):
        upsert_covers(now.plan, covers, people, began=now.began)
        return ReadBack(HELD_OTHER, after_json(now, cover), "The cover was made, but for another client. " + LOOK)
    return saved(attempt, before, cover, rows, now)


def read_back_person(attempt: Entry) -> ReadBack:
    """What Plannr shows for a change of one person in doubt."""
    kept, body = attempt.before or {}, dict(attempt.body or {})
    before, cover, now = from_json(kept["standing"]), UUID(kept["cover"]), read_back(attempt)
    covers, people = now.listed
    then = next(one for one in before.people if str(one.uuid) == body["uuid"])
    wish = replace(then, name=body.get("name", then.name), share=number(body.get("percentage", "")) or then.share)
    found = next((one for one in now.people if one.uuid == then.uuid), None)
    as_asked, as_before = bool(found and is_same(wish, found)), bool(found and is_same(then, found))
    if as_asked and not as_before:
        wanted = [wish if one.uuid == then.uuid else one for one in before.of(cover)]
        return saved(attempt, before, cover, wanted, now)
    upsert_covers(now.plan, covers, people, began=now.began)
    if not as_asked and (as_before or is_young(attempt)):
        return ReadBack(HELD_BEFORE, after_json(now, cover))
    rounding.learn([wish], now.people)
    return ReadBack(HELD_OTHER, after_json(now, cover), ROUNDED if as_asked else LOOK)
