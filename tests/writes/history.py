"""A history of moves by several people, edits by an outsider, resent forms, crashes and every trouble of the sandbox.

After each run the outcomes that people were told, the audit log and the sandbox's own log must agree (reliability.md
P1, invariants I1 to I8): "saved" was applied exactly once, "not saved" never, nobody at the board overwrote what he had
not seen, and no move touched a case's plans.
"""

import operator
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from boards import gateway
from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.queries import tampered_entries
from boards.cases.operations import move, undo
from boards.gateway.models import ApiHealth
from boards.mirror import models as mirror
from boards.mirror.sync.cases import sync_client
from boards.sandbox.app import Sandbox
from boards.sandbox.conduct.behaviours import CHOICES
from boards.users.models import User
from boards.writes import reconcile
from boards.writes.models import Lease, WriteFreeze
from boards.writes.operation import Result
from boards.writes.pipeline import execute

STATUSES = ("Enquiry", "Research", "Submitted", "Offer")
CASES = 8
LATE_SECONDS = 0.02
FAULTS = (
    ("status", {"status": 500}), ("status", {"status": 503, "when": "after"}), ("status", {"status": 422}),
    ("status", {"status": 409}), ("status", {"status": 403}), ("reset", {}), ("reset", {"when": "after"}),
    ("truncated", {"when": "after"}), ("empty", {"when": "after"}), ("html", {"when": "after"}), ("html", {}),
    ("ignored", {}), ("other", {}), ("late", {"seconds": LATE_SECONDS}), ("redirect", {}),
    ("throttled", {"retry_after": 120}), ("stale", {}), ("kept", {}),
)  # fmt: skip

BEHAVIOURS = st.fixed_dictionaries(
    {
        name: st.sampled_from(CHOICES[name])
        for name in ("positions", "plans_omitted", "completed_at_by_status", "envelope", "money_amounts", "links")
    }
)


class Crash(BaseException):
    """The process dies: nothing of ours runs after this."""


@dataclass
class Tally:
    """What happened over all runs: operations, and how often each ending was told."""

    operations: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)


