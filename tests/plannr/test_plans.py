"""Plans, covers and beneficiaries (plannr-api.md 7 and 8)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from boards.plannr import Conflict, InvalidResponse, NotFound, Plannr
from tests.plannr.stub_server import Reply, Request, StubServer, data

PLAN, OTHER, COVER, HEIR, CASE = (UUID(int=number) for number in range(1, 6))
UNKNOWN_FILTER = data({"message": "Requested filter(s) are not allowed."}, 400)


def named(uuid: UUID, **fields: Any) -> dict[str, Any]:
    """Any object as Plannr writes one."""
    return {"uuid": str(uuid)} | fields


# Plans


def test_a_plan_is_read_with_its_people_and_cases(stub: StubServer, plannr: Plannr) -> None:
    cases = [named(CASE, name="Mortgage")]
    stub.will(data({"data": [named(PLAN, name="ISA", client=named(HEIR, name="Ann"), linked_owners=[], cases=cases)]}))

    plan = plannr.plans.get(PLAN)

    assert plan.client is not None
    assert plan.cases is not None
    assert (plan.client.name, plan.owners, plan.cases[0].name) == ("Ann", (), "Mortgage")
    assert stub.requests[0].query == {
        "include": "client,linked_owners,cases",
        "filter[uuid]": str(PLAN),
        "per_page": "500",
    }


def test_a_plan_the_list_lacks_is_asked_for_by_its_own_address(stub: StubServer, plannr: Plannr) -> None:
    gone = data({"message": "Not Found"}, 404)
    stub.will(data({"data": []}), data(named(PLAN, is_deleting=True)), data({"data": []}), gone)

    assert plannr.plans.get(PLAN).is_deleting
    with pytest.raises(NotFound):
        plannr.plans.get(PLAN)


def test_a_deployment_without_plan_includes_is_asked_plainly(stub: StubServer, plannr: Plannr) -> None:
    stub.answers(lambda request: UNKNOWN_FILTER if "include" in request.query else data({"data": [named(PLAN)]}))

    assert plannr.plans.some([PLAN]).keys() == {PLAN}
    assert [page.number for page in plannr.plans.pages()] == [1]
    assert len(stub.requests) == 3


def test_the_plans_of_a_case_are_the_cases_own(stub: StubServer, plannr: Plannr) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/api/v1/cases":
            return data({"data": [named(CASE, plans=[named(PLAN, name="old"), named(OTHER, name="kept")])]})
        return data({"data": [named(PLAN, name="new")]})

    stub.answers(answer)

    found = plannr.plans.of_case(CASE)

    assert [plan.name for plan in found.items] == ["new", "kept"]
    assert found.complete is False


def test_a_case_that_does_not_tell_its_plans_has_no_complete_list(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [named(CASE)]}))

    found = plannr.plans.of_case(CASE)

    assert (found.items, found.complete) == ((), False)


def test_plans_are_found_by_number_or_name_whatever_the_filters_are_called(stub: StubServer, plannr: Plannr) -> None:
    plans = [named(PLAN, name="Aviva ISA", policy_number="AV-1"), named(OTHER, name="Pension", policy_number="AVIVA-2")]

    def answer(request: Request) -> Reply:
        known = request.query.keys() & {"filter[policy_numbers]", "filter[plan_name]"}
        return data({"data": [*plans, named(CASE, name="stranger")]}) if known else UNKNOWN_FILTER

    stub.answers(answer)

    first = plannr.plans.search("aviva")
    asked = len(stub.requests)
    second = plannr.plans.search("aviva")

    assert {plan.uuid for plan in first.items} == {PLAN, OTHER}
    assert (first.complete, second.items) == (True, first.items)
    assert len(stub.requests) - asked == 2


def test_a_search_no_filter_serves_is_not_complete(stub: StubServer, plannr: Plannr) -> None:
    stub.will(UNKNOWN_FILTER)

    found = plannr.plans.search("aviva")

    assert (found.items, found.complete) == ((), False)
    assert plannr.plans.search("  ").items == ()


# Covers


def test_every_cover_of_a_plan_is_read(stub: StubServer, plannr: Plannr, seed: Any) -> None:
    stub.will(data({"data": [seed("updated_cover")]}))

    (cover,) = plannr.covers.of_plan(PLAN).items

    assert cover.indexation == Decimal("1.4")
    assert stub.asked == [("GET", f"/api/v1/plans/{PLAN}/cover")]


def test_a_cover_is_read_by_its_address_and_must_be_itself(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": named(COVER)}), data(named(OTHER)))

    assert plannr.covers.get(PLAN, COVER).uuid == COVER
    with pytest.raises(InvalidResponse):
        plannr.covers.get(PLAN, COVER)


def test_a_cover_update_is_exact_to_the_last_digit(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data(named(COVER)))

    plannr.covers.update(
        PLAN,
        COVER,
        cover_type="critical_illness",
        benefit_amount=892176,
        benefit_status="active",
        indexation=Decimal("1.450"),
        beneficiaries=[(HEIR, "John Smith", Decimal("20.02")), (None, "Jane Doe", Decimal("50.46"))],
    )

    assert stub.asked == [("PUT", f"/api/v1/plans/{PLAN}/cover/{COVER}")]
    assert stub.requests[0].body.decode() == (
        '{"cover_type":"critical_illness","benefit_amount":892176,"benefit_status":"active","indexation":1.450,'
        f'"beneficiaries":[{{"uuid":"{HEIR}","name":"John Smith","percentage":20.02}},'
        '{"name":"Jane Doe","percentage":50.46}]}'
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"benefit_frequency": "monthly"}, TypeError),
        ({"client_uuid": HEIR}, TypeError),
        ({"benefit_amount": 100.0}, TypeError),
        ({"excess": Decimal(1)}, TypeError),
        ({"indexation": 1.45}, TypeError),
        ({"indexation": Decimal("NaN")}, ValueError),
        ({"cover_type": ""}, ValueError),
        ({"beneficiaries": None}, TypeError),
        ({"beneficiaries": [None]}, TypeError),
        ({"beneficiaries": [{"name": "Jane", "percentage": 50}]}, TypeError),
        ({"beneficiaries": [(str(HEIR), "Jane", Decimal(50))]}, TypeError),
        ({"beneficiaries": [(None, " ", Decimal(50))]}, ValueError),
        ({"beneficiaries": [(None, "Jane", 50.46)]}, TypeError),
        ({"beneficiaries": [(None, "Jane", Decimal("100.01"))]}, ValueError),
        ({"beneficiaries": [(None, "Jane", Decimal(-1))]}, ValueError),
    ],
)
def test_a_cover_body_that_could_do_harm_never_leaves(
    stub: StubServer, plannr: Plannr, fields: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        plannr.covers.update(PLAN, COVER, **fields)

    assert stub.requests == []


def test_a_cover_is_created_with_what_only_creation_takes(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data(named(COVER), 201))

    made = plannr.covers.create(
        PLAN, cover_type="buildings", excess=10000, client_uuid=HEIR, benefit_frequency="monthly"
    )

    assert made.uuid == COVER
    assert stub.requests[0].json == {
        "cover_type": "buildings",
        "excess": 10000,
        "client_uuid": str(HEIR),
        "benefit_frequency": "monthly",
    }


def test_a_plan_being_deleted_refuses_its_covers(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"message": "Plan is being deleted."}, 409))

    with pytest.raises(Conflict, match=r"Plan is being deleted\."):
        plannr.covers.update(PLAN, COVER, cover_type="dental")


# Beneficiaries


def test_beneficiaries_are_read_with_their_covers(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [named(HEIR, name="Jane", percentage=50, cover=named(COVER)), named(OTHER, cover=None)]}))

    found = plannr.beneficiaries.of_plan(PLAN)

    assert [(heir.cover_uuid, heir.percentage) for heir in found.items] == [(COVER, Decimal(50)), (None, None)]
    assert found.complete


def test_a_beneficiary_that_cannot_be_read_makes_the_list_incomplete(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data({"data": [named(HEIR), {"name": "no uuid"}]}))

    assert plannr.beneficiaries.of_plan(PLAN).complete is False


def test_beneficiaries_are_written_exactly(stub: StubServer, plannr: Plannr) -> None:
    stub.will(data(named(HEIR), 201), data(named(HEIR)), data(named(OTHER)))

    plannr.beneficiaries.create(PLAN, name="Jane", percentage=Decimal("33.33"))
    plannr.beneficiaries.update(PLAN, HEIR, percentage=Decimal("33.34"))
    with pytest.raises(InvalidResponse) as caught:
        plannr.beneficiaries.update(PLAN, HEIR, name="Jane")

    assert caught.value.may_have_applied
    assert [request.body for request in stub.requests[:2]] == [
        b'{"name":"Jane","percentage":33.33}',
        b'{"percentage":33.34}',
    ]
    with pytest.raises(TypeError):
        plannr.beneficiaries.update(PLAN, HEIR, cover_uuid=COVER)
