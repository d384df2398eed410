"""Completing a case and opening it again, as a page and over the board."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from boards.cases import asking, completing, editing, pages
from boards.cases.asking import Asked
from boards.cases.editing import Change
from boards.cases.placed import placed
from boards.mirror.models import Case
from boards.people.access import Signed, allowed
from boards.web import key_of
from boards.writes.acts import Ending


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("case-change")
def completion(request: Signed, case: UUID) -> HttpResponse:
    """GET: complete it or open it again, with the status that goes with it. POST: the act, by its name `act`."""
    found = get_object_or_404(Case, pk=case, gone_at=None)
    if request.method != "POST":
        return form(request, found, status=200)

    is_reopening = request.POST.get("act") == "reopen"
    names = [*([] if is_reopening else ["completed"]), *(["status"] if request.POST.get("status") else [])]
    asked = asking.read(found, completing.FIELDS, names, request.POST)
    if is_reopening:
        was = asking.shown(request.POST, completing.FIELDS["completed"], found)
        asked.wishes["completed"] = editing.Wish(was, None)
    if not asked.is_clear:
        words = " ".join([*(text for texts in asked.wrong.values() for text in texts), *asked.doubts.values()])
        return form(request, found, status=422, ending=Ending("refused", words), asked=asked)
    change = Change(found.pk, asked.wishes, pages.client_of(request), key_of(request.POST))
    ending, _ = (completing.reopen if is_reopening else completing.complete)(request.user, change)
    if ending.outcome in ("saved", "unchanged", "unknown"):
        return pages.answered(request, found, ending, {})
    return form(request, found, status=pages.CODES.get(ending.outcome, 422), ending=ending, asked=asked)


def form(
    request: Signed, found: Case, *, status: int, ending: Ending | None = None, asked: Asked | None = None
) -> HttpResponse:
    """The form that completes or reopens, as a page; a script takes its `[data-sheet]` part into a dialog."""
    found.refresh_from_db()
    boxes = {name: asking.fresh_box(found, one) for name, one in completing.FIELDS.items()}
    context = {
        "page": pages.opened(request, found),
        "case": found,
        "boxes": boxes,
        "ending": ending,
        "doubts": asked.doubts if asked else {},
        "typed": request.POST,
        "back": pages.page_of(request, found),
    }
    if request.headers.get("X-Requested-With") == "fetch" and request.method == "POST" and ending:
        return placed(request, found.pk, pages.client_of(request), ending, "cases/completion.html", context)
    return render(request, "cases/completion.html", context, status=status)
