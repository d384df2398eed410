"""Cover writes in words, for the audit log, the history of a cover and what is said after a save."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from boards.audit.models import Entry
from boards.audit.queries import LogFilter, LogLine, described_lines, filtered_entries
from boards.mirror import cover_types
from boards.plans import merge, shares
from boards.plans.operations.payload import field_value_json
from boards.plans.snapshot import CoverFields, decimal_or_none, snapshot_from_json
from boards.plans.wording import owner_name
from boards.ui.formatting import decimal_text


def describe_update(entry: Entry) -> str:
    """ "changed “Critical Illness” on Aviva 123: benefit amount £100,000.00 to £120,000.00, removed Ann Smith"."""
    before, body = entry.before or {}, entry.body or {}
    facts = cover_before(before)
    called = cover_types.label(facts.cover_type) if facts else "a cover"
    if not body:
        return f"wanted to change “{called}” on {entry.subject_name}"
    parts = [*describe_field_changes(body, facts), *describe_list_changes(body, before)]
    return f"changed “{called}” on {entry.subject_name}: {', '.join(parts) or 'nothing'}"


def describe_creation(entry: Entry) -> str:
    """ "added “Life Assurance” to Aviva 123: benefit amount £100,000.00, …, beneficiary Ann Smith 50%"."""
    body = entry.body or {}
    called = cover_types.label(body.get("cover_type", ""))
    if not body:
        return f"wanted to add a cover to {entry.subject_name}"
    fields = [
        f"{cover_types.NAMES[name].lower()} {describe_logged_value(name, body[name], None)}"
        for name in ("benefit_amount", "benefit_frequency", "benefit_status", "indexation", "excess")
        if body.get(name) is not None
    ]
    if client := body.get("client_uuid"):
        fields.insert(0, f"for {owner_name(entry.subject_uuid, client)}")
    people = [f"beneficiary {row['name']} {row['percentage']}%" for row in body.get("beneficiaries", [])]
    return f"added “{called}” to {entry.subject_name}: {', '.join([*fields, *people]) or 'no details'}"


def describe_beneficiary_update(entry: Entry) -> str:
    """ "changed a beneficiary of “Critical Illness” on Aviva 123: Ann Smith 15% to 20%"."""
    before, body = entry.before or {}, entry.body or {}
    facts = cover_before(before)
    called = f"“{cover_types.label(facts.cover_type)}”" if facts else "a cover"
    people = snapshot_from_json(before["standing"]).people if before.get("standing") else ()
    then = next((one for one in people if str(one.uuid) == body.get("uuid")), None)
    if then is None:
        return f"wanted to change a beneficiary of {called} on {entry.subject_name}"
    row = {"name": then.name, "percentage": decimal_text(then.share)} | body
    parts = describe_row_change(row, then.name, then.share)
    return f"changed a beneficiary of {called} on {entry.subject_name}: {', '.join(parts) or 'nothing'}"


def cover_before(before: dict[str, Any]) -> CoverFields | None:
    """The cover as it was before an attempt."""
    if not before.get("standing") or not before.get("cover"):
        return None
    return snapshot_from_json(before["standing"]).cover(UUID(before["cover"]))


def describe_field_changes(body: dict[str, Any], facts: CoverFields | None) -> list[str]:
    """Each field that was changed, with before and after; what was only sent along is not told."""
    return [
        f"{cover_types.NAMES[name].lower()} {describe_logged_value(name, facts.value(name) if facts else None, facts)}"
        f" to {describe_logged_value(name, body[name], facts)}"
        for name in ("cover_type", "benefit_amount", "benefit_status", "indexation", "excess")
        if name in body and not (facts and field_value_json(facts.value(name)) == body[name])
    ]


def describe_logged_value(name: str, value: Any, facts: CoverFields | None) -> str:
    """A value of a body or a standing in words."""
    if name == "indexation" and isinstance(value, str):
        value = decimal_or_none(value)
    return merge.describe_cover_value(name, value, facts)


def describe_list_changes(body: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """Who was removed, added, renamed or given another share, by the list that was sent."""
    if "beneficiaries" not in body:
        return []
    was = {
        uuid: (name, decimal_or_none(share))
        for uuid, name, share, *_ in before["standing"]["people"]
        if uuid in before["own"]
    }
    rows = {row["uuid"]: row for row in body["beneficiaries"] if row.get("uuid")}
    found = [f"removed {name}" for uuid, (name, _) in was.items() if uuid not in rows]
    for row in body["beneficiaries"]:
        if not row.get("uuid"):
            found.append(f"added {row['name']} {row['percentage']}%")
        elif row["uuid"] in was:
            found += describe_row_change(row, *was[row["uuid"]])
    return found


def describe_row_change(row: dict[str, Any], name: str, share: Any) -> list[str]:
    """What became of one person."""
    found = [f"renamed {name} to {row['name']}"] if row["name"] != name else []
    if row["percentage"] and decimal_or_none(row["percentage"]) != share:
        old = shares.format_percent(share) if share is not None else "no share"
        found.append(f"{row['name']} {old} to {row['percentage']}%")
    return found


def cover_history(plan: UUID, cover: UUID, *, most: int = 30) -> list[LogLine]:
    """What was done to one cover through the board, newest first, each line told with how it ended."""
    mine = Q(before__cover=str(cover)) | Q(outcomes__after__cover=str(cover))
    return list(described_lines(filtered_entries(LogFilter(subject=plan)).filter(mine).distinct()[:most]))
