"""The wall: rows, heads and totals by SQL, in Plannr's order, at any size."""

import random
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.mirror.aggregates import BoardTotal
from boards.mirror.board_data import (
    BoardData,
    board_figures,
    column_headers,
    column_key,
    read_board,
    read_card_row,
    read_column,
)
from boards.mirror.cache import VersionedCache, version_key
from boards.mirror.models import Case, Participant, Status, SyncState
from boards.mirror.ordering import column_cases

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, tzinfo=UTC)
CLIENT = UUID(int=7)


@pytest.fixture
def statuses():
    """Three statuses whose order is not that of their making, and one that Plannr no longer lists."""
    made = [("Second", 2), ("First", 1), ("Unplaced", None)]
    rows = {name: Status.objects.create(uuid=uuid4(), name=name, position=place) for name, place in made}
    rows["Gone"] = Status.objects.create(uuid=uuid4(), name="Gone", position=0, listed=False)
    return {name: row.uuid for name, row in rows.items()}


def add(status, name="Case", position=None, value=None, client=CLIENT, **more):
    """A case of a client's."""
    case = Case.objects.create(
        uuid=uuid4(),
        name=name,
        status=status,
        position=position,
        value=value,
        seen="0" * 16,
        read_at=NOW,
        **more,
    )
    Participant.objects.create(case=case, account=client)
    return case.uuid


def names(column):
    """The names in a column."""
    return [row.name for row in column.rows]


def test_columns_are_the_listed_statuses_in_order_empty_ones_too(statuses):
    board = read_board(CLIENT)

    assert [column.head.name for column in board.columns] == ["First", "Second", "Unplaced"]
    assert board.total == BoardTotal()
    assert board.total.shown == "no cases"


def test_cards_stand_by_position_nulls_last_then_name_then_uuid(statuses):
    first = statuses["First"]
    for name, position in (("c", None), ("b", 2), ("a", None), ("d", 1), ("b", 2)):
        add(first, name, position)

    rows = read_board(CLIENT).columns[0].rows

    assert [row.name for row in rows] == ["d", "b", "b", "a", "c"]
    assert rows[1].uuid < rows[2].uuid
    assert [row.uuid for row in rows] == list(column_cases(CLIENT, first).values_list("pk", flat=True))


def test_other_clients_and_cases_that_are_gone_are_left_out(statuses):
    add(statuses["First"], "mine", value=5)
    add(statuses["First"], "theirs", value=7, client=uuid4())
    add(statuses["First"], "gone", value=11, gone_at=NOW)

    board = read_board(CLIENT)

    assert names(board.columns[0]) == ["mine"]
    assert board.total == BoardTotal(count=1, pennies=5, of=1)


def test_stray_statuses_share_one_column_and_none_has_its_own(statuses):
    add(statuses["Gone"], "b", 2)
    add(uuid4(), "a", 1)
    add(None, "n")

    other, none = read_board(CLIENT).columns[3:]

    assert (other.head.key, other.head.name, names(other)) == ("other", "Other status", ["a", "b"])
    assert (none.head.key, none.head.name, names(none)) == ("none", "No status", ["n"])
    assert (other.head.status, none.head.status) == (None, None)


def test_five_thousand_stray_statuses_are_still_one_column(statuses):
    rows = [Case(uuid=uuid4(), name=f"{number:05}", status=uuid4(), seen="", read_at=NOW) for number in range(1_000)]
    Case.objects.bulk_create(rows)
    Participant.objects.bulk_create([Participant(case=row, account=CLIENT) for row in rows])

    other = read_board(CLIENT).columns[-1]

    assert (other.head.count, names(other)) == (1_000, [f"{number:05}" for number in range(30)])


def test_totals_agree_with_an_independent_sum(statuses):
    chance = random.Random(3)
    lanes = [*statuses.values(), None, uuid4()]
    worth = []
    for number in range(300):
        value = chance.choice([None, 0, chance.randrange(10**9), -chance.randrange(10**4)])
        currency = chance.choice(["GBP", "GBP", "", "EUR", "USD"])
        worth.append((value, currency))
        add(chance.choice(lanes), str(number), chance.randrange(50), value, currency=currency)

    board = read_board(CLIENT)

    pounds = [value for value, currency in worth if currency in ("GBP", "") and value is not None]
    others = {code: sum(value for value, currency in worth if currency == code and value) for code in ("EUR", "USD")}
    assert board.total.pennies == sum(pounds)
    assert board.total.count == board.total.of == 300
    assert board.total.without_value == sum(1 for value, _ in worth if value is None)
    assert dict(board.total.others) == others
    assert sum(column.head.pennies for column in board.columns) == sum(pounds)
    assert sum(column.head.count for column in board.columns) == 300
    assert board_figures(CLIENT, ()) == (tuple(column.head for column in board.columns), (), board.total)
    assert column_headers(CLIENT) == [column.head for column in board.columns]


