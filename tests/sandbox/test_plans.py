"""Plans, covers, beneficiaries, people and what stands around a case (plannr-api.md 4 to 8)."""

from typing import Any

import pytest

from tests.sandbox.conftest import Caller, Small


def cover(small: Small) -> str:
    return f"plans/{small.plan['uuid']}/cover/{small.life['uuid']}"


def test_a_plan_adds_up_its_benefits(call: Caller, small: Small) -> None:
    plan = call.get(f"plans/{small.plan['uuid']}?include=cases")
    assert (plan["total_benefit_amount"]["amount"], plan["client"]["name"]) == ("15000000", "Ann Smith")
    assert (plan["total_benefits"]["critical_illness"]["amount"], plan["provider"]["name"]) == (
        "5000000",
        "Example Life",
    )
    assert (
        [case["name"] for case in plan["cases"]],
        call.get(f"plans/{small.home_plan['uuid']}")["total_benefits"],
    ) == (
        ["A", "C"],
        [],
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("filter[policy_number]=el-", ["Family plan"]),
        ("filter[client_name]=ann", ["Family plan", "Home"]),
        ("filter[name]=home", ["Home"]),
        ("filter[case_uuid]={case}", ["Family plan"]),
        ("filter[type]=general_insurance", ["Home"]),
    ],
)
def test_plans_are_found(call: Caller, small: Small, query: str, names: list[str]) -> None:
    assert call.names(f"plans?{query.format(case=small.cases[0]['uuid'])}") == names


