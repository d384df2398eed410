"""
What stands around a case: notes and tasks (plannr-api.md 4, 5).
"""

from typing import Any

from boards.sandbox.dates import plannr_time
from boards.sandbox.http import ApiRequest, ApiResponse, HttpError
from boards.sandbox.query_builder import (
    TIMES,  # fmt: skip
    Collection,
    any_key_in,
    by_text,
    is_true,
    key_in,
    list_response,
    on_or_after,
    on_or_before,
    text_contains,
)
from boards.sandbox.serializers import Serializer, timestamps
from boards.sandbox.store.records import Record

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


def list_notes(request: ApiRequest, model: str, uuid: str) -> ApiResponse:
    """GET /note/{type}/{uuid}."""
    if model not in NOTABLE:
        raise HttpError(404, f"The route api/v1/note/{model}/{uuid} could not be found.")
    if model in ("case", "account"):
        request.record_or_404(model, uuid)
    return list_response(
        request, NOTES, [note for note in request.firm.by("note", "subject", uuid) if note["notable_type"] == model]
    )


def list_tasks(request: ApiRequest) -> ApiResponse:
    """GET /task."""
    return list_response(request, TASKS)
