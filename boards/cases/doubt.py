"""A change of a case in doubt: how it stands, for everybody who may see it, and what was lost offered again as typed.

Whoever made it has Plannr read for it. Everybody else is told from the log alone, so that many who look cost no call.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from boards.audit import descriptions, recorder
from boards.audit.models import Entry
from boards.cases import answers, asking, editing, finishing, moved, pages, people_of, views
from boards.cases.fields import FIELDS, names_of
from boards.mirror.models import Case
from boards.users.permissions import UserRequest, has_permission, requires
from boards.writes.operation import Result
from boards.writes.reconcile import reconcile_now

PEOPLE = {people_of.Adding.verb: "add", people_of.Removing.verb: "remove"}


@require_safe
@requires("board-see")
def settled(request: UserRequest, case: UUID, attempt: int) -> HttpResponse:
    """Ask how a change in doubt stands: its maker as the change itself would have answered, and one that is lost is
    offered again as it was typed.
    """
    entry = get_object_or_404(Entry, pk=attempt, kind="attempt", verb__in=pages.VERBS, subject_uuid=case)
    found = get_object_or_404(Case, pk=case)
    if entry.actor_id != request.user.pk or not has_permission(request.user, "case-change"):
        return pages.answered(request, found, of_another(entry), {}, part="settled")
    ending = reconcile_now(entry)
    if entry.verb == moved.VERB and request.headers.get("X-Requested-With") == "fetch":
        return answers.answer(request, views.asked(found, request.GET, entry), ending)
    found.refresh_from_db()
    if ending.outcome != "refused":
        return pages.answered(request, found, ending, {}, part="settled")
    if entry.verb in finishing.VERBS and not request.htmx:
        return finishing.form(request, found, status=422, ending=ending, typed=finishing.typed_in(found, entry))
    boxes = asking.boxes_of(found, FIELDS, entry.body or {}) if entry.verb == editing.VERB else {}
    return pages.answered(request, found, ending, boxes, part="settled", more=again(request, entry))


def of_another(entry: Entry) -> Result:
    """How somebody else's change stands, from the log: nothing of it changes what this page may do."""
    last = recorder.latest_outcome(entry)
    if last is None or last.outcome not in recorder.SETTLED:
        return Result("unknown", attempt=entry)
    tone = "" if last.outcome == recorder.SAVED else "warn"
    return Result("unchanged", f"{descriptions.describe_entry(entry, last)}.", tone=tone)


def again(request: UserRequest, entry: Entry) -> dict[str, Any]:
    """What offers a lost change again beside the words about it: the address of its form, filled in; for people, whom
    it was about. An edit's form opens by itself.
    """
    body, client = entry.body or {}, str(pages.client_of(request) or "")
    if entry.verb in finishing.VERBS:
        address = reverse("cases:completion", args=[entry.subject_uuid])
        return {"again": f"{address}?{urlencode({'again': entry.pk, 'client': client})}"}
    if entry.verb == moved.VERB:
        address = reverse("cases:move", args=[entry.subject_uuid])
        return {"again": f"{address}?{urlencode({'status': body.get('status', ''), 'client': client})}"}
    if entry.verb in PEOPLE:
        people = body.get("participants", [])
        return {"lost": {"did": PEOPLE[entry.verb], "people": people, "names": names_of(people)}}
    return {}
