"""The case page: as a page of its own, as a panel over a board, and its parts as they are edited."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boards import gateway
from boards.audit import recorder
from boards.cards.placed import card_response
from boards.cards.response import poll_url
from boards.cases import plannr_details
from boards.cases.case_page import BESIDE_FIELDS, CasePage
from boards.cases.fields import FIELDS
from boards.cases.forms.change import CaseForm
from boards.cases.forms.choices import refresh_choices
from boards.cases.operations.complete import CompleteCase, ReopenCase
from boards.cases.operations.edit import EditCase, EditRequest, edit_case
from boards.cases.operations.move import MoveCase
from boards.cases.operations.participants import (
    AddParticipants,
    ParticipantsRequest,
    RemoveParticipants,
    add_people,
    remove_people,
)
from boards.mirror.models import Account, Case
from boards.mirror.models.search_key import search_key
from boards.mirror.store.cases import upsert_cases
from boards.mirror.sync.accounts import search_clients
from boards.mirror.sync.single_flight import now
from boards.plannr import PlannrError
from boards.ui import http
from boards.ui.fields import parse_uuid, parse_uuids
from boards.ui.http import is_fetch, key_of, outcome_status
from boards.users.models import User
from boards.users.permissions import UserRequest, requires
from boards.writes.operation import Result
from boards.writes.reconcile import current_result

MAX_FOUND = 20
UNTOUCHED = "You changed nothing. Nothing was sent."
OPERATIONS = (MoveCase, EditCase, CompleteCase, ReopenCase, AddParticipants, RemoveParticipants)
CASE_VERBS = tuple(operation.verb for operation in OPERATIONS)


@require_safe
@requires("board-see")
def case_detail(request: UserRequest, case: UUID) -> HttpResponse:
    """The case, from the mirror at once; a case never met is asked for first."""
    found = get_or_fetch_case(case)
    shown = open_case_page(request, found)
    answer = plannr_details.fetch_details(case) if request.GET.get("fresh") else None
    if answer:
        found.refresh_from_db()
        shown = open_case_page(request, found)
    doubt = pending_notice(request, found)
    return render(request, "cases/case.html", {"page": shown.fetch(), "case": found, "told": answer} | doubt)


@require_safe
@requires("board-see")
def refresh_case(request: UserRequest, case: UUID) -> HttpResponse:
    """What Plannr tells of the case now: the rest of the page, and its rows anew."""
    found = get_object_or_404(Case, pk=case)
    answer = plannr_details.fetch_details(case)
    found.refresh_from_db()
    context = {"page": open_case_page(request, found).fetch(), "case": found, "told": answer, "oob": True}
    return trigger_case_changed(render(request, "cases/_refresh.html", context), found)


@require_safe
@requires("board-see")
def current_card(request: UserRequest, case: UUID) -> HttpResponse:
    """The card and the heads as the mirror has them now, for a board on which the case was changed."""
    found = get_object_or_404(Case, pk=case)
    return card_response(request, found.pk, requested_client(request), Result("unchanged"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("case-change")
def edit(request: UserRequest, case: UUID) -> HttpResponse:
    """GET: the form of a field, in its place on the page. POST: the edit."""
    found = get_object_or_404(Case.objects.live(), pk=case)
    names = [name for name in dict.fromkeys((request.POST or request.GET).getlist("field")) if name in FIELDS]
    if not names:
        raise Http404("No such field")
    if request.method == "POST" and not request.POST.get("finding"):
        return save_edit(request, found, names)

    data = request.POST or request.GET
    refresh_choices(found, names[:1])
    return render_fields(request, found, CaseForm(found, data if "finding" in data else None, names))


def save_edit(request: UserRequest, found: Case, names: list[str]) -> HttpResponse:
    """Carry an edit out, or say what stands in its way."""
    form = CaseForm(found, request.POST, names, quick=is_fetch(request))
    if not form.is_clear():
        return respond_to_change(request, found, form.refusal(), form)
    if not form.changes:
        return respond_to_change(request, found, Result("unchanged", UNTOUCHED), form)
    change = EditRequest(found.pk, form.changes, requested_client(request), key_of(request.POST))
    ending, held = edit_case(request.user, change)
    form.add_plannr_errors(ending.errors)
    if ending.outcome == "conflict":
        form.put_conflicts(held, ending.words)
    return respond_to_change(request, found, ending, form)


@require_POST
@requires("case-change")
def change_participants(request: UserRequest, case: UUID) -> HttpResponse:
    """Add people to the case or take one out: `add` and `remove` hold accounts; `lost` says that it is tried again."""
    found = get_object_or_404(Case.objects.live(), pk=case)
    removing = bool(request.POST.get("remove"))
    chosen = parse_uuids(request.POST.getlist("remove" if removing else "add"))
    known = set(Account.objects.filter(pk__in=chosen).values_list("pk", flat=True))
    wanted = ParticipantsRequest(
        found.pk, [one for one in chosen if one in known], requested_client(request), key_of(request.POST)
    )
    act = remove_people if removing else add_people
    return respond_to_change(
        request, found, act(request.user, wanted), part="lost" if "lost" in request.POST else "people"
    )


@require_safe
@requires("case-change")
def find_participants(request: UserRequest, case: UUID) -> HttpResponse:
    """Clients and employees by name, to be added to the case."""
    found = get_object_or_404(Case.objects.live(), pk=case)
    wanted = request.GET.get("find", "").strip()
    there = set(found.participations.values_list("account", flat=True))
    matches = search_clients(wanted) if wanted else None
    offered = [one for one in matches.clients if one.pk not in there] if matches else []
    staff = Account.objects.filter(kind="employee").exclude(pk__in=there)
    offered += [one for one in staff.order_by("folded") if wanted and search_key(wanted) in one.folded]
    page = open_case_page(request, found).fetch(*(["people"] if request.htmx else []))
    context = {"page": page, "case": found, "find": wanted, "offered": offered[:MAX_FOUND]}
    context["from_mirror"] = bool(matches and matches.from_mirror)
    if request.htmx:
        return render(request, "cases/_participants.html", context)
    return render(request, "cases/case.html", context)


def respond_to_change(
    request: UserRequest,
    found: Case,
    ending: Result,
    form: CaseForm | None = None,
    *,
    part: str = "row",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """An ending as it was asked for: the parts of the page (`more`: what they need besides), a card for a board, or the
    page itself, which says by itself what is in doubt.
    """
    found.refresh_from_db()
    is_open, status = ending.outcome not in ("saved", "unchanged", "unknown"), outcome_status(request, ending.outcome)
    shown = open_case_page(request, found, form if is_open and form and form.fields else None)
    said = describe_result(ending, requested_client(request), request.user) | dict(more or {})
    if is_fetch(request):
        quick = quick_form(request, shown) if shown.form else ()
        return card_response(request, found.pk, requested_client(request), ending, *quick, check=str(said["check"]))
    if not request.htmx:
        if shown.form or (is_open and more):
            return render(request, "cases/case.html", said | {"page": shown.fetch(), "case": found}, status=status)
        if ending.outcome != "unknown":
            (messages.error if is_open or ending.tone else messages.success)(request, str(said["words"]))
        return redirect(case_url(request, found))
    if shown.form and (shown.form.errors or shown.form.conflicts or shown.form.questions):
        said["words"] = ""
    names = list(form.fields) if form else []
    is_beside = part == "people" or (names and "plans" not in names)
    shown.fetch(*(BESIDE_FIELDS if is_beside else ()))
    context = said | {"page": shown, "case": found, "rows": [shown.row(name) for name in names]}
    context |= {"oob": True, "part": part, "told": plannr_details.PlannrDetails()}
    return trigger_case_changed(render(request, "cases/_saved.html", context, status=status), found)


def quick_form(request: UserRequest, shown: CasePage) -> tuple[str, dict[str, object]]:
    """The quick form again, for a script that asked with fetch."""
    return "cases/quick_edit.html", {"page": shown, "case": shown.case, "back": case_url(request, shown.case)}


def pending_notice(request: UserRequest, found: Case) -> dict[str, Any]:
    """What the page says of a change of the case that is still being checked, whoever made it."""
    attempt = recorder.open_attempts(found.pk).filter(verb__in=CASE_VERBS).order_by("-pk").first()
    return describe_result(current_result(attempt), requested_client(request), request.user) if attempt else {}


def describe_result(ending: Result, client: UUID | None, by: User) -> dict[str, Any]:
    """An ending in a sentence, with its tone, and where to ask again while it is in doubt."""
    check = ending.attempt if ending.outcome == "unknown" else None
    doing = "Checking whether it was saved; do not send it again."
    if check and check.actor_id != by.pk:
        doing = f"A change by {check.actor_name} is being checked."
    sentences = {
        "saved": f"Saved in Plannr. {ending.words}".strip(),
        "unchanged": ending.words or "Plannr has it so already. Nothing was sent.",
        "unknown": f"{ending.doubt} {doing}",
    }
    return {
        "ending": ending,
        "words": sentences.get(ending.outcome, f"Not saved. {ending.words}"),
        "check": poll_url(check, client) if check else "",
    }


@require_safe
@requires("case-change")
def quick_edit(request: UserRequest, case: UUID) -> HttpResponse:
    """The value and the name of a case, in a small form that a script shows over the board."""
    found = get_object_or_404(Case.objects.live(), pk=case)
    rows = [open_case_page(request, found).row(name) for name in ("value", "name")]
    form = CaseForm(found, names=[row.field.name for row in rows if not row.fixed], quick=True)
    template, context = quick_form(request, open_case_page(request, found, form))
    return render(request, template, context | {"fixed": [row for row in rows if row.fixed]})


def render_fields(request: UserRequest, found: Case, form: CaseForm) -> HttpResponse:
    """The page with the form's fields open, or for htmx the rows alone."""
    shown = open_case_page(request, found, form)
    context: dict[str, Any] = {"page": shown, "case": found}
    if request.htmx:
        return render(request, "cases/_fields.html", context | {"rows": [shown.row(name) for name in form.fields]})
    shown.fetch()
    return render(request, "cases/case.html", context)


