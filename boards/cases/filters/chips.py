"""The filters as a board offers them: a chip for each kind, what it says when it is on, and what its menu holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from boards.cases.filters.descriptions import UNKNOWN, WORDS, describe_filter, join_names, month_name, status_names
from boards.cases.filters.form import CaseFilterForm
from boards.mirror.board_data import listed_statuses
from boards.mirror.cache import cached_for
from boards.mirror.columns import COLUMN_NAMES
from boards.mirror.conditions import NONE, OTHER
from boards.mirror.filters import FILTER_KINDS, PARAMETER_NAMES
from boards.mirror.models import Account, CaseType, Participant
from boards.mirror.ordering import board_cases
from boards.ui import formatting

MAX_OPTIONS = 300
MONTHS_BACK = 24
LABELS = {
    "person": ("Person", "user-round"),
    "adviser": ("Adviser", "briefcase"),
    "assigned": ("Assigned", "users"),
    "type": ("Type", "file-text"),
    "tag": ("Tag", "tag"),
    "status": ("Status", "columns-3"),
    "value": ("Value", "pound-sterling"),
    "money": ("Not in pounds", "circle-question-mark"),
    "age": ("Age", "clock"),
    "state": ("State", "circle-check"),
    "period": ("Period", "calendar"),
    "month": ("Month", "calendar-clock"),
    "odd": ("To put right", "triangle-alert"),
}
TYPED = frozenset({"value", "age", "period"})
RARE = frozenset({"adviser", "assigned", "status", "money", "period", "month"})
DATED = {"opened": "Opened", "finished": "Completed"}
ORDERS = {"": "Plannr’s order", "value": "Most value first", "age": "Longest in status first", "name": "By name"}


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One thing a menu offers: its value in the address, its name, a colour where it has one."""

    value: str
    name: str
    is_on: bool
    colour: str = ""


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """The choices of one parameter, `name`; `legend` where a menu has several such groups."""

    name: str
    choices: list[FilterOption]
    legend: str = ""


@dataclass(slots=True)
class FilterChip:
    """One kind of filter: `said` is what it filters by, blank while it is off; `others` what its form takes along."""

    kind: str
    label: str
    icon: str
    said: str
    without: str
    others: list[tuple[str, str]]
    wrong: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    groups: list[OptionGroup] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether its menu stands open with what was typed, to be put right."""
        return bool(self.wrong) and self.kind in TYPED

    @property
    def is_rare(self) -> bool:
        """Whether it has a chip only while it is on, and else stands among all filters alone."""
        return self.kind in RARE and not self.said and not self.wrong


def filter_chips(asked: CaseFilterForm) -> list[FilterChip]:
    """Every kind of filter, in the order of the chips; queries only for the names of what is on."""
    return [filter_chip(asked, kind) for kind in LABELS]


def filter_chip(asked: CaseFilterForm, kind: str, words: str | None = None) -> FilterChip:
    """One kind of filter, without what its menu offers; `words` is what it filters by, where that is known."""
    label, icon = LABELS[kind]
    words = join_names(describe_filter(asked.sieve, kind)) if words is None else words
    found = FilterChip(kind, label, icon, words, asked.without(kind), asked.others(kind))
    found.wrong, found.typed = asked.wrong.get(kind, ""), asked.typed
    return found


def chip_with_options(
    asked: CaseFilterForm, kind: str, client: UUID | None, offered: list[tuple[str, str, str]] | None = None
) -> FilterChip:
    """One kind of filter with all that its menu offers on this board, or with what is `offered`."""
    found, wanted = filter_chip(asked, kind), asked.sieve
    if kind == "period" and not found.wrong:
        found.typed = asked.typed | {"since": str(wanted.since or ""), "until": str(wanted.until or "")}
    for name in FILTER_KINDS[kind]:
        if isinstance(getattr(wanted, name), tuple):
            choices = with_selected(
                selected_values(asked, name), options_for(kind, client) if offered is None else offered, kind
            )
            found.groups.append(OptionGroup(PARAMETER_NAMES.get(name, name), choices, DATED.get(name, "")))
    return found


def selected_values(asked: CaseFilterForm, name: str) -> list[str]:
    """The values of a field of the sieve that are on, as the address has them."""
    return [NONE if one is None else str(one) for one in getattr(asked.sieve, name)]


def with_selected(on: Iterable[str], options: list[tuple[str, str, str]], kind: str) -> list[FilterOption]:
    """The choices of a menu; what is on but not among them comes last."""
    on = list(on)
    known = {value for value, *_ in options}
    found = [FilterOption(value, name, value in on, colour) for value, name, colour in options]
    return found + [FilterOption(value, unknown_option(kind, value), True) for value in on if value not in known]


def unknown_option(kind: str, value: str) -> str:
    """The name of what is on, but is nothing that a menu offers."""
    if kind == "month":
        return month_name(value)
    name = status_names([value])[0] if kind == "status" else UNKNOWN.get(kind, value)
    return name[:1].upper() + name[1:]


def options_for(kind: str, client: UUID | None) -> list[tuple[str, str, str]]:
    """What a menu offers on a board: value, name, colour."""
    match kind:
        case "state" | "money" | "odd":
            return [(value, name, "") for value, name in WORDS[kind].items()]
        case "status":
            listed = [(str(pk), name, formatting.colour(raw)) for pk, name, raw, _ in listed_statuses()]
            return listed + [(key, COLUMN_NAMES[key], "") for key in (OTHER, NONE)]
        case "month":
            return [(month, month_name(month), "") for month in recent_months(formatting.today())]
        case "tag":
            return [(name, name, colour) for name, colour in tag_options(client)]
        case "type":
            rows = CaseType.objects.exclude(name="").order_by("name").values_list("pk", "name")
            if client:
                rows = rows.filter(pk__in=board_cases(client).values("type"))
            return [*((str(pk), name, "") for pk, name in rows[:MAX_OPTIONS]), (NONE, "No type", "")]
        case "person":
            return [*employee_options(client), (NONE, "Nobody assigned", "")]
        case "adviser" | "assigned":
            return [*employee_options(None), (NONE, "Nobody assigned", "")]
    return []


def recent_months(day: date) -> list[str]:
    """The last months up to the one of `day`, newest first."""
    last = day.year * 12 + day.month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(last, last - MONTHS_BACK, -1)]


def employee_options(client: UUID | None) -> list[tuple[str, str, str]]:
    """The firm's employees; on a client's board others who take part in its cases, too."""
    rows = Account.objects.filter(kind="employee")
    if client:
        beside = Participant.objects.filter(case__in=board_cases(client).values("pk")).values("account")
        rows = rows | Account.objects.filter(pk__in=beside).exclude(pk=client)
    found = rows.order_by("folded", "pk").values_list("pk", "name")[:MAX_OPTIONS]
    return [(str(pk), name or "Without a name", "") for pk, name in found]


def tag_options(client: UUID | None) -> list[tuple[str, str]]:
    """The tags of a board's cases with their colours; the firm's are gathered at most once a minute."""
    return collect_tags(client) if client else cached_for("tags", lambda: collect_tags(None))


def collect_tags(client: UUID | None) -> list[tuple[str, str]]:
    """The same, from all the cases of the board."""
    found: dict[str, str] = {}
    for some in board_cases(client).exclude(tags=[]).order_by().values_list("tags", flat=True).iterator():
        found |= dict(some)
    return sorted(found.items(), key=lambda tag: tag[0].casefold())[:MAX_OPTIONS]
