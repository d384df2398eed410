"""What the board has learnt of this Plannr's ways with covers and beneficiaries, where the documents are silent
(plannr-api.md 8.6).

A habit is learnt from proof only: from what became of people and fields that a write could have touched. One that
makes a write less careful (OTHERS_STAY, OTHERS_LEFT, KEEPS_UNSENT) is unlearnt by the first sight of the contrary.
Deleting the row in the admin unlearns one.
"""

from functools import cached_property

from boards.plans.models import ApiBehaviour

# A cover saved without a list lost all its people: from now on the list goes along with every save.
OMISSION_DELETES = "omission-deletes"
# People of other covers, named in a cover's list, stayed where they were; or came to that cover; or their uuids were
# refused.
OTHERS_STAY, OTHERS_MOVE, OTHERS_REFUSED = "named-others-stay", "named-others-move", "named-others-refused"
# People of other covers, left out of a cover's list, stayed; or were all deleted.
OTHERS_LEFT, OTHERS_GO = "unnamed-others-stay", "unnamed-others-go"
# A list was refused from the very row on at which its shares pass 100 %.
LIMITED = "list-limited"
# A field that a cover's PUT left out stayed what it was.
KEEPS_UNSENT = "keeps-unsent"
# Shares written with decimals came back whole: a whole share may hide decimals, unless it was read with some.
ROUNDS = "rounds-shares"


class ObservedBehaviours:
    """What this Plannr was seen to do, as of the first question: `OTHERS_STAY in observed`.

    One of these is for one decision upon one reading of a plan, so that all parts of it rest on the same.
    """

    @cached_property
    def names(self) -> frozenset[str]:
        """All that was seen: one query."""
        return frozenset(ApiBehaviour.objects.values_list("name", flat=True))

    def __contains__(self, name: str) -> bool:
        return name in self.names


def is_observed(name: str) -> bool:
    """Whether this Plannr was seen to do it."""
    return name in ObservedBehaviours()


def record_behaviour(name: str, *, not_: str = "") -> None:
    """Remember that this Plannr does it, and forget the contrary."""
    ApiBehaviour.objects.get_or_create(name=name)
    if not_:
        forget_behaviour(not_)


def forget_behaviour(name: str) -> None:
    """Remember it no more."""
    ApiBehaviour.objects.filter(pk=name).delete()
