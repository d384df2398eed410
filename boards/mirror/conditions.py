"""What each kind of filter means to the database: the one definition, which boards and totals share.

A case is done where it has a completion date or stands in a status for completed cases (plannr-api.md 2.10), as in
quality/cases.py; its adviser is the first person assigned to it. Days and months are London's. Money: pennies.
"""

import json
import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import GreaterThanOrEqual

from boards.mirror.cache import cached_for
from boards.mirror.models import Account, CaseLink, Participant, Status
from boards.mirror.models.cases import START, done_condition, open_condition
from boards.mirror.models.search_key import search_key
from boards.mirror.quality.cases import NO_PLAN, any_issue_condition, issue_condition, types_with_plans
from boards.mirror.quality.covers import HasCoverIssue
from boards.ui.formatting import LONDON

OPEN: Final = "open"
DONE: Final = "completed"
ANY: Final = "any"
COVER_ISSUE: Final = "gap"
NONE: Final = "none"
OTHER: Final = "other"
IN_POUNDS: Final = Q(currency__in=["GBP", ""])
MAX_LISTED: Final = 100
UNINDEXED: Final = {"unled_currency": "currency", "unled_value": "value", "unled_since": "status_since"}
MONTH_PATTERN: Final = re.compile(r"(?:199\d|20\d\d)-(?:0[1-9]|1[0-2])", re.ASCII)


def name_contains(text: str, client: UUID | None) -> Q:
    """The case's name holds `text` as people spell; on the firm's board (`client` None), a client's may, too."""
    # The beginning is in an index; the name itself is read where it may go on.
    wanted = search_key(text)
    found = Q(start__contains=wanted) | Q(GreaterThanOrEqual(Length("start"), START)) & Q(folded__contains=wanted)
    if client:
        return found
    clients = Account.objects.filter(kind="client", folded__contains=wanted).values_list("pk", flat=True)
    # Few are looked for but once, whatever number of times this condition is asked.
    few = list(clients[: MAX_LISTED + 1])
    if not few:
        return found
    known = few if len(few) <= MAX_LISTED else clients
    return found | Q(pk__in=Participant.objects.filter(account__in=known).values("case"))


def in_statuses(keys: Iterable[str]) -> Q:
    """In one of these statuses (uuids as text); NONE: in none; OTHER: in one that Plannr does not list."""
    wanted = set(keys)
    found = Q(status__in=sorted(wanted - {NONE, OTHER}))
    if NONE in wanted:
        found |= Q(status=None)
    if OTHER in wanted:
        found |= Q(status__isnull=False) & ~Q(status__in=Status.objects.filter(listed=True).values("pk"))
    return found


def of_types(types: Iterable[UUID | None]) -> Q:
    """Of one of these types; None: of none."""
    wanted = set(types)
    found = Q(type__in=[one for one in wanted if one])
    return found | Q(type=None) if None in wanted else found


def involving(people: Iterable[UUID | None]) -> Q:
    """One of these accounts is assigned or takes part; None: nobody is assigned."""
    wanted = set(people)
    known = [one for one in wanted if one]
    parts = Participant.objects.filter(account__in=known).values("case")
    mentioned = CaseLink.objects.filter(uuid__in=known).values("case")
    found = Q(pk__in=parts.union(mentioned, all=True)) if known else Q(pk__in=[])
    return found | Q(unassigned=True) if None in wanted else found


def assigned_to(people: Iterable[UUID | None]) -> Q:
    """One of these is assigned, whether first or not; None: nobody is."""
    wanted = set(people)
    # What mentions an account is an assignment: the other mentions are of plans.
    found = Q(pk__in=CaseLink.objects.filter(uuid__in=[one for one in wanted if one]).values("case"))
    return found | Q(unassigned=True) if None in wanted else found


