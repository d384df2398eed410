"""httpx over connections that keep to the governing deadline.

httpx's own transport takes no network backend, so this is its transport interface over httpcore's pool: of both, only
what they make public.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpcore
import httpx

from .deadline import DeadlineBackend

MAX_CONNECTIONS = 20
KEEPALIVE_SECONDS = 5.0
NETWORK_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


@cache
def trusted() -> ssl.SSLContext:
    """The authorities every connection trusts; reading them takes a tenth of a second, so it is done once."""
    return httpx.create_ssl_context(trust_env=False)


class DeadlineTransport(httpx.BaseTransport):
    """Connections to any host, at most MAX_CONNECTIONS of them, through no proxy."""

    def __init__(self) -> None:
        self._connections = httpcore.ConnectionPool(
            ssl_context=trusted(),
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_CONNECTIONS,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=DeadlineBackend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the head of its answer. Raises httpx.TransportError."""
        url = request.url
        outgoing = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        with httpx_errors():
            response = self._connections.handle_request(outgoing)
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=ResponseStream(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()


class ResponseStream(httpx.SyncByteStream):
    """The body of an answer, as it comes in."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with httpx_errors():
            yield from self._response.iter_stream()

    def close(self) -> None:
        """Give the connection back, or close it where not all of the body was read."""
        self._response.close()


@contextmanager
def httpx_errors() -> Iterator[None]:
    """Raise httpcore's errors as httpx's, which have the same names."""
    try:
        yield
    except NETWORK_ERRORS as error:
        kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
        raise kind(str(error)) from error
