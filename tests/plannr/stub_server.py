"""A server for the client to speak to: a real server on a port of its own that answers exactly what a test tells it to.

It writes raw bytes, so it can drip, stop half way, reset, and say things no decent server says.
"""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

JSON_TYPE = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> str:
        """The path without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query, decoded."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """Bytes to write and seconds to wait between them; then the connection is kept, closed or reset."""

    parts: tuple[bytes | float, ...]
    then: str = "keep"


type Answering = Callable[[Request], Reply]


def raw(*parts: bytes | float, then: str = "close") -> Reply:
    """Exactly these bytes, with pauses of so many seconds."""
    return Reply(parts, then)


def reply(status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
    """A well-formed answer."""
    return Reply((head(status, {"Content-Length": str(len(body)), **(headers or {})}) + body,))


def data(value: Any, status: int = 200, **headers: str) -> Reply:
    """A well-formed JSON answer; ``Retry_After="1"`` is the header Retry-After."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return reply(status, json.dumps(value).encode(), JSON_TYPE | named)


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """A status line and headers."""
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {text}" for name, text in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class StubServer:
    """The server. ``url`` is where it listens, ``requests`` are what came in; ``will`` says what it answers."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._answering: Answering = lambda request: data({"message": "Not Found"}, 404)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The methods and paths that came in, in order."""
        return [(request.method, request.path) for request in self.requests]

    def will(self, *replies: Reply) -> None:
        """Answer with these, one after the other, and with the last one from then on."""
        remaining = list(replies)
        self._answering = lambda request: remaining.pop(0) if len(remaining) > 1 else remaining[0]

    def answers(self, answering: Answering) -> None:
        """Answer each request by a function of it."""
        self._answering = answering

    def close(self) -> None:
        """Stop listening, and drop whoever is still connected. Closing twice is closing once."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        try:
            while (request := read_request(stream)) is not None:
                self.requests.append(request)
                if not say(connection, self._answering(request)):
                    return
        except OSError:
            return
        finally:
            stream.close()
            connection.close()
            self._open.discard(connection)


def read_request(stream: Any) -> Request | None:
    """The next request on a connection, or None at its end."""
    line = stream.readline().decode("latin-1").split()
    if len(line) != 3:
        return None
    headers: dict[str, str] = {}
    while (header := stream.readline().decode("latin-1").strip()) != "":
        name, _, text = header.partition(":")
        headers[name.lower()] = text.strip()
    return Request(line[0], line[1], headers, stream.read(int(headers.get("content-length", "0"))))


def say(connection: socket.socket, answer: Reply) -> bool:
    """Write an answer; True when the connection stays open."""
    for part in answer.parts:
        if isinstance(part, bytes):
            connection.sendall(part)
        else:
            time.sleep(part)
    if answer.then == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return answer.then == "keep"


def dripped(bytes_: bytes, every: float) -> Iterable[bytes | float]:
    """The same bytes, one at a time, with a pause after each."""
    for byte in bytes_:
        yield bytes((byte,))
        yield every
