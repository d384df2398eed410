"""The totals as files: exactly what the page with the same address shows, in a form for each of two programs."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from boards.totals.exports.files import as_csv, as_xlsx
from boards.totals.exports.tables import DataTable
from boards.totals.pages import case_list
from boards.totals.pages.movement import MovementPage
from boards.totals.pages.totals import TotalsPage
from boards.totals.reports import ageing
from boards.totals.request import TotalsRequest, in_present_words
from boards.ui.formatting import money
from boards.users.permissions import requires

type Notes = list[tuple[str, str]]
type Contents = tuple[list[DataTable], Notes]


def totals_contents(asked: TotalsRequest, host: Callable[[str], str]) -> Contents:
    """The totals page's tables, and what its figures leave out, with the address of those cases."""
    page = TotalsPage(asked.wanted, asked.day)
    notes = [
        ("Left out", f"{one.cases} {one.words}{f' {host(one.address)}' if one.address else ''}") for one in page.notes
    ]
    return page.grids(), notes


def movement_contents(asked: TotalsRequest, host: Callable[[str], str]) -> Contents:
    """The movement page's tables, and what it says of them."""
    moves = MovementPage(asked.wanted, asked.day)
    return moves.grids(), [("Note", note) for note in moves.notes]


def case_list_contents(asked: TotalsRequest, host: Callable[[str], str]) -> Contents:
    """The list of cases, whole, with its figures."""
    found = ageing.listed_cases(asked.wanted, asked.day)
    totals = [
        (name.capitalize(), f"{money(figure.pennies)}, {figure.counted}")
        for name, figure, _ in case_list.list_totals(asked.wanted, found)
    ]
    return [case_list.case_table(found, asked.day, "Cases")], totals


CONTENTS: Mapping[str, Callable[[TotalsRequest, Callable[[str], str]], Contents]] = {
    "totals": totals_contents,
    "movement": movement_contents,
    "cases": case_list_contents,
}


@require_safe
@requires("totals-see")
@in_present_words
def download_csv(request: HttpRequest, page: str) -> HttpResponseBase:
    """What `page`, a key of CONTENTS, shows, as CSV: streamed, one table below the other."""
    asked = TotalsRequest(request)
    grids, notes = CONTENTS[page](asked, request.build_absolute_uri)
    return as_csv(page, asked.about(page.capitalize()) + notes, grids)


@require_safe
@requires("totals-see")
@in_present_words
def download_xlsx(request: HttpRequest, page: str) -> HttpResponseBase:
    """What `page`, a key of CONTENTS, shows, as XLSX: a sheet a table."""
    asked = TotalsRequest(request)
    grids, notes = CONTENTS[page](asked, request.build_absolute_uri)
    return as_xlsx(page, asked.about(page.capitalize()) + notes, grids)
