"""Completing a case and opening it again, as a page and over the board."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from boards.audit import recorder
from boards.audit.models import Entry
from boards.cards.placed import card_response
from boards.cases.forms.change import CompletionForm
from boards.cases.operations.complete import CompleteCase, ReopenCase, complete_case, reopen_case
from boards.cases.operations.edit import EditRequest
from boards.cases.views.case import case_url, open_case_page, requested_client, respond_to_change
from boards.mirror.models import Case
from boards.ui.http import is_fetch, key_of, outcome_status
from boards.users.permissions import UserRequest, requires
from boards.writes.operation import Result
from boards.writes.reconcile import current_result

COMPLETION_VERBS = (CompleteCase.verb, ReopenCase.verb)
LONGEST_NUMBER = 19


@require_http_methods(["GET", "HEAD", "POST"])
@requires("case-change")
def completion(request: UserRequest, case: UUID) -> HttpResponse:
    """GET: complete it or open it again, with the status that goes with it. POST: the act, by its name `act`."""
    found = get_object_or_404(Case.objects.live(), pk=case)
    if request.method != "POST":
        return render_completion(request, found, *lost_completion(found, request.GET.get("again", "")))

    form = CompletionForm(found, request.POST)
    if not form.is_clear():
        return render_completion(request, found, form, form.refusal())
    change = EditRequest(found.pk, form.changes, requested_client(request), key_of(request.POST))
    ending, held = (reopen_case if form.is_reopening else complete_case)(request.user, change)
    if ending.outcome in ("saved", "unchanged", "unknown"):
        return respond_to_change(request, found, ending)
    form.add_plannr_errors(ending.errors)
    form.initial |= held
    return render_completion(request, found, form, ending)


def lost_completion(found: Case, number: str) -> tuple[CompletionForm, Result | None]:
    """The form as it opens; with what was typed, and how it ended, where the attempt of this number was lost."""
    attempts = Entry.objects.filter(kind="attempt", verb__in=COMPLETION_VERBS, subject_uuid=found.pk)
    entry = attempts.filter(pk=number).first() if number.isdecimal() and len(number) < LONGEST_NUMBER else None
    ended = current_result(entry) if entry else None
    if not (entry and ended and ended.outcome == recorder.REFUSED):
        return CompletionForm(found), None
    return CompletionForm.lost(found, entry.body or {}), ended


def render_completion(
    request: UserRequest, found: Case, form: CompletionForm, ending: Result | None = None
) -> HttpResponse:
    """The form that completes or reopens, as a page; a script takes its `[data-sheet]` part into a dialog."""
    found.refresh_from_db()
    page = open_case_page(request, found).fetch("colour", "next_statuses")
    context = {"page": page, "case": found, "form": form, "errors": form.errors, "ending": ending}
    context["back"] = case_url(request, found)
    is_again = request.method == "GET" and "again" in request.GET
    if is_fetch(request) and ending and not is_again:
        return card_response(request, found.pk, requested_client(request), ending, "cases/completion.html", context)
    status = outcome_status(request, ending.outcome) if ending and not is_again else 200
    return render(request, "cases/completion.html", context, status=status)
