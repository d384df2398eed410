"""Finding a client by name."""

from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from boards.home.client_stats import stats_by_client
from boards.mirror.board_data import firm_statuses
from boards.mirror.sync.accounts import PER_PAGE, ClientSearch, search_clients
from boards.ui import formatting
from boards.ui.http import render_part
from boards.users.permissions import requires


@require_safe
@requires("board-see")
def client_search(request: HttpRequest) -> HttpResponse:
    """The clients whose name holds `q`, a page at a time, each with its open cases; searched anew while one types."""
    q = " ".join(request.GET.get("q", "").split())
    found = search_clients(q, page_number(request.GET.get("page", "")))
    figures = stats_by_client([client.pk for client in found.clients], firm_statuses())
    context = {
        "q": q,
        "found": found,
        "rows": [(client, figures[client.pk]) for client in found.clients],
        "any_pence": any(one.open.pennies % 100 or one.done.pennies % 100 for one in figures.values()),
        "said": describe_search(q, found),
        **pager_context(q, found),
    }
    return render_part(request, "home/clients.html", context, parts={"found"})


def page_number(text: str) -> int:
    """The page that `text` names; 1 where it names none."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def describe_search(q: str, found: ClientSearch) -> str:
    """How many were found, in words, for the eye and for a screen reader."""
    if found.total is None:
        return f"Clients called “{q}”" if q else "Clients"
    if not q:
        return formatting.counted(found.total, "client")
    return f"{formatting.counted(found.total, 'client')} called “{q}”"


def pager_context(q: str, found: ClientSearch) -> dict[str, Any]:
    """What the pager needs: its page, the addresses beside it, and how many there are if Plannr said."""

    def address(page: int) -> str:
        asked = {key: value for key, value in (("q", q), ("page", page)) if value and value != 1}
        return reverse("home:clients") + (f"?{urlencode(asked)}" if asked else "")

    return {
        "page": found.page,
        "has_next": found.has_next,
        "before": address(found.page - 1),
        "after": address(found.page + 1),
        "pages": ceil(found.total / PER_PAGE) if found.total is not None else None,
    }
