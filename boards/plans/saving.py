"""What comes of a cover form that was sent: a button's deed, a question first, or a save and how it ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from boards.audit import record
from boards.audit.sentences import asked as told
from boards.mirror.plan_models import Plan
from boards.plannr import PlannrError
from boards.plans import answers, changing, confirming, making, refilled, rows, typed
from boards.plans import asked as asking
from boards.plans.asked import Asked
from boards.plans.sheet import form_page, opened_with
from boards.plans.standing import Standing
from boards.plans.typed import Typed
from boards.plans.writing import CoverWrite
from boards.web import key_of
from boards.writes.acts import Ending
from boards.writes.path import carry_out

OLD = "This page is not the one that was opened, or it is from another sign-in. Nothing was sent."


def posted(request: HttpRequest, plan: Plan, cover: UUID | None) -> HttpResponse:
    """A form came in: one of its buttons, or the save."""
    opened = opened_with(request, plan.pk, cover)
    if opened is None:
        messages.error(request, OLD)
        return redirect("plans:plan", plan.pk)
    form = typed.received(request.POST, opened.base, cover, opened.kind)
    form.clashes = opened.clashes
    said = rows.act(form, request.POST.get("act", ""), give_to=request.POST.get("give_to", ""))
    if said is not None:
        return form_page(request, plan, form, said=said, pressed=request.POST.get("act", ""))
    asked = answers.read(form)
    if asked is None:
        return form_page(request, plan, form, status=422)
    if asked.is_nothing:
        messages.info(request, "Nothing was changed, so nothing was sent to Plannr.")
        return redirect("plans:plan", plan.pk)
    return save(request, plan, form, asked)


def save(request: HttpRequest, plan: Plan, form: Typed, asked: Asked) -> HttpResponse:
    """Send what is asked, or ask first."""
    act = act_for(request, asked, key=key_of(request.POST))
    if not act.reasons(asked.base):
        return ended(request, plan, form, act, carry_out(act))
    try:
        now = act.read()
    except PlannrError as trouble:
        return form_page(request, plan, form, ending=Ending("unavailable", f"{trouble.message} Nothing was sent."))
    return ask_first(request, plan, form, act, now)


def ask_first(request: HttpRequest, plan: Plan, form: Typed, act: CoverWrite, now: Standing) -> HttpResponse:
    """Show the page that asks, unless somebody else's change must be shown first."""
    asked = act.asked
    if asked.cover and now.cover(asked.cover) is None:
        return form_page(request, plan, form, ending=Ending("refused", "Plannr no longer has this cover."))
    if asking.differences(asked, now):
        return conflict(request, plan, form, act, "It was changed in Plannr since this page was opened.")
    if asked.rows is not None and asked.cover and (why_not := asking.why_not_sendable(asked, now)):
        return form_page(request, plan, form, ending=Ending("refused", why_not))
    page = confirming.ask(act.by, asked, now, act.reasons(now))
    return redirect("plans:confirm", plan.pk, page.token)


def act_for(
    request: HttpRequest, asked: Asked, *, key: str | None, shown: str = "", agreed: tuple[str, ...] = ()
) -> CoverWrite:
    """The act that `asked` stands for."""
    assert request.user.is_authenticated
    if asked.cover:
        return changing.CoverChange(request.user, asked, key=key, shown=shown, agreed=agreed)
    act = making.CoverMaking(request.user, asked, key=key, shown=shown, agreed=agreed)
    act.also = request.POST.get("also") == "1"
    return act


def ended(request: HttpRequest, plan: Plan, form: Typed, act: CoverWrite, ending: Ending) -> HttpResponse:
    """Show how it ended: back to the plan, the form again with everything typed, or the page about a doubt."""
    last = record.ending_of(ending.attempt) if ending.attempt else None
    if ending.outcome == "saved" and ending.attempt:
        tell = messages.error if ending.tone else messages.success
        tell(request, f"You {told(ending.attempt)}. Saved in Plannr. {ending.words}".strip())
        return redirect("plans:plan", plan.pk)
    if last and last.outcome == record.SAVED:
        messages.error(request, ending.words)
        return redirect("plans:plan", plan.pk)
    if ending.outcome == "unchanged":
        messages.info(request, "Plannr holds this already. Nothing was sent.")
        return redirect("plans:plan", plan.pk)
    if ending.outcome in ("unknown", "conflict") and ending.attempt:
        return redirect("plans:settle", plan.pk, ending.attempt.pk)
    if ending.outcome == "conflict" and act.fresh:
        if act.unasked and not act.shown:
            return ask_first(request, plan, form, act, act.fresh)
        return conflict(request, plan, form, act, ending.words)
    refilled.put_errors(form, act, ending)
    return form_page(request, plan, form, ending=ending)


def conflict(request: HttpRequest, plan: Plan, form: Typed, act: CoverWrite, words: str) -> HttpResponse:
    """The form over what Plannr holds now, everything typed kept, and yours / now / when you opened it where both
    touched the same. The list is laid over the new one, so that nobody who came meanwhile can be lost by saving again.
    """
    assert act.fresh
    fresh_form = refilled.over(act.asked, act.fresh)
    also = isinstance(act, making.CoverMaking)
    return form_page(request, plan, fresh_form, ending=Ending("conflict", words), also=also)
