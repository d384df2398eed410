"""A case's row: what Plannr's answer makes of what the mirror knew before.

A row is a dict of `FIELDS`. What an answer did not carry keeps what was known: None says so for a collection;
a value or a moment that is None is none (plannr-api.md 2.4). Status and type are includes, too: None is none
where the answer carried any include at all, and "not said" in a bare case, or in the answer to a write, which
documents no includes (2.3).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from boards.mirror.models import CaseChange
from boards.mirror.store.card_summary import AccountLabel, assigned_ids, card_summary
from boards.plannr import Case
from boards.ui import formatting

type CaseRow = dict[str, Any]

FIELDS = (
    "uuid",
    "name",
    "status",
    "type",
    "position",
    "value",
    "currency",
    "completed_at",
    "review_at",
    "created_at",
    "updated_at",
    "plans",
    "tags",
    "assigned_to",
    "face",
    "seen",
    "turn",
    "status_since",
    "status_since_known",
    "read_at",
    "written_at",
    "gone_at",
)

# Fields that may change without any page looking different.
UNSEEN = frozenset({"created_at", "updated_at", "read_at", "written_at", "plans"})


def version_token(case: Case, turn: int) -> str:
    """16 hex digits of what a page showed of `case`: its position is left out, because siblings push it
    along.

    `turn` is the mirror's count of the board's own writes to it (models.Case).
    """
    value = case.value
    return _digest(
        case.status.uuid if case.status else None,
        case.name,
        case.type.uuid if case.type else None,
        value.pennies if value else None,
        value.currency if value else "GBP",
        case.completed_at,
        turn,
    )


def merge_read(
    case: Case,
    known: CaseRow | None,
    people: Mapping[UUID, AccountLabel],
    types: Mapping[UUID, str],
    *,
    began: datetime,
) -> CaseRow:
    """The row for a case that a read which began at `began` brought."""
    bare = case.participants is None and case.plans is None and case.tags is None
    row = _own_columns(case) | _status_and_type(case, known, said=not bare) | _included_columns(case, known)
    row |= {"turn": known["turn"], "written_at": known["written_at"]} if known else {"turn": 0, "written_at": None}
    row |= {"read_at": began, "gone_at": None} | _status_age(row, known, began)
    return _with_derived(row, case, known, people, types)


def merge_confirmed(
    case: Case, known: CaseRow | None, people: Mapping[UUID, AccountLabel], types: Mapping[UUID, str], *, at: datetime
) -> CaseRow:
    """The row for a case as Plannr confirmed it at `at`, after a write of ours."""
    row = _own_columns(case) | _status_and_type(case, known, said=False) | _included_columns(case, known)
    row |= {"turn": known["turn"] + 1 if known else 1, "written_at": at, "read_at": at, "gone_at": None}
    stays = known is not None and known["status"] == row["status"]
    row["status_since"] = known["status_since"] if known and stays else at
    row["status_since_known"] = known["status_since_known"] if known and stays else True
    return _with_derived(row, case, known, people, types)


def observed_changes(
    row: CaseRow, known: CaseRow | None, *, at: datetime, actor: str | None = None
) -> list[CaseChange]:
    """What changed of status, value and completion, or that the case was first seen.

    `actor` made the change here; None: it was made in Plannr.
    """
    pairs: list[tuple[str, str | None, str | None]]
    if known is None:
        pairs = [("seen-first", None, _change_text(row["status"]))]
    else:
        pairs = [
            ("status", _change_text(known["status"]), _change_text(row["status"])),
            ("value", _value_text(known), _value_text(row)),
            ("completed", _change_text(known["completed_at"]), _change_text(row["completed_at"])),
        ]
    return [
        CaseChange(
            case=row["uuid"],
            field=name,
            before=before,
            after=after,
            at=at,
            here=actor is not None,
            actor=(actor or "")[:300],
        )
        for name, before, after in pairs
        if before != after or name == "seen-first"
    ]


def _own_columns(case: Case) -> CaseRow:
    """What every answer carries."""
    return {
        "uuid": case.uuid,
        "name": case.name,
        "position": case.position,
        "value": case.value.pennies if case.value else None,
        "currency": case.value.currency if case.value else "GBP",
        "completed_at": case.completed_at,
        "review_at": case.review_at,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
    }


def _status_and_type(case: Case, known: CaseRow | None, *, said: bool) -> CaseRow:
    """Status and type; where the answer may not have `said` them, None keeps what was known."""
    row = {"status": case.status.uuid if case.status else None, "type": case.type.uuid if case.type else None}
    if said or known is None:
        return row
    return {key: known[key] if value is None else value for key, value in row.items()}


def _included_columns(case: Case, known: CaseRow | None) -> CaseRow:
    """What an answer carries only if it was included."""
    row: CaseRow = {key: known[key] for key in ("plans", "tags", "assigned_to")} if known else {"plans": None}
    if case.plan_uuids is not None:
        row["plans"] = [str(plan) for plan in case.plan_uuids]
    if case.tags is not None:
        row["tags"] = [[tag.name, formatting.colour(tag.colour)] for tag in case.tags]
    if (who := assigned_ids(case)) is not None:
        row["assigned_to"] = [str(uuid) for uuid in who]
    return {"tags": [], "assigned_to": []} | row


def _status_age(row: CaseRow, known: CaseRow | None, began: datetime) -> CaseRow:
    """Since when the case stands in its status: at least since `updated_at`, which any change of it moves."""
    latest = min(row["updated_at"] or began, began)
    if known is None:
        untouched = row["created_at"] is not None and row["created_at"] == row["updated_at"]
        return {"status_since": latest, "status_since_known": untouched}
    if known["status"] == row["status"]:
        return {key: known[key] for key in ("status_since", "status_since_known")}
    return {"status_since": max(latest, known["read_at"]), "status_since_known": True}


def _with_derived(
    row: CaseRow, case: Case, known: CaseRow | None, people: Mapping[UUID, AccountLabel], types: Mapping[UUID, str]
) -> CaseRow:
    row["face"] = card_summary(case, known["face"] if known else None, people, types.get(row["type"], ""))
    parts = ("status", "name", "type", "value", "currency", "completed_at", "turn")
    row["seen"] = _digest(*(row[part] for part in parts))
    return row


def _digest(*parts: object) -> str:
    text = json.dumps([_change_text(part) for part in parts], separators=(",", ":"))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _change_text(part: object) -> str | None:
    if isinstance(part, datetime):
        return part.isoformat()
    return None if part is None else str(part)


def _value_text(row: CaseRow) -> str | None:
    """Pennies; another currency's minor unit with its code, such as "150000 EUR"."""
    if row["value"] is None:
        return None
    return str(row["value"]) if row["currency"] == "GBP" else f"{row['value']} {row['currency']}"
