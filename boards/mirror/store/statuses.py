"""The firm's own words: its case statuses and case types (plannr-api.md 3)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from boards import plannr
from boards.mirror.models import CaseType, Status, SyncState
from boards.mirror.store.versions import bump_all_boards, write_lock

STATUS_FIELDS = ("name", "colour", "position", "is_completed", "listed")
LONGEST = 500
DERIVED = "derived"


def upsert_statuses(listed: Iterable[plannr.Status], *, complete: bool) -> bool:
    """Write Plannr's list of statuses; whether a board looks different for it.

    A status that a complete list no longer holds is kept, because cases may still stand in it, but loses its
    column.
    """
    wanted = {status.uuid: _status_row(status, listed=True) for status in listed}
    with write_lock():
        known = _known_statuses()
        if complete and wanted:
            wanted |= {uuid: row | {"listed": False} for uuid, row in known.items() if uuid not in wanted}
        changed = _write_statuses(wanted, known)
        if changed:
            bump_all_boards()
    return changed


def listed_status_ids() -> set[UUID]:
    """The statuses that Plannr listed last."""
    return set(Status.objects.filter(listed=True).values_list("pk", flat=True))


def infer_columns() -> None:
    """This Plannr lists no statuses: those met on cases are the columns (plannr-api.md 3.2)."""
    with write_lock():
        if Status.objects.filter(listed=False).update(listed=True):
            bump_all_boards()


def upsert_seen_statuses(statuses: Iterable[plannr.Status]) -> int:
    """Take in the statuses that cases carry. Call it inside `write_lock`.

    Plannr's list is the authority on the statuses it lists; the others, and all where there is no list,
    follow the cases. Returns how many statuses were met for the first time without a column: the list may
    have grown since it was read.
    """
    known = _known_statuses()
    told = [one for one in statuses if one.uuid not in known or (one.name and _is_different(one, known[one.uuid]))]
    if not told:
        return 0
    derived = SyncState.objects.filter(key="statuses", trouble_kind=DERIVED).exists()
    fresh = {
        status.uuid: _status_row(status, listed=derived)
        for status in told
        if derived or status.uuid not in known or not known[status.uuid]["listed"]
    }
    if _write_statuses(fresh, known):
        bump_all_boards()
    return 0 if derived else len(fresh.keys() - known.keys())


def upsert_seen_types(types: Iterable[plannr.CaseType]) -> dict[UUID, str]:
    """Take in the types that cases carry; the names of all that are known. Call it inside `write_lock`."""
    known = dict(CaseType.objects.values_list("uuid", "name"))
    names = {case_type.uuid: case_type.name[:LONGEST] for case_type in types}
    new = {uuid: name for uuid, name in names.items() if uuid not in known or (name and name != known[uuid])}
    rows = [CaseType(uuid=uuid, name=name) for uuid, name in new.items()]
    CaseType.objects.bulk_create(rows, update_conflicts=True, unique_fields=["uuid"], update_fields=["name"])
    return known | new


def _is_different(status: plannr.Status, known: dict[str, Any]) -> bool:
    """Whether a status would be another row as a column of the firm's."""
    return known != _status_row(status, listed=True)


def _status_row(status: plannr.Status, *, listed: bool) -> dict[str, Any]:
    return {
        "name": status.name[:LONGEST],
        "colour": (status.colour or "")[:50],
        "position": status.position,
        "is_completed": status.is_completed,
        "listed": listed,
    }


def _known_statuses() -> dict[UUID, dict[str, Any]]:
    return {row.pop("uuid"): row for row in Status.objects.values("uuid", *STATUS_FIELDS)}


def _write_statuses(wanted: dict[UUID, dict[str, Any]], known: dict[UUID, dict[str, Any]]) -> bool:
    changed = [Status(uuid=uuid, **row) for uuid, row in wanted.items() if row != known.get(uuid)]
    Status.objects.bulk_create(changed, update_conflicts=True, unique_fields=["uuid"], update_fields=STATUS_FIELDS)
    return bool(changed)
