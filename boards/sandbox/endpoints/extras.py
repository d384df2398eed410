"""
What stands around a case: tags, notes, tasks, custom fields (plannr-api.md 4, 5).
"""

from typing import Any

from boards.sandbox.dates import plannr_time
from boards.sandbox.http import ApiRequest, ApiResponse, HttpError, RecordNotFound, ValidationFailed
from boards.sandbox.query_builder import (
    TIMES,  # fmt: skip
    Collection,
    any_key_in,
    by_text,
    is_true,
    key_in,
    list_response,
    nulls_first,
    on_or_after,
    on_or_before,
    text_contains,
)
from boards.sandbox.serializers import Serializer, custom_field_definition, timestamps
from boards.sandbox.store.records import Record
from boards.sandbox.validation import PayloadValidator

NOTABLE = ("account", "board_task", "case", "conversation", "illustration")
PRIORITIES = ("low", "medium", "high", "highest")
TASK_STATUSES = {False: ("To do", "#8A94A6"), True: ("Done", "#23852B")}


def _note_json(shapes: Serializer, note: Record, includes: list[str]) -> dict[str, Any]:
    return {
        **timestamps(note), "type": note["type"], "edited": note["edited"], "contents": note["contents"],
        "account": shapes.account(shapes.firm.find("account", note["account"])), "tags": shapes.tags(note["tags"]),
    }  # fmt: skip


def _task_json(shapes: Serializer, task: Record, includes: list[str]) -> dict[str, Any]:
    done = task["completed_at"] is not None
    name, colour = TASK_STATUSES[done]
    due = plannr_time(task["due_at"])
    return {
        **timestamps(task), "name": task["name"], "description": task["description"], "priority": task["priority"],
        "position": 1, "due_at": due and f"{due[:10]} {due[11:19]}", "completed_at": plannr_time(task["completed_at"]),
        "status": {"name": name, "colour": colour, "position": 1 + done, "is_archived": False,
        "is_not_started": not done},
        "assigned_to": shapes.accounts(task["assigned_to"]),
        "taskable_type": task["taskable_type"], "taskable_uuid": task["taskable_uuid"],
    }  # fmt: skip


_due = {"due_before": on_or_before("due_at"), "due_after": on_or_after("due_at")}
_open = is_true(lambda firm, task: task["completed_at"] is None)
TASKS = Collection(
    "task", _task_json, ("author", "completed_by", "parent_task", "related_tasks", "custom_fields"),
    {
        **{key: key_in(key) for key in ("uuid", "taskable_type", "taskable_uuid", "priority")},
        "name": text_contains("name"), "client_uuid": key_in("taskable_uuid"), **_due,
        "assigned_to_uuids": any_key_in("assigned_to"),
        "has_due_date": is_true(lambda firm, task: task["due_at"] is not None), "open_tasks": _open,
        "completed_status": is_true(lambda firm, task: task["completed_at"] is not None), "not_started_status": _open,
    },
    {**TIMES, "name": by_text("name"), "priority": lambda task: PRIORITIES.index(task["priority"]),
     "due_at": by_text("due_at")},
    "created_at",
)  # fmt: skip
NOTES = Collection(
    "note", _note_json, ("tags", "mentionedAccounts", "notable"),
    {"uuid": key_in("uuid"), "type": key_in("type"), "date_from": on_or_after("created_at"),
     "date_to": on_or_before("created_at"), "contents": text_contains("contents")},
    {**TIMES, "type": by_text("type")}, "created_at",
)  # fmt: skip
TAGS = Collection(
    "tag", lambda shapes, tag, includes: shapes.tag(tag), (), {"uuid": key_in("uuid"), "name": text_contains("name")},
    {**TIMES, "name": by_text("name"), "slug": by_text("name")},
)  # fmt: skip
CUSTOM_FIELDS = Collection(
    "custom_field",
    lambda shapes, field, includes: {
        **custom_field_definition(field), "model_type": field["model_type"], "position": field["position"],
        "is_visible_to_clients": False,
    },
    (), {"uuid": key_in("uuid"), "model_type": key_in("model_type")},
    {**TIMES, "name": by_text("name"), "model_type": by_text("model_type"), "position": nulls_first("position")},
    "position",
)  # fmt: skip


def list_tags(ask: ApiRequest) -> ApiResponse:
    """GET /tag."""
    return list_response(ask, TAGS)


