"""Pages about one cover: the form (the facts, for those who only read), the page that asks, and how a doubt ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from boards.audit import recorder
from boards.audit.descriptions import describe_ask as told
from boards.audit.models import Entry
from boards.mirror import cover_types
from boards.mirror.models import Plan
from boards.mirror.store.plans import upsert_covers
from boards.mirror.sync.plans import sync_plan
from boards.plannr import PlannrError
from boards.plans import merge
from boards.plans.confirmations import find_confirmation, is_answerable, use_confirmation
from boards.plans.forms.cover import CoverForm, form_from_snapshot
from boards.plans.forms.rebase import edit_from_attempt, form_from_edit, rebase_form
from boards.plans.operations import beneficiary, create, update
from boards.plans.operations.steps import execute_in_turn
from boards.plans.pages.change_preview import describe_removed, preview_change
from boards.plans.snapshot import PlanSnapshot, read_snapshot, snapshot_from_json
from boards.plans.views.cover_page import render_form, render_read_only
from boards.plans.views.saving import operations_for, respond, submit_form
from boards.ui import formatting
from boards.users.permissions import has_permission, requires
from boards.writes.operation import Result
from boards.writes.reconcile import reconcile_now

VERBS = (update.VERB, create.VERB, beneficiary.VERB)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("plan-see")
def edit_cover(request: HttpRequest, plan: UUID, cover: UUID) -> HttpResponse:
    """One cover: a form for those who may change it; its facts for the others, or while Plannr cannot be asked."""
    found = plan_or_404(plan)
    if not has_permission(request.user, "cover-change"):
        if request.method == "POST":
            return render(request, "403.html", status=403)
        return render_read_only(request, found, cover)
    if request.method == "POST":
        return submit_form(request, found, cover)
    try:
        base = refresh_snapshot(plan)
    except PlannrError as trouble:
        return render_read_only(request, found, cover, trouble=trouble.message)
    facts = base.cover(cover)
    if facts is None:
        raise Http404("There is no such cover.")
    kind = cover_types.cover_kind(found.type, facts.cover_type, has_excess=facts.excess is not None)
    if lost := refused_form(request, plan, cover, base):
        return render_form(request, found, lost, lost=True)
    form = draft_form(request, plan) or form_from_snapshot(base, cover, kind)
    return render_form(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("cover-change")
def new_cover(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Make a cover. For a plan that is neither protection nor insurance, which of the two is asked first."""
    found = plan_or_404(plan)
    if request.method == "POST":
        return submit_form(request, found, None)
    kind = cover_types.cover_kind(found.type) or request.GET.get("kind", "")
    if kind not in cover_types.TYPES:
        return render(request, "plans/choose_kind.html", {"plan": found})
    base = refresh_snapshot(plan)
    if lost := refused_form(request, plan, None, base):
        return render_form(request, found, lost, lost=True)
    form = draft_form(request, plan) or form_from_snapshot(base, None, kind)
    return render_form(request, found, form)


def plan_or_404(uuid: UUID) -> Plan:
    """The plan as the mirror knows it, read first where it was never met. Raises Http404, NotFound, PlannrError."""
    found = Plan.objects.filter(pk=uuid).first()
    if found is None or (not found.name and not found.type):
        sync_plan(uuid, force=True)
        found = get_object_or_404(Plan, pk=uuid)
    return found


def refresh_snapshot(plan: UUID) -> PlanSnapshot:
    """The plan as it is in Plannr now, kept in the mirror. Raises PlannrError."""
    now = read_snapshot(plan)
    covers, people = now.listed
    upsert_covers(plan, covers, people, began=now.began)
    return now


