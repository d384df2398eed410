"""The totals as files: exactly what the page with the same address shows."""

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


@require_safe
@allowed("totals-see")
def totals_csv(request: HttpRequest) -> HttpResponseBase:
    """The totals as CSV."""
    asked = Asked(request)
    return as_csv("totals", asked.about("Totals"), grids_of_totals(asked))


@require_safe
@allowed("totals-see")
def totals_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The totals as XLSX, a sheet a table."""
    asked = Asked(request)
    return as_xlsx("totals", asked.about("Totals"), grids_of_totals(asked))


@require_safe
@allowed("totals-see")
def movement_csv(request: HttpRequest) -> HttpResponseBase:
    """The tables of the movement page as CSV."""
    asked = Asked(request)
    return as_csv("movement", asked.about("Movement"), grids_of_movement(asked))


@require_safe
@allowed("totals-see")
def movement_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The tables of the movement page as XLSX."""
    asked = Asked(request)
    return as_xlsx("movement", asked.about("Movement"), grids_of_movement(asked))


@require_safe
@allowed("totals-see")
def cases_csv(request: HttpRequest) -> HttpResponseBase:
    """The list of cases as CSV, streamed."""
    asked = Asked(request)
    return as_csv("cases", asked.about("Cases"), grids_of_cases(asked))


@require_safe
@allowed("totals-see")
def cases_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The list of cases as XLSX."""
    asked = Asked(request)
    return as_xlsx("cases", asked.about("Cases"), grids_of_cases(asked))
