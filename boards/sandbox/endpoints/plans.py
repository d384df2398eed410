"""
Plans: the list, one, and the deletion that only marks (plannr-api.md 7).

The documents hide most filter names of the list; those here are the likely ones.
"""

from typing import Any

from boards.sandbox.endpoints.cases import SINGLE
from boards.sandbox.http import ApiRequest, ApiResponse, HttpError, comma_separated
from boards.sandbox.query_builder import (
    TIMES,  # fmt: skip
    Collection,
    Filter,
    by_text,
    is_true,
    key_in,
    list_response,
    name_or_uuid_in,
    nulls_first,
    single_includes,
    text_contains,
)
from boards.sandbox.serializers import ABSTRACT_TYPES, Serializer
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record

INCLUDES = (
    "fields", "client", "cases", "tags", "sub_accounts", "latest_valuations", "latest_valuations.sub_account", "wrap",
    "wrap_children", "wrap_children.latest_valuations", "external_references", "active_adviser", "seller",
    "linked_owners", "group_scheme", "sub_group_scheme", "custom_fields",
)  # fmt: skip


def plan_with_relations(shapes: Serializer, plan: Record, includes: list[str]) -> dict[str, Any]:
    """A plan with what was included."""
    return {**shapes.plan(plan), **{name: _plan_relation(shapes, plan, name) for name in includes if "." not in name}}


def _plan_relation(shapes: Serializer, plan: Record, name: str) -> Any:
    firm = shapes.firm
    match name:
        case "client":
            return next(iter(shapes.accounts(plan["owners"])), None)
        case "linked_owners":
            return shapes.accounts(plan["owners"][1:])
        case "cases":
            return [shapes.case(case, SINGLE) for case in firm.by("case", "plan", plan["uuid"])]
        case "tags":
            return shapes.tags(plan["tags"])
        case "active_adviser" | "seller":
            return shapes.account(firm.find("account", plan["adviser"]))
        case "custom_fields":
            return shapes.custom_fields("plan", plan)
        case "sub_accounts" | "latest_valuations" | "wrap_children" | "external_references":
            return []
    return None


def _abstract(firm: Firm, value: str) -> Any:
    wanted = frozenset(comma_separated(value))
    return lambda plan: ABSTRACT_TYPES.get(plan["type"], "asset") in wanted


def _client_name(firm: Firm, value: str) -> Any:
    wanted = value.strip().casefold()
    clients = {uuid for uuid, account in firm.kinds["account"].items() if wanted in account["name"].casefold()}
    return lambda plan: not clients.isdisjoint(plan["owners"])


def _of_cases(firm: Firm, value: str) -> Any:
    plans = {plan for case in firm.those("case", comma_separated(value)) for plan in case["plans"]}
    return lambda plan: plan["uuid"] in plans


_filters: dict[str, Filter] = {
    "uuid": key_in("uuid"), "abstract_type": _abstract, "type": key_in("type"), "name": text_contains("name"),
    "client_name": _client_name, "policy_number": text_contains("policy_number"), "provider": text_contains("provider"),
    "status": key_in("status"), "seller": key_in("adviser"), "active_adviser": key_in("adviser"),
    "case_uuid": _of_cases, "case_uuids": _of_cases, "tags": name_or_uuid_in("tags", "tag", many=True),
    "is_wrap": is_true(lambda firm, plan: False), "hide_wrap_children": is_true(lambda firm, plan: True),
}  # fmt: skip
_sorts = {**TIMES, **{key: by_text(key) for key in ("name", "type", "status", "policy_number")}}
PLANS = Collection(
    "plan", plan_with_relations, INCLUDES, _filters, {**_sorts, "value": nulls_first("value")}, "name", "plan"
)


def list_plans(request: ApiRequest) -> ApiResponse:
    """GET /plans."""
    if request.actor and request.actor["type"] == "client":
        return list_response(request, PLANS, request.firm.by("plan", "account", request.actor["uuid"]))
    return list_response(request, PLANS)


def get_plan(request: ApiRequest, uuid: str) -> ApiResponse:
    """GET /plans/{uuid}, with its client."""
    plan = request.record_or_404("plan", uuid)
    includes = single_includes(request, INCLUDES, ["client"])
    return ApiResponse(200, plan_with_relations(Serializer(request.firm), plan, includes))


def delete_plan(request: ApiRequest, uuid: str) -> ApiResponse:
    """DELETE /plans/{uuid}: 204; the plan stays readable, marked as being deleted."""
    plan = request.record_or_404("plan", uuid)
    after = request.firm.change("plan", uuid, is_deleting=True)
    request.changed("plan", uuid, plan, after)
    return ApiResponse(204)


def writable_plan(request: ApiRequest, uuid: str) -> Record:
    """Give a plan to write below. Raises HttpError, 409 while it is being deleted."""
    plan = request.record_or_404("plan", uuid)
    if plan["is_deleting"]:
        raise HttpError(409, "Plan is being deleted.")
    return plan
