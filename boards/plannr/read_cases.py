"""How cases, their statuses, types, notes and tasks are read (plannr-api.md 2.4, 3, 4)."""

from __future__ import annotations

from .read_people import read_account, read_custom_field, read_tag
from .read_plans import read_plan
from .reading import (
    Json,
    all_or_none,
    colour,
    count,
    identified,
    identifier,
    moment,
    money,
    record,
    several,
    text,
    truth,
    whole,
)
from .resources import Case, CaseType, Group, Note, Status, Task

CONTENT_KEYS = ("contents", "content", "body", "text")


def read_case(raw: Json) -> Case | None:
    """A case (plannr-api.md 2.4)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return Case(
        uuid=uuid,
        name=text(row.get("name")),
        status=read_status(row.get("status")),
        type=read_case_type(row.get("type")),
        value=money(row.get("value")),
        position=whole(row.get("status_position")),
        completed_at=moment(row.get("completed_at")),
        review_at=moment(row.get("review_at")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
        participants=several(row.get("participants"), read_account),
        participants_count=count(row.get("participants_count")),
        plans=all_or_none(row.get("plans"), read_plan),
        tags=several(row.get("tags"), read_tag),
        assigned_to=several(row.get("assigned_to"), read_account),
        assigned_to_uuids=all_or_none(row.get("assigned_to_uuids"), identifier),
        group_uuids=all_or_none(row.get("group_uuids"), identifier),
        groups=several(row.get("groups"), read_group),
        custom_fields=several(row.get("custom_fields"), read_custom_field),
        task_board_uuid=identifier(row.get("task_board_uuid")),
    )


def read_status(raw: Json) -> Status | None:
    """A case status (plannr-api.md 3.1)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return Status(
        uuid=uuid,
        name=text(row.get("name")),
        colour=colour(row.get("colour")),
        position=whole(row.get("position")),
        is_completed=truth(row.get("is_type_completed")),
    )


def read_case_type(raw: Json) -> CaseType | None:
    """A case type (plannr-api.md 3.3)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return CaseType(uuid, text(row.get("name")))


def read_group(raw: Json) -> Group | None:
    """A group of accounts (plannr-api.md 6.5)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return Group(uuid, text(row.get("name")))


def read_note(raw: Json) -> Note | None:
    """A note (plannr-api.md 4.2); the key of its contents is not documented, so several are tried."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return Note(
        uuid=uuid,
        type=text(row.get("type")),
        contents=next((found for key in CONTENT_KEYS if (found := text(row.get(key)))), ""),
        is_edited=truth(row.get("edited")),
        author=read_account(row.get("account")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
    )


def read_task(raw: Json) -> Task | None:
    """A task (plannr-api.md 4.1)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    status = record(row.get("status")) or {}
    return Task(
        uuid=uuid,
        name=text(row.get("name")),
        description=text(row.get("description")),
        priority=text(row.get("priority")),
        status=text(status.get("name")),
        due_at=moment(row.get("due_at")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
    )
