"""Covers of a plan, and what may be written about them (plannr-api.md 8.1 to 8.6)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from . import bodies
from .address import path
from .answers import single
from .errors import Broken
from .http import Http
from .paging import Listing, Source, listing
from .read_plans import read_cover
from .resources import Cover

type Heir = tuple[UUID | None, str, Decimal]


def pennies_or_none(name: str, value: object) -> int | None:
    """Whole pennies of a benefit or an excess, or None to clear."""
    return bodies.pennies(name, value)


def indexation(name: str, value: object) -> Decimal | int | None:
    """A percentage of any size, exact, or None to clear."""
    return None if value is None else bodies.exact_number(name, value)


def heirs(name: str, value: object) -> list[dict[str, object]]:
    """The whole list of beneficiaries, as (uuid or None for a new one, name, percentage).

    Whoever is not in it is deleted, perhaps on the whole plan (plannr-api.md 8.6). None is refused.
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a list of (uuid, name, percentage)")
    return [heir(f"{name}.{place}", member) for place, member in enumerate(value)]


def heir(name: str, value: object) -> dict[str, object]:
    """One beneficiary; a new one has no ``uuid`` key at all."""
    if not isinstance(value, tuple) or len(value) != 3:
        raise TypeError(f"{name} must be (uuid, name, percentage)")
    uuid, called, percentage = value
    known = {} if uuid is None else {"uuid": bodies.uuid(f"{name}.uuid", uuid)}
    return known | {
        "name": bodies.filled_text(f"{name}.name", called),
        "percentage": bodies.share(f"{name}.percentage", percentage),
    }


# The frequency of a benefit and the client it is for can only be set when the cover is made (plannr-api.md 8.3).
CHANGES: dict[str, bodies.Check] = {
    "cover_type": bodies.filled_text,
    "benefit_amount": pennies_or_none,
    "benefit_status": bodies.filled_text,
    "indexation": indexation,
    "excess": pennies_or_none,
    "beneficiaries": heirs,
}
CREATION: dict[str, bodies.Check] = CHANGES | {
    "client_uuid": bodies.uuid,
    "benefit_frequency": bodies.filled_text,
}


class Covers:
    """The covers of plans. The caller knows the plan's kind, and gives only the fields of that kind."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def of_plan(self, plan: UUID) -> Listing[Cover]:
        """Every cover of the plan, oldest first. Raises NotFound, PlannrError."""
        return listing(self._http, Source(path("/plans/{}/cover", plan), read_cover, {"sort": "created_at"}))

    def get(self, plan: UUID, uuid: UUID) -> Cover:
        """One cover. Raises NotFound, PlannrError."""
        return same(uuid, single(self._http.get(path("/plans/{}/cover/{}", plan, uuid)), read_cover))

    def create(self, plan: UUID, **fields: object) -> Cover:
        """Make a cover: what ``update`` takes, and ``benefit_frequency`` and ``client_uuid``.

        Raises as ``update`` does.
        """
        answer = self._http.post(path("/plans/{}/cover", plan), bodies.body_of(CREATION, fields))
        return single(answer, read_cover, writing=True)

    def update(self, plan: UUID, uuid: UUID, **fields: object) -> Cover:
        """Change the given fields, and no others.

        ``cover_type`` and ``benefit_status`` are Plannr's words, ``benefit_amount`` and ``excess`` pennies or
        None, ``indexation`` a Decimal in percent or None, ``beneficiaries`` the whole list of (uuid or None,
        name, Decimal). Raises TypeError or ValueError before anything is sent, Conflict below a plan being
        deleted, PlannrError.
        """
        answer = self._http.put(path("/plans/{}/cover/{}", plan, uuid), bodies.body_of(CHANGES, fields))
        return same(uuid, single(answer, read_cover, writing=True), writing=True)


def same(uuid: UUID, cover: Cover, *, writing: bool = False) -> Cover:
    """The cover, if it is the one that was asked for. Raises Broken."""
    if cover.uuid != uuid:
        raise Broken("Plannr answered with another cover.", may_have_applied=writing)
    return cover
