"""The least that a page of cards can cost in Django: a bare view that renders drawn cards from a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.safestring import mark_safe

from boards.users.permissions import public

CARDS: dict[int, list[str]] = {}


@public
def floor(request: HttpRequest, size: int) -> HttpResponse:
    """The cards of the board with `size` cases, one after another, in a page of their own."""
    # They were drawn, and escaped, by the board's own templates.
    return render(request, "bench/floor.html", {"cards": [mark_safe(card) for card in CARDS[size]]})


urlpatterns = [path("floor/<int:size>/", floor), path("", include("plannr_board.urls"))]
