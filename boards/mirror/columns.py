"""A board's cases sorted into columns by the database: sums, and the first rows of each (boards.mirror.board_data).

`client` is the client whose board is meant, or None for the firm's.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Sum, UUIDField, Value, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from boards.mirror import models
from boards.mirror.aggregates import (
    BoardTotal,
    CaseSums,
    ColumnHeader,
    add_sums,
    board_total,
    column_header,
    group_sums,
)
from boards.mirror.badges import Badges, db_value, read_badges
from boards.mirror.conditions import COVER_ISSUE, cached_types_with_plans, unindexed
from boards.mirror.filters import NO_FILTER, CaseFilter, apply_filter
from boards.mirror.ordering import board_cases
from boards.mirror.quality.cases import any_issue_condition
from boards.ui import formatting

OTHER_STATUS, NO_STATUS = "other", "none"
COLUMN_NAMES = {OTHER_STATUS: "Other status", NO_STATUS: "No status"}
OTHER_STATUS_ID = UUID(int=0)
DENSE = 150
CARD_COLUMNS = ("name", "value", "currency", "completed_at", "seen", "status_since", "status_since_known", "face")
ROW_COLUMNS = ("pk", "status", "plans", *CARD_COLUMNS)
FINISHED = Q(completed_at__isnull=False)
DATED = {
    "dated": Count("completed_at"),
    "dated_valued": Count("value", filter=FINISHED),
    "dated_worth": Sum("value", filter=FINISHED),
}


class CardRow(NamedTuple):
    """All that a card shows, hashable: a drawn card is remembered by it. `client` is whose board it is on.

    `done` says that its status is for completed cases. `gap` is what to look at on a linked plan's covers, in words.
    """

    uuid: UUID
    client: UUID | None
    name: str
    value: int | None
    currency: str
    completed_at: datetime | None
    seen: str
    since: datetime | None
    since_known: bool
    face: str
    done: bool = False
    marks: Badges = Badges()
    gap: str = ""


class StatusRow(NamedTuple):
    """A row as the database gives it, with what marks are looked up by."""

    row: CardRow
    status: UUID | None
    plans: tuple[UUID, ...]

    @property
    def is_open(self) -> bool:
        """Whether the case is not done."""
        return self.row.completed_at is None and not self.row.done


type ListedStatuses = tuple[tuple[UUID, str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class FirmStatuses:
    """The firm's statuses: those `listed` are the columns in order, `done` those for completed cases."""

    listed: ListedStatuses
    done: frozenset[UUID]
    names: Mapping[UUID, str] = field(default_factory=dict, compare=False)

    def key(self, status: UUID | None) -> str:
        """The key of the column that a case of this status stands in."""
        if status is None:
            return NO_STATUS
        return str(status) if any(status == uuid for uuid, *_ in self.listed) else OTHER_STATUS

    def label(self, status: UUID | None) -> str:
        """A status's name for people."""
        return (self.names.get(status) if status else "") or COLUMN_NAMES[NO_STATUS]


