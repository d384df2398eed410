"""Writing cases into the mirror: what wins, what is remembered, what a write leaves."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.mirror.models import Account, Case, CaseChange, Participant, SyncState
from boards.mirror.store.case_rows import version_token
from boards.mirror.store.cases import mark_deleted, upsert_cases, upsert_confirmed
from boards.mirror.sync.single_flight import is_fresh, sync_state
from boards.plannr import Account as Someone
from boards.plannr import Case as Answer
from boards.plannr import CaseType, Money, Status, Tag

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
RESEARCH, DONE = Status(uuid4(), "Research", "#7A5AD9", 2), Status(uuid4(), "Completed", "#23852B", 3, True)
PENSION = CaseType(uuid4(), "Pension")
MARGARET = Someone(uuid4(), "Margaret Wilson", kind="client")
PRIYA = Someone(uuid4(), "Priya Patel", kind="employee")
BOARD = f"client:{MARGARET.uuid}"


def an_answer(**changes):
    """A case of Margaret's in Research, as a list brings it."""
    plain = Answer(
        uuid4(),
        "Pension transfer",
        status=RESEARCH,
        type=PENSION,
        value=Money(14_850_000),
        position=3,
        participants=(MARGARET, PRIYA),
        plans=(),
        tags=(Tag("Joint", "#abc"),),
        assigned_to=(),
        assigned_to_uuids=(),
    )
    return replace(plain, **changes)


def kept(answer, began=NOW, **more):
    """Keep one case; its row."""
    upsert_cases([answer], began=began, **more)
    return Case.objects.get(pk=answer.uuid)


def confirmed(answer, at):
    """Keep one case as Priya's write made it; its row."""
    upsert_confirmed(answer, actor="Priya Patel", at=at)
    return Case.objects.get(pk=answer.uuid)


def serial():
    """How often Margaret's board has changed."""
    return SyncState.objects.get_or_create(key=BOARD)[0].serial


def test_a_confirmed_write_is_not_overlaid_by_a_read_that_began_before_it():
    answer = an_answer()
    kept(answer)
    upsert_confirmed(replace(answer, status=DONE), actor="Priya", at=NOW + timedelta(seconds=5))

    done = upsert_cases([answer], began=NOW + timedelta(seconds=4))

    assert (done.newer, Case.objects.get().status) == (1, DONE.uuid)


def test_a_read_that_began_after_the_write_counts():
    answer = an_answer()
    upsert_confirmed(replace(answer, status=DONE), actor="Priya", at=NOW)

    assert kept(answer, NOW + timedelta(seconds=1)).status == RESEARCH.uuid


def test_a_write_gives_the_next_turn_and_another_token():
    before = kept(an_answer())

    row = confirmed(an_answer(uuid=before.uuid), NOW + timedelta(seconds=1))

    assert (row.turn, row.written_at) == (1, NOW + timedelta(seconds=1))
    assert row.seen != before.seen
    assert row.seen == version_token(an_answer(uuid=before.uuid), 1)


def test_a_write_is_remembered_as_made_here():
    answer = an_answer()
    kept(answer)

    upsert_confirmed(replace(answer, status=DONE, value=None), actor="Priya Patel", at=NOW + timedelta(hours=1))

    told = CaseChange.objects.exclude(field="seen-first").values_list("field", "before", "after", "here", "actor")
    assert list(told) == [
        ("status", str(RESEARCH.uuid), str(DONE.uuid), True, "Priya Patel"),
        ("value", "14850000", None, True, "Priya Patel"),
    ]
    row = Case.objects.get()
    assert (row.status_since, row.status_since_known) == (NOW + timedelta(hours=1), True)


def test_a_write_that_a_read_saw_first_is_still_made_here():
    answer = an_answer()
    kept(answer)
    moved = replace(answer, status=DONE)
    kept(moved, NOW + timedelta(seconds=2))

    upsert_confirmed(moved, actor="Priya Patel", at=NOW + timedelta(seconds=3), wrote=["status"])

    assert list(CaseChange.objects.filter(field="status").values_list("here", "actor")) == [(True, "Priya Patel")]


