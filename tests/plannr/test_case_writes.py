"""Changing cases: what is sent, what never leaves, and what is believed (plannr-api.md 2.6 and 11)."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from boards.plannr import InvalidResponse, Plannr
from tests.plannr.stub_server import Reply, StubServer, data, reply

CLIENT, CASE, OTHER, STATUS, PLAN = (UUID(int=number) for number in range(1, 6))


def case(uuid: UUID = CASE, **fields: Any) -> dict[str, Any]:
    """A case as Plannr writes one."""
    return {"uuid": str(uuid), "name": "Mortgage"} | fields


@pytest.mark.parametrize(
    ("plans", "sent"),
    [([PLAN, OTHER], {"plans": [str(PLAN), str(OTHER)]}), ((), {"plans": []}), (None, {})],
)
def test_a_move_echoes_the_plans_it_was_given(
    stub: StubServer, plannr: Plannr, plans: Any, sent: dict[str, Any]
) -> None:
    stub.will(data(case(status_position=4)))

    moved = plannr.cases.move(CASE, status=STATUS, position=4, plans=plans)

    assert moved.position == 4
    assert stub.asked == [("PUT", f"/api/v1/cases/{CASE}")]
    assert stub.requests[0].json == {"status": str(STATUS), "status_position": 4} | sent


def test_an_update_sends_exactly_what_changed(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": case()}))
    summer = timezone(timedelta(hours=1))

    plannr.cases.update(
        CASE, name="Ø", value=15099, completed_at=datetime(2024, 7, 1, 9, 30, 5, 99, tzinfo=summer), review_at=None
    )

    assert stub.requests[0].json == {
        "name": "Ø",
        "value": 15099,
        "completed_at": "2024-07-01T08:30:05+00:00",
        "review_at": None,
    }


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, ValueError),
        ({"tags": []}, TypeError),
        ({"task_board_uuid": CASE}, TypeError),
        ({"name": "  "}, ValueError),
        ({"name": None}, TypeError),
        ({"status": str(STATUS)}, TypeError),
        ({"status": None}, TypeError),
        ({"status_position": 0}, ValueError),
        ({"status_position": True}, TypeError),
        ({"status_position": 1.0}, TypeError),
        ({"value": 150.99}, TypeError),
        ({"value": Decimal(15099)}, TypeError),
        ({"value": True}, TypeError),
        ({"value": "15099"}, TypeError),
        ({"plans": None}, TypeError),
        ({"plans": [None]}, TypeError),
        ({"plans": [str(PLAN)]}, TypeError),
        ({"plans": str(PLAN)}, TypeError),
        ({"assigned_to_uuids": None}, TypeError),
        ({"group_uuids": [None, None]}, TypeError),
        ({"completed_at": "2024-01-01"}, TypeError),
        ({"completed_at": datetime(2024, 1, 1)}, ValueError),
    ],
)
def test_a_body_that_could_do_harm_never_leaves(
    stub: StubServer, plannr: Plannr, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        plannr.cases.update(CASE, **changes)

    assert stub.requests == []


@pytest.mark.parametrize(
    "answer",
    [
        data(case(OTHER)),
        data({"data": []}),
        data({"amount": 4000, "currency": "GBP"}),
        data({"message": "ok"}),
        reply(204),
    ],
)
def test_a_write_that_is_not_confirmed_may_have_applied(stub: StubServer, plannr: Plannr, answer: Reply) -> None:
    stub.will(answer)

    with pytest.raises(InvalidResponse) as caught:
        plannr.cases.update(CASE, name="New")

    assert caught.value.may_have_applied


def test_a_case_is_created_with_only_what_is_known(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data(case(), 201))

    made = plannr.cases.create(
        "Mortgage", participants=[CLIENT], status=STATUS, review_at=datetime(2025, 1, 2, tzinfo=UTC)
    )

    assert made.uuid == CASE
    assert stub.asked == [("POST", "/api/v1/cases")]
    assert stub.requests[0].json == {
        "name": "Mortgage",
        "participants": [str(CLIENT)],
        "status": str(STATUS),
        "review_at": "2025-01-02T00:00:00+00:00",
    }


def test_participants_come_and_go_with_a_body(stub: StubServer, plannr: Plannr) -> None:
    stub.will(reply(204))

    plannr.cases.add_participants(CASE, [CLIENT])
    plannr.cases.remove_participants(CASE, [CLIENT])

    where = f"/api/v1/cases/{CASE}/participants"
    assert stub.asked == [("POST", where), ("DELETE", where)]
    assert [request.json for request in stub.requests] == [{"participants": [str(CLIENT)]}] * 2
