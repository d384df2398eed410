"""What others changed on a client's board since a person last looked: the mirror's history, in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from boards.board import preferences
from boards.mirror.models import Case, CaseChange, Status
from boards.mirror.sync.accounts import get_or_fetch_client
from boards.ui import formatting
from boards.users.permissions import UserRequest, requires

MAX_CHANGES = 200


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words: “NAME” `did`; `by` is who made it here, blank where it was seen in Plannr. `mine`: by me.

    `reached` is the status that a move led to.
    """

    case: UUID
    name: str
    did: str
    by: str
    at: datetime
    mine: bool = False
    reached: str = ""


@require_safe
@requires("board-see")
def changes(request: UserRequest, client: UUID) -> HttpResponse:
    """The changes since this person's last visit but this one, newest first."""
    known = get_or_fetch_client(client)
    since = preferences.last_visit(request.user, client)
    names = [request.user.called, request.user.username]
    found = preferences.changes_by_others(client, since, names) if since else CaseChange.objects.none()
    rows = list(found.order_by("-at", "-pk")[: MAX_CHANGES + 1])
    context = {
        "client": known,
        "since": since,
        "changes": describe_changes(rows[:MAX_CHANGES]),
        "is_cut": len(rows) > MAX_CHANGES,
        "address": reverse("board:show", args=[client]),
    }
    return render(request, "board/changes.html", context)


def describe_changes(rows: list[CaseChange], me: str = "") -> list[ChangeLine]:
    """Changes in words: two queries. `me` is how the log calls whoever reads them."""
    cases = dict(case_names({row.case for row in rows}))
    statuses = dict(Status.objects.values_list("pk", "name"))
    found = []
    for row in rows:
        name = cases.get(row.case, "A case that is gone")
        by = row.actor if row.here else ""
        reached = historic_status(row.after, statuses) if row.field == "status" else ""
        found.append(
            ChangeLine(row.case, name, describe_change(row, statuses), by, row.at, bool(me) and by == me, reached)
        )
    return found


def case_names(uuids: set[UUID]) -> list[tuple[UUID, str]]:
    """The names of cases."""
    return list(Case.objects.filter(pk__in=uuids).values_list("pk", "name"))


def describe_change(change: CaseChange, statuses: dict[UUID, str]) -> str:
    """What a change did: "moved from Research to Submitted"."""
    match change.field:
        case "status":
            left, reached = (historic_status(text, statuses) for text in (change.before, change.after))
            return f"moved from {left} to {reached}"
        case "value":
            return f"changed value from {historic_value(change.before)} to {historic_value(change.after)}"
        case "completed":
            return "was completed" if change.after else "was reopened"
    return "was first seen"


def historic_status(text: str | None, statuses: dict[UUID, str]) -> str:
    """A status's name, from its uuid as text."""
    try:
        return statuses.get(UUID(text), "another status") if text else "no status"
    except ValueError:
        return "another status"


def historic_value(text: str | None) -> str:
    """Money as the history keeps it: pennies, or a minor unit with its currency."""
    if not text:
        return "no value"
    amount, _, currency = text.partition(" ")
    try:
        return formatting.money(int(amount), currency or "GBP")
    except ValueError:
        return text
