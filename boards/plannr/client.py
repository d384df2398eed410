"""Plannr, as one object: ``Plannr(url, token).cases.of_client(uuid)``."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Self
from uuid import UUID

from .account import ChosenAccount
from .address import checked_account
from .beneficiaries import Beneficiaries
from .cases import Cases
from .covers import Covers
from .gate import Gate
from .http import LARGEST_PAGE, Http
from .people import Clients, Employees, Logins
from .plans import Plans
from .statuses import Statuses

if TYPE_CHECKING:
    import httpx


class Plannr:
    """The typed client of one Plannr deployment, for one token and one account.

    Share it: it is safe between threads.

    ``account`` is the uuid for X-PLANNR-ACCOUNT-UUID; when blank it is chosen through the logins at the first
    call that needs it (plannr-api.md 1.3), which may raise AccountUnclear. ``read_seconds`` and
    ``write_seconds`` bound a whole call, retries included. ``gate`` decides what may go out, ``transport``
    replaces the network (a WSGI application in the same process, say).
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        account: UUID | str | None = None,
        *,
        read_seconds: float = 10.0,
        write_seconds: float = 15.0,
        gate: Gate | None = None,
        transport: httpx.BaseTransport | None = None,
        per_page: int = LARGEST_PAGE,
    ) -> None:
        http = Http(
            base_url,
            token,
            read_seconds=read_seconds,
            write_seconds=write_seconds,
            per_page=per_page,
            gate=gate,
            transport=transport,
        )
        self._account = ChosenAccount(checked_account(account), Logins(http.with_purpose("identity")))
        http.account = self._account.uuid
        self._speak_through(http)

    @property
    def account(self) -> UUID:
        """The account calls are made for. Raises what choosing it raises."""
        return self._account.uuid()

    @property
    def calls(self) -> int:
        """How many requests were sent by all views of this client, retries included."""
        return self._http.calls

    @property
    def budget(self) -> int | None:
        """How many requests Plannr last said are left of this minute, or None when it never said."""
        return self._http.budget

    def as_background(self) -> Self:
        """A view whose calls the gate may hold back for people's sake; connections and counts are shared."""
        twin = copy.copy(self)
        twin._speak_through(self._http.with_purpose("background"))
        return twin

    def close(self) -> None:
        """Close every connection, of all views."""
        self._http.close()

    def _speak_through(self, http: Http) -> None:
        self._http = http
        self.cases = Cases(http)
        self.statuses = Statuses(http)
        self.clients = Clients(http)
        self.employees = Employees(http)
        self.plans = Plans(http)
        self.covers = Covers(http)
        self.beneficiaries = Beneficiaries(http)
        self.logins = Logins(http.with_purpose("identity"))
