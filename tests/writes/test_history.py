"""What the screen says is what happened: thousands of operations with everything going wrong (`HISTORY_RUNS`)."""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from tests.making import make_user
from tests.writes import history

STEPS = 50
RUNS = int(os.environ.get("HISTORY_RUNS", "30"))
# The check tries the same histories each time, the night others each time (`.ci/run --nightly`).
NEW = bool(os.environ.get("NEW_HISTORIES"))


@pytest.mark.django_db
def test_screen_log_and_plannr_always_agree(sandbox: Sandbox, firm: Firm):
    history.fill(firm)
    firm.behaviours.set(requests_a_minute=0)
    sandbox.remember()
    people = [make_user("adviser") for _ in range(3)]
    tally = history.Tally()

    machine = history.machine(sandbox, people, tally)
    run_state_machine_as_test(
        machine if NEW else seed(0)(machine),
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],
        ),
    )

    print(f"{tally.operations} operations: {dict(tally.endings)}")
    assert tally.violations == []
    assert tally.operations >= 5_000 or RUNS < 140
    assert RUNS < 20 or min(tally.endings[told] for told in ("saved", "refused", "conflict", "crash")) > 0
