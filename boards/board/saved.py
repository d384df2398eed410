"""Saved views: filters and an order kept under a name, one's own or shared with the firm."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from boards.board import asked
from boards.board.models import SavedView
from boards.board.page import Page
from boards.board.views import viewed, whose
from boards.ui.fields import Unreadable, parse_name
from boards.users.models import User
from boards.users.permissions import UserRequest, requires

LONGEST, MOST = 60, 100
WRONG = 422


@require_http_methods(["GET", "HEAD", "POST"])
@requires("board-see")
def views(request: UserRequest, client: UUID | None = None) -> HttpResponse:
    """The views of this kind of board; POST saves what it shows (`view`) under `name`, maybe `shared` and `default`.

    An own view of that name is saved anew.
    """
    if request.method != "POST":
        return menu(request, client, viewed(request.GET))
    wanted = viewed(request.POST)
    name, wrong = named(request.POST.get("name", ""))
    wrong = wrong or too_many(request.user, client, name)
    if wrong:
        return menu(request, client, wanted, wrong=wrong, name=request.POST.get("name", ""))
    shared, is_default = bool(request.POST.get("shared")), bool(request.POST.get("default"))
    with transaction.atomic():
        if is_default:
            mine(request.user, client).update(is_default=False)
        SavedView.objects.update_or_create(
            owner=request.user,
            scope=scope(client),
            name=name,
            defaults={"query": wanted.query, "shared": shared, "is_default": is_default},
        )
    messages.success(request, f"Saved the view “{name}”.")
    return to_board(request, client, wanted.query)


@require_POST
@requires("board-see")
def view(request: UserRequest, number: int, client: UUID | None = None) -> HttpResponse:
    """Change a view of one's own: `act` is rename (with `name`), share, unshare, default, undefault or delete."""
    whose(client)
    found = get_object_or_404(mine(request.user, client), pk=number)
    act, wanted = request.POST.get("act", ""), viewed(request.POST)
    match act:
        case "delete":
            found.delete()
            messages.success(request, f"Deleted the view “{found.name}”.")
        case "rename":
            if wrong := rename(found, request.POST.get("name", "")):
                return menu(request, client, wanted, wrong=wrong, wrong_view=number)
        case "share" | "unshare":
            found.shared = act == "share"
            found.save(update_fields=["shared"])
        case "default" | "undefault":
            with transaction.atomic():
                mine(request.user, client).update(is_default=False)
                mine(request.user, client).filter(pk=number).update(is_default=act == "default")
        case _:
            raise Http404(act)
    address = f"{Page(request.user, whose(client)).address}views/"
    return redirect(f"{address}?{urlencode({'view': wanted.query})}" if wanted.query else address)


def rename(found: SavedView, typed: str) -> str:
    """Give a view another name; what is wrong with that name, in words."""
    name, wrong = named(typed)
    if wrong:
        return wrong
    found.name = name
    try:
        with transaction.atomic():
            found.save(update_fields=["name"])
    except IntegrityError:
        return f"You have a view called “{name}” already."
    return ""


def menu(request: UserRequest, client: UUID | None, wanted: asked.Asked, **about: Any) -> HttpResponse:
    """The views to choose from, and the form to save this one; a page, or what a chip's menu holds."""
    page = Page(request.user, whose(client), wanted)
    found = list(seen_by(request.user, client))
    context = {
        "page": page,
        "client": page.client,
        "address": page.address,
        "own": [one for one in found if one.owner_id == request.user.pk],
        "others": [one for one in found if one.owner_id != request.user.pk],
        "view": wanted.query,
        **about,
    }
    template = "board/views.html#choose" if request.htmx and not about else "board/views.html"
    return render(request, template, context, status=WRONG if about.get("wrong") else 200)


def seen_by(person: User, client: UUID | None) -> QuerySet[SavedView]:
    """The views that a person may choose: their own, and shared ones."""
    found = SavedView.objects.filter(Q(owner=person) | Q(shared=True), scope=scope(client))
    return found.select_related("owner").order_by("name", "pk")


def mine(person: User, client: UUID | None) -> QuerySet[SavedView]:
    """A person's own views for this kind of board."""
    return SavedView.objects.filter(owner=person, scope=scope(client))


def scope(client: UUID | None) -> str:
    """Which kind of board a view is for."""
    return SavedView.CLIENT if client else SavedView.FIRM


def named(typed: str) -> tuple[str, str]:
    """A name on one line, and what is wrong with it, in words."""
    try:
        name = parse_name(typed, LONGEST)
    except Unreadable as error:
        return "", f"The name {error}."
    return name, "" if name else "Give the view a name."


def too_many(person: User, client: UUID | None, name: str) -> str:
    """Why no more views can be kept, in words."""
    if mine(person, client).exclude(name=name).count() < MOST:
        return ""
    return f"You keep {MOST} views already. Delete one first."


def to_board(request: UserRequest, client: UUID | None, query: str) -> HttpResponse:
    """Back to the board as the view shows it."""
    return redirect(f"{Page(request.user, whose(client)).address}?{query or 'all=1'}")
