"""What stands in Plannr about one plan's covers and beneficiaries, read whole, and carried about as JSON.

Every edit begins with one of these, is compared with another, and ends with a third. A list that cannot be read
completely is never one: `read` raises instead (architecture.md section 5, plannr-api.md 8.7).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from boards import gateway, plannr
from boards.mirror.models import plans as mirror
from boards.mirror.store.shares import exact_share, has_decimals, may_be_rounded
from boards.plannr import InvalidResponse
from boards.plans.api_behaviour import ROUNDS, ObservedBehaviours
from boards.ui.formatting import LOST

INCOMPLETE = "Plannr did not give the plan’s whole list of covers and beneficiaries, so it is not safe to save."

type FieldValue = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class BeneficiaryShare:
    """A beneficiary: `share` in percent (None: Plannr gave none), `cover` None where Plannr does not say whose.

    `sure` is False where the share may be a rounding of Plannr's. A person to be added has no `uuid`. `exact` is True
    where Plannr's own answer shows that it does not round.
    """

    uuid: UUID | None
    name: str
    share: Decimal | None
    cover: UUID | None = None
    sure: bool = True
    exact: bool = field(default=False, compare=False)

    @property
    def has_name(self) -> bool:
        """Whether the name can be written as it stands: Plannr may give none, or one that no database holds."""
        return bool(self.name.strip()) and LOST not in self.name

    @property
    def has_share(self) -> bool:
        """Whether the share can be written as it stands."""
        return self.share is not None and 0 <= self.share <= 100

    @property
    def is_writable(self) -> bool:
        """Whether a list can name this person as they stand."""
        return self.has_name and self.has_share


@dataclass(frozen=True, slots=True)
class CoverFields:
    """A cover's own fields; money in pennies. `rounded`: its indexation is whole and may hide decimals."""

    uuid: UUID
    cover_type: str = ""
    benefit_amount: int | None = None
    benefit_currency: str = "GBP"
    benefit_frequency: str = ""
    benefit_status: str = ""
    indexation: Decimal | None = None
    excess: int | None = None
    excess_currency: str = "GBP"
    client: str = ""
    client_uuid: str = ""
    rounded: bool = field(default=False, compare=False)

    def value(self, name: str) -> FieldValue:
        """A field by Plannr's name for it."""
        found: FieldValue = getattr(self, name)
        return found

    def currency(self, name: str) -> str:
        """The currency of a field that is money."""
        return {"benefit_amount": self.benefit_currency, "excess": self.excess_currency}.get(name, "GBP")


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """A plan's covers and people: `began` is when the read began (UTC), `listed` is Plannr's own answer, and `observed`
    what was known of this Plannr's ways when something was decided upon this.
    """

    plan: UUID
    covers: tuple[CoverFields, ...]
    people: tuple[BeneficiaryShare, ...]
    began: datetime
    listed: tuple[Sequence[plannr.Cover], Sequence[plannr.Beneficiary]] = field(default=((), ()), compare=False)
    observed: ObservedBehaviours = field(default_factory=ObservedBehaviours, compare=False)

    def cover(self, uuid: UUID | None) -> CoverFields | None:
        """A cover's facts, or None where the plan has no such cover."""
        return next((one for one in self.covers if one.uuid == uuid), None)

    def of(self, cover: UUID | None) -> list[BeneficiaryShare]:
        """The people of a cover. Where Plannr names no cover for anybody, those of a plan's only cover are its."""
        if cover and len(self.covers) == 1 and self.covers[0].uuid == cover and not any(p.cover for p in self.people):
            return list(self.people)
        return [one for one in self.people if cover and one.cover == cover]

    def others(self, cover: UUID | None) -> list[BeneficiaryShare]:
        """The plan's people that are not of this cover."""
        mine = {one.uuid for one in self.of(cover)}
        return [one for one in self.people if one.uuid not in mine]

    @property
    def unclear(self) -> bool:
        """Whether Plannr leaves it open whose people these are: several covers, and nobody linked to any."""
        return len(self.covers) > 1 and bool(self.people) and not any(one.cover for one in self.people)

    def as_json(self) -> dict[str, Any]:
        """As JSON values, decimals as text."""
        return {
            "plan": str(self.plan),
            "began": self.began.isoformat(),
            "covers": [cover_fields_json(one) for one in self.covers],
            "people": [
                [str(one.uuid), one.name, decimal_text(one.share), str(one.cover) if one.cover else "", one.sure]
                for one in self.people
            ],
        }


