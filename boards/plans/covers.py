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
from boards.plans import asked as asking
from boards.plans import changing, confirming, making, outline, person, refilled, standing, typed
from boards.plans.saving import acts_for, ended, posted
from boards.plans.sheet import facts_page, form_page
from boards.plans.standing import Standing
from boards.plans.steps import carried
from boards.plans.typed import Typed
from boards.users.permissions import has_permission, requires
from boards.writes.operation import Result
from boards.writes.reconcile import reconcile_now

VERBS = (changing.VERB, making.VERB, person.VERB)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("plan-see")
def cover(request: HttpRequest, plan: UUID, cover: UUID) -> HttpResponse:
    """One cover: a form for those who may change it; its facts for the others, or while Plannr cannot be asked."""
    found = known_plan(plan)
    if not has_permission(request.user, "cover-change"):
        if request.method == "POST":
            return render(request, "403.html", status=403)
        return facts_page(request, found, cover)
    if request.method == "POST":
        return posted(request, found, cover)
    try:
        base = read_fresh(plan)
    except PlannrError as trouble:
        return facts_page(request, found, cover, trouble=trouble.message)
    facts = base.cover(cover)
    if facts is None:
        raise Http404("There is no such cover.")
    kind = cover_types.cover_kind(found.type, facts.cover_type, has_excess=facts.excess is not None)
    if lost := lost_form(request, plan, cover, base):
        return form_page(request, found, lost, lost=True)
    form = drafted(request, plan) or typed.opened(base, cover, kind)
    return form_page(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("cover-change")
def new(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Make a cover. For a plan that is neither protection nor insurance, which of the two is asked first."""
    found = known_plan(plan)
    if request.method == "POST":
        return posted(request, found, None)
    kind = cover_types.cover_kind(found.type) or request.GET.get("kind", "")
    if kind not in cover_types.TYPES:
        return render(request, "plans/choose_kind.html", {"plan": found})
    base = read_fresh(plan)
    if lost := lost_form(request, plan, None, base):
        return form_page(request, found, lost, lost=True)
    form = drafted(request, plan) or typed.opened(base, None, kind)
    return form_page(request, found, form)


def known_plan(uuid: UUID) -> Plan:
    """The plan as the mirror knows it, read first where it was never met. Raises Http404, NotFound, PlannrError."""
    found = Plan.objects.filter(pk=uuid).first()
    if found is None or (not found.name and not found.type):
        sync_plan(uuid, force=True)
        found = get_object_or_404(Plan, pk=uuid)
    return found


def read_fresh(plan: UUID) -> Standing:
    """The plan as it is in Plannr now, kept in the mirror. Raises PlannrError."""
    now = standing.read(plan)
    covers, people = now.listed
    upsert_covers(plan, covers, people, began=now.began)
    return now


@require_http_methods(["GET", "HEAD", "POST"])
@requires("cover-change")
def confirm(request: HttpRequest, plan: UUID, token: str) -> HttpResponse:
    """GET: who will be deleted, and everybody's pounds before and after. POST: do it, once."""
    assert request.user.is_authenticated
    found, page = known_plan(plan), confirming.find(request.user, plan, token)
    if page is None:
        raise Http404("There is no such page, or it is somebody else’s.")
    asked, now = asking.asked_from(page.asked), standing.from_json(page.now)
    if request.method != "POST":
        context = {
            "plan": found,
            "page": page,
            "outline": outline.outline(asked, now),
            "removed": outline.removed(page.reasons.get(asking.REMOVES, [])),
            "removed_number": len(page.reasons.get(asking.REMOVES, [])),
            "whom": {kind: outline.names(whom) for kind, whom in page.reasons.items()},
            "is_open": confirming.is_open(page),
            "read_at": now.began,
            "back": back_to(page),
        }
        return render(request, "plans/confirm.html", context)
    acts = acts_for(request, asked, now, key=token, shown=page.shown, agreed=tuple(page.reasons))
    form = refilled.typed_from(asked)
    if not confirming.use(page) and not Entry.objects.filter(key=token, actor=request.user).exists():
        words = "That page was used already, or is older than ten minutes. Look at the change again; nothing was sent."
        return form_page(request, found, form, ending=Result("conflict", words))
    return ended(request, found, form, carried(acts))


def back_to(page: Any) -> str:
    """The address of the form with everything typed still in it."""
    address = (
        reverse("plans:cover", args=[page.plan, page.cover]) if page.cover else reverse("plans:new", args=[page.plan])
    )
    return f"{address}?kind={page.asked['kind']}&draft={page.token}"


def drafted(request: HttpRequest, plan: UUID) -> Typed | None:
    """The form as it was before the page that asked, for who comes back from there."""
    token = request.GET.get("draft", "")
    page = confirming.find(request.user, plan, token) if token and request.user.is_authenticated else None
    return refilled.typed_from(asking.asked_from(page.asked)) if page and page.used_at is None else None


def lost_form(request: HttpRequest, plan: UUID, cover: UUID | None, base: Standing) -> Typed | None:
    """The form of a save that Plannr did not carry out (`again` names the attempt), over what it holds now."""
    number = request.GET.get("again", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    mine = Entry.objects.filter(kind="attempt", subject_uuid=plan, verb__in=VERBS, actor_id=request.user.pk)
    entry = mine.filter(pk=int(number)).first()
    last = recorder.latest_outcome(entry) if entry else None
    if entry is None or last is None or last.outcome != recorder.REFUSED:
        return None
    asked = refilled.asked_in(entry)
    return refilled.over(asked, base) if asked.cover == cover else None


def address_again(entry: Entry) -> str:
    """Where the form of an attempt that was not carried out is open again, as it was typed."""
    before = entry.before or {}
    plan, cover = entry.subject_uuid, before.get("cover")
    address = reverse("plans:cover", args=[plan, cover]) if cover else reverse("plans:new", args=[plan])
    return f"{address}?{urlencode({'kind': before.get('kind', ''), 'again': entry.pk})}"


@require_safe
@requires("cover-change")
def settle(request: HttpRequest, plan: UUID, attempt: int) -> HttpResponse:
    """Read back once for a save in doubt, and say how it stands. The page asks again by itself."""
    entry = get_object_or_404(Entry, pk=attempt, kind="attempt", subject_uuid=plan, verb__in=VERBS, actor=request.user)
    ending = reconcile_now(entry)
    if ending.outcome == "saved":
        messages.success(request, f"You {told(entry)}. Saved in Plannr. {ending.words}")
        return redirect("plans:plan", plan)
    again = address_again(entry) if ending.outcome == "refused" else ""
    context = {"plan": known_plan(plan), "entry": entry, "ending": ending, "told": told(entry), "again": again}
    response = render(request, "plans/pending.html", context)
    if ending.outcome == "unknown":
        response.headers["Refresh"] = "4"
    return response
