"""Clients, employees and logins (plannr-api.md 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from .address import path
from .answers import single
from .errors import Broken
from .http import Http
from .paging import Listing, Page, Source, begun, listing, one_page, pages, rows_of
from .queries import first_accepted, query, search_text
from .read_people import read_account, read_login
from .reading import Json, identifier
from .resources import Account, Login

OTHER_KINDS = frozenset({"employee", "external"})


@dataclass(frozen=True, slots=True)
class Route:
    """A way to ask for clients: where, narrowed by which filter."""

    path: str
    kind: str | None


# The account routes are preferred; older deployments know only the deprecated client routes (plannr-api.md 6.1).
ROUTES = (Route("/account", "client"), Route("/client", None))
UNKNOWN_ROUTE = frozenset({400, 404, 405})


class Clients:
    """The firm's clients."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def search(self, name: str, page: int = 1, per_page: int = 20) -> Page[Account]:
        """One page of the clients whose name holds ``name``; all of them when it is blank.

        Raises PlannrError.
        """

        def ask(route: Route) -> Page[Account]:
            return one_page(self._http, self._source(route, name=search_text(name), per_page=per_page), page)

        return self._by_route(ask)

    def get(self, uuid: UUID) -> Account:
        """One client, with its adviser if Plannr tells. Raises NotFound, PlannrError."""
        account = self._by_route(lambda route: self._one(route, uuid))
        if account.uuid != uuid:
            raise Broken("Plannr answered with another client.")
        return account

    def pages(self, start: int = 1) -> Iterator[Page[Account]]:
        """All clients, 500 a page, from page ``start`` on. Raises PlannrError."""
        return self._by_route(lambda route: begun(pages(self._http, self._source(route), start=start)))

    def _by_route[Result](self, ask: Callable[[Route], Result]) -> Result:
        return first_accepted(self._http.learned, "clients", ROUTES, ask, refusals=UNKNOWN_ROUTE)

    def _source(self, route: Route, *, name: str = "", per_page: int = 0) -> Source[Account]:
        params = query(include="assigned_adviser", filters={"name": name, "type": route.kind})
        return Source(route.path, read_client, params, per_page=per_page)

    def _one(self, route: Route, uuid: UUID) -> Account:
        return single(self._http.get(path(route.path + "/{}", uuid), query(include="assigned_adviser")), read_account)


def read_client(raw: Json) -> Account | None:
    """An account, unless it says that it is no client: a deployment may ignore the filter."""
    account = read_account(raw)
    return None if account is None or account.kind in OTHER_KINDS else account


class Employees:
    """The firm's employees."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def all(self) -> Listing[Account]:
        """Everyone who works there (plannr-api.md 6.4). Raises PlannrError."""
        return listing(self._http, Source("/employee", read_account, {}))


class Logins:
    """The logins of the token's user: the only route that needs no account."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def all(self) -> Listing[Login]:
        """Every login.

        A preferred account named beside them counts for each (plannr-api.md 1.3). Raises PlannrError.
        """
        answer = self._http.get("/logins", with_account=False)
        preferred = identifier(answer.get("preferred_account_uuid")) if isinstance(answer, dict) else None
        rows = rows_of(answer)
        logins = tuple(read for row in rows if (read := read_login(row)) is not None)
        if preferred:
            logins = tuple(replace(login, preferred_account_uuid=preferred) for login in logins)
        return Listing(logins, complete=len(logins) == len(rows), skipped=len(rows) - len(logins))
