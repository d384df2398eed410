"""One save of a cover form as the acts it takes: one for the cover, or one for its fields and one for each person whose
name or share is changed by itself, each with a line of its own in the log.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from boards.plans import asked as asking
from boards.plans.asked import Asked
from boards.plans.changing import CoverChange
from boards.plans.making import CoverMaking
from boards.plans.person import PersonChange
from boards.plans.standing import Standing, digest
from boards.plans.writing import CoverWrite
from boards.users.models import User
from boards.writes.operation import Result
from boards.writes.pipeline import execute


@dataclass(frozen=True, slots=True)
class Done:
    """The acts of a save that were tried, with how each ended, and those not tried because one before them failed."""

    tried: list[tuple[CoverWrite, Result]]
    left: list[CoverWrite]

    @property
    def saved(self) -> list[CoverWrite]:
        """Those before the last one: each is in Plannr now."""
        return [act for act, _ in self.tried[:-1]]


def steps(
    by: User, asked: Asked, now: Standing, *, key: str | None, shown: str = "", agreed: Sequence[str] = ()
) -> list[CoverWrite]:
    """The acts that `asked` stands for, upon what stands `now`, in the order in which they are carried out."""
    if asked.cover is None:
        return [CoverMaking(by, asked, key=key, shown=shown, agreed=agreed)]
    people = asking.singles(asked, now)
    fields = replace(asked, rows=None, removed=()) if people else asked
    found: list[CoverWrite] = []
    if not people or asking.fields_to_send(asked, now):
        found.append(CoverChange(by, fields, key=key, shown=shown, agreed=agreed))
        found[0].whole = asked
    for one in people:
        assert one.uuid
        mine = key if not found else key_for(key, str(one.uuid))
        found.append(PersonChange(by, asked, one.uuid, key=mine, shown=shown, agreed=agreed))
    return found


def key_for(key: str | None, part: str) -> str | None:
    """The gesture's key for one more of its acts: the same for the same form sent twice."""
    return hashlib.sha256(f"{key} {part}".encode()).hexdigest() if key else None


def carried(acts: Sequence[CoverWrite]) -> Done:
    """Carry out one act after the other, until one does not end well."""
    tried: list[tuple[CoverWrite, Result]] = []
    for act in acts:
        if tried and act.shown:
            last = tried[-1][0].seen
            act.shown = digest(last, act.asked.cover) if last else ""
        tried.append((act, execute(act)))
        if tried[-1][1].outcome not in ("saved", "unchanged") or tried[-1][1].tone == "bad":
            break
    return Done(tried, list(acts[len(tried) :]))


def part(act: CoverWrite) -> str:
    """Which part of the save an act was, at the beginning of a sentence."""
    return act.name or "A beneficiary without a name" if isinstance(act, PersonChange) else "The cover itself"
