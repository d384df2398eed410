"""What comes of a cover form that was sent: a button's deed, a question first, or a save and how it ended."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from boards.audit import recorder
from boards.audit.descriptions import describe_ask as told
from boards.audit.models import Entry
from boards.mirror.models import Plan
from boards.plannr import PlannrError
from boards.plans import merge
from boards.plans.confirmations import create_confirmation
from boards.plans.forms.beneficiaries import press_button
from boards.plans.forms.cleaning import clean_cover_form
from boards.plans.forms.cover import CoverForm, form_from_post
from boards.plans.forms.rebase import add_plannr_errors, rebase_form
from boards.plans.merge import CoverEdit
from boards.plans.operations.base import CoverOperation
from boards.plans.operations.create import CreateCover
from boards.plans.operations.steps import SaveProgress, execute_in_turn, name_part, split_into_operations
from boards.plans.operations.update import UpdateCover
from boards.plans.snapshot import PlanSnapshot
from boards.plans.views.cover_page import read_opened_form, render_form
from boards.ui.http import key_of
from boards.writes.operation import Result

STALE_PAGE = "This page is not the one that was opened, or it is from another sign-in. Nothing was sent."


def submit_form(request: HttpRequest, plan: Plan, cover: UUID | None) -> HttpResponse:
    """A form came in: one of its buttons, or the save."""
    opened = read_opened_form(request, plan.pk, cover)
    if opened is None:
        messages.error(request, STALE_PAGE)
        return redirect("plans:plan", plan.pk)
    form = form_from_post(request.POST, opened.base, cover, opened.kind)
    form.clashes = opened.clashes
    said = press_button(form, request.POST.get("act", ""), give_to=request.POST.get("give_to", ""))
    if said is not None:
        return render_form(request, plan, form, said=said, pressed=request.POST.get("act", ""))
    asked = clean_cover_form(form)
    if asked is None:
        return render_form(request, plan, form, status=422)
    if asked.is_nothing:
        messages.info(request, "Nothing was changed, so nothing was sent to Plannr.")
        return redirect("plans:plan", plan.pk)
    return save_edit(request, plan, form, asked)


def save_edit(request: HttpRequest, plan: Plan, form: CoverForm, asked: CoverEdit) -> HttpResponse:
    """Send what is asked, or ask first."""
    assert request.user.is_authenticated
    acts = operations_for(request, plan, asked, asked.base, key=key_of(request.POST))
    whole = whole_operation(request, asked)
    if not whole.reasons(asked.base):
        return respond(request, plan, form, execute_in_turn(acts))
    try:
        now = whole.read()
    except PlannrError as trouble:
        return render_form(request, plan, form, ending=Result("unavailable", f"{trouble.message} Nothing was sent."))
    return ask_for_confirmation(request, plan, form, whole, now)


def ask_for_confirmation(
    request: HttpRequest, plan: Plan, form: CoverForm, act: CoverOperation, now: PlanSnapshot
) -> HttpResponse:
    """Show the page that asks, unless somebody else's change must be shown first."""
    asked = act.asked
    if asked.cover and now.cover(asked.cover) is None:
        return render_form(request, plan, form, ending=Result("refused", "Plannr no longer has this cover."))
    if merge.find_conflicts(asked, now):
        return render_conflict(request, plan, form, act, "It was changed in Plannr since this page was opened.")
    if asked.cover and merge.includes_list(asked, now) and (why_not := merge.why_list_not_sendable(asked, now)):
        return render_form(request, plan, form, ending=Result("refused", why_not))
    page = create_confirmation(act.by, asked, now, act.reasons(now))
    return redirect("plans:confirm", plan.pk, page.token)


def operations_for(
    request: HttpRequest,
    plan: Plan,
    asked: CoverEdit,
    now: PlanSnapshot,
    *,
    key: str | None,
    shown: str = "",
    agreed: tuple[str, ...] = (),
) -> list[CoverOperation]:
    """The acts that `asked` stands for on a plan, upon what stands `now`."""
    assert request.user.is_authenticated
    found = split_into_operations(request.user, asked, now, key=key, shown=shown, agreed=agreed)
    for act in found:
        act.plan = plan
        if isinstance(act, CreateCover):
            act.also = request.POST.get("also") == "1"
    return found


