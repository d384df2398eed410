"""What ties a case to others: its client's other open cases, and open cases on one plan."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.mirror.badges import read_badges
from boards.mirror.models import Account, Case, Participant, Status
from boards.mirror.related_cases import cases_of_same_client, cases_of_same_plan
from boards.mirror.store.links import upsert_links

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def someone(name: str, kind: str = "client") -> UUID:
    """An account the mirror knows."""
    return Account.objects.create(uuid=uuid4(), name=name, folded=name.lower(), kind=kind, read_at=NOW).pk


def make(name: str, *people: UUID, **facts: Any) -> Case:
    """An open case of these people."""
    case = Case.objects.create(uuid=uuid4(), name=name, read_at=NOW, seen="x", **facts)
    Participant.objects.bulk_create([Participant(case=case, account=one) for one in people])
    upsert_links([vars(case)])
    return case


def test_only_open_cases_of_the_same_client_count():
    ann, bob, priya = someone("Ann"), someone("Bob"), someone("Priya", "employee")
    done = Status.objects.create(uuid=uuid4(), name="Done", is_completed=True).pk
    case = make("A", ann, priya)
    make("B", ann), make("C", ann, bob)
    make("Bob's, on which Priya works as well", bob, priya)
    make("finished", ann, completed_at=NOW), make("in Done", ann, status=done), make("gone", ann, gone_at=NOW)

    number, first = cases_of_same_client(case.pk)

    assert (number, [tie.name for tie in first]) == (2, ["B", "C"])
    on_cards = read_badges(None, {case.pk: True}, done={done}, plans={})
    assert on_cards[case.pk].more == number


def test_many_cases_are_counted_and_the_first_ten_named():
    ann = someone("Ann")
    case = make("A", ann)
    for number in range(12):
        make(f"Case {number:02}", ann)

    number, first = cases_of_same_client(case.pk)

    assert (number, len(first), first[0].name) == (12, 10, "Case 00")


def test_another_open_case_on_a_plan_is_found_across_clients():
    plan, other = str(uuid4()), str(uuid4())
    ann, bob = someone("Ann"), someone("Bob")
    case = make("A", ann, plans=[plan, other])
    clash = make("B", bob, plans=[plan])
    make("finished", bob, plans=[plan], completed_at=NOW), make("elsewhere", bob, plans=[str(uuid4())])

    assert [(tie.case, tie.plan) for tie in cases_of_same_plan(case)] == [(clash.pk, UUID(plan))]
    named = {case.pk: [UUID(plan), UUID(other)], clash.pk: [UUID(plan)]}
    on_cards = read_badges(None, dict.fromkeys(named, True), done=(), plans=named)
    assert [mark.clash for mark in on_cards.values()] == [True, True]
    assert not read_badges(ann, {case.pk: True}, done=(), plans=named)[case.pk].clash


def test_a_case_without_plans_asks_nothing():
    case = make("A", someone("Ann"), plans=None)

    with CaptureQueriesContext(connection) as queries:
        assert cases_of_same_plan(case) == []
    assert len(queries) == 0
