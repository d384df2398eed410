"""What Plannr said yes to, what it left as it was, and what it was silent about: the same of every kind of write."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from boards import gateway, operations
from boards.audit import recorder
from boards.audit.models import Entry
from boards.gateway.models import ApiHealth
from boards.mirror import models as mirror
from boards.sandbox.app import WRITES, Sandbox
from boards.sandbox.store.firm import Firm
from boards.users.models import User
from boards.writes import reconcile
from boards.writes.models import Lease
from boards.writes.operation import Operation
from boards.writes.pipeline import execute
from tests.making import make_user
from tests.writes.leaving import Died, one_of_each

VERBS = sorted(one.verb for one in operations.OPERATIONS)
CREATES = "case-create"
LATER = timedelta(hours=1)
# The kinds whose answer is the record itself, so that it can show the old one.
ANSWERED_WITH_THE_RECORD = (
    "beneficiary-change", "case-complete", "case-edit", "case-move", "case-reopen", "cover-change",
)  # fmt: skip
# Those of them whose answer shows all that was asked.
SAYING_YES = ("case-complete", "case-edit", "case-move", "case-reopen", "cover-change")


@pytest.fixture
def by(db: None) -> User:
    """Who may do anything."""
    return make_user("adviser", "administrator")


@pytest.fixture
def acts(firm: Firm, sandbox: Sandbox, by: User) -> list[Operation[Any]]:
    """An act of every kind, each on a record of its own."""
    return one_of_each(firm, by)


def told(acts: Sequence[Operation[Any]]) -> dict[str, str]:
    """Carry all out, each whatever became of the one before; how people are told that it ended."""
    found = {}
    for act in acts:
        found[act.verb] = execute(act).outcome
        ApiHealth.objects.all().delete()
        gateway.close()
    return found


def logged() -> dict[str, tuple[str, str]]:
    """How the log says that each ended, in a word and in words."""
    ended = {one.verb: recorder.latest_outcome(one) for one in Entry.objects.filter(kind="attempt")}
    return {verb: (ending.outcome, ending.words) if ending else ("open", "") for verb, ending in ended.items()}


def endings() -> dict[str, str]:
    """How the log says that each ended, in a word."""
    return {verb: outcome for verb, (outcome, _) in logged().items()}


def settle_later() -> None:
    """An hour on: Plannr can no longer be at it."""
    reconcile.reconcile_all(now=datetime.now(UTC) + LATER)


def all_of(ending: Any, but: Any = None) -> dict[str, Any]:
    """The same for every kind; `but` for adding a case, whose answer alone proves it."""
    return dict.fromkeys(VERBS, ending) | ({CREATES: but} if but else {})


def test_each_is_sent_in_one_request_and_saved(acts: list[Operation[Any]], sandbox: Sandbox):
    for act in acts:
        before = sandbox.log.last
        assert (act.verb, execute(act).outcome) == (act.verb, "saved")
        assert [one.applied for one in sandbox.log.after(before) if one.method in WRITES] == [True], act.verb

    assert sorted(act.verb for act in acts) == VERBS


def test_what_comes_late_is_never_told_as_not_done(acts: list[Operation[Any]], sandbox: Sandbox):
    sandbox.faults.add("late", method="PUT|POST|DELETE")

    assert told(acts) == all_of("unknown")
    reconcile.reconcile_all()
    assert endings() == all_of("unknown")

    sandbox.lag.catch_up()
    reconcile.reconcile_all()
    assert endings() == all_of("saved")


def test_what_never_came_is_refused_after_the_wait_and_told_if_it_turns_up(
    acts: list[Operation[Any]], sandbox: Sandbox, by: User
):
    sandbox.faults.add("late", method="PUT|POST|DELETE")
    told(acts)

    settle_later()
    assert logged() == all_of(("refused", reconcile.NOT_DONE))
    assert reconcile.recheck_refused() == 0

    sandbox.lag.catch_up()
    assert (reconcile.recheck_refused(), reconcile.recheck_refused()) == (len(VERBS), 0)
    assert logged() == all_of(("superseded", reconcile.CAME_LATE))
    notes = Entry.objects.filter(kind="note", verb=recorder.LATE, actor=by)
    assert [one.words.endswith(reconcile.CAME_LATE) for one in notes] == [True] * len(VERBS)


@pytest.mark.parametrize("catches_up", [True, False])
def test_what_was_answered_is_never_refused_while_reads_stay_old(
    acts: list[Operation[Any]], sandbox: Sandbox, catches_up: bool
):
    sandbox.faults.add("stale", method="PUT|POST|DELETE")

    assert told(acts) == all_of("unknown", but="saved")
    reconcile.reconcile_all()
    assert endings() == all_of("unknown", but="saved")
    doubted = Entry.objects.filter(kind="attempt").exclude(verb=CREATES)
    assert {reconcile.current_result(one).doubt for one in doubted} == {
        "Plannr said yes, but still shows it as it was."
    }

    if catches_up:
        sandbox.lag.catch_up()
    settle_later()
    assert endings() == all_of("saved" if catches_up else "superseded", but="saved")

    sandbox.lag.catch_up()
    assert reconcile.recheck_refused() == (0 if catches_up else len(VERBS) - 1)
    assert endings() == all_of("saved")


def test_a_process_that_dies_on_the_answer_makes_no_silence_of_it(acts: list[Operation[Any]], sandbox: Sandbox):
    sandbox.faults.add("stale", method="PUT|POST|DELETE")
    for act in acts:
        act.reread = die  # type: ignore[method-assign]
        with pytest.raises(Died):
            execute(act)
    assert endings() == all_of("open")
    assert Lease.objects.exclude(answered=None).count() == len(VERBS)

    settle_later()

    assert logged() == all_of(("superseded", reconcile.STILL_OLD))
    shown = reconcile.current_result(Entry.objects.filter(kind="attempt").latest("pk"))
    assert (shown.outcome, shown.words) == ("conflict", reconcile.STILL_OLD)


def test_what_the_answer_itself_shows_as_it_was_is_refused_at_once(acts: list[Operation[Any]], sandbox: Sandbox):
    sandbox.faults.add("kept", method="PUT")
    concerned = [act for act in acts if act.verb in ANSWERED_WITH_THE_RECORD]

    assert told(concerned) == dict.fromkeys(ANSWERED_WITH_THE_RECORD, "refused")

    assert logged() == dict.fromkeys(ANSWERED_WITH_THE_RECORD, ("refused", reconcile.LEFT_IT))
    assert sandbox.log.writes() == []
    assert len([one for one in sandbox.log if one.method in WRITES]) == len(concerned)


def test_a_move_that_hangs_and_is_carried_out_at_last_is_saved(
    acts: list[Operation[Any]], sandbox: Sandbox, settings: Any
):
    settings.PLANNR_TIMEOUT_SECONDS = 4  # for the reads before it, too, on a machine that is busy
    sandbox.faults.add("latency", method="PUT", when="after", seconds=60)
    sandbox.faults.add("late", method="PUT")
    move = next(act for act in acts if act.verb == "case-move")

    ending = execute(move)

    assert (ending.outcome, ending.doubt) == ("unknown", "Plannr has not answered.")
    sandbox.lag.catch_up()
    assert reconcile.reconcile_now(Entry.objects.get(kind="attempt")).outcome == "saved"
    assert str(mirror.Case.objects.get(pk=move.subject.uuid).status) == Entry.objects.get(kind="attempt").body["status"]


def die(*args: Any) -> Any:
    """The process dies here."""
    raise Died


def test_a_yes_that_no_read_bears_out_proves_nothing_whatever_else_changes(
    acts: list[Operation[Any]], sandbox: Sandbox, firm: Firm
):
    sandbox.faults.add("ignored", method="PUT")
    tried = [act for act in acts if act.verb in SAYING_YES]
    for act in tried:
        others_change_it(act, firm)

    assert told(tried) == dict.fromkeys(SAYING_YES, "unknown")


def others_change_it(act: Operation[Any], firm: Firm) -> None:
    """As soon as an act is answered somebody changes something else of its record in Plannr itself."""
    send, of_cover = act.send, act.verb == "cover-change"

    def send_and_change(body: dict[str, Any]) -> Any:
        answer = send(body)
        if of_cover:
            firm.change("cover", str(act.asked.cover), benefit_status="inactive")  # type: ignore[attr-defined]
        else:
            firm.change("case", str(act.subject.uuid), value=77_700, status_position=9)
        return answer

    act.send = send_and_change  # type: ignore[method-assign]
