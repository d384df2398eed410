"""
Cases: lists, one, create, update, delete (plannr-api.md 2, seeds 000 and 003).
"""

from typing import Any

from boards.sandbox.endpoints.accounts import client_or_404
from boards.sandbox.http import ApiRequest, ApiResponse, ValidationFailed
from boards.sandbox.query_builder import (
    TIMES,  # fmt: skip
    Collection,
    any_key_in,
    by_text,
    is_true,
    key_in,
    list_response,
    name_or_uuid_in,
    nulls_first,
    on_or_after,
    on_or_before,
    single_includes,
)
from boards.sandbox.serializers import Serializer
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record
from boards.sandbox.validation import PayloadValidator

INCLUDES = (
    "participants", "participants_count", "status", "tags", "plans", "custom_fields", "type", "groups", "assigned_to",
)  # fmt: skip
SINGLE = ["status", "type"]
WRITTEN = ["status", "type", "participants", "participants_count", "plans", "custom_fields"]
LISTS = {"assigned_to_uuids": "assigned_to", "group_uuids": "groups"}


def is_completed(firm: Firm, case: Record) -> bool:
    """Whether a case counts as completed: it has a date, or its status is one of completed cases."""
    status = firm.find("status", case["status"])
    return case["completed_at"] is not None or bool(status and status["is_type_completed"])


def _in_circles(firm: Firm, value: str) -> Any:
    circles = firm.those("circle", value.split(","))
    members = {account for circle in circles for account in circle["accounts"]}
    return lambda case: not members.isdisjoint(case["participants"])


CASES = Collection(
    "case",
    lambda shapes, case, includes: shapes.case(case, includes),
    INCLUDES,
    {
        "uuid": key_in("uuid"), "completed": is_true(is_completed),
        "in_progress": is_true(lambda firm, case: not is_completed(firm, case)),
        "type": name_or_uuid_in("type", "type"), "status": name_or_uuid_in("status", "status"),
        "tags": name_or_uuid_in("tags", "tag", many=True), "plan_uuid": any_key_in("plans"),
        "account_uuids": any_key_in("participants"),
        "circle_uuids": _in_circles, "employee_account_uuids": any_key_in("assigned_to", "participants"),
        "completed_after": on_or_after("completed_at"), "completed_before": on_or_before("completed_at"),
        "review_at_after": on_or_after("review_at"), "review_at_before": on_or_before("review_at"),
    },
    {
        "created_at": TIMES["created_at"], "name": by_text("name"), "status_position": nulls_first("status_position"),
        "value": nulls_first("value"), "completed_at": by_text("completed_at"), "review_at": by_text("review_at"),
    },
)  # fmt: skip
_shared = {name: test for name, test in CASES.filters.items() if name != "tags"}
CLIENT_CASES = Collection(
    "case", CASES.draw, INCLUDES, {**_shared, "group_uuids": any_key_in("groups")}, CASES.sorts
)  # fmt: skip


def list_cases(request: ApiRequest) -> ApiResponse:
    """GET /cases: the firm's, or for a client's login only their own."""
    if request.actor and request.actor["type"] == "client":
        return list_response(request, CASES, request.firm.by("case", "account", request.actor["uuid"]))
    return list_response(request, CASES)


def list_client_cases(request: ApiRequest, client: str) -> ApiResponse:
    """GET /client/{uuid}/cases."""
    client_or_404(request, client)
    return list_response(request, CLIENT_CASES, request.firm.by("case", "account", client))


def get_case(request: ApiRequest, uuid: str) -> ApiResponse:
    """GET /cases/{uuid}. `include` is not documented here; by default it is honoured."""
    case = request.record_or_404("case", uuid)
    return case_response(request, case, single_includes(request, INCLUDES, SINGLE))


def create_case(request: ApiRequest) -> ApiResponse:
    """POST /cases: answered 200, at the end of its status."""
    form = PayloadValidator(request.body)
    form.text("name", required=True)
    _validate_case(form, request.firm)
    form.all_known("participants", request.firm.kinds["account"].__contains__)
    wanted = form.cleaned()
    participants = wanted.get("participants", [])
    if not has_client(request.firm, participants):
        raise ValidationFailed({"participants": ["The participants must contain at least one client."]})
    keys = ("type", "value", "review_at")
    given = {key: wanted[key] for key in keys if key in wanted}
    lists = {key: wanted.get(sent, []) for sent, key in LISTS.items()}
    status = wanted.get("status") or _first_status(request.firm)
    more: dict[str, Any] = {"status_position": None} if request.firm.behaviours.positions == "gaps" else {}
    plans = wanted.get("plans", [])
    case = request.firm.add_case(
        wanted["name"], client=participants, status=status, plans=plans, **given, **lists, **more,
        task_board_uuid=request.firm.new_uuid(),
    )  # fmt: skip
    request.changed("case", case["uuid"], None, case)
    return case_response(request, case, WRITTEN)


