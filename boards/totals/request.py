"""What every page of the totals begins with: who asks, for which cases, and the words for what the filters offer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from django.db.models import Q
from django.http import HttpRequest

from boards.mirror import wall
from boards.mirror.models import Account, Case, CaseType
from boards.totals import sync_status
from boards.totals.filters import COUNTING_LABELS, COUNTINGS, ISSUE_KINDS, NONE, OTHER, TotalsFilter, live_cases
from boards.totals.forms import STATE_LABELS, TotalsFilterForm
from boards.totals.models import SavedTotals
from boards.totals.reports.aggregates import WITHOUT
from boards.ui import formatting
from boards.ui.formatting import nice_date
from boards.ui.pages import LazyPage
from boards.users.models import User
from boards.users.permissions import has_permission

NOBODY = "nobody"
MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One thing a filter offers."""

    key: str
    name: str
    on: bool
    colour: str = ""


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter with its choices: `name` as in the address, `called` on its button, `icon` beside it."""

    name: str
    called: str
    icon: str
    choices: list[FilterOption]

    @property
    def chosen(self) -> str:
        """What is on, for the button: the one name, or how many."""
        on = [choice.name for choice in self.choices if choice.on]
        if len(on) == 1:
            return on[0]
        return f"{len(on)} {self.called.lower()}s" if on else ""


class TotalsRequest(LazyPage):
    """One request for totals: `scope` is the one adviser whose cases this person may see, blank for managers."""

    SHOWN: ClassVar[tuple[str, ...]] = ("standing", "picks", "saved")

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
        statuses = [(f"{uuid}", name, formatting.colour(raw)) for uuid, name, raw, _ in wall.statuses()]
        statuses += [(OTHER, wall.NAMES[OTHER], ""), (NONE, wall.NAMES[NONE], "")]
        types = [(f"{uuid}", name, "") for uuid, name in CaseType.objects.order_by("name").values_list("uuid", "name")]
        picks = [FilterChip("status", "Status", "columns-3", options_with_chosen(self.wanted.status, statuses))]
        if not self.wanted.scope:
            picks.append(
                FilterChip(
                    "adviser", "Adviser", "user-round", options_with_chosen(self.wanted.adviser, assignee_options())
                )
            )
        picks.append(
            FilterChip(
                "type",
                "Type",
                "file-text",
                options_with_chosen(self.wanted.type, [*types, (NONE, WITHOUT["type"], "")]),
            )
        )
        tags = [(name, name, colour) for name, colour in tags_in_use()]
        if tags or self.wanted.tag:
            picks.append(FilterChip("tag", "Tag", "tags", options_with_chosen(self.wanted.tag, tags)))
        return picks

    @cached_property
    def saved(self) -> list[SavedTotals]:
        """The filters that this person kept, and those that others share."""
        kept = SavedTotals.objects.filter(Q(person=self.person) | Q(shared=True)).order_by("name", "pk")
        return list(kept.select_related("person"))

    @property
    def narrowings(self) -> list[tuple[str, str]]:
        """The filters that are on beyond the picks and the period: in words, and the address without each."""
        wanted = self.wanted
        found: list[tuple[str, dict[str, Any]]] = []
        if wanted.q:
            found.append((f"Name holds “{wanted.q}”", {"q": ""}))
        if wanted.least is not None or wanted.most is not None:
            ends = (wanted.least, wanted.most)
            low, high = (None if end is None else formatting.money(end) for end in ends)
            said = f"{low} to {high}" if low and high else f"From {low}" if low else f"Up to {high}"
            found.append((said, {"least": None, "most": None}))
        for name, called in (("opened", "Opened"), ("finished", "Completed")):
            month = getattr(wanted, name)
            if month:
                found.append((f"{called} in {date.fromisoformat(f'{month}-01'):%B %Y}", {name: ""}))
        if wanted.value:
            found.append(("Without a value" if wanted.value == NONE else "In another currency", {"value": ""}))
        if wanted.odd:
            found.append((ISSUE_KINDS[wanted.odd], {"odd": ""}))
        if wanted.late:
            found.append(("Older than 85% of finished ones", {"late": False}))
        if wanted.shared:
            found.append(("Several people assigned", {"shared": False}))
        return [(said, f"?{wanted.query(**change)}") for said, change in found]

    @property
    def countings(self) -> list[FilterOption]:
        """The ways in which a case may count for several people assigned to it."""
        return [FilterOption(key, said.capitalize(), key == self.wanted.counting) for key, said in COUNTINGS.items()]

    @property
    def counting(self) -> str:
        """The way that was chosen, in words; blank for the usual one."""
        return COUNTING_LABELS.get(self.wanted.counting, "")

    @property
    def period(self) -> str:
        """The period that was asked for, in words; blank where none was."""
        first, last = self.wanted.since, self.wanted.until
        if first and last:
            return f"{nice_date(first)} to {nice_date(last)}"
        return f"From {nice_date(first)}" if first else f"To {nice_date(last)}" if last else ""

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The filters that the form has no box for, which it takes along."""
        names = ("show", "opened", "finished", "value", "odd", "late", "shared")
        return [(name, value) for name, value in parse_qsl(self.wanted.text()) if name in names]

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is on."""
        return self.wanted.text() != ""

    def about(self, title: str) -> list[tuple[str, str]]:
        """What a file says of itself: what it is, of which cases, with which filters, as read when."""
        read = self.standing.read_at
        filters = [f"{pick.called}: {', '.join(one.name for one in pick.choices if one.on)}" for pick in self.picks]
        filters = [text for text in filters if not text.endswith(": ")] + [said for said, _ in self.narrowings]
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
            "query": self.wanted.text(),
            "shows": [
                (key, name, f"?{self.wanted.query(show=key)}", key == self.wanted.show)
                for key, name in STATE_LABELS.items()
            ],
            "is_manager": has_permission(self.person, "chances-set"),
        }


def options_with_chosen(chosen: tuple[str, ...], choices: list[tuple[str, str, str]]) -> list[FilterOption]:
    """The choices of a filter, with those that are on; what is on and not among them is offered under no name."""
    known = {key for key, *_ in choices}
    found = [
        FilterOption(key, name or "Unnamed", key in chosen, colour) for key, name, colour in choices[:MOST_OFFERED]
    ]
    return found + [FilterOption(key, "One that the firm does not have", True) for key in chosen if key not in known]


def assignee_options() -> list[tuple[str, str, str]]:
    """Everybody whom a live case is assigned to first, by name."""
    keys = [key for key in live_cases().order_by().values_list("adviser", flat=True).distinct() if key]
    names = dict(Account.objects.filter(kind="employee").values_list("uuid", "name"))
    named = {str(uuid): name for uuid, name in names.items()}
    rows = [(key, named.get(key, "Not known by name"), "") for key in keys]
    return [*sorted(rows, key=lambda row: row[1].casefold()), (NONE, WITHOUT["adviser"], "")]


def tags_in_use() -> list[tuple[str, str]]:
    """The tags of live cases: name and colour."""
    found: dict[str, str] = {}
    for tags in Case.objects.filter(gone_at=None).exclude(tags=[]).order_by().values_list("tags", flat=True).distinct():
        found |= dict(tags)
    return sorted(found.items(), key=lambda tag: tag[0].casefold())
