"""What comes of a cover form that was sent: a button's deed, a question first, or a save and how it ended."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from boards.audit import recorder
from boards.audit.descriptions import describe_ask as told
from boards.mirror.models import Plan
from boards.plannr import PlannrError
from boards.plans import answers, changing, confirming, making, refilled, rows, typed
from boards.plans import asked as asking
from boards.plans.asked import Asked
from boards.plans.sheet import form_page, opened_with
from boards.plans.standing import Standing
from boards.plans.steps import Done, carried, part, steps
from boards.plans.typed import Typed
from boards.plans.writing import CoverWrite
from boards.ui.http import key_of
from boards.writes.operation import Result

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
    assert request.user.is_authenticated
    acts = acts_for(request, asked, asked.base, key=key_of(request.POST))
    whole = whole_of(request, asked)
    if not whole.reasons(asked.base):
        return ended(request, plan, form, carried(acts))
    try:
        now = whole.read()
    except PlannrError as trouble:
        return form_page(request, plan, form, ending=Result("unavailable", f"{trouble.message} Nothing was sent."))
    return ask_first(request, plan, form, whole, now)


def ask_first(request: HttpRequest, plan: Plan, form: Typed, act: CoverWrite, now: Standing) -> HttpResponse:
    """Show the page that asks, unless somebody else's change must be shown first."""
    asked = act.asked
    if asked.cover and now.cover(asked.cover) is None:
        return form_page(request, plan, form, ending=Result("refused", "Plannr no longer has this cover."))
    if asking.differences(asked, now):
        return conflict(request, plan, form, act, "It was changed in Plannr since this page was opened.")
    if asked.cover and asking.goes_along(asked, now) and (why_not := asking.why_not_sendable(asked, now)):
        return form_page(request, plan, form, ending=Result("refused", why_not))
    page = confirming.ask(act.by, asked, now, act.reasons(now))
    return redirect("plans:confirm", plan.pk, page.token)


def acts_for(
    request: HttpRequest,
    asked: Asked,
    now: Standing,
    *,
    key: str | None,
    shown: str = "",
    agreed: tuple[str, ...] = (),
) -> list[CoverWrite]:
    """The acts that `asked` stands for, upon what stands `now`."""
    assert request.user.is_authenticated
    found = steps(request.user, asked, now, key=key, shown=shown, agreed=agreed)
    for act in found:
        if isinstance(act, making.CoverMaking):
            act.also = request.POST.get("also") == "1"
    return found


def whole_of(request: HttpRequest, asked: Asked) -> CoverWrite:
    """All that is asked, as one: for the questions it raises."""
    assert request.user.is_authenticated
    if asked.cover:
        return changing.CoverChange(request.user, asked, key=None)
    act = making.CoverMaking(request.user, asked, key=None)
    act.also = request.POST.get("also") == "1"
    return act


def ended(request: HttpRequest, plan: Plan, form: Typed, done: Done) -> HttpResponse:
    """Show how it ended: back to the plan, the form again with everything typed, or the page about a doubt."""
    act, ending = done.tried[-1]
    last = recorder.latest_outcome(ending.attempt) if ending.attempt else None
    if ending.outcome in ("saved", "unchanged") or (last and last.outcome == recorder.SAVED):
        tell_saved(request, done)
        return redirect("plans:plan", plan.pk)
    if ending.outcome in ("unknown", "conflict") and ending.attempt:
        if words := in_parts(done, "is being checked with Plannr"):
            messages.warning(request, words)
        return redirect("plans:settle", plan.pk, ending.attempt.pk)
    if parts := in_parts(done, f"was not: {ending.words}"):
        ending = replace(ending, words=parts)
        form = refilled.over(act.whole, act.fresh or act.asked.base)
    if ending.outcome == "conflict" and act.fresh:
        if act.unasked and not act.shown:
            return ask_first(request, plan, form, whole_of(request, act.whole), act.fresh)
        return conflict(request, plan, form, act, ending.words)
    refilled.put_errors(form, act, ending)
    return form_page(request, plan, form, ending=ending)


def tell_saved(request: HttpRequest, done: Done) -> None:
    """What was saved, in one message; what else came of it with it."""
    told_of = [(act, ending) for act, ending in done.tried if ending.attempt]
    if not told_of:
        messages.info(request, "Plannr holds this already. Nothing was sent.")
        return
    one = told_of[0][1].attempt
    assert one
    what = f"You {told(one)}. Saved in Plannr."
    if len(told_of) > 1:
        what = f"Saved in Plannr. Each by itself: {', '.join(lowered(part(act)) for act, _ in told_of)}."
    words = " ".join(ending.words for _, ending in told_of if ending.words)
    tone = messages.error if any(ending.tone for _, ending in told_of) or done.left else messages.success
    tone(request, " ".join(one for one in (what, words, not_sent(done)) if one))


def in_parts(done: Done, how: str) -> str:
    """Which parts of a save are in Plannr, which one ended `how`, and which were not sent; "" for one part only."""
    if not done.saved:
        return ""
    saved = ", ".join(part(act) if place == 0 else lowered(part(act)) for place, act in enumerate(done.saved))
    verb = "was" if len(done.saved) == 1 else "were"
    return " ".join(one for one in (f"{saved} {verb} saved. {part(done.tried[-1][0])} {how}", not_sent(done)) if one)


def not_sent(done: Done) -> str:
    """Which parts were not tried after one had failed, in a sentence."""
    if not done.left:
        return ""
    names = ", ".join(part(act) if place == 0 else lowered(part(act)) for place, act in enumerate(done.left))
    return f"{names} {'was' if len(done.left) == 1 else 'were'} not sent."


def lowered(words: str) -> str:
    """A part's name inside a sentence."""
    return words.replace("The cover", "the cover", 1) if words.startswith("The cover") else words


def conflict(request: HttpRequest, plan: Plan, form: Typed, act: CoverWrite, words: str) -> HttpResponse:
    """The form over what Plannr holds now, everything typed kept, and yours / now / when you opened it where both
    touched the same. The list is laid over the new one, so that nobody who came meanwhile can be lost by saving again.
    """
    assert act.fresh
    fresh_form = refilled.over(act.whole, act.fresh)
    also = isinstance(act, making.CoverMaking)
    return form_page(request, plan, fresh_form, ending=Result("conflict", words), also=also)