def test_what_a_total_leaves_out_is_said():
    total = BoardTotal(18, 41_230_000, 4, (("EUR", 150_000), ("USD", 5)), abroad=3, of=23)

    assert (total.shown, BoardTotal(23, of=23).shown) == ("18 of 23 shown", "")
    assert total.left_out.words == "4 without a value, plus €1,500 and US$0.05 in 3 cases"


def test_what_is_completed_is_a_figure_of_its_own(statuses):
    first, done = statuses["First"], statuses["Second"]
    Status.objects.filter(pk=done).update(is_completed=True)
    for status, value, currency, is_done in [
        (first, 500, "GBP", False), (first, 70, "GBP", True), (first, None, "GBP", True), (first, 9, "EUR", False),
        (done, 4_000, "GBP", False), (done, 11, "EUR", True),
    ]:  # fmt: skip
        add(status, value=value, currency=currency, completed_at=NOW if is_done else None)

    total = read_board(CLIENT).total

    assert [(name, one.count, one.pennies, one.left_out) for name, one, _ in total.halves] == [
        ("open", 2, 500, (0, 1, (("EUR", 9),))),
        ("completed", 4, 4_070, (1, 1, (("EUR", 11),))),
    ]
    assert column_headers(CLIENT)[0].note == "£0.70 of it completed, 1 without a value, plus €0.09 in 1 case"
    assert [query for *_, query in total.halves] == ["state=open", "state=completed"]


def test_heads_of_some_statuses_are_those_of_the_board(statuses):
    add(statuses["First"], value=5)
    add(statuses["Gone"], value=7)

    heads = column_headers(CLIENT, {statuses["Gone"], statuses["First"], None})

    assert [(head.key, head.count, head.pennies) for head in heads] == [
        (str(statuses["First"]), 1, 5),
        ("other", 1, 7),
        ("none", 0, 0),
    ]


def test_figures_name_the_heads_that_a_change_touched_though_they_be_empty(statuses):
    add(statuses["First"], value=5)
    add(statuses["Gone"], value=7)

    figures = board_figures(CLIENT, {statuses["First"], None})

    assert [head.key for head in figures.touched] == [str(statuses["First"]), "none"]
    assert {"other", "none", str(statuses["First"])} <= {head.key for head in figures.heads}
    assert (figures.total.count, figures.total.pennies) == (2, 12)


def test_every_row_of_every_column_can_be_had_page_by_page(statuses):
    for number in range(70):
        add(statuses["First"], f"{number:02}", number // 3)
    key = str(statuses["First"])

    first = read_board(CLIENT).columns[0].rows
    rest = [read_column(CLIENT, key, start=start, upto=start + 30).rows for start in (30, 60, 90)]

    assert [len(rows) for rows in (first, *rest)] == [30, 30, 10, 0]
    assert [row.name for rows in (first, *rest) for row in rows] == [f"{number:02}" for number in range(70)]
    assert read_column(CLIENT, "nonsense") is None


def test_a_row_is_what_the_board_draws(statuses):
    case = add(statuses["First"], "mine", value=5)

    assert read_card_row(CLIENT, case) == read_board(CLIENT).columns[0].rows[0]
    assert read_card_row(uuid4(), case) is None


def test_the_key_of_a_status_is_that_of_its_column(statuses):
    assert column_key(statuses["First"]) == str(statuses["First"])
    assert (column_key(statuses["Gone"]), column_key(uuid4()), column_key(None)) == (
        "other",
        "other",
        "none",
    )


@pytest.mark.parametrize("size", [3, 120])
def test_a_wall_is_three_queries_whatever_its_size(statuses, size):
    for number in range(size):
        add(statuses["First"], str(number), number)
    read_board(CLIENT)  # Which types usually have a plan is worked out once a minute, for all boards.

    with CaptureQueriesContext(connection) as queries:
        read_board(CLIENT)

    assert len(queries) == 3


def test_a_wall_is_remembered_until_its_version_changes(statuses):
    reading = SyncState.objects.create(key="client:7", read_at=NOW)
    add(statuses["First"], "before")
    known = read_board(CLIENT, version_key(reading))
    add(statuses["First"], "after")

    with CaptureQueriesContext(connection) as queries:
        assert read_board(CLIENT, version_key(reading)) is known
    assert len(queries) == 0

    reading.serial += 1
    assert names(read_board(CLIENT, version_key(reading)).columns[0]) == ["after", "before"]


def test_a_wall_without_a_version_is_never_remembered(statuses):
    assert version_key(SyncState(key="client:7", read_at=NOW), None) is None
    read_board(CLIENT)
    add(statuses["First"], "new")

    assert names(read_board(CLIENT).columns[0]) == ["new"]


def test_memory_holds_the_walls_opened_last_and_no_more():
    memory = VersionedCache(2)
    walls = {number: BoardData((), BoardTotal(of=number)) for number in range(3)}
    for number in (0, 1):
        memory.keep(UUID(int=number), "v", walls[number])
    memory.recall(UUID(int=0), "v")

    memory.keep(UUID(int=2), "v", walls[2])

    assert [memory.recall(UUID(int=number), "v") for number in range(3)] == [walls[0], None, walls[2]]
    assert memory.recall(UUID(int=0), "w") is None
