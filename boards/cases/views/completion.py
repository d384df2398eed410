"""Completing a case and opening it again, as a page and over the board."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from boards.audit import recorder
from boards.audit.models import Entry
from boards.cards.placed import card_response
from boards.cases import edit_form
from boards.cases.edit_form import FormChanges
from boards.cases.fields import COMPLETION_FIELDS
from boards.cases.operations.complete import CompleteCase, ReopenCase, complete_case, reopen_case
from boards.cases.operations.edit import EditRequest, FieldChange
from boards.cases.views.case import PAGE_STATUS, case_url, open_case_page, requested_client, respond_to_change
from boards.mirror.models import Case
from boards.ui.http import key_of
from boards.users.permissions import UserRequest, requires
from boards.writes.operation import Result
from boards.writes.reconcile import current_result

COMPLETION_VERBS = (CompleteCase.verb, ReopenCase.verb)
LONGEST_NUMBER = 19


@require_http_methods(["GET", "HEAD", "POST"])
@requires("case-change")
def completion(request: UserRequest, case: UUID) -> HttpResponse:
    """GET: complete it or open it again, with the status that goes with it. POST: the act, by its name `act`."""
    found = get_object_or_404(Case, pk=case, gone_at=None)
    if request.method != "POST":
        return render_completion(request, found, status=200, **lost_completion(found, request.GET.get("again", "")))

    is_reopening = request.POST.get("act") == "reopen"
    names = [*([] if is_reopening else ["completed"]), *(["status"] if request.POST.get("status") else [])]
    asked = edit_form.read_changes(found, COMPLETION_FIELDS, names, request.POST)
    if is_reopening:
        was = edit_form.initial_content(request.POST, COMPLETION_FIELDS["completed"], found)
        asked.wishes["completed"] = FieldChange(was, None)
    if not asked.is_clear:
        words = " ".join([*(text for texts in asked.wrong.values() for text in texts), *asked.doubts.values()])
        return render_completion(request, found, status=422, ending=Result("refused", words), asked=asked)
    change = EditRequest(found.pk, asked.wishes, requested_client(request), key_of(request.POST))
    ending, _ = (reopen_case if is_reopening else complete_case)(request.user, change)
    if ending.outcome in ("saved", "unchanged", "unknown"):
        return respond_to_change(request, found, ending, {})
    return render_completion(request, found, status=PAGE_STATUS.get(ending.outcome, 422), ending=ending, asked=asked)


def lost_completion(found: Case, number: str) -> dict[str, Any]:
    """What the form says and holds where the attempt of this number was lost; nothing where it was not."""
    attempts = Entry.objects.filter(kind="attempt", verb__in=COMPLETION_VERBS, subject_uuid=found.pk)
    entry = attempts.filter(pk=number).first() if number.isdecimal() and len(number) < LONGEST_NUMBER else None
    ended = current_result(entry) if entry else None
    if not (entry and ended and ended.outcome == recorder.REFUSED):
        return {}
    return {"ending": ended, "typed": lost_values(found, entry)}


def lost_values(found: Case, entry: Entry) -> dict[str, str]:
    """What was typed into the form that ended in this attempt, as far as it is not so already."""
    boxes = edit_form.lost_field_forms(found, COMPLETION_FIELDS, entry.body or {})
    return {name: box.typed for name, box in boxes.items()}


def render_completion(
    request: UserRequest,
    found: Case,
    *,
    status: int,
    ending: Result | None = None,
    asked: FormChanges | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The form that completes or reopens, as a page; a script takes its `[data-sheet]` part into a dialog. `typed`
    stands in it, else what was sent.
    """
    found.refresh_from_db()
    boxes = {name: edit_form.new_field_form(found, one) for name, one in COMPLETION_FIELDS.items()}
    context = {
        "page": open_case_page(request, found),
        "case": found,
        "boxes": boxes,
        "ending": ending,
        "doubts": asked.doubts if asked else {},
        "typed": request.POST if typed is None else typed,
        "is_read": typed is not None or bool(asked and asked.doubts),
        "back": case_url(request, found),
    }
    if request.headers.get("X-Requested-With") == "fetch" and status != 200 and ending:
        return card_response(request, found.pk, requested_client(request), ending, "cases/completion.html", context)
    return render(request, "cases/completion.html", context, status=status)
