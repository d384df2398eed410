"""Covers of a plan, and what may be written about them (plannr-api.md 8.1 to 8.6)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from boards.plannr import payload
from boards.plannr.http.responses import parse_single
from boards.plannr.http.transport import Transport
from boards.plannr.models import Beneficiary, Cover
from boards.plannr.pagination import Listing, Source, listing
from boards.plannr.query import path

type BeneficiaryRow = tuple[UUID | None, str, Decimal]


def indexation(name: str, value: object) -> Decimal | int | None:
    """A percentage of any size, exact, or None to clear."""
    return None if value is None else payload.exact_number(name, value)


def beneficiary_rows(name: str, value: object) -> list[dict[str, object]]:
    """The whole list of beneficiaries, as (uuid or None for a new one, name, percentage).

    Whoever is not in it is deleted, perhaps on the whole plan (plannr-api.md 8.6). None is refused.
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a list of (uuid, name, percentage)")
    return [beneficiary_row(f"{name}.{place}", member) for place, member in enumerate(value)]


def beneficiary_row(name: str, value: object) -> dict[str, object]:
    """One beneficiary; a new one has no ``uuid`` key at all."""
    if not isinstance(value, tuple) or len(value) != 3:
        raise TypeError(f"{name} must be (uuid, name, percentage)")
    uuid, called, percentage = value
    known = {} if uuid is None else {"uuid": payload.uuid(f"{name}.uuid", uuid)}
    return known | {
        "name": payload.filled_text(f"{name}.name", called),
        "percentage": payload.share(f"{name}.percentage", percentage),
    }


# The frequency of a benefit and the client it is for can only be set when the cover is made (plannr-api.md 8.3).
CHANGES: dict[str, payload.Check] = {
    "cover_type": payload.filled_text,
    "benefit_amount": payload.pennies,
    "benefit_status": payload.filled_text,
    "indexation": indexation,
    "excess": payload.pennies,
    "beneficiaries": beneficiary_rows,
}
CREATION: dict[str, payload.Check] = CHANGES | {
    "client_uuid": payload.uuid,
    "benefit_frequency": payload.filled_text,
}


class Covers:
    """The covers of plans. The caller knows the plan's kind, and gives only the fields of that kind."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of_plan(self, plan: UUID) -> Listing[Cover]:
        """Every cover of the plan, oldest first. Raises NotFound, PlannrError."""
        return listing(self._transport, Source(path("/plans/{}/cover", plan), Cover.parse, {"sort": "created_at"}))

    def get(self, plan: UUID, uuid: UUID) -> Cover:
        """One cover. Raises NotFound, PlannrError."""
        return parse_single(self._transport.get(path("/plans/{}/cover/{}", plan, uuid)), Cover, uuid=uuid)

    def create(self, plan: UUID, **fields: object) -> Cover:
        """Make a cover: what ``update`` takes, and ``benefit_frequency`` and ``client_uuid``.

        Raises as ``update`` does.
        """
        answer = self._transport.post(path("/plans/{}/cover", plan), payload.build_payload(CREATION, fields))
        return parse_single(answer, Cover, writing=True)

    def update(self, plan: UUID, uuid: UUID, **fields: object) -> Cover:
        """Change the given fields, and no others.

        ``cover_type`` and ``benefit_status`` are Plannr's words, ``benefit_amount`` and ``excess`` pennies or
        None, ``indexation`` a Decimal in percent or None, ``beneficiaries`` the whole list of (uuid or None,
        name, Decimal). Raises TypeError or ValueError before anything is sent, Conflict below a plan being
        deleted, PlannrError.
        """
        answer = self._transport.put(path("/plans/{}/cover/{}", plan, uuid), payload.build_payload(CHANGES, fields))
        return parse_single(answer, Cover, uuid=uuid, writing=True)


BENEFICIARY: dict[str, payload.Check] = {"name": payload.filled_text, "percentage": payload.share}


class Beneficiaries:
    """The beneficiaries of plans, each with the cover it belongs to where Plannr tells."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of_plan(self, plan: UUID) -> Listing[Beneficiary]:
        """Every beneficiary of the plan; only a ``complete`` listing may be built upon.

        Raises NotFound, PlannrError.
        """
        return listing(
            self._transport, Source(path("/plans/{}/beneficiary", plan), Beneficiary.parse, {"sort": "created_at"})
        )

    def create(self, plan: UUID, *, name: str, percentage: Decimal) -> Beneficiary:
        """Add one, not linked to any cover.

        Sent twice it makes two: after doubt, read back. Raises PlannrError.
        """
        body = payload.build_payload(BENEFICIARY, {"name": name, "percentage": percentage})
        return parse_single(self._transport.post(path("/plans/{}/beneficiary", plan), body), Beneficiary, writing=True)

    def update(self, plan: UUID, uuid: UUID, **changes: object) -> Beneficiary:
        """Change the ``name``, the ``percentage`` (Decimal, 0 to 100), or both.

        Raises TypeError or ValueError before anything is sent, PlannrError after.
        """
        answer = self._transport.put(
            path("/plans/{}/beneficiary/{}", plan, uuid), payload.build_payload(BENEFICIARY, changes)
        )
        return parse_single(answer, Beneficiary, uuid=uuid, writing=True)
