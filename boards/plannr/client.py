"""Plannr, as one object: ``Plannr(url, token).cases.of_client(uuid)``."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from boards.plannr.errors import AmbiguousAccount
from boards.plannr.http.transport import LARGEST_PAGE, RequestGuard, Transport
from boards.plannr.models import Account, Login
from boards.plannr.query import checked_account
from boards.plannr.resources.accounts import Clients, Employees, Logins
from boards.plannr.resources.cases import Cases, Statuses
from boards.plannr.resources.covers import Beneficiaries, Covers
from boards.plannr.resources.plans import Plans

if TYPE_CHECKING:
    import httpx


class Plannr:
    """The typed client of one Plannr deployment, for one token and one account.

    Share it: it is safe between threads.

    ``account`` is the uuid for X-PLANNR-ACCOUNT-UUID; when blank it is chosen through the logins at the first
    call that needs it (plannr-api.md 1.3), which may raise AmbiguousAccount. ``read_seconds`` and
    ``write_seconds`` bound a whole call, retries included. ``guard`` decides what may go out, ``transport``
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
        guard: RequestGuard | None = None,
        transport: httpx.BaseTransport | None = None,
        per_page: int = LARGEST_PAGE,
    ) -> None:
        funnel = Transport(
            base_url,
            token,
            read_seconds=read_seconds,
            write_seconds=write_seconds,
            per_page=per_page,
            guard=guard,
            transport=transport,
        )
        self._account = AccountSelector(checked_account(account), Logins(funnel.with_purpose("identity")))
        funnel.account = self._account.uuid
        self._ask_through(funnel)

    @property
    def account(self) -> UUID:
        """The account calls are made for. Raises what choosing it raises."""
        return self._account.uuid()

    @property
    def calls(self) -> int:
        """How many requests were sent by all views of this client, retries included."""
        return self._transport.calls

    @property
    def requests_remaining(self) -> int | None:
        """How many requests Plannr last said are left of this minute, or None when it never said."""
        return self._transport.requests_remaining

    def as_background(self) -> Self:
        """A view whose calls the guard may hold back for people's sake; connections and counts are shared."""
        twin = copy.copy(self)
        twin._ask_through(self._transport.with_purpose("background"))
        return twin

    def close(self) -> None:
        """Close every connection, of all views."""
        self._transport.close()

    def _ask_through(self, transport: Transport) -> None:
        self._transport = transport
        self.cases = Cases(transport)
        self.statuses = Statuses(transport)
        self.clients = Clients(transport)
        self.employees = Employees(transport)
        self.plans = Plans(transport)
        self.covers = Covers(transport)
        self.beneficiaries = Beneficiaries(transport)
        self.logins = Logins(transport.with_purpose("identity"))


class AccountSelector:
    """The account's uuid; the first caller that needs it finds it out, the others wait for that."""

    def __init__(self, given: UUID | None, logins: Logins) -> None:
        self._uuid = given
        self._logins = logins
        self._lock = threading.Lock()

    def uuid(self) -> UUID:
        """The uuid for X-PLANNR-ACCOUNT-UUID. Raises AmbiguousAccount, or what reading the logins raises."""
        if self._uuid is None:
            with self._lock:
                self._uuid = self._uuid or select_account(self._logins.all().items)
        return self._uuid


def select_account(logins: Iterable[Login]) -> UUID:
    """The preferred account, else the only employee's, else the only one.

    Never a guess: raises AmbiguousAccount.
    """
    current = [login for login in logins if login.expires_at is None or login.expires_at > datetime.now(UTC)]
    for login in current:
        if login.preferred_account_uuid is not None:
            return login.preferred_account_uuid
    accounts = {login.account.uuid: login.account for login in current if login.account is not None}
    employees = [account for account in accounts.values() if account.kind == "employee"]
    fitting = employees or list(accounts.values())
    if len(fitting) != 1:
        raise ambiguous(fitting)
    return fitting[0].uuid


def ambiguous(fitting: list[Account]) -> AmbiguousAccount:
    """The error that names the choices."""
    if not fitting:
        return AmbiguousAccount("The Plannr token has no account to act for.")
    names = ", ".join(f"{account.name or 'unnamed'} ({account.uuid})" for account in fitting)
    return AmbiguousAccount(f"The Plannr token fits several accounts: {names}. Please configure one of them.", fitting)
