"""Nobody is lost, nobody and no cover doubled, and nothing drifts, with everything going wrong, in every Plannr that
the documents leave possible (`COVER_EDITS`).
"""

import os
import random
from itertools import cycle

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from tests.making import make_user
from tests.plans import history, wishes

STEPS = 30
EDITS = int(os.environ.get("COVER_EDITS", "200"))
# The check tries the same edits each time, the night others each time (`.ci/run --nightly`).
NEW = bool(os.environ.get("NEW_HISTORIES"))


@pytest.mark.django_db
def test_no_beneficiary_is_lost_and_nothing_doubled_or_drifts(sandbox: Sandbox, firm: Firm) -> None:
    history.fill(firm)
    sandbox.remember()
    people = [make_user("administrator") for _ in range(2)]
    tally, worlds = history.Tally(), list(wishes.WORLDS)
    limits = settings(
        max_examples=2,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    random.Random(None if NEW else 0).shuffle(worlds)
    for number, world in enumerate(cycle(worlds)):
        machine = history.machine(sandbox, people, tally, world)
        run_state_machine_as_test(machine if NEW else seed(number)(machine), settings=limits)
        if tally.edits >= EDITS:
            break
    print(
        f"{tally.edits} edits, {tally.made} covers made: {dict(tally.endings)}; {tally.asked} asked about other covers’"
        f" people, {tally.alarms} alarms, {tally.frozen} frozen"
    )
    assert tally.violations == []
    assert min(tally.endings[told] for told in ("saved", "refused", "nothing")) > 0
    assert 0 < tally.made < tally.makings
