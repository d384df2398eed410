"""A history of cover edits and new covers by two administrators, with an outsider, stale pages, resent forms and every
trouble of the sandbox.

After each act what the person was told, the audit log and the sandbox's own records must agree (judging.py): nobody is
gone who was not named on a page and confirmed, nobody and no cover has come twice, and no share or amount is another
than it was or was asked to be, to the hundredth of a per cent and to the penny.
"""

import json
import operator
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from boards.audit import recorder
from boards.audit.models import Entry
from boards.gateway.models import ApiHealth
from boards.mirror.models import Account, Case, SyncState
from boards.mirror.models import plans as plan_models
from boards.mirror.sync.plans import sync_plan
from boards.plannr import PlannrError
from boards.plannr.http.responses import parse_json
from boards.plannr.models import Beneficiary, Cover
from boards.plans import confirmations, merge, snapshot
from boards.plans.merge import CoverEdit
from boards.plans.models import ApiBehaviour, Confirmation
from boards.plans.operations.base import CoverOperation
from boards.plans.operations.create import CreateCover, has_duplicate
from boards.plans.operations.steps import SaveProgress, execute_in_turn, split_into_operations
from boards.plans.operations.update import UpdateCover
from boards.plans.snapshot import PlanSnapshot
from boards.sandbox.app import Sandbox
from boards.sandbox.serializers import Serializer
from boards.users.models import User
from boards.writes import reconcile
from boards.writes.models import Lease, WriteFreeze
from boards.writes.operation import Result
from tests.plans import wishes
from tests.plans.judging import Change, Making, exact, seen
from tests.plans.wishes import NAMES

MOST_COVERS = 7


@dataclass
class Tally:
    """What happened over all runs: edits, new covers among them, and covers that were made."""

    edits: int = 0
    makings: int = 0
    made: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    alarms: int = 0
    frozen: int = 0
    asked: int = 0


