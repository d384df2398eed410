"""What is sent of a cover, as the log keeps it and as the Plannr client takes it, and whether a cover shows it.

A PUT carries everything that Plannr documents for it, as freshly read: where the PUT replaces, what is left out is
emptied, and where it is partial, what is echoed stays as it is (plannr-api.md 8.3; the documents do not say which).

Never the other kind's fields, nor `benefit_frequency` and `client_uuid`, which no PUT takes. What cannot be sent back
as it is, is not sent: money in another currency, a word that Plannr's list does not have, a whole indexation that may
hide decimals.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from boards.mirror import cover_types
from boards.plans import api_behaviour
from boards.plans.api_behaviour import ObservedBehaviours
from boards.plans.matching import same_share
from boards.plans.snapshot import BeneficiaryShare, CoverFields, FieldValue, PlanSnapshot, decimal_text
from boards.writes.operation import Body

# Fields of a cover that no PUT takes: looked at after a write all the same.
READ_ONLY_FIELDS = ("benefit_frequency", "client_uuid")


def fields_to_echo(facts: CoverFields, kind: str, observed: ObservedBehaviours, *, asked: bool) -> Body:
    """The fields of a cover to send along, as JSON values. A whole indexation that may hide decimals only where
    somebody was `asked` about it, and leaving it out may empty it.
    """
    found = {
        name: field_value_json(facts.value(name))
        for name in filled_fields(facts, kind)
        if is_sendable(facts, name, kind)
    }
    if facts.rounded and (not asked or api_behaviour.KEEPS_UNSENT in observed):
        found.pop("indexation", None)
    return found


def filled_fields(facts: CoverFields, kind: str) -> list[str]:
    """The fields of the cover's kind that hold something."""
    return [name for name in cover_types.FIELDS[kind] if facts.value(name) not in (None, "")]


def is_sendable(facts: CoverFields, name: str, kind: str) -> bool:
    """Whether a held value can be written as what it is."""
    value = facts.value(name)
    match name:
        case "cover_type":
            return value in cover_types.TYPES[kind]
        case "benefit_status":
            return value in cover_types.STATUSES
        case "benefit_amount" | "excess":
            return facts.currency(name) == "GBP" and isinstance(value, int) and value >= 0
    return True


def unsendable_fields(
    facts: CoverFields | None, kind: str, fields: Mapping[str, FieldValue], observed: ObservedBehaviours
) -> list[str]:
    """The names, in words, of what would be left out of a save of `fields` although it holds something, while nobody
    has seen yet what this Plannr does with that. A cover keeps its type.
    """
    if facts is None or api_behaviour.KEEPS_UNSENT in observed:
        return []
    return [
        cover_types.NAMES[name]
        for name in filled_fields(facts, kind)
        if name != "cover_type" and name not in fields and not is_sendable(facts, name, kind)
    ]


def rounded_indexation(
    facts: CoverFields | None, kind: str, fields: Mapping[str, FieldValue], observed: ObservedBehaviours
) -> list[str]:
    """The indexation as it would be written back although Plannr may show it rounded; nothing where it would not be."""
    if facts is None or not facts.rounded or "indexation" in fields or "indexation" not in filled_fields(facts, kind):
        return []
    return [] if api_behaviour.KEEPS_UNSENT in observed else [f"{facts.indexation}"]


def emptied_fields(before: CoverFields, now: CoverFields) -> list[str]:
    """The fields of a cover that held something, and do not any more."""
    return [name for name in cover_types.NAMES if is_filled(before, name) and not is_filled(now, name)]


def replaced_fields(before: CoverFields, now: CoverFields) -> list[str]:
    """The fields of a cover that hold something else than before."""
    return [name for name in cover_types.NAMES if is_filled(now, name) and before.value(name) != now.value(name)]


def is_filled(facts: CoverFields, name: str) -> bool:
    """Whether a field has something in it."""
    return facts.value(name) not in (None, "")


def record_put_behaviour(before: CoverFields, now: CoverFields, kind: str, sent: Collection[str]) -> None:
    """Learn from what became of the fields that a PUT left out although they held something."""
    unsent = [name for name in filled_fields(before, kind) if name not in sent and name != "cover_type"]
    if not unsent:
        return
    gone = set(emptied_fields(before, now))
    if not gone & set(unsent):
        api_behaviour.record_behaviour(api_behaviour.KEEPS_UNSENT)
    else:
        api_behaviour.forget_behaviour(api_behaviour.KEEPS_UNSENT)


def list_json(people: Sequence[BeneficiaryShare]) -> list[dict[str, Any]]:
    """A list as it is sent, shares as exact text; somebody new has no uuid at all."""
    return [
        ({"uuid": str(one.uuid)} if one.uuid else {}) | {"name": one.name, "percentage": decimal_text(one.share)}
        for one in people
    ]


def list_arguments(rows: Sequence[Mapping[str, Any]]) -> list[tuple[UUID | None, str, Decimal]]:
    """The same as the Plannr client takes it."""
    return [(UUID(row["uuid"]) if row.get("uuid") else None, row["name"], Decimal(row["percentage"])) for row in rows]


def client_arguments(body: Body) -> dict[str, Any]:
    """A logged body as the Plannr client takes it: decimals and uuids again."""
    found: dict[str, Any] = dict(body)
    if found.get("indexation") is not None:
        found["indexation"] = Decimal(found["indexation"])
    if "client_uuid" in found:
        found["client_uuid"] = UUID(found["client_uuid"])
    if "beneficiaries" in found:
        found["beneficiaries"] = list_arguments(found["beneficiaries"])
    return found


def field_value_json(value: FieldValue) -> FieldValue:
    """A field's value for the log: decimals as exact text."""
    return decimal_text(value) if isinstance(value, Decimal) else value


def shows_fields(facts: CoverFields, body: Body) -> bool:
    """Whether a cover shows every field that was sent, but for its client (`is_for`); a whole indexation, where it may
    hide decimals, as rounded.
    """
    for name, sent in body.items():
        if name in ("beneficiaries", "client_uuid"):
            continue
        held = facts.value(name)
        if name == "indexation" and sent is not None:
            if not same_share(Decimal(sent), facts.indexation, exact=not facts.rounded):
                return False
        elif held != sent and {held, sent} != {"", None}:
            return False
    return True


def created_covers(before: PlanSnapshot, now: PlanSnapshot, body: Body) -> list[CoverFields]:
    """The covers that have come up and are what `body` asked for; of several those that are for its client."""
    old, client = {one.uuid for one in before.covers}, body.get("client_uuid")
    found = [one for one in now.covers if one.uuid not in old and shows_fields(one, body)]
    return [one for one in found if client and one.client_uuid == client] or found


def is_for_client(facts: CoverFields, body: Body) -> bool:
    """Whether a cover is for the client that was asked for, as far as Plannr says."""
    client = body.get("client_uuid")
    return not client or facts.client_uuid in ("", client)
