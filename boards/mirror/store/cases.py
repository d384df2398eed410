"""Writing what Plannr answered into the mirror, in bulk and in short transactions.

A read never lays an older answer over a newer one (reliability.md P9): rows that a later read or a confirmed
write has touched since the read began stay as they are. Only rows that changed are written, and every
observed change of status, value or completion leaves a history row (models.Change). `faces` describes the
`face` of a row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from boards import plannr
from boards.mirror.models import Case, CaseChange, Participant
from boards.mirror.store.accounts import upsert_met_accounts
from boards.mirror.store.card_summary import assigned_ids
from boards.mirror.store.case_rows import (
    FIELDS,
    UNSEEN,
    CaseRow,
    merge_confirmed,
    merge_read,
    observed_changes,
    version_token,
)
from boards.mirror.store.links import upsert_links
from boards.mirror.store.statuses import upsert_seen_statuses, upsert_seen_types
from boards.mirror.store.versions import FIRM, bump_versions, write_lock

__all__ = ["UpsertStats", "mark_deleted", "remove_from_board", "upsert_confirmed", "upsert_links", "version_token"]

CHUNK = 500
MOST_PARTS = 10_000
TOUCH_AFTER = timedelta(minutes=1)
LISTS = {"assigned_to", "plans"}
UPDATED = ["folded", *(name for name in FIELDS if name != "uuid")]


@dataclass(slots=True)
class UpsertStats:
    """What a read did: cases `new` to the mirror, `changed` in what a page shows (new ones too), `newer` than
    the read and so left alone; and `strange` statuses met, which no list has named yet.
    """

    new: int = 0
    changed: int = 0
    newer: int = 0
    strange: int = 0

    def __iadd__(self, more: "UpsertStats") -> "UpsertStats":
        self.new, self.changed = self.new + more.new, self.changed + more.changed
        self.newer, self.strange = self.newer + more.newer, self.strange + more.strange
        return self


def upsert_cases(
    cases: Iterable[plannr.Case], *, began: datetime, client: UUID | None = None, touch: datetime | None = None
) -> UpsertStats:
    """Write the cases of a read that began at `began` (UTC).

    `client` is whose own list they are: it then takes part in them all. `read_at` of an unchanged row is only moved on
    where it is older than `touch` (a minute before `began` unless given), so that a quiet board costs no writes.
    """
    unique = {case.uuid: case for case in cases}
    kept, order = UpsertStats(), board_order(client)
    for chunk in batched_cases(unique.values()):
        with write_lock():
            batch = CaseBatch(chunk, began, client, touch or began - TOUCH_AFTER)
            kept += batch.keep()
    if client and board_order(client) != order:
        bump_versions([f"client:{client}"])
    return kept


def batched_cases(cases: Iterable[plannr.Case]) -> Iterator[list[plannr.Case]]:
    """The cases in groups that one transaction writes: so few, and with so few people and plans in all, that a
    statement may name each of them (SQLite takes 32,766 values).
    """
    chunk: list[plannr.Case] = []
    weight = 0
    for case in cases:
        more = sum(len(some or ()) for some in (case.participants, case.plans, case.assigned_to, assigned_ids(case)))
        if chunk and (len(chunk) == CHUNK or weight + more > MOST_PARTS):
            yield chunk
            chunk, weight = [], 0
        chunk.append(case)
        weight += more
    if chunk:
        yield chunk


def upsert_confirmed(
    case: plannr.Case, *, actor: str, at: datetime, wrote: Sequence[str] = (), read: Iterable[plannr.Case] = ()
) -> None:
    """Write a case as Plannr confirmed it at `at` (UTC) after a write by `actor`, and what else was `read` then.

    `wrote` names what the write set, of "status", "value" and "completed": where a read running beside it saw the
    change first and put it down as made in Plannr, that is set right.
    """
    first, *rest = list(batched_cases({one.uuid: one for one in read}.values())) or [[]]
    with write_lock():
        batch = CaseBatch(first, at, None, at - TOUCH_AFTER, confirmed=case, actor=actor)
        batch.keep()
        told = {change.field for change in batch.changes if change.case == case.uuid}
        attribute_to_us(case.uuid, [name for name in wrote if name not in told], actor, at)
    for chunk in rest:
        with write_lock():
            CaseBatch(chunk, at, None, at - TOUCH_AFTER).keep()


def mark_deleted(case: UUID, *, at: datetime) -> None:
    """Plannr answered 404 for the case itself to a read that began at `at` (UTC): it leaves every board."""
    with write_lock():
        older = Q(written_at=None) | Q(written_at__lt=at)
        if Case.objects.live().filter(older, pk=case, read_at__lte=at).update(gone_at=at):
            bump_versions([FIRM, *board_keys([case])])


def remove_from_board(case: UUID, client: UUID) -> None:
    """The case was seen without the client, and the client's list lacks it: it leaves the client's board."""
    with write_lock():
        if Participant.objects.filter(case=case, account=client).delete()[0]:
            bump_versions([f"client:{client}"])


def attribute_to_us(case: UUID, wrote: Sequence[str], actor: str, at: datetime) -> None:
    """Put down as made here what a read saw of our own write before its answer was kept."""
    for name in wrote:
        lately = CaseChange.objects.filter(case=case, field=name, at__gte=at - TOUCH_AFTER)
        newest = lately.order_by("-id").first()
        if newest and not newest.here:
            CaseChange.objects.filter(pk=newest.pk).update(here=True, actor=actor[:300])


def board_keys(cases: Iterable[UUID]) -> list[str]:
    """The keys of the boards that show these cases."""
    accounts = Participant.objects.filter(case__in=list(cases)).values_list("account", flat=True).distinct()
    return [f"client:{account}" for account in accounts]


def board_order(client: UUID | None) -> list[UUID]:
    """A client's cases as the board orders them: numbers may all move on while the order stays."""
    if client is None:
        return []
    live = Case.objects.live().of_client(client)
    order = live.order_by("status", F("position").asc(nulls_last=True), "name", "uuid")
    return list(order.values_list("uuid", flat=True))


