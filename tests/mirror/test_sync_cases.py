"""Reading a client's board into the mirror, over real HTTP from the sandbox."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from boards.mirror.models import Account, Case, CaseChange, CaseType, Participant, Status, SyncState
from boards.mirror.sync import cases
from boards.mirror.sync.cases import sync_client
from boards.mirror.sync.single_flight import is_fresh, sync_state
from boards.mirror.sync.statuses import sync_statuses
from boards.plannr import NotFound
from tests.mirror.asking import calls, case, names_on_board, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(firm):
    return small(firm)


def age(key, seconds):
    """Let a part of the mirror be older than it is."""
    SyncState.objects.filter(key=key).update(read_at=datetime.now(UTC) - timedelta(seconds=seconds))


def test_it_brings_the_whole_board(sandbox, held):
    read = sync_client(held.client)

    row = case(held.pension)
    assert (read.complete, read.trouble) == (True, "")
    assert names_on_board(held.client) == ["Annual review", "ISA allowance", "Pension transfer"]
    assert (row.value, row.currency, str(row.status), row.position) == (14_850_000, "GBP", held.research["uuid"], 1)
    assert (row.plans, row.assigned_to) == (held.pension["plans"], [held.adviser["uuid"]])
    assert json.loads(row.face) == {
        "t": "Pension",
        "p": [["PP", "Priya Patel", row_hue("Priya Patel")], ["MW", "Margaret Wilson", row_hue("Margaret Wilson")]],
        "w": 1,
        "m": 0,
        "g": [["Joint", "#5f3dc4"]],
        "n": 1,
    }
    assert list(Status.objects.order_by("position").values_list("name", "listed")) == [
        ("New enquiry", True),
        ("Research", True),
        ("Completed", True),
    ]
    assert CaseType.objects.get().name == "Pension"
    assert Account.objects.get(pk=held.adviser["uuid"]).kind == "employee"


def row_hue(name):
    from boards.ui.formatting import hue

    return hue(name)


def test_it_asks_nothing_while_fresh(sandbox, held):
    sync_client(held.client)
    asked = len(sandbox.log)

    sync_client(held.client)

    assert len(sandbox.log) == asked


def test_a_later_refresh_is_one_call(sandbox, held):
    sync_client(held.client)
    asked = len(sandbox.log)
    age(f"client:{held.client}", 60)

    sync_client(held.client)

    assert len(sandbox.log) == asked + 1


def test_it_reads_when_due_however_fresh(sandbox, held):
    sync_client(held.client)
    SyncState.objects.filter(key=f"client:{held.client}").update(due=True)

    assert is_fresh(sync_state(f"client:{held.client}")) is False
    assert sync_client(held.client).due is False
    assert calls(sandbox, "/cases") == 2


def test_the_serial_grows_only_when_a_page_would_change(sandbox, held):
    first = sync_client(held.client).serial
    same = sync_client(held.client, force=True).serial
    held.firm.change("case", held.isa["uuid"], value=2_500_000)
    other = sync_client(held.client, force=True).serial

    assert (same, other > same) == (first, True)


def test_a_sibling_of_another_client_pushing_all_along_changes_no_page(sandbox, held):
    before = sync_client(held.client).serial
    stranger = held.firm.add_case("Somebody else's", client=held.ann, status=held.research)
    held.firm.place(stranger["uuid"], held.research["uuid"], 1)

    after = sync_client(held.client, force=True)

    assert case(held.pension).position == 2
    assert after.serial == before


def test_another_order_changes_the_page(sandbox, held):
    before = sync_client(held.client).serial
    held.firm.place(held.review["uuid"], held.research["uuid"], 1)

    assert sync_client(held.client, force=True).serial > before


def test_a_renamed_status_changes_every_board(sandbox, held):
    before = sync_client(held.client).serial
    held.firm.change("status", held.research["uuid"], name="Researching")

    assert sync_client(held.client, force=True).serial > before
    assert Status.objects.get(pk=held.research["uuid"]).name == "Researching"


def test_it_remembers_each_change_it_sees(sandbox, held):
    sync_client(held.client)
    held.firm.change("case", held.isa["uuid"], value=None, completed_at="2026-01-02T03:04:05Z")
    held.firm.place(held.isa["uuid"], held.done["uuid"], 1)
    sync_client(held.client, force=True)
    sync_client(held.client, force=True)

    told = (
        CaseChange.objects.filter(case=held.isa["uuid"]).order_by("id").values_list("field", "before", "after", "here")
    )
    assert list(told) == [
        ("seen-first", None, held.enquiry["uuid"], False),
        ("status", held.enquiry["uuid"], held.done["uuid"], False),
        ("value", "2000000", None, False),
        ("completed", None, "2026-01-02T03:04:05+00:00", False),
    ]
    assert case(held.isa).status_since_known is True


def test_a_status_without_a_column_is_learnt_from_its_case(sandbox, held):
    hidden = held.firm.add_status("Parked", "#123456", listed=False)
    held.firm.place(held.isa["uuid"], hidden["uuid"], 1)

    sync_client(held.client)

    assert Status.objects.get(pk=hidden["uuid"]).listed is False


def test_a_new_column_is_read_as_soon_as_a_case_stands_in_it(sandbox, held):
    sync_client(held.client)
    new = held.firm.add_status("Second thoughts")
    held.firm.place(held.isa["uuid"], new["uuid"], 1)
    age(f"client:{held.client}", 60)

    sync_client(held.client)

    assert Status.objects.get(pk=new["uuid"]).listed is True


def test_a_status_gone_from_the_list_loses_its_column_and_is_kept(sandbox, held):
    sync_statuses()
    held.firm.remove("status", held.done["uuid"])

    sync_statuses(force=True)

    assert list(Status.objects.filter(listed=False).values_list("name", flat=True)) == ["Completed"]


def test_columns_are_derived_where_plannr_lists_no_statuses(sandbox, held):
    held.firm.behaviours.set(status_list="missing")

    read = sync_client(held.client)

    assert (read.complete, read.trouble) == (True, "")
    assert sorted(Status.objects.filter(listed=True).values_list("name", flat=True)) == ["New enquiry", "Research"]
    assert sync_state("statuses").trouble_kind == "derived"


def test_an_older_deployment_without_some_includes_is_read_all_the_same(sandbox, held):
    held.firm.behaviours.set(refused_includes=["assigned_to", "type"])

    assert sync_client(held.client).complete is True
    assert case(held.pension).plans == held.pension["plans"]


def test_an_unknown_client_is_not_found_and_leaves_no_trace(sandbox, held):
    with pytest.raises(NotFound):
        sync_client(uuid4())

    assert SyncState.objects.filter(key__startswith="client:").count() == 0


def test_an_employee_is_no_client(sandbox, held):
    with pytest.raises(NotFound):
        sync_client(UUID(held.adviser["uuid"]))


def test_a_client_deleted_in_plannr_keeps_the_board_with_the_reason(sandbox, held):
    sync_client(held.client)
    with sandbox.faults.on("status", status=404, path="/client/"):
        read = sync_client(held.client, force=True)

    assert read.trouble_kind == "refused"
    assert len(names_on_board(held.client)) == 3


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        ("unreachable", {"kind": "status", "status": 500}),
        ("unreachable", {"kind": "reset"}),
        ("unreachable", {"kind": "html", "status": 200}),
        ("unreachable", {"kind": "redirect"}),
        ("unreachable", {"kind": "truncated"}),
        ("unreachable", {"kind": "empty", "status": 200}),
        ("token", {"kind": "status", "status": 401}),
        ("refused", {"kind": "status", "status": 403}),
        ("refused", {"kind": "status", "status": 422}),
        ("throttled", {"kind": "throttled", "retry_after": 30}),
    ],
)
def test_trouble_is_told_in_words_and_the_board_stays(sandbox, held, kind, trouble):
    before = sync_client(held.client)

    with sandbox.faults.on(trouble.pop("kind"), path="/client/.*/cases", **trouble):
        read = sync_client(held.client, force=True)

    assert read.trouble_kind == kind
    assert read.trouble != ""
    assert (read.read_at, read.serial) == (before.read_at, before.serial)
    assert read.busy_until is None
    assert len(names_on_board(held.client)) == 3


def test_the_next_good_read_ends_the_trouble(sandbox, held):
    sync_client(held.client)
    with sandbox.faults.on("status", status=401, path="/client/"):
        assert sync_client(held.client, force=True).trouble_kind == "token"

    read = sync_client(held.client, force=True)

    assert (read.trouble, read.trouble_kind) == ("", "")


def test_what_was_due_stays_due_after_a_failed_read(sandbox, held):
    sync_client(held.client)
    SyncState.objects.filter(key=f"client:{held.client}").update(due=True)

    with sandbox.faults.on("status", status=500):
        assert sync_client(held.client).due is True


def test_nothing_answers_and_nothing_was_read_yet(sandbox, held):
    with sandbox.faults.on("status", status=503):
        read = sync_client(held.client)

    assert (read.read_at, read.trouble_kind, read.complete) == (None, "unreachable", False)


def test_a_list_that_is_not_all_there_says_so_and_takes_nothing_away(sandbox, held):
    sync_client(held.client)
    short = {"data": [], "meta": {"current_page": 1, "last_page": 1, "total": 3}, "links": {"next": None}}
    with sandbox.faults.on("status", status=200, body=short, path="/client/.*/cases"):
        read = sync_client(held.client, force=True)

    assert (read.complete, read.trouble_kind) == (False, "incomplete")
    assert len(names_on_board(held.client)) == 3


def test_an_empty_list_after_cases_empties_no_board(sandbox, held):
    sync_client(held.client)
    with sandbox.faults.on("status", status=200, body={"data": []}, path="/client/.*/cases"):
        read = sync_client(held.client, force=True)

    assert read.complete is True
    assert len(names_on_board(held.client)) == 3


def test_a_deleted_case_leaves_on_its_own_404(sandbox, held):
    before = sync_client(held.client).serial
    held.firm.remove("case", held.isa["uuid"])

    after = sync_client(held.client, force=True)

    assert names_on_board(held.client) == ["Annual review", "Pension transfer"]
    assert case(held.isa).gone_at is not None
    assert after.serial > before


@pytest.mark.parametrize("status", [401, 403, 500])
def test_no_other_answer_proves_a_case_gone(sandbox, held, status):
    sync_client(held.client)
    held.firm.remove("case", held.isa["uuid"])
    with sandbox.faults.on("status", status=status, path=r"/v1/cases"):
        sync_client(held.client, force=True)

    assert len(names_on_board(held.client)) == 3


def test_a_case_that_comes_back_is_shown_again(sandbox, held):
    sync_client(held.client)
    Case.objects.filter(pk=held.isa["uuid"]).update(gone_at=datetime.now(UTC))

    sync_client(held.client, force=True)

    assert len(names_on_board(held.client)) == 3


def test_a_case_seen_with_another_client_leaves_this_board(sandbox, held):
    sync_client(held.client)
    held.firm.change("case", held.isa["uuid"], participants=[held.ann["uuid"]])

    sync_client(held.client, force=True)

    assert names_on_board(held.client) == ["Annual review", "Pension transfer"]
    assert names_on_board(UUID(held.ann["uuid"])) == ["ISA allowance"]


def test_it_looks_for_ten_missing_cases_at_a_time(sandbox, held, settings):
    settings.GONE_AT_ONCE = 100
    many = [held.firm.add_case(f"Case {number}", client=held.margaret) for number in range(25)]
    sync_client(held.client)
    for record in many:
        held.firm.remove("case", record["uuid"])
    sandbox.log.clear()

    left = [len(names_on_board(held.client))]
    for _ in range(3):
        sync_client(held.client, force=True)
        left.append(len(names_on_board(held.client)))

    assert left == [28, 18, 8, 3]


def test_a_case_listed_without_naming_the_client_stays_on_the_board(sandbox, held):
    held.firm.distort("case", held.isa["uuid"], participants=[])
    sync_client(held.client)
    sync_client(held.client, force=True)

    assert len(names_on_board(held.client)) == 3
    assert Participant.objects.get(case=held.isa["uuid"], account=held.client).listed is True


def test_a_read_does_not_set_back_what_was_read_later(sandbox, held):
    sync_client(held.client)
    future = datetime.now(UTC) + timedelta(minutes=5)
    Case.objects.filter(pk=held.isa["uuid"]).update(name="Read later", read_at=future)

    sync_client(held.client, force=True)

    assert case(held.isa).name == "Read later"


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_call(sandbox, held):
    start = threading.Barrier(8)

    def open_board(_):
        try:
            start.wait()
            return sync_client(held.client)
        finally:
            connection.close()

    with sandbox.faults.on("latency", seconds=0.3), ThreadPoolExecutor(8) as pool:
        readings = list(pool.map(open_board, range(8)))

    assert calls(sandbox, f"/client/{held.client}/cases") == 1
    assert sum(1 for read in readings if read.read_at is not None) >= 1
    assert sync_state(f"client:{held.client}").busy_until is None


def test_a_crashed_reader_blocks_nobody_for_ever(sandbox, held):
    key = f"client:{held.client}"
    SyncState.objects.create(key=key, busy_until=datetime.now(UTC) + timedelta(seconds=30))
    assert sync_client(held.client).read_at is None

    SyncState.objects.filter(key=key).update(busy_until=datetime.now(UTC) - timedelta(seconds=1))
    assert sync_client(held.client).complete is True


def test_an_error_of_our_own_frees_the_mark(sandbox, held, monkeypatch):
    monkeypatch.setattr(cases, "upsert_cases", lambda *args, **more: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        sync_client(held.client)

    assert SyncState.objects.filter(busy_until__isnull=False).count() == 0
