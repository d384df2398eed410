"""
Plans: the list, one, and the deletion that only marks (plannr-api.md 7).

The documents hide most filter names of the list; those here are the likely ones.
"""

from typing import Any

from boards.sandbox.answers import Answer
from boards.sandbox.asking import Ask, Missing, Refused, split
from boards.sandbox.cases import SINGLE
from boards.sandbox.firm import Firm
from boards.sandbox.listing import (
    TIMES,
    Filter,
    Listing,
    flag,
    holds,
    included,
    listed,
    named_or,
    null_first,
    one_of,
    text_key,
)  # fmt: skip
from boards.sandbox.plan_shapes import ABSTRACT
from boards.sandbox.records import Record
from boards.sandbox.shapes import Shapes

INCLUDES = (
    "fields", "client", "cases", "tags", "sub_accounts", "latest_valuations", "latest_valuations.sub_account", "wrap",
    "wrap_children", "wrap_children.latest_valuations", "external_references", "active_adviser", "seller",
    "linked_owners", "group_scheme", "sub_group_scheme", "custom_fields",
)  # fmt: skip


def draw_plan(shapes: Shapes, plan: Record, includes: list[str]) -> dict[str, Any]:
    """A plan with what was included."""
    return {**shapes.plan(plan), **{name: _part(shapes, plan, name) for name in includes if "." not in name}}


def _part(shapes: Shapes, plan: Record, name: str) -> Any:
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
    wanted = frozenset(split(value))
    return lambda plan: ABSTRACT.get(plan["type"], "asset") in wanted


def _client_name(firm: Firm, value: str) -> Any:
    wanted = value.strip().casefold()
    clients = {uuid for uuid, account in firm.kinds["account"].items() if wanted in account["name"].casefold()}
    return lambda plan: not clients.isdisjoint(plan["owners"])


def _of_cases(firm: Firm, value: str) -> Any:
    plans = {plan for case in firm.those("case", split(value)) for plan in case["plans"]}
    return lambda plan: plan["uuid"] in plans


_filters: dict[str, Filter] = {
    "uuid": one_of("uuid"), "abstract_type": _abstract, "type": one_of("type"), "name": holds("name"),
    "client_name": _client_name, "policy_number": holds("policy_number"), "provider": holds("provider"),
    "status": one_of("status"), "seller": one_of("adviser"), "active_adviser": one_of("adviser"),
    "case_uuid": _of_cases, "case_uuids": _of_cases, "tags": named_or("tags", "tag", many=True),
    "is_wrap": flag(lambda firm, plan: False), "hide_wrap_children": flag(lambda firm, plan: True),
}  # fmt: skip
_sorts = {**TIMES, **{key: text_key(key) for key in ("name", "type", "status", "policy_number")}}
PLANS = Listing("plan", draw_plan, INCLUDES, _filters, {**_sorts, "value": null_first("value")}, "name", "plan")


def list_plans(ask: Ask) -> Answer:
    """GET /plans."""
    if ask.actor and ask.actor["type"] == "client":
        return listed(ask, PLANS, ask.firm.by("plan", "account", ask.actor["uuid"]))
    return listed(ask, PLANS)


def one_plan(ask: Ask, uuid: str) -> Answer:
    """GET /plans/{uuid}, with its client."""
    plan = find_plan(ask, uuid)
    wanted = included(ask, INCLUDES) if ask.firm.manners.single_include == "honoured" else []
    return Answer(200, draw_plan(Shapes(ask.firm), plan, [*dict.fromkeys(["client", *wanted])]))


def delete_plan(ask: Ask, uuid: str) -> Answer:
    """DELETE /plans/{uuid}: 204; the plan stays readable, marked as being deleted."""
    plan = find_plan(ask, uuid)
    after = ask.firm.change("plan", uuid, is_deleting=True)
    ask.changed("plan", uuid, plan, after)
    return Answer(204)


def find_plan(ask: Ask, uuid: str) -> Record:
    """Give a plan. Raises Missing."""
    plan = ask.firm.find("plan", uuid)
    if plan is None:
        raise Missing("Plans\\Plan", uuid)
    return plan


def writable_plan(ask: Ask, uuid: str) -> Record:
    """Give a plan to write below. Raises Missing, or a 409 while it is being deleted."""
    plan = find_plan(ask, uuid)
    if plan["is_deleting"]:
        raise Refused(409, "Plan is being deleted.")
    return plan
