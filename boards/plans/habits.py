"""What the board has learnt of this Plannr's ways with beneficiaries, where the documents are silent (plannr-api.md
8.6).

Habits are learnt from what Plannr did, once, and make the next save safe. Deleting the row in the admin unlearns one.
"""

from boards.plans.models import Habit

# A cover saved without a list lost its people: from now on the list goes along with every save.
OMISSION_DELETES = "omission-deletes"
# The people of other covers may not be named in a cover's list: then they cannot be deleted by it either.
OTHERS_REFUSED = "others-refused"
# Shares written with decimals came back whole: a whole share may hide decimals, unless it was read with some.
ROUNDS = "rounds-shares"


def has(name: str) -> bool:
    """Whether this Plannr was seen to do it."""
    return Habit.objects.filter(pk=name).exists()


def learn(name: str) -> None:
    """Remember that this Plannr does it."""
    Habit.objects.get_or_create(name=name)


def unlearn(name: str) -> None:
    """Remember it no more."""
    Habit.objects.filter(pk=name).delete()
