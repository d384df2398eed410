"""
Clients, employees and logins (plannr-api.md 6).
"""

from typing import Any

from boards.sandbox.dates import plannr_time
from boards.sandbox.http import ApiRequest, ApiResponse, RecordNotFound
from boards.sandbox.query_builder import (
    CREATED_BETWEEN,  # fmt: skip
    TIMES,
    Collection,
    Filter,
    any_key_in,
    by_text,
    is_true,
    key_in,
    list_response,
    name_or_uuid_in,
    single_includes,
    text_contains,
)
from boards.sandbox.serializers import Serializer, slugify, timestamps
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record

ASSIGNED = ("assigned_adviser", "assigned_administrator", "assigned_paraplanner")
INCLUDES = (
    "primary_phone_number", "primary_email", "primary_address", *ASSIGNED, "groups", "tags", "owners", "custom_fields",
    "external_references", "charge_split_schema",
)  # fmt: skip


def account_with_relations(shapes: Serializer, account: Record, includes: list[str]) -> dict[str, Any]:
    """An account with what was included."""
    shape = dict(shapes.account(account) or {})
    shape.update({name: _account_relation(shapes, account, name) for name in includes})
    return shape


def _account_relation(shapes: Serializer, account: Record, name: str) -> Any:
    if name in ASSIGNED:
        return shapes.account(shapes.firm.find("account", account[name]))
    match name:
        case "tags":
            return shapes.tags(account["tags"])
        case "groups":
            return [shapes.group(group) for group in shapes.firm.those("group", account["groups"])]
        case "custom_fields":
            return shapes.custom_fields("client", account)
        case "primary_email" | "primary_phone_number":
            value = account["email" if name == "primary_email" else "phone"]
            return value and {"value": value, "type": "email" if name == "primary_email" else "phone"}
        case "owners" | "external_references":
            return []
    return None


_always: Filter = lambda firm, value: lambda row: True  # noqa: E731
_shared: dict[str, Filter] = {
    "uuid": key_in("uuid"), "name": text_contains("name", "first_name", "last_name"), "email": text_contains("email"),
    "primary_email": text_contains("email"), "primary_phone_number": text_contains("phone"), **CREATED_BETWEEN,
    "tags": name_or_uuid_in("tags", "tag", many=True), "departments": any_key_in("departments"),
    "groups": name_or_uuid_in("groups", "group", many=True, part=True),
}  # fmt: skip
_names = {key: by_text(key) for key in ("first_name", "last_name", "email", "next_review_date")}
SORTS = {**TIMES, **_names, "previous_review_date": by_text("email"), "anniversary_review_date": by_text("email")}

ACCOUNTS = Collection(
    "account", account_with_relations, INCLUDES,
    {**_shared, "type": key_in("type"), "role": key_in("role"), "ni_number": _always, "date_of_birth": _always,
     "status": _always, "is_prospect": is_true(lambda firm, account: False), "inactive_after": _always,
     "inactive_before": _always},
    SORTS, "first_name", "client",
)  # fmt: skip
CLIENTS = Collection(
    "account", account_with_relations, INCLUDES,
    {**_shared, "type": key_in("role"), "status": _always, "is_prospect": is_true(lambda firm, account: False)},
    SORTS, "first_name", "client",
)  # fmt: skip
EMPLOYEES = Collection(
    "account", account_with_relations, ("primary_phone_number", "primary_email", "assigned_adviser", "tags", "groups"),
    {**_shared, "type": key_in("role")}, SORTS, "first_name",
)  # fmt: skip


def list_accounts(request: ApiRequest) -> ApiResponse:
    """GET /account: clients and employees together."""
    return list_response(request, ACCOUNTS)


def get_account(request: ApiRequest, uuid: str) -> ApiResponse:
    """GET /account/{uuid}, with the people assigned."""
    account = request.record_or_404("account", uuid)
    includes = single_includes(request, INCLUDES, ASSIGNED)
    return ApiResponse(200, account_with_relations(Serializer(request.firm), account, includes))


def list_clients(request: ApiRequest) -> ApiResponse:
    """GET /client: deprecated, still answered."""
    return list_response(request, CLIENTS, _of_type(request.firm, "client"))


def get_client(request: ApiRequest, uuid: str) -> ApiResponse:
    """GET /client/{uuid}."""
    client_or_404(request, uuid)
    return get_account(request, uuid)


def list_employees(request: ApiRequest) -> ApiResponse:
    """GET /employee."""
    return list_response(request, EMPLOYEES, _of_type(request.firm, "employee"))


def list_logins(request: ApiRequest) -> ApiResponse:
    """GET /logins: whom the token may act for; no account header needed."""
    body: dict[str, Any] = {"data": [_login(request.firm, login) for login in request.firm.kinds["login"].values()]}
    if request.firm.behaviours.preferred_account == "given":
        body["preferred_account_uuid"] = request.firm.account_uuid
    return ApiResponse(200, body)


def get_current_user(request: ApiRequest) -> ApiResponse:
    """GET /me: the token's user."""
    account = request.firm.kinds["account"][request.firm.account_uuid]
    keys = ("first_name", "last_name", "name", "email")
    return ApiResponse(200, {
        "uuid": next(iter(request.firm.kinds["login"])), "type": "standard", **{key: account[key] for key in keys},
        "photo_url": None, "otp_pending": False,
    })  # fmt: skip


def client_or_404(request: ApiRequest, uuid: str) -> Record:
    """Give a client's account. Raises RecordNotFound."""
    account = request.firm.find("account", uuid)
    if account is None or account["type"] != "client":
        raise RecordNotFound("client", uuid)
    return account


def _of_type(firm: Firm, type: str) -> list[Record]:
    return [account for account in firm.kinds["account"].values() if account["type"] == type]


def _login(firm: Firm, login: Record) -> dict[str, Any]:
    account = firm.kinds["account"][login["account"]]
    keys = ("first_name", "last_name", "email")
    return {
        **timestamps(login), "expires_at": plannr_time(login.get("expires_at")), "has_write_permission": login["write"],
        "has_delete_permission": login["delete"], "primary": True, "receives_unread_notifications_email": False,
        **{key: account[key] for key in keys}, "user_type": "standard", "account": Serializer(firm).account(account),
        "firm": {"uuid": firm.uuid, "name": firm.name, "slug": slugify(firm.name)},
    }  # fmt: skip
