"""Shares that this Plannr may show as whole numbers (plannr-api.md 8.7): those sent to it are known all the same.

That a Plannr rounds is remembered as a habit. The mirror's rows alone cannot tell for ever: Plannr may give everybody
another uuid, and a save in doubt may leave nobody whose share is known to the hundredth.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from boards.mirror.store.shares import has_decimals
from boards.plans import api_behaviour
from boards.plans.matching import match_people
from boards.plans.snapshot import BeneficiaryShare


def sent_shares(sent: Sequence[BeneficiaryShare], shown: Sequence[BeneficiaryShare]) -> dict[UUID, Decimal]:
    """The shares as they were sent in a write that Plannr carried out, by the uuid each has now."""
    learn_rounding(sent, shown)
    found = {one.uuid: sent[place].share for place, one in match_people(sent, shown, anywhere=True).items()}
    return {uuid: share for uuid, share in found.items() if uuid and share is not None}


def learn_rounding(sent: Sequence[BeneficiaryShare], shown: Sequence[BeneficiaryShare]) -> None:
    """Remember that shares with decimals came back as whole numbers; forget it where one came back as it was sent."""
    pairs = match_people(sent, shown, anywhere=True)
    exact = [(sent[place].share, one.share) for place, one in pairs.items() if has_decimals(sent[place].share)]
    if any(share == seen for share, seen in exact):
        api_behaviour.forget_behaviour(api_behaviour.ROUNDS)
    elif exact:
        api_behaviour.record_behaviour(api_behaviour.ROUNDS)
