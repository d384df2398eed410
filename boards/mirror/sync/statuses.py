"""The firm's statuses, brought up to date from Plannr's list of them (plannr-api.md 3)."""

from boards import gateway
from boards.mirror.models import SyncState
from boards.mirror.store.statuses import DERIVED, infer_columns, listed_status_ids, upsert_statuses
from boards.mirror.sync.losses import VANISHED, describe_loss, list_loss
from boards.mirror.sync.single_flight import INCOMPLETE, SyncResult, SyncRun, describe_shortfall, run_once
from boards.plannr import RequestRejected

NO_ROUTE = frozenset({404, 405})


def sync_statuses(*, force: bool = False) -> SyncState:
    """Bring the firm's statuses up to date. Where Plannr lists none, they are learnt from the cases
    (`derived`).
    """
    return run_once("statuses", _sync_statuses, force=force)


def _sync_statuses(flight: SyncRun) -> SyncResult:
    try:
        listing = gateway.client().statuses.all()
    except RequestRejected as error:
        if error.status not in NO_ROUTE:
            raise
        infer_columns()
        return SyncResult(False, "Plannr does not list its statuses: the columns are those seen on cases.", DERIVED)
    loss = (
        list_loss("statuses", listed_status_ids(), {status.uuid for status in listing.items})
        if listing.complete
        else None
    )
    upsert_statuses(listing.items, complete=listing.complete and loss is None)
    if loss:
        return SyncResult(False, describe_loss(loss, "status", "statuses"), VANISHED)
    if not listing.complete:
        return SyncResult(
            False, describe_shortfall(len(listing.items), listing.total, "status", "statuses"), INCOMPLETE
        )
    return SyncResult()
