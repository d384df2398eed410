"""Clients, employees and others: kept as they are met, and found through Plannr with the mirror as fallback.

Rests on plannr-api.md 6. An account inside a case tells only its name and kind; Plannr's account routes also
tell the adviser and the next review, so only they may change those (`whole`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from boards import gateway, plannr
from boards.database import can_wait
from boards.mirror.faces import Person
from boards.mirror.folding import folded
from boards.mirror.models import Account
from boards.mirror.turns import kind_of, now, one_writer
from boards.plannr import NotFound, PlannrError

PER_PAGE = 20
LAST_PAGE = 100_000
LONGEST_SEARCH = 200
FIELDS = ("name", "folded", "kind", "role", "email", "adviser", "adviser_name", "next_review_at")


@dataclass(frozen=True, slots=True)
class Found:
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


def find(q: str, page: int = 1) -> Found:
    """The clients whose name holds `q` (all of them where it is blank), 20 a page, 1-based; never raises
    PlannrError.
    """
    q, page = q.strip()[:LONGEST_SEARCH].replace("\0", ""), min(max(page, 1), LAST_PAGE)
    try:
        answer = gateway.client().clients.search(q, page, PER_PAGE)
    except PlannrError as error:
        return find_in_mirror(q, page, error)
    with can_wait("clients"):
        keep_accounts(answer.items, at=now(), whole=True)
    rows = Account.objects.in_bulk([account.uuid for account in answer.items])
    clients = list({account.uuid: rows[account.uuid] for account in answer.items if account.uuid in rows}.values())
    return Found(clients, page, answer.has_next, answer.total)


def find_in_mirror(q: str, page: int, error: PlannrError) -> Found:
    """The same from what was met before: every word of `q`, without regard to capitals and accents."""
    rows = Account.objects.filter(kind="client").order_by("folded", "uuid")
    for word in folded(q).split():
        rows = rows.filter(folded__contains=word)
    start = (page - 1) * PER_PAGE
    total = rows.count()
    clients = list(rows[start : start + PER_PAGE])
    return Found(clients, page, start + PER_PAGE < total, total, True, error.message, kind_of(error))


def client(uuid: UUID) -> Account:
    """A client as the mirror knows it, asked of Plannr when never met. Raises NotFound, PlannrError."""
    known = Account.objects.filter(pk=uuid).first()
    if known is None or not known.kind:
        keep_accounts([gateway.client().clients.get(uuid)], at=now(), whole=True, kind="client")
        known = Account.objects.get(pk=uuid)
    if known.kind != "client":
        raise NotFound("This person is not a client of the firm.", status=404)
    return known


def keep_accounts(
    accounts: Iterable[plannr.Account],
    *,
    at: datetime,
    whole: bool = False,
    kind: str = "",
    also: Iterable[UUID] = (),
) -> dict[UUID, Person]:
    """Write accounts into the mirror, where something changed; who they and those in `also` are, as far as known.

    `at` is when they were read (UTC); `kind` is what they must be where Plannr does not say.
    """
    met = {account.uuid: account for account in accounts}
    with one_writer():
        found = Account.objects.filter(uuid__in={*met, *also}).values("uuid", *FIELDS)
        known = {row.pop("uuid"): row for row in found}
        rows = {uuid: _row(account, known.get(uuid), whole=whole, kind=kind) for uuid, account in met.items()}
        changed = [Account(uuid=uuid, read_at=at, **row) for uuid, row in rows.items() if row != known.get(uuid)]
        Account.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["uuid"], update_fields=[*FIELDS, "read_at"]
        )
    return {uuid: Person(row["name"], row["kind"]) for uuid, row in (known | rows).items()}


def _row(account: plannr.Account, known: dict[str, Any] | None, *, whole: bool, kind: str) -> dict[str, Any]:
    """What to write: what the account says, over what was known before."""
    row: dict[str, Any] = dict.fromkeys(FIELDS, "") | {"adviser": None, "next_review_at": None} | (known or {})
    said = {
        "name": _name(account)[:500],
        "kind": (account.kind or ("" if row["kind"] else kind))[:20],
        "role": account.role[:40],
        "email": account.email[:320],
    }
    row |= {key: value for key, value in said.items() if value}
    row["folded"] = folded(row["name"])
    if whole:
        adviser = account.adviser
        row["adviser"] = adviser.uuid if adviser else None
        row["adviser_name"] = _name(adviser)[:500] if adviser else ""
        row["next_review_at"] = account.next_review_at
    return row


def _name(account: plannr.Account) -> str:
    return account.name or f"{account.first_name} {account.last_name}".strip()
