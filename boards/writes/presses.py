"""Presses of one form that wait for the one before them: the newest is what the person wants, and the others give way.

Each press with a gesture's key leaves its mark before it waits for the lease, over that of the press before it. Whoever
then holds the lease, and finds the mark of another wish, or that the newest press has been before it, was overtaken.
"""

import uuid

from boards.writes.models import Press

OVERTAKEN = "You have pressed again since, and that press counts. This one was not sent."


def leave(by: int, record: str, key: str | None, ask: str) -> Press | None:
    """The mark of a press of somebody (a user's pk) on a record, for an ask (audit.record.ask_of) under a gesture's
    key; None where it has no key.
    """
    if not key:
        return None
    mark = Press(key=f"{by}:{record}:{key}", ask=ask, token=uuid.uuid4().hex)
    Press.objects.bulk_create([mark], update_conflicts=True, unique_fields=["key"], update_fields=["ask", "token"])
    return mark


def take(mark: Press | None) -> bool:
    """Take a mark away, if no newer one lies over it; False where its press was overtaken."""
    if mark is None:
        return True
    newest = Press.objects.filter(key=mark.key).values_list("ask", flat=True).first()
    Press.objects.filter(key=mark.key, token=mark.token).delete()
    return newest == mark.ask
