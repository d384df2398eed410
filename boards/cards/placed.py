"""A change told to a board's script: the card as it is now, the heads, the total and a sentence, as a move's answer is.

Where a form stays open because something is wrong with it, the form comes along, so that nothing typed is lost.
"""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from boards.cards import response, summary
from boards.cards.response import CardNow, MoveContext
from boards.mirror.board_data import board_figures
from boards.mirror.models import Case
from boards.ui.http import outcome_status
from boards.writes.operation import Result


def card_response(
    request: HttpRequest,
    case: UUID | None,
    client: UUID | None,
    ending: Result,
    form: str = "",
    context: Mapping[str, object] | None = None,
    *,
    check: str = "",
    name: str = "",
    said: str = "",
) -> HttpResponse:
    """The `<move-answer>` for a case on the board of `client`; `form` is the template of the form, if it stays open.

    `check` is where to ask again while the ending is in doubt: an answer to that says how it ended beside a form, too,
    because whoever typed it may be elsewhere by then.
    """
    now = CardNow.of(client, case)
    name = name or (now.row.name if now.row else case_name(case))
    asked = MoveContext(case or UUID(int=0), client, None, name=name)
    figures = board_figures(client, (), now.statuses)
    part = render_to_string(form, {**(context or {}), "ending": ending}, request) if form else ""
    told = {
        "asked": asked,
        "ending": ending,
        "kind": response.tone_of(ending),
        "folds": response.folds_of(request),
        "place": now.place,
        "key": now.key,
        "card": now.card(),
        "heads": figures.heads,
        "total": figures.total,
        "tabs": summary.column_tabs(figures.heads),
        "ribbon": summary.value_bar(figures.heads),
        "sentence": said or describe_change_result(name, ending),
        "form": part,
        "late": request.method == "GET" and bool(part),
        "check": check,
    }
    return render(request, "cards/_card_response.html", told, status=outcome_status(request, ending.outcome))


def case_name(case: UUID | None) -> str:
    """What a case that is not on the board is called, as far as known."""
    return Case.objects.filter(pk=case).values_list("name", flat=True).first() or "" if case else ""


def describe_change_result(name: str, ending: Result) -> str:
    """What happened, in a sentence for people."""
    match ending.outcome:
        case "saved":
            return f"“{name}” was saved in Plannr. {ending.words}".strip()
        case "unknown" if ending.tone:
            return f"“{name}”: {ending.words} Do not send it again."
        case "unknown":
            return f"“{name}”: {ending.doubt} Checking whether it was saved; do not send it again."
    return ending.words
