"""Pages to read: one plan, a client with plans and cases, and the search by policy number or plan name."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boards.mirror import cover_types
from boards.mirror.models import Account, Case, Plan, Status, SyncState
from boards.mirror.quality.covers import INSURED, read_cover_issues
from boards.mirror.sync.cases import sync_client
from boards.mirror.sync.plans import client_plans, search_plans, sync_plan, sync_plans_of
from boards.mirror.sync.single_flight import is_fresh, sync_state
from boards.plans.pages.plan import plan_page
from boards.ui.http import render_part
from boards.users.permissions import requires

MAX_CASES = 200


@require_safe
@requires("plan-see")
def show_plan(request: HttpRequest, plan: UUID) -> HttpResponse:
    """One plan: at once from the mirror where it was read before, and then asked for again where that is old."""
    known = Plan.objects.filter(pk=plan).first()
    asks = "refresh" in request.GET or known is None or known.covers_read_at is None
    read = sync_plan(plan, force="refresh" in request.GET) if asks else sync_state(f"plan:{plan}")
    found = Plan.objects.filter(pk=plan).first()
    if found is None:
        return unreachable_page(request, read)
    context = {
        "plan": found,
        "page": plan_page(found),
        "reading": read,
        "is_stale": not asks and not is_fresh(read),
        "type": cover_types.sentence_label(found.type),
        "sub_type": cover_types.sentence_label(found.sub_type),
        "insured": found.type in INSURED,
    }
    return render_part(request, "plans/plan.html", context, parts={"plan"})


@require_safe
@requires("plan-see")
def show_client(request: HttpRequest, client: UUID) -> HttpResponse:
    """A client's plans and cases."""
    board = sync_state(f"client:{client}")
    if board is None or board.read_at is None:
        sync_client(client)
    asks = "refresh" in request.GET or sync_state(f"plans-of:{client}") is None
    read = sync_plans_of(client, force="refresh" in request.GET) if asks else sync_state(f"plans-of:{client}")
    found = Account.objects.filter(pk=client, kind="client").first()
    if found is None:
        return unreachable_page(request, read)
    plans = client_plans(client)
    gaps = read_cover_issues(plan.pk for plan in plans)
    cases = Case.objects.live().of_client(client).order_by("completed_at", "name", "uuid")
    statuses = Status.objects.in_bulk()
    context = {
        "client": found,
        "plans": [(plan, cover_types.sentence_label(plan.type), gaps.get(plan.pk, [])) for plan in plans],
        "cases": [(case, statuses.get(case.status)) for case in cases[:MAX_CASES]],
        "more_cases": max(cases.count() - MAX_CASES, 0),
        "reading": read,
        "is_stale": not asks and not is_fresh(read),
    }
    return render_part(request, "plans/client.html", context, parts={"client-plans"})


@require_safe
@requires("plan-see")
def plan_search_page(request: HttpRequest) -> HttpResponse:
    """Plans by policy number or name."""
    typed = request.GET.get("q", "")
    found = search_plans(typed)
    plans = [(plan, cover_types.sentence_label(plan.type)) for plan in found.plans]
    return render(request, "plans/search.html", {"q": typed, "found": found, "plans": plans})


def unreachable_page(request: HttpRequest, read: SyncState | None) -> HttpResponse:
    """The page for something never read before while Plannr cannot be asked."""
    if read is None or not read.trouble:
        raise Http404("There is no such plan.")
    return render(request, "errors/plannr_unreachable.html", {"trouble": read.trouble}, status=503)
