"""Which cases a page of totals is about: the filters that boards have too, and what totals alone can ask.

A `key` names one status, type or adviser: its uuid, `none` (the case has none) or, for statuses, `other` (one that
Plannr does not list). What each filter lets through is said once, for totals and boards alike, by
boards.mirror.conditions: so a figure here and the firm's board behind it can never be of different cases.
"""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import CharField, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from boards.mirror.board_data import firm_statuses
from boards.mirror.columns import NO_STATUS, OTHER_STATUS
from boards.mirror.conditions import DONE, assigned_to
from boards.mirror.filters import NO_FILTER, CaseFilter, apply_filter, to_query_pairs
from boards.mirror.models import Case
from boards.mirror.models import cases as case_models
from boards.mirror.quality.cases import ISSUE_LABELS
from boards.ui import formatting
from boards.ui.fields import parse_uuid

OPEN, COMPLETED, BOTH = "open", "completed", "both"
NONE, OTHER = NO_STATUS, OTHER_STATUS
NOTHING = UUID(int=0)
EACH, SPLIT = "each", "split"
STATES = {OPEN: (OPEN,), COMPLETED: (DONE,), BOTH: (OPEN, DONE)}
OWN = ("late", "shared", "counting")

COUNTINGS = {
    "": "each case under the first person assigned",
    EACH: "each case in full under everybody assigned",
    SPLIT: "each case’s value split equally between those assigned",
}
COUNTING_LABELS = {EACH: "In full under each adviser", SPLIT: "Split between advisers"}
ISSUE_KINDS = ISSUE_LABELS
FORMER_PARAMETERS = {"q": "text", "value": "money", "show": "state"}


@dataclass(frozen=True, slots=True)
class TotalsFilter:
    """The filters. `cases` are those of boards; where it asks for no state, open cases are meant, or those in any state
    that contradict themselves. `late` asks for work past the 85% line, `shared` for cases with several people assigned.
    `counting` says how a case counts for several advisers: blank, under the first of them; EACH, in full under each;
    SPLIT, its value split between them. `scope` is the adviser whose cases alone may be seen, and never comes from the
    address.
    """

    cases: CaseFilter = NO_FILTER
    late: bool = False
    shared: bool = False
    counting: str = ""
    scope: str = ""

    def filtered(self, **changes: Any) -> "TotalsFilter":
        """The same with fields of the boards' filters changed."""
        return replace(self, cases=replace(self.cases, **changes))

    def in_state(self, state: str) -> "TotalsFilter":
        """The same for OPEN, COMPLETED or BOTH; that open cases are meant needs no word."""
        return self.filtered(states=() if state == OPEN and not self.cases.odd else STATES[state])

    def query(self, **changes: Any) -> str:
        """The address's query for these filters with `changes`: the same filters give the same query."""
        own = {name: getattr(self, name) for name in OWN}
        said = [(name, "1" if value is True else value) for name, value in own.items() if value]
        return urlencode(to_query_pairs(replace(self.cases, **changes)) + said)

    @property
    def show(self) -> str:
        """OPEN, COMPLETED or BOTH."""
        if len(self.cases.states) == 1:
            return self.cases.states[0]
        return BOTH if self.cases.states or self.cases.odd else OPEN

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the period and the state narrows the cases."""
        return self.cases.without("state", "period").narrows or self.late or self.shared

    @property
    def is_listed(self) -> bool:
        """Whether only a list can show these cases: the board has no word for them."""
        return self.late or self.shared or bool(self.also_assigned)

    @property
    def sides(self) -> tuple[str, ...]:
        """Whether open cases are shown, completed ones or both: their pounds are never one figure."""
        if self.late:
            return (OPEN,)
        return (OPEN, COMPLETED) if self.show == BOTH else (self.show,)

    def side(self, state: str) -> CaseFilter:
        """Every filter of the open cases, or of the completed ones, as a board has them."""
        found = replace(self.sieve, states=STATES[state])
        return replace(found, since=None, until=None) if state == OPEN else found

    @property
    def narrow(self) -> CaseFilter:
        """Every filter but the state, the period, the months and `late`, as a board has them; of an adviser's own cases
        where these alone may be seen.
        """
        found, advisers = self.cases.without("state", "period", "month", "sort"), self.advisers
        if self.counting and advisers:
            return replace(found, advisers=(), assigned=advisers)
        return replace(found, advisers=advisers)

    @property
    def also_assigned(self) -> tuple[UUID | None, ...]:
        """Whom cases are assigned to besides the advisers, where both are asked for and a case counts for several."""
        return self.cases.assigned if self.counting and self.advisers else ()

    @property
    def whose(self) -> tuple[str, ...]:
        """The advisers, by key, whose parts of the cases are asked for; none where everybody's are."""
        return tuple(NONE if one is None else str(one) for one in self.advisers)

    @property
    def advisers(self) -> tuple[UUID | None, ...]:
        """Whose cases are asked for, as far as they may be seen."""
        asked = self.cases.advisers
        if not self.scope:
            return asked
        mine = parse_uuid(self.scope) or NOTHING
        return (mine,) if not asked or mine in asked else (NOTHING,)

    @property
    def sieve(self) -> CaseFilter:
        """Every filter but `late`, as a board has them."""
        dated = replace(self.narrow, opened=self.cases.opened, finished=self.cases.finished)
        if self.cases.odd and not self.cases.states:
            return dated
        states = () if self.show == BOTH else STATES[self.show]
        period = (None, None) if self.show == OPEN else (self.cases.since, self.cases.until)
        return replace(dated, states=states, since=period[0], until=period[1])


