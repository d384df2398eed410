"""Adding a case from a board: the small form at the foot of a column, as a page and over the board.

On the firm's board it is asked first whose case it will be. From there the form says `on=firm`, so that the answer is
drawn for that board, and a way back leads there.
"""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from boards.audit.models import Entry
from boards.cards.placed import card_response
from boards.cases.forms.new import FIRM, NewCaseForm
from boards.cases.operations.create import CreateCase, add_case, created_case
from boards.mirror.models import Account
from boards.mirror.ordering import position_of
from boards.mirror.sync.accounts import search_clients
from boards.mirror.sync.plans import sync_plans_of
from boards.plannr import NotFound
from boards.ui import formatting
from boards.ui.fields import parse_uuid
from boards.ui.http import HtmxRequest, is_fetch, outcome_status, render_part
from boards.users.permissions import UserRequest, requires
from boards.writes.operation import Result
from boards.writes.reconcile import reconcile_now


@require_safe
@requires("case-change")
def choose_client(request: HtmxRequest) -> HttpResponse:
    """Whose case it will be: the clients whose name holds `q`, each a link to the form for the address's column."""
    q = " ".join(request.GET.get("q", "").split())
    status = parse_uuid(request.GET.get("status")) or ""
    found = search_clients(q) if q else None
    number = formatting.counted(len(found.clients), "client") if found and found.clients else "No client"
    said = f"{number} called “{q}”" if q else ""
    context = {"q": q, "status": status, "found": found, "said": said}
    context["carried"] = urlencode({"status": status, "on": FIRM})
    return render_part(request, "cases/choose_client.html", context, parts={"chosen"})


@require_safe
@requires("case-change")
def new_case(request: UserRequest, client: UUID) -> HttpResponse:
    """The form, for the column that the address names."""
    account = get_object_or_404(Account, pk=client, kind="client")
    try:
        sync_plans_of(client)
    except NotFound:
        messages.warning(request, "Plannr does not know this client any more.")
    form = NewCaseForm(account, opened=request.GET)
    form.offer_choices()
    return render(request, "cases/new.html", {"form": form})


@require_POST
@requires("case-change")
def create(request: UserRequest, client: UUID) -> HttpResponse:
    """Add the case; a form sent twice finds the one it made."""
    form = NewCaseForm(get_object_or_404(Account, pk=client, kind="client"), request.POST)
    if not form.is_valid():
        return respond_to_create(request, form, form.refusal())
    ending = add_case(request.user, form.create_request())
    form.add_plannr_errors(ending.errors)
    return respond_to_create(request, form, ending)


@require_safe
@requires("case-change")
def creation_result(request: UserRequest, client: UUID, attempt: int) -> HttpResponse:
    """Read back once for a creation in doubt."""
    account = get_object_or_404(Account, pk=client)
    entry = get_object_or_404(Entry, pk=attempt, kind="attempt", verb=CreateCase.verb, subject_uuid=client)
    form = NewCaseForm.of_body(account, entry.body or {}, request.GET.get("on", ""))
    return respond_to_create(request, form, reconcile_now(entry))


def respond_to_create(request: UserRequest, form: NewCaseForm, ending: Result) -> HttpResponse:
    """The ending: the card for a script, the board for a browser, or the form again with all that was typed."""
    name, made, check = form["name"].value() or "", created_case(ending), ""
    if ending.outcome == "unknown" and ending.attempt:
        check = reverse("cases:created", args=[form.client.pk, ending.attempt.pk])
        check += "" if form.board else f"?on={FIRM}"
    is_open = not check and ending.outcome != "saved"
    if is_open:
        form.offer_choices()
    if is_fetch(request):
        again = ("cases/new.html", {"form": form, "errors": form.errors}) if is_open else ()
        return card_response(request, made, form.board, ending, *again, check=check, name=name)
    if ending.outcome == "saved":
        where = position_of(form.board, made) if made else None
        messages.success(request, f"Added “{name}”. Saved in Plannr." if where else "Saved in Plannr.")
        return redirect(f"{form.back}#card--{made}" if made else form.back)
    context = {"form": form, "errors": form.errors, "ending": ending, "check": check}
    return render(request, "cases/new.html", context, status=outcome_status(request, ending.outcome))
