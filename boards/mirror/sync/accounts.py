"""Clients and employees: brought up to date as lists, and found by name (plannr-api.md 6).

Where Plannr cannot be asked for a name, the mirror is searched.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from boards import gateway
from boards.database import can_wait
from boards.mirror.models import Account, SyncState
from boards.mirror.models.search_key import search_key
from boards.mirror.store.accounts import upsert_accounts
from boards.mirror.sync.single_flight import (
    INCOMPLETE,
    SyncResult,
    SyncRun,
    describe_shortfall,
    now,
    run_once,
    trouble_kind_of,
)
from boards.plannr import NotFound, PlannrError

PER_PAGE = 20
LAST_PAGE = 100_000
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class ClientSearch:
    """A page of the clients a search found. `total` is how many in all, None where Plannr did not say.

    `from_mirror` says that Plannr could not be asked, and `trouble` (of `trouble_kind`, as in Reading) why.
    """

    clients: list[Account] = field(default_factory=list)
    page: int = 1
    has_next: bool = False
    total: int | None = None
    from_mirror: bool = False
    trouble: str = ""
    trouble_kind: str = ""


def search_clients(q: str, page: int = 1) -> ClientSearch:
    """The clients whose name holds `q` (all of them where it is blank), 20 a page, 1-based; never raises
    PlannrError.
    """
    q, page = q.strip()[:LONGEST_SEARCH].replace("\0", ""), min(max(page, 1), LAST_PAGE)
    try:
        answer = gateway.client().clients.search(q, page, PER_PAGE)
    except PlannrError as error:
        return search_known_clients(q, page, error)
    with can_wait("clients"):
        upsert_accounts(answer.items, at=now(), whole=True)
    rows = Account.objects.in_bulk([account.uuid for account in answer.items])
    clients = list({account.uuid: rows[account.uuid] for account in answer.items if account.uuid in rows}.values())
    return ClientSearch(clients, page, answer.has_next, answer.total)


def search_known_clients(q: str, page: int, error: PlannrError) -> ClientSearch:
    """The same from what was met before: every word of `q`, without regard to capitals and accents."""
    rows = Account.objects.filter(kind="client").order_by("folded", "uuid")
    for word in search_key(q).split():
        rows = rows.filter(folded__contains=word)
    start = (page - 1) * PER_PAGE
    total = rows.count()
    clients = list(rows[start : start + PER_PAGE])
    return ClientSearch(clients, page, start + PER_PAGE < total, total, True, error.message, trouble_kind_of(error))


def get_or_fetch_client(uuid: UUID) -> Account:
    """A client as the mirror knows it, asked of Plannr when never met. Raises NotFound, PlannrError."""
    known = Account.objects.filter(pk=uuid).first()
    if known is None or not known.kind:
        upsert_accounts([gateway.client().clients.get(uuid)], at=now(), whole=True, kind="client")
        known = Account.objects.get(pk=uuid)
    if known.kind != "client":
        raise NotFound("This person is not a client of the firm.", status=404)
    return known


def sync_clients(*, force: bool = False, told: Callable[[int], None] | None = None) -> SyncState:
    """Bring all the firm's clients and their advisers up to date; `told` hears how many were read after each
    page.
    """
    return run_once("clients", partial(_sync_clients, told), force=force)


def sync_employees(*, force: bool = False) -> SyncState:
    """Bring the firm's employees up to date."""
    return run_once("employees", _sync_employees, force=force)


def _sync_clients(told: Callable[[int], None] | None, flight: SyncRun) -> SyncResult:
    seen: set[UUID] = set()
    total, has_next = None, False
    for page in gateway.client().clients.pages():
        upsert_accounts(page.items, at=flight.began, whole=True, kind="client")
        flight.go_on()
        seen |= {account.uuid for account in page.items}
        total, has_next = page.total, page.has_next
        if told:
            told(len(seen))
    if has_next or (total is not None and len(seen) < total):
        return SyncResult(False, describe_shortfall(len(seen), total, "client"), INCOMPLETE)
    return SyncResult()


def _sync_employees(flight: SyncRun) -> SyncResult:
    listing = gateway.client().employees.all()
    upsert_accounts(listing.items, at=flight.began, kind="employee")
    if not listing.complete:
        return SyncResult(False, describe_shortfall(len(listing.items), listing.total, "employee"), INCOMPLETE)
    return SyncResult()
