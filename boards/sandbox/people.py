"""
Clients, employees, logins, groups and circles (plannr-api.md 6).
"""

from typing import Any

from boards.sandbox.answers import Answer
from boards.sandbox.asking import Ask, Missing
from boards.sandbox.firm import Firm
from boards.sandbox.listing import (
    CREATED_BETWEEN,
    TIMES,
    Filter,
    Listing,
    any_of,
    flag,
    holds,
    included,
    listed,
    named_or,
    one_of,
    text_key,
)  # fmt: skip
from boards.sandbox.moments import london
from boards.sandbox.naming import named, slug, stamps
from boards.sandbox.records import Record
from boards.sandbox.shapes import Shapes

ASSIGNED = ("assigned_adviser", "assigned_administrator", "assigned_paraplanner")
INCLUDES = (
    "primary_phone_number", "primary_email", "primary_address", *ASSIGNED, "groups", "tags", "owners", "custom_fields",
    "external_references", "charge_split_schema",
)  # fmt: skip


def draw_account(shapes: Shapes, account: Record, includes: list[str]) -> dict[str, Any]:
    """An account with what was included."""
    shape = dict(shapes.account(account) or {})
    shape.update({name: _part(shapes, account, name) for name in includes})
    return shape


def _part(shapes: Shapes, account: Record, name: str) -> Any:
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
    "uuid": one_of("uuid"), "name": holds("name", "first_name", "last_name"), "email": holds("email"),
    "primary_email": holds("email"), "primary_phone_number": holds("phone"), **CREATED_BETWEEN,
    "tags": named_or("tags", "tag", many=True), "groups": named_or("groups", "group", many=True, part=True),
    "departments": any_of("departments"),
}  # fmt: skip
_names = {key: text_key(key) for key in ("first_name", "last_name", "email", "next_review_date")}
SORTS = {**TIMES, **_names, "previous_review_date": text_key("email"), "anniversary_review_date": text_key("email")}

ACCOUNTS = Listing(
    "account", draw_account, INCLUDES,
    {**_shared, "type": one_of("type"), "role": one_of("role"), "ni_number": _always, "date_of_birth": _always,
     "status": _always, "is_prospect": flag(lambda firm, account: False), "inactive_after": _always,
     "inactive_before": _always},
    SORTS, "first_name", "client",
)  # fmt: skip
CLIENTS = Listing(
    "account", draw_account, INCLUDES,
    {**_shared, "type": one_of("role"), "status": _always, "is_prospect": flag(lambda firm, account: False)},
    SORTS, "first_name", "client",
)  # fmt: skip
EMPLOYEES = Listing(
    "account", draw_account, ("primary_phone_number", "primary_email", "assigned_adviser", "tags", "groups"),
    {**_shared, "type": one_of("role")}, SORTS, "first_name",
)  # fmt: skip
GROUPS = Listing(
    "group",
    lambda shapes, group, includes: {
        **shapes.group(group), "participants_count": str(len(group["participants"])),
        **({"participants": shapes.accounts(group["participants"])} if "participants" in includes else {}),
    },
    ("participants", "participants_count"), {"uuid": one_of("uuid"), "name": holds("name")},
    {**TIMES, "name": text_key("name")},
)  # fmt: skip
CIRCLES = Listing(
    "circle",
    lambda shapes, circle, includes: {
        **named(circle), "photo_url": None, "bg_colour": "#2F80D1",
        **({"accounts": shapes.accounts(circle["accounts"])} if "accounts" in includes else {}),
    },
    ("accounts", "firm", "groups"),
    {"uuid": one_of("uuid"), "name": holds("name"), "account_uuids": any_of("accounts")},
    {**TIMES, "name": text_key("name")},
)  # fmt: skip


def list_accounts(ask: Ask) -> Answer:
    """GET /account: clients and employees together."""
    return listed(ask, ACCOUNTS)


def one_account(ask: Ask, uuid: str) -> Answer:
    """GET /account/{uuid}, with the people assigned."""
    account = ask.firm.find("account", uuid)
    if account is None:
        raise Missing("Account", uuid)
    wanted = included(ask, INCLUDES) if ask.firm.manners.single_include == "honoured" else []
    return Answer(200, draw_account(Shapes(ask.firm), account, [*dict.fromkeys([*ASSIGNED, *wanted])]))


def list_clients(ask: Ask) -> Answer:
    """GET /client: deprecated, still answered."""
    return listed(ask, CLIENTS, _of_type(ask.firm, "client"))


def one_client(ask: Ask, uuid: str) -> Answer:
    """GET /client/{uuid}."""
    find_client(ask, uuid)
    return one_account(ask, uuid)


def list_employees(ask: Ask) -> Answer:
    """GET /employee."""
    return listed(ask, EMPLOYEES, _of_type(ask.firm, "employee"))


def list_groups(ask: Ask) -> Answer:
    """GET /group."""
    return listed(ask, GROUPS)


def list_account_groups(ask: Ask, uuid: str) -> Answer:
    """GET /account/{uuid}/groups."""
    one_account(ask, uuid)
    return listed(ask, GROUPS, [group for group in ask.firm.kinds["group"].values() if uuid in group["participants"]])


def list_circles(ask: Ask) -> Answer:
    """GET /circles."""
    return listed(ask, CIRCLES)


def list_logins(ask: Ask) -> Answer:
    """GET /logins: whom the token may act for; no account header needed."""
    body: dict[str, Any] = {"data": [_login(ask.firm, login) for login in ask.firm.kinds["login"].values()]}
    if ask.firm.manners.preferred_account == "given":
        body["preferred_account_uuid"] = ask.firm.account_uuid
    return Answer(200, body)


def me(ask: Ask) -> Answer:
    """GET /me: the token's user."""
    account = ask.firm.kinds["account"][ask.firm.account_uuid]
    keys = ("first_name", "last_name", "name", "email")
    return Answer(200, {
        "uuid": next(iter(ask.firm.kinds["login"])), "type": "standard", **{key: account[key] for key in keys},
        "photo_url": None, "otp_pending": False,
    })  # fmt: skip


def find_client(ask: Ask, uuid: str) -> Record:
    """Give a client's account. Raises Missing."""
    account = ask.firm.find("account", uuid)
    if account is None or account["type"] != "client":
        raise Missing("Client", uuid)
    return account


def _of_type(firm: Firm, type: str) -> list[Record]:
    return [account for account in firm.kinds["account"].values() if account["type"] == type]


def _login(firm: Firm, login: Record) -> dict[str, Any]:
    account = firm.kinds["account"][login["account"]]
    keys = ("first_name", "last_name", "email")
    return {
        **stamps(login), "expires_at": london(login.get("expires_at")), "has_write_permission": login["write"],
        "has_delete_permission": login["delete"], "primary": True, "receives_unread_notifications_email": False,
        **{key: account[key] for key in keys}, "user_type": "standard", "account": Shapes(firm).account(account),
        "firm": {"uuid": firm.uuid, "name": firm.name, "slug": slug(firm.name)},
    }  # fmt: skip
