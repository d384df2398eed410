"""What the page is told after a move: the card as it is now, the heads that changed, and a sentence.

A move never answers with the board: one card, two heads, the board's total and a message (architecture.md section 2).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from boards.audit.models import Entry
from boards.cards import card, summary
from boards.mirror.board_data import board_figures, column_key, read_card_row
from boards.mirror.models import Case, Status
from boards.mirror.ordering import Position, position_of
from boards.ui import formatting
from boards.writes.operation import Result

HTTP_STATUS = {"saved": 200, "unchanged": 200, "unknown": 202, "conflict": 409, "refused": 422, "unavailable": 503}
TONES = {"saved": "good", "unchanged": "good", "unknown": "warn", "conflict": "warn"}


@dataclass(frozen=True, slots=True)
class MoveContext:
    """What the page asked: the case, the client whose board it is on (None: the firm's), and the statuses touched.

    `done` says of an undo what it does: "Undone", "Done again".
    """

    case: UUID
    client: UUID | None
    left: UUID | None
    status: UUID | None = None
    after: str = ""
    name: str = ""
    done: str = ""

    @property
    def left_name(self) -> str:
        """The name of the status that the case was in."""
        return status_label(self.left)


def describe_move_result(asked: MoveContext, ending: Result, place: Position | None) -> str:
    """What happened, in one sentence for people: "Moved Hill mortgage from Research to Submitted, place 1 of 2. …"."""
    if ending.outcome == "unknown" and ending.tone:
        return f"“{asked.name}”: {ending.words} Do not move it again."
    if ending.outcome == "unknown":
        return f"“{asked.name}”: {ending.doubt} Checking whether the move was saved; do not move it again."
    if place is None:
        return f"“{asked.name}” is no longer on this board."
    where = f"{status_label(place.status)}, place {place.number} of {place.of}"
    if ending.outcome == "unchanged":
        return f"“{asked.name}” is in {where} already. Nothing was sent."
    if ending.outcome == "saved":
        how = "within" if place.status == asked.left else f"from {asked.left_name} to"
        also = f" {ending.words}" if ending.tone else ""
        moved = f"{asked.done}: moved" if asked.done else "Moved"
        on = kept_completion_day(asked, ending, place)
        dated = f" It still has its completion date, {formatting.nice_date(date.fromisoformat(on))}." if on else ""
        return f"{moved} “{asked.name}” {how} {where}. Saved in Plannr.{dated}{also}"
    return f"“{asked.name}” was not moved. {ending.words}"


def tone_of(ending: Result) -> str:
    """The tone in which an ending is told: good, warn or bad."""
    return ending.tone or TONES.get(ending.outcome, "bad")


def status_label(status: UUID | None) -> str:
    """A status's name for people."""
    name = Status.objects.filter(pk=status).values_list("name", flat=True).first() if status else None
    return name or "No status"


def move_response(request: HttpRequest, asked: MoveContext, ending: Result) -> HttpResponse:
    """The `<move-answer>` fragment for a script that asked with fetch; its code follows the ending."""
    place = position_of(asked.client, asked.case)
    figures = board_figures(asked.client, {asked.left, asked.status, *([place.status] if place else [])})
    return render(
        request,
        "cards/_move_response.html",
        {
            "asked": asked,
            "ending": ending,
            "kind": tone_of(ending),
            "place": place,
            "key": column_key(place.status) if place else "",
            "sentence": describe_move_result(asked, ending, place),
            "dated": kept_completion_day(asked, ending, place),
            "card": render_current_card(asked, place),
            "heads": figures.touched,
            "total": figures.total,
            "tabs": summary.column_tabs(figures.heads),
            "ribbon": summary.value_bar(figures.heads),
            "check": poll_url(ending.attempt, asked.client) if ending.outcome == "unknown" and ending.attempt else "",
            "undo": undo_url(asked, ending),
            "offer": completion_offer_url(asked, ending, place),
        },
        status=HTTP_STATUS[ending.outcome],
    )


def render_current_card(asked: MoveContext, place: Position | None) -> SafeString | None:
    """The card as the mirror has it now; None where it is no longer on this board."""
    row = read_card_row(asked.client, asked.case) if place else None
    return card.render_card(row, formatting.today()) if row else None


def undo_url(asked: MoveContext, ending: Result) -> str:
    """Where a saved move can be taken back."""
    if ending.outcome != "saved" or ending.attempt is None:
        return ""
    return reverse("cases:undo", args=[asked.case, ending.attempt.pk])


def completion_offer_url(asked: MoveContext, ending: Result, place: Position | None) -> str:
    """Where a case that was moved into a completed status may be given its completion date; never set in silence."""
    if ending.outcome != "saved" or place is None or place.status in (asked.left, None):
        return ""
    reached = Status.objects.filter(pk__in=[place.status], is_completed=True)
    undated = Case.objects.filter(pk=asked.case, completed_at=None)
    return reverse("cases:completion", args=[asked.case]) if reached.exists() and undated.exists() else ""


def kept_completion_day(asked: MoveContext, ending: Result, place: Position | None) -> str:
    """The completion day of a case that was moved out of the statuses for completed cases and kept it, else blank."""
    if ending.outcome != "saved" or place is None or place.status == asked.left:
        return ""
    ends = Status.objects.filter(pk__in=[asked.left, place.status], is_completed=True).values_list("pk", flat=True)
    at = Case.objects.filter(pk=asked.case).values_list("completed_at", flat=True).first()
    return formatting.iso_day(at) or "" if list(ends) == [asked.left] else ""


def poll_url(attempt: Entry, client: UUID | None) -> str:
    """Where anybody asks how an attempt on a case stands, on the board of `client`."""
    address = reverse("cases:settled", args=[attempt.subject_uuid, attempt.pk])
    return f"{address}?{urlencode({'client': str(client)})}" if client else address
