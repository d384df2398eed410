"""What does not fit in a case: the same told by the function for one case and by SQL for thousands."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from boards.mirror.models import Case, CaseType, Status
from boards.mirror.quality.cases import (
    ISSUE_LABELS,
    any_issue_condition,
    completed_status_ids,
    data_issues,
    issue_condition,
    types_with_plans,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def statuses() -> dict[str, Status]:
    """One status for open cases and one for completed ones."""
    research = Status.objects.create(uuid=uuid4(), name="Research", position=1)
    return {"open": research, "done": Status.objects.create(uuid=uuid4(), name="Done", position=2, is_completed=True)}


def make(status: Status | None, **facts: Any) -> Case:
    """A case that lacks nothing, but for `facts`."""
    whole = {"value": 100, "type": uuid4(), "assigned_to": [str(uuid4())], "plans": [str(uuid4())]}
    plain = {"uuid": uuid4(), "name": "A case", "status": status.pk if status else None, "read_at": NOW, "seen": "x"}
    return Case.objects.create(**plain, **whole | facts)


CASES: list[tuple[str, str, dict[str, Any], list[str]]] = [
    ("an open case that lacks nothing", "open", {}, []),
    ("a done case that lacks nothing", "done", {"completed_at": NOW}, []),
    ("a completed status without a date", "done", {}, ["no-date"]),
    ("a date in a status for open cases", "open", {"completed_at": NOW}, ["date-elsewhere"]),
    ("no value", "open", {"value": None}, ["no-value"]),
    ("a value of nothing is a value", "open", {"value": 0}, []),
    ("no type", "open", {"type": None}, ["no-type"]),
    ("nobody", "open", {"assigned_to": []}, ["nobody"]),
    ("all at once", "open", {"value": None, "type": None, "assigned_to": []}, ["no-value", "no-type", "nobody"]),
    ("a done case may lack what it likes", "done", {"completed_at": NOW, "value": None, "assigned_to": []}, []),
    ("plans that were never read are not missing", "open", {"plans": None}, []),
]


@pytest.mark.parametrize(("status", "facts", "kinds"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_function_and_the_condition_agree(
    statuses: dict[str, Status], status: str, facts: dict[str, Any], kinds: list[str]
):
    case, done = make(statuses[status], **facts), completed_status_ids()

    assert [one.kind for one in data_issues(case, done)] == kinds
    found = {kind: Case.objects.filter(issue_condition(kind, done)).count() for kind in ISSUE_LABELS}
    assert [kind for kind, number in found.items() if number] == kinds
    assert Case.objects.filter(any_issue_condition(done)).count() == bool(kinds)


def test_without_a_status_for_completed_cases_a_date_contradicts_nothing(statuses: dict[str, Status]):
    statuses["done"].delete()
    case = make(statuses["open"], completed_at=NOW)

    assert data_issues(case, completed_status_ids()) == []
    assert not Case.objects.filter(issue_condition("date-elsewhere", frozenset())).exists()


@pytest.mark.parametrize(("with_plan", "bare", "usual"), [(4, 1, True), (3, 1, False), (3, 2, False), (9, 1, True)])
def test_a_plan_is_missed_where_the_type_usually_has_one(
    statuses: dict[str, Status], with_plan: int, bare: int, usual: bool
):
    pension = CaseType.objects.create(uuid=uuid4(), name="Pension").pk
    for _ in range(with_plan):
        make(statuses["open"], type=pension)
    [*_, case] = [make(statuses["open"], type=pension, plans=[]) for _ in range(bare)]

    planned = types_with_plans()

    assert (pension in planned) is usual
    done = completed_status_ids()
    assert [one.kind for one in data_issues(case, done, planned)] == (["no-plan"] if usual else [])
    assert Case.objects.filter(issue_condition("no-plan", done, planned)).count() == (bare if usual else 0)


def test_a_kind_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        issue_condition("odd", frozenset())
