"""What vanished from Plannr in large numbers and is kept, said over every page it bears on (losses.py)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from boards import crm
from boards.mirror import losses
from boards.mirror.models import Loss

MOST = 5

type Told = list[tuple[Loss, str]]


def losses_of(request: HttpRequest) -> Told:
    """What this page tells of: all of it, but where the page itself does, as a client's, a plan's and their own."""
    match, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
    if match is None or not getattr(user, "roles", None) or match.view_name.startswith("mirror:"):
        return []
    if {"client", "plan", "case", "cover"} & match.kwargs.keys():
        return []
    return losses.told()[:MOST]


def notices(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """A context processor: what is told here, looked up only where a template draws it."""
    return {"losses": lambda: losses_of(request), "stopped": lambda: stopped(request)}


def stopped(request: HttpRequest) -> str:
    """Why nothing is read or written at all, for everybody with a role."""
    return crm.stopped() if getattr(getattr(request, "user", None), "roles", None) else ""
