"""Which cases a page of totals is about: the filters of the address, and the board's sieve that means the same.

A `key` names one status, type or adviser: its uuid, `none` (the case has none) or, for statuses, `other` (one that
Plannr does not list). What each filter lets through is said once, for totals and boards alike, by
boards.mirror.conditions: so a figure here and the firm's board behind it can never be of different cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import CharField, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from boards.mirror import conditions, contradictions, sieve, wall
from boards.mirror.models import Case
from boards.mirror.sieve import Sieve
from boards.ui import formatting

OPEN, COMPLETED, BOTH = "open", "completed", "both"
NONE, OTHER = wall.NONE, wall.OTHER
NOTHING = UUID(int=0)
EACH, SPLIT = "each", "split"
STATES = {OPEN: (sieve.OPEN,), COMPLETED: (sieve.DONE,), BOTH: ()}

COUNTINGS = {
    "": "each case under the first person assigned",
    EACH: "each case in full under everybody assigned",
    SPLIT: "each case’s value split equally between those assigned",
}
COUNTING_LABELS = {EACH: "In full under each adviser", SPLIT: "Split between advisers"}
ISSUE_KINDS = contradictions.KINDS


@dataclass(frozen=True, slots=True)
class TotalsFilter:
    """The filters. `since` and `until` are London days and bound completion; `opened` and `finished` are months
    ("2026-06"); `least` and `most` are pennies; `value` is `none` or `other` (currency); `late` asks for work past the
    85% line, `shared` for cases with several people assigned. `counting` says how a case counts for several advisers:
    blank, under the first of them; EACH, in full under each; SPLIT, its value split between them. `scope` is the
    adviser whose cases alone may be seen, and never comes from the address.
    """

    show: str = OPEN
    status: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    adviser: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    q: str = ""
    least: int | None = None
    most: int | None = None
    since: date | None = None
    until: date | None = None
    opened: str = ""
    finished: str = ""
    value: str = ""
    odd: str = ""
    late: bool = False
    shared: bool = False
    counting: str = ""
    scope: str = ""

    def query(self, **changes: Any) -> str:
        """The address's query for these filters with `changes`: the same filters give the same query."""
        return replace(self, **changes).text()

    def text(self) -> str:
        """The filters as a query, without those that filter nothing."""
        pairs: list[tuple[str, str]] = []
        for field in fields(self):
            held = getattr(self, field.name)
            if field.name == "scope" or held == field.default:
                continue
            values = held if isinstance(held, tuple) else (held,)
            pairs += [(field.name, query_text(field.name, value)) for value in values]
        return urlencode(pairs)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the period and the state narrows the cases."""
        plain = replace(self, show=OPEN, since=None, until=None, counting="")
        return plain != TotalsFilter(scope=self.scope)

    @property
    def is_listed(self) -> bool:
        """Whether only a list can show these cases: the board has no word for them."""
        return self.late or self.shared

    @property
    def sides(self) -> tuple[str, ...]:
        """Whether open cases are shown, completed ones or both: their pounds are never one figure."""
        if self.late:
            return (OPEN,)
        return (OPEN, COMPLETED) if self.show == BOTH or self.odd else (self.show,)

    def side(self, state: str) -> Sieve:
        """Every filter of the open cases, or of the completed ones, as a board has them."""
        found = replace(self.sieve, states=STATES[state])
        return replace(found, since=None, until=None) if state == OPEN else found

    @property
    def narrow(self) -> Sieve:
        """Every filter but the state, the period, the months and `late`, as a board has them; of an adviser's own cases
        where these alone may be seen.
        """
        return Sieve(
            text=self.q,
            types=uuids_of_keys(self.type),
            advisers=() if self.counting else self.advisers,
            assigned=self.advisers if self.counting else (),
            tags=self.tag,
            statuses=self.status,
            least=self.least,
            most=self.most,
            money=(self.value,) if self.value else (),
            odd=(self.odd,) if self.odd else (),
        )

    @property
    def whose(self) -> tuple[str, ...]:
        """The advisers, by key, whose parts of the cases are asked for; none where everybody's are."""
        return tuple(NONE if one is None else str(one) for one in self.advisers)

    @property
    def advisers(self) -> tuple[UUID | None, ...]:
        """Whose cases are asked for, as far as they may be seen."""
        asked, mine = uuids_of_keys(self.adviser), uuids_of_keys((self.scope,))
        if not self.scope:
            return asked
        return mine if not asked or mine[0] in asked else (NOTHING,)

    @property
    def sieve(self) -> Sieve:
        """Every filter but `late`, as a board has them. What contradicts itself is looked for in every state."""
        dated = replace(self.narrow, opened=single_month(self.opened), finished=single_month(self.finished))
        if self.odd:
            return dated
        period = (None, None) if self.show == OPEN else (self.since, self.until)
        return replace(dated, states=STATES[self.show], since=period[0], until=period[1])


def query_text(name: str, value: Any) -> str:
    """One filter's value as it stands in the address."""
    if name in ("least", "most"):
        return f"{value // 100}" if value % 100 == 0 else f"{value // 100}.{value % 100:02}"
    return "1" if value is True else str(value)


def uuids_of_keys(keys: Iterable[str]) -> tuple[UUID | None, ...]:
    """Keys as a sieve has them: None for `none`."""
    return tuple(None if key == NONE else uuid_of_key(key) for key in keys)


def uuid_of_key(key: str) -> UUID:
    """A key's uuid; for what is none, the nil one, which nothing has."""
    try:
        return UUID(key)
    except ValueError:
        return NOTHING


def single_month(month: str) -> tuple[str, ...]:
    """The one month there is, if any."""
    return (month,) if month else ()


def with_adviser(cases: QuerySet[Case]) -> QuerySet[Any]:
    """The same cases with `adviser`: the uuid, as text, of the first person assigned."""
    return cases.annotate(adviser=Cast(KT("assigned_to__0"), CharField()))


def live_cases() -> QuerySet[Any]:
    """Every case of the firm that Plannr still has."""
    return with_adviser(Case.objects.filter(gone_at=None))


def cases_in_any_state(wanted: TotalsFilter, cases: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """The cases that pass every filter but the state (open or completed), the period and the months."""
    return cases_passing(wanted.narrow, live_cases() if cases is None else cases)


def filtered_cases(wanted: TotalsFilter) -> QuerySet[Any]:
    """The cases a page is about: every filter, `late` apart (boards.totals.reports.ageing knows the lines)."""
    found = cases_passing(wanted.sieve, live_cases())
    return found.filter(assigned_to__1__isnull=False) if wanted.shared else found


def cases_in_state(cases: QuerySet[Any], state: str) -> QuerySet[Any]:
    """The open cases among some, or the completed ones."""
    return cases.filter(open_condition() if state == OPEN else completed_condition())


def cases_passing(which: Sieve, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `cases` that pass a sieve, exactly as on the firm's board."""
    return sieve.sifted(cases, which, client=None, done=done_statuses(), day=formatting.today())


def done_statuses() -> frozenset[UUID]:
    """The statuses that Plannr marks as completed, those it no longer lists among them, as boards have them."""
    return wall.vocabulary().done


def completed_condition() -> Q:
    """A case that is finished, by its date or by its status."""
    return conditions.is_done(done_statuses())


def open_condition() -> Q:
    """A case in progress."""
    return conditions.is_open(done_statuses())
