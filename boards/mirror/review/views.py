"""The page on which a manager lets go what vanished from Plannr, and says that another firm is meant."""

from collections.abc import Mapping

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from boards.audit.queries import LogFilter, LogLine, described_lines, filtered_entries
from boards.gateway import pin
from boards.mirror.models import Loss
from boards.mirror.review.decisions import ACCEPTED, accept_current_firm, loss_summaries, release_loss
from boards.mirror.review.forms import FirmForm, LetGoForm
from boards.mirror.sync.losses import LET_GO
from boards.plannr import PlannrError
from boards.users.permissions import UserRequest, requires

LATELY = 20
FIRM = "firm"
OVER = "Nothing of that is kept any more: Plannr answers for it again, or it has gone."
CHANGED = "This has changed since you opened the page. Look at it as it is now; nothing was done."


@require_safe
@requires("let-go")
def vanished_page(request: UserRequest) -> HttpResponse:
    """What vanished and is kept, each with the form that lets it go; the firm, if it is another; and lately decided."""
    return render_vanished(request)


@require_POST
@requires("let-go")
def let_go_loss(request: UserRequest, loss: int) -> HttpResponse:
    """Let go what vanished from one part, with a reason; it is looked for once at once, but not in the whole firm."""
    found = Loss.objects.filter(pk=loss).first()
    if found is None or found.accepted_at:
        messages.info(request, "It had been let go before." if found else OVER)
        return redirect("mirror:vanished")
    form = LetGoForm(request.POST, prefix=str(loss))
    if not form.is_valid():
        return render_vanished(request, {str(loss): form}, status=422)
    if request.POST.get("seen") != loss_token(found):
        form.add_error(None, CHANGED)
        return render_vanished(request, {str(loss): form}, status=409)
    words = release_loss(found, request.user, form.cleaned_data["reason"], looks=0 if found.key == FIRM else 1)
    messages.success(request, f"{words} Your reason is in the audit log.")
    return redirect("mirror:vanished")


@require_POST
@requires("let-go")
def accept_firm_change(request: UserRequest) -> HttpResponse:
    """Go on with the firm that the account is in now, with a reason."""
    if not pin.pulse().stopped:
        messages.info(request, "The board speaks for the firm that its account is in. Nothing was changed.")
        return redirect("mirror:vanished")
    form = FirmForm(request.POST, prefix=FIRM)
    if not form.is_valid():
        return render_vanished(request, {FIRM: form}, status=422)
    try:
        name = accept_current_firm(request.user, form.cleaned_data["reason"], shown=request.POST.get("seen", ""))
    except PlannrError as trouble:
        form.add_error(None, f"{trouble.message} Nothing was changed.")
        return render_vanished(request, {FIRM: form}, status=503)
    if name is None:
        form.add_error(None, CHANGED)
        return render_vanished(request, {FIRM: form}, status=409)
    messages.success(request, f"The board speaks for {name} now. Your reason is in the audit log.")
    return redirect("mirror:vanished")


def render_vanished(
    request: HttpRequest, wrong: Mapping[str, Form] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page, with the form that is `wrong` as it was sent."""
    forms = wrong or {}
    kept = [
        (one, loss_token(one.loss), forms.get(str(one.loss.pk)) or LetGoForm(prefix=str(one.loss.pk)))
        for one in loss_summaries()
    ]
    context = {
        "kept": kept,
        "elsewhere": pin.pulse().stopped,
        "firm_form": forms.get(FIRM) or FirmForm(prefix=FIRM),
        "lately": recent_decisions(),
        "wrong": next(iter(forms.values()), None),
    }
    return render(request, "mirror/vanished.html", context, status=status)


def loss_token(loss: Loss) -> str:
    """What a page showed of a loss, so that nobody lets go more than they saw."""
    return f"{loss.since.isoformat()} {len(loss.gone)}"


def recent_decisions() -> list[LogLine]:
    """What was decided lately, newest first."""
    decided = filtered_entries(LogFilter()).filter(kind="note", verb__in=(LET_GO, ACCEPTED))
    return list(described_lines(decided[:LATELY]))