def tag_record(ask: ApiRequest) -> ApiResponse:
    """POST /tag: attach, sync, detach or create. `sync` removes every tag not sent."""
    form = PayloadValidator(ask.body)
    form.choice("mode", ("attach", "sync", "detach", "create"), required=True)
    form.choice("taggable_type", ("account", "case", "plan"), required=ask.body.get("mode") != "create")
    form.anything("tags", list)
    wanted = form.cleaned()
    sent = [_find_or_add_tag(ask, one) for one in wanted.get("tags", [])]
    if wanted["mode"] == "create":
        return _tags_response(ask, sent)
    kind, uuid = wanted["taggable_type"], str(ask.body.get("taggable_uuid"))
    record = ask.firm.find(kind, uuid)
    if record is None:
        raise ValidationFailed({"taggable_uuid": ["The selected taggable uuid is invalid."]})
    kept = [] if wanted["mode"] == "sync" else [tag for tag in record["tags"] if tag not in sent]
    tags = kept if wanted["mode"] == "detach" else [*kept, *sent]
    ask.changed(kind, uuid, record, ask.firm.change(kind, uuid, tags=tags))
    return _tags_response(ask, tags)


def list_notes(ask: ApiRequest, model: str, uuid: str) -> ApiResponse:
    """GET /note/{type}/{uuid}."""
    if model not in NOTABLE:
        raise HttpError(404, f"The route api/v1/note/{model}/{uuid} could not be found.")
    if model in ("case", "account") and ask.firm.find(model, uuid) is None:
        raise RecordNotFound(model.title(), uuid)
    return list_response(
        ask, NOTES, [note for note in ask.firm.by("note", "subject", uuid) if note["notable_type"] == model]
    )


def list_tasks(ask: ApiRequest) -> ApiResponse:
    """GET /task."""
    return list_response(ask, TASKS)


def get_task(ask: ApiRequest, uuid: str) -> ApiResponse:
    """GET /task/{uuid}."""
    task = ask.firm.find("task", uuid)
    if task is None:
        raise RecordNotFound("Tasks\\Task", uuid)
    return ApiResponse(200, _task_json(Serializer(ask.firm), task, []))


def create_task(ask: ApiRequest) -> ApiResponse:
    """POST /task: 201."""
    form = PayloadValidator(ask.body)
    form.text("name", required=True)
    form.text("description", most=65_000)
    form.choice("priority", PRIORITIES)
    form.moment("due_at")
    form.choice("taskable_type", ("client", "case", "plan"), required=True)
    kind = {"client": "account"}.get(str(ask.body.get("taskable_type")), str(ask.body.get("taskable_type")))
    form.known(
        "taskable_uuid", lambda uuid: ask.firm.find(kind, uuid) is not None if kind != "None" else True, required=True
    )
    form.all_known("assigned_to_uuids", ask.firm.kinds["account"].__contains__)
    wanted = form.cleaned()
    people = wanted.pop("assigned_to_uuids", [])
    name, model, subject = wanted.pop("name"), wanted.pop("taskable_type"), wanted.pop("taskable_uuid")
    task = ask.firm.add_task(name, subject=subject, model=model, assigned_to=people, **wanted)
    ask.changed("task", task["uuid"], None, task)
    return ApiResponse(201, _task_json(Serializer(ask.firm), task, []))


def list_custom_fields(ask: ApiRequest) -> ApiResponse:
    """GET /custom-field: the definitions."""
    return list_response(ask, CUSTOM_FIELDS)


def list_client_statuses(ask: ApiRequest) -> ApiResponse:
    """GET /client-status: this firm has none."""
    return list_response(ask, TAGS, [])


def _find_or_add_tag(ask: ApiRequest, sent: Any) -> str:
    name = sent.get("name") if isinstance(sent, dict) else sent
    if not isinstance(name, str):
        raise ValidationFailed({"tags": ["The tags field must hold names, uuids or tags."]})
    for uuid, tag in ask.firm.kinds["tag"].items():
        if name in (uuid, tag["name"]):
            return uuid
    colour = sent.get("colour") if isinstance(sent, dict) else None
    return str(ask.firm.add_tag(name, colour)["uuid"])


def _tags_response(ask: ApiRequest, uuids: list[str]) -> ApiResponse:
    return ApiResponse(200, {"data": Serializer(ask.firm).tags(uuids)})
