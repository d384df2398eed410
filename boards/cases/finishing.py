"""Completing a case and opening it again, as a page and over the board."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from boards.audit import recorder
from boards.audit.models import Entry
from boards.cases import asking, completing, editing, pages
from boards.cases.asking import Asked
from boards.cases.editing import Change
from boards.cases.placed import placed
from boards.mirror.models import Case
from boards.ui.http import key_of
from boards.users.permissions import UserRequest, requires
from boards.writes.operation import Result
from boards.writes.reconcile import current_result

VERBS = (completing.Completion.verb, completing.Reopening.verb)
LONGEST_NUMBER = 19


@require_http_methods(["GET", "HEAD", "POST"])
@requires("case-change")
def completion(request: UserRequest, case: UUID) -> HttpResponse:
    """GET: complete it or open it again, with the status that goes with it. POST: the act, by its name `act`."""
    found = get_object_or_404(Case, pk=case, gone_at=None)
    if request.method != "POST":
        return form(request, found, status=200, **lost(found, request.GET.get("again", "")))

    is_reopening = request.POST.get("act") == "reopen"
    names = [*([] if is_reopening else ["completed"]), *(["status"] if request.POST.get("status") else [])]
    asked = asking.read(found, completing.FIELDS, names, request.POST)
    if is_reopening:
        was = asking.shown(request.POST, completing.FIELDS["completed"], found)
        asked.wishes["completed"] = editing.Wish(was, None)
    if not asked.is_clear:
        words = " ".join([*(text for texts in asked.wrong.values() for text in texts), *asked.doubts.values()])
        return form(request, found, status=422, ending=Result("refused", words), asked=asked)
    change = Change(found.pk, asked.wishes, pages.client_of(request), key_of(request.POST))
    ending, _ = (completing.reopen if is_reopening else completing.complete)(request.user, change)
    if ending.outcome in ("saved", "unchanged", "unknown"):
        return pages.answered(request, found, ending, {})
    return form(request, found, status=pages.CODES.get(ending.outcome, 422), ending=ending, asked=asked)


def lost(found: Case, number: str) -> dict[str, Any]:
    """What the form says and holds where the attempt of this number was lost; nothing where it was not."""
    attempts = Entry.objects.filter(kind="attempt", verb__in=VERBS, subject_uuid=found.pk)
    entry = attempts.filter(pk=number).first() if number.isdecimal() and len(number) < LONGEST_NUMBER else None
    ended = current_result(entry) if entry else None
    if not (entry and ended and ended.outcome == recorder.REFUSED):
        return {}
    return {"ending": ended, "typed": typed_in(found, entry)}


def typed_in(found: Case, entry: Entry) -> dict[str, str]:
    """What was typed into the form that ended in this attempt, as far as it is not so already."""
    boxes = asking.boxes_of(found, completing.FIELDS, entry.body or {})
    return {name: box.typed for name, box in boxes.items()}


def form(
    request: UserRequest,
    found: Case,
    *,
    status: int,
    ending: Result | None = None,
    asked: Asked | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The form that completes or reopens, as a page; a script takes its `[data-sheet]` part into a dialog. `typed`
    stands in it, else what was sent.
    """
    found.refresh_from_db()
    boxes = {name: asking.fresh_box(found, one) for name, one in completing.FIELDS.items()}
    context = {
        "page": pages.opened(request, found),
        "case": found,
        "boxes": boxes,
        "ending": ending,
        "doubts": asked.doubts if asked else {},
        "typed": request.POST if typed is None else typed,
        "is_read": typed is not None or bool(asked and asked.doubts),
        "back": pages.page_of(request, found),
    }
    if request.headers.get("X-Requested-With") == "fetch" and status != 200 and ending:
        return placed(request, found.pk, pages.client_of(request), ending, "cases/completion.html", context)
    return render(request, "cases/completion.html", context, status=status)