def whole_operation(request: HttpRequest, asked: CoverEdit) -> CoverOperation:
    """All that is asked, as one: for the questions it raises."""
    assert request.user.is_authenticated
    if asked.cover:
        return UpdateCover(request.user, asked, key=None)
    act = CreateCover(request.user, asked, key=None)
    act.also = request.POST.get("also") == "1"
    return act


def respond(request: HttpRequest, plan: Plan, form: CoverForm, done: SaveProgress) -> HttpResponse:
    """Show how it ended: back to the plan, the form again with everything typed, or the page about a doubt."""
    act, ending = done.tried[-1]
    if ending.outcome in ("saved", "unchanged") or was_saved(ending.attempt):
        announce_saved(request, done)
        return redirect("plans:plan", plan.pk)
    if ending.outcome in ("unknown", "conflict") and ending.attempt:
        if words := describe_parts(done, "is being checked with Plannr"):
            messages.warning(request, words)
        return redirect("plans:settle", plan.pk, ending.attempt.pk)
    if parts := describe_parts(done, f"was not: {ending.words}"):
        ending = replace(ending, words=parts)
        form = rebase_form(act.whole, act.fresh or act.asked.base)
    if ending.outcome == "conflict" and act.fresh:
        if act.unasked and not act.shown:
            return ask_for_confirmation(request, plan, form, whole_operation(request, act.whole), act.fresh)
        return render_conflict(request, plan, form, act, ending.words)
    add_plannr_errors(form, act, ending)
    return render_form(request, plan, form, ending=ending)


def was_saved(attempt: Entry | None) -> bool:
    """Whether the log's newest word on an attempt is that it was saved."""
    last = recorder.latest_outcome(attempt) if attempt else None
    return bool(last and last.outcome == recorder.SAVED)


def announce_saved(request: HttpRequest, done: SaveProgress) -> None:
    """What was saved, in one message; what else came of it with it."""
    told_of = [(act, ending) for act, ending in done.tried if ending.attempt]
    if not told_of:
        messages.info(request, "Plannr holds this already. Nothing was sent.")
        return
    one = told_of[0][1].attempt
    assert one
    what = f"You {told(one)}. Saved in Plannr."
    if len(told_of) > 1:
        what = f"Saved in Plannr. Each by itself: {', '.join(inside_sentence(name_part(act)) for act, _ in told_of)}."
    words = " ".join(ending.words for _, ending in told_of if ending.words)
    tone = messages.error if any(ending.tone for _, ending in told_of) or done.left else messages.success
    tone(request, " ".join(one for one in (what, words, describe_unsent(done)) if one))


def describe_parts(done: SaveProgress, how: str) -> str:
    """Which parts of a save are in Plannr, which one ended `how`, and which were not sent; "" for one part only."""
    if not done.saved:
        return ""
    saved = ", ".join(
        name_part(act) if place == 0 else inside_sentence(name_part(act)) for place, act in enumerate(done.saved)
    )
    verb = "was" if len(done.saved) == 1 else "were"
    return " ".join(
        one for one in (f"{saved} {verb} saved. {name_part(done.tried[-1][0])} {how}", describe_unsent(done)) if one
    )


def describe_unsent(done: SaveProgress) -> str:
    """Which parts were not tried after one had failed, in a sentence."""
    if not done.left:
        return ""
    names = ", ".join(
        name_part(act) if place == 0 else inside_sentence(name_part(act)) for place, act in enumerate(done.left)
    )
    return f"{names} {'was' if len(done.left) == 1 else 'were'} not sent."


def inside_sentence(words: str) -> str:
    """A part's name inside a sentence."""
    return words.replace("The cover", "the cover", 1) if words.startswith("The cover") else words


def render_conflict(request: HttpRequest, plan: Plan, form: CoverForm, act: CoverOperation, words: str) -> HttpResponse:
    """The form over what Plannr holds now, everything typed kept, and yours / now / when you opened it where both
    touched the same. The list is laid over the new one, so that nobody who came meanwhile can be lost by saving again.
    """
    assert act.fresh
    fresh_form = rebase_form(act.whole, act.fresh)
    also = isinstance(act, CreateCover)
    return render_form(request, plan, fresh_form, ending=Result("conflict", words), also=also)
