"""Deny by default, and turn Plannr's troubles into pages in plain words."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import resolve

from boards.plannr import NotFound, NotSignedIn, PlannrError
from boards.web import legible

Answer = Callable[[HttpRequest], HttpResponseBase]


class LegibleMiddleware:
    """Reads NUL in an address or a cookie as U+FFFD, as a page would show it: no database holds one, and nothing is
    called so. What a form posts is left as it came, for its readers to refuse in words.
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
        request.path_info = legible(request.path_info)
        if any("\0" in text for text in request.COOKIES.values()):
            request.COOKIES = {name: legible(text) for name, text in request.COOKIES.items()}
        return self.answer(request)


class AccessMiddleware:
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
    """Keeps a client's affairs out of every cache: no page of a session is stored (references/reliability.md)."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response


class TroubleMiddleware:
    """A PlannrError that no view caught becomes a page in words: 404, the token page or the unreachable page (503)."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match error:
            case NotFound():
                return render(request, "404.html", {"words": error.message}, status=404)
            case NotSignedIn():
                return render(request, "trouble/token.html", {"trouble": error}, status=503)
            case PlannrError():
                return render(request, "trouble/unreachable.html", {"trouble": error}, status=503)
            case _:
                return None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose CSRF token is missing or old; what was typed is still in the browser's back button."""
    return render(request, "trouble/csrf.html", {"reason": reason}, status=403)
