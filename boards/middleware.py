"""Deny by default, and turn Plannr's troubles into pages in plain words."""

import re
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.http import url_has_allowed_host_and_scheme

from boards.database import is_trouble
from boards.plannr import NotFound, PlannrError, Unauthorized
from boards.plannr.parsing import UUID_SHAPE
from boards.ui.http import key_of, legible
from boards.users.resubmission import TOKEN, offered_form
from boards.users.views import sign_in_again, sign_out
from boards.writes import current_attempt

Answer = Callable[[HttpRequest], HttpResponseBase]


class LegibleMiddleware:
    """Reads NUL in an address or a cookie as U+FFFD, as a page would show it: no database holds one, and nothing is
    called so; and a uuid in an address in small letters, whatever it was typed in. What a form posts is left as it
    came, for its readers to refuse in words.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", ""):
            clean = QueryDict(mutable=True)
            for name, texts in request.GET.lists():
                clean.setlist(legible(name), [legible(text) for text in texts])
            clean._mutable = False
            request.GET = clean  # type: ignore[assignment]
        request.path_info = UUID_SHAPE.sub(lower, legible(request.path_info))
        if any("\0" in text for text in request.COOKIES.values()):
            request.COOKIES = {name: legible(text) for name, text in request.COOKIES.items()}
        return self.answer(request)


class OriginMiddleware:
    """Lets a form of our own pages through without its CSRF token, where the browser itself says whose page sent it.

    Signing in makes every token new, so a page in another tab holds an old one, and its next press would be refused.
    What a browser says in `Sec-Fetch-Site` or `Origin` no page can choose, and all that the board is made for say it.
    Whoever says neither is asked for the token, by Django's own middleware, which comes next.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if is_from_here(request):
            setattr(request, "csrf_processing_done", True)  # noqa: B010  Django's own mark, which its types do not know


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very origin sent the request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


class PermissionMiddleware:
    """Refuses every view that `people.access` has not opened; Django's admin guards itself."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match or resolve(request.path_info)
        if match.app_name == "admin" or hasattr(view, "permission"):
            return None
        return render(request, "403.html", status=403)


class NoStoreMiddleware:
    """Keeps a client's affairs out of every cache: no page of a session is stored."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response


class PlannrErrorMiddleware:
    """A PlannrError that no view caught becomes a page in words: 404, the token page or the unreachable page (503)."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match error:
            case NotFound():
                return render(request, "404.html", {"words": error.message}, status=404)
            case Unauthorized():
                return render(request, "errors/plannr_token.html", {"trouble": error} | way_back(request), status=503)
            case PlannrError():
                return render(
                    request, "errors/plannr_unreachable.html", {"trouble": error} | way_back(request), status=503
                )
            case _:
                return None


def lower(found: re.Match[str]) -> str:
    """What was found, in small letters."""
    return found[0].lower()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What is done with a form whose CSRF token is missing or old, and of which nobody says where it is from.

    No browser that the board is made for comes here with a page of the board. A sign-out without any word of where it
    is from does no harm and is done; a sign-in is shown again with a new token. Other sites are always refused.
    """
    foreign = "Origin" in request.headers or "Sec-Fetch-Site" in request.headers
    match = request.resolver_match
    if match and match.view_name == "users:sign-out" and not foreign:
        return sign_out(request)
    if match and match.view_name == "users:sign-in" and not foreign:
        return sign_in_again(request)
    return render(request, "errors/csrf.html", {"reason": reason}, status=403)


def way_back(request: HttpRequest) -> dict[str, Any]:
    """What a page about trouble offers: its own address once more, or the form that was sent with everything typed.

    Only a form that is known to be from a page of ours, whether Django came to ask for its token or not; and where a
    change may have left for Plannr, only one whose gesture has a key: sent again, it asks how that one ended.
    """
    if request.method in ("GET", "HEAD"):
        return {"again": request.get_full_path()}
    is_ours = getattr(request, "csrf_processing_done", False) or is_from_here(request)
    form = offered_form(request) if is_ours else None
    if form is None or (current_attempt.current() and not key_of(request.POST)):
        return {"changes": True}
    return {"changes": True, "carried": form}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what Django could not read, or would not: too many fields, too much of them, or nothing it knows."""
    many, big = isinstance(exception, TooManyFieldsSent | TooManyFilesSent), isinstance(exception, RequestDataTooBig)
    request.GET = QueryDict()  # Read anew it would be refused anew.
    status, page = 413 if big else 400, request.META.get("HTTP_REFERER", "")
    is_ours = (many or big) and url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    about = {"status": status, "many": many, "back": page if is_ours else ""}
    return render(request, "errors/request_refused.html", about, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for what nothing caught, in a view or in a middleware before it: 503 where the database failed, and it
    then says whether a change may have reached Plannr; 500 for faults of ours. Neither asks the database for anything.
    """
    if not is_trouble(sys.exception()):
        return HttpResponse(render_to_string("500.html"), status=500)
    about = {"sent": current_attempt.current() is not None} | way_back(request)
    if "carried" in about:
        about["csrf_token"] = request.POST.get(TOKEN, "")
    headers = {"Retry-After": "5", "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("errors/database.html", about), status=503, headers=headers)