def machine(sandbox: Sandbox, people: list[User], tally: Tally) -> type[RuleBasedStateMachine]:
    """The state machine's class, over one sandbox and a database that it empties before each run."""

    class History(RuleBasedStateMachine):
        """One run: a fresh firm, then whatever Hypothesis thinks of."""

        @initialize(behaviours=BEHAVIOURS)
        def open_the_firm(self, behaviours: dict[str, Any]) -> None:
            """Everything back to the start, with a Plannr that behaves one way or another; Ann's board is read."""
            forget_everything()
            sandbox.reset()
            sandbox.firm.behaviours.set(**behaviours)
            gateway.close()
            firm = sandbox.firm
            self.client = next(UUID(one["uuid"]) for one in firm.kinds["account"].values() if one["type"] == "client")
            self.cases = [UUID(uuid) for uuid in firm.kinds["case"]]
            self.statuses = [UUID(uuid) for uuid in firm.kinds["status"]]
            self.plans = {uuid: list(one["plans"]) for uuid, one in firm.kinds["case"].items()}
            self.pages = {person.pk: {} for person in people}
            self.sent: list[tuple[User, move.MoveRequest]] = []
            self.told: dict[int, str] = {}
            self.puts: dict[int, list[Any]] = {}
            for person in people:
                self.look(person)

        def look(self, person: User) -> None:
            """A person loads the board: the tokens on it are what they have seen."""
            sync_client(self.client, force=True)
            self.pages[person.pk] = dict(mirror.Case.objects.values_list("pk", "seen"))

        @rule(who=st.integers(0, len(people) - 1))
        def load(self, who: int) -> None:
            """Somebody reloads the page."""
            tally.operations += 1
            self.look(people[who])

        @rule(
            who=st.integers(0, len(people) - 1), case=st.integers(0, CASES - 1), to=st.integers(0, len(STATUSES) - 1),
            after=st.integers(-2, CASES - 1), anyway=st.booleans(), fault=st.none() | st.sampled_from(FAULTS),
            crash=st.sampled_from([None, None, None, None, "before", "after"]),
        )  # fmt: skip
        def drop(self, who: int, case: int, to: int, after: int, anyway: bool, fault: Any, crash: str | None) -> None:
            """Somebody drops a card, while Plannr may misbehave once or our own process may die."""
            person = people[who]
            drop = move.MoveRequest(
                case=self.cases[case],
                status=self.statuses[to],
                after=self.cases[after] if after >= 0 else None,
                last=after == -2,
                seen=self.pages[person.pk].get(self.cases[case], "0"),
                client=self.client,
                anyway=anyway,
                key=uuid4().hex,
            )
            self.sent.append((person, drop))
            if fault:
                kind, about = fault
                sandbox.faults.add(kind, method="PUT", only_next=1, **about)
            self.move(person, drop, crash)
            sandbox.faults.clear()
            sandbox.lag.catch_up()

        @rule(which=st.integers(0, 1000))
        def send_again(self, which: int) -> None:
            """A double click, Enter twice, the back button: the same gesture once more."""
            if self.sent:
                self.move(*self.sent[which % len(self.sent)], None)

        @rule(which=st.integers(0, 1000), to=st.integers(0, len(STATUSES) - 1))
        def correct(self, which: int, to: int) -> None:
            """The same page sent once more with another wish: the key is the same, what is asked is not."""
            if self.sent:
                person, drop = self.sent[which % len(self.sent)]
                self.sent.append((person, replace(drop, status=self.statuses[to], anyway=False)))
                self.move(*self.sent[-1], None)

        @rule(who=st.integers(0, len(people) - 1), which=st.integers(0, 1000))
        def take_back(self, who: int, which: int) -> None:
            """Somebody undoes a move of theirs."""
            mine = list(Entry.objects.filter(kind="attempt", actor=people[who]))
            tally.operations += 1
            if mine:
                with self.watched():
                    self.note(undo.undo_change(people[who], mine[which % len(mine)], key=uuid4().hex))

        @rule(
            case=st.integers(0, CASES - 1),
            to=st.integers(0, len(STATUSES) - 1),
            value=st.none() | st.integers(0, 10**9),
        )
        def outsider(self, case: int, to: int, value: int | None) -> None:
            """Somebody changes a case in Plannr itself: moves it, or gives it a value."""
            self.tick()
            change = {"status": str(self.statuses[to])} if value is None else {"value": value}
            plans = self.plans[str(self.cases[case])]
            sandbox.in_plannr("PUT", f"/api/v1/cases/{self.cases[case]}", {"plans": plans, **change})

        @rule(later=st.booleans())
        def settle(self, later: bool) -> None:
            """What the server does all the time; `later`: when nothing can be on its way any more."""
            tally.operations += 1
            if not later:
                reconcile.reconcile_all()
                return
            time.sleep(LATE_SECONDS * 3 if recorder.open_attempts().exists() else 0)
            reconcile.reconcile_all(now=datetime.now(UTC) + timedelta(hours=1))
            reconcile.recheck_refused()

        def move(self, person: User, drop: move.MoveRequest, crash: str | None) -> None:
            act = move.MoveCase(person, drop)
            if crash:
                act = dying(act, crash)
            try:
                with self.watched():
                    self.note(execute(act))
            except Crash:
                tally.endings["crash"] += 1
            ApiHealth.objects.all().delete()
            gateway.close()

        @contextmanager
        def watched(self) -> Iterator[None]:
            """Note which PUTs belong to the attempt that is made inside."""
            self.tick()
            entry, logged = Entry.objects.order_by("-id").values_list("pk", flat=True).first() or 0, sandbox.log.last
            try:
                yield
            finally:
                for attempt in Entry.objects.filter(kind="attempt", pk__gt=entry):
                    sent = [one for one in sandbox.log.after(logged) if one.method == "PUT" and not one.late]
                    self.puts[attempt.pk] = sent

        def tick(self) -> None:
            """Two seconds pass in Plannr, whose timestamps have a grain of one."""
            tally.operations += 1
            sandbox.firm.clock = partial(operator.add, sandbox.firm.clock(), 2.0)

        def log(self) -> list[Any]:
            """What the sandbox was asked in this run."""
            return list(sandbox.log)

        def note(self, ending: Result) -> None:
            tally.endings[ending.outcome] += 1
            if ending.attempt and ending.outcome in recorder.SETTLED:
                self.told.setdefault(ending.attempt.pk, ending.outcome)

        def teardown(self) -> None:
            """Let every late PUT arrive, settle all doubt, and compare the three tellings."""
            if not hasattr(self, "told"):
                return
            sandbox.faults.clear()
            time.sleep(LATE_SECONDS * 3 if any(entry.fault == "late" for entry in sandbox.log) else 0)
            later = datetime.now(UTC) + timedelta(hours=1)
            for attempt in recorder.open_attempts():
                reconcile.reconcile(attempt, now=later)
            problems = list(disagreements(self, sandbox))
            tally.violations += problems
            assert not problems, "\n".join(problems)

    return History


def dying(act: move.MoveCase, when: str) -> move.MoveCase:
    """The same act in a process that dies just before, or just after, its PUT leaves."""
    send = act.send

    def die(body: dict[str, Any]) -> Any:
        if when == "after":
            send(body)
        raise Crash

    act.send = die  # type: ignore[method-assign]
    return act