def machine(sandbox: Sandbox, people: list[User], tally: Tally, world: dict[str, Any]) -> type[RuleBasedStateMachine]:
    """The state machine's class, over one sandbox that is a Plannr of one kind, and a database that it empties before
    each run.
    """

    somebody = st.integers(0, len(people) - 1)
    fault = st.none() | st.sampled_from(wishes.FAULTS)
    seldom = st.sampled_from([False] * 5 + [True])

    class Covers(RuleBasedStateMachine):
        """One run: a fresh plan under random manners, then whatever Hypothesis thinks of."""

        @initialize(manners=wishes.MANNERS)
        def open_the_plan(self, manners: dict[str, Any]) -> None:
            """Everything back to the start; both administrators have the plan open."""
            forget_everything()
            sandbox.reset()
            sandbox.firm.behaviours.set(requests_a_minute=0, **manners, **world)
            self.firm = sandbox.firm
            self.plan = UUID(next(iter(self.firm.kinds["plan"])))
            self.wish: CoverEdit | None = None
            sync_plan(self.plan, force=True)
            self.pages: dict[int, PlanSnapshot] = {person.pk: self.page() for person in people}

        def page(self) -> PlanSnapshot:
            """The plan as a form opened now carries it: read as the board reads it, only not over the wire."""
            shapes, plan = Serializer(self.firm), str(self.plan)
            covers = [Cover.parse(told(shapes.cover(one))) for one in self.firm.by("cover", "plan", plan)]
            named = [
                Beneficiary.parse(told(shapes.beneficiary(one))) for one in self.firm.by("beneficiary", "plan", plan)
            ]
            given = [one for one in covers if one], [one for one in named if one]
            return snapshot.plan_snapshot(self.plan, *given, datetime.now(UTC))

        @rule(who=somebody)
        def load(self, who: int) -> None:
            """Somebody opens the form again."""
            self.pages[people[who].pk] = self.page()

        @rule(
            act=st.sampled_from(["add", "remove", "change", "amount", "cover"]), which=st.integers(0, 9),
            share=st.integers(1, 9),
        )  # fmt: skip
        def outsider(self, act: str, which: int, share: int) -> None:
            """Somebody changes the plan in Plannr itself, in whole per cent; or makes the cover somebody else wants."""
            self.tick()
            rows, covers = self.firm.by("beneficiary", "plan", str(self.plan)), list(self.firm.kinds["cover"])
            cover = covers[which % len(covers)]
            if act == "amount":
                self.firm.change("cover", cover, benefit_amount=share * 1_000_00)
            elif act == "add" and len(rows) < 10:
                self.firm.add_beneficiary(str(self.plan), NAMES[which % len(NAMES)], share, cover)
            elif act == "remove" and rows:
                self.firm.remove("beneficiary", rows[which % len(rows)]["uuid"])
            elif act == "change" and rows:
                self.firm.change("beneficiary", rows[which % len(rows)]["uuid"], percentage=share)
            elif act == "cover" and self.wish and len(covers) < MOST_COVERS:
                facts: dict[str, Any] = dict(self.wish.fields)
                self.firm.add_cover(str(self.plan), **facts | {"indexation": float(facts["indexation"])})

        @rule(
            who=somebody, cover=st.integers(0, 5), changes=st.lists(wishes.CHANGE, min_size=1, max_size=3),
            fault=fault, stale=st.booleans(), meddled=seldom,
        )  # fmt: skip
        def edit(self, who: int, cover: int, changes: list[Any], fault: Any, stale: bool, meddled: bool) -> None:
            """Somebody edits a cover, while Plannr may misbehave once, or somebody meddles before the yes."""
            page = self.opened(people[who], stale)
            asked = wishes.changed(page, page.covers[cover % len(page.covers)].uuid, changes)
            if asked.is_nothing:
                return
            with self.judged(Change(asked), people[who]):
                self.ending = self.save(people[who], asked, fault, meddled="add" if meddled else "")

        @rule(
            who=somebody, facts=wishes.COVER, named=wishes.ROWS, fault=fault, stale=st.booleans(), meddled=seldom,
            again=st.booleans(), also=seldom,
        )  # fmt: skip
        def make(
            self, who: int, facts: Any, named: Any, fault: Any, stale: bool, meddled: bool, again: bool, also: bool
        ) -> None:
            """Somebody makes a cover; and perhaps goes back to that very form and sends it once more."""
            if len(self.firm.kinds["cover"]) >= MOST_COVERS:
                return
            person = people[who]
            page = self.opened(person, stale)
            self.wish = asked = self.wish if stale and self.wish and also else wishes.made(page, facts, named)
            like_it = has_duplicate(asked, self.page())
            with self.judged(Making(asked, most=1 if also or not like_it else 0), person):
                self.ending = self.save(person, asked, fault, meddled="cover" if meddled else "", also=also)
            if again and has_duplicate(asked, self.page()):
                with self.judged(Making(asked, most=0), person):
                    self.ending = self.save(person, asked, None)

        def opened(self, person: User, stale: bool) -> PlanSnapshot:
            """The page somebody has before them: an old one, or one opened just now."""
            if not stale:
                self.pages[person.pk] = self.page()
            return self.pages[person.pk]

        def save(
            self, person: User, asked: CoverEdit, fault: Any, meddled: str = "", also: bool = False
        ) -> Result | None:
            """What the form's view does: send, or ask first; the person says yes to what is true."""
            if fault and fault[0] != "BACK":
                self.spoil(fault)
            whole = whole_act(person, asked, also)
            if not whole.reasons(asked.base):
                done = self.sent(person, asked, asked.base, fault, key=uuid4().hex, also=also)
                if not done.tried[-1][0].unasked:
                    return done.tried[-1][1]
            try:
                now = whole.read()
            except PlannrError:
                return None
            if asked.cover and not is_askable(asked, now):
                return None
            reasons = whole.reasons(now)
            page = confirmations.create_confirmation(person, asked, now, reasons)
            if meddled:
                self.meddle(meddled)
            if merge.VANISHED in reasons or not self.is_true(now, reasons):
                return None
            if isinstance(self.judgement, Change):
                self.judgement.confirmed = {str(uuid) for uuid in asked.removed}
                self.judgement.risked = bool({merge.MOVES, merge.DELETES} & set(reasons))
                tally.asked += self.judgement.risked
            confirmations.use_confirmation(page)
            about = {"key": page.token, "shown": page.shown, "agreed": tuple(reasons), "also": False}
            wish, then = merge.edit_from_json(page.asked), snapshot.snapshot_from_json(page.now)
            return self.sent(person, wish, then, fault, **about).tried[-1][1]

        def spoil(self, fault: Any) -> None:
            """Let Plannr misbehave once."""
            moment, kind, about = fault
            method, path = ("PUT|POST", "") if moment == "WRITE" else ("GET", "/beneficiary")
            sandbox.faults.add(kind, method=method, path=path, only_next=1, **about)

        def meddle(self, act: str) -> None:
            """Somebody changes the plan in Plannr while the page that asks is open."""
            was = seen(self.firm, self.plan)
            self.outsider(act, 3, 1)
            now = seen(self.firm, self.plan)
            self.judgement.met = now.everybody - was.everybody
            if isinstance(self.judgement, Making):
                self.judgement.covers = set(now.covers) - set(was.covers)

        def sent(self, person: User, asked: CoverEdit, now: PlanSnapshot, fault: Any, **about: Any) -> SaveProgress:
            """Sent, and once more with the same key, as a double click would: that must change nothing."""
            done = execute_in_turn(acts_of(person, asked, now, fault, self.spoil, **about))
            self.is_whole = not done.left and all(one.attempt or one.outcome == "unchanged" for _, one in done.tried)
            puts = len(self.writes())
            again = execute_in_turn(acts_of(person, asked, now, None, self.spoil, **about))
            ends = {ending.outcome for _, ending in done.tried if ending.attempt}
            if done.tried[-1][1].attempt and "unknown" not in ends and len(self.writes()) != puts:
                self.fail(f"a resend was sent again: {again}")
            return done

        def is_true(self, now: PlanSnapshot, reasons: dict[str, Any]) -> bool:
            """Whether what is shown is what Plannr keeps: what a person sees in Plannr itself, asked about decimals."""
            held, covers = self.firm.kinds["beneficiary"], self.firm.kinds["cover"]
            shares = all(exact(held[str(one.uuid)]["percentage"]) == one.share for one in now.people)
            rates = all(exact(covers[str(one.uuid)]["indexation"]) == one.indexation for one in now.covers)
            return (merge.UNSURE not in reasons or shares) and (merge.INDEXATION not in reasons or rates)

        @contextmanager
        def judged(self, judgement: Change | Making, person: User) -> Iterator[None]:
            """Compare what stood before with what stands once all doubt is settled."""
            self.tick()
            self.judgement, self.ending, self.is_whole = judgement, None, True
            before = seen(self.firm, self.plan)
            first = Entry.objects.order_by("-id").values_list("pk", flat=True).first() or 0
            yield
            sandbox.faults.clear()
            self.settle()
            attempts = list(Entry.objects.filter(kind="attempt", pk__gt=first).order_by("id"))
            open_ones = WriteFreeze.objects.filter(lifted_at=None)
            if isinstance(judgement, Change) and self.firm.behaviours.beneficiaries_omitted == "delete":
                judgement.risked = True
            told = " ".join(open_ones.values_list("words", flat=True))
            self.judge(before, outcome_of(attempts, self.is_whole), frozen=told, alarmed=WriteFreeze.objects.exists())
            tally.alarms += WriteFreeze.objects.count()
            tally.frozen += WriteFreeze.objects.filter(lifted_at=None, scope__startswith="plan:").count()
            WriteFreeze.objects.all().delete()
            self.pages[person.pk] = self.pages[person.pk] if self.ending is None else self.page()

        def settle(self) -> None:
            """Let a late write arrive, then settle every doubt."""
            if any(entry.fault == "late" for entry in sandbox.log.after(0)[-4:]):
                time.sleep(wishes.LATE_SECONDS * 4)
            ApiHealth.objects.all().delete()
            patience, settings.PLANNR_LATE_SECONDS = settings.PLANNR_LATE_SECONDS, 0
            try:
                if not reconcile.reconcile_attempts(recorder.open_attempts(self.plan)):
                    self.fail("never settled")
            finally:
                settings.PLANNR_LATE_SECONDS = patience

        def judge(self, before: Any, outcome: str, **stopped: Any) -> None:
            """Count the act, and fail where an invariant does not hold."""
            after = seen(self.firm, self.plan)
            tally.edits += 1
            tally.endings[outcome] += 1
            if isinstance(self.judgement, Making):
                tally.makings += 1
                tally.made += len(self.judgement.new(before, after))
            for words in self.judgement.verdict(before, after, outcome, **stopped):
                self.fail(f"{outcome}: {words}")

        def tick(self) -> None:
            """Two seconds pass in Plannr, whose timestamps have a grain of one."""
            self.firm.clock = partial(operator.add, self.firm.clock(), 2.0)

        def writes(self) -> list[Any]:
            """The writes that reached the sandbox from here."""
            return [one for one in sandbox.log.after(0) if one.method != "GET" and one.by == "token" and not one.late]

        def fail(self, words: str) -> None:
            """Note what went wrong, and stop the run."""
            said = f"{words} under {self.firm.behaviours.as_dict()}"
            tally.violations.append(said)
            raise AssertionError(said)

    return Covers


