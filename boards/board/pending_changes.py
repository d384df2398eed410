"""What is in doubt on a board: the changes that are being checked with Plannr, whoever made them and from wherever.

A board says so on the card to everybody who has it open or opens it. Who made a change asks Plannr how it ended; all
others ask the log (cases/views/pending.py).
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from boards.audit.models import Entry
from boards.board import preferences
from boards.cards.response import poll_url
from boards.users.models import User
from boards.users.permissions import UserRequest, requires

MINE = "Plannr does not show your change yet. Checking whether it was saved; do not send it again."
OTHERS = "Plannr does not show a change by {} yet."


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A case that is being checked: its name, the address to ask how it stands, and what is said of it."""

    case: UUID
    name: str
    address: str
    words: str


@require_safe
@requires("board-see")
def pending_changes(request: UserRequest, client: UUID | None = None) -> HttpResponse:
    """What is in doubt on a board right now, for its script, which asks every few seconds: no call to Plannr.

    A change of one's own that is just on its way is known to the page that sent it.
    """
    leaving = Q(actor=request.user) & ~Exists(Entry.objects.filter(attempt=OuterRef("pk")))
    attempts = preferences.pending_attempts(client).exclude(leaving).values_list("pk", flat=True)
    found = tuple(attempts[: preferences.MAX_PENDING])
    return HttpResponse(
        pending_json(describe_pending(found, request.user, client)) or "[]", content_type="application/json"
    )


def describe_pending(attempts: Collection[int], by: User, client: UUID | None) -> list[PendingChange]:
    """The doubts behind some attempts, as they are told to `by` on the board of `client` (None: the firm's)."""
    entries = Entry.objects.filter(pk__in=attempts).order_by("pk") if attempts else ()
    return [
        PendingChange(
            one.subject_uuid,
            one.subject_name,
            poll_url(one, client),
            MINE if one.actor_id == by.pk else OTHERS.format(one.actor_name),
        )
        for one in entries
    ]


def pending_json(found: Sequence[PendingChange]) -> str:
    """The same for the board's script; blank where nothing is in doubt."""
    return json.dumps([[str(one.case), one.address, one.words] for one in found]) if found else ""
