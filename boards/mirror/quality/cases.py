"""What does not fit together in a case, and what it lacks: listed on its page, counted and filtered on boards.

A case is done where it has a completion date or stands in a status for completed cases (plannr-api.md 2.10). Where the
two disagree, that is said; what an open case lacks is said only while it is open. `of` tells them for one case; `where`
finds the cases of one kind by SQL, so that thousands are counted without being read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from boards.mirror.models import Case, Status

NO_DATE: Final = "no-date"
NOT_IN_STATUS: Final = "date-elsewhere"
NO_VALUE: Final = "no-value"
NO_TYPE: Final = "no-type"
NOBODY: Final = "nobody"
NO_PLAN: Final = "no-plan"

ISSUE_LABELS: Mapping[str, str] = {
    NO_DATE: "In a completed status without a completion date",
    NOT_IN_STATUS: "Completed, but in a status for open cases",
    NO_VALUE: "No value",
    NO_TYPE: "No type",
    NOBODY: "Nobody assigned",
    NO_PLAN: "No plan, where the type usually has one",
}
USUAL_SHARE, USUAL_CASES = 0.8, 5


@dataclass(frozen=True, slots=True)
class DataIssue:
    """One thing that does not fit: its kind (a key of KINDS) and the words for people."""

    kind: str
    words: str


def completed_status_ids() -> frozenset[UUID]:
    """The statuses that are for completed cases."""
    return frozenset(Status.objects.filter(is_completed=True).values_list("pk", flat=True))


def is_case_done(case: Case, completed: Collection[UUID]) -> bool:
    """Whether a case counts as done: by its date or by its status."""
    return case.completed_at is not None or case.status in completed


def firm_open_cases(completed: Collection[UUID] | None = None) -> QuerySet[Case]:
    """The live cases that are not done, across the firm."""
    done = completed_status_ids() if completed is None else completed
    return Case.objects.live().open(done)


def types_with_plans(completed: Collection[UUID] | None = None) -> frozenset[UUID]:
    """The case types whose open cases usually have a plan: four of five, among five at least whose plans are known."""
    known = firm_open_cases(completed).exclude(type=None).exclude(planless=None).values("type")
    counts = known.annotate(number=Count("*"), bare=Count("planless", filter=Q(planless=True))).order_by()
    return frozenset(
        row["type"]
        for row in counts
        if row["type"] and row["number"] >= USUAL_CASES and row["number"] - row["bare"] >= USUAL_SHARE * row["number"]
    )


def data_issues(case: Case, completed: Collection[UUID], planned: Collection[UUID] = ()) -> list[DataIssue]:
    """What does not fit in one case, the gravest first; pure. `planned` are the types that usually have a plan."""
    found: list[str] = []
    if case.completed_at is None and case.status in completed:
        found.append(NO_DATE)
    if case.completed_at is not None and case.status is not None and case.status not in completed and completed:
        found.append(NOT_IN_STATUS)
    if not is_case_done(case, completed):
        lacks = {
            NO_VALUE: case.value is None,
            NO_TYPE: case.type is None,
            NOBODY: not case.assigned_to,
            NO_PLAN: case.plans == [] and case.type in planned,
        }
        found += [kind for kind, is_so in lacks.items() if is_so]
    return [DataIssue(kind, ISSUE_LABELS[kind]) for kind in found]


def issue_condition(kind: str, completed: Collection[UUID], planned: Collection[UUID] = ()) -> Q:
    """The condition on cases under which `of` tells this kind. Raises KeyError for an unknown kind."""
    is_open = Q(completed_at=None) & ~Q(status__in=list(completed))
    lacks = lack_conditions(planned)
    conditions = {
        NO_DATE: Q(completed_at=None, status__in=list(completed)),
        NOT_IN_STATUS: Q(completed_at__isnull=False, status__isnull=False) & ~Q(status__in=list(completed))
        if completed
        else Q(pk__in=[]),
    }
    return is_open & lacks[kind] if kind in lacks else conditions[kind]


def lack_conditions(planned: Collection[UUID]) -> dict[str, Q]:
    """The condition of each thing that an open case may lack."""
    return {
        NO_VALUE: Q(value=None),
        NO_TYPE: Q(type=None),
        NOBODY: Q(unassigned=True),
        NO_PLAN: Q(planless=True, type__in=list(planned)),
    }


def any_issue_condition(completed: Collection[UUID], planned: Collection[UUID] = ()) -> Q:
    """The condition under which a case has any of them, put so that a database asks but once whether it is open."""
    is_open = Q(completed_at=None) & ~Q(status__in=list(completed))
    lacks = reduce(or_, lack_conditions(planned).values())
    return is_open & lacks | issue_condition(NO_DATE, completed) | issue_condition(NOT_IN_STATUS, completed)
