"""
Beneficiaries of a plan, by their own resource and through a cover's PUT (plannr-api.md 8.6, 8.7).
"""

from collections.abc import Callable
from typing import Any

from boards.sandbox.endpoints.plans import writable_plan
from boards.sandbox.http import ApiRequest, ApiResponse
from boards.sandbox.query_builder import (
    CREATED_BETWEEN,
    TIMES,
    Collection,
    by_text,
    list_response,
    nulls_first,
    on_or_after,
    on_or_before,
    text_contains,
)
from boards.sandbox.serializers import Serializer
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record
from boards.sandbox.validation import PayloadValidator


def _percentage_is(firm: Firm, value: str) -> Any:
    return lambda one: value in (str(one["percentage"]), f"{one['percentage'] / 100:g}")


BENEFICIARIES = Collection(
    "beneficiary",
    lambda shapes, beneficiary, includes: shapes.beneficiary(beneficiary),
    filters={
        **CREATED_BETWEEN, "updated_after": on_or_after("updated_at"), "updated_before": on_or_before("updated_at"),
        "name": text_contains("name"), "percentage": _percentage_is,
    },
    sorts={**TIMES, "name": by_text("name"), "percentage": nulls_first("percentage")},
)  # fmt: skip


def list_beneficiaries(request: ApiRequest, plan: str) -> ApiResponse:
    """GET /plans/{plan}/beneficiary: those of every cover of the plan, and of none."""
    request.record_or_404("plan", plan)
    return list_response(request, BENEFICIARIES, plan_beneficiaries(request.firm, plan))


def get_beneficiary(request: ApiRequest, plan: str, uuid: str) -> ApiResponse:
    """GET /plans/{plan}/beneficiary/{uuid}."""
    request.record_or_404("plan", plan)
    return ApiResponse(200, Serializer(request.firm).beneficiary(request.record_or_404("beneficiary", uuid, plan=plan)))


def create_beneficiary(request: ApiRequest, plan: str) -> ApiResponse:
    """POST /plans/{plan}/beneficiary: 201, of no cover."""
    writable_plan(request, plan)
    wanted = _beneficiary_payload(request, required=True).cleaned()
    made = request.firm.add_beneficiary(plan, wanted["name"], wanted["percentage"])
    request.changed("beneficiary", made["uuid"], None, made)
    return ApiResponse(201, Serializer(request.firm).beneficiary(made))


def update_beneficiary(request: ApiRequest, plan: str, uuid: str) -> ApiResponse:
    """PUT /plans/{plan}/beneficiary/{uuid}: where a PUT replaces, both fields are required."""
    writable_plan(request, plan)
    old = request.record_or_404("beneficiary", uuid, plan=plan)
    whole = request.firm.behaviours.put == "full"
    made = request.firm.change("beneficiary", uuid, **_beneficiary_payload(request, required=whole).cleaned())
    request.changed("beneficiary", uuid, old, made)
    return ApiResponse(200, Serializer(request.firm).beneficiary(made))


def delete_beneficiary(request: ApiRequest, plan: str, uuid: str) -> ApiResponse:
    """DELETE /plans/{plan}/beneficiary/{uuid}: 204."""
    writable_plan(request, plan)
    old = request.record_or_404("beneficiary", uuid, plan=plan)
    request.firm.remove("beneficiary", uuid)
    request.changed("beneficiary", uuid, old, None)
    return ApiResponse(204)


def plan_beneficiaries(firm: Firm, plan: str) -> list[Record]:
    """Give every beneficiary of a plan, in the order they were made."""
    return firm.by("beneficiary", "plan", plan)


def beneficiary_row_validator(firm: Firm, plan: Record, cover: Record | None) -> Callable[[PayloadValidator], None]:
    """
    Give the rule for one entry of a cover's list: a uuid must be that of a beneficiary of the plan, or of the cover
    where this Plannr refuses the others; the shares make no more than 100 % where it limits them.
    """
    behaviours, total = firm.behaviours, 0.0
    others_too = behaviours.beneficiaries_named != "refused"
    known = {
        one["uuid"]
        for one in plan_beneficiaries(firm, plan["uuid"])
        if others_too or (cover and one["cover"] == cover["uuid"])
    }

    def each(form: PayloadValidator) -> None:
        nonlocal total
        form.known("uuid", known.__contains__, nullable=True)
        form.text("name", required=True)
        form.number("percentage", required=True, between=(0, 100))
        total = round(total + form.given("percentage"), 6)
        if behaviours.beneficiaries_limited and total > 100:
            form.refuse("percentage", "The shares must not be greater than 100 together.")

    return each


def replace_beneficiaries(firm: Firm, cover: Record, rows: list[dict[str, Any]], *, only_add: bool = False) -> None:
    """
    Make a cover's list what was sent: entries with a uuid are changed, entries without are made for this cover, and
    those not named are deleted: of this cover, or of the whole plan where that is the scope. Somebody named who is of
    another cover stays there, or comes to this one where this Plannr takes everybody named.
    """
    behaviours = firm.behaviours
    named = {row["uuid"] for row in rows if row.get("uuid")}
    for one in [] if only_add else plan_beneficiaries(firm, cover["plan"]):
        in_scope = behaviours.beneficiary_scope == "plan" or one["cover"] == cover["uuid"]
        if in_scope and one["uuid"] not in named:
            firm.remove("beneficiary", one["uuid"])
    for row in reversed(rows) if behaviours.beneficiaries_on_save == "reordered" else rows:
        _save_beneficiary(firm, cover, row)


def _save_beneficiary(firm: Firm, cover: Record, row: dict[str, Any]) -> None:
    on_save = firm.behaviours.beneficiaries_on_save
    name = row["name"].upper() if on_save == "renamed" else row["name"]
    old = firm.find("beneficiary", row.get("uuid"))
    home = cover["uuid"] if old is None or firm.behaviours.beneficiaries_named == "reparent" else old["cover"]
    if old is None:
        firm.add_beneficiary(cover["plan"], name, row["percentage"], cover)
    elif on_save in ("reidentified", "reordered"):
        firm.remove("beneficiary", old["uuid"])
        uuid = old["uuid"] if on_save == "reordered" else None
        firm.add_beneficiary(cover["plan"], name, row["percentage"], home, uuid=uuid)
    else:
        firm.change("beneficiary", old["uuid"], name=name, percentage=row["percentage"], cover=home)


def _beneficiary_payload(request: ApiRequest, *, required: bool) -> PayloadValidator:
    form = PayloadValidator(request.body)
    form.text("name", required=required)
    form.number("percentage", required=required, nullable=False, between=(0, 100))
    return form