def of_advisers(people: Iterable[UUID | None]) -> Q:
    """One of these is the first person assigned (`first_assigned`); None: nobody is."""
    wanted = set(people)
    found = Q(first_assigned__in=sorted(str(one) for one in wanted if one))
    return found | Q(first_assigned=None) if None in wanted else found


def with_tags(names: Iterable[str]) -> Q:
    """With one of these tags, which rows keep (`tags_text`) as JSON `[[name, colour], …]` in either spelling."""
    found = Q()
    for name in names:
        for text in {json.dumps(name), json.dumps(name, ensure_ascii=False)}:
            found |= Q(tags_text__contains=f"[{text}, ")
    return found


def in_states(
    states: Collection[str], done: Collection[UUID], since: date | None = None, until: date | None = None
) -> Q:
    """In progress, completed, or (both or neither asked for) either. A period narrows the completed ones alone, to
    those with a completion date in it.
    """
    is_dated = since is not None or until is not None
    if (OPEN in states) == (DONE in states):
        return open_condition(done) | between_days("completed_at", since, until) if is_dated else Q()
    if OPEN in states:
        return open_condition(done)
    return between_days("completed_at", since, until) if is_dated else done_condition(done)


def between_days(field: str, first: date | None, last: date | None) -> Q:
    """A moment between the London days `first` and `last`, both included; None leaves that end open."""
    found = Q(**{f"{field}__isnull": False})
    if first:
        found &= Q(**{f"{field}__gte": start_of_day(first)})
    return found & Q(**{f"{field}__lt": start_of_day(last + timedelta(days=1))}) if last else found


def in_months(field: str, months: Iterable[str]) -> Q:
    """A moment in one of these months ("2026-06")."""
    found = Q()
    for month in months:
        found |= between_days(field, *month_bounds(month))
    return found


def start_of_day(day: date) -> datetime:
    """The moment a London day begins."""
    return datetime.combine(day, time(), LONDON)


def month_bounds(month: str) -> tuple[date, date]:
    """The first and the last day of a month such as "2026-06"."""
    year, number = int(month[:4]), int(month[5:])
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), following - timedelta(days=1)


def unindexed(name: str) -> Coalesce:
    """A column of cases by which no index is searched: a planner without statistics takes any range for a narrow one,
    and would leave the index of the order for it, which gives the first rows at once. UNLED are those in use.
    """
    return Coalesce(name, name)


def value_between(least: int | None, most: int | None) -> Q:
    """In pounds and not below `least`, nor above `most`, both in pennies."""
    found = Q(unled_currency__in=["GBP", ""])
    if least is not None:
        found &= Q(unled_value__gte=least)
    return found & Q(unled_value__lte=most) if most is not None else found


def not_in_pounds(kinds: Collection[str]) -> Q:
    """What sums in pounds leave out: NONE, without a value; OTHER, with one in another currency."""
    found = Q(value=None) if NONE in kinds else Q()
    return found | (Q(value__isnull=False) & ~IN_POUNDS) if OTHER in kinds else found


def in_status_for(days: int, done: Collection[UUID], day: date) -> Q:
    """Not done, and in its status for at least `days` whole days on `day`, as cards count them."""
    last = min(day - timedelta(days=days), day) + timedelta(days=1)
    return open_condition(done) & Q(unled_since__lt=start_of_day(last))


def has_data_issue(kinds: Collection[str], done: Collection[UUID]) -> Q:
    """With one of these contradictions; ANY: with any of them; GAP: with something to look at on a plan's covers."""
    found = Q(HasCoverIssue("plans")) if COVER_ISSUE in kinds else Q()
    if ANY in kinds:
        return found | any_issue_condition(done, cached_types_with_plans())
    for kind in kinds:
        if kind != COVER_ISSUE:
            found |= issue_condition(kind, done, cached_types_with_plans() if kind == NO_PLAN else ())
    return found


def cached_types_with_plans() -> frozenset[UUID]:
    """The types whose open cases usually have a plan, worked out anew at most once a minute."""
    return cached_for("planned-types", types_with_plans)
