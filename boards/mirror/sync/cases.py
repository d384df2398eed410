"""Reading Plannr into the mirror, and how fresh each part is.

Every read is a single flight (`turns.fly`): whoever comes while it is under way, or while the part is fresh,
gets the Reading as it is, at once. A PlannrError is noted in the Reading in words, never raised, so that a
board that was read before stays readable. No database transaction is open while Plannr is asked.
"""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

import structlog

from boards import gateway
from boards.mirror.models import SyncState
from boards.mirror.store.cases import upsert_cases
from boards.mirror.sync.accounts import get_or_fetch_client
from boards.mirror.sync.deletions import confirm_deletions
from boards.mirror.sync.losses import VANISHED
from boards.mirror.sync.single_flight import (
    INCOMPLETE,
    SyncResult,
    SyncRun,
    describe_shortfall,
    run_once,
)
from boards.mirror.sync.statuses import sync_statuses
from boards.plannr import Case, NotFound, Plannr, PlannrError, RequestRejected

log = structlog.get_logger(__name__)

FOREIGN = "foreign"
IN_VAIN = frozenset({"unreachable", "token", "throttled"})


def sync_client(client: UUID, *, force: bool = False) -> SyncState:
    """Bring a client's board up to date: one list call, the statuses along with it where they are stale or
    `force` is given.

    Raises NotFound where the client was never met and Plannr does not know it either; nothing else of Plannr's.
    """
    return run_once(f"client:{client}", partial(_sync_client, client, force), force=force, unknown=True)


def _sync_client(client: UUID, force: bool, flight: SyncRun) -> SyncResult:
    get_or_fetch_client(client)
    statuses = sync_statuses(force=force)
    if statuses.trouble_kind in IN_VAIN and statuses.tried_at and statuses.tried_at >= flight.began:
        return SyncResult(False, statuses.trouble, statuses.trouble_kind, failed=True)
    door = gateway.client()
    try:
        listing = door.cases.of_client(client)
    except NotFound as error:
        # Only a client that was never met may turn out not to exist; the board of this one stays readable.
        raise RequestRejected(error.message, status=404) from error
    if foreign := count_foreign_cases(listing.items, client):
        words = f"Plannr’s list for this client holds only other people’s cases ({foreign:,}): none is shown here."
        return SyncResult(False, words, FOREIGN, failed=True)
    if upsert_cases(listing.items, began=flight.began, client=client).strange:
        sync_statuses(force=True)
    if not listing.complete:
        return SyncResult(False, describe_shortfall(len(listing.items), listing.total), INCOMPLETE)
    words = confirm_missing(door, client, {case.uuid for case in listing.items})
    return SyncResult(False, words, VANISHED) if words else SyncResult()


def confirm_missing(door: Plannr, client: UUID, listed: set[UUID]) -> str:
    """Look after the cases the list lacks; words where many are. They stay on the board where Plannr cannot be asked:
    the list itself was had.
    """
    try:
        return confirm_deletions(door, client, listed)
    except PlannrError as error:
        log.warning("missing cases not settled", client=str(client), reason=error.message)
        return ""


def count_foreign_cases(cases: Iterable[Case], client: UUID) -> int:
    """How many cases a client's list holds where all name people, and none of them the client; else 0.

    One of several may be a joint account's or a household's. If all are, the list is somebody else's.
    """
    people = [{account.uuid for account in case.participants or ()} for case in cases]
    return len(people) if all(people) and not any(client in some for some in people) else 0
