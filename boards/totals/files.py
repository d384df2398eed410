"""The totals as files: exactly what the page with the same address shows, in a form for each of two programs."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from boards.people.access import allowed
from boards.totals import ageing, listing
from boards.totals.asking import Asked
from boards.totals.exports import as_csv, as_xlsx
from boards.totals.grids import Grid
from boards.totals.movement import Movement
from boards.totals.page import TotalsPage


def grids_of_totals(asked: Asked) -> list[Grid]:
    """The totals page's tables."""
    return TotalsPage(asked.wanted, asked.day).grids()


def grids_of_movement(asked: Asked) -> list[Grid]:
    """The movement page's tables."""
    return Movement(asked.wanted, asked.day).grids()


def grids_of_cases(asked: Asked) -> list[Grid]:
    """The list of cases, whole."""
    return [listing.grid(ageing.asked_for(asked.wanted, asked.day), asked.day, "Cases")]


GRIDS: Mapping[str, Callable[[Asked], list[Grid]]] = {
    "totals": grids_of_totals,
    "movement": grids_of_movement,
    "cases": grids_of_cases,
}


@require_safe
@allowed("totals-see")
def download_csv(request: HttpRequest, page: str) -> HttpResponseBase:
    """What `page`, a key of GRIDS, shows, as CSV: streamed, one table below the other."""
    asked = Asked(request)
    return as_csv(page, asked.about(page.capitalize()), GRIDS[page](asked))


@require_safe
@allowed("totals-see")
def download_xlsx(request: HttpRequest, page: str) -> HttpResponseBase:
    """What `page`, a key of GRIDS, shows, as XLSX: a sheet a table."""
    asked = Asked(request)
    return as_xlsx(page, asked.about(page.capitalize()), GRIDS[page](asked))
