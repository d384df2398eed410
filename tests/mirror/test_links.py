"""Who and what cases mention, kept with their lists; and counts of clients' open cases that last until one changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards import plannr
from boards.mirror.board_data import read_board
from boards.mirror.models import Account, Case, CaseLink, Participant, Status
from boards.mirror.related_cases import shared_plans
from boards.mirror.store.cases import mark_deleted, remove_from_board, upsert_cases, upsert_confirmed

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
RESEARCH, DONE = plannr.Status(uuid4(), "Research", "", 1), plannr.Status(uuid4(), "Done", "", 2, True)
MARGARET = plannr.Account(uuid4(), "Margaret Wilson", kind="client")
PRIYA, TOM, PLAN, OTHER = (UUID(int=number) for number in range(1, 5))


def answer(name: str = "Pension", plans: tuple[UUID, ...] = (PLAN,), **changes: object) -> plannr.Case:
    """A case of Margaret's that Priya is assigned to."""
    linked = tuple(plannr.Plan(uuid) for uuid in plans)
    plain = plannr.Case(
        uuid4(),
        name,
        status=RESEARCH,
        participants=(MARGARET,),
        plans=linked,
        assigned_to=(),
        assigned_to_uuids=(PRIYA,),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def mentioned(case: plannr.Case) -> set[UUID]:
    """What a case mentions."""
    return set(CaseLink.objects.filter(case=case.uuid).values_list("uuid", flat=True))


def test_a_case_mentions_who_is_assigned_and_its_plans():
    case = answer()

    upsert_cases([case], began=NOW)

    assert mentioned(case) == {PRIYA, PLAN}


def test_mentions_follow_the_lists_in_reads_and_in_writes():
    case = answer()
    upsert_cases([case], began=NOW)

    upsert_cases([replace(case, assigned_to_uuids=(TOM,))], began=LATER)
    after_read = mentioned(case)
    upsert_confirmed(
        replace(case, assigned_to_uuids=(), plans=(plannr.Plan(OTHER),)), actor="Priya", at=LATER + timedelta(minutes=1)
    )

    assert (after_read, mentioned(case)) == ({TOM, PLAN}, {OTHER})


def test_an_answer_that_does_not_tell_of_lists_leaves_the_mentions():
    case = answer()
    upsert_cases([case], began=NOW)

    upsert_cases([replace(case, name="New", plans=None, assigned_to=None, assigned_to_uuids=None)], began=LATER)

    assert Case.objects.get().name == "New"
    assert mentioned(case) == {PRIYA, PLAN}


def test_an_unchanged_case_costs_no_write_of_mentions():
    case = answer()
    upsert_cases([case], began=NOW)

    with CaptureQueriesContext(connection) as queries:
        upsert_cases([replace(case, name="New")], began=LATER)

    assert not [one["sql"] for one in queries if "mirror_mention" in one["sql"]]


def test_a_plan_is_shared_by_open_cases_only_and_on_a_clients_board_by_this_clients():
    upsert_cases([answer(), answer(plans=(PLAN, OTHER)), answer(plans=(OTHER,), completed_at=NOW)], began=NOW)
    sue = plannr.Account(uuid4(), "Sue", kind="client")
    upsert_cases([answer(plans=(OTHER,), participants=(sue,))], began=NOW)

    assert shared_plans({PLAN, OTHER}, {DONE.uuid}) == {PLAN, OTHER}
    assert shared_plans({PLAN, OTHER}, {DONE.uuid}, MARGARET.uuid) == {PLAN}
    assert shared_plans({PLAN, OTHER}, {RESEARCH.uuid}) == frozenset()


def more() -> dict[str, int]:
    """How many more open cases each card of the firm's board says that its client has."""
    return {row.name: row.marks.more for column in read_board(None).columns for row in column.rows}


def test_counts_of_open_cases_are_counted_anew_only_for_a_client_that_changed():
    first, second = answer("First"), answer("Second")
    upsert_cases([first, second], began=NOW)
    before = more()
    with CaptureQueriesContext(connection) as quiet:
        again = more()

    upsert_cases([replace(second, completed_at=NOW)], began=LATER)
    after = more()
    mark_deleted(second.uuid, at=LATER + timedelta(minutes=1))
    upsert_cases([answer("Third")], began=LATER)

    assert (before, again, after) == ({"First": 1, "Second": 1}, before, {"First": 0, "Second": 1})
    assert not [one["sql"] for one in quiet if 'COUNT("mirror_participant"' in one["sql"]]
    assert more() == {"First": 1, "Third": 1}


def test_counts_of_open_cases_follow_who_takes_part_and_what_a_status_is_for():
    first, second = answer("First"), answer("Second")
    upsert_cases([first, second], began=NOW)
    before = more()

    remove_from_board(second.uuid, MARGARET.uuid)
    upsert_cases([replace(second, participants=())], began=LATER)
    alone = more()
    upsert_cases([replace(second, name="Back")], began=LATER + timedelta(minutes=1))
    back = more()
    Status.objects.filter(pk=RESEARCH.uuid).update(is_completed=True)

    assert (before["First"], alone["First"], back["First"]) == (1, 0, 1)
    assert more()["First"] == 0
    assert Account.objects.get(pk=MARGARET.uuid).serial > 0
    assert Participant.objects.count() == 2
