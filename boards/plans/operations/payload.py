"""Whether a cover as Plannr shows it is what was asked, and which covers have come up."""

from decimal import Decimal

from boards.plans.matching import same_share
from boards.plans.snapshot import CoverFields, FieldValue, PlanSnapshot, decimal_text
from boards.writes.operation import Body


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