def test_a_cover_is_changed_without_showing_its_beneficiaries(call: Caller, small: Small) -> None:
    body = call.put(cover(small), benefit_amount="892176", indexation=1.45, excess=5, benefit_frequency="daily")
    kept = (body["benefit_amount"]["amount"], body["indexation"], body["excess"], body["benefit_frequency"])
    assert kept == ("892176", 1.45, None, "monthly")
    assert "beneficiaries" not in body
    assert small.beneficiaries() == [("Jane Doe", 60), ("John Smith", 20.02)]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"cover_type": "contents"}, {"cover_type": ["The selected cover type is invalid."]}),
        ({"benefit_status": "gone"}, {"benefit_status": ["The selected benefit status is invalid."]}),
        ({"benefit_amount": 1.5}, {"benefit_amount": ["The benefit amount field must be an integer."]}),
        ({"indexation": "x"}, {"indexation": ["The indexation field must be a number."]}),
        (
            {"beneficiaries": [{"percentage": 5}]},
            {"beneficiaries.0.name": ["The beneficiaries.0.name field is required."]},
        ),
        (
            {"beneficiaries": [{"name": "A", "percentage": 101}]},
            {"beneficiaries.0.percentage": ["The beneficiaries.0.percentage field must be between 0 and 100."]},
        ),
        (
            {"beneficiaries": [{"name": "A", "percentage": 1, "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}]},
            {"beneficiaries.0.uuid": ["The selected beneficiaries.0.uuid is invalid."]},
        ),
    ],
)
def test_a_bad_cover_is_422_with_dotted_keys(call: Caller, small: Small, body: dict[str, Any], errors: Any) -> None:
    heard = call("PUT", cover(small), body)
    assert (heard.status, heard.body["errors"]) == (422, errors)
    assert small.beneficiaries() == [("Jane Doe", 60), ("John Smith", 20.02)]


@pytest.mark.parametrize(("scope", "others"), [("cover", [("John Smith", 20.02)]), ("plan", [])])
def test_beneficiaries_not_named_are_deleted_in_scope(call: Caller, small: Small, scope: str, others: Any) -> None:
    small.firm.behaviours.set(beneficiary_scope=scope)
    rows = [{"uuid": small.jane["uuid"], "name": "Jane Roe", "percentage": 50.75}, {"name": "New", "percentage": 0.1}]
    call.put(cover(small), beneficiaries=rows)
    assert sorted(small.beneficiaries()) == sorted([("Jane Roe", 50.75), ("New", 0.1), *others])
    call.put(cover(small), beneficiaries=[])
    assert small.beneficiaries() == others


@pytest.mark.parametrize(("omitted", "left"), [("keep", 2), ("delete", 1)])
def test_leaving_the_list_out_keeps_or_deletes(call: Caller, small: Small, omitted: str, left: int) -> None:
    small.firm.behaviours.set(beneficiaries_omitted=omitted)
    call.put(cover(small), indexation=3)
    assert len(small.beneficiaries()) == left


@pytest.mark.parametrize(("put", "left"), [("partial", (60_000_00, "active", 2.5)), ("full", (None, None, 2.5))])
def test_a_cover_put_may_replace(call: Caller, small: Small, put: str, left: Any) -> None:
    small.firm.change("cover", small.life["uuid"], benefit_amount=60_000_00, benefit_status="active")
    assert call("PUT", "/_sandbox/behaviours", {"put": put}).status == 200
    call.put(cover(small), indexation=2.5)
    held = small.firm.kinds["cover"][small.life["uuid"]]
    assert (held["benefit_amount"], held["benefit_status"], held["indexation"]) == left
    assert (held["cover_type"], held["benefit_frequency"]) == ("life_assurance", "monthly")


@pytest.mark.parametrize(("put", "status"), [("partial", 200), ("full", 422)])
def test_a_beneficiary_put_may_need_both_fields(call: Caller, small: Small, put: str, status: int) -> None:
    small.firm.behaviours.set(put=put)
    path = f"plans/{small.plan['uuid']}/beneficiary/{small.jane['uuid']}"
    assert call("PUT", path, {"name": "Jane Roe"}).status == status


@pytest.mark.parametrize(("named", "home"), [("stay", "critical_illness"), ("reparent", "life_assurance")])
def test_somebody_named_of_another_cover_stays_or_comes(call: Caller, small: Small, named: str, home: str) -> None:
    small.firm.behaviours.set(beneficiaries_named=named)
    call.put(cover(small), beneficiaries=[row_of(one) for one in people(call, small)])
    assert {one["name"]: one["cover"]["cover_type"] for one in people(call, small)} == {
        "Jane Doe": "life_assurance",
        "John Smith": home,
    }


def test_somebody_of_another_cover_may_be_refused(call: Caller, small: Small) -> None:
    small.firm.behaviours.set(beneficiaries_named="refused")
    rows = [row_of(one) for one in people(call, small)]
    heard = call("PUT", cover(small), {"beneficiaries": rows})
    assert (heard.status, list(heard.body["errors"])) == (422, ["beneficiaries.1.uuid"])
    assert call("PUT", cover(small), {"beneficiaries": rows[:1]}).status == 200


def test_a_list_may_be_limited_to_the_whole(call: Caller, small: Small) -> None:
    small.firm.behaviours.set(beneficiaries_limited=True)
    rows = [{"name": "A", "percentage": 60.5}, {"name": "B", "percentage": 39.5}]
    assert call("PUT", cover(small), {"beneficiaries": rows}).status == 200
    heard = call("PUT", cover(small), {"beneficiaries": [*rows, {"name": "C", "percentage": 0.01}]})
    assert (heard.status, list(heard.body["errors"])) == (422, ["beneficiaries.2.percentage"])


def test_an_indexation_may_be_shown_whole(call: Caller, small: Small) -> None:
    small.firm.behaviours.set(indexation_rounded=True)
    assert call.put(cover(small), indexation=2.5)["indexation"] == 3
    assert small.firm.kinds["cover"][small.life["uuid"]]["indexation"] == 2.5


def people(call: Caller, small: Small) -> Any:
    return call.get(f"plans/{small.plan['uuid']}/beneficiary")["data"]


def row_of(one: Any) -> dict[str, Any]:
    return {"uuid": one["uuid"], "name": one["name"], "percentage": one["percentage"]}


def test_saving_may_rename_or_reidentify(call: Caller, small: Small) -> None:
    row = {"uuid": small.jane["uuid"], "name": "Jane Doe", "percentage": 60}
    small.firm.behaviours.set(beneficiaries_on_save="renamed")
    call.put(cover(small), beneficiaries=[row])
    assert ("JANE DOE", 60) in small.beneficiaries()
    small.firm.behaviours.set(beneficiaries_on_save="reidentified")
    call.put(cover(small), beneficiaries=[row])
    assert ("Jane Doe", 60) in small.beneficiaries()
    assert call("GET", f"plans/{small.plan['uuid']}/beneficiary/{small.jane['uuid']}").status == 404


def test_saving_may_reorder(call: Caller, small: Small) -> None:
    small.firm.behaviours.set(beneficiaries_on_save="reordered")
    call.put(cover(small), beneficiaries=[{"name": "One", "percentage": 1}, {"name": "Two", "percentage": 2}])
    assert small.beneficiaries()[1:] == [("Two", 2), ("One", 1)]


def test_the_beneficiary_resource_says_which_cover(call: Caller, small: Small) -> None:
    path = f"plans/{small.plan['uuid']}/beneficiary"
    rows = call.get(path)["data"]
    told = [(row["name"], row["percentage"], row["cover"]["cover_type"]) for row in rows]
    assert told == [("Jane Doe", 60, "life_assurance"), ("John Smith", 20.02, "critical_illness")]
    small.firm.behaviours.set(percentages_rounded=True, beneficiary_cover="null")
    assert [(row["percentage"], row["cover"]) for row in call.get(path)["data"]] == [(60, None), (20, None)]


def test_beneficiaries_are_made_changed_and_deleted_one_by_one(call: Caller, small: Small) -> None:
    path = f"plans/{small.plan['uuid']}/beneficiary"
    made = call("POST", path, {"name": "Zoe", "percentage": 33.33})
    assert (made.status, made.body["cover"]) == (201, None)
    assert call.put(f"{path}/{made.body['uuid']}", percentage=40)["percentage"] == 40
    assert call("DELETE", f"{path}/{made.body['uuid']}").status == 204
    assert call.names(path) == ["Jane Doe", "John Smith"]


def test_a_new_cover_takes_the_fields_of_its_plans_kind(call: Caller, small: Small) -> None:
    home = f"plans/{small.home_plan['uuid']}/cover"
    made = call("POST", home, {"cover_type": "contents", "excess": 150000})
    assert (made.status, made.body["excess"]["amount"], made.body["benefit_amount"]) == (201, "150000", None)
    missing = call("POST", f"plans/{small.plan['uuid']}/cover", {"cover_type": "asu"})
    assert sorted(missing.body["errors"]) == ["benefit_amount", "benefit_frequency", "benefit_status", "indexation"]
    assert len(call.get(f"plans/{small.plan['uuid']}/cover?filter[cover_type]=life_assurance")["data"]) == 1


def test_a_plan_being_deleted_stays_readable_and_refuses_writes(call: Caller, small: Small) -> None:
    assert call("DELETE", f"plans/{small.plan['uuid']}").status == 204
    assert call.get(f"plans/{small.plan['uuid']}")["is_deleting"] is True
    heard = call("PUT", cover(small), {"indexation": 1})
    assert (heard.status, heard.body) == (409, {"message": "Plan is being deleted."})


def test_people_are_found(call: Caller, small: Small) -> None:
    assert call.names("account?filter[type]=client") == ["Ann Smith", "Bob O'Neill"]
    assert call.names("account?filter[name]=o'ne") == ["Bob O'Neill"]
    assert call.names("client") == ["Ann Smith", "Bob O'Neill"]
    assert call.names("employee") == ["James Taylor", "Priya Patel"]
    assert call.get(f"account/{small.ann['uuid']}")["assigned_adviser"]["name"] == "Priya Patel"
    row = call.get("account?include=assigned_adviser&filter[name]=ann")["data"][0]
    assert row["assigned_adviser"]["uuid"] == small.priya["uuid"]
    assert call.get("me")["name"] == "James Taylor"


def test_notes_and_tasks_belong_to_their_case(call: Caller, small: Small) -> None:
    small.firm.add_note("Called.", subject=small.cases[0], type="call", account=small.priya["uuid"])
    notes = call.get(f"note/case/{small.cases[0]['uuid']}")["data"]
    assert [(note["contents"], note["account"]["name"]) for note in notes] == [("Called.", "Priya Patel")]
    assert call.get(f"note/case/{small.cases[1]['uuid']}")["data"] == []
    small.firm.add_task("Chase", subject=small.cases[1], due_at="2021-01-01T00:00:00Z")
    query = f"task?filter[taskable_type]=case&filter[taskable_uuid]={small.cases[1]['uuid']}"
    assert [(task["name"], task["due_at"]) for task in call.get(query)["data"]] == [("Chase", "2021-01-01 00:00:00")]
