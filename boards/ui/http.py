"""The words views use: a typed request, one template for page and fragment, browser events."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from boards.plannr.parsing import UNSTORABLE

LONGEST_JSON, LONGEST_KEY = 100_000, 64
STATUS_OF_OUTCOME = {
    "saved": 200,
    "unchanged": 200,
    "unknown": 202,
    "conflict": 409,
    "refused": 422,
    "unavailable": 503,
}


class HtmxRequest(HttpRequest):
    """A request that has been through django-htmx: `request.htmx` is false for plain requests."""

    htmx: HtmxDetails


def is_script(request: HttpRequest) -> bool:
    """Whether a script asks, htmx or `fetch`: its page stays as it is, with all that is typed in it."""
    return request.headers.get("HX-Request") == "true" or is_fetch(request)


def is_fetch(request: HttpRequest) -> bool:
    """Whether a script of ours asks with `fetch`: it draws a card, or a form into a dialog."""
    return request.headers.get("X-Requested-With") == "fetch"


def outcome_status(request: HttpRequest, outcome: str) -> int:
    """The status of an answer that tells how an operation ended. htmx takes a form for its place by 422, and any 503
    for a page about trouble.
    """
    status = STATUS_OF_OUTCOME[outcome]
    return 422 if status == 503 and request.headers.get("HX-Request") == "true" else status


def render_part(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    parts: Collection[str] = frozenset(),
    status: int = 200,
) -> HttpResponse:
    """The whole page, or just the part htmx is about to swap, if this view offers it.

    The element's id is the partial's name, then `--` and the record: `column--38c8721a…`. The view lists its `parts`; a
    target that is not listed gets the full page.
    """
    part = part_asked(request, parts)
    name = f"{template}#{part}" if part else template
    response = render(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def part_asked(request: HttpRequest, parts: Collection[str]) -> str:
    """Which of a view's `parts` htmx is about to swap; blank where the whole page is asked for."""
    details: HtmxDetails | None = getattr(request, "htmx", None)
    target = (details.target or "") if details else ""
    part = target.rpartition("#")[2].partition("--")[0]
    return part if part in parts else ""


def as_returned(text: str) -> str:
    """A text as a browser gives it back from a box of one line: it drops line breaks, and keeps everything else."""
    return text.replace("\r", "").replace("\n", "")


def legible(text: str) -> str:
    """A text as a page would show it: NUL and lone surrogates, which no database holds, become U+FFFD."""
    return UNSTORABLE.sub("\ufffd", text)


def key_of(data: QueryDict) -> str | None:
    """The name of this gesture as a form carries it, so that a form sent twice is one write; None for what is none."""
    key = data.get("key", "")
    return key if 0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable() else None


def json_in(text: str) -> Any:
    """What a form carries as JSON. Raises ValueError for whatever cannot be read: too long or nested too deep, too."""
    if len(text) > LONGEST_JSON:
        raise ValueError("too long")
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def trigger(response: HttpResponse, event: str, **detail: Any) -> HttpResponse:
    """Let the browser hear `event` (with `detail`) on the element that asked, once the answer has arrived."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps(events | {event: detail})
    return response
