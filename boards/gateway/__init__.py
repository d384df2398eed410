"""From Django to Plannr: the process's one client, `gateway.client()`, behind the circuit that every call passes.

One client, and so one pool of kept connections, serves the whole process: building an httpx client costs about 0.1 s of
TLS set-up, and Plannr counts requests per user, not per thread (plannr-api.md 1.6).
"""

import os
import threading
from functools import partial
from typing import NamedTuple

from django.conf import settings

from boards.gateway import pin
from boards.gateway.circuit import SharedCircuit
from boards.plannr import Plannr


class ClientConfig(NamedTuple):
    """What the open client was built for; another process or other settings need another client."""

    process: int
    url: str
    token: str
    account: str
    seconds: float


_lock = threading.Lock()
_open: tuple[ClientConfig, Plannr, SharedCircuit] | None = None


def client() -> Plannr:
    """The process's client of the Plannr API, opened on first use and after each fork."""
    global _open
    wanted = ClientConfig(
        os.getpid(),
        settings.PLANNR_API_URL,
        settings.PLANNR_TOKEN,
        settings.PLANNR_ACCOUNT_UUID,
        settings.PLANNR_TIMEOUT_SECONDS,
    )
    with _lock:
        if _open is None or _open[0] != wanted:
            _open = (wanted, *build(wanted))
        return _open[1]


def build(address: ClientConfig) -> tuple[Plannr, SharedCircuit]:
    """A client for `address`, and its gate. A write may take half as long again as a read until it is unanswered."""
    gate = SharedCircuit()
    plannr = Plannr(
        address.url,
        address.token,
        address.account or None,
        read_seconds=address.seconds,
        write_seconds=address.seconds * 1.5,
        guard=gate,
    )
    gate.identify = partial(pin.identify, plannr, "\n".join([address.url, address.token, address.account]))
    return plannr, gate


def stopped() -> str:
    """Why this process keeps all calls in, as its last one heard, in words; "" where it does not."""
    return _open[2].stopped if _open else ""


def accept_firm(shown: str | None = None) -> tuple[str, str] | None:
    """Go on with the firm that the account is in now (pin.accept). Raises PlannrError."""
    found = pin.accept(client(), shown)
    if _open:
        _open[2].look_again()
    return found


def close() -> None:
    """Close the process's client, if one is open; the next `door()` opens another."""
    global _open
    with _lock:
        if _open is not None and _open[0].process == os.getpid():
            _open[1].close()
        _open = None
