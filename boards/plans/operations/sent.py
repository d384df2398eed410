"""What is sent of a cover: as the log keeps it, and as the Plannr client takes it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from boards.plans.snapshot import BeneficiaryShare, decimal_text
from boards.writes.operation import Body


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
