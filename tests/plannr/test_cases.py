"""Reading cases, and what lies beside them (plannr-api.md 2 and 4)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from boards.plannr import BadRequest, InvalidResponse, NotFound, Plannr
from tests.plannr.stub_server import Reply, Request, StubServer, data

CLIENT, CASE, OTHER, STATUS, PLAN = (UUID(int=number) for number in range(1, 6))
FULL = "status,type,participants,participants_count,tags,plans,assigned_to"
SEED_SET = "status,participants,participants_count,tags,plans"
UNKNOWN_INCLUDE = data({"message": "Requested include(s) `type` are not allowed."}, 400)


def case(uuid: UUID = CASE, **fields: Any) -> dict[str, Any]:
    """A case as Plannr writes one."""
    return {"uuid": str(uuid), "name": "Mortgage"} | fields


def old_deployment(request: Request) -> Reply:
    """Knows only the includes of the seed."""
    known = set(request.query.get("include", "").split(",")) <= set(SEED_SET.split(","))
    return data({"data": [case()]}) if known else UNKNOWN_INCLUDE


def test_a_clients_cases_come_with_what_a_board_needs(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [case(), case(OTHER)], "meta": {"total": 2}}))

    found = plannr.cases.of_client(CLIENT)

    assert [item.uuid for item in found.items] == [CASE, OTHER]
    assert (found.complete, found.total) == (True, 2)
    assert stub.asked == [("GET", f"/api/v1/client/{CLIENT}/cases")]
    assert stub.requests[0].query == {"include": FULL, "sort": "created_at", "per_page": "500"}


def test_an_older_deployment_is_asked_for_less_and_only_tried_once(stub: StubServer, plannr: Plannr) -> None:
    stub.answers(old_deployment)

    plannr.cases.of_client(CLIENT)
    plannr.cases.get(CASE)
    plannr.as_background().cases.of_client(CLIENT)

    assert [request.query["include"] for request in stub.requests] == [FULL, SEED_SET, SEED_SET, SEED_SET]


def test_a_request_refused_in_every_form_is_refused(stub: StubServer, plannr: Plannr) -> None:
    stub.will(UNKNOWN_INCLUDE)

    with pytest.raises(BadRequest):
        plannr.cases.of_client(CLIENT)

    assert [request.query["include"] for request in stub.requests] == [FULL, SEED_SET]


def test_an_unknown_client_is_not_found(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"message": "No query results for model"}, 404))

    with pytest.raises(NotFound):
        plannr.cases.of_client(CLIENT)


def test_the_firms_cases_are_read_page_by_page_with_filters(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [case()]}))

    (page,) = plannr.cases.pages(
        start=3, in_progress=True, completed=False, status=[STATUS, OTHER], completed_after=date(2024, 4, 5), tags=None
    )

    assert page.number == 3
    assert stub.requests[0].query == {
        "include": FULL,
        "sort": "created_at",
        "per_page": "500",
        "page": "3",
        "filter[in_progress]": "true",
        "filter[completed]": "false",
        "filter[status]": f"{STATUS},{OTHER}",
        "filter[completed_after]": "2024-04-05",
    }


def test_some_cases_take_one_call_for_each_fifty(stub: StubServer, plannr: Plannr) -> None:
    wanted = [UUID(int=number) for number in range(1, 61)]
    stub.answers(lambda request: data({"data": [{"uuid": one} for one in request.query["filter[uuid]"].split(",")]}))

    found = plannr.cases.some([*wanted, wanted[0]])

    assert list(found) == wanted
    assert [len(request.query["filter[uuid]"].split(",")) for request in stub.requests] == [50, 10]


def test_cases_nobody_asked_for_are_not_believed(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [case(OTHER), case(STATUS)]}))

    assert plannr.cases.some([CASE, OTHER]).keys() == {OTHER}


def test_one_case_is_read_with_its_plans(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [case(plans=[{"uuid": str(PLAN)}])]}))

    assert plannr.cases.get(CASE).plan_uuids == (PLAN,)
    assert stub.requests[0].query["filter[uuid]"] == str(CASE)


def test_a_case_is_only_gone_when_its_own_address_says_so(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": []}), data({"data": case()}), data({"data": []}), data({"message": "Not Found"}, 404))

    assert plannr.cases.get(CASE).plans is None
    with pytest.raises(NotFound):
        plannr.cases.get(CASE)

    assert stub.asked[1] == stub.asked[3] == ("GET", f"/api/v1/cases/{CASE}")


def test_another_case_in_answer_is_broken(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": []}), data(case(OTHER)))

    with pytest.raises(InvalidResponse) as caught:
        plannr.cases.get(CASE)

    assert not caught.value.may_have_applied


@pytest.mark.parametrize("uuid", ["../logins", str(CASE), None, 7])
def test_only_a_uuid_may_stand_in_a_path(stub: StubServer, plannr: Plannr, uuid: Any) -> None:
    with pytest.raises(TypeError):
        plannr.cases.of_client(uuid)

    assert stub.requests == []


def test_notes_and_tasks_of_a_case_are_read(stub: StubServer, plannr: Plannr) -> None:
    note = {"uuid": str(OTHER), "type": "call", "contents": "Rang", "edited": True, "account": {"uuid": str(CLIENT)}}
    task = {"uuid": str(OTHER), "name": "Send pack", "due_at": "2021-01-01 00:00:00", "status": {"name": "Open"}}
    stub.will(data({"data": [note]}), data({"data": [task]}))

    (read_note,) = plannr.cases.notes(CASE).items
    (read_task,) = plannr.cases.tasks(CASE).items

    assert (read_note.contents, read_note.is_edited) == ("Rang", True)
    assert (read_task.status, read_task.due_at) == ("Open", datetime(2021, 1, 1, tzinfo=UTC))
    assert stub.requests[0].path == f"/api/v1/note/case/{CASE}"
    assert stub.requests[1].query["filter[taskable_uuid]"] == str(CASE)


def test_a_whole_case_comes_with_its_custom_fields_and_groups_where_they_are_known(
    stub: StubServer, plannr: Plannr
) -> None:
    groups = [{"uuid": str(OTHER), "name": "Mortgages"}]
    stub.will(data({"data": [case(groups=groups)]}))

    found = plannr.cases.whole(CASE)

    assert [group.name for group in found.groups or ()] == ["Mortgages"]
    assert stub.requests[0].query["include"] == f"{FULL},custom_fields,groups"


def test_an_older_deployment_gives_a_case_with_what_it_has(stub: StubServer, plannr: Plannr) -> None:
    stub.answers(old_deployment)

    assert plannr.cases.whole(CASE).groups is None
    assert stub.requests[-1].query["include"] == SEED_SET
