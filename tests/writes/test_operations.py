"""Every kind of write is told and settled by every process, whatever pages that process has served."""

import pkgutil
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
from django.core.checks.registry import registry

import boards
from boards import operations
from boards.audit import recorder
from boards.audit.descriptions import describe_ask
from boards.audit.models import Entry
from boards.cases.operations.move import MoveCase
from boards.sandbox.store.firm import Firm
from boards.writes.operation import Operation
from tests.making import make_user
from tests.writes.environment import environment
from tests.writes.leaving import leave_open, one_of_each

VERBS = sorted(one.verb for one in operations.OPERATIONS)
ONLY_SET_UP = (
    "import django; django.setup();"
    "from boards.writes.reconcile import reconcile_all; print(reconcile_all(), flush=True)"
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("command", [["-c", ONLY_SET_UP], ["manage.py", "sync"]], ids=["set up only", "sync"])
def test_a_fresh_process_settles_what_a_crash_left_open_of_every_kind(command: list[str], firm: Firm, server: Any):
    by = make_user("adviser", "administrator")
    left = [leave_open(act) for act in one_of_each(firm, by)]
    assert sorted(one.verb for one in left) == VERBS

    fresh = subprocess.run([sys.executable, *command], env=environment(), capture_output=True, text=True, check=False)

    endings = {one.verb: getattr(recorder.latest_outcome(one), "outcome", "open") for one in left}
    assert endings == dict.fromkeys(VERBS, recorder.SAVED), fresh.stdout + fresh.stderr
    assert [one.verb for one in left if one.verb.replace("-", " ") in describe_ask(one)] == []
    assert Entry.objects.filter(kind="attempt").count() == len(VERBS)


def test_every_operation_of_every_room_stands_in_the_index():
    for module in pkgutil.walk_packages(boards.__path__, "boards."):
        if ".migrations" not in module.name and not module.name.endswith(".wsgi"):
            import_module(module.name)

    assert operations.check in registry.registered_checks
    assert operations.check() == []


def test_the_check_finds_what_cannot_be_told_settled_or_found():
    class Mute(Operation[Any]):
        """An operation that nobody could tell or settle."""

        verb = "mute"

    found = [(number, one.__name__) for number, _, one in operations.faults([MoveCase, Mute, MoveCase])]

    assert found[:3] == [(2, "Mute"), (2, "Mute"), (1, "MoveCase")]
    missing = {one.__name__ for one in operations.OPERATIONS} - {"MoveCase"}
    assert sorted(found[3:]) == sorted((3, name) for name in missing)
