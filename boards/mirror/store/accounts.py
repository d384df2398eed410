"""Clients, employees and others: kept as they are met, and found through Plannr with the mirror as fallback.

Rests on plannr-api.md 6. An account inside a case tells only its name and kind; Plannr's account routes also
tell the adviser and the next review, so only they may change those (`whole`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from boards import plannr
from boards.mirror.models import Account
from boards.mirror.models.search_key import search_key
from boards.mirror.store.card_summary import AccountLabel
from boards.mirror.store.versions import write_lock

ACCOUNT_FIELDS = ("name", "folded", "kind", "role", "email", "adviser", "adviser_name", "next_review_at")


def upsert_accounts(accounts: Iterable[plannr.Account], *, at: datetime, whole: bool = False, kind: str = "") -> None:
    """Write accounts into the mirror, where something changed.

    `at` is when they were read (UTC); `kind` is what they must be where Plannr does not say.
    """
    with write_lock():
        upsert_met_accounts(accounts, at=at, whole=whole, kind=kind)


def upsert_met_accounts(
    accounts: Iterable[plannr.Account],
    *,
    at: datetime,
    whole: bool = False,
    kind: str = "",
    also: Iterable[UUID] = (),
) -> dict[UUID, AccountLabel]:
    """Write accounts that were met beside something else; who they and those in `also` are, as far as known. Call it
    inside `write_lock`.
    """
    met = {account.uuid: account for account in accounts}
    found = Account.objects.filter(uuid__in={*met, *also}).values("uuid", *ACCOUNT_FIELDS)
    known = {row.pop("uuid"): row for row in found}
    rows = {uuid: _account_row(account, known.get(uuid), whole=whole, kind=kind) for uuid, account in met.items()}
    changed = [Account(uuid=uuid, read_at=at, **row) for uuid, row in rows.items() if row != known.get(uuid)]
    Account.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["uuid"], update_fields=[*ACCOUNT_FIELDS, "read_at"]
    )
    return {uuid: AccountLabel(row["name"], row["kind"]) for uuid, row in (known | rows).items()}


def _account_row(account: plannr.Account, known: dict[str, Any] | None, *, whole: bool, kind: str) -> dict[str, Any]:
    """What to write: what the account says, over what was known before."""
    row: dict[str, Any] = dict.fromkeys(ACCOUNT_FIELDS, "") | {"adviser": None, "next_review_at": None} | (known or {})
    said = {
        "name": _account_name(account)[:500],
        "kind": (account.kind or ("" if row["kind"] else kind))[:20],
        "role": account.role[:40],
        "email": account.email[:320],
    }
    row |= {key: value for key, value in said.items() if value}
    row["folded"] = search_key(row["name"])
    if whole:
        adviser = account.adviser
        row["adviser"] = adviser.uuid if adviser else None
        row["adviser_name"] = _account_name(adviser)[:500] if adviser else ""
        row["next_review_at"] = account.next_review_at
    return row


def _account_name(account: plannr.Account) -> str:
    return account.name or f"{account.first_name} {account.last_name}".strip()
