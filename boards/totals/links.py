"""Where a figure leads: the firm's board with exactly the cases behind it, and so with the same total.

`link_to_cases` is the one place that decides it. The board cannot say "past the 85% line of its type"
(reports/ageing.py), nor "assigned to several people": such work is listed on a page of the totals' own, which also has
the files.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from boards.cases.filters.form import cleared
from boards.mirror.filters import CaseFilter, to_query_pairs
from boards.totals.filters import TotalsFilter

EVERY = "all=1"
UNDATED = ("state", "since", "until", "opened", "finished")

type LinkTo = Callable[..., str]


def link_to_cases(wanted: TotalsFilter) -> LinkTo:
    """A function that gives the address of the cases behind one figure:
    `link_to_cases(wanted)(status=key, adviser=key)`.

    What the figure's row and column say takes the place of the same filter of the page.
    """
    return link_to_list(wanted) if wanted.is_listed else link_to_board(wanted.sieve)


def link_to_state(wanted: TotalsFilter, state: str) -> LinkTo:
    """The same for the open cases among the wanted ones, or for the completed ones."""
    return link_to_list(wanted.in_state(state)) if wanted.is_listed else link_to_board(wanted.side(state))


def link_to_board(sieve: CaseFilter) -> LinkTo:
    """The same for the cases that pass a sieve, as the firm's board shows them, at the one column that holds them where
    that is asked for by itself; cells are named as in the board's address.
    """
    path, alone = reverse("board:firm"), sieve.statuses[0] if len(sieve.statuses) == 1 else ""
    bases: dict[tuple[str, ...], str] = {}

    def address(**cell: str) -> str:
        names = tuple(cell)
        if names not in bases:
            bases[names] = urlencode(to_query_pairs(replace(sieve, **cleared(names))))
        plain = "&".join(f"{name}={key}" for name, key in cell.items())
        column = cell.get("status", alone)
        query = "&".join(filter(None, (bases[names], plain))) or EVERY
        return f"{path}?{query}#column--{column}" if column else f"{path}?{query}"

    return address


def link_to_list(wanted: TotalsFilter) -> LinkTo:
    """The same for late work, as a list."""
    path = reverse("totals:cases")
    bases: dict[tuple[str, ...], str] = {}

    def address(**cell: str) -> str:
        names = tuple(cell)
        if names not in bases:
            bases[names] = wanted.query(**cleared(names))
        plain = "&".join(f"{name}={key}" for name, key in cell.items())
        return f"{path}?{'&'.join(filter(None, (bases[names], plain)))}"

    return address


def overdue_url(wanted: TotalsFilter) -> str:
    """The list of the late work among the wanted cases."""
    return link_to_list(replace(wanted.filtered(**cleared(UNDATED)), late=True))()


def case_url(uuid: UUID) -> str:
    """A case's own page."""
    return reverse("cases:case", args=[uuid])


def link_to_steps(wanted: TotalsFilter, first: date, last: date) -> Callable[[str], str]:
    """A function that gives the address of the steps behind one bar of the bridge."""
    query = wanted.query(since=first, until=last)
    return lambda bar: f"{reverse('totals:steps', args=[bar])}?{query}"
