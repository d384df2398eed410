"""One reader, one writer: the mirror under many threads at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from boards.mirror.models import Account, Case, CaseChange, Participant
from boards.mirror.store.cases import upsert_cases, upsert_confirmed
from boards.mirror.sync.cases import sync_client
from boards.plannr import Account as Someone
from boards.plannr import Case as Answer
from boards.plannr import Status
from tests.mirror.asking import calls, small

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
STATUSES = [Status(uuid4(), f"Status {number}") for number in range(8)]
MARGARET = Someone(uuid4(), "Margaret Wilson", kind="client")


def together(act, times=8):
    """Let `act` run for 0 to 7 at the same moment, each in a thread of its own."""
    start = threading.Barrier(times)

    def run(number):
        try:
            start.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_a_case_met_by_eight_reads_at_once_is_first_seen_once():
    answers = [Answer(uuid4(), f"Case {number}", participants=(MARGARET,)) for number in range(50)]

    together(lambda number: upsert_cases(answers, began=NOW))

    assert (Case.objects.count(), Participant.objects.count(), Account.objects.count()) == (50, 50, 1)
    assert CaseChange.objects.filter(field="seen-first").count() == 50


def test_whatever_lands_first_the_latest_read_wins():
    answer = Answer(uuid4(), "Pension transfer", participants=(MARGARET,))
    for _ in range(5):
        Case.objects.all().delete()

        together(
            lambda number: upsert_cases(
                [replace(answer, status=STATUSES[number], name=f"Read {number}")], began=NOW + timedelta(seconds=number)
            )
        )

        assert [(row.name, row.status) for row in Case.objects.all()] == [("Read 7", STATUSES[7].uuid)]


def test_a_written_case_never_goes_back_while_older_reads_land():
    answer = Answer(uuid4(), "Pension transfer", status=STATUSES[0], participants=(MARGARET,))
    upsert_cases([answer], began=NOW)
    seen = []

    def act(number):
        if number == 0:
            upsert_confirmed(replace(answer, status=STATUSES[1]), actor="Priya", at=NOW + timedelta(minutes=1))
            seen.extend(Case.objects.get().status for _ in range(50))
        else:
            for _ in range(20):
                upsert_cases([answer], began=NOW + timedelta(seconds=number))

    together(act)

    assert set(seen) == {STATUSES[1].uuid}
    assert (Case.objects.get().turn, CaseChange.objects.filter(field="status").count()) == (1, 1)


def test_a_forced_refresh_by_eight_people_is_one_call(sandbox, firm):
    held = small(firm)
    sync_client(held.client)
    sandbox.log.clear()

    with sandbox.faults.on("latency", seconds=0.3):
        together(lambda number: sync_client(held.client, force=True))

    assert calls(sandbox, f"/client/{held.client}/cases") == 1


def test_two_boards_are_read_side_by_side(sandbox, firm):
    held = small(firm)
    clients = [held.client, UUID(held.ann["uuid"])]

    with sandbox.faults.on("latency", seconds=0.2):
        done = together(lambda number: sync_client(clients[number % 2]))

    assert {read.key for read in done} == {f"client:{client}" for client in clients}
    assert calls(sandbox, "/cases") == 2
