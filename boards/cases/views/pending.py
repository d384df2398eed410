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
from boards.cards import response
from boards.cases.fields import account_names
from boards.cases.forms.change import CaseForm, CompletionForm
from boards.cases.operations.edit import EditCase
from boards.cases.operations.move import MoveCase
from boards.cases.operations.participants import AddParticipants, RemoveParticipants
from boards.cases.views.case import CASE_VERBS, requested_client, respond_to_change
from boards.cases.views.completion import COMPLETION_VERBS, render_completion
from boards.cases.views.moves import move_context
from boards.mirror.models import Case
from boards.ui.http import is_fetch
from boards.users.permissions import UserRequest, has_permission, requires
from boards.writes.operation import Result
from boards.writes.reconcile import reconcile_now

PARTICIPANT_FIELDS = {AddParticipants.verb: "add", RemoveParticipants.verb: "remove"}


@require_safe
@requires("board-see")
def pending_result(request: UserRequest, case: UUID, attempt: int) -> HttpResponse:
    """Ask how a change in doubt stands: its maker as the change itself would have answered, and one that is lost is
    offered again as it was typed.
    """
    entry = get_object_or_404(Entry, pk=attempt, kind="attempt", verb__in=CASE_VERBS, subject_uuid=case)
    found = get_object_or_404(Case, pk=case)
    if entry.actor_id != request.user.pk or not has_permission(request.user, "case-change"):
        return respond_to_change(request, found, result_for_others(entry), part="settled")
    ending = reconcile_now(entry)
    if entry.verb == MoveCase.verb and is_fetch(request):
        return response.move_response(request, move_context(found, request.GET, entry), ending)
    found.refresh_from_db()
    if ending.outcome != "refused":
        return respond_to_change(request, found, ending, part="settled")
    if entry.verb in COMPLETION_VERBS and not request.htmx:
        return render_completion(request, found, CompletionForm.lost(found, entry.body or {}), ending)
    is_edit = entry.verb == EditCase.verb
    form = CaseForm.lost(found, entry.body or {}, quick=is_fetch(request)) if is_edit else None
    return respond_to_change(request, found, ending, form, part="settled", more=retry_context(request, entry))


def result_for_others(entry: Entry) -> Result:
    """How somebody else's change stands, from the log: nothing of it changes what this page may do."""
    last = recorder.latest_outcome(entry)
    if last is None or last.outcome not in recorder.SETTLED:
        return Result("unknown", attempt=entry)
    tone = "" if last.outcome == recorder.SAVED else "warn"
    return Result("unchanged", f"{descriptions.describe_entry(entry, last)}.", tone=tone)


def retry_context(request: UserRequest, entry: Entry) -> dict[str, Any]:
    """What offers a lost change again beside the words about it: the address of its form, filled in; for people, whom
    it was about. An edit's form opens by itself.
    """
    body, client = entry.body or {}, str(requested_client(request) or "")
    if entry.verb in COMPLETION_VERBS:
        address = reverse("cases:completion", args=[entry.subject_uuid])
        return {"again": f"{address}?{urlencode({'again': entry.pk, 'client': client})}"}
    if entry.verb == MoveCase.verb:
        address = reverse("cases:move", args=[entry.subject_uuid])
        return {"again": f"{address}?{urlencode({'status': body.get('status', ''), 'client': client})}"}
    if entry.verb in PARTICIPANT_FIELDS:
        people = body.get("participants", [])
        return {"lost": {"did": PARTICIPANT_FIELDS[entry.verb], "people": people, "names": account_names(people)}}
    return {}