@dataclass
class ColumnQuery:
    """A board's cases, sifted and sorted into columns by the database."""

    client: UUID | None
    known: FirmStatuses
    sieve: CaseFilter = NO_FILTER
    day: date = field(default_factory=formatting.today)

    @property
    def listed(self) -> ListedStatuses:
        """The statuses that are columns."""
        return self.known.listed

    def key(self, status: UUID | None) -> str:
        """The column's key for a case of this status."""
        return self.known.key(status)

    @cached_property
    def cases(self) -> QuerySet[models.Case]:
        """The cases that the sieve lets through."""
        return apply_filter(
            board_cases(self.client), self.sieve, client=self.client, done=self.known.done, day=self.day
        )

    def heads(
        self, keys: Collection[str] | None = None, *, odd: bool = False, also: Collection[str] = ()
    ) -> dict[str, ColumnHeader]:
        """The heads by key, in order: those of `keys`, or all, where `other` and `none` need a case to be there, or to
        stand among `also`.
        """
        sums = self._sums(odd=odd)
        kinds: dict[str, tuple[UUID | None, str, str, bool]] = {str(status[0]): status for status in self.listed}
        needed = {*sums, *also} if keys is None else keys
        kinds |= {key: (None, COLUMN_NAMES[key], "", False) for key in (OTHER_STATUS, NO_STATUS) if key in needed}
        return {
            key: column_header(sums.get(key, CaseSums()), key, kind, client=self.client, narrowed=self.sieve.narrows)
            for key, kind in kinds.items()
            if keys is None or key in keys
        }

    def total(self, heads: Mapping[str, ColumnHeader]) -> BoardTotal:
        """The total over all heads, of how many cases there are on the board with and without the sieve."""
        shown = replace(board_total(heads.values()), client=self.client)
        if not self.sieve.narrows:
            return shown
        return replace(shown, of=board_cases(self.client).count(), narrowed=True, sieve=self.sieve)

    def _sums(self, *, odd: bool) -> dict[str, CaseSums]:
        """The sums over all the cases, by column key; with `odd`, how many need to be put right."""
        # What is in no index is read row by row, and best so in the order of the table, not of an index by status.
        asked = self.sieve
        is_walk = asked.tags or asked.advisers or asked.opened or COVER_ISSUE in asked.odd
        cases = self.cases.annotate(lane=unindexed("status") if is_walk else F("status"))
        groups = cases.order_by().values_list("lane", "currency")
        groups = groups.annotate(number=Count("*"), valued=Count("value"), worth=Sum("value"), **DATED)
        if odd:
            groups = groups.annotate(
                odd=Count("currency", filter=any_issue_condition(self.known.done, cached_types_with_plans()))
            )
        found: dict[str, list[CaseSums]] = {}
        rows: Iterable[tuple[Any, ...]] = groups
        for lane, currency, *figures in rows:
            one = group_sums(currency, figures, is_done=lane in self.known.done)
            found.setdefault(self.key(lane), []).append(one)
        return {key: add_sums(parts) for key, parts in found.items()}

    def rows(self, first: int, heads: Mapping[str, ColumnHeader]) -> dict[str, list[StatusRow]]:
        """The `first` rows of every column of `heads`, in one query: narrow rows are placed, then wide ones read."""
        keys = [key for key, head in heads.items() if head.count]
        dense = [key for key in keys if self.client is None and heads[key].count > DENSE]
        sparse = [key for key in keys if key not in dense]
        wanted = self._tops(first, dense) if dense else Q(pk__in=[])
        if sparse:
            wanted |= self._placed(first, sparse, alone=not dense)
        shown = models.Case.objects.filter(wanted).order_by(*self.sieve.by).values_list(*ROW_COLUMNS)
        rows: dict[str, list[StatusRow]] = {}
        for facts in shown:
            found = self.found(*facts)
            rows.setdefault(self.key(found.status), []).append(found)
        return rows

    def _placed(self, first: int, keys: Collection[str], *, alone: bool) -> Q:
        """The cases in the first places: all of these columns' are numbered, which is best where they are few.

        `alone` says that no other column has any.
        """
        cases = self.cases.annotate(lane=self._lane())
        if not alone:
            lanes = Q(
                lane__in=[OTHER_STATUS_ID if key == OTHER_STATUS else UUID(key) for key in keys if key != NO_STATUS]
            )
            cases = cases.filter(lanes | Q(lane=None) if NO_STATUS in keys else lanes)
        order = Window(RowNumber(), partition_by=[F("lane")], order_by=list(self.sieve.by))
        return Q(pk__in=cases.annotate(place=order).filter(place__lte=first).values("pk"))

    def _tops(self, first: int, keys: Iterable[str]) -> Q:
        """The same of columns that hold many cases: each off the index of its order, where the first ones are soon met.

        All statuses are asked for in the same words, put but once: that takes longer than the answer.
        """
        cases, status = self.cases.order_by(*self.sieve.by).values("pk"), object()
        words, blanks = cases.filter(status=RawSQL("%s", [status]))[:first].query.sql_with_params()
        asked = [
            self._of(key, cases)[:first].query.sql_with_params()
            if key in COLUMN_NAMES
            else (words, [db_value(key) if blank is status else blank for blank in blanks])
            for key in keys
        ]
        union = " UNION ALL ".join(f"SELECT * FROM ({top}) AS top" for top, _ in asked)  # noqa: S608 (Django's own SQL)
        return Q(pk__in=RawSQL(union, [one for _, params in asked for one in params]))  # noqa: S611

    def _lane(self) -> Case:
        listed = [uuid for uuid, *_ in self.listed]
        return Case(
            When(status__in=listed, then=F("status")),
            When(status=None, then=None),
            default=Value(OTHER_STATUS_ID, UUIDField()),
            output_field=UUIDField(),
        )

    def page(self, key: str, start: int, count: int) -> list[StatusRow]:
        """Rows `start` to `start + count` of one column."""
        rows = self._of(key, self.cases).order_by(*self.sieve.by).values_list(*ROW_COLUMNS)[start : start + count]
        return [self.found(*facts) for facts in rows]

    def _of(self, key: str, cases: QuerySet[models.Case, Any]) -> QuerySet[models.Case, Any]:
        if key == NO_STATUS:
            return cases.filter(status=None)
        if key == OTHER_STATUS:
            return cases.exclude(status=None).exclude(status__in=[uuid for uuid, *_ in self.listed])
        return cases.filter(status=key)

    def found(self, pk: UUID, status: UUID | None, plans: list[str] | None, *facts: Any) -> StatusRow:
        """A row of the database's, without its marks."""
        values = (pk, self.client, *facts, status in self.known.done)
        row = CardRow(*values)
        return StatusRow(row, status, tuple(UUID(plan) for plan in plans or ()))

    def marked(self, rows: Mapping[str, list[StatusRow]]) -> dict[str, list[CardRow]]:
        """The rows, each with its marks."""
        every = [one for some in rows.values() for one in some]
        cases = {one.row.uuid: one.is_open for one in every}
        plans = {one.row.uuid: one.plans for one in every if one.plans}
        found = read_badges(self.client, cases, done=self.known.done, plans=plans)
        return {key: [one.row._replace(marks=found[one.row.uuid]) for one in some] for key, some in rows.items()}
