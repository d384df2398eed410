"""The conventions every address shares: headers, lists, pages, errors, the budget (plannr-api.md 1)."""

import pytest

from boards.sandbox.app import Sandbox
from boards.sandbox.seed.firm import seed_firm
from boards.sandbox.server import serve
from tests.sandbox.conftest import Caller, Small


def test_it_refuses_a_missing_and_a_wrong_token(call: Caller) -> None:
    for token in (None, "Bearer other", "sandbox-token"):
        heard = call("GET", "cases", headers={"Authorization": token})
        assert (heard.status, heard.body) == (401, {"message": "Unauthenticated."})


def test_it_wants_an_account_it_knows(call: Caller, small: Small) -> None:
    none = call("GET", "cases", headers={"X-PLANNR-ACCOUNT-UUID": None})
    wrong = call("GET", "cases", headers={"X-PLANNR-ACCOUNT-UUID": small.priya["uuid"]})
    assert (none.status, none.body) == (400, {"message": "The X-PLANNR-ACCOUNT-UUID header is required."})
    assert (wrong.status, wrong.body) == (403, {"message": "This action is unauthorized."})


def test_logins_need_no_account_and_name_the_preferred_one(call: Caller, small: Small) -> None:
    heard = call("GET", "logins", headers={"X-PLANNR-ACCOUNT-UUID": None})
    assert heard.body["preferred_account_uuid"] == small.firm.account_uuid
    assert heard.body["data"][0]["account"]["type"] == "employee"
    small.firm.behaviours.set(preferred_account="absent")
    assert "preferred_account_uuid" not in call.get("logins")


def test_a_login_without_the_right_cannot_write_or_delete(call: Caller, small: Small) -> None:
    reader = small.firm.add_login(small.priya, write=False)["account"]
    case = f"cases/{small.cases[0]['uuid']}"
    headers = {"X-PLANNR-ACCOUNT-UUID": reader}
    assert call("GET", case, headers=headers).status == 200
    assert call("PUT", case, {"name": "X"}, headers).status == 403
    assert small.case(0)["name"] == "A"


def test_a_client_login_sees_only_its_own_cases(call: Caller, small: Small) -> None:
    small.firm.add_login(small.bob)
    heard = call("GET", "cases", headers={"X-PLANNR-ACCOUNT-UUID": small.bob["uuid"]})
    assert [case["name"] for case in heard.body["data"]] == ["B", "D"]


def test_who_does_not_ask_for_json_gets_redirects_and_pages(call: Caller, small: Small) -> None:
    plain = {"Accept": "*/*"}
    signed_out = call("GET", "cases", headers={**plain, "Authorization": None})
    invalid = call("PUT", f"cases/{small.cases[0]['uuid']}", {"name": ""}, plain)
    unknown = call("GET", "cases/none", headers=plain)
    assert (signed_out.status, signed_out.headers["location"]) == (302, "/login")
    assert (invalid.status, unknown.status) == (302, 404)
    assert unknown.headers["content-type"] == "text/html; charset=UTF-8"


def test_unknown_addresses_are_404_and_unknown_methods_405(call: Caller) -> None:
    unknown, wrong = call("GET", "case"), call("PATCH", "cases")
    assert (unknown.status, unknown.body["message"]) == (404, "The route api/v1/case could not be found.")
    words = "The PATCH method is not supported for route api/v1/cases. Supported methods: GET, HEAD, POST."
    assert (wrong.status, wrong.body["message"], wrong.headers["allow"]) == (405, words, "GET, HEAD, POST")


def test_a_body_that_is_not_json_is_refused(call: Caller, small: Small) -> None:
    for body in ("{", "[1]", '"x"', "nan"):
        assert call("PUT", f"cases/{small.cases[0]['uuid']}", body).status == 400


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("include=plan", "Requested include(s) `plan` are not allowed."),
        ("filter[name]=A", "Requested filter(s) `name` are not allowed."),
        ("sort=updated_at", "Requested sort(s) `updated_at` is not allowed."),
    ],
)
def test_unknown_names_in_the_query_are_400(call: Caller, query: str, words: str) -> None:
    heard = call("GET", f"cases?{query}")
    assert heard.status == 400
    assert heard.body["message"].startswith(words)


