"""The page on which a manager sees what is frozen, and lifts it with a reason."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from boards.ui.fields import ReasonField
from boards.users.permissions import UserRequest, requires
from boards.writes import freeze
from boards.writes.models import WriteFreeze

LATELY = 20


class LiftForm(forms.Form):
    """Why a freeze is lifted; it goes into the audit log."""

    reason = ReasonField(
        label="Why it may go on",
        help_text="What was found in Plannr, and what was done about it.",
        ask="Say why writing may go on: what was found, and what was done about it.",
    )


@require_safe
@requires("freeze-lift")
def freezes(request: UserRequest) -> HttpResponse:
    """What is frozen, each with the form that lifts it, and what was lifted lately."""
    return freezes_page(request)


@require_POST
@requires("freeze-lift")
def lift(request: UserRequest, halt: int) -> HttpResponse:
    """Lift one freeze, with a reason."""
    found = get_object_or_404(WriteFreeze, pk=halt)
    form = LiftForm(request.POST, prefix=str(halt))
    if not form.is_valid():
        return freezes_page(request, {halt: form}, status=422)
    if freeze.lift(found, request.user, form.cleaned_data["reason"]):
        messages.success(request, f"{found.stopped} can go on. Your reason is in the audit log.")
    else:
        messages.info(request, "It had been lifted before.")
    return redirect("writes:freezes")


def freezes_page(request: HttpRequest, wrong: dict[int, LiftForm] | None = None, *, status: int = 200) -> HttpResponse:
    """The page, with the form that is `wrong` as it was sent."""
    forms = wrong or {}
    found = [(halt, forms.get(halt.pk) or LiftForm(prefix=str(halt.pk))) for halt in freeze.active_freezes()]
    lifted = WriteFreeze.objects.exclude(lifted_at=None).select_related("lifted_by").order_by("-lifted_at")[:LATELY]
    context = {"open": found, "lifted": list(lifted), "wrong": next(iter(forms.values()), None)}
    return render(request, "writes/freezes.html", context, status=status)
