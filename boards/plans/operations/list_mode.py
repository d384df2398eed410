"""How a cover's list may be sent where the plan has people of other covers, and what each list proves of this Plannr.

The documents do not say what becomes of them (plannr-api.md 8.6): named, they may stay, come to this cover, be refused,
or make the list too much; left out, they may stay or be deleted. Naming them comes first, as nobody is deleted by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from boards.plannr import Invalid
from boards.plans import api_behaviour, shares
from boards.plans.api_behaviour import ObservedBehaviours
from boards.plans.matching import locate_people
from boards.plans.snapshot import BeneficiaryShare, PlanSnapshot, total_share

ALONE, NAMED, LEFT_OUT = "alone", "named", "left-out"
AGAIN = (
    "Plannr does not take the people of other covers in this cover’s list. Nothing was changed. Save once more: the "
    "board then asks before it leaves them out."
)
NO_WAY = (
    "Nobody can be added or removed here: this Plannr was seen to move or delete the people of a plan’s other covers, "
    "or to refuse them. Names, shares and the other fields can be changed; add and remove people in Plannr itself."
)
UNCLEAR = "Plannr does not say which cover these beneficiaries belong to: they can only be changed in Plannr itself."
NO_SAVE = (
    "This Plannr was seen to delete people where a cover is saved without its list, and the board cannot send a list "
    "here that is known to spare everybody. Change this cover in Plannr itself."
)


@dataclass(frozen=True, slots=True)
class ListMode:
    """How a list goes: ALONE (nobody else is on the plan), with the others NAMED, or with them LEFT_OUT. `known` is
    False where nobody has seen what this Plannr then does with them.
    """

    kind: str
    known: bool


def choose_list_mode(
    own: Sequence[BeneficiaryShare], others: Sequence[BeneficiaryShare], observed: ObservedBehaviours
) -> ListMode | None:
    """How the list `own` of a cover may be sent beside the plan's `others`; None where every way is known to harm."""
    if not others:
        return ListMode(ALONE, known=True)
    if api_behaviour.OTHERS_LEFT in observed:
        return ListMode(LEFT_OUT, known=True)
    is_barred = api_behaviour.OTHERS_MOVE in observed or api_behaviour.OTHERS_REFUSED in observed
    is_too_much = api_behaviour.LIMITED in observed and total_share([*own, *others]) > shares.WHOLE
    if not is_barred and not is_too_much:
        return ListMode(NAMED, known=api_behaviour.OTHERS_STAY in observed)
    return None if api_behaviour.OTHERS_GO in observed else ListMode(LEFT_OUT, known=False)


def learn_from_list(
    cover: UUID, sent: str, own: Sequence[BeneficiaryShare], others: Sequence[BeneficiaryShare], now: PlanSnapshot
) -> None:
    """Learn from what became of `own` and `others` after a PUT of `cover` with a list of kind `sent` ("" for none)."""
    if not sent:
        learn_from_omission(own, others, now)
    elif others and all(one.cover for one in others):
        found = locate_people([*own, *others], now.people)
        after = [found.get(place) for place in range(len(own), len(own) + len(others))]
        there = [new is not None and new.cover == old.cover for old, new in zip(others, after, strict=True)]
        if sent == NAMED:
            came = any(new is not None and new.cover == cover for new in after)
            record_either(came, all(there), api_behaviour.OTHERS_MOVE, api_behaviour.OTHERS_STAY)
        elif sent == LEFT_OUT:
            record_either(not any(after), all(there), api_behaviour.OTHERS_GO, api_behaviour.OTHERS_LEFT)
            if not all(after):
                api_behaviour.forget_behaviour(api_behaviour.OTHERS_LEFT)


def record_either(harmed: bool, intact: bool, harm: str, safe: str) -> None:
    """Learn one of two contraries, where it is proven."""
    if harmed:
        api_behaviour.record_behaviour(harm, not_=safe)
    elif intact:
        api_behaviour.record_behaviour(safe, not_=harm)


def learn_from_omission(own: Sequence[BeneficiaryShare], others: Sequence[BeneficiaryShare], now: PlanSnapshot) -> None:
    """A cover saved without a list: everybody of it is gone, or everybody is there. Of a cover that has nobody only the
    plan's others can tell that they are gone.
    """
    found = locate_people([*own, *others], now.people)
    looked_for = len(own) or len(others)
    there = sum(place < looked_for for place in found)
    if looked_for and not there:
        api_behaviour.record_behaviour(api_behaviour.OMISSION_DELETES)
    elif own and there == len(own):
        api_behaviour.forget_behaviour(api_behaviour.OMISSION_DELETES)


def learn_from_refusal(refusal: Invalid, rows: Sequence[BeneficiaryShare], mine: int) -> bool:
    """Whether a 422 for the list `rows`, of which the first `mine` are the cover's own, proves why; then it is learnt.

    Only an error on a `.uuid`, of others only, says something about uuids; errors on shares say that a list is limited
    where they stand at rows with which it is over 100 %, and the cover's own are not.
    """
    keys = [key.split(".") for key in refusal.errors]
    if not keys or any(len(key) != 3 or key[0] != "beneficiaries" or not key[1].isdigit() for key in keys):
        return False
    places, fields = {int(key[1]) for key in keys}, {key[2] for key in keys}
    if min(places) < mine or max(places) >= len(rows):
        return False
    if "uuid" in fields:
        api_behaviour.record_behaviour(api_behaviour.OTHERS_REFUSED, not_=api_behaviour.OTHERS_STAY)
        return True
    if fields == {"percentage"} and total_share(rows[:mine]) <= shares.WHOLE < total_share(rows[: min(places) + 1]):
        api_behaviour.record_behaviour(api_behaviour.LIMITED)
        return True
    return False
