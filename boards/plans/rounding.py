"""Shares that this Plannr may show as whole numbers (plannr-api.md 8.7): those sent to it are known all the same.

That a Plannr rounds is remembered as a habit. The mirror's rows alone cannot tell for ever: Plannr may give everybody
another uuid, and a save in doubt may leave nobody whose share is known to the hundredth.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from boards.mirror.store.shares import has_decimals
from boards.plans import habits
from boards.plans.matching import matched
from boards.plans.standing import Person


def sent_shares(sent: Sequence[Person], shown: Sequence[Person]) -> dict[UUID, Decimal]:
    """The shares as they were sent in a write that Plannr carried out, by the uuid each has now."""
    learn(sent, shown)
    found = {one.uuid: sent[place].share for place, one in matched(sent, shown, anywhere=True).items()}
    return {uuid: share for uuid, share in found.items() if uuid and share is not None}


def learn(sent: Sequence[Person], shown: Sequence[Person]) -> None:
    """Remember that shares with decimals came back as whole numbers; forget it where one came back as it was sent."""
    pairs = matched(sent, shown, anywhere=True)
    exact = [(sent[place].share, one.share) for place, one in pairs.items() if has_decimals(sent[place].share)]
    if any(share == seen for share, seen in exact):
        habits.unlearn(habits.ROUNDS)
    elif exact:
        habits.learn(habits.ROUNDS)
