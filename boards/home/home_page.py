"""The home page: find a client, carry on where one was, and for an adviser the clients who are theirs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from boards.board.models import BoardVisit
from boards.home import attention
from boards.home.client_stats import (
    ClientStats,
    LongestWait,
    RibbonSegment,
    longest_waits,
    open_participations,
    ribbon_segments,
    stats_by_client,
)
from boards.mirror.board_data import firm_statuses
from boards.mirror.columns import FirmStatuses
from boards.mirror.models import Account, CaseChange, Participant
from boards.mirror.sync.accounts import sync_clients
from boards.mirror.sync.single_flight import is_fresh, sync_state
from boards.ui import formatting
from boards.ui.http import render_part
from boards.users.models import User
from boards.users.permissions import SIGNED_IN, has_permission, requires

RECENT = 8
MINE, ALL_MINE = 10, 500
LONG = 28


@dataclass(frozen=True, slots=True)
class RecentBoard:
    """A board to carry on with: `changes` is how many there were since this person last looked."""

    client: UUID
    name: str
    at: datetime
    changes: int
    standing: ClientStats
    ribbon: list[RibbonSegment]


@dataclass(frozen=True, slots=True)
class OwnClient:
    """One of an adviser's own clients; `is_long` and `is_late` say that something waits longer than it should."""

    client: Account
    standing: ClientStats
    wait: LongestWait | None
    days: int
    is_long: bool
    is_late: bool


@require_safe
@requires(SIGNED_IN)
def home_page(request: HttpRequest) -> HttpResponse:
    """The home page, drawn from the mirror at once; its part `mine` reads the firm's clients from Plannr first."""
    person = request.user
    assert isinstance(person, User)
    htmx = getattr(request, "htmx", None)
    reads = bool(htmx and htmx.target == "mine")
    fresh = sync_clients() if reads else sync_state("clients")
    context = {
        "greeting": formatting.greeting(),
        "called": person.first_name or person.username,
        "now": timezone.now(),
        "has_role": has_permission(person, "board-see"),
        "stale": not (reads or is_fresh(fresh)),
        "clients_read": fresh,
        **board_lists(person, ALL_MINE if request.GET.get("mine") == "all" else MINE),
    }
    if not reads and has_permission(person, "board-see"):
        context |= {"wrongs": attention.attention_items(person), "moves": attention.recent_moves(person)}
    return render_part(request, "home/home.html", context, parts={"mine"})


def board_lists(person: User, most: int) -> dict[str, Any]:
    """The boards this person opened last, newest first, and for an adviser at most `most` of their own clients."""
    known, opened = firm_statuses(), recent_visits(person)
    clients, number = own_clients(person, known, most) if "adviser" in person.roles else ([], 0)
    figures = stats_by_client({*(client for client, *_ in opened), *(client.pk for client in clients)}, known)
    context: dict[str, Any] = {
        "recents": [
            RecentBoard(
                client, name or "A client", at, changes, figures[client], ribbon_segments(figures[client], known.listed)
            )
            for client, name, at, changes in opened
        ]
    }
    if "adviser" not in person.roles:
        return context
    longest = longest_waits([client.pk for client in clients], known)
    rows = [own_client(client, figures[client.pk], longest.get(client.pk), formatting.today()) for client in clients]
    return context | {
        "unlinked": person.plannr_account is None,
        # What the mirror holds of clients whose cases nobody has read came with somebody else's: they come last.
        "mine": sorted(rows, key=lambda one: not one.standing.read),
        "mine_number": number,
        "all_mine": most == ALL_MINE,
        "any_pence": any(one.standing.open.pennies % 100 or one.standing.done.pennies % 100 for one in rows),
    }


def recent_visits(person: User) -> list[tuple[UUID, str, datetime, int]]:
    """The boards this person opened last: client, name, when, and how many changes others made since."""
    return list(
        BoardVisit.objects.filter(person=person)
        .annotate(name=Subquery(Account.objects.filter(pk=OuterRef("client")).values("name")))
        .annotate(changes=Coalesce(Subquery(changes_since_visit(person)), 0))
        .order_by("-at")
        .values_list("client", "name", "at", "changes")[:RECENT]
    )


def changes_since_visit(person: User) -> Any:
    """How many changes others made to a visit's client's cases after that visit: a subquery over Visit."""
    theirs = Participant.objects.filter(account=OuterRef(OuterRef("client"))).values("case")
    mine = Q(here=True, actor__in=[person.called, person.username])
    return (
        CaseChange.objects.filter(case__in=theirs, at__gt=OuterRef("at"))
        .exclude(mine | Q(field="seen-first"))
        .order_by()
        .annotate(all=Value(1))
        .values("all")
        .annotate(number=Count("pk"))
        .values("number")
    )


def own_clients(person: User, known: FirmStatuses, most: int) -> tuple[list[Account], int]:
    """The clients whose adviser this person is, most open value first, and how many there are in all."""
    if person.plannr_account is None:
        return [], 0
    worth = (
        Participant.objects.filter(open_participations(known), account=OuterRef("pk"), case__currency__in=["GBP", ""])
        .order_by()
        .values("account")
        .annotate(worth=Sum("case__value"))
        .values("worth")
    )
    mine = Account.objects.filter(kind="client", adviser=person.plannr_account)
    ranked = mine.annotate(worth=Coalesce(Subquery(worth), 0)).order_by("-worth", "folded", "uuid")
    clients: list[Account] = [*ranked[:most]]
    return clients, len(clients) if len(clients) < most else mine.count()


def own_client(client: Account, standing: ClientStats, wait: LongestWait | None, day: date) -> OwnClient:
    """One line of "My clients" as it reads on `day`."""
    days = formatting.age_days(wait.since, day) if wait else 0
    review = client.next_review_at
    late = review is not None and formatting.london(review).date() < day
    return OwnClient(client, standing, wait, days, days > LONG, late)
