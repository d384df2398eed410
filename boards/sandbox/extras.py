"""
What stands around a case: tags, notes, tasks, custom fields (plannr-api.md 4, 5).
"""

from typing import Any

from boards.sandbox.answers import Answer
from boards.sandbox.asking import Ask, Invalid, Missing, Refused
from boards.sandbox.listing import (
    TIMES,
    Listing,
    after,
    any_of,
    before,
    flag,
    holds,
    listed,
    null_first,
    one_of,
    text_key,
)  # fmt: skip
from boards.sandbox.moments import london
from boards.sandbox.naming import definition, stamps
from boards.sandbox.records import Record
from boards.sandbox.rules import Form
from boards.sandbox.shapes import Shapes

NOTABLE = ("account", "board_task", "case", "conversation", "illustration")
PRIORITIES = ("low", "medium", "high", "highest")
TASK_STATUSES = {False: ("To do", "#8A94A6"), True: ("Done", "#23852B")}


def _note(shapes: Shapes, note: Record, includes: list[str]) -> dict[str, Any]:
    return {
        **stamps(note), "type": note["type"], "edited": note["edited"], "contents": note["contents"],
        "account": shapes.account(shapes.firm.find("account", note["account"])), "tags": shapes.tags(note["tags"]),
    }  # fmt: skip


def _task(shapes: Shapes, task: Record, includes: list[str]) -> dict[str, Any]:
    done = task["completed_at"] is not None
    name, colour = TASK_STATUSES[done]
    due = london(task["due_at"])
    return {
        **stamps(task), "name": task["name"], "description": task["description"], "priority": task["priority"],
        "position": 1, "due_at": due and f"{due[:10]} {due[11:19]}", "completed_at": london(task["completed_at"]),
        "status": {"name": name, "colour": colour, "position": 1 + done, "is_archived": False,
        "is_not_started": not done},
        "assigned_to": shapes.accounts(task["assigned_to"]),
        "taskable_type": task["taskable_type"], "taskable_uuid": task["taskable_uuid"],
    }  # fmt: skip


_due = {"due_before": before("due_at"), "due_after": after("due_at")}
_open = flag(lambda firm, task: task["completed_at"] is None)
TASKS = Listing(
    "task", _task, ("author", "completed_by", "parent_task", "related_tasks", "custom_fields"),
    {
        **{key: one_of(key) for key in ("uuid", "taskable_type", "taskable_uuid", "priority")}, "name": holds("name"),
        "client_uuid": one_of("taskable_uuid"), "assigned_to_uuids": any_of("assigned_to"), **_due,
        "has_due_date": flag(lambda firm, task: task["due_at"] is not None), "open_tasks": _open,
        "completed_status": flag(lambda firm, task: task["completed_at"] is not None), "not_started_status": _open,
    },
    {**TIMES, "name": text_key("name"), "priority": lambda task: PRIORITIES.index(task["priority"]),
     "due_at": text_key("due_at")},
    "created_at",
)  # fmt: skip
NOTES = Listing(
    "note", _note, ("tags", "mentionedAccounts", "notable"),
    {"uuid": one_of("uuid"), "type": one_of("type"), "date_from": after("created_at"), "date_to": before("created_at"),
     "contents": holds("contents")},
    {**TIMES, "type": text_key("type")}, "created_at",
)  # fmt: skip
TAGS = Listing(
    "tag", lambda shapes, tag, includes: shapes.tag(tag), (), {"uuid": one_of("uuid"), "name": holds("name")},
    {**TIMES, "name": text_key("name"), "slug": text_key("name")},
)  # fmt: skip
CUSTOM_FIELDS = Listing(
    "custom_field",
    lambda shapes, field, includes: {
        **definition(field), "model_type": field["model_type"], "position": field["position"],
        "is_visible_to_clients": False,
    },
    (), {"uuid": one_of("uuid"), "model_type": one_of("model_type")},
    {**TIMES, "name": text_key("name"), "model_type": text_key("model_type"), "position": null_first("position")},
    "position",
)  # fmt: skip


def list_tags(ask: Ask) -> Answer:
    """GET /tag."""
    return listed(ask, TAGS)


def tag_record(ask: Ask) -> Answer:
    """POST /tag: attach, sync, detach or create. `sync` removes every tag not sent."""
    form = Form(ask.body)
    form.choice("mode", ("attach", "sync", "detach", "create"), required=True)
    form.choice("taggable_type", ("account", "case", "plan"), required=ask.body.get("mode") != "create")
    form.anything("tags", list)
    wanted = form.cleaned()
    sent = [_tag(ask, one) for one in wanted.get("tags", [])]
    if wanted["mode"] == "create":
        return _tags(ask, sent)
    kind, uuid = wanted["taggable_type"], str(ask.body.get("taggable_uuid"))
    record = ask.firm.find(kind, uuid)
    if record is None:
        raise Invalid({"taggable_uuid": ["The selected taggable uuid is invalid."]})
    kept = [] if wanted["mode"] == "sync" else [tag for tag in record["tags"] if tag not in sent]
    tags = kept if wanted["mode"] == "detach" else [*kept, *sent]
    ask.changed(kind, uuid, record, ask.firm.change(kind, uuid, tags=tags))
    return _tags(ask, tags)


def list_notes(ask: Ask, model: str, uuid: str) -> Answer:
    """GET /note/{type}/{uuid}."""
    if model not in NOTABLE:
        raise Refused(404, f"The route api/v1/note/{model}/{uuid} could not be found.")
    if model in ("case", "account") and ask.firm.find(model, uuid) is None:
        raise Missing(model.title(), uuid)
    return listed(ask, NOTES, [note for note in ask.firm.by("note", "subject", uuid) if note["notable_type"] == model])


def list_tasks(ask: Ask) -> Answer:
    """GET /task."""
    return listed(ask, TASKS)


def one_task(ask: Ask, uuid: str) -> Answer:
    """GET /task/{uuid}."""
    task = ask.firm.find("task", uuid)
    if task is None:
        raise Missing("Tasks\\Task", uuid)
    return Answer(200, _task(Shapes(ask.firm), task, []))


def create_task(ask: Ask) -> Answer:
    """POST /task: 201."""
    form = Form(ask.body)
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
    return Answer(201, _task(Shapes(ask.firm), task, []))


def list_custom_fields(ask: Ask) -> Answer:
    """GET /custom-field: the definitions."""
    return listed(ask, CUSTOM_FIELDS)


def list_nothing(ask: Ask) -> Answer:
    """GET /client-status: this firm has none."""
    return listed(ask, TAGS, [])


def _tag(ask: Ask, sent: Any) -> str:
    name = sent.get("name") if isinstance(sent, dict) else sent
    if not isinstance(name, str):
        raise Invalid({"tags": ["The tags field must hold names, uuids or tags."]})
    for uuid, tag in ask.firm.kinds["tag"].items():
        if name in (uuid, tag["name"]):
            return uuid
    colour = sent.get("colour") if isinstance(sent, dict) else None
    return str(ask.firm.add_tag(name, colour)["uuid"])


def _tags(ask: Ask, uuids: list[str]) -> Answer:
    return Answer(200, {"data": Shapes(ask.firm).tags(uuids)})