def told(shape: dict[str, Any]) -> Any:
    """A record as the client reads it: JSON with exact numbers."""
    return parse_json(json.dumps(shape).encode())


def acts_of(
    person: User, asked: CoverEdit, now: PlanSnapshot, fault: Any, spoil: Any, *, also: bool, **about: Any
) -> list[CoverOperation]:
    """The acts that the view would make; a fault of the reading back begins once the first write is made."""
    acts = split_into_operations(person, asked, now, **about)
    for act in acts:
        if isinstance(act, CreateCover):
            act.also = also
    if fault and fault[0] == "BACK":
        send = acts[0].send
        setattr(acts[0], "send", lambda body: (send(body), spoil(fault))[0])  # noqa: B010
    return acts


def whole_act(person: User, asked: CoverEdit, also: bool) -> CoverOperation:
    """All that is asked as one act, for the questions it raises."""
    if asked.cover:
        return UpdateCover(person, asked, key=None)
    act = CreateCover(person, asked, key=None)
    act.also = also
    return act


def is_askable(asked: CoverEdit, now: PlanSnapshot) -> bool:
    """Whether the page that asks would be shown, rather than why not."""
    gone = now.cover(asked.cover) is None
    listed = merge.includes_list(asked, now) and merge.why_list_not_sendable(asked, now)
    return not (gone or merge.find_conflicts(asked, now) or listed)


