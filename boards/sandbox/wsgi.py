"""
Between WSGI and the sandbox's own requests and answers.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from boards.sandbox.http import ApiRequest, ApiResponse


def ask_from(environ: dict[str, Any]) -> ApiRequest:
    """Take a WSGI environment; give the request."""
    headers = {
        key.removeprefix("HTTP_").replace("_", "-").lower(): value
        for key, value in environ.items()
        if key.startswith("HTTP_") or key in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    length = int(environ.get("CONTENT_LENGTH") or 0)
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return ApiRequest(
        environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/"), environ.get("QUERY_STRING", ""), headers,
        environ["wsgi.input"].read(length) if length else b"", f"{environ['wsgi.url_scheme']}://{host}",
    )  # fmt: skip


def send(answer: ApiResponse, method: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Send an answer as WSGI can. What a WSGI server cannot do to a socket ends as a body cut short."""
    body = answer.encoded()
    headers = list(answer.all_headers(len(body)).items())
    start_response(f"{answer.status} {reason(answer.status)}", headers)
    if method == "HEAD":
        return []
    return [body] if answer.wire is None else _spoiled(answer, body)


def reason(status: int) -> str:
    """Give a status its words."""
    return HTTPStatus(status).phrase if status in HTTPStatus else "Unknown"


def _spoiled(answer: ApiResponse, body: bytes) -> Iterator[bytes]:
    wire = answer.wire
    act, seconds = (wire.act, wire.seconds) if wire else ("", 0.0)
    if act == "truncated":
        yield body[: len(body) // 2]
    elif act == "hang":
        time.sleep(seconds)
    elif act == "drip":
        for place in range(len(body)):
            time.sleep(seconds / max(1, len(body)))
            yield body[place : place + 1]