def test_a_write_claims_no_change_that_somebody_made_just_before_it():
    answer = an_answer()
    kept(answer)
    kept(replace(answer, status=DONE), NOW + timedelta(seconds=2))

    upsert_confirmed(answer, actor="Priya Patel", at=NOW + timedelta(seconds=30), wrote=["status"])

    told = CaseChange.objects.filter(field="status").order_by("pk").values_list("after", "here", "actor")
    assert list(told) == [(str(DONE.uuid), False, ""), (str(RESEARCH.uuid), True, "Priya Patel")]


def test_an_answer_to_a_write_may_leave_out_what_was_not_included():
    answer = an_answer()
    before = kept(answer)
    bare = replace(
        answer,
        status=None,
        type=None,
        participants=None,
        plans=None,
        tags=None,
        assigned_to=None,
        assigned_to_uuids=None,
    )

    row = confirmed(bare, NOW + timedelta(seconds=1))

    assert (row.status, row.type, row.plans, row.tags) == (before.status, before.type, before.plans, before.tags)
    assert row.face == before.face
    assert Participant.objects.count() == 2


def test_a_case_made_here_is_first_seen_here():
    row = confirmed(an_answer(), NOW)

    assert list(CaseChange.objects.values_list("field", "here")) == [("seen-first", True)]
    assert (row.turn, row.status_since, row.status_since_known) == (1, NOW, True)


