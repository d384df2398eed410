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
from boards.mirror.board_data import CardRow, FirmStatuses, board_figures, firm_statuses, read_placed_card
from boards.mirror.ordering import Position
from boards.ui import formatting
from boards.ui.http import outcome_status
from boards.writes.operation import Result

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


@dataclass(frozen=True, slots=True)
class CardNow:
    """A case on a board as the mirror has it now: the firm's statuses, and its card and place, None where it is not
    there any more.
    """

    statuses: FirmStatuses
    row: CardRow | None = None
    place: Position | None = None

    @classmethod
    def of(cls, client: UUID | None, case: UUID | None) -> "CardNow":
        """Read it."""
        statuses = firm_statuses()
        return cls(statuses, *(read_placed_card(client, case, statuses) or ()))

    @property
    def key(self) -> str:
        """The key of the column that it stands in, or blank."""
        return self.statuses.key(self.place.status) if self.place else ""

    def is_completed(self, status: UUID | None) -> bool:
        """Whether a status is for completed cases."""
        return status in self.statuses.done

    def card(self) -> SafeString | None:
        """The card, drawn; None where it is no longer on this board."""
        return card.render_card(self.row, formatting.today()) if self.row else None


def describe_move_result(asked: MoveContext, ending: Result, now: CardNow) -> str:
    """What happened, in one sentence for people: "Moved Hill mortgage from Research to Submitted, place 1 of 2. …"."""
    if ending.outcome == "unknown" and ending.tone:
        return f"“{asked.name}”: {ending.words} Do not move it again."
    if ending.outcome == "unknown":
        return f"“{asked.name}”: {ending.doubt} Checking whether the move was saved; do not move it again."
    place = now.place
    if place is None:
        return f"“{asked.name}” is no longer on this board."
    where = f"{now.statuses.label(place.status)}, place {place.number} of {place.of}"
    if ending.outcome == "unchanged":
        return f"“{asked.name}” is in {where} already. Nothing was sent."
    if ending.outcome == "saved":
        how = "within" if place.status == asked.left else f"from {now.statuses.label(asked.left)} to"
        also = f" {ending.words}" if ending.tone else ""
        moved = f"{asked.done}: moved" if asked.done else "Moved"
        on = kept_completion_day(asked, ending, now)
        dated = f" It still has its completion date, {formatting.nice_date(date.fromisoformat(on))}." if on else ""
        return f"{moved} “{asked.name}” {how} {where}. Saved in Plannr.{dated}{also}"
    return f"“{asked.name}” was not moved. {ending.words}"


def tone_of(ending: Result) -> str:
    """The tone in which an ending is told: good, warn or bad."""
    return ending.tone or TONES.get(ending.outcome, "bad")


def move_response(request: HttpRequest, asked: MoveContext, ending: Result) -> HttpResponse:
    """The `<move-answer>` fragment for a script that asked with fetch; its code follows the ending."""
    now = CardNow.of(asked.client, asked.case)
    touched = {asked.left, asked.status, *([now.place.status] if now.place else [])}
    figures = board_figures(asked.client, touched, now.statuses)
    return render(
        request,
        "cards/_move_response.html",
        {
            "asked": asked,
            "ending": ending,
            "kind": tone_of(ending),
            "folds": folds_of(request),
            "place": now.place,
            "key": now.key,
            "sentence": describe_move_result(asked, ending, now),
            "dated": kept_completion_day(asked, ending, now),
            "card": now.card(),
            "heads": figures.touched,
            "total": figures.total,
            "tabs": summary.column_tabs(figures.heads),
            "ribbon": summary.value_bar(figures.heads),
            "check": poll_url(ending.attempt, asked.client) if ending.outcome == "unknown" and ending.attempt else "",
            "undo": undo_url(asked, ending),
            "offer": completion_offer_url(asked, ending, now),
        },
        status=outcome_status(request, ending.outcome),
    )


def folds_of(request: HttpRequest) -> frozenset[str]:
    """The keys of the columns that the person keeps folded (board.models.Folds)."""
    assert request.user.is_authenticated
    return request.user.folds.keys()


def undo_url(asked: MoveContext, ending: Result) -> str:
    """Where a saved move can be taken back."""
    if ending.outcome != "saved" or ending.attempt is None:
        return ""
    return reverse("cases:undo", args=[asked.case, ending.attempt.pk])


def completion_offer_url(asked: MoveContext, ending: Result, now: CardNow) -> str:
    """Where a case that was moved into a completed status may be given its completion date; never set in silence."""
    if ending.outcome != "saved" or now.row is None or now.place is None or now.place.status == asked.left:
        return ""
    is_undated = now.is_completed(now.place.status) and now.row.completed_at is None
    return reverse("cases:completion", args=[asked.case]) if is_undated else ""


def kept_completion_day(asked: MoveContext, ending: Result, now: CardNow) -> str:
    """The completion day of a case that was moved out of the statuses for completed cases and kept it, else blank."""
    if ending.outcome != "saved" or now.row is None or now.place is None:
        return ""
    is_opened = now.is_completed(asked.left) and not now.is_completed(now.place.status)
    return formatting.iso_day(now.row.completed_at) or "" if is_opened else ""


def poll_url(attempt: Entry, client: UUID | None) -> str:
    """Where anybody asks how an attempt on a case stands, on the board of `client`."""
    address = reverse("cases:settled", args=[attempt.subject_uuid, attempt.pk])
    return f"{address}?{urlencode({'client': str(client)})}" if client else address
