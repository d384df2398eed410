"""Beneficiaries that a write took away without being told to: found, put back, and shouted about (design.md section 7).

Plannr's documents leave open whether a cover's list replaces that cover's people or the whole plan's, and what leaving
it out does. So everybody who was to stay is looked for after every write, on every cover of the plan.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from boards import crm
from boards.audit.models import Entry
from boards.audit.record import Subject
from boards.plannr import Broken
from boards.plans import standing
from boards.plans.matching import matched, missing
from boards.plans.standing import Person, Standing
from boards.writes import freeze


def lost(stays: Sequence[Person], now: Standing) -> list[Person]:
    """Those who were to stay and are not there: neither by uuid nor as the same person under another."""
    return missing(stays, now.people)


def moved(stays: Sequence[Person], now: Standing) -> list[Person]:
    """Those who are there, but under another cover than before."""
    covers = {one.uuid: one.cover for one in now.people if one.cover}
    return [one for one in stays if one.uuid in covers and one.cover and covers[one.uuid] != one.cover]


def damage(stays: Sequence[Person], now: Standing, what: str) -> str:
    """What a write did to people it must not touch, in words; blank where all is well."""
    if gone := lost(stays, now):
        return f"{what} made Plannr remove {names(gone)}, whom nobody took out."
    if strayed := moved(stays, now):
        return f"{what} made Plannr move {names(strayed)} to another cover."
    return ""


def names(people: Sequence[Person]) -> str:
    """Names in a row, at most ten of them."""
    said = [one.name or "somebody without a name" for one in people[:10]]
    more = len(people) - len(said)
    return ", ".join(said) + (f" and {more} more" if more else "")


def put_back(plan: UUID, stays: Sequence[Person], saved: UUID | None) -> Standing:
    """Put back who is missing of `stays`, cover by cover, everybody else named by uuid; the plan as it is then.

    Where Plannr does not say whose people are, those that the save of the cover `saved` took away were its, unless it
    took everybody: then they come back to the plan, and somebody must say in Plannr whose they are. Only somebody who
    is missing is made again, so that doing it twice makes nobody twice. Raises PlannrError; Broken where somebody is
    still missing, or was moved: that cannot be put right without guessing.
    """
    now = standing.read(plan, after_write=True)
    unclear = [one for one in lost(stays, now) if one.cover is None]
    onto = saved if len(unclear) < len(stays) else None
    for cover in dict.fromkeys(one.cover for one in lost(stays, now)):
        gone = [one for one in lost(stays, now) if one.cover == cover]
        if target := cover or onto:
            exact = {one.uuid: stays[place].share for place, one in matched(stays, now.people).items()}
            known = [(one.uuid, one.name, exact.get(one.uuid, one.share)) for one in now.people]
            again = [(None, one.name, one.share) for one in gone]
            crm.door().covers.update(plan, target, beneficiaries=[*known, *again])
        else:
            for one in gone:
                crm.door().beneficiaries.create(plan, name=one.name, percentage=one.share or Decimal(0))
        now = standing.read(plan, after_write=True)
    if left := [*lost(stays, now), *moved(stays, now)]:
        raise Broken(f"{names(left)} could not be put back")
    if unclear and onto is None:
        raise Broken(f"{names(unclear)} came back to the plan, but Plannr does not say for which cover")
    return now


def alarm(attempt: Entry, words: str, stays: Sequence[Person], saved: UUID) -> str:
    """Freeze the plan, put back who is missing, and say so in the log; what was done about it, in words.

    For a loss that shows only on reading back; boards.writes.path does the same for one that shows at once.
    """
    plan = attempt.subject_uuid
    subject = Subject("plan", plan, attempt.subject_name, attempt.client_uuid, attempt.client_name)
    before = attempt.before or {}
    return freeze.alarm(attempt.actor, subject, words, before=before, repair=lambda: put_back(plan, stays, saved))