def disagreements(run: Any, sandbox: Sandbox) -> Iterator[str]:
    """Every way in which screen, audit log and sandbox contradict one another."""
    if WriteFreeze.objects.exists():
        yield f"a halt: {WriteFreeze.objects.first()}"
    if broken_rows := [entry.pk for entry in tampered_entries()]:
        yield f"the chain is broken at {broken_rows}"
    if left := list(recorder.open_attempts()):
        yield f"never settled: {left}"
    sent = sum(len(puts) for puts in run.puts.values())
    if stray := sum(1 for one in run.log() if one.method == "PUT" and one.by == "token" and not one.late) - sent:
        yield f"{stray} PUTs without an attempt"
    for case in run.cases:
        attempts = list(Entry.objects.filter(kind="attempt", subject_uuid=case).order_by("id"))
        yield from about_one_case(case, attempts, run)
        if sandbox.firm.kinds["case"][str(case)]["plans"] != run.plans[str(case)]:
            yield f"{case} lost its plans"


def about_one_case(case: UUID, attempts: list[Entry], run: Any) -> Iterator[str]:
    """Compare what is told of each attempt with the PUT that reached Plannr while it was made."""
    late = [one for one in run.log() if one.late and str(case) in one.path]
    for attempt in attempts:
        ending = recorder.latest_outcome(attempt)
        outcome = ending.outcome if ending else "open"
        puts = run.puts.get(attempt.pk, [])
        if len(puts) > 1:
            yield f"{case}: attempt {attempt.pk} was sent {len(puts)} times"
        put = puts[0] if puts else None
        applied = any(one.applied for one in puts)
        if put and put.fault == "late":
            applied = any(one.applied and one.body == attempt.body for one in late)
        if outcome == "refused" and applied and (put is None or moved_anything(put)):
            yield f"{case}: attempt {attempt.pk} is told as refused, and Plannr applied it: {put}"
        if outcome == "saved" and not (applied or done_by_another(attempt, run)):
            yield f"{case}: attempt {attempt.pk} is told as saved, and Plannr did not apply it: {put}"
        if (told := run.told.get(attempt.pk)) and told != outcome and not told_again(attempt):
            yield f"{case}: attempt {attempt.pk} was shown as {told} and logged as {outcome}"
        if applied and put and put.before and put.before["status"] != (attempt.before or {}).get("status"):
            yield f"{case}: attempt {attempt.pk} overwrote what it had not read"


def moved_anything(put: Any) -> bool:
    """Whether a PUT left its case other than it was, but for the time: the place it asked for may be the old one once
    Plannr has counted, and then "left it as it was" is true.
    """
    was, now = ({**one, "updated_at": ""} if one else {} for one in (put.before, put.after))
    return put.fault == "late" or was != now


def told_again(attempt: Entry) -> bool:
    """Whether the person was told, after what they were shown, that the attempt stands in Plannr all the same."""
    notes = Entry.objects.filter(
        kind="note", verb=recorder.LATE, actor=attempt.actor, subject_uuid=attempt.subject_uuid
    )
    ending = recorder.latest_outcome(attempt)
    return bool(ending and notes.filter(pk__gt=ending.pk, words__endswith=ending.words).exists())


def done_by_another(attempt: Entry, run: Any) -> bool:
    """Whether somebody in Plannr itself put the case where the attempt wanted it: then "saved" is true all the same."""
    wanted = (attempt.body or {}).get("status")
    outside = [one for one in run.log() if one.by == "outsider" and str(attempt.subject_uuid) in one.path]
    return any(one.body.get("status") == wanted for one in outside)


def forget_everything() -> None:
    """An empty board: mirror, log, leases and halts."""
    with transaction.atomic():
        for model in (
            mirror.Participant,
            mirror.CaseChange,
            mirror.Case,
            mirror.SyncState,
            mirror.Status,
            mirror.CaseType,
        ):
            model.objects.all().delete()
        Entry.objects.filter(kind="outcome").delete()
        Entry.objects.all().delete()
        for model in (Lease, WriteFreeze, ApiHealth, mirror.Account):
            model.objects.all().delete()


def fill(firm: Any) -> None:
    """A small firm: Ann's eight cases, some with plans, and another client's between them."""
    statuses = [firm.add_status(name) for name in STATUSES]
    ann = firm.add_client("Ann Smith")
    plans = [firm.add_plan(f"Plan {number}", client=ann) for number in range(3)]
    for number in range(CASES):
        linked = plans[: number % 4]
        firm.add_case(f"Case {number}", client=ann, status=statuses[number % 4], value=number * 1000_00, plans=linked)