def outcome_of(attempts: list[Entry], is_whole: bool) -> str:
    """How the attempts of a save ended in the log; "nothing" where none was made, "partly" where they differ."""
    endings = [recorder.latest_outcome(one) for one in attempts]
    told = {one.outcome if one else "open" for one in endings}
    if not told:
        return "nothing"
    return told.pop() if len(told) == 1 and is_whole else "partly"


def forget_everything() -> None:
    """An empty board: mirror, log, leases, halts, habits and pages that asked."""
    with transaction.atomic():
        Entry.objects.filter(kind="outcome").delete()
        Entry.objects.all().delete()
        mine = (
            plan_models.CoverIssues,
            plan_models.Beneficiary,
            plan_models.Cover,
            plan_models.PlanOwner,
            plan_models.Plan,
        )
        for model in (*mine, Confirmation, ApiBehaviour, Lease, WriteFreeze, ApiHealth, SyncState, Case, Account):
            model.objects.all().delete()


def fill(firm: Any) -> None:
    """One protection plan with three covers: two shared, one without anybody."""
    plan = firm.add_plan(
        "Family protection", client=firm.add_client("Ann Smith"), provider="Aviva", policy_number="123"
    )
    told = {"benefit_frequency": "one_off", "benefit_status": "active", "indexation": 2.5}
    first = firm.add_cover(plan, "life_assurance", benefit_amount=25_000_000, **told)
    second = firm.add_cover(plan, "critical_illness", benefit_amount=10_000_000, **told)
    firm.add_cover(plan, "asu", benefit_amount=120_000, **told)
    for name, share in (("David Wilson", 50), ("Ann Smith", 15)):
        firm.add_beneficiary(plan, name, share, first)
    for name, share in (("David Wilson", 60), ("Eve Moss", 20)):
        firm.add_beneficiary(plan, name, share, second)
