"""The firm's board as a list: where the totals list the very cases that a filtered board shows, with files and a print.

The totals' list has names of its own for the filters (boards.totals.filters), and no word for some of the board's.
"""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from boards.mirror import sieve
from boards.mirror.sieve import Sieve, pairs
from boards.users.models import User
from boards.users.permissions import has_permission

MANAGER = "manager"
CALLED = {"text": "q", "money": "value"}
BOTH = "both"


def list_address(person: User, wanted: Sieve) -> str:
    """Where these cases are listed; blank where the list cannot say them, or would leave out those of others."""
    mine = wanted.advisers == (person.plannr_account,)
    if not (has_permission(person, "totals-see") and (MANAGER in person.roles or mine) and can_list(wanted)):
        return ""
    states = wanted.states if len(wanted.states) == 1 else (BOTH,)
    query = [*pairs(wanted.without("state", "sort")), ("show", states[0])]
    try:
        path = reverse("totals:cases")
    except NoReverseMatch:
        return ""
    return f"{path}?{urlencode([(CALLED.get(name, name), value) for name, value in query])}"


def can_list(wanted: Sieve) -> bool:
    """Whether the list has a word for each of these filters: one contradiction at most, which it looks for in every
    state, and one month, no days, and nobody who only takes part.
    """
    single = all(len(several) <= 1 for several in (wanted.odd, wanted.opened, wanted.finished, wanted.money))
    odd = not wanted.odd or not (wanted.has("state") or wanted.has("period") or {sieve.ANY, sieve.GAP} & {*wanted.odd})
    return single and odd and not any(wanted.has(kind) for kind in ("person", "assigned", "age"))
