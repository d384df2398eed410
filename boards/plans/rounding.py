"""Shares that this Plannr may show as whole numbers (plannr-api.md 8.7): those sent to it are known all the same.

That a Plannr rounds is remembered as a habit. The mirror's rows alone cannot tell for ever: Plannr may give everybody
another uuid, and a save in doubt may leave nobody whose share is known to the hundredth.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from boards.mirror.store.shares import has_decimals
from boards.plans import api_behaviour
from boards.plans.matching import is_same_person, locate_people, match_people, same_share
from boards.plans.snapshot import BeneficiaryShare


def sent_shares(sent: Sequence[BeneficiaryShare], shown: Sequence[BeneficiaryShare]) -> dict[UUID, Decimal]:
    """The shares as they were sent in a write that Plannr carried out, by the uuid each has now."""
    learn_rounding(sent, shown)
    pairs = match_people(sent, shown)
    found = {one.uuid: sent[place].share for place, one in pairs.items() if is_certain(sent[place], one, sent, shown)}
    return {uuid: share for uuid, share in found.items() if uuid and share is not None}


def is_certain(
    then: BeneficiaryShare, now: BeneficiaryShare, sent: Sequence[BeneficiaryShare], shown: Sequence[BeneficiaryShare]
) -> bool:
    """Whether nobody else can be either of a pair: under another uuid a rounded share tells two of one name apart no
    longer, unless they have the same.
    """
    if then.uuid and then.uuid == now.uuid:
        return True
    is_here = then.cover and then.cover == now.cover

    def is_alike(one: BeneficiaryShare, seen: BeneficiaryShare) -> bool:
        return is_same_person(one if is_here else replace(one, cover=None), seen)

    rivals = [one for one in sent if one is not then and is_alike(one, now)]
    others = [one for one in shown if one is not now and is_alike(then, one)]
    return (
        len(others) <= len(rivals)
        and all(one.share == then.share for one in rivals)
        and all(one.share == now.share for one in others)
    )


def learn_rounding(sent: Sequence[BeneficiaryShare], shown: Sequence[BeneficiaryShare]) -> None:
    """Remember that shares with decimals came back as whole numbers; forget it where one came back as it was sent."""
    pairs = [(sent[place], one) for place, one in locate_people(sent, shown).items() if has_decimals(sent[place].share)]
    if any(then.share == now.share for then, now in pairs):
        api_behaviour.forget_behaviour(api_behaviour.ROUNDS)
    elif any(same_share(then.share, now.share, exact=now.exact) for then, now in pairs):
        api_behaviour.record_behaviour(api_behaviour.ROUNDS)
