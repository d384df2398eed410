"""Clients, employees and logins (plannr-api.md 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from boards.plannr.http.responses import parse_single
from boards.plannr.http.transport import Transport
from boards.plannr.models import Account, Login
from boards.plannr.pagination import Listing, Page, Source, listing, one_page, pages, parse_rows, started
from boards.plannr.parsing import Json, parse_identifier
from boards.plannr.query import first_supported, path, query, search_text

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

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def search(self, name: str, page: int = 1, per_page: int = 20) -> Page[Account]:
        """One page of the clients whose name holds ``name``; all of them when it is blank.

        Raises PlannrError.
        """

        def ask(route: Route) -> Page[Account]:
            return one_page(self._transport, self._source(route, name=search_text(name), per_page=per_page), page)

        return self._by_route(ask)

    def get(self, uuid: UUID) -> Account:
        """One client, with its adviser if Plannr tells. Raises NotFound, PlannrError."""
        return self._by_route(lambda route: self._one(route, uuid))

    def pages(self, start: int = 1) -> Iterator[Page[Account]]:
        """All clients, 500 a page, from page ``start`` on. Raises PlannrError."""
        return self._by_route(lambda route: started(pages(self._transport, self._source(route), start=start)))

    def _by_route[Result](self, ask: Callable[[Route], Result]) -> Result:
        return first_supported(self._transport.learned, "clients", ROUTES, ask, refusals=UNKNOWN_ROUTE)

    def _source(self, route: Route, *, name: str = "", per_page: int = 0) -> Source[Account]:
        params = query(include="assigned_adviser", filters={"name": name, "type": route.kind})
        return Source(route.path, parse_client, params, per_page=per_page)

    def _one(self, route: Route, uuid: UUID) -> Account:
        answer = self._transport.get(path(route.path + "/{}", uuid), query(include="assigned_adviser"))
        return parse_single(answer, Account, uuid=uuid)


def parse_client(raw: Json) -> Account | None:
    """An account, unless it says that it is no client: a deployment may ignore the filter."""
    account = Account.parse(raw)
    return None if account is None or account.kind in OTHER_KINDS else account


class Employees:
    """The firm's employees."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> Listing[Account]:
        """Everyone who works there (plannr-api.md 6.4). Raises PlannrError."""
        return listing(self._transport, Source("/employee", Account.parse, {}))


class Logins:
    """The logins of the token's user: the only route that needs no account."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> Listing[Login]:
        """Every login.

        A preferred account named beside them counts for each (plannr-api.md 1.3). Raises PlannrError.
        """
        answer = self._transport.get("/logins", with_account=False)
        preferred = parse_identifier(answer.get("preferred_account_uuid")) if isinstance(answer, dict) else None
        rows = parse_rows(answer)
        logins = tuple(read for row in rows if (read := Login.parse(row)) is not None)
        if preferred:
            logins = tuple(replace(login, preferred_account_uuid=preferred) for login in logins)
        return Listing(logins, complete=len(logins) == len(rows), skipped=len(rows) - len(logins))
