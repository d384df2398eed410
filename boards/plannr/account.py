"""Which account the token acts for (plannr-api.md 1.3): configured, or chosen once through the logins."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from .errors import AccountUnclear
from .people import Logins
from .resources import Account, Login


class ChosenAccount:
    """The account's uuid; the first caller that needs it finds it out, the others wait for that."""

    def __init__(self, given: UUID | None, logins: Logins) -> None:
        self._uuid = given
        self._logins = logins
        self._lock = threading.Lock()

    def uuid(self) -> UUID:
        """The uuid for X-PLANNR-ACCOUNT-UUID. Raises AccountUnclear, or what reading the logins raises."""
        if self._uuid is None:
            with self._lock:
                self._uuid = self._uuid or chosen(self._logins.all().items)
        return self._uuid


def chosen(logins: Iterable[Login]) -> UUID:
    """The preferred account, else the only employee's, else the only one.

    Never a guess: raises AccountUnclear.
    """
    current = [login for login in logins if login.expires_at is None or login.expires_at > datetime.now(UTC)]
    for login in current:
        if login.preferred_account_uuid is not None:
            return login.preferred_account_uuid
    accounts = {login.account.uuid: login.account for login in current if login.account is not None}
    employees = [account for account in accounts.values() if account.kind == "employee"]
    fitting = employees or list(accounts.values())
    if len(fitting) != 1:
        raise unclear(fitting)
    return fitting[0].uuid


def unclear(fitting: list[Account]) -> AccountUnclear:
    """The error that names the choices."""
    if not fitting:
        return AccountUnclear("The Plannr token has no account to act for.")
    names = ", ".join(f"{account.name or 'unnamed'} ({account.uuid})" for account in fitting)
    return AccountUnclear(f"The Plannr token fits several accounts: {names}. Please configure one of them.", fitting)
