"""The gate: one breaker and one budget for all processes, and no call inside a transaction."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from boards import gateway
from boards.gateway.circuit import KEPT_FOR_PEOPLE, MOST_FAILURES, SharedCircuit
from boards.gateway.models import ApiHealth
from boards.plannr import CircuitOpen, NotFound, PlannrError, Throttled
from boards.sandbox.app import Sandbox


def ask() -> None:
    """One read that Plannr answers when it is well."""
    gateway.client().statuses.all()


def ended() -> datetime:
    """A moment ago, for what shall be over."""
    return datetime.now(UTC) - timedelta(seconds=1)


def fail(times: int) -> None:
    """Let calls fail until the sandbox has seen them."""
    for _ in range(times):
        with pytest.raises(PlannrError):
            ask()


@pytest.mark.django_db
def test_after_five_failures_plannr_is_left_alone_and_then_probed(sandbox: Sandbox):
    sandbox.faults.add("status", status=500)
    fail(MOST_FAILURES)
    asked = len(list(sandbox.log))

    with pytest.raises(CircuitOpen):
        ask()

    assert len(list(sandbox.log)) == asked
    ApiHealth.objects.update(probe_at=datetime.now(UTC) - timedelta(seconds=1))
    gateway.close()
    with pytest.raises(PlannrError):
        ask()
    assert len(list(sandbox.log)) == asked + 1


@pytest.mark.django_db
def test_another_process_learns_at_once_that_plannr_is_down(sandbox: Sandbox):
    sandbox.faults.add("status", status=500)
    fail(MOST_FAILURES)

    with pytest.raises(CircuitOpen):
        SharedCircuit().check("GET", "people")


@pytest.mark.django_db
def test_one_good_answer_closes_it_again(sandbox: Sandbox):
    sandbox.faults.add("status", status=500)
    fail(MOST_FAILURES)
    sandbox.faults.clear()
    ApiHealth.objects.update(probe_at=datetime.now(UTC) - timedelta(seconds=1))
    gateway.close()

    ask()
    ask()

    assert ApiHealth.objects.get().failures == 0


@pytest.mark.django_db
def test_only_one_probe_leaves_however_many_ask():
    ApiHealth.objects.create(pk=1, failures=MOST_FAILURES, probe_at=None)
    gates, let_out = [SharedCircuit() for _ in range(8)], 0

    for gate in gates:
        try:
            gate.check("GET", "people")
        except CircuitOpen:
            continue
        let_out += 1

    assert let_out == 1


@pytest.mark.django_db
def test_a_write_is_never_the_probe():
    ApiHealth.objects.create(pk=1, failures=MOST_FAILURES, probe_at=None)

    with pytest.raises(CircuitOpen):
        SharedCircuit().check("PUT", "people")


@pytest.mark.django_db
def test_plannrs_no_never_opens_the_circuit(sandbox: Sandbox):
    for _ in range(MOST_FAILURES + 3):
        with pytest.raises(NotFound):
            gateway.client().clients.get(uuid4())

    assert not ApiHealth.objects.filter(failures__gt=0).exists()


@pytest.mark.django_db
def test_nobody_asks_before_the_time_that_a_429_named(sandbox: Sandbox):
    sandbox.faults.add("throttled", retry_after=60)
    with pytest.raises(Throttled):
        ask()
    sandbox.faults.clear()
    asked = len(list(sandbox.log))

    with pytest.raises(CircuitOpen):
        SharedCircuit().check("GET", "people")
    with pytest.raises(CircuitOpen):
        ask()

    assert len(list(sandbox.log)) == asked


@pytest.mark.django_db
def test_after_a_long_pause_one_call_asks_whether_it_is_over(sandbox: Sandbox):
    sandbox.faults.add("throttled", retry_after=3600)
    with pytest.raises(Throttled, match=r"Plannr asked for a pause until \d\d:\d\d:\d\d\."):
        ask()
    ApiHealth.objects.update(quiet_until=ended(), probe_at=ended())

    gates, let_out = [SharedCircuit() for _ in range(5)], 0
    for gate in gates:
        with suppress(CircuitOpen):
            gate.check("GET", "people")
            let_out += 1

    assert let_out == 1
    gates[0].record("GET", 200, None, None)
    SharedCircuit().check("GET", "people")


@pytest.mark.django_db
def test_a_pause_as_short_as_asked_holds_nobody_back_afterwards(sandbox: Sandbox):
    sandbox.faults.add("throttled", retry_after=30)
    with pytest.raises(Throttled):
        ask()
    ApiHealth.objects.update(quiet_until=ended())

    for _ in range(5):
        SharedCircuit().check("PUT", "people")


@pytest.mark.django_db
def test_a_pause_until_2083_left_by_another_version_is_asked_about_at_once(sandbox: Sandbox):
    ApiHealth.objects.create(pk=1, quiet_until=datetime(2083, 1, 1, tzinfo=UTC))

    ask()

    assert ApiHealth.objects.get().quiet_until is None


@pytest.mark.django_db
def test_a_budget_that_runs_low_slows_refreshes_before_it_slows_people(sandbox: Sandbox):
    sandbox.firm.behaviours.set(requests_a_minute=KEPT_FOR_PEOPLE)
    ask()

    with pytest.raises(CircuitOpen):
        gateway.client().as_background().statuses.all()
    ask()
    with pytest.raises(CircuitOpen):
        SharedCircuit().check("GET", "background")


@pytest.mark.django_db
def test_a_budget_seen_a_minute_ago_holds_nothing_back():
    ApiHealth.objects.create(pk=1, remaining=3, remaining_at=datetime.now(UTC) - timedelta(seconds=61))

    SharedCircuit().check("GET", "background")

    assert SharedCircuit().left(datetime.now(UTC)) >= KEPT_FOR_PEOPLE


@pytest.mark.django_db
def test_plannr_is_never_asked_inside_a_transaction(sandbox: Sandbox):
    with pytest.raises(RuntimeError, match="inside a database transaction"), transaction.atomic():
        ask()

    assert list(sandbox.log) == []
