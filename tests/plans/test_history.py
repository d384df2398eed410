"""Nobody is lost, nobody and no cover doubled, and nothing drifts, with everything going wrong, in every Plannr that
the documents leave possible (`COVER_EDITS`).
"""

import os
import random
from itertools import cycle

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from boards.sandbox.app import Sandbox
from boards.sandbox.firm import Firm
from tests.making import make_user
from tests.plans import history, wishes

STEPS = 30
EDITS = int(os.environ.get("COVER_EDITS", "200"))


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
    random.shuffle(worlds)
    for world in cycle(worlds):
        run_state_machine_as_test(history.machine(sandbox, people, tally, world), settings=limits)
        if tally.edits >= EDITS:
            break
    print(
        f"{tally.edits} edits, {tally.made} covers made: {dict(tally.endings)}; {tally.asked} asked about other covers’"
        f" people, {tally.alarms} alarms, {tally.frozen} frozen"
    )
    assert tally.violations == []
    assert min(tally.endings[told] for told in ("saved", "refused", "nothing")) > 0
    assert 0 < tally.made < tally.makings
