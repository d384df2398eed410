"""Pages and answers about moving a case: the move menu, the move itself, and taking it back."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boards.audit import descriptions
from boards.audit.models import Entry
from boards.cards import response
from boards.cards.placed import card_response, describe_change_result
from boards.cards.response import MoveContext
from boards.cases import undo_stack
from boards.cases.forms.move import MoveForm
from boards.cases.move_menu import MoveMenu
from boards.cases.operations.move import MoveCase, move_case
from boards.cases.operations.undo import UNDOABLE, is_undo, recent_moves_of, undo_change
from boards.mirror.models import Account, Case
from boards.ui.fields import parse_uuid
from boards.ui.http import LONGEST_KEY, is_fetch, key_of, outcome_status
from boards.users.permissions import UserRequest, requires
from boards.writes.operation import Result


@require_http_methods(["GET", "HEAD", "POST"])
@requires("case-move")
def move(request: UserRequest, case: UUID) -> HttpResponse:
    """GET: the move menu. POST: the move, answered as a fragment to a script and as a page to a browser."""
    found = get_object_or_404(Case.objects.live(), pk=case)
    if request.method != "POST":
        return render_move_menu(request, found, MoveForm(request.GET), status=200)

    form = MoveForm(request.POST)
    ending = move_case(request.user, form.drop(case)) if form.is_valid() else form.refusal()
    return respond_to_move(request, form, move_context(found, request.POST), ending)


@require_POST
@requires("case-move")
def undo(request: UserRequest, case: UUID, attempt: int) -> HttpResponse:
    """Take back an act of my own, of whatever kind; answers as a move does."""
    mine = Entry.objects.filter(kind="attempt", verb__in=UNDOABLE, actor=request.user)
    entry = get_object_or_404(mine, pk=attempt, subject_uuid=case)
    found = get_object_or_404(Case, pk=case)
    ending = undo_change(request.user, entry, key=key_of(request.POST), lot=request.POST.get("lot", "")[:LONGEST_KEY])
    done = "Done again" if is_undo(entry) else "Undone"
    if entry.verb != MoveCase.verb:
        return respond_to_undo(request, entry, ending, done)
    before = entry.before or {}
    back = MoveContext(
        case,
        undo_client(request, entry),
        found.status,
        parse_uuid(before.get("status")),
        before.get("after") or "",
        found.name,
        done,
    )
    return respond_to_move(request, MoveForm(request.POST), back, ending)


def respond_to_undo(request: UserRequest, entry: Entry, ending: Result, done: str) -> HttpResponse:
    """How an edit that is taken back ended: the card for a script, the case's page for a browser."""
    case = get_object_or_404(Case, pk=entry.subject_uuid)
    made = ending.attempt if is_undo(entry) and ending.attempt else entry
    said = f"{done}: {descriptions.describe_ask(made)}. Saved in Plannr. {ending.words}".strip()
    if is_fetch(request):
        client, doubt = undo_client(request, entry), ending.attempt if ending.outcome == "unknown" else None
        check = response.poll_url(doubt, client) if doubt else ""
        said = said if ending.outcome == "saved" else ""
        return card_response(request, case.pk, client, ending, check=check, said=said)
    if ending.outcome == "saved":
        messages.success(request, said)
    elif ending.outcome != "unknown":
        messages.error(request, describe_change_result(case.name, ending))
    return redirect("cases:case", case.pk)


def undo_client(request: UserRequest, entry: Entry) -> UUID | None:
    """The client whose board an undo is asked on, as a script says it; else whose board the act was on."""
    at = request.POST.get("client")
    return entry.client_uuid if at is None else parse_uuid(at)


@require_safe
@requires("case-move")
def next_undo(request: UserRequest) -> JsonResponse:
    """What Ctrl+Z is to take back on the board of `client` (`again`: to do again), or what the attempt `of` is part of:
    the addresses to post to, in their order, or words that say why there are none.
    """
    mine = Entry.objects.filter(kind="attempt", actor=request.user)
    if number := request.GET.get("of"):
        found = undo_stack.target_of(get_object_or_404(mine, pk=number if number.isdecimal() else 0), request.user)
    else:
        client = parse_uuid(request.GET.get("client"))
        found = undo_stack.next_target(request.user, client, again="again" in request.GET)
    steps = [
        {"uuid": str(one.subject_uuid), "name": one.subject_name, "undo": undo_step_url(one)} for one in found.attempts
    ]
    return JsonResponse({"words": found.words, "steps": steps})


def undo_step_url(attempt: Entry) -> str:
    """Where an attempt is taken back."""
    return reverse("cases:undo", args=[attempt.subject_uuid, attempt.pk])


@require_safe
@requires("case-move")
def recent_moves(request: UserRequest) -> HttpResponse:
    """My recent moves, each with its undo: the one that does not vanish."""
    return render(request, "cases/recent_moves.html", {"moves": recent_moves_of(request.user)})


def move_context(found: Case, data: QueryDict, attempt: Entry | None = None) -> MoveContext:
    """What the page asked about, as far as it can be read: used for answers to good and bad requests alike."""
    if attempt:
        left, status, after = (attempt.before or {}).get("status"), (attempt.body or {}).get("status"), ""
    else:
        left, status, after = str(found.status or ""), data.get("status"), data.get("after", "")
    return MoveContext(
        found.pk,
        parse_uuid(data.get("client")),
        parse_uuid(left),
        parse_uuid(status),
        after,
        found.name,
    )


def respond_to_move(request: UserRequest, form: MoveForm, asked: MoveContext, ending: Result) -> HttpResponse:
    """The ending, in the form in which it was asked for: a fragment, the menu again, or back to the board."""
    if is_fetch(request):
        return response.move_response(request, asked, ending)
    found = get_object_or_404(Case, pk=asked.case)
    if ending.outcome in ("saved", "unchanged", "unknown"):
        tell = messages.error if ending.tone or ending.outcome == "unknown" else messages.success
        now = response.CardNow.of(asked.client, asked.case)
        tell(request, response.describe_move_result(asked, ending, now))
        if response.kept_completion_day(asked, ending, now):
            return redirect(completion_url(asked.client, asked.case))
        return redirect(board_url(asked.client, asked.case))
    if ending.outcome == "conflict":
        form = MoveForm(QueryDict(request.POST.urlencode(), mutable=True))
    return render_move_menu(request, found, form, status=outcome_status(request, ending.outcome), ending=ending)


def render_move_menu(
    request: UserRequest, found: Case, form: MoveForm, *, status: int, ending: Result | None = None
) -> HttpResponse:
    """The move menu as a page of its own; a script takes its `[data-sheet]` part into a dialog."""
    client = parse_uuid(form.data.get("client"))
    if client and not Account.objects.filter(pk=client).exists():
        raise Http404("No such client")
    context = {
        "case": found,
        "after": form.data.get("after", "") if ending else "last",
        "menu": MoveMenu.of(found, client, status=parse_uuid(form.data.get("status"))),
        "ending": ending,
        "client": client,
        "key": uuid4().hex,
        "back": board_url(client, found.pk),
    }
    return render(request, "cases/move.html", context, status=status)


def completion_url(client: UUID | None, case: UUID) -> str:
    """Where a case is opened again, and leads back to the same board."""
    address = reverse("cases:completion", args=[case])
    return f"{address}?client={client}" if client else address


def board_url(client: UUID | None, case: UUID) -> str:
    """The board to go back to, at the case's card."""
    if client is None:
        return reverse("cases:case", args=[case])
    return f"{reverse('board:show', args=[client])}#card--{case}"
