"""A board, a client's or (`client` None) the firm's: the page, its refresh, more cards, and what is kept folded."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boards.board import preferences
from boards.board.board_page import BoardPage
from boards.board.columns import MAX_CARDS, cards_wanted
from boards.cases.filters import chips
from boards.cases.filters.form import CaseFilterForm, form_of_query
from boards.database import can_wait
from boards.mirror.board_data import PAGE_SIZE, Column, read_column
from boards.mirror.models import Account
from boards.mirror.sync.accounts import get_or_fetch_client
from boards.mirror.sync.cases import sync_client
from boards.ui.fields import parse_uuids
from boards.ui.http import trigger
from boards.users.permissions import UserRequest, requires
from boards.writes.notices import here

INVALID, MAX_CHANGED = 422, 200


@require_safe
@requires("board-see")
def show_board(request: UserRequest, client: UUID | None = None) -> HttpResponse:
    """The board from the mirror, at once; the page of a client asks for a refresh by itself where that is old.

    A bare address opens what the person keeps as the default view. What could not be read of the address is said, 422.
    """
    wanted = CaseFilterForm(request.GET)
    page = BoardPage(request.user, client_or_none(client), wanted, cards_wanted(request.GET.get("drawn", "")))
    if not request.GET and page.kept.default:
        return redirect(f"{page.address}?{page.kept.default}")
    if client:
        with can_wait("visit"):
            preferences.record_visit(page.person, client, page.kept.look, page.now)
    return render(request, "board/board.html", page.context(), status=INVALID if wanted.wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("board-see")
def refresh(request: UserRequest, client: UUID | None = None) -> HttpResponse:
    """Read the client's cases where they are old (POST: whatever their age), and answer with what changed.

    204 where the page's `serial` is current and it tells of the same trouble (`told`). Which of the cases `changed` on
    the page no longer pass its filter is said. A browser without a script is sent back to the board. The firm's board
    never reads Plannr: it only draws the mirror anew.
    """
    known = client_or_none(client)
    if client:
        sync_client(client, force=request.method == "POST")
    wanted = form_of_view(request.GET)
    if not request.htmx:
        return back_to_board(client, form_of_view(request.POST))
    page = BoardPage(request.user, known, wanted, cards_wanted(request.GET.get("drawn", "")))
    gone = page.gone(parse_uuids(request.GET.get("changed", "").split(",")[:MAX_CHANGED]))
    context = page.context(oob=True) | {"gone": gone, "freezes": here(request)}
    is_current = request.GET.get("serial", "") == page.shown
    is_told = request.GET.get("told", "") == (page.told.kind if page.told else "")
    if gone or not (is_current and is_told):
        return render(request, "board/_refresh.html", context)
    if page.told or page.is_busy or request.method == "POST":
        response = render(request, "board/board.html#read", context)
        response.headers["HX-Reswap"] = "none"
        return response
    return trigger(HttpResponse(status=204), "board-read", at=context["read"])


@require_safe
@requires("board-see")
def more_cards(request: UserRequest, client: UUID | None = None) -> HttpResponse:
    """The next cards of a column (`column`, of which `drawn` are in the page).

    Where the page's `serial` is no longer current, cards may have moved past the place where it ends: then the column's
    list is drawn anew, as far as it would have come, so that no case is there twice and none is missing.
    """
    key, drawn = request.GET.get("column", ""), number_or_404(request.GET.get("drawn", ""))
    upto, wanted = min(drawn + PAGE_SIZE, MAX_CARDS), form_of_view(request.GET)
    if not request.htmx:
        return back_to_board(client, wanted, key, drawn=f"{key}:{upto}")
    page = BoardPage(request.user, client_or_none(client), wanted)
    start = drawn if request.GET.get("serial") == str(page.serial) else 0
    column = column_or_404(client, key, wanted, start=start, upto=upto)
    context = page.part() | {"column": page.hand.column(column, folded=False, start=start), "oob": True}
    if start:
        return HttpResponse(context["column"].cards + context["column"].more)
    response = render(request, "board/_column_reload.html", context)
    response.headers["HX-Retarget"] = f"#cards--{key}"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


@require_POST
@requires("board-see")
def fold_column(request: UserRequest, client: UUID | None = None) -> HttpResponse:
    """Fold a column (`status`: its key) on every board of this person, or unfold it."""
    key, wanted = request.POST.get("status", ""), form_of_view(request.POST)
    column = column_or_404(client, key, wanted)
    folded = preferences.toggle_column(request.user, key)
    if not request.htmx:
        return back_to_board(client, wanted, key)
    page = BoardPage(request.user, client_or_none(client), wanted)
    context = page.part() | {"column": page.hand.column(column, folded=folded)}
    return render(request, "board/_column.html", context)


@require_POST
@requires("board-see")
def compact(request: UserRequest, client: UUID | None = None) -> HttpResponse:
    """Draw this person's cards compact, or comfortable again."""
    request.user.compact_cards = not request.user.compact_cards
    request.user.save(update_fields=["compact_cards"])
    wanted = form_of_view(request.POST)
    if not request.htmx:
        return back_to_board(client, wanted)
    page = BoardPage(request.user, client_or_none(client), wanted)
    return render(request, "board/_refresh.html", page.context(oob=True) | {"freezes": here(request)})


@require_safe
@requires("board-see")
def filters(request: UserRequest, client: UUID | None = None) -> HttpResponse:
    """All filters of a board as one form, on a page of its own or over the board; `kind` asks for one chip's menu."""
    wanted, kind = CaseFilterForm(request.GET), request.GET.get("kind", "")
    page = BoardPage(request.user, client_or_none(client), wanted)
    context: dict[str, Any] = {"page": page, "client": page.client, "address": page.address, "clear": page.everything}
    if request.htmx:
        if kind not in chips.LABELS:
            raise Http404(kind)
        return render(
            request, "board/filters.html#pick", context | {"pick": chips.chip_with_options(wanted, kind, client)}
        )
    every = [chips.chip_with_options(wanted, one, client) for one in chips.LABELS]
    return render(request, "board/filters.html", context | {"picks": every, "orders": chips.ORDERS})


def client_or_none(client: UUID | None) -> Account | None:
    """The client whose board is asked for. Raises NotFound, PlannrError."""
    return get_or_fetch_client(client) if client else None


def form_of_view(data: QueryDict) -> CaseFilterForm:
    """The filters of the board that a request came from, which it says as `view`."""
    return form_of_query(data.get("view", ""))


def back_to_board(client: UUID | None, wanted: CaseFilterForm, key: str = "", **also: str) -> HttpResponse:
    """Send a browser without a script back to the board as it was, at the column `key`."""
    address = reverse("board:show", args=[client]) if client else reverse("board:firm")
    query = "&".join(filter(None, (wanted.query, urlencode(also))))
    return redirect(f"{address}{'?' if query else ''}{query}{'#column--' if key else ''}{key}")


def column_or_404(
    client: UUID | None, key: str, wanted: CaseFilterForm, *, start: int = 0, upto: int = PAGE_SIZE
) -> Column:
    """A column of the board, with some of its cards."""
    column = read_column(client, key, start=start, upto=upto, sieve=wanted.sieve)
    if column is None:
        raise Http404(key)
    return column


def number_or_404(text: str) -> int:
    """A whole number of cards."""
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Http404(text)
    return int(text)
