"""Reading the whole firm: complete, or saying that it is not; resumable; never dropping a live case."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from urllib.parse import parse_qs

import pytest
from django.core.management import CommandError, call_command

from boards import processes
from boards.gateway.models import ApiHealth
from boards.mirror.models import Account, Case, Participant, Status, SyncState
from boards.mirror.sync import firm as reading_firm
from boards.mirror.sync.cases import sync_client
from boards.mirror.sync.firm import progress_of, stop_firm_sync, sync_firm
from boards.mirror.sync.single_flight import sync_state
from tests.mirror.asking import calls, case, small
from tests.writes.environment import environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(firm):
    return small(firm)


@pytest.fixture
def many(held):
    """1,200 cases: three pages."""
    for number in range(1_197):
        held.firm.add_case(f"Case {number}", client=held.ann, status=held.research, value=100)
    return held


def sync(**options):
    """Run the command; what it printed."""
    said = StringIO()
    call_command("sync", stdout=said, **options)
    return said.getvalue()


def pages_asked(sandbox):
    """The numbers of the pages of the firm's list, in the order they were asked for."""
    asked = [parse_qs(entry.query) for entry in sandbox.log if entry.path == "/api/v1/cases"]
    return [int(query.get("page", ["1"])[0]) for query in asked]


KILLED = """
import django, os
django.setup()
from boards.mirror.sync.single_flight import claim_run
from boards.mirror.models import SyncState
from boards.mirror.sync.firm import BUSY
SyncState.objects.get_or_create(key="firm")
assert claim_run("firm", BUSY)
os.kill(os.getpid(), 9)
"""


class Stopped(Exception):
    """Somebody stopped the process."""


def test_it_reads_all_cases_by_pages_and_says_how_far_it_is(sandbox, many):
    steps = []

    read = sync_firm(say=steps.append)

    assert (read.complete, read.trouble, read.progress) == (True, "", {})
    assert Case.objects.count() == 1_200
    read_pages = [step for step in steps if step.page and step.doing == "cases"]
    assert [(step.page, step.pages, step.cases, step.total) for step in read_pages] == [
        (1, 5, 500, 1_200),
        (2, 5, 700, 1_200),
        (3, 5, 1_200, 1_200),
        (4, 5, 1_200, 1_200),
        (5, 5, 1_200, 1_200),
    ]
    assert pages_asked(sandbox) == [1, 3, 2, 1, 3]
    assert (Status.objects.count(), Account.objects.filter(kind="employee").count()) == (3, 2)


def test_the_sum_in_the_mirror_is_the_sum_in_plannr(sandbox, many):
    sync_firm()

    held_there = sum(record["value"] or 0 for record in many.firm.kinds["case"].values())
    assert sum(value or 0 for value in Case.objects.values_list("value", flat=True)) == held_there


def test_the_command_prints_plainly(sandbox, held):
    said = sync()

    assert "Page 1 of 1: 3 of 3 cases read; " in said
    assert " requests left this minute." in said
    assert "Complete: the mirror holds the firm as it was at" in said


def test_it_ends_with_an_error_and_the_reason_when_plannr_is_away(sandbox, held):
    said = StringIO()
    with sandbox.faults.on("status", status=401), pytest.raises(CommandError):
        call_command("sync", stdout=said)

    assert "Not complete:" in said.getvalue()
    assert SyncState.objects.get(key="firm").trouble_kind == "token"


def test_it_goes_on_from_the_page_where_it_was_stopped(sandbox, many):
    def stop(progress):
        if progress.page == 2:
            raise Stopped

    with pytest.raises(Stopped):
        sync_firm(say=stop)
    stopped = sync_state("firm")
    sandbox.log.clear()
    read = sync_firm()

    assert (stopped.busy_until, stopped.read_at, progress_of(stopped).page) == (None, None, 2)
    assert "page=2" in next(entry.query for entry in sandbox.log if entry.path == "/api/v1/cases")
    assert (read.complete, Case.objects.count(), calls(sandbox, "/api/v1/cases")) == (True, 1_200, 3)
    assert read.read_at == datetime.fromisoformat(progress_of(stopped).began)


