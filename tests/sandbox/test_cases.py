"""Cases: lists, one, create, update, delete, places, in every behaviour (plannr-api.md 2)."""

from typing import Any

import pytest

from tests.sandbox.conftest import Caller, Small


def path(small: Small, place: int = 0) -> str:
    return f"cases/{small.cases[place]['uuid']}"


def test_a_clients_list_holds_their_cases_only(call: Caller, small: Small) -> None:
    assert call.names(f"client/{small.ann['uuid']}/cases") == ["A", "C"]
    assert call("GET", f"client/{small.priya['uuid']}/cases").status == 404
    assert call("GET", "client/none/cases").body["message"] == "No query results for model [App\\Models\\Client] none"


def test_a_list_shows_relations_only_when_included(call: Caller, small: Small) -> None:
    bare = call.get("cases")["data"][0]
    assert {"status", "type", "plans", "participants", "tags", "custom_fields"}.isdisjoint(bare)
    includes = "participants,participants_count,status,tags,plans,custom_fields,type,groups,assigned_to"
    full = call.get(f"cases?include={includes}")["data"][0]
    assert (full["status"]["name"], full["type"]["name"], full["participants_count"]) == ("To do", "Pension", 1)
    assert ([plan["name"] for plan in full["plans"]], full["participants"][0]["name"]) == (["Family plan"], "Ann Smith")
    assert (full["tags"], full["groups"], full["assigned_to"], full["custom_fields"]) == ([], [], [], [])


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("filter[status]={done}", ["D"]),
        ("filter[status]=To do,Done", ["A", "B", "C", "D"]),
        ("filter[type]={pension}", ["A", "B", "C", "D"]),
        ("filter[plan_uuid]={plan}", ["A", "C"]),
        ("filter[completed]=true", ["D"]),
        ("filter[completed]=0", ["A", "B", "C"]),
        ("filter[in_progress]=true", ["A", "B", "C"]),
        ("filter[uuid]={first},{last}", ["A", "D"]),
        ("filter[account_uuids]={bob}", ["B", "D"]),
        ("filter[employee_account_uuids]={priya}", []),
        ("filter[completed_after]=2026-01-01", []),
        ("sort=-value", ["A", "C", "D", "B"]),
        ("sort=status_position,-name", ["D", "A", "B", "C"]),
    ],
)
def test_lists_filter_and_sort(call: Caller, small: Small, query: str, names: list[str]) -> None:
    small.firm.place(small.cases[3]["uuid"], small.done["uuid"], 1)
    words = {name: getattr(small, name)["uuid"] for name in ("done", "pension", "plan", "bob", "priya")}
    words |= {"first": small.cases[0]["uuid"], "last": small.cases[3]["uuid"]}
    assert call.names(f"cases?{query.format(**words)}") == names


def test_a_put_changes_what_is_sent_and_nothing_else(call: Caller, small: Small) -> None:
    before = small.case(0)
    body = call.put(path(small), value=12345, name="  Renamed ")
    assert (body["value"]["amount"], body["name"], body["status"]["name"]) == ("12345", "Renamed", "To do")
    changed = {key for key, value in small.case(0).items() if value != before[key]}
    assert changed - {"updated_at"} == {"value", "name"}


def test_plans_null_unlinks_them_and_so_does_a_list_of_nulls(call: Caller, small: Small) -> None:
    for sent in (None, [], [None, None]):
        call.put(path(small), plans=[small.plan["uuid"], small.home_plan["uuid"]])
        assert small.case(0)["plans"] == [small.plan["uuid"], small.home_plan["uuid"]]
        assert call.put(path(small), plans=sent)["plans"] == []


@pytest.mark.parametrize(("omitted", "left"), [("unchanged", 1), ("unlink", 0)])
def test_leaving_plans_out_keeps_or_unlinks_them(call: Caller, small: Small, omitted: str, left: int) -> None:
    small.firm.behaviours.set(plans_omitted=omitted)
    assert len(call.put(path(small), status_position=2)["plans"]) == left


