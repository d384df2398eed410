"""Whatever Plannr answers, a read ends, and one odd field never costs the board (plannr-api.md 10)."""

import json
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.mirror.models import Account, Case, Participant, Status
from boards.mirror.sync.cases import sync_client
from boards.sandbox.seed.firm import seed_client
from tests.mirror.asking import case, names_on_board, small

pytestmark = pytest.mark.django_db

HUGE = 2**70
RIGHT_TO_LEFT = "\u202e" + "evil"


@pytest.fixture
def held(firm):
    return small(firm)


@pytest.mark.parametrize(
    "odd",
    [
        {"name": None},
        {"name": "x" * 10_000},
        {"name": "".join(chr(0x4E00 + number % 20_000) for number in range(10_000))},
        {"name": "Nul \x00 and \ud800 alone"},
        {"name": RIGHT_TO_LEFT},
        {"name": {"example": "Placeholder", "description": "…"}},
        {"name": ["a", "list"]},
        {"value": HUGE},
        {"value": {"amount": str(HUGE), "currency": "GBP"}},
        {"value": {"amount": "NaN", "currency": "???"}},
        {"value": "twelve"},
        {"status_position": HUGE},
        {"status_position": -5},
        {"status": None},
        {"status": "App\\Http\\Resources\\StatusResource"},
        {"status": {"uuid": "not-a-uuid", "name": "Odd"}},
        {"status": {"uuid": "11111111-1111-4111-8111-111111111111", "name": "n" * 9_000, "colour": "url(//evil)"}},
        {"status": {"uuid": "11111111-1111-4111-8111-111111111111", "position": HUGE, "name": None}},
        {"type": {"uuid": "22222222-2222-4222-8222-222222222222", "name": "t" * 9_000}},
        {"type": []},
        {"completed_at": "0001-01-01T00:00:00Z"},
        {"completed_at": "yesterday"},
        {"created_at": None, "updated_at": "9999-12-31T23:59:59-12:00"},
        {"participants": None},
        {"participants": "App\\Http\\Resources\\AccountResource"},
        {
            "participants": [
                None,
                7,
                {"uuid": "33333333-3333-4333-8333-333333333333", "name": "z" * 9_000, "type": "q" * 99},
            ]
        },
        {"plans": None},
        {"plans": [None, None]},
        {"tags": [{"name": "<b>x</b>", "colour": "red; }"}, None, {"name": "n" * 9_000}]},
        {"tags": {"data": []}},
        {"assigned_to": None, "assigned_to_uuids": [None]},
        {"participants_count": "many"},
    ],
    ids=lambda odd: "-".join(odd),
)
def test_an_odd_case_costs_neither_itself_nor_the_board(sandbox, held, odd):
    held.firm.distort("case", held.isa["uuid"], **odd)

    read = sync_client(held.client)
    again = sync_client(held.client, force=True)

    assert (read.trouble, read.complete, again.trouble) == ("", True, "")
    assert Participant.objects.filter(account=held.client, case__gone_at=None).count() == 3
    assert case(held.pension).name == "Pension transfer"
    json.loads(case(held.isa).face)


def test_names_are_kept_whole_and_storable(sandbox, held):
    held.firm.distort("case", held.isa["uuid"], name="a\x00b" + "c" * 9_997)

    sync_client(held.client)

    name = case(held.isa).name
    assert (len(name), "\x00" in name) == (10_000, False)


def test_a_value_nobody_can_believe_is_no_value(sandbox, held):
    held.firm.distort("case", held.isa["uuid"], value={"amount": HUGE, "currency": "GBP"})

    sync_client(held.client)

    assert case(held.isa).value is None


def test_a_case_without_a_readable_uuid_makes_the_list_incomplete(sandbox, held):
    sync_client(held.client)
    held.firm.store("case", {**held.isa, "distorted": {"uuid": None}})

    read = sync_client(held.client, force=True)

    assert (read.complete, read.trouble_kind) == (False, "incomplete")
    assert len(names_on_board(held.client)) == 3


def test_odd_colours_of_statuses_and_people_of_no_kind_are_kept_harmless(sandbox, held):
    held.firm.distort("status", held.research["uuid"], colour="expression(alert(1))", position=None)
    held.firm.distort("account", held.adviser["uuid"], type=None, name=None)

    sync_client(held.client)

    assert Status.objects.get(pk=held.research["uuid"]).colour == ""
    assert Account.objects.get(pk=held.adviser["uuid"]).name == "Priya Patel"


def test_five_thousand_cases_of_one_client_are_read_whole(sandbox, firm):
    for name in ("New enquiry", "Research", "Completed"):
        firm.add_status(name)
    big = UUID(seed_client(firm, 5000)["uuid"])

    read = sync_client(big)
    with CaptureQueriesContext(connection) as asked:
        again = sync_client(big, force=True)

    assert (read.complete, read.trouble) == (True, "")
    assert (Case.objects.count(), Participant.objects.filter(account=big).count()) == (5000, 5000)
    assert len(asked) < 200
    assert again.serial == read.serial