def update_case(request: ApiRequest, uuid: str) -> ApiResponse:
    """PUT /cases/{uuid}: what is sent is changed; what is not, as this Plannr behaves."""
    case = request.record_or_404("case", uuid)
    before = dict(case)
    form = PayloadValidator(request.body)
    form.text("name")
    form.moment("completed_at")
    form.pennies("status_position", nullable=False, least=1)
    _validate_case(form, request.firm)
    _require_custom_fields(form, request)
    wanted = form.cleaned()
    changes = {LISTS.get(key, key): value for key, value in wanted.items()}
    status, position = changes.pop("status", case["status"]), changes.pop("status_position", None)
    changes = {
        **_omitted_fields(request.firm, changes),
        **_completion_by_status(request.firm, case, status, changes),
        **changes,
    }
    case = request.firm.change("case", uuid, **changes)
    if status != case["status"] or position not in (None, case["status_position"]):
        case = request.firm.change("case", uuid, updated_at=request.firm.now())
        case = request.firm.place(uuid, status, position)
    request.changed("case", uuid, before, case)
    return case_response(request, case, WRITTEN)


def delete_case(request: ApiRequest, uuid: str) -> ApiResponse:
    """DELETE /cases/{uuid}: 204."""
    case = request.record_or_404("case", uuid)
    request.changed("case", uuid, case, None)
    request.firm.remove("case", uuid)
    return ApiResponse(204)


def add_participants(request: ApiRequest, uuid: str) -> ApiResponse:
    """POST /cases/{uuid}/participants."""
    case, named = request.record_or_404("case", uuid), _named_participants(request)
    return _set_participants(request, case, [*dict.fromkeys([*case["participants"], *named])])


def remove_participants(request: ApiRequest, uuid: str) -> ApiResponse:
    """DELETE /cases/{uuid}/participants, with a body; one client must remain."""
    case, named = request.record_or_404("case", uuid), _named_participants(request)
    left = [account for account in case["participants"] if account not in named]
    if not has_client(request.firm, left):
        raise ValidationFailed({"participants": ["At least one client must remain on the case."]})
    return _set_participants(request, case, left)


def has_client(firm: Firm, accounts: list[str]) -> bool:
    """Whether one of these accounts is a client."""
    return any(account["type"] == "client" for account in firm.those("account", accounts))


def case_response(request: ApiRequest, case: Record, includes: list[str]) -> ApiResponse:
    """Answer one case."""
    refused = request.firm.behaviours.refused_includes
    return ApiResponse(200, Serializer(request.firm).case(case, [name for name in includes if name not in refused]))


def _validate_case(form: PayloadValidator, firm: Firm) -> None:
    form.known("status", firm.kinds["status"].__contains__)
    form.known("type", firm.kinds["type"].__contains__, nullable=True)
    form.pennies("value")
    form.moment("review_at")
    form.all_known("plans", firm.kinds["plan"].__contains__)
    form.all_known("assigned_to_uuids", firm.kinds["account"].__contains__)
    form.all_known("group_uuids", firm.kinds["group"].__contains__)


def _require_custom_fields(form: PayloadValidator, request: ApiRequest) -> None:
    """The trap of plannr-api.md 5.3: required custom fields must be sent, though the PUT does not document them."""
    sent = request.body.get("custom_fields")
    values = sent if isinstance(sent, dict) else {}
    for field in request.firm.kinds["custom_field"].values():
        required = field["model_type"] == "case" and field["is_required"]
        if required and request.firm.behaviours.required_custom_fields and values.get(field["reference"]) is None:
            form.refuse(
                f"custom_fields.{field['reference']}", f"The custom_fields.{field['reference']} field is required."
            )


def _omitted_fields(firm: Firm, changes: dict[str, Any]) -> dict[str, Any]:
    """What happens to the fields that were left out."""
    if firm.behaviours.put == "full":
        empty = {"type": None, "value": None, "review_at": None, "completed_at": None}
        return {**empty, "plans": [], "assigned_to": [], "groups": []}
    if firm.behaviours.plans_omitted == "unlink" and "plans" not in changes:
        return {"plans": []}
    return {}


def _completion_by_status(firm: Firm, case: Record, status: str | None, changes: dict[str, Any]) -> dict[str, Any]:
    """What a change of status does to the completion date, where it does anything."""
    if not firm.behaviours.completed_at_by_status or status == case["status"] or "completed_at" in changes:
        return {}
    reached = firm.find("status", status)
    if reached and reached["is_type_completed"]:
        return {"completed_at": case["completed_at"] or firm.now()}
    return {"completed_at": None}


def _first_status(firm: Firm) -> str | None:
    statuses = firm.kinds["status"].values()
    if firm.behaviours.new_case_status == "none" or not statuses:
        return None
    return str(min(statuses, key=lambda status: (status["position"] is None, status["position"]))["uuid"])


def _named_participants(request: ApiRequest) -> list[str]:
    form = PayloadValidator(request.body)
    form.all_known("participants", request.firm.kinds["account"].__contains__, required=True)
    return list(form.cleaned()["participants"])


def _set_participants(request: ApiRequest, case: Record, participants: list[str]) -> ApiResponse:
    after = request.firm.change("case", case["uuid"], participants=participants)
    request.changed("case", case["uuid"], case, after)
    return case_response(request, after, WRITTEN)
