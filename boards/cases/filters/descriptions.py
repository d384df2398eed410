"""What the filters of a board filter by, in words."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from boards.mirror.columns import COLUMN_NAMES
from boards.mirror.conditions import ANY, COVER_ISSUE, DONE, NONE, OPEN, OTHER
from boards.mirror.filters import FILTER_KINDS, CaseFilter
from boards.mirror.models import Account, CaseType, Status
from boards.mirror.quality.cases import ISSUE_LABELS
from boards.ui import formatting

STATES = {OPEN: "In progress", DONE: "Completed"}
MONEY = {NONE: "Without a value", OTHER: "In another currency"}
ODD = {ANY: "Anything to put right", **ISSUE_LABELS, COVER_ISSUE: "Covers to look at"}
WORDS = {"state": STATES, "money": MONEY, "odd": ODD}
UNKNOWN = {
    "type": "a type that the firm does not have",
    "person": "somebody the board does not know",
    "adviser": "somebody the board does not know",
    "assigned": "somebody the board does not know",
    "status": "a status that the firm does not have",
}
NOBODY = {"type": "no type", "person": "nobody assigned", "adviser": "nobody assigned", "assigned": "nobody assigned"}


def describe_filter(wanted: CaseFilter, kind: str) -> list[str]:
    """What a kind of filter filters by, in words; none while it is off."""
    if not wanted.has(kind):
        return []
    match kind:
        case "text":
            return [f"name holds “{wanted.text}”"]
        case "value":
            return [describe_range(wanted.least, wanted.most)]
        case "age":
            return [f"{formatting.counted(wanted.days or 0, 'day')} or more"]
        case "period":
            return [f"completed {describe_period(wanted.since, wanted.until)}"]
        case "month":
            return describe_months("opened", wanted.opened) + describe_months("completed", wanted.finished)
        case "tag":
            return list(wanted.tags)
        case "state" | "money" | "odd":
            return [WORDS[kind][one] for one in getattr(wanted, FILTER_KINDS[kind][0])]
        case "status":
            return status_names(wanted.statuses)
    return record_names(kind, getattr(wanted, FILTER_KINDS[kind][0]))


def record_names(kind: str, uuids: tuple[UUID | None, ...]) -> list[str]:
    """The names of types or people."""
    known = [one for one in uuids if one]
    model: Any = CaseType if kind == "type" else Account
    names = dict(model.objects.filter(pk__in=known).values_list("pk", "name")) if known else {}
    return [NOBODY[kind] if one is None else names.get(one) or UNKNOWN[kind] for one in uuids]


def status_names(keys: Iterable[str]) -> list[str]:
    """The names of statuses by key."""
    names = {str(pk): name for pk, name in Status.objects.values_list("pk", "name")} | COLUMN_NAMES
    return [names.get(key) or UNKNOWN["status"] for key in keys]


def describe_period(since: date | None, until: date | None) -> str:
    """A period of days."""
    if until is None:
        return f"from {formatting.short_date(since)} on" if since else ""
    return (
        f"{formatting.short_date(since)} to {formatting.short_date(until)}"
        if since
        else f"up to {formatting.short_date(until)}"
    )


def describe_months(done: str, months: Sequence[str]) -> list[str]:
    """Months in which something was `done`, in words: "opened Jun 2026, Jul 2026"; of many, the first and the last."""
    short = [f"{date.fromisoformat(f'{month}-01'):%b %Y}" for month in sorted(months)]
    if len(short) > 2:
        return [f"{done} in {len(short)} months, {short[0]} to {short[-1]}"]
    return [f"{done} {', '.join(short)}"] if short else []


def month_name(month: str) -> str:
    """ "2026-06" as "June 2026"."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def describe_range(least: int | None, most: int | None) -> str:
    """A range of pounds."""
    if most is None:
        return f"{formatting.money(least)} or more"
    return (
        f"up to {formatting.money(most)}" if least is None else f"{formatting.money(least)} to {formatting.money(most)}"
    )


def join_names(names: list[str]) -> str:
    """ "Pension, Protection and 4 more"."""
    return ", ".join(names) if len(names) < 4 else f"{', '.join(names[:2])} and {len(names) - 2} more"
