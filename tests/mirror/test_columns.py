"""The firm's board by SQL against a slow model of it: the same cards in the same order, and the same sums, however the
database is asked.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from boards.mirror import columns
from boards.mirror.board_data import read_board, read_column
from boards.mirror.conditions import ANY, DONE, OPEN
from boards.mirror.filters import ORDERS, CaseFilter
from boards.mirror.models import Account, Case, Participant, Status
from boards.mirror.quality.cases import data_issues, types_with_plans
from boards.mirror.store.links import upsert_links
from boards.ui.formatting import london, today

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
FIRST = 4
LISTED = [UUID(int=number) for number in (103, 101, 102)]
GONE = [UUID(int=201), UUID(int=202)]
FINISHED = LISTED[2]
TYPES, STAFF = [UUID(int=301), UUID(int=302)], [UUID(int=401), UUID(int=402), UUID(int=403)]
CLIENT, SMITH, BROWN = UUID(int=500), UUID(int=501), UUID(int=502)
PLANS = [UUID(int=600 + number) for number in range(40)]

SIEVES = {
    "everything": CaseFilter(),
    "text": CaseFilter(text="pension"),
    "text in a client's name": CaseFilter(text="smith"),
    "text in two clients' names and a case's": CaseFilter(text="b"),
    "a type": CaseFilter(types=(TYPES[0],)),
    "a type or none": CaseFilter(types=(TYPES[1], None)),
    "a person": CaseFilter(people=(STAFF[0],)),
    "two people": CaseFilter(people=(STAFF[0], STAFF[1])),
    "a person or nobody": CaseFilter(people=(STAFF[2], None)),
    "nobody": CaseFilter(people=(None,)),
    "a tag": CaseFilter(tags=("Joint",)),
    "open": CaseFilter(states=(OPEN,)),
    "completed": CaseFilter(states=(DONE,)),
    "least": CaseFilter(least=500),
    "a range": CaseFilter(least=200, most=700),
    "days": CaseFilter(days=20),
    "whatever is odd": CaseFilter(odd=(ANY,)),
    "two odd things": CaseFilter(odd=("no-value", "nobody")),
    "no plan": CaseFilter(odd=("no-plan",)),
    "four": CaseFilter(types=(TYPES[0],), states=(OPEN,), least=100, days=10),
    "nothing": CaseFilter(text="there is no such case"),
}


@pytest.fixture(scope="module")
def firm(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Case]]:
    """A firm with ties in every order, blanks everywhere, and cases in statuses that are not listed, or in none; made
    once, and each test's own changes are taken back.
    """
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        cases = make_firm()
    yield cases
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def make_firm() -> list[Case]:
    """The rows of all of it."""
    chance = random.Random(5)
    for position, uuid in enumerate(LISTED, 1):
        Status.objects.create(uuid=uuid, name=f"{position}", position=position, is_completed=uuid == FINISHED)
    Status.objects.create(uuid=GONE[0], name="Gone", listed=False)
    for uuid, name in ((CLIENT, "Ann Jones"), (SMITH, "Sue Smith"), (BROWN, "Bob Brown")):
        Account.objects.create(uuid=uuid, name=name, folded=name.lower(), kind="client", read_at=NOW)
    Case.objects.bulk_create([some_case(chance, number) for number in range(420)])
    cases = list(Case.objects.all())
    parts = [Participant(case=case, account=chance.choice([CLIENT, SMITH, BROWN])) for case in cases]
    parts += [Participant(case=case, account=chance.choice(STAFF)) for case in cases[::7]]
    Participant.objects.bulk_create(parts)
    upsert_links([vars(case) for case in cases])
    return cases


def some_case(chance: random.Random, number: int) -> Case:
    """One of few names, values and places, so that each comes many times; most in one status."""
    return Case(
        uuid=UUID(int=chance.getrandbits(128)),
        name=chance.choice(["pension", "pension review", "bond", "isa", "x" * 120 + chance.choice("ab")]),
        status=chance.choice([LISTED[0]] * 6 + [*LISTED, *GONE, None]),
        type=chance.choice([*TYPES, None]),
        position=chance.choice([None, 1, 2, 3, 50]),
        value=chance.choice([None, 0, 200, 500, 700, 900]),
        currency=chance.choice(["GBP", "GBP", "", "EUR"]),
        completed_at=chance.choice([None, None, None, NOW]),
        plans=chance.choice([None, [], [str(chance.choice(PLANS))], [str(one) for one in chance.sample(PLANS, 2)]]),
        tags=chance.choice([[], [["Joint", ""]], [["Trust", "#aabbcc"], ["Joint", ""]]]),
        assigned_to=chance.choice([[], [str(chance.choice(STAFF))], [str(one) for one in STAFF[:2]]]),
        status_since=chance.choice([None, *(datetime.now(UTC) - timedelta(days=days) for days in (1, 15, 30))]),
        gone_at=chance.choice([None] * 9 + [NOW]),
        seen=f"{number:016}",
        read_at=NOW,
    )


def lets_through(one: CaseFilter, case: Case, parts: set[UUID], planned: frozenset[UUID]) -> bool:
    """The slow model of a sieve."""
    is_open = case.completed_at is None and case.status != FINISHED
    names = {CLIENT: "ann jones", SMITH: "sue smith", BROWN: "bob brown"}
    people = {UUID(uuid) for uuid in case.assigned_to} | parts
    kinds = {found.kind for found in data_issues(case, {FINISHED}, planned)}
    least, most = one.least if one.least is not None else -1, one.most if one.most is not None else 10**9
    waited = (today() - london(case.status_since).date()).days if case.status_since else None
    told: dict[str, Callable[[], bool]] = {
        "text": lambda: one.text in case.name or any(one.text in names.get(part, "") for part in parts),
        "types": lambda: case.type in one.types,
        "people": lambda: bool(people & set(one.people)) or (None in one.people and not case.assigned_to),
        "tags": lambda: any(tag in one.tags for tag, _ in case.tags),
        "states": lambda: (OPEN if is_open else DONE) in one.states,
        "days": lambda: is_open and waited is not None and one.days is not None and waited >= one.days,
        "odd": lambda: bool(kinds if ANY in one.odd else kinds & set(one.odd)),
    }
    worth = case.value is not None and case.currency in ("GBP", "") and least <= case.value <= most
    ranged = worth if one.least is not None or one.most is not None else True
    return ranged and all(rule() for kind, rule in told.items() if getattr(one, kind) not in ((), "", None))


def in_order(order: str, case: Case) -> tuple[Any, ...]:
    """The slow model of an order."""
    position = (case.position is None, case.position or 0)
    value = (case.value is None, -(case.value or 0))
    since = (case.status_since is None, case.status_since or NOW)
    return {"": position, "value": value, "age": since, "name": ()}[order], case.name, case.uuid


def column_of(case: Case) -> str:
    """The slow model of columns."""
    return "none" if case.status is None else str(case.status) if case.status in LISTED else "other"


@pytest.mark.parametrize("dense", [0, 30, 10**9], ids=["by index", "mixed", "numbered"])
@pytest.mark.parametrize("name", SIEVES)
def test_every_sieve_and_order_gives_what_a_slow_model_gives(
    firm: list[Case], name: str, dense: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(columns, "DENSE", dense)
    parts: dict[UUID, set[UUID]] = {case.pk: set() for case in firm}
    for case, account in Participant.objects.values_list("case", "account"):
        parts[case].add(account)
    planned = types_with_plans()
    live = [case for case in firm if case.gone_at is None]
    through = [case for case in live if lets_through(SIEVES[name], case, parts[case.pk], planned)]
    odd = sum(bool(data_issues(case, {FINISHED}, planned)) for case in through)

    for order in ORDERS:
        board = read_board(None, first=FIRST, sieve=with_order(SIEVES[name], order))

        wanted: dict[str, list[Case]] = {}
        for case in sorted(through, key=lambda case: in_order(order, case)):
            wanted.setdefault(column_of(case), []).append(case)
        shown = {column.head.key: [row.uuid for row in column.rows] for column in board.columns}
        assert {key: rows for key, rows in shown.items() if rows} == {
            key: [case.pk for case in cases[:FIRST]] for key, cases in wanted.items()
        }
        pounds = {column.head.key: (column.head.count, column.head.pennies) for column in board.columns}
        assert {key: figures for key, figures in pounds.items() if figures[0]} == {
            key: (len(cases), sum(case.value or 0 for case in cases if case.currency != "EUR"))
            for key, cases in wanted.items()
        }
        done = [case for case in through if case.completed_at or case.status == FINISHED]
        completed = board.total.completed
        assert (completed.count, completed.pennies) == (len(done), pounds_of(done))
        assert (board.total.open.count, board.total.open.without_value) == (
            len(through) - len(done),
            sum(case.value is None for case in through if case not in done),
        )
        assert (board.total.count, board.total.odd, board.total.of) == (len(through), odd, len(live))


def pounds_of(cases: list[Case]) -> int:
    """The pennies of some cases."""
    return sum(case.value or 0 for case in cases if case.currency != "EUR")


def with_order(one: CaseFilter, order: str) -> CaseFilter:
    """The same cases in another order."""
    return CaseFilter(
        **{name: getattr(one, name) for name in CaseFilter.__dataclass_fields__ if name != "order"}, order=order
    )


@pytest.mark.parametrize("order", ORDERS)
def test_a_column_goes_on_where_the_wall_ends(firm: list[Case], order: str):
    one = CaseFilter(order=order)
    key = str(LISTED[0])

    board = read_board(None, sieve=one)
    rest = read_column(None, key, start=30, upto=60, sieve=one)
    whole = read_column(None, key, start=0, upto=60, sieve=one)

    assert rest is not None
    assert whole is not None
    first = next(column.rows for column in board.columns if column.head.key == key)
    assert (len(first), first + rest.rows) == (30, whole.rows)


def test_names_are_sorted_without_capitals_and_by_all_of_a_long_one(firm: list[Case]):
    Case.objects.all().delete()
    called = ["beta", "Alpha", "GAMMA", "y" * 100 + "2", "y" * 100 + "1"]
    for number, name in enumerate(called):
        Case.objects.create(uuid=UUID(int=number), name=name, status=LISTED[0], seen="", read_at=NOW)

    rows = read_board(None, sieve=CaseFilter(order="name")).columns[0].rows

    assert [row.name for row in rows] == ["Alpha", "beta", "GAMMA", "y" * 100 + "1", "y" * 100 + "2"]


def test_cards_say_which_open_cases_share_a_plan(firm: list[Case]):
    is_open = [case for case in firm if not (case.gone_at or case.completed_at or case.status == FINISHED)]
    times = [plan for case in is_open for plan in case.plans or ()]
    sharing = {case.pk for case in is_open if any(times.count(plan) > 1 for plan in case.plans or ())}

    board = read_board(None, first=10**6)

    assert {row.uuid for column in board.columns for row in column.rows if row.marks.clash} == sharing
    assert sharing
