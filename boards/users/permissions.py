"""Who may do what: the whole permission table on one screen, and the only way a view is opened to anybody.

A view without `@allowed(...)` or `@public` is refused to everyone by `boards.middleware.PermissionMiddleware`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from boards.ui.http import HtmxRequest, is_script
from boards.users.forms import SignInForm
from boards.users.models import User
from boards.users.resubmission import sign_form

ADVISER, ADMINISTRATOR, MANAGER = ROLES = ("adviser", "administrator", "manager")
EVERYONE = frozenset(ROLES)

TABLE: dict[str, frozenset[str]] = {
    "board-see": EVERYONE,
    "case-move": frozenset({ADVISER, ADMINISTRATOR}),
    "case-change": frozenset({ADVISER, ADMINISTRATOR}),
    "plan-see": EVERYONE,
    "cover-change": frozenset({ADMINISTRATOR}),
    "totals-see": frozenset({ADVISER, MANAGER}),
    "chances-set": frozenset({MANAGER}),
    "audit-read": frozenset({MANAGER}),
    "freeze-lift": frozenset({MANAGER}),
    "let-go": frozenset({MANAGER}),
}

PUBLIC = "public"
SIGNED_IN = "signed-in"


class UserRequest(HtmxRequest):
    """The request of somebody who is signed in: what every view opened with `allowed` is given."""

    user: User


def has_permission(user: User | AnonymousUser | Any, act: str) -> bool:
    """Whether `user` may do `act`, a name in TABLE; unknown acts are a programming error (KeyError)."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    return bool(roles & TABLE[act])


type View = Callable[..., HttpResponseBase]


def requires[V: View](act: str) -> Callable[[V], V]:
    """Open a view to the roles that TABLE gives `act`: the signed-out are sent to sign in, others get a 403 page."""
    if act not in TABLE and act != SIGNED_IN:
        raise KeyError(act)

    def mark(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if act != SIGNED_IN and not has_permission(request.user, act):
                raise PermissionDenied(act)
            return view(request, *args, **kwargs)

        return cast(V, with_permission(guarded, act))

    return mark


def public[V: View](view: V) -> V:
    """Open a view to anybody, signed in or not."""
    return with_permission(view, PUBLIC)


def with_permission[V: View](view: V, permission: str) -> V:
    """Mark a view for AccessMiddleware, which refuses the unmarked."""
    setattr(view, "permission", permission)  # noqa: B010  functions declare no attributes of ours
    return view


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the browser to the sign-in page and back afterwards, with what was typed where it sent a form.

    A script, htmx or `fetch`, gets a 401 and nothing else: its page stays, with all that is typed in it, and says that
    its person is signed out (static/js/ui/session.js).
    """
    if is_script(request):
        return HttpResponse(status=401)
    page = request.get_full_path() if request.method in ("GET", "HEAD") else request.headers.get("Referer", "")
    carry = sign_form(request)
    if carry:
        return render(request, "users/sign_in.html", {"form": SignInForm(request), "carry": carry}, status=401)
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    address = resolve_url("users:sign-in") + (f"?{urlencode({'next': page})}" if safe and page else "")
    return redirect(address)


def sync_roles(**_: Any) -> None:
    """Make the three groups exist; run after each migration."""
    for role in ROLES:
        Group.objects.get_or_create(name=role)
