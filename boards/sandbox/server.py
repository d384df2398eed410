"""
The sandbox over real HTTP/1.1: threads, keep-alive, and a hand on the socket for resets, halves and drips.

    server = serve(sandbox)         # port 0: any free one
    server.start()                  # in a thread of its own
    server.url                      # http://127.0.0.1:54321
    server.stop()                   # connections are closed too; start() takes the same port again

Also a context manager. `manage.py sandbox` serves a seeded firm until it is told to stop.
"""

import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from boards.sandbox.app import TOKEN, Sandbox
from boards.sandbox.http import ApiRequest, ApiResponse, WireFault
from boards.sandbox.seed.firm import seed_client, seed_firm
from boards.sandbox.store import persistence
from boards.sandbox.store.firm import Firm

type Announce = Callable[[str], Any]

BIGGEST_BODY = 16 * 1024 * 1024


class SandboxServer:
    """A running sandbox. `url` is where it listens; the port stays the same over stop and start."""

    def __init__(self, sandbox: Sandbox, host: str, port: int) -> None:
        self.sandbox = sandbox
        self.host = host
        self._thread: threading.Thread | None = None
        self._serving = False
        self._listener: _Listener | None = _Listener((host, port), sandbox)
        self.port: int = self._listener.server_address[1]

    @property
    def url(self) -> str:
        """Scheme, host and port, without a slash."""
        return f"http://{self.host}:{self.port}"

    def start(self) -> "SandboxServer":
        """Serve in a thread. Gives the server itself."""
        if self._listener is None:
            self._listener = _Listener((self.host, self.port), self.sandbox)
        self._serving = True
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening and hang up on everybody."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        if self._serving:
            listener.shutdown()
            self._serving = False
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        listener.server_close()
        listener.hang_up()

    def __enter__(self) -> "SandboxServer":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0) -> SandboxServer:
    """Take a sandbox; give a server bound to its port and not yet serving. Raises OSError when the port is taken."""
    return SandboxServer(sandbox, host, port)


def run_sandbox(
    *, port: int, clients: int, cases: int, seed: int, state: Path | None, big_client: int, token: str,
    announce: Announce,
) -> None:  # fmt: skip
    """
    Seed a firm, or take it up from `state`, and serve it until SIGINT or SIGTERM. Port 0 takes any free port.

    With `state`, each write is kept before it is answered. Raises OSError when the port or the file cannot be had.
    """
    firm = load_or_seed(clients, cases, seed, state, announce, big_client)
    stop = _stop_on_signal()
    server = serve(Sandbox(firm, token=token), port=port).start()
    named = token if token == TOKEN else "as given"
    announce(f"Sandbox of {firm.name} at {server.url} (token {named}, account {firm.account_uuid})")
    stop.wait()
    server.stop()
    if state:
        firm.save(state)
    announce("Sandbox stopped.")


def load_or_seed(clients: int, cases: int, seed: int, state: Path | None, announce: Announce, big_client: int) -> Firm:
    """Give the firm kept at `state`, or a new one, which is kept there from now on."""
    if state and state.exists():
        announce(f"Taking up the firm kept in {state.name}")
        firm = Firm.load(state)
    else:
        announce(f"Seeding {clients:,} clients and {cases:,} cases")
        firm = seed_firm(clients, cases, seed, say=announce)
        if big_client:
            announce(f"Seeding Big Household with {big_client:,} cases")
            seed_client(firm, big_client, seed=seed)
    if state:
        persistence.persist(firm, state)
    return firm


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without asking the name service who we are."""
        socket_address: Any = self.server_address
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(socket_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for one in list(self._open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is not worth a word; anything else is."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "nginx", ""
    disable_nagle_algorithm = True
    timeout = 300
    wbufsize = -1
    server: _Listener

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
        elif self.parse_request():
            self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the sandbox keeps its own log."""

    def _serve(self) -> None:
        told = self.headers.get("Content-Length") or "0"
        length = int(told) if told.isdigit() else -1
        if not 0 <= length <= BIGGEST_BODY or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            self._send(ApiResponse(413, {"message": "The body is too large, or of unknown length."}))
            return
        path, _, query = self.path.partition("?")
        headers = {key.lower(): value for key, value in self.headers.items()}
        base = f"http://{headers.get('host', f'127.0.0.1:{self.server.server_port}')}"
        request = ApiRequest(
            self.command, unquote(path), query, headers, self.rfile.read(length) if length else b"", base
        )
        self._send(self.server.sandbox.answer(request))

    def _send(self, response: ApiResponse) -> None:
        body = response.encode()
        head = self._head(response, len(body))
        if response.wire is not None:
            self.close_connection = True
            self._spoil(response.wire, head, body)
            return
        self.wfile.write(head if self.command == "HEAD" else head + body)
        self.wfile.flush()

    def _head(self, response: ApiResponse, length: int) -> bytes:
        reason = HTTPStatus(response.status).phrase if response.status in HTTPStatus else "Unknown"
        lines = [f"HTTP/1.1 {response.status} {reason}", f"Date: {self.date_time_string()}"]
        headers = response.all_headers(length)
        if response.status == 204:
            headers = {key: value for key, value in headers.items() if key not in ("Content-Type", "Content-Length")}
        lines += [f"{key}: {value}" for key, value in headers.items()]
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def _spoil(self, wire: WireFault, head: bytes, body: bytes) -> None:
        match wire.act:
            case "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            case "truncated":
                self.wfile.write(head + body[: len(body) // 2])
                self.wfile.flush()
            case "drip":
                self._drip(wire.seconds, head + body)
            case "hang":
                time.sleep(wire.seconds)

    def _drip(self, seconds: float, whole: bytes) -> None:
        steps = min(len(whole), max(1, int(seconds * 50)))
        size = -(-len(whole) // steps)
        for place in range(0, len(whole), size):
            time.sleep(seconds / steps)
            self.wfile.write(whole[place : place + size])
            self.wfile.flush()


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    return stop
