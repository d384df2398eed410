"""Cover writes in words, for the audit log, the history of a cover and what is said after a save."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from boards.audit.models import Entry
from boards.audit.queries import LogFilter, LogLine, described_lines, filtered_entries
from boards.mirror import cover_types
from boards.plans import asked, held, shares
from boards.plans.clients import client_name
from boards.plans.standing import Facts, from_json, number


def told_change(entry: Entry) -> str:
    """ "changed “Critical Illness” on Aviva 123: benefit amount £100,000.00 to £120,000.00, removed Ann Smith"."""
    before, body = entry.before or {}, entry.body or {}
    facts = facts_before(before)
    called = cover_types.label(facts.cover_type) if facts else "a cover"
    if not body:
        return f"wanted to change “{called}” on {entry.subject_name}"
    parts = [*field_words(body, facts), *people_words(body, before)]
    return f"changed “{called}” on {entry.subject_name}: {', '.join(parts) or 'nothing'}"


def told_making(entry: Entry) -> str:
    """ "added “Life Assurance” to Aviva 123: benefit amount £100,000.00, …, beneficiary Ann Smith 50%"."""
    body = entry.body or {}
    called = cover_types.label(body.get("cover_type", ""))
    if not body:
        return f"wanted to add a cover to {entry.subject_name}"
    fields = [
        f"{cover_types.NAMES[name].lower()} {value_words(name, body[name], None)}"
        for name in ("benefit_amount", "benefit_frequency", "benefit_status", "indexation", "excess")
        if body.get(name) is not None
    ]
    if client := body.get("client_uuid"):
        fields.insert(0, f"for {client_name(entry.subject_uuid, client)}")
    people = [f"beneficiary {row['name']} {row['percentage']}%" for row in body.get("beneficiaries", [])]
    return f"added “{called}” to {entry.subject_name}: {', '.join([*fields, *people]) or 'no details'}"


def told_person(entry: Entry) -> str:
    """ "changed a beneficiary of “Critical Illness” on Aviva 123: Ann Smith 15% to 20%"."""
    before, body = entry.before or {}, entry.body or {}
    facts = facts_before(before)
    called = f"“{cover_types.label(facts.cover_type)}”" if facts else "a cover"
    people = from_json(before["standing"]).people if before.get("standing") else ()
    then = next((one for one in people if str(one.uuid) == body.get("uuid")), None)
    if then is None:
        return f"wanted to change a beneficiary of {called} on {entry.subject_name}"
    row = {"name": then.name, "percentage": shares.plain(then.share)} | body
    parts = row_words(row, then.name, then.share)
    return f"changed a beneficiary of {called} on {entry.subject_name}: {', '.join(parts) or 'nothing'}"


def facts_before(before: dict[str, Any]) -> Facts | None:
    """The cover as it was before an attempt."""
    if not before.get("standing") or not before.get("cover"):
        return None
    return from_json(before["standing"]).cover(UUID(before["cover"]))


def field_words(body: dict[str, Any], facts: Facts | None) -> list[str]:
    """Each field that was changed, with before and after; what was only sent along is not told."""
    return [
        f"{cover_types.NAMES[name].lower()} {value_words(name, facts.value(name) if facts else None, facts)}"
        f" to {value_words(name, body[name], facts)}"
        for name in ("cover_type", "benefit_amount", "benefit_status", "indexation", "excess")
        if name in body and not (facts and held.as_json(facts.value(name)) == body[name])
    ]


def value_words(name: str, value: Any, facts: Facts | None) -> str:
    """A value of a body or a standing in words."""
    if name == "indexation" and isinstance(value, str):
        value = number(value)
    return asked.shown(name, value, facts)


def people_words(body: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """Who was removed, added, renamed or given another share, by the list that was sent."""
    if "beneficiaries" not in body:
        return []
    was = {
        uuid: (name, number(share)) for uuid, name, share, *_ in before["standing"]["people"] if uuid in before["own"]
    }
    rows = {row["uuid"]: row for row in body["beneficiaries"] if row.get("uuid")}
    found = [f"removed {name}" for uuid, (name, _) in was.items() if uuid not in rows]
    for row in body["beneficiaries"]:
        if not row.get("uuid"):
            found.append(f"added {row['name']} {row['percentage']}%")
        elif row["uuid"] in was:
            found += row_words(row, *was[row["uuid"]])
    return found


def row_words(row: dict[str, Any], name: str, share: Any) -> list[str]:
    """What became of one person."""
    found = [f"renamed {name} to {row['name']}"] if row["name"] != name else []
    if row["percentage"] and number(row["percentage"]) != share:
        old = shares.percent(share) if share is not None else "no share"
        found.append(f"{row['name']} {old} to {row['percentage']}%")
    return found


def history(plan: UUID, cover: UUID, *, most: int = 30) -> list[LogLine]:
    """What was done to one cover through the board, newest first, each line told with how it ended."""
    mine = Q(before__cover=str(cover)) | Q(outcomes__after__cover=str(cover))
    return list(described_lines(filtered_entries(LogFilter(subject=plan)).filter(mine).distinct()[:most]))
