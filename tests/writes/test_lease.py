"""One writer at a time: the lease holds across threads, expires, and is fenced."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from boards.writes.lease import LeaseHeld, lease
from boards.writes.models import Lease


@pytest.mark.django_db
def test_it_refuses_a_second_writer_while_the_first_writes():
    with lease("case:1"), pytest.raises(LeaseHeld), lease("case:1", patience=0):
        pass


@pytest.mark.django_db
def test_it_lets_two_cases_be_written_side_by_side():
    with lease("case:1") as one, lease("case:2", patience=0) as other:
        assert (one.key, other.key) == ("case:1", "case:2")


@pytest.mark.django_db
def test_it_is_free_again_after_an_error_inside():
    with pytest.raises(ZeroDivisionError), lease("case:1"):
        1 / 0  # noqa: B018  any error will do

    with lease("case:1", patience=0) as held:
        assert held.fence == 2


@pytest.mark.django_db
def test_a_dead_writers_lease_runs_out_and_its_fence_no_longer_opens():
    with lease("case:1") as dead:
        Lease.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        with lease("case:1", patience=0) as alive:
            with pytest.raises(LeaseHeld):
                dead.check(0)
            alive.check(1)
    with lease("case:1", patience=0) as next_one:
        assert next_one.fence == alive.fence + 1


@pytest.mark.django_db
def test_it_refuses_to_send_when_the_lease_would_run_out_on_the_way():
    with lease("case:1") as held, pytest.raises(LeaseHeld):
        held.check(10_000)


@pytest.mark.django_db(transaction=True)
def test_eight_threads_never_hold_one_lease_together():
    inside, most, lock = 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal inside, most
        try:
            with lease("case:1", patience=30):
                with lock:
                    inside += 1
                    most = max(most, inside)
                threading.Event().wait(0.002)
                with lock:
                    inside -= 1
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))

    assert most == 1
    assert Lease.objects.get(key="case:1").fence == 40
