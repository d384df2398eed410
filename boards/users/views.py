"""Signing in and out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from boards.users import lockout
from boards.users.forms import SignInForm
from boards.users.permissions import SIGNED_IN, UserRequest, public, requires
from boards.users.resubmission import read_signed_form

CROWDED = (
    "board.crowded"  # Set by the server (plannr_board.hashing) in the ASGI scope of a sign-in it has no place for.
)
STILL_HERE = (
    "You were signed out when you sent it, so nothing was changed. You are signed in again, as {}: send it now, "
    "or leave it."
)
PAUSE = 10  # seconds until a queue of sign-ins is through


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; whoever is signed in already goes on to where they meant to go.

    Too many wrong tries are answered by django-axes with `closed`, and too many at once with 429 here.
    """
    if request.user.is_authenticated:
        return already(request)
    if request.META.get("asgi.scope", {}).get(CROWDED):
        return crowded(request)
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.get_user()
        login(request, person)
        response = go_on(request)
        lockout.remember_device(request, response, person)
        return response
    return sign_in_page(request, form, status=422 if form.errors else 200)


def already(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in already, in another tab perhaps, goes on; somebody else is told who is signed in here."""
    name = lockout.name_tried(request)
    if name and name != lockout.name_tried(request, {"username": request.user.get_username()}):
        called = getattr(request.user, "called", "")
        messages.warning(request, f"{called} is signed in here. To be somebody else, sign out first.")
    return go_on(request)


def go_on(request: HttpRequest) -> HttpResponse:
    """The page that was meant, or the one with what was typed before the session had ended."""
    carried = read_signed_form(request.POST.get("carry", ""))
    if carried is None:
        return redirect(onward(request))
    called = getattr(request.user, "called", "")
    return render(request, "users/resend.html", {"carried": carried, "words": STILL_HERE.format(called)})


@requires(SIGNED_IN)
def signed_in(request: UserRequest) -> HttpResponse:
    """The page of a tab in which somebody signed in to go on in another one."""
    return render(request, "users/signed_in.html")


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """A sign-in whose page was older than the newest session of this browser: it goes on, or is asked for once more."""
    if request.user.is_authenticated:
        return already(request)
    form = SignInForm(request, initial={"username": request.POST.get("username", "")[:150]})
    return sign_in_page(request, form, status=422, old=True)


def sign_in_page(request: HttpRequest, form: SignInForm, *, status: int, **more: Any) -> HttpResponse:
    """The sign-in page around a form."""
    context = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    context["carry"] = request.POST.get("carry", "")
    return render(request, "users/sign_in.html", context | more, status=status)


def crowded(request: HttpRequest) -> HttpResponse:
    """The page for a sign-in that found no place in the queue: it keeps the name, and nothing was tried."""
    form = SignInForm(request, initial={"username": request.POST.get("username", "")[:150]})
    response = sign_in_page(request, form, status=429, crowded=True)
    response.headers["Retry-After"] = str(PAUSE)
    return response


def closed(request: HttpRequest, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The page for whom signing in is closed for a while (`people.tries`)."""
    seconds = int(settings.AXES_COOLOFF_TIME * 60 * 60)
    context = {"username": lockout.name_tried(request, credentials), "minutes": seconds // 60}
    response = render(request, "users/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


@public
def admin_door(request: HttpRequest) -> HttpResponse:
    """Django's admin has no sign-in of its own: one door is easier to watch than two."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied("admin")
    if request.user.is_authenticated:
        return redirect(onward(request))
    return redirect(f"{resolve_url('users:sign-in')}?{urlencode({'next': request.GET.get('next', '/admin/')})}")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and have the browser forget the pages it kept (`Clear-Site-Data` counts over HTTPS only)."""
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def onward(request: HttpRequest) -> str:
    """Where `next` leads if that is a page of this board, or else the home page."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)
