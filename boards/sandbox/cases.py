"""
Cases: lists, one, create, update, delete (plannr-api.md 2, seeds 000 and 003).
"""

from typing import Any

from boards.sandbox.answers import Answer
from boards.sandbox.asking import Ask, Invalid, Missing
from boards.sandbox.firm import Firm
from boards.sandbox.listing import (
    TIMES,
    Listing,
    after,
    any_of,
    before,
    flag,
    included,
    listed,
    named_or,
    null_first,
    one_of,
    text_key,
)  # fmt: skip
from boards.sandbox.people import find_client
from boards.sandbox.records import Record
from boards.sandbox.rules import Form
from boards.sandbox.shapes import Shapes

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


CASES = Listing(
    "case",
    lambda shapes, case, includes: shapes.case(case, includes),
    INCLUDES,
    {
        "uuid": one_of("uuid"), "completed": flag(is_completed),
        "in_progress": flag(lambda firm, case: not is_completed(firm, case)),
        "type": named_or("type", "type"), "status": named_or("status", "status"),
        "tags": named_or("tags", "tag", many=True), "plan_uuid": any_of("plans"),
        "account_uuids": any_of("participants"),
        "circle_uuids": _in_circles, "employee_account_uuids": any_of("assigned_to", "participants"),
        "completed_after": after("completed_at"), "completed_before": before("completed_at"),
        "review_at_after": after("review_at"), "review_at_before": before("review_at"),
    },
    {
        "created_at": TIMES["created_at"], "name": text_key("name"), "status_position": null_first("status_position"),
        "value": null_first("value"), "completed_at": text_key("completed_at"), "review_at": text_key("review_at"),
    },
)  # fmt: skip
_shared = {name: test for name, test in CASES.filters.items() if name != "tags"}
CLIENT_CASES = Listing(
    "case", CASES.draw, INCLUDES, {**_shared, "group_uuids": any_of("groups")}, CASES.sorts
)  # fmt: skip


def list_cases(ask: Ask) -> Answer:
    """GET /cases: the firm's, or for a client's login only their own."""
    if ask.actor and ask.actor["type"] == "client":
        return listed(ask, CASES, ask.firm.by("case", "account", ask.actor["uuid"]))
    return listed(ask, CASES)


def list_client_cases(ask: Ask, client: str) -> Answer:
    """GET /client/{uuid}/cases."""
    find_client(ask, client)
    return listed(ask, CLIENT_CASES, ask.firm.by("case", "account", client))


def one_case(ask: Ask, uuid: str) -> Answer:
    """GET /cases/{uuid}. `include` is not documented here; by default it is honoured."""
    case = find_case(ask, uuid)
    wanted = included(ask, INCLUDES) if ask.firm.manners.single_include == "honoured" else []
    return drawn(ask, case, [*dict.fromkeys([*SINGLE, *wanted])])


def create_case(ask: Ask) -> Answer:
    """POST /cases: answered 200, at the end of its status."""
    form = Form(ask.body)
    form.text("name", required=True)
    _shared_rules(form, ask.firm)
    form.all_known("participants", ask.firm.kinds["account"].__contains__)
    wanted = form.cleaned()
    participants = wanted.get("participants", [])
    if not has_client(ask.firm, participants):
        raise Invalid({"participants": ["The participants must contain at least one client."]})
    keys = ("type", "value", "review_at")
    given = {key: wanted[key] for key in keys if key in wanted}
    lists = {key: wanted.get(sent, []) for sent, key in LISTS.items()}
    status = wanted.get("status") or _first_status(ask.firm)
    more: dict[str, Any] = {"status_position": None} if ask.firm.manners.positions == "gaps" else {}
    plans = wanted.get("plans", [])
    case = ask.firm.add_case(
        wanted["name"], client=participants, status=status, plans=plans, **given, **lists, **more,
        task_board_uuid=ask.firm.new_uuid(),
    )  # fmt: skip
    ask.changed("case", case["uuid"], None, case)
    return drawn(ask, case, WRITTEN)


def update_case(ask: Ask, uuid: str) -> Answer:
    """PUT /cases/{uuid}: what is sent is changed; what is not, by this Plannr's manners."""
    case = find_case(ask, uuid)
    before = dict(case)
    form = Form(ask.body)
    form.text("name")
    form.moment("completed_at")
    form.pennies("status_position", nullable=False, least=1)
    _shared_rules(form, ask.firm)
    _required_fields(form, ask)
    wanted = form.cleaned()
    changes = {LISTS.get(key, key): value for key, value in wanted.items()}
    status, position = changes.pop("status", case["status"]), changes.pop("status_position", None)
    changes = {**_omitted(ask.firm, changes), **_completion(ask.firm, case, status, changes), **changes}
    case = ask.firm.change("case", uuid, **changes)
    if status != case["status"] or position not in (None, case["status_position"]):
        case = ask.firm.change("case", uuid, updated_at=ask.firm.now())
        case = ask.firm.place(uuid, status, position)
    ask.changed("case", uuid, before, case)
    return drawn(ask, case, WRITTEN)


