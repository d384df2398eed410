"""One clock for a whole call, kept down in the sockets.

httpx's timeouts are per read, so a body (or a header) that drips a byte a second holds its reader for ever.
Here every connect, handshake, read and write may last only as long as what is left of the deadline that
governs the thread.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpcore
import httpx

LONGEST_CONNECT_SECONDS = 4.0
LONGEST_WAIT_SECONDS = 15.0
MAX_CONNECTIONS = 20
KEEPALIVE_SECONDS = 5.0
NETWORK_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)

_governing = threading.local()


class Deadline:
    """A number of seconds of wall clock, running from now."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self._ends - time.monotonic())

    @contextmanager
    def governs(self) -> Iterator[None]:
        """Let this deadline bound every socket operation of the calling thread."""
        _governing.deadline = self
        try:
            yield
        finally:
            _governing.deadline = None


def seconds_left(timeout: float | None) -> float:
    """The smaller of ``timeout`` and what the governing deadline leaves, in seconds (0.0 when it is over)."""
    deadline: Deadline | None = getattr(_governing, "deadline", None)
    allowed = LONGEST_WAIT_SECONDS if timeout is None else timeout
    return allowed if deadline is None else min(allowed, deadline.left())


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens connections that keep to the governing deadline."""

    def __init__(self) -> None:
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Try the host's addresses in turn, each with its share of the time: a silent one cannot take it all."""
        addresses = resolve(host, port)
        for tried, address in enumerate(addresses, start=1):
            allowed = min(seconds_left(timeout), LONGEST_CONNECT_SECONDS) / (len(addresses) - tried + 1)
            if allowed <= 0:
                break
            try:
                stream = self._sockets.connect_tcp(address, port, allowed, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if tried == len(addresses):
                    raise
            else:
                return DeadlineStream(stream)
        raise httpcore.ConnectTimeout("no time left to connect")


class DeadlineStream(httpcore.NetworkStream):
    """A connection whose every operation keeps to the governing deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has arrived, or httpcore.ReadTimeout when the time is over."""
        allowed = seconds_left(timeout)
        if allowed == 0:
            raise httpcore.ReadTimeout("the deadline is over")
        return self._stream.read(max_bytes, allowed)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything, or raise httpcore.WriteTimeout."""
        allowed = seconds_left(timeout)
        if allowed == 0:
            raise httpcore.WriteTimeout("the deadline is over")
        self._stream.write(buffer, allowed)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Shake hands, inside the deadline too."""
        allowed = seconds_left(timeout)
        if allowed == 0:
            raise httpcore.ConnectTimeout("the deadline is over")
        return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, allowed))

    def get_extra_info(self, info: str) -> Any:
        """Whatever the connection beneath knows."""
        return self._stream.get_extra_info(info)


def resolve(host: str, port: int) -> list[str]:
    """The host's addresses in the system's order, each once; an unknown name is a connect error."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@cache
def trusted_authorities() -> ssl.SSLContext:
    """The authorities every connection trusts; reading them takes a tenth of a second, so it is done once."""
    return httpx.create_ssl_context(trust_env=False)


class DeadlineTransport(httpx.BaseTransport):
    """httpx over connections that keep to the governing deadline: at most MAX_CONNECTIONS, through no proxy.

    httpx's own transport takes no network backend, so this is its transport interface over httpcore's pool: of both,
    only what they make public.
    """

    def __init__(self) -> None:
        self._connections = httpcore.ConnectionPool(
            ssl_context=trusted_authorities(),
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