@pytest.mark.parametrize(
    "change",
    [
        {"status": DONE},
        {"status": None},
        {"name": "Pension switch"},
        {"type": CaseType(uuid4(), "Pension")},
        {"type": None},
        {"value": None},
        {"value": Money(0)},
        {"value": Money(14_850_000, "EUR")},
        {"completed_at": NOW},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_token_changes_with_what_a_page_shows(change):
    answer = an_answer()

    assert version_token(replace(answer, **change), 0) != version_token(answer, 0)


def test_the_token_is_sixteen_hex_digits_and_does_not_mind_siblings():
    answer = an_answer()
    token = version_token(answer, 0)

    assert (len(token), int(token, 16) >= 0) == (16, True)
    assert version_token(replace(answer, position=9, updated_at=NOW), 0) == token
    assert version_token(answer, 1) != token
    assert kept(answer).seen == token


def test_no_value_is_not_zero():
    assert kept(an_answer(value=None)).value is None
    assert kept(an_answer(value=Money(0))).value == 0


def test_another_currency_is_told_with_its_code():
    answer = an_answer(value=Money(150_000, "EUR"))
    kept(answer)
    kept(replace(answer, value=Money(200_000)), NOW + timedelta(seconds=1))

    assert list(CaseChange.objects.filter(field="value").values_list("before", "after")) == [("150000 EUR", "200000")]


def test_a_case_stands_in_its_status_since_its_last_update_at_least():
    changed = kept(an_answer(created_at=NOW - timedelta(days=90), updated_at=NOW - timedelta(days=12)))
    untouched = kept(an_answer(created_at=NOW - timedelta(days=3), updated_at=NOW - timedelta(days=3)))

    assert (changed.status_since, changed.status_since_known) == (NOW - timedelta(days=12), False)
    assert (untouched.status_since, untouched.status_since_known) == (NOW - timedelta(days=3), True)


def test_those_assigned_come_first_on_the_face_and_clients_last():
    tom = Someone(uuid4(), "Tom Hughes", kind="employee")
    solicitor = Someone(uuid4(), "Bell & Co", kind="external")
    row = kept(
        an_answer(participants=(MARGARET, PRIYA, solicitor, tom), assigned_to=(tom,), assigned_to_uuids=(tom.uuid,))
    )

    face = json.loads(row.face)
    assert [name for _, name, _ in face["p"]] == ["Tom Hughes", "Priya Patel", "Bell & Co", "Margaret Wilson"]
    assert (face["w"], face["m"]) == (3, 0)


def test_an_assignee_known_only_by_uuid_is_named_from_the_mirror():
    kept(an_answer())
    row = kept(an_answer(participants=(MARGARET,), assigned_to=None, assigned_to_uuids=(PRIYA.uuid,)))

    assert [name for _, name, _ in json.loads(row.face)["p"]] == ["Priya Patel", "Margaret Wilson"]


def test_a_crowd_does_not_make_a_heavy_card():
    crowd = tuple(Someone(uuid4(), f"Person {number}", kind="employee") for number in range(300))
    tags = tuple(Tag(f"Tag {number}" + "x" * 500) for number in range(300))
    row = kept(an_answer(participants=crowd, tags=tags))

    face = json.loads(row.face)
    assert (len(face["p"]), face["m"], len(face["g"])) == (8, 292, 8)
    assert len(row.face) < 1500


def test_participants_follow_the_answer_that_carries_them():
    answer = an_answer()
    kept(answer)
    kept(replace(answer, participants=None), NOW + timedelta(seconds=1))
    assert Participant.objects.count() == 2

    kept(replace(answer, participants=(PRIYA,)), NOW + timedelta(seconds=2))
    assert [part.account for part in Participant.objects.all()] == [PRIYA.uuid]


def test_the_board_a_case_leaves_changes_too():
    answer = an_answer()
    kept(answer)
    before = serial()

    kept(replace(answer, participants=(PRIYA,)), NOW + timedelta(seconds=1))

    assert serial() > before


def test_a_client_takes_part_in_all_of_its_own_list():
    answer = an_answer(participants=())
    kept(answer, client=MARGARET.uuid)
    kept(answer, NOW + timedelta(seconds=1))

    assert [(part.account, part.listed) for part in Participant.objects.all()] == [(MARGARET.uuid, True)]


def test_an_unchanged_answer_costs_no_row():
    answers = [an_answer() for _ in range(20)]
    upsert_cases(answers, began=NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        done = upsert_cases(answers, began=NOW + timedelta(seconds=15))

    written = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert (done.new, done.changed, written) == (0, 0, [])


def test_a_participants_new_name_reaches_the_card():
    answer = an_answer()
    kept(answer)
    married = replace(PRIYA, name="Priya Shah")

    row = kept(replace(answer, participants=(MARGARET, married)), NOW + timedelta(seconds=1))

    assert "Priya Shah" in row.face
    assert Account.objects.get(pk=PRIYA.uuid).name == "Priya Shah"


def test_a_case_named_twice_in_one_read_is_kept_once():
    answer = an_answer()
    upsert_cases([answer, replace(answer, name="The later reading")], began=NOW)

    assert [row.name for row in Case.objects.all()] == ["The later reading"]
    assert CaseChange.objects.count() == 1


def test_a_404_older_than_a_write_proves_nothing():
    row = confirmed(an_answer(), NOW)

    mark_deleted(row.uuid, at=NOW - timedelta(seconds=1))

    assert Case.objects.get().gone_at is None


def test_a_single_answer_without_includes_does_not_empty_the_status():
    answer = an_answer()
    kept(answer)
    bare = Answer(answer.uuid, answer.name, value=answer.value)

    assert kept(bare, NOW + timedelta(seconds=1)).status == RESEARCH.uuid


def test_firm_wide_places_shift_without_a_change_of_history():
    answer = an_answer()
    kept(answer)
    kept(replace(answer, position=4), NOW + timedelta(seconds=1))

    assert Case.objects.get().position == 4
    assert list(CaseChange.objects.values_list("field", flat=True)) == ["seen-first"]


def test_an_unknown_part_of_the_mirror_is_not_fresh():
    assert sync_state("client:nobody") is None
    assert is_fresh(None) is False


def test_uuids_are_uuids():
    assert isinstance(kept(an_answer()).status, UUID)
