"""The pages of the totals. A manager sees the whole firm, an adviser what is theirs."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from boards.database import can_wait
from boards.totals import links, sync_status
from boards.totals.forms import ProbabilitiesForm, SaveFiltersForm
from boards.totals.models import SavedTotals
from boards.totals.pages import case_list, changes
from boards.totals.pages.dashboard import Dashboard
from boards.totals.pages.movement import MovementPage
from boards.totals.pages.totals import TotalsPage
from boards.totals.reports import ageing, bridge, forecast
from boards.totals.request import TotalsRequest, in_present_words
from boards.ui.http import HtmxRequest, part_asked, render_part
from boards.users.models import User
from boards.users.permissions import requires

STEPS_SHOWN = 200


@require_safe
@requires("totals-see")
@in_present_words
def show_totals(request: HtmxRequest) -> HttpResponse:
    """The totals, from the mirror; the filters stand in the address."""
    asked = TotalsRequest(request).fetch()
    context = asked.context() | {"page": TotalsPage(asked.wanted, asked.day).fetch()}
    return render(request, "totals/totals.html", context, status=asked.status)


@require_safe
@requires("totals-see")
@in_present_words
def show_movement(request: HtmxRequest) -> HttpResponse:
    """How the value moved and the work flows; its part `movement` is what the totals page fetches behind itself."""
    asked, parts, before = TotalsRequest(request), {"movement"}, None
    if not part_asked(request, parts):
        asked.fetch()
    with can_wait("look"):
        before = changes.record_totals_visit(asked.person, asked.now)
    moves = MovementPage(asked.wanted, asked.day).fetch()
    context = asked.context() | {"moves": moves, "before": before}
    if before:
        found = changes.bridge_since(asked.wanted, before, asked.now, moves.timelines)
        told, number = changes.newest_steps(found)
        context |= {"since": found, "told": told, "told_of": number}
    return render_part(request, "totals/movement.html", context, parts=parts, status=asked.status)


@require_safe
@requires("totals-see")
@in_present_words
def show_steps(request: HttpRequest, bar: str) -> HttpResponse:
    """The cases behind one bar of the bridge, with what each adds to it."""
    if bar not in bridge.NAMES:
        raise Http404(bar)
    asked = TotalsRequest(request)
    found = MovementPage(asked.wanted, asked.day).bridge
    told, number = changes.newest_steps_of_bar(found.bars[bar], STEPS_SHOWN)
    context = asked.context() | {"bar": found.bars[bar], "bridge": found, "told": told, "told_of": number}
    context["meaning"] = bridge.MEANINGS[bar]
    return render(request, "totals/bridge_detail.html", context, status=asked.status)


@require_safe
@requires("totals-see")
@in_present_words
def show_cases(request: HttpRequest) -> HttpResponse:
    """The cases behind a figure, with the same total."""
    asked = TotalsRequest(request).fetch()
    found = ageing.listed_cases(asked.wanted, asked.day)
    totals = case_list.list_totals(asked.wanted, found)
    number = sum(figure.cases for _, figure, _ in totals)
    page = Paginator(range(number), case_list.PAGE).get_page(request.GET.get("page"))
    context = asked.context() | {
        "totals": totals,
        "page": page,
        "rows": case_list.list_page(found, page.number, asked.day),
    }
    context["board"] = "" if asked.wanted.is_listed else links.link_to_cases(asked.wanted)()
    return render(request, "totals/cases.html", context, status=asked.status)


@require_safe
@requires("totals-see")
@in_present_words
def show_dashboard(request: HtmxRequest) -> HttpResponse:
    """A manager's home, also as the part `today` for the home page to fetch."""
    asked = TotalsRequest(request).fetch("standing")
    context = asked.context() | {"today": Dashboard(asked.day, asked.now, asked.wanted).fetch()}
    return render_part(request, "totals/dashboard.html", context, parts={"today"}, status=asked.status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("chances-set")
def set_probabilities(request: HttpRequest) -> HttpResponse:
    """The firm's chances, status by status."""
    form = ProbabilitiesForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "totals/probabilities.html", {"form": form}, status=422 if form.errors else 200)
    forecast.save_probabilities(form.chances(), signed_in_user(request))
    messages.success(request, "The chances are kept. Every forecast uses them from now on.")
    return redirect("totals:show")


@require_POST
@requires("totals-see")
def save_filters(request: HttpRequest) -> HttpResponse:
    """Keep the filters that are on under a name; the same name again replaces what it stood for."""
    form = SaveFiltersForm(request.POST)
    if not form.is_valid():
        for texts in form.errors.values():
            messages.error(request, " ".join(map(str, texts)))
        return redirect("totals:show")
    kept = form.cleaned_data
    about: dict[str, Any] = {"query": kept["query"], "shared": kept["shared"]}
    SavedTotals.objects.update_or_create(person=signed_in_user(request), name=kept["name"], defaults=about)
    messages.success(request, f"The filters are kept as “{kept['name']}”.")
    return redirect(f"{reverse('totals:show')}?{kept['query']}")


@require_POST
@requires("totals-see")
def forget_filters(request: HttpRequest, number: int) -> HttpResponse:
    """Take kept filters off one's list; only their owner can."""
    if not SavedTotals.objects.filter(pk=number, person=signed_in_user(request)).delete()[0]:
        raise Http404(number)
    messages.success(request, "The filters are no longer kept.")
    return redirect("totals:show")


@require_POST
@requires("totals-see")
def sync(request: HtmxRequest) -> HttpResponse:
    """Begin to read the whole firm, or stop the read that is under way (`act` is `stop`)."""
    if request.POST.get("act") == "stop":
        sync_status.stop_sync()
    else:
        sync_status.start_sync()
    if not request.htmx:
        return redirect("totals:show")
    return render(request, "totals/_sync_status.html", {"standing": sync_status.current_status(), "just": True})


@require_GET
@requires("totals-see")
def progress(request: HtmxRequest) -> HttpResponse:
    """How far the read has come; once it has ended, the page is asked to draw itself anew."""
    standing = sync_status.current_status()
    response = render(request, "totals/_sync_status.html", {"standing": standing})
    if request.htmx and not standing.busy:
        response.headers["HX-Refresh"] = "true"
    return response


def signed_in_user(request: HttpRequest) -> User:
    """Who asks."""
    assert isinstance(request.user, User)
    return request.user
