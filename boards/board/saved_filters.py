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

from boards.board.board_page import BoardPage
from boards.board.models import SavedView
from boards.board.views import client_or_none, form_of_view
from boards.cases.filters.form import CaseFilterForm
from boards.ui.fields import Unreadable, parse_name
from boards.users.models import User
from boards.users.permissions import UserRequest, requires

MAX_NAME_LENGTH, MAX_VIEWS = 60, 100
INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@requires("board-see")
def saved_views(request: UserRequest, client: UUID | None = None) -> HttpResponse:
    """The views of this kind of board; POST saves what it shows (`view`) under `name`, maybe `shared` and `default`.

    An own view of that name is saved anew.
    """
    if request.method != "POST":
        return render_menu(request, client, form_of_view(request.GET))
    wanted = form_of_view(request.POST)
    name, wrong = clean_view_name(request.POST.get("name", ""))
    wrong = wrong or limit_error(request.user, client, name)
    if wrong:
        return render_menu(request, client, wanted, wrong=wrong, name=request.POST.get("name", ""))
    shared, is_default = bool(request.POST.get("shared")), bool(request.POST.get("default"))
    with transaction.atomic():
        if is_default:
            own_views(request.user, client).update(is_default=False)
        SavedView.objects.update_or_create(
            owner=request.user,
            scope=board_scope(client),
            name=name,
            defaults={"query": wanted.query, "shared": shared, "is_default": is_default},
        )
    messages.success(request, f"Saved the view “{name}”.")
    return redirect_to_query(request, client, wanted.query)


@require_POST
@requires("board-see")
def saved_view(request: UserRequest, number: int, client: UUID | None = None) -> HttpResponse:
    """Change a view of one's own: `act` is rename (with `name`), share, unshare, default, undefault or delete."""
    client_or_none(client)
    found = get_object_or_404(own_views(request.user, client), pk=number)
    act, wanted = request.POST.get("act", ""), form_of_view(request.POST)
    match act:
        case "delete":
            found.delete()
            messages.success(request, f"Deleted the view “{found.name}”.")
        case "rename":
            if wrong := rename_view(found, request.POST.get("name", "")):
                return render_menu(request, client, wanted, wrong=wrong, wrong_view=number)
        case "share" | "unshare":
            found.shared = act == "share"
            found.save(update_fields=["shared"])
        case "default" | "undefault":
            with transaction.atomic():
                own_views(request.user, client).update(is_default=False)
                own_views(request.user, client).filter(pk=number).update(is_default=act == "default")
        case _:
            raise Http404(act)
    address = f"{BoardPage(request.user, client_or_none(client)).address}views/"
    return redirect(f"{address}?{urlencode({'view': wanted.query})}" if wanted.query else address)


def rename_view(found: SavedView, typed: str) -> str:
    """Give a view another name; what is wrong with that name, in words."""
    name, wrong = clean_view_name(typed)
    if wrong:
        return wrong
    found.name = name
    try:
        with transaction.atomic():
            found.save(update_fields=["name"])
    except IntegrityError:
        return f"You have a view called “{name}” already."
    return ""


def render_menu(request: UserRequest, client: UUID | None, wanted: CaseFilterForm, **about: Any) -> HttpResponse:
    """The views to choose from, and the form to save this one; a page, or what a chip's menu holds."""
    page = BoardPage(request.user, client_or_none(client), wanted)
    found = list(visible_views(request.user, client))
    context = {
        "page": page,
        "client": page.client,
        "address": page.address,
        "own": [one for one in found if one.owner_id == request.user.pk],
        "others": [one for one in found if one.owner_id != request.user.pk],
        "view": wanted.query,
        **about,
    }
    template = "board/saved_filters.html#choose" if request.htmx and not about else "board/saved_filters.html"
    return render(request, template, context, status=INVALID if about.get("wrong") else 200)


def visible_views(person: User, client: UUID | None) -> QuerySet[SavedView]:
    """The views that a person may choose: their own, and shared ones."""
    found = SavedView.objects.filter(Q(owner=person) | Q(shared=True), scope=board_scope(client))
    return found.select_related("owner").order_by("name", "pk")


def own_views(person: User, client: UUID | None) -> QuerySet[SavedView]:
    """A person's own views for this kind of board."""
    return SavedView.objects.filter(owner=person, scope=board_scope(client))


def board_scope(client: UUID | None) -> str:
    """Which kind of board a view is for."""
    return SavedView.CLIENT if client else SavedView.FIRM


def clean_view_name(typed: str) -> tuple[str, str]:
    """A name on one line, and what is wrong with it, in words."""
    try:
        name = parse_name(typed, MAX_NAME_LENGTH)
    except Unreadable as error:
        return "", f"The name {error}."
    return name, "" if name else "Give the view a name."


def limit_error(person: User, client: UUID | None, name: str) -> str:
    """Why no more views can be kept, in words."""
    if own_views(person, client).exclude(name=name).count() < MAX_VIEWS:
        return ""
    return f"You keep {MAX_VIEWS} views already. Delete one first."


def redirect_to_query(request: UserRequest, client: UUID | None, query: str) -> HttpResponse:
    """Back to the board as the view shows it."""
    return redirect(f"{BoardPage(request.user, client_or_none(client)).address}?{query or 'all=1'}")