@dataclass
class CaseBatch:
    """A chunk of cases on its way into the tables, and one that `actor` wrote. Use it inside `write_lock`."""

    cases: Sequence[plannr.Case]
    began: datetime
    client: UUID | None
    touch: datetime
    confirmed: plannr.Case | None = None
    actor: str = ""
    kept: UpsertStats = field(default_factory=UpsertStats)
    rows: dict[UUID, CaseRow] = field(default_factory=dict)
    changes: list[CaseChange] = field(default_factory=list)
    touched: list[UUID] = field(default_factory=list)
    listing: list[CaseRow] = field(default_factory=list)
    shown: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        cases = [*([self.confirmed] if self.confirmed else []), *self.cases]
        uuids = list({case.uuid for case in cases})
        accounts = [one for case in cases for one in (*(case.participants or ()), *(case.assigned_to or ()))]
        also = {uuid for case in cases for uuid in assigned_ids(case) or ()}
        self.people = upsert_met_accounts(accounts, at=self.began, also=also)
        self.kept.strange = upsert_seen_statuses([case.status for case in cases if case.status])
        self.types = upsert_seen_types([case.type for case in cases if case.type])
        rows = Case.objects.filter(uuid__in=uuids).values(*FIELDS)
        self.known: dict[UUID, CaseRow] = {row["uuid"]: row for row in rows}
        self.parts = ParticipantSync(uuids)

    def keep(self) -> UpsertStats:
        """Lay the answer to the write over what is known, and then what a read brought."""
        if self.confirmed:
            known = self.known.get(self.confirmed.uuid)
            self.parts.agree(self.confirmed, None)
            row = merge_confirmed(self.confirmed, known, self.people, self.types, at=self.began)
            self._take(row, known, self.actor)
        for case in self.cases:
            known = self.known.get(case.uuid)
            if known and self._is_newer(known):
                self.kept.newer += 1
                self.parts.join(case.uuid, self.client)
                continue
            self.parts.agree(case, self.client)
            self._take(merge_read(case, known, self.people, self.types, began=self.began), known, None)
        self._write()
        return self.kept

    def _is_newer(self, known: CaseRow) -> bool:
        written = known["written_at"]
        return known["read_at"] > self.began or (written is not None and written > self.began)

    def _take(self, row: CaseRow, known: CaseRow | None, actor: str | None) -> None:
        """Sort a row: new, changed, or as it was."""
        different = set(FIELDS) if known is None else {name for name in FIELDS if row[name] != known[name]}
        if different <= {"read_at"}:
            if known and known["read_at"] < self.touch:
                self.touched.append(row["uuid"])
            return
        self.rows[row["uuid"]] = self.known[row["uuid"]] = row
        if different & LISTS:
            self.listing.append(row)
        self.changes += observed_changes(row, known, at=self.began, actor=actor)
        self.kept.new += known is None
        visible = different - UNSEEN
        self.kept.changed += bool(visible)
        # A place alone is compared over the whole board (`board_order`) where this is a client's own list.
        if visible - {"position"} or (visible and not self.client):
            self.shown.add(row["uuid"])

    def _write(self) -> None:
        rows = [Case(**row) for row in self.rows.values()]
        Case.objects.bulk_create(rows, update_conflicts=True, unique_fields=["uuid"], update_fields=UPDATED)
        upsert_links(self.listing)
        Case.objects.filter(uuid__in=self.touched).update(read_at=self.began)
        CaseChange.objects.bulk_create(self.changes)
        accounts = self.parts.write()
        for case in self.shown:
            accounts |= self.parts.now[case].keys()
        boards = [f"client:{account}" for account in accounts]
        bump_versions([FIRM, *boards] if self.shown else boards)