def translated(query: str) -> str:
    """A query with the words that totals once had of their own in those of every board; as it is where it has none."""
    former = parse_qsl(query, keep_blank_values=True)
    if not FORMER_PARAMETERS.keys() & {name for name, _ in former}:
        return query
    found: list[tuple[str, str]] = []
    for name, value in former:
        values = STATES.get(value, (value,)) if name == "show" else (value,)
        # What contradicts itself was looked for in every state, whatever `show` said.
        if value and not (name == "show" and any(other == "odd" for other, _ in former)):
            found += [(FORMER_PARAMETERS.get(name, name), text) for text in values]
    return urlencode(found)


def with_adviser(cases: QuerySet[Case]) -> QuerySet[Any]:
    """The same cases with `adviser`: the uuid, as text, of the first person assigned."""
    return cases.annotate(adviser=Cast(KT("assigned_to__0"), CharField()))


def live_cases() -> QuerySet[Any]:
    """Every case of the firm that Plannr still has."""
    return with_adviser(Case.objects.live())


def cases_in_any_state(wanted: TotalsFilter, cases: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """The cases that pass every filter but the state (open or completed), the period and the months."""
    return _also_assigned(wanted, cases_passing(wanted.narrow, live_cases() if cases is None else cases))


def filtered_cases(wanted: TotalsFilter) -> QuerySet[Any]:
    """The cases a page is about: every filter, `late` apart (boards.totals.reports.ageing knows the lines)."""
    found = _also_assigned(wanted, cases_passing(wanted.sieve, live_cases()))
    return found.filter(assigned_to__1__isnull=False) if wanted.shared else found


def _also_assigned(wanted: TotalsFilter, cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.filter(assigned_to(wanted.also_assigned)) if wanted.also_assigned else cases


def cases_in_state(cases: QuerySet[Any], state: str) -> QuerySet[Any]:
    """The open cases among some, or the completed ones."""
    return cases.filter(open_condition() if state == OPEN else completed_condition())


def cases_passing(which: CaseFilter, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `cases` that pass a sieve, exactly as on the firm's board."""
    return apply_filter(cases, which, client=None, done=done_statuses(), day=formatting.today())


def done_statuses() -> frozenset[UUID]:
    """The statuses that Plannr marks as completed, those it no longer lists among them, as boards have them."""
    return firm_statuses().done


def completed_condition() -> Q:
    """A case that is finished, by its date or by its status."""
    return case_models.done_condition(done_statuses())


def open_condition() -> Q:
    """A case in progress."""
    return case_models.open_condition(done_statuses())