def test_trouble_in_the_middle_is_told_and_what_was_read_is_kept(sandbox, many):
    def trouble(progress):
        if progress.page == 1:
            sandbox.faults.add("status", status=401, path="/api/v1/cases$")

    read = sync_firm(say=trouble)

    assert (read.read_at, read.trouble_kind, progress_of(read).page) == (None, "token", 1)
    assert Case.objects.count() == 500


def test_a_deleted_case_is_gone_after_a_whole_read(sandbox, held):
    sync_firm()
    held.firm.remove("case", held.isa["uuid"])

    read = sync_firm(force=True)

    assert (read.complete, case(held.isa).gone_at is not None) == (True, True)
    assert Case.objects.filter(gone_at=None).count() == 2


def test_pages_that_shift_lose_no_live_case(sandbox, many):
    """One delete and one create for each page read (reliability.md 0.2)."""
    sync_firm()
    oldest = sorted(many.firm.kinds["case"].values(), key=lambda record: (record["created_at"], record["uuid"]))
    doomed = iter(oldest[:10])

    def churn(progress):
        if progress.page in (1, 2):
            many.firm.remove("case", next(doomed)["uuid"])
            many.firm.add_case(f"New {progress.page}", client=many.ann, status=many.enquiry)

    sync_firm(force=True, say=churn)
    sync_firm(force=True)

    live = {str(uuid) for uuid in Case.objects.filter(gone_at=None).values_list("pk", flat=True)}
    assert live == set(many.firm.kinds["case"])


def test_no_live_case_slips_between_two_pages_of_the_very_first_read(sandbox, many):
    """Nothing is in the mirror yet that could be missed and asked for: the order of reading alone must do it."""
    oldest = sorted(many.firm.kinds["case"].values(), key=lambda record: (record["created_at"], record["uuid"]))
    doomed = iter([oldest[0], oldest[1], oldest[600], oldest[2], oldest[1100], oldest[3], oldest[4], oldest[5]])
    born_before = set(many.firm.kinds["case"])

    def churn(progress):
        if progress.page and progress.doing == "cases":
            many.firm.remove("case", next(doomed)["uuid"])
            many.firm.add_case(f"New {progress.page}", client=many.ann, status=many.enquiry)

    sync_firm(say=churn)

    live = {str(uuid) for uuid in Case.objects.filter(gone_at=None).values_list("pk", flat=True)}
    assert (born_before & set(many.firm.kinds["case"])) - live == set()


def test_as_many_new_as_gone_cases_are_not_missed(sandbox, many):
    """One is opened and one deleted after the last page was read: the total is right, and the new one is missing."""
    gone = max(many.firm.kinds["case"].values(), key=lambda record: (record["created_at"], record["uuid"]))
    new = []

    def churn(progress):
        if progress.page == 2 and progress.doing == "cases":
            many.firm.remove("case", gone["uuid"])
            new.append(many.firm.add_case("New", client=many.ann, status=many.enquiry)["uuid"])

    read = sync_firm(say=churn)

    live = {str(uuid) for uuid in Case.objects.filter(gone_at=None).values_list("pk", flat=True)}
    assert (read.complete, set(new) <= live) == (True, True)


def test_anybody_may_stop_a_read_and_the_next_one_goes_on(sandbox, many):
    def stop(progress):
        if progress.page == 2:
            assert stop_firm_sync() is True

    stopped = sync_firm(say=stop)
    sandbox.log.clear()
    read = sync_firm(force=True)

    assert (stopped.read_at, stopped.trouble_kind, stopped.busy_until) == (None, "stopped", None)
    assert stopped.trouble == "The read was stopped with 700 cases of 1,200 read. The next one goes on from there."
    assert (pages_asked(sandbox), read.complete, read.trouble) == ([2, 1, 3], True, "")
    assert stop_firm_sync() is False


