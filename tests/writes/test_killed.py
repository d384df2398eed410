"""Killed in the middle of a move, and two processes at one card: nothing is lost, doubled or overwritten in silence."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from boards.audit import recorder
from boards.audit.models import Entry
from boards.cases.operations import move
from boards.mirror import models as mirror
from boards.mirror.sync.cases import sync_client
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from boards.users.models import User
from boards.writes import reconcile
from tests.making import make_user
from tests.writes import history
from tests.writes.environment import environment
from tests.writes.victim import STEPS

CONTESTS = int(os.environ.get("CONTESTS", "12"))
REACHED_PLANNR = ("sent", "reread", "told", "kept")


def drop(case: UUID, status: UUID, client: UUID, by: User, key: str) -> dict[str, Any]:
    """A drop as JSON for another process, with the token that a page drawn now would carry."""
    seen = mirror.Case.objects.get(pk=case).seen
    return {"case": str(case), "status": str(status), "client": str(client), "by": by.pk, "seen": seen, "key": key}


def opened(firm: Firm) -> tuple[UUID, UUID, list[UUID]]:
    """The small firm with Ann's board read: client, a case, statuses."""
    history.fill(firm)
    firm.behaviours.set(requests_a_minute=0)
    client = next(UUID(one["uuid"]) for one in firm.kinds["account"].values() if one["type"] == "client")
    sync_client(client)
    return client, UUID(next(iter(firm.kinds["case"]))), [UUID(uuid) for uuid in firm.kinds["status"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_any_step_loses_and_doubles_nothing(step: str, sandbox: Sandbox, firm: Firm):
    client, case, statuses = opened(firm)
    by, target = make_user("adviser"), statuses[3]
    asked = json.dumps(drop(case, target, client, by, "gesture"))

    dead = subprocess.run([sys.executable, "-m", "tests.writes.victim", step, asked], env=environment(), check=False)

    assert dead.returncode == -signal.SIGKILL
    reconcile.reconcile_all(now=datetime.now(UTC) + timedelta(hours=1))
    reached = step in REACHED_PLANNR
    assert list(recorder.open_attempts()) == []
    assert len(sandbox.log.writes()) == int(reached)
    assert (firm.kinds["case"][str(case)]["status"] == str(target)) is reached
    endings = list(Entry.objects.filter(kind="outcome").values_list("outcome", flat=True))
    assert endings == {"leased": [], "read": [], "attempted": ["refused"]}.get(step, ["saved"])

    sync_client(client, force=True)
    again = move.MoveRequest(case, statuses[2], None, mirror.Case.objects.get(pk=case).seen, client=client, key="again")
    assert move.move_case(by, again).outcome == "saved"


@pytest.mark.django_db(transaction=True)
def test_eight_threads_of_two_processes_at_one_card_never_overwrite_in_silence(sandbox: Sandbox, firm: Firm):
    client, case, statuses = opened(firm)
    people = [make_user("adviser") for _ in range(8)]
    command = [sys.executable, "-m", "tests.writes.victim", "race"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment()}
    racers = [subprocess.Popen(command, **pipes) for _ in range(2)]
    try:
        assert [racer.stdout.readline() for racer in racers] == ["ready\n"] * 2
        for number in range(CONTESTS):
            sync_client(client, force=True)
            here, before = mirror.Case.objects.get(pk=case).status, len(sandbox.log.writes())
            others = [status for status in statuses if status != here]
            drops = [
                drop(case, others[one % 3], client, person, f"{number}-{one}") for one, person in enumerate(people)
            ]
            for racer, share in zip(racers, (drops[::2], drops[1::2]), strict=True):
                racer.stdin.write(json.dumps(share) + "\n")
                racer.stdin.flush()

            told = Counter(ending for racer in racers for ending in json.loads(racer.stdout.readline()))

            assert told["saved"] == 1
            assert told["saved"] + told["conflict"] + told["unavailable"] == 8
            assert len(sandbox.log.writes()) == before + 1
    finally:
        for racer in racers:
            racer.stdin.close()
            racer.wait(timeout=20)
            racer.stdout.close()