@require_http_methods(["GET", "HEAD", "POST"])
@requires("cover-change")
def confirm_change(request: HttpRequest, plan: UUID, token: str) -> HttpResponse:
    """GET: who will be deleted, and everybody's pounds before and after. POST: do it, once."""
    assert request.user.is_authenticated
    found, page = plan_or_404(plan), find_confirmation(request.user, plan, token)
    if page is None:
        raise Http404("There is no such page, or it is somebody else’s.")
    asked, now = merge.edit_from_json(page.asked), snapshot_from_json(page.now)
    if request.method != "POST":
        context = {
            "plan": found,
            "page": page,
            "outline": preview_change(asked, now),
            "removed": describe_removed(page.reasons.get(merge.REMOVES, [])),
            "removed_number": len(page.reasons.get(merge.REMOVES, [])),
            "whom": {kind: formatting.join_names(whom) for kind, whom in page.reasons.items()},
            "is_open": is_answerable(page),
            "read_at": now.began,
            "back": draft_url(page),
        }
        return render(request, "plans/confirm.html", context)
    acts = operations_for(request, found, asked, now, key=token, shown=page.shown, agreed=tuple(page.reasons))
    form = form_from_edit(asked)
    if not use_confirmation(page) and not Entry.objects.filter(key=token, actor=request.user).exists():
        words = "That page was used already, or is older than ten minutes. Look at the change again; nothing was sent."
        return render_form(request, found, form, ending=Result("conflict", words))
    return respond(request, found, form, execute_in_turn(acts))


def draft_url(page: Any) -> str:
    """The address of the form with everything typed still in it."""
    address = (
        reverse("plans:cover", args=[page.plan, page.cover]) if page.cover else reverse("plans:new", args=[page.plan])
    )
    return f"{address}?kind={page.asked['kind']}&draft={page.token}"


def draft_form(request: HttpRequest, plan: UUID) -> CoverForm | None:
    """The form as it was before the page that asked, for who comes back from there."""
    token = request.GET.get("draft", "")
    page = find_confirmation(request.user, plan, token) if token and request.user.is_authenticated else None
    return form_from_edit(merge.edit_from_json(page.asked)) if page and page.used_at is None else None


def refused_form(request: HttpRequest, plan: UUID, cover: UUID | None, base: PlanSnapshot) -> CoverForm | None:
    """The form of a save that Plannr did not carry out (`again` names the attempt), over what it holds now."""
    number = request.GET.get("again", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    mine = Entry.objects.filter(kind="attempt", subject_uuid=plan, verb__in=VERBS, actor_id=request.user.pk)
    entry = mine.filter(pk=int(number)).first()
    last = recorder.latest_outcome(entry) if entry else None
    if entry is None or last is None or last.outcome != recorder.REFUSED:
        return None
    asked = edit_from_attempt(entry)
    return rebase_form(asked, base) if asked.cover == cover else None


def refused_form_url(entry: Entry) -> str:
    """Where the form of an attempt that was not carried out is open again, as it was typed."""
    before = entry.before or {}
    plan, cover = entry.subject_uuid, before.get("cover")
    address = reverse("plans:cover", args=[plan, cover]) if cover else reverse("plans:new", args=[plan])
    return f"{address}?{urlencode({'kind': before.get('kind', ''), 'again': entry.pk})}"


@require_safe
@requires("cover-change")
def pending_save(request: HttpRequest, plan: UUID, attempt: int) -> HttpResponse:
    """Read back once for a save in doubt, and say how it stands. The page asks again by itself."""
    entry = get_object_or_404(Entry, pk=attempt, kind="attempt", subject_uuid=plan, verb__in=VERBS, actor=request.user)
    ending = reconcile_now(entry)
    if ending.outcome == "saved":
        messages.success(request, f"You {told(entry)}. Saved in Plannr. {ending.words}")
        return redirect("plans:plan", plan)
    again = refused_form_url(entry) if ending.outcome == "refused" else ""
    context = {"plan": plan_or_404(plan), "entry": entry, "ending": ending, "told": told(entry), "again": again}
    response = render(request, "plans/pending.html", context)
    if ending.outcome == "unknown":
        response.headers["Refresh"] = "4"
    return response