def test_a_full_put_clears_what_is_left_out(call: Caller, small: Small) -> None:
    small.firm.behaviours.set(put="full")
    body = call.put(path(small), status=small.done["uuid"])
    assert (body["value"], body["type"], body["plans"], body["name"]) == (None, None, [], "A")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"name": " "}, {"name": ["The name field is required."]}),
        ({"name": 5}, {"name": ["The name field must be a string."]}),
        ({"name": "x" * 256}, {"name": ["The name field must not be greater than 255 characters."]}),
        ({"status": "no"}, {"status": ["The status field must be a valid UUID."]}),
        ({"status": "0" * 8 + "-0000-4000-8000-" + "0" * 12}, {"status": ["The selected status is invalid."]}),
        ({"status_position": 0}, {"status_position": ["The status position field must be at least 1."]}),
        ({"value": 1.5}, {"value": ["The value field must be an integer."]}),
        ({"value": -1}, {"value": ["The value field must be at least 0."]}),
        ({"completed_at": "soon"}, {"completed_at": ["The completed at field must be a valid date."]}),
        ({"plans": "x"}, {"plans": ["The plans field must be an array."]}),
        ({"plans": [None, "x"]}, {"plans.1": ["The plans.1 field must be a valid UUID."]}),
    ],
)
def test_bad_fields_are_422_in_laravels_words(call: Caller, small: Small, body: dict[str, Any], errors: Any) -> None:
    heard = call("PUT", path(small), body)
    assert (heard.status, heard.body["errors"]) == (422, errors)
    assert heard.body["message"] == next(iter(errors.values()))[0]
    assert small.case(0)["updated_at"] == small.cases[0]["updated_at"]


def test_the_message_counts_the_other_errors(call: Caller, small: Small) -> None:
    heard = call("PUT", path(small), {"name": "", "value": "x"})
    assert heard.body["message"] == "The name field is required. (and 1 more error)"


def test_inserting_shifts_the_followers_and_the_old_column_closes_up(call: Caller, small: Small) -> None:
    call.put(path(small, 3), status_position=2)
    assert small.column() == [("A", 1), ("D", 2), ("B", 3), ("C", 4)]
    call.put(path(small, 1), status=small.done["uuid"], status_position=99)
    assert small.column() == [("A", 1), ("D", 2), ("C", 3)]
    assert small.column(small.done) == [("B", 1)]
    call.put(path(small, 0), status=small.done["uuid"])
    assert small.column(small.done) == [("B", 1), ("A", 2)]


def test_moving_down_in_its_own_column_counts_after_removal(call: Caller, small: Small) -> None:
    call.put(path(small, 0), status_position=3)
    assert small.column() == [("B", 1), ("C", 2), ("A", 3), ("D", 4)]


def test_ties_keep_the_number_sent_and_move_nobody(call: Caller, small: Small) -> None:
    small.firm.behaviours.set(positions="ties")
    call.put(path(small, 3), status_position=2)
    assert dict(small.column()) == {"A": 1, "B": 2, "C": 3, "D": 2}
    call.put(path(small, 3), status=small.done["uuid"])
    assert small.column(small.done) == [("D", 2)]


def test_gaps_never_close_and_a_new_status_without_a_number_has_none(call: Caller, small: Small) -> None:
    small.firm.behaviours.set(positions="gaps")
    call.put(path(small, 3), status_position=2)
    assert small.column() == [("A", 1), ("D", 2), ("B", 3), ("C", 4)]
    call.put(path(small, 3), status=small.done["uuid"])
    assert small.column() == [("A", 1), ("B", 3), ("C", 4)]
    assert small.column(small.done) == [("D", None)]


@pytest.mark.parametrize("sets", [False, True])
def test_a_completed_status_sets_the_date_only_where_this_plannr_does(call: Caller, small: Small, sets: bool) -> None:
    small.firm.behaviours.set(completed_at_by_status=sets)
    assert (call.put(path(small), status=small.done["uuid"])["completed_at"] is not None) is sets
    assert call.put(path(small), status=small.todo["uuid"])["completed_at"] is None


