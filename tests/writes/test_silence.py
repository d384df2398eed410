"""Silence is not proof: what Plannr has not answered may still come, and is looked at again after it was given up."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from boards import processes
from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.queries import tampered_entries
from boards.cases.operations import move
from boards.mirror import models as mirror
from boards.mirror.sync.cases import sync_client
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from boards.users.models import User
from boards.writes import reconcile
from boards.writes.lease import LeaseHeld, lease
from boards.writes.models import Lease
from boards.writes.operation import Result
from boards.writes.pipeline import execute
from boards.writes.watcher import Watcher
from tests.making import Browser, make_user
from tests.writes import history
from tests.writes.leaving import leave_open

LATER = timedelta(hours=1)


class Place:
    """Ann's first case, its statuses, and a page of it that was drawn at the start."""

    def __init__(self, firm: Firm, sandbox: Sandbox) -> None:
        history.fill(firm)
        self.firm, self.sandbox = firm, sandbox
        self.client = next(UUID(one["uuid"]) for one in firm.kinds["account"].values() if one["type"] == "client")
        self.case, self.statuses = UUID(next(iter(firm.kinds["case"]))), [UUID(one) for one in firm.kinds["status"]]
        sync_client(self.client)

    def act(self, by: User, to: int, *, key: str | None = None) -> move.MoveCase:
        """A drop into a status, from a page drawn now."""
        seen = mirror.Case.objects.get(pk=self.case).seen
        return move.MoveCase(
            by, move.MoveRequest(self.case, self.statuses[to], None, seen, client=self.client, key=key)
        )

    def move(self, by: User, to: int) -> Result:
        return execute(self.act(by, to))

    @property
    def status(self) -> int:
        """Which of the statuses Plannr holds."""
        return self.statuses.index(UUID(self.firm.kinds["case"][str(self.case)]["status"]))

    def carry_out_late(self, attempt: Entry) -> None:
        """Plannr does now what it was asked long ago."""
        self.sandbox.in_plannr("PUT", f"/api/v1/cases/{self.case}", attempt.body)


@pytest.fixture
def place(firm: Firm, sandbox: Sandbox) -> Iterator[Place]:
    return Place(firm, sandbox)


def ending_of(attempt: Entry | None) -> tuple[str, str]:
    """How the log says that an attempt ended, in a word and in words."""
    assert attempt
    ending = recorder.latest_outcome(attempt)
    return (ending.outcome, ending.words) if ending else ("open", "")


def lose(place: Place, by: User, to: int) -> Entry:
    """A move whose request was lost, or is still on its way; the attempt."""
    place.sandbox.faults.add("reset", method="PUT", only_next=1)
    assert place.move(by, to).outcome == "unknown"
    return Entry.objects.filter(kind="attempt").latest("pk")


@pytest.mark.django_db
def test_the_wait_counts_from_when_the_connection_was_given_up(place: Place):
    attempt = lose(place, make_user("adviser"), 3)
    Entry.objects.filter(pk=attempt.pk).update(at=attempt.at - LATER)
    attempt.refresh_from_db()

    assert reconcile.reconcile(attempt) is None
    ending = reconcile.reconcile(attempt, now=datetime.now(UTC) + LATER)
    assert ending
    assert (ending.outcome, ending.words) == ("refused", reconcile.NOT_DONE)


@pytest.mark.django_db
def test_a_strange_sight_is_no_verdict_while_the_write_may_still_come(place: Place):
    attempt = lose(place, make_user("adviser"), 3)
    place.sandbox.in_plannr("PUT", f"/api/v1/cases/{place.case}", {"status": str(place.statuses[1])})

    assert reconcile.reconcile(attempt) is None
    place.carry_out_late(attempt)
    ending = reconcile.reconcile(attempt)
    assert ending
    assert ending.outcome == "saved"