def total_share(people: Iterable[BeneficiaryShare]) -> Decimal:
    """What their shares come to; a share that Plannr does not give counts as nothing."""
    return sum((one.share for one in people if one.share is not None), Decimal(0))


def read_snapshot(plan: UUID, *, after_write: bool = False) -> PlanSnapshot:
    """Read the plan's covers and beneficiaries, every page, as they are now (2 calls where 500 fit a page).

    After a write shares are taken as Plannr shows them: what was known before says nothing about what is there now.
    Raises PlannrError; InvalidResponse where either list may not be all there is.
    """
    began = datetime.now(UTC)
    covers = gateway.client().covers.of_plan(plan)
    people = gateway.client().beneficiaries.of_plan(plan)
    if not (covers.complete and people.complete):
        raise InvalidResponse(INCOMPLETE)
    return plan_snapshot(plan, covers.items, people.items, began, remembered=not after_write)


def plan_snapshot(
    plan: UUID,
    covers: Sequence[plannr.Cover],
    people: Sequence[plannr.Beneficiary],
    began: datetime,
    *,
    remembered: bool = True,
) -> PlanSnapshot:
    """What two complete lists say, with shares as exact as they are known."""
    known = mirror.Beneficiary.objects.in_bulk([one.uuid for one in people]) if remembered else {}
    exact = any(has_decimals(one.percentage) for one in people)
    observed = ObservedBehaviours()
    rounded = may_be_rounded(people) or (not exact and ROUNDS in observed)
    found = []
    for one in people:
        share = exact_share(one, known.get(one.uuid))
        found.append(
            BeneficiaryShare(one.uuid, one.name, share, one.cover_uuid, has_decimals(share) or not rounded, exact)
        )
    hides = (
        not any(has_decimals(one.indexation) for one in covers)
        and not mirror.Cover.objects.filter(indexation__contains=".").exists()
    )
    return PlanSnapshot(
        plan, tuple(cover_fields(cover, hides) for cover in covers), tuple(found), began, (covers, people), observed
    )


def cover_fields(cover: plannr.Cover, hides: bool) -> CoverFields:
    """A cover's facts as Plannr gave them; `hides` says that no indexation was ever read with decimals."""
    benefit, excess = cover.benefit_amount, cover.excess
    return CoverFields(
        cover.uuid,
        cover.cover_type,
        benefit.pennies if benefit else None,
        benefit.currency if benefit else "GBP",
        cover.benefit_frequency,
        cover.benefit_status,
        cover.indexation,
        excess.pennies if excess else None,
        excess.currency if excess else "GBP",
        cover.client.name if cover.client else "",
        str(cover.client.uuid) if cover.client else "",
        rounded=hides and cover.indexation is not None and not has_decimals(cover.indexation),
    )


def snapshot_from_json(kept: dict[str, Any]) -> PlanSnapshot:
    """The snapshot that `as_json` wrote down. Raises KeyError, TypeError or ValueError for anything else."""
    return PlanSnapshot(
        UUID(kept["plan"]),
        tuple(
            CoverFields(**one | {"uuid": UUID(one["uuid"]), "indexation": decimal_or_none(one["indexation"])})
            for one in kept["covers"]
        ),
        tuple(
            BeneficiaryShare(UUID(uuid), name, decimal_or_none(share), UUID(cover) if cover else None, sure)
            for uuid, name, share, cover, sure in kept["people"]
        ),
        datetime.fromisoformat(kept["began"]),
    )


def cover_fields_json(facts: CoverFields) -> dict[str, Any]:
    """A cover's facts as JSON values."""
    same = ("cover_type", "benefit_amount", "benefit_currency", "benefit_frequency", "benefit_status", "excess")
    return {name: getattr(facts, name) for name in (*same, "excess_currency", "client", "client_uuid")} | {
        "uuid": str(facts.uuid),
        "indexation": decimal_text(facts.indexation),
    }


def snapshot_digest(standing: PlanSnapshot, cover: UUID | None) -> str:
    """What a confirmation is bound to: this cover's fields and every beneficiary of the plan; SHA-256, hex."""
    kept = standing.as_json()
    facts = standing.cover(cover)
    told = [
        cover_fields_json(facts) if facts else None,
        sorted(kept["people"]),
        sorted(one["uuid"] for one in kept["covers"]),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def decimal_text(number: Decimal | None) -> str:
    """A decimal as text for JSON; "" for None."""
    return "" if number is None else format(number, "f")


def decimal_or_none(kept: str) -> Decimal | None:
    """The decimal that `text` wrote down."""
    return Decimal(kept) if kept else None
