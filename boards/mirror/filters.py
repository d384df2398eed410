"""Which cases of a board are shown, and in which order: its filters as one value (what each means: conditions.py).

Kinds of filter are joined by "and", several answers of one kind by "or". `pairs` writes them as every address says
them; reading them back is the board's (boards.cases.filters.form). Money: pennies.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Lower

from boards.mirror.conditions import (
    ANY,
    COVER_ISSUE,
    DONE,
    NONE,
    OPEN,
    OTHER,
    UNINDEXED,
    assigned_to,
    cached_types_with_plans,
    has_data_issue,
    in_months,
    in_states,
    in_status_for,
    in_statuses,
    involving,
    name_contains,
    not_in_pounds,
    of_advisers,
    of_types,
    unindexed,
    value_between,
    with_tags,
)
from boards.mirror.models import Case
from boards.mirror.ordering import COLUMN_ORDER
from boards.mirror.quality.covers import cover_issues_version
from boards.ui import formatting

__all__ = [
    "ANY",
    "COVER_ISSUE",
    "DONE",
    "FILTER_KINDS",
    "NONE",
    "NO_FILTER",
    "OPEN",
    "ORDERS",
    "OTHER",
    "CaseFilter",
    "apply_filter",
    "cached_types_with_plans",
    "filter_version",
    "to_query_pairs",
]

ORDERS: Mapping[str, tuple[Any, ...]] = {
    "": COLUMN_ORDER,
    "value": (F("value").desc(nulls_last=True), "name", "uuid"),
    "age": (F("status_since").asc(nulls_last=True), "name", "uuid"),
    "name": (Lower("start"), "name", "uuid"),
}
FILTER_KINDS: Mapping[str, tuple[str, ...]] = {
    "text": ("text",),
    "person": ("people",),
    "adviser": ("advisers",),
    "assigned": ("assigned",),
    "type": ("types",),
    "tag": ("tags",),
    "status": ("statuses",),
    "value": ("least", "most"),
    "money": ("money",),
    "age": ("days",),
    "state": ("states",),
    "period": ("since", "until"),
    "month": ("opened", "finished"),
    "odd": ("odd",),
    "sort": ("order",),
}
PARAMETER_NAMES = {
    "people": "person", "advisers": "adviser", "types": "type", "tags": "tag", "statuses": "status", "states": "state",
    "order": "sort",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """The filters of a board, hashable; blank lets every case through. KINDS says which of them are of one kind.

    None among `types` is "no type", among `people` (assigned, or taking part), `advisers` (the first person assigned)
    and `assigned` (any of those assigned) "nobody assigned". `statuses` holds uuids as text, NONE and OTHER; `states`
    OPEN or DONE. `least` and `most` are pounds in pennies; `money` holds NONE (without a value) or OTHER (in another
    currency). `days` is how long a case that is not done has at least stood in its status. `since` and `until` are
    London days, which narrow completed cases alone, by their completion; `opened` and `finished` are months
    ("2026-06"). `odd` holds kinds of contradictions.KINDS, GAP, or ANY. `order` is a key of ORDERS and narrows nothing.
    """

    text: str = ""
    types: tuple[UUID | None, ...] = ()
    people: tuple[UUID | None, ...] = ()
    tags: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    days: int | None = None
    odd: tuple[str, ...] = ()
    order: str = ""
    statuses: tuple[str, ...] = ()
    advisers: tuple[UUID | None, ...] = ()
    since: date | None = None
    until: date | None = None
    opened: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    assigned: tuple[UUID | None, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether any filter is on: the order alone leaves every case on the board."""
        return replace(self, order="") != NO_FILTER

    @property
    def number(self) -> int:
        """How many kinds of filter are on; the two ends of a range are one."""
        return sum(self.has(kind) for kind in FILTER_KINDS if kind != "sort")

    @property
    def by(self) -> tuple[Any, ...]:
        """What the cards of a column are ordered by."""
        return ORDERS[self.order]

    def has(self, kind: str) -> bool:
        """Whether a filter of this kind (of KINDS) is on."""
        return any(getattr(self, name) != getattr(NO_FILTER, name) for name in FILTER_KINDS[kind])

    def without(self, *kinds: str) -> "CaseFilter":
        """The same without these kinds of filter."""
        return replace(self, **{name: getattr(NO_FILTER, name) for kind in kinds for name in FILTER_KINDS[kind]})


NO_FILTER: Final = CaseFilter()


def apply_filter(
    cases: QuerySet[Case], sieve: CaseFilter, *, client: UUID | None, done: Collection[UUID], day: date
) -> QuerySet[Case]:
    """Those of `cases` (of the board of `client`, None: the firm's) that `sieve` lets through on the London day `day`.

    `done` are the statuses for completed cases.
    """
    if not sieve.narrows:
        return cases
    cases = cases.alias(**{alias: unindexed(name) for alias, name in UNINDEXED.items()})
    if sieve.advisers:
        cases = cases.alias(first_assigned=Cast(KT("assigned_to__0"), CharField()))
    if sieve.tags:
        cases = cases.alias(tags_text=Cast("tags", TextField()))
    return cases.filter(*filter_conditions(sieve, client, done, day))


def filter_conditions(sieve: CaseFilter, client: UUID | None, done: Collection[UUID], day: date) -> list[Q]:
    """One condition for each filter that is on."""
    has = sieve.has
    found = [
        name_contains(sieve.text, client) if sieve.text else None,
        in_statuses(sieve.statuses) if sieve.statuses else None,
        of_types(sieve.types) if sieve.types else None,
        involving(sieve.people) if sieve.people else None,
        of_advisers(sieve.advisers) if sieve.advisers else None,
        assigned_to(sieve.assigned) if sieve.assigned else None,
        with_tags(sieve.tags) if sieve.tags else None,
        in_states(sieve.states, done, sieve.since, sieve.until) if has("state") or has("period") else None,
        in_months("created_at", sieve.opened) if sieve.opened else None,
        in_months("completed_at", sieve.finished) if sieve.finished else None,
        value_between(sieve.least, sieve.most) if has("value") else None,
        not_in_pounds(sieve.money) if sieve.money else None,
        in_status_for(sieve.days, done, day) if sieve.days is not None else None,
        has_data_issue(sieve.odd, done) if sieve.odd else None,
    ]
    return [one for one in found if one is not None]


def filter_version(sieve: CaseFilter) -> Hashable:
    """What else than the cases decides which of them pass: the London day, for their age, and the gaps in covers."""
    return (
        formatting.today() if sieve.days is not None else None,
        cover_issues_version() if COVER_ISSUE in sieve.odd else None,
    )


def to_query_pairs(wanted: CaseFilter) -> list[tuple[str, str]]:
    """A sieve as the parameters of an address, without those that ask nothing: the same sieve, the same pairs."""
    found: list[tuple[str, str]] = []
    for names in FILTER_KINDS.values():
        for name in names:
            held = getattr(wanted, name)
            values = held if isinstance(held, tuple) else () if held in (None, "") else (held,)
            found += [(PARAMETER_NAMES.get(name, name), query_value(name, value)) for value in values]
    return found


def query_value(name: str, value: Any) -> str:
    """One value as an address says it."""
    if name in ("least", "most"):
        return formatting.money(value).removeprefix("£").replace(",", "")
    return NONE if value is None else str(value)