@pytest.mark.django_db
def test_what_turns_up_after_all_is_told_to_both_and_written_down(
    place: Place, adviser: Browser, administrator: Browser
):
    attempt = lose(place, adviser.user, 3)
    reconcile.reconcile_all(now=datetime.now(UTC) + LATER)
    assert place.move(administrator.user, 2).outcome == "saved"
    assert reconcile.recheck_refused() == 0

    place.carry_out_late(attempt)

    assert (reconcile.recheck_refused(), reconcile.recheck_refused()) == (1, 0)
    assert ending_of(attempt) == ("superseded", reconcile.CAME_LATE)
    notes = list(Entry.objects.filter(verb=recorder.LATE).values_list("actor", flat=True))
    assert notes == [adviser.user.pk, administrator.user.pk]
    for browser, words in ((adviser, "carried out late"), (administrator, "this one no longer does")):
        assert words in browser.get("/").content.decode()
        assert words not in browser.get("/").content.decode()
    assert list(tampered_entries()) == []


@pytest.mark.django_db
def test_a_change_made_in_plannr_is_not_credited_to_a_move_that_was_told_as_not_done(place: Place):
    ann = make_user("adviser")
    act = place.act(ann, 3, key="gesture")
    place.sandbox.faults.add("reset", method="PUT", only_next=1)
    assert execute(act).outcome == "unknown"
    reconcile.reconcile_all(now=datetime.now(UTC) + LATER)
    told = execute(act)
    assert (told.outcome, told.words) == ("refused", reconcile.NOT_DONE)

    place.sandbox.in_plannr("PUT", f"/api/v1/cases/{place.case}", {"status": str(place.statuses[3])})

    assert (reconcile.recheck_refused(), reconcile.recheck_refused()) == (1, 0)
    assert ending_of(told.attempt) == ("superseded", reconcile.CAME_LATE)
    notes = Entry.objects.filter(verb=recorder.LATE, actor=ann, subject_uuid=place.case)
    assert [note.words.partition(": ")[2] for note in notes] == [reconcile.CAME_LATE]
    assert recorder.own_recent_attempts(ann, place.case, None) == []


@pytest.mark.django_db
def test_somebody_elses_equal_move_is_not_ones_own(place: Place):
    ann, bob = make_user("adviser"), make_user("adviser")
    attempt = lose(place, ann, 3)
    reconcile.reconcile_all(now=datetime.now(UTC) + LATER)

    assert place.move(bob, 3).outcome == "saved"

    assert reconcile.recheck_refused() == 0
    assert ending_of(attempt) == ("refused", reconcile.NOT_DONE)


@pytest.mark.django_db
def test_a_doubt_is_not_credited_with_a_later_equal_move(place: Place):
    ann, bob = make_user("adviser"), make_user("adviser")
    attempt = lose(place, ann, 3)
    other = place.act(bob, 3)
    fresh = other.read()
    later = recorder.record_attempt(
        bob, other.verb, other.subject, before=other.before(fresh), body=attempt.body, key=None
    )
    other.send(attempt.body)
    recorder.record_outcome(later, recorder.SAVED)

    ending = reconcile.reconcile(attempt)

    assert ending
    assert (ending.outcome, ending.words) == ("superseded", reconcile.ALIKE)


@pytest.mark.django_db(transaction=True)
def test_the_server_itself_settles_what_is_open_and_ends_when_told(firm: Firm, sandbox: Sandbox):
    place = Place(firm, sandbox)
    leave_open(place.act(make_user("adviser"), 3))

    watch = Watcher(every=0.01)
    watch.start()
    while recorder.open_attempts().exists():
        assert watch.is_alive()
        watch.join(0.01)
    watch.end()

    assert not watch.is_alive()
    assert Entry.objects.get(kind="outcome").outcome == "saved"


@pytest.mark.django_db
def test_the_lease_of_a_dead_process_is_taken_and_a_living_ones_or_a_strangers_is_not():
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with lease("case:1"):
        names = {"dead": dead.pid, "alive": os.getpid()}
        for who, pid in names.items():
            Lease.objects.update(pid=pid)
            assert processes.is_dead(processes.home(), pid, "") == (who == "dead")
        with pytest.raises(LeaseHeld), lease("case:1", patience=0):
            pass
        Lease.objects.update(pid=dead.pid, home="another machine")
        with pytest.raises(LeaseHeld), lease("case:1", patience=0):
            pass
        Lease.objects.update(home=processes.home(), pid=os.getpid(), started="another start")
        with lease("case:1", patience=0) as held:
            assert held.fence == 2
