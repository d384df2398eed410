"""uvicorn's protocol with a deadline for the head of a request (options.py chooses it).

uvicorn itself waits for a head as long as anybody likes. That holds no thread, but it holds a connection, and a process
may have only so many of these. A proxy in front has such a deadline of its own.
"""

import asyncio

import h11
from django.conf import settings
from uvicorn.protocols.http.h11_impl import H11Protocol


class Prompt(H11Protocol):
    """Closes a connection whose next request has begun, or was never begun, and whose head is not here in time.

    Between two requests uvicorn's own keep-alive deadline counts.
    """

    late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.expect()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self.expect()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.forget()

    def expect(self) -> None:
        """Start the clock where a head is awaited, and stop it where one is here."""
        if self.conn.their_state is not h11.IDLE:
            self.forget()
        elif self.late is None:
            self.late = self.loop.call_later(settings.REQUEST_SECONDS, self.transport.close)

    def forget(self) -> None:
        """Stop the clock."""
        if self.late is not None:
            self.late.cancel()
            self.late = None