class ParticipantSync:
    """Who takes part in some cases: as it is, and as it shall be."""

    def __init__(self, cases: Sequence[UUID]) -> None:
        self.now: dict[UUID, dict[UUID, tuple[int, bool]]] = {case: {} for case in cases}
        known = Participant.objects.filter(case__in=cases).values_list("case", "account", "pk", "listed")
        for case, account, pk, listed in known:
            self.now[case][account] = pk, listed
        self.new: list[Participant] = []
        self.listed: list[int] = []
        self.over: list[int] = []
        self.changed: set[UUID] = set()

    def agree(self, case: plannr.Case, client: UUID | None) -> None:
        """Take part as the answer says, if it says; what the client's own list brought stays on its board."""
        self.join(case.uuid, client)
        if case.participants is None:
            return
        wanted = {account.uuid for account in case.participants}
        for account, (pk, listed) in self.now[case.uuid].items():
            if account not in wanted and not listed and account != client:
                self.over.append(pk)
                self.changed.add(account)
        self._add(case.uuid, wanted - self.now[case.uuid].keys() - {client}, listed=False)

    def join(self, case: UUID, client: UUID | None) -> None:
        """The client's own list brought the case, so the client takes part."""
        if client is None:
            return
        pk, listed = self.now[case].get(client, (None, False))
        if pk is None:
            self._add(case, {client}, listed=True)
        elif not listed:
            self.listed.append(pk)

    def _add(self, case: UUID, accounts: set[UUID], *, listed: bool) -> None:
        self.new += [Participant(case_id=case, account=account, listed=listed) for account in accounts]
        self.changed |= accounts

    def write(self) -> set[UUID]:
        """Bring the table in step; the accounts whose boards changed."""
        Participant.objects.filter(pk__in=self.over).delete()
        Participant.objects.filter(pk__in=self.listed).update(listed=True)
        Participant.objects.bulk_create(self.new, ignore_conflicts=True)
        return self.changed
