"""Beneficiaries of a plan by their own routes, the only way to read their uuids (plannr-api.md 8.7)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from . import bodies
from .address import path
from .answers import single
from .errors import Broken
from .http import Http
from .paging import Listing, Source, listing
from .read_plans import read_beneficiary
from .resources import Beneficiary

FIELDS: dict[str, bodies.Check] = {"name": bodies.filled_text, "percentage": bodies.share}


class Beneficiaries:
    """The beneficiaries of plans, each with the cover it belongs to where Plannr tells."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def of_plan(self, plan: UUID) -> Listing[Beneficiary]:
        """Every beneficiary of the plan; only a ``complete`` listing may be built upon.

        Raises NotFound, PlannrError.
        """
        return listing(
            self._http, Source(path("/plans/{}/beneficiary", plan), read_beneficiary, {"sort": "created_at"})
        )

    def create(self, plan: UUID, *, name: str, percentage: Decimal) -> Beneficiary:
        """Add one, not linked to any cover.

        Sent twice it makes two: after doubt, read back. Raises PlannrError.
        """
        body = bodies.body_of(FIELDS, {"name": name, "percentage": percentage})
        return single(self._http.post(path("/plans/{}/beneficiary", plan), body), read_beneficiary, writing=True)

    def update(self, plan: UUID, uuid: UUID, **changes: object) -> Beneficiary:
        """Change the ``name``, the ``percentage`` (Decimal, 0 to 100), or both.

        Raises TypeError or ValueError before anything is sent, PlannrError after.
        """
        answer = self._http.put(path("/plans/{}/beneficiary/{}", plan, uuid), bodies.body_of(FIELDS, changes))
        beneficiary = single(answer, read_beneficiary, writing=True)
        if beneficiary.uuid != uuid:
            raise Broken("Plannr answered with another beneficiary.", may_have_applied=True)
        return beneficiary