def delete_case(ask: Ask, uuid: str) -> Answer:
    """DELETE /cases/{uuid}: 204."""
    case = find_case(ask, uuid)
    ask.changed("case", uuid, case, None)
    ask.firm.remove("case", uuid)
    return Answer(204)


def add_participants(ask: Ask, uuid: str) -> Answer:
    """POST /cases/{uuid}/participants."""
    case, named = find_case(ask, uuid), _named_participants(ask)
    return _participate(ask, case, [*dict.fromkeys([*case["participants"], *named])])


def remove_participants(ask: Ask, uuid: str) -> Answer:
    """DELETE /cases/{uuid}/participants, with a body; one client must remain."""
    case, named = find_case(ask, uuid), _named_participants(ask)
    left = [account for account in case["participants"] if account not in named]
    if not has_client(ask.firm, left):
        raise Invalid({"participants": ["At least one client must remain on the case."]})
    return _participate(ask, case, left)


def find_case(ask: Ask, uuid: str) -> Record:
    """Give a case. Raises Missing."""
    case = ask.firm.find("case", uuid)
    if case is None:
        raise Missing("Cases\\CaseModel", uuid)
    return case


def has_client(firm: Firm, accounts: list[str]) -> bool:
    """Whether one of these accounts is a client."""
    return any(account["type"] == "client" for account in firm.those("account", accounts))


def drawn(ask: Ask, case: Record, includes: list[str]) -> Answer:
    """Answer one case."""
    refused = ask.firm.manners.refused_includes
    return Answer(200, Shapes(ask.firm).case(case, [name for name in includes if name not in refused]))


def _shared_rules(form: Form, firm: Firm) -> None:
    form.known("status", firm.kinds["status"].__contains__)
    form.known("type", firm.kinds["type"].__contains__, nullable=True)
    form.pennies("value")
    form.moment("review_at")
    form.all_known("plans", firm.kinds["plan"].__contains__)
    form.all_known("assigned_to_uuids", firm.kinds["account"].__contains__)
    form.all_known("group_uuids", firm.kinds["group"].__contains__)


def _required_fields(form: Form, ask: Ask) -> None:
    """The trap of plannr-api.md 5.3: required custom fields must be sent, though the PUT does not document them."""
    sent = ask.body.get("custom_fields")
    values = sent if isinstance(sent, dict) else {}
    for field in ask.firm.kinds["custom_field"].values():
        required = field["model_type"] == "case" and field["is_required"]
        if required and ask.firm.manners.required_custom_fields and values.get(field["reference"]) is None:
            form.refuse(
                f"custom_fields.{field['reference']}", f"The custom_fields.{field['reference']} field is required."
            )


def _omitted(firm: Firm, changes: dict[str, Any]) -> dict[str, Any]:
    """What happens to the fields that were left out."""
    if firm.manners.put == "full":
        empty = {"type": None, "value": None, "review_at": None, "completed_at": None}
        return {**empty, "plans": [], "assigned_to": [], "groups": []}
    if firm.manners.plans_omitted == "unlink" and "plans" not in changes:
        return {"plans": []}
    return {}


def _completion(firm: Firm, case: Record, status: str | None, changes: dict[str, Any]) -> dict[str, Any]:
    """What a change of status does to the completion date, where it does anything."""
    if not firm.manners.completed_at_by_status or status == case["status"] or "completed_at" in changes:
        return {}
    reached = firm.find("status", status)
    if reached and reached["is_type_completed"]:
        return {"completed_at": case["completed_at"] or firm.now()}
    return {"completed_at": None}


def _first_status(firm: Firm) -> str | None:
    statuses = firm.kinds["status"].values()
    if firm.manners.new_case_status == "none" or not statuses:
        return None
    return str(min(statuses, key=lambda status: (status["position"] is None, status["position"]))["uuid"])


def _named_participants(ask: Ask) -> list[str]:
    form = Form(ask.body)
    form.all_known("participants", ask.firm.kinds["account"].__contains__, required=True)
    return list(form.cleaned()["participants"])


def _participate(ask: Ask, case: Record, participants: list[str]) -> Answer:
    after = ask.firm.change("case", case["uuid"], participants=participants)
    ask.changed("case", case["uuid"], case, after)
    return drawn(ask, after, WRITTEN)
