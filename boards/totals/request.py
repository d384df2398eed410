"""What every page of the totals begins with: who asks, for which cases, and the words for what the filters offer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property, wraps
from typing import Any, ClassVar, cast
from urllib.parse import parse_qsl

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from boards.cases.filters.chips import LABELS, FilterChip, FilterOption, chip_with_options
from boards.cases.filters.descriptions import describe_filter, join_names
from boards.mirror.filters import FILTER_KINDS, NO_FILTER
from boards.mirror.models import Account
from boards.totals import sync_status
from boards.totals.filters import COUNTING_LABELS, COUNTINGS, NONE, TotalsFilter, live_cases, translated
from boards.totals.forms import STATE_LABELS, TotalsFilterForm
from boards.totals.models import SavedTotals
from boards.totals.reports.aggregates import WITHOUT
from boards.ui import formatting
from boards.ui.formatting import nice_date
from boards.ui.pages import LazyPage
from boards.users.models import User
from boards.users.permissions import has_permission

NOBODY = "nobody"
CHOSEN = ("status", "adviser", "type", "tag")
TAKEN_OFF = ("text", "person", "assigned", "value", "money", "age", "month", "odd")
BOXES = {*CHOSEN, "text", "least", "most", "since", "until", "counting"}


type View = Callable[..., HttpResponseBase]


def in_present_words[V: View](view: V) -> V:
    """Send an address in the words that totals once had to the same in today's."""

    @wraps(view)
    def translating(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        query = translated(request.META["QUERY_STRING"])
        if query != request.META["QUERY_STRING"]:
            return redirect(f"{request.path}?{query}", permanent=True)
        return view(request, *args, **kwargs)

    return cast(V, translating)


class TotalsRequest(LazyPage):
    """One request for totals: `scope` is the one adviser whose cases this person may see, blank for managers."""

    SHOWN: ClassVar[tuple[str, ...]] = ("standing", "picks", "narrowings", "saved")

    def __init__(self, request: HttpRequest) -> None:
        assert isinstance(request.user, User)
        self.person = request.user
        self.now = datetime.now(UTC)
        self.day: date = formatting.london(self.now).date()
        self.form = TotalsFilterForm(request.GET)
        self.wanted: TotalsFilter = self.form.wanted(self.scope)

    @property
    def scope(self) -> str:
        """Managers see everything; an adviser sees what is theirs, and nothing where nobody knows what that is."""
        if "manager" in self.person.roles:
            return ""
        return str(self.person.plannr_account or NOBODY)

    @property
    def is_unlinked(self) -> bool:
        """Whether this person is an adviser whom nobody has matched with an employee of Plannr's."""
        return self.scope == NOBODY

    @property
    def status(self) -> int:
        """The HTTP status of a page: 422 where a filter could not be read."""
        return 422 if self.form.errors else 200

    @cached_property
    def standing(self) -> sync_status.SyncStatus:
        """How fresh the firm's cases are."""
        return sync_status.current_status()

    @cached_property
    def picks(self) -> list[FilterChip]:
        """The filters that offer choices."""
        found = [
            chip_with_options(self.form, kind, None, assignee_options() if kind == "adviser" else None)
            for kind in CHOSEN
            if not (kind == "adviser" and self.wanted.scope)
        ]
        return [chip for chip in found if chip.kind != "tag" or chip.groups[0].choices]

    @cached_property
    def saved(self) -> list[SavedTotals]:
        """The filters that this person kept, and those that others share."""
        kept = SavedTotals.objects.filter(Q(person=self.person) | Q(shared=True)).order_by("name", "pk")
        return list(kept.select_related("person"))

    @cached_property
    def narrowings(self) -> list[tuple[str, str]]:
        """The filters that are on beyond the picks and the period: in words, and the address without each."""
        wanted = self.wanted
        found = [
            (self.words(kind), wanted.query(**{name: getattr(NO_FILTER, name) for name in FILTER_KINDS[kind]}))
            for kind in TAKEN_OFF
            if wanted.cases.has(kind)
        ]
        if wanted.late:
            found.append(("Older than 85% of finished ones", replace(wanted, late=False).query()))
        if wanted.shared:
            found.append(("Several people assigned", replace(wanted, shared=False).query()))
        return [(words, f"?{query}") for words, query in found]

    def words(self, kind: str) -> str:
        """What a kind of filter filters by, as it stands by itself."""
        words = join_names(describe_filter(self.wanted.cases, kind))
        if kind in ("person", "assigned", "age"):
            return f"{LABELS[kind][0]}: {words}"
        return words[:1].upper() + words[1:]

    @property
    def countings(self) -> list[FilterOption]:
        """The ways in which a case may count for several people assigned to it."""
        return [FilterOption(key, words.capitalize(), key == self.wanted.counting) for key, words in COUNTINGS.items()]

    @property
    def counting(self) -> str:
        """The way that was chosen, in words; blank for the usual one."""
        return COUNTING_LABELS.get(self.wanted.counting, "")

    @property
    def period(self) -> str:
        """The period that was asked for, in words; blank where none was."""
        first, last = self.wanted.cases.since, self.wanted.cases.until
        if first and last:
            return f"{nice_date(first)} to {nice_date(last)}"
        return f"From {nice_date(first)}" if first else f"To {nice_date(last)}" if last else ""

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The filters that the form has no box for, which it takes along."""
        return [(name, value) for name, value in parse_qsl(self.wanted.query()) if name not in BOXES]

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is on."""
        return self.wanted.query() != ""

    def about(self, title: str) -> list[tuple[str, str]]:
        """What a file says of itself: what it is, of which cases, with which filters, as read when."""
        read = self.standing.read_at
        filters = [
            f"{LABELS[kind][0]}: {', '.join(names)}"
            for kind in CHOSEN
            if (names := describe_filter(self.wanted.cases, kind))
        ]
        filters += [words for words, _ in self.narrowings]
        lines = [
            ("plannr_board", title),
            ("Cases", f"{STATE_LABELS[self.wanted.show]}{', of ' + self.person.called if self.wanted.scope else ''}"),
            ("Filters", "; ".join(filters) or "none"),
            ("Advisers", f"{COUNTINGS[self.wanted.counting].capitalize()}."),
            ("Period", self.period or "not limited"),
            ("Read from Plannr", read.strftime("%Y-%m-%dT%H:%M:%SZ") if read else "never as a whole"),
            ("Made", self.now.strftime("%Y-%m-%dT%H:%M:%SZ")),
        ]
        if self.standing.is_incomplete and self.standing.short_since and self.standing.reading:
            since = self.standing.short_since.strftime("%Y-%m-%dT%H:%M:%SZ")
            lines.append(("Incomplete", f"since {since}: {self.standing.reading.trouble}"))
        return lines

    def context(self) -> dict[str, Any]:
        """What every page of the room needs."""
        return {
            "asked": self,
            "form": self.form,
            "wanted": self.wanted,
            "query": self.wanted.query(),
            "shows": [
                (key, name, f"?{self.wanted.in_state(key).query()}", key == self.wanted.show)
                for key, name in STATE_LABELS.items()
            ],
            "is_manager": has_permission(self.person, "chances-set"),
        }


def assignee_options() -> list[tuple[str, str, str]]:
    """Everybody whom a live case is assigned to first, by name."""
    keys = [key for key in live_cases().order_by().values_list("adviser", flat=True).distinct() if key]
    names = dict(Account.objects.filter(kind="employee").values_list("uuid", "name"))
    named = {str(uuid): name for uuid, name in names.items()}
    rows = [(key, named.get(key, "Not known by name"), "") for key in keys]
    return [*sorted(rows, key=lambda row: row[1].casefold()), (NONE, WITHOUT["adviser"], "")]
