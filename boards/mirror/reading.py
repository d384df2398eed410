"""Reading Plannr into the mirror, and how fresh each part is.

Every read is a single flight (`turns.fly`): whoever comes while it is under way, or while the part is fresh,
gets the Reading as it is, at once. A PlannrError is noted in the Reading in words, never raised, so that a
board that was read before stays readable. No database transaction is open while Plannr is asked.
"""

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

import structlog

from boards import gateway
from boards.mirror import accounts, losses
from boards.mirror.accounts import keep_accounts
from boards.mirror.keeping import keep
from boards.mirror.losses import VANISHED
from boards.mirror.missing import settle_missing
from boards.mirror.models import SyncState
from boards.mirror.turns import Flight, Landing, fly, fresh_for, is_fresh, of
from boards.mirror.vocabulary import DERIVED, columns, derive, keep_statuses
from boards.plannr import Case, NotFound, Plannr, PlannrError, RequestRejected
from boards.ui.formatting import counted

__all__ = ["fresh_for", "is_fresh", "of", "read_client", "read_clients", "read_employees", "read_statuses"]

log = structlog.get_logger(__name__)

INCOMPLETE = "incomplete"
FOREIGN = "foreign"
IN_VAIN = frozenset({"unreachable", "token", "throttled"})
NO_ROUTE = frozenset({404, 405})


def read_client(client: UUID, *, force: bool = False) -> SyncState:
    """Bring a client's board up to date: one list call, the statuses along with it where they are stale or
    `force` is given.

    Raises NotFound where the client was never met and Plannr does not know it either; nothing else of Plannr's.
    """
    return fly(f"client:{client}", partial(_read_client, client, force), force=force, unknown=True)


def read_statuses(*, force: bool = False) -> SyncState:
    """Bring the firm's statuses up to date. Where Plannr lists none, they are learnt from the cases
    (`derived`).
    """
    return fly("statuses", _read_statuses, force=force)


def read_clients(*, force: bool = False, told: Callable[[int], None] | None = None) -> SyncState:
    """Bring all the firm's clients and their advisers up to date; `told` hears how many were read after each
    page.
    """
    return fly("clients", partial(_read_clients, told), force=force)


def read_employees(*, force: bool = False) -> SyncState:
    """Bring the firm's employees up to date."""
    return fly("employees", _read_employees, force=force)


def _read_client(client: UUID, force: bool, flight: Flight) -> Landing:
    accounts.client(client)
    statuses = read_statuses(force=force)
    if statuses.trouble_kind in IN_VAIN and statuses.tried_at and statuses.tried_at >= flight.began:
        return Landing(False, statuses.trouble, statuses.trouble_kind, failed=True)
    door = gateway.client()
    try:
        listing = door.cases.of_client(client)
    except NotFound as error:
        # Only a client that was never met may turn out not to exist; the board of this one stays readable.
        raise RequestRejected(error.message, status=404) from error
    if foreign := others(listing.items, client):
        words = f"Plannr’s list for this client holds only other people’s cases ({foreign:,}): none is shown here."
        return Landing(False, words, FOREIGN, failed=True)
    if keep(listing.items, began=flight.began, client=client).strange:
        read_statuses(force=True)
    if not listing.complete:
        return Landing(False, short_of(len(listing.items), listing.total), INCOMPLETE)
    words = settle(door, client, {case.uuid for case in listing.items})
    return Landing(False, words, VANISHED) if words else Landing()


def settle(door: Plannr, client: UUID, listed: set[UUID]) -> str:
    """Look after the cases the list lacks; words where many are. They stay on the board where Plannr cannot be asked:
    the list itself was had.
    """
    try:
        return settle_missing(door, client, listed)
    except PlannrError as error:
        log.warning("missing cases not settled", client=str(client), reason=error.message)
        return ""


def others(cases: Iterable[Case], client: UUID) -> int:
    """How many cases a client's list holds where all name people, and none of them the client; else 0.

    One of several may be a joint account's or a household's. If all are, the list is somebody else's.
    """
    people = [{account.uuid for account in case.participants or ()} for case in cases]
    return len(people) if all(people) and not any(client in some for some in people) else 0


def _read_statuses(flight: Flight) -> Landing:
    try:
        listing = gateway.client().statuses.all()
    except RequestRejected as error:
        if error.status not in NO_ROUTE:
            raise
        derive()
        return Landing(False, "Plannr does not list its statuses: the columns are those seen on cases.", DERIVED)
    loss = (
        losses.of_list("statuses", columns(), {status.uuid for status in listing.items}) if listing.complete else None
    )
    keep_statuses(listing.items, complete=listing.complete and loss is None)
    if loss:
        return Landing(False, losses.words(loss, "status", "statuses"), VANISHED)
    if not listing.complete:
        return Landing(False, short_of(len(listing.items), listing.total, "status", "statuses"), INCOMPLETE)
    return Landing()


def _read_clients(told: Callable[[int], None] | None, flight: Flight) -> Landing:
    seen: set[UUID] = set()
    total, has_next = None, False
    for page in gateway.client().clients.pages():
        keep_accounts(page.items, at=flight.began, whole=True, kind="client")
        flight.go_on()
        seen |= {account.uuid for account in page.items}
        total, has_next = page.total, page.has_next
        if told:
            told(len(seen))
    if has_next or (total is not None and len(seen) < total):
        return Landing(False, short_of(len(seen), total, "client"), INCOMPLETE)
    return Landing()


def _read_employees(flight: Flight) -> Landing:
    listing = gateway.client().employees.all()
    keep_accounts(listing.items, at=flight.began, kind="employee")
    if not listing.complete:
        return Landing(False, short_of(len(listing.items), listing.total, "employee"), INCOMPLETE)
    return Landing()


def short_of(read: int, total: int | None, one: str = "case", many: str = "") -> str:
    """Say that a list was not all there is: "Plannr's list was not complete: 21 of 23 cases could be read"."""
    if total is None:
        return f"Plannr’s list was not complete: {counted(read, one, many)} could be read."
    return f"Plannr’s list was not complete: {read:,} of {counted(total, one, many)} could be read."