def test_a_page_has_fifteen_rows_unless_told_and_never_more_than_500() -> None:
    with serve(Sandbox(seed_firm(clients=10, cases=520))) as server:
        call = Caller(server)
        sizes = {size: len(call.get(f"cases?per_page={size}")["data"]) for size in ("", "40", "501", "x", "0")}
    assert sizes == {"": 15, "40": 40, "501": 500, "x": 15, "0": 15}


def test_links_and_meta_are_laravels_and_links_drop_the_query(call: Caller, small: Small) -> None:
    body = call.get("cases?per_page=3&sort=-name&page=2")
    base = f"{call.server.url}/api/v1/cases"
    assert [case["name"] for case in body["data"]] == ["A"]
    assert body["links"] == {
        "first": f"{base}?page=1",
        "last": f"{base}?page=2",
        "prev": f"{base}?page=1",
        "next": None,
    }
    meta = body["meta"]
    labels = [(link["label"], link["active"]) for link in meta.pop("links")]
    assert labels == [("&laquo; Previous", False), ("1", False), ("2", True), ("Next &raquo;", False)]
    assert meta == {
        "current_page": 2, "from": 4, "last_page": 2, "path": base, "per_page": 3, "to": 4, "total": 4,
    }  # fmt: skip


def test_links_keep_the_query_where_this_plannr_does(call: Caller, small: Small) -> None:
    small.firm.behaviours.set(links="full")
    url = call.get("cases?per_page=3&sort=name")["links"]["next"]
    assert url == f"{call.server.url}/api/v1/cases?per_page=3&sort=name&page=2"


def test_a_page_past_the_end_is_empty(call: Caller) -> None:
    body = call.get("cases?page=9")
    assert (body["data"], body["meta"]["from"], body["meta"]["total"], body["links"]["next"]) == ([], None, 4, None)


def test_five_hundred_requests_a_minute_then_429_until_the_window_ends(small: Small) -> None:
    clock = [1_000_000.0]
    sandbox = Sandbox(small.firm, clock=lambda: clock[0])
    with serve(sandbox) as server:
        call = Caller(server)
        first = call("GET", "me")
        assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("500", "499")
        assert call("POST", "/_sandbox/spend", {"requests": 499}).body["spent"] is True
        clock[0] += 20
        refused = call("GET", "me")
        told = {key: refused.headers[key] for key in ("x-ratelimit-remaining", "retry-after", "x-ratelimit-reset")}
        assert (refused.status, refused.body) == (429, {"message": "Too Many Attempts."})
        assert told == {"x-ratelimit-remaining": "0", "retry-after": "40", "x-ratelimit-reset": "1000060"}
        clock[0] += 40
        assert call("GET", "me").headers["x-ratelimit-remaining"] == "499"


def test_times_are_london_times_with_their_offset(call: Caller, small: Small) -> None:
    summer = call.put(f"cases/{small.cases[0]['uuid']}", review_at="2026-07-01T09:00:00Z")["review_at"]
    winter = call.put(f"cases/{small.cases[0]['uuid']}", review_at="2026-12-01 09:00:00.25")["review_at"]
    day = call.put(f"cases/{small.cases[0]['uuid']}", completed_at="2026-07-01")["completed_at"]
    assert (summer, winter) == ("2026-07-01T10:00:00+01:00", "2026-12-01T09:00:00+00:00")
    assert day == "2026-07-01T00:00:00+01:00"


def test_money_is_an_object_with_the_amount_as_text_or_number(call: Caller, small: Small) -> None:
    values = {case["name"]: case["value"] for case in call.get("cases")["data"]}
    assert values["A"] == {"amount": "15099", "currency": "GBP", "formatted": "£150.99"}
    assert values["B"] is None
    small.firm.behaviours.set(money_amounts="number")
    assert call.get("cases")["data"][3]["value"]["amount"] == 7


def test_single_objects_are_bare_or_in_data(call: Caller, small: Small) -> None:
    path = f"cases/{small.cases[0]['uuid']}"
    assert call.get(path)["name"] == "A"
    small.firm.behaviours.set(envelope="data")
    assert call.get(path)["data"]["name"] == "A"
