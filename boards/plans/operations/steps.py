"""One save of a cover form as the acts it takes: one for the cover, or one for its fields and one for each person whose
name or share is changed by itself, each with a line of its own in the log.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from boards.plans import merge
from boards.plans.merge import CoverEdit
from boards.plans.operations.base import CoverOperation
from boards.plans.operations.beneficiary import UpdateBeneficiary
from boards.plans.operations.create import CreateCover
from boards.plans.operations.update import UpdateCover
from boards.plans.snapshot import PlanSnapshot, snapshot_digest
from boards.users.models import User
from boards.writes.operation import Result
from boards.writes.pipeline import execute


@dataclass(frozen=True, slots=True)
class SaveProgress:
    """The acts of a save that were tried, with how each ended, and those not tried because one before them failed."""

    tried: list[tuple[CoverOperation, Result]]
    left: list[CoverOperation]

    @property
    def saved(self) -> list[CoverOperation]:
        """Those before the last one: each is in Plannr now."""
        return [act for act, _ in self.tried[:-1]]


def split_into_operations(
    by: User, asked: CoverEdit, now: PlanSnapshot, *, key: str | None, shown: str = "", agreed: Sequence[str] = ()
) -> list[CoverOperation]:
    """The acts that `asked` stands for, upon what stands `now`, in the order in which they are carried out."""
    if asked.cover is None:
        return [CreateCover(by, asked, key=key, shown=shown, agreed=agreed)]
    people = merge.individual_updates(asked, now)
    fields = replace(asked, rows=None, removed=()) if people else asked
    found: list[CoverOperation] = []
    if not people or merge.fields_to_send(asked, now):
        found.append(UpdateCover(by, fields, key=key, shown=shown, agreed=agreed))
        found[0].whole = asked
    for one in people:
        assert one.uuid
        mine = key if not found else part_key(key, str(one.uuid))
        found.append(UpdateBeneficiary(by, asked, one.uuid, key=mine, shown=shown, agreed=agreed))
    return found


def part_key(key: str | None, part: str) -> str | None:
    """The gesture's key for one more of its acts: the same for the same form sent twice."""
    return hashlib.sha256(f"{key} {part}".encode()).hexdigest() if key else None


def execute_in_turn(acts: Sequence[CoverOperation]) -> SaveProgress:
    """Carry out one act after the other, until one does not end well."""
    tried: list[tuple[CoverOperation, Result]] = []
    for act in acts:
        if tried and act.shown:
            last = tried[-1][0].seen
            act.shown = snapshot_digest(last, act.asked.cover) if last else ""
        tried.append((act, execute(act)))
        if tried[-1][1].outcome not in ("saved", "unchanged") or tried[-1][1].tone == "bad":
            break
    return SaveProgress(tried, list(acts[len(tried) :]))


def name_part(act: CoverOperation) -> str:
    """Which part of the save an act was, at the beginning of a sentence."""
    return act.name or "A beneficiary without a name" if isinstance(act, UpdateBeneficiary) else "The cover itself"