def open_case_page(request: UserRequest, found: Case, form: CaseForm | None = None) -> CasePage:
    """The page for the person who asks, on the board it was opened from, with the fields of `form` open."""
    client = requested_client(request)
    account = Account.objects.filter(pk=client).first() if client else None
    if form:
        form.offer_choices()
    return CasePage(found, request.user, account, form)


def requested_client(request: UserRequest) -> UUID | None:
    """The client whose board a case was opened from, as the address or the form says."""
    return parse_uuid(request.POST.get("client") or request.GET.get("client"))


def case_url(request: UserRequest, found: Case) -> str:
    """The address of the case's page, on the same board."""
    client = requested_client(request)
    address = reverse("cases:case", args=[found.pk])
    return f"{address}?{urlencode({'client': str(client)})}" if client else address


def get_or_fetch_case(case: UUID) -> Case:
    """The case as the mirror has it; one that was never met is read from Plannr. Raises Http404."""
    found = Case.objects.filter(pk=case).first()
    if found is None:
        began = now()
        try:
            upsert_cases([gateway.client().cases.get(case)], began=began)
        except PlannrError as trouble:
            raise Http404(trouble.message) from trouble
        found = Case.objects.get(pk=case)
    if found.gone_at:
        raise Http404("Plannr no longer has this case.")
    return found


def trigger_case_changed(response: HttpResponse, found: Case) -> HttpResponse:
    """Let a board under the panel know that the case may have changed."""
    return http.trigger(response, "case-changed", case=str(found.pk), seen=found.seen)