def test_required_custom_fields_are_the_trap_they_are(call: Caller, small: Small) -> None:
    small.firm.add_custom_field("Risk level", required=True)
    assert call("PUT", path(small), {"value": 5}).status == 200
    small.firm.behaviours.set(required_custom_fields=True)
    heard = call("PUT", path(small), {"value": 6})
    assert heard.body["errors"] == {"custom_fields.risk_level": ["The custom_fields.risk_level field is required."]}
    assert call.put(path(small), value=6, custom_fields={"risk_level": "low"})["value"]["amount"] == "6"


def test_a_new_case_stands_last_in_the_first_status(call: Caller, small: Small) -> None:
    heard = call("POST", "cases", {"name": "New", "participants": [small.bob["uuid"]], "value": 10})
    assert (heard.status, heard.body["status"]["name"], heard.body["status_position"]) == (200, "To do", 5)
    assert call.names(f"client/{small.bob['uuid']}/cases") == ["B", "D", "New"]
    small.firm.behaviours.set(new_case_status="none")
    none = call("POST", "cases", {"name": "New", "participants": [small.bob["uuid"]]}).body
    assert (none["status"], none["status_position"]) == (None, None)


def test_a_case_needs_a_client(call: Caller, small: Small) -> None:
    heard = call("POST", "cases", {"name": "New", "participants": [small.priya["uuid"]]})
    assert heard.body["errors"] == {"participants": ["The participants must contain at least one client."]}
    last = call("DELETE", f"{path(small)}/participants", {"participants": [small.ann["uuid"]]})
    assert last.body["errors"] == {"participants": ["At least one client must remain on the case."]}


def test_participants_come_and_go(call: Caller, small: Small) -> None:
    both = call("POST", f"{path(small)}/participants", {"participants": [small.bob["uuid"]]}).body
    assert [one["name"] for one in both["participants"]] == ["Ann Smith", "Bob O'Neill"]
    call("DELETE", f"{path(small)}/participants", {"participants": [small.ann["uuid"]]})
    assert call.names(f"client/{small.ann['uuid']}/cases") == ["C"]


def test_a_deleted_case_is_gone_and_its_column_closes_up(call: Caller, small: Small) -> None:
    assert call("DELETE", path(small)).status == 204
    assert call("GET", path(small)).status == 404
    assert small.column() == [("B", 1), ("C", 2), ("D", 3)]


def test_the_single_route_honours_include_or_ignores_it(call: Caller, small: Small) -> None:
    assert len(call.get(f"{path(small)}?include=plans")["plans"]) == 1
    small.firm.behaviours.set(single_include="ignored")
    assert "plans" not in call.get(f"{path(small)}?include=plans")


def test_refused_includes_and_hidden_keys_play_an_older_plannr(call: Caller, small: Small) -> None:
    small.firm.behaviours.set(refused_includes=["type", "assigned_to"], hidden_keys=["review_at", "is_type_completed"])
    assert call("GET", "cases?include=type").status == 400
    case = call.get("cases?include=status")["data"][0]
    assert "review_at" not in case
    assert "is_type_completed" not in case["status"]


def test_a_record_can_answer_hostile_nonsense(call: Caller, small: Small) -> None:
    odd = {"name": "<script>", "value": {"amount": {"example": "4000"}}, "plans": "App\\Http\\Resources\\PlanResource"}
    small.firm.distort("case", small.cases[0]["uuid"], **odd)
    case = call.get("cases?include=plans")["data"][0]
    assert {key: case[key] for key in odd} == odd


def test_statuses_are_listed_in_column_order_or_not_at_all(call: Caller, small: Small) -> None:
    new = call("POST", "cases-status", {"name": "First", "colour": "#123456"}).body
    call.put(f"cases-status/{new['uuid']}", position=1)
    assert call.names("cases-status") == ["First", "To do", "Done"]
    assert [row["position"] for row in call.get("cases-status")["data"]] == [1, 2, 3]
    assert call.get(f"cases-status/{new['uuid']}")["colour"] == "#123456"
    small.firm.add_status("Unlisted", listed=False)
    assert len(call.names("cases-status")) == 3
    small.firm.behaviours.set(status_list="missing")
    assert call("GET", "cases-status").status == 404