def test_a_list_that_does_not_say_how_long_it_is_is_read_forward(sandbox, many, monkeypatch):
    monkeypatch.setattr(reading_firm, "last_page", lambda page: None)

    read = sync_firm()

    assert (pages_asked(sandbox), Case.objects.count(), read.complete) == ([1, 1, 2, 3], 1_200, True)


def test_cases_that_cannot_be_asked_for_stay_and_the_read_says_it_is_incomplete(sandbox, held):
    sync_firm()
    held.firm.remove("case", held.isa["uuid"])
    with sandbox.faults.on("status", status=403, path=f"/cases/{held.isa['uuid']}"):
        read = sync_firm(force=True)

    assert (read.complete, read.trouble_kind) == (False, "incomplete")
    assert case(held.isa).gone_at is None


def test_one_at_a_time(sandbox, held):
    SyncState.objects.create(key="firm", busy_until=datetime.now(UTC) + timedelta(minutes=1))

    said = StringIO()
    with pytest.raises(CommandError):
        call_command("sync", stdout=said)

    assert "Another process is reading the firm" in said.getvalue()
    assert len(sandbox.log) == 0


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_at_once_after_a_killed_one(sandbox, held):
    killed = subprocess.run([sys.executable, "-c", KILLED], env=environment(), check=False)

    assert (killed.returncode, SyncState.objects.get(key="firm").busy_until > datetime.now(UTC)) == (-9, True)
    assert "Complete: the mirror holds the firm" in sync()


def test_a_reader_that_lives_or_may_live_elsewhere_is_waited_for(sandbox, held):
    here = processes.here()
    for holder in (here, {**here, "home": "elsewhere", "pid": 2**22 + 1}, {}):
        SyncState.objects.update_or_create(
            key="firm", defaults={"busy_until": datetime.now(UTC) + timedelta(minutes=1), "holder": holder}
        )

        assert sync_firm(force=True).tried_at is None


def test_a_short_total_is_not_called_complete(sandbox, held):
    lie = {"data": [], "meta": {"current_page": 1, "last_page": 1, "total": 3}}
    with sandbox.faults.on("status", status=200, body=lie, path="/api/v1/cases$"):
        read = sync_firm()

    assert (read.complete, read.trouble_kind) == (False, "incomplete")


def test_it_waits_while_the_minute_is_kept_for_people(sandbox, held, monkeypatch):
    naps = []

    def nap(seconds):
        naps.append(seconds)
        ApiHealth.objects.update(remaining=400, remaining_at=datetime.now(UTC))
        monkeypatch.setattr("boards.gateway.circuit.KEPT_FOR_PEOPLE", 0)

    monkeypatch.setattr(reading_firm.time, "sleep", nap)
    held.firm.behaviours.set(requests_a_minute=100)

    read = sync_firm()

    assert (len(naps), read.complete) == (1, True)


def test_a_board_opened_meanwhile_is_not_set_back(sandbox, held):
    sync_client(held.client)

    def edit(progress):
        if progress.doing == "clients":
            held.firm.change("case", held.isa["uuid"], name="Edited meanwhile")
            sync_client(held.client, force=True)

    sync_firm(say=edit)

    assert case(held.isa).name == "Edited meanwhile"
    assert Participant.objects.get(case=held.isa["uuid"], account=held.client).listed is True


@pytest.mark.parametrize("every", [0, -1, 1e12, float("nan")])
def test_it_refuses_an_absurd_interval(every):
    with pytest.raises(CommandError):
        sync(every=every)


def test_an_empty_firm_is_complete(sandbox, firm):
    read = sync_firm()

    assert (read.complete, read.trouble, Case.objects.count()) == (True, "", 0)
