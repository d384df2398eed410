"""How plans, covers and beneficiaries are read (plannr-api.md 7.2, 8.2, 8.7)."""

from __future__ import annotations

from decimal import Decimal

from .read_people import read_account
from .reading import (
    Json,
    all_or_none,
    day,
    exact,
    identified,
    identifier,
    is_cut,
    moment,
    money,
    percentage,
    plain,
    record,
    several,
    text,
    truth,
)
from .resources import Beneficiary, CaseRef, Cover, Money, Plan


def read_plan(raw: Json) -> Plan | None:
    """A plan (plannr-api.md 7.2)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    provider = record(row.get("provider")) or {}
    return Plan(
        uuid=uuid,
        name=text(row.get("name")),
        type=text(row.get("type")),
        sub_type=text(row.get("sub_type")),
        abstract_type=text(row.get("abstract_type")),
        status=text(row.get("status")),
        policy_number=text(row.get("policy_number")),
        proposal_reference=text(row.get("proposal_reference")),
        advice_area=text(row.get("advice_area")),
        value=money(row.get("value")),
        total_benefit_amount=money(row.get("total_benefit_amount")),
        total_benefits=money_by_cover_type(row.get("total_benefits")),
        provider_name=text(provider.get("name")),
        opened_at=moment(row.get("opened_at")),
        valued_at=moment(row.get("valued_at")),
        review_date=day(row.get("review_date")),
        inactive_at=moment(row.get("inactive_at")),
        inactive_reason=text(row.get("inactive_reason")),
        client=read_account(row.get("client")),
        owners=several(row.get("linked_owners"), read_account),
        cases=several(row.get("cases"), read_case_ref),
        covers=several(row.get("covers"), read_cover),
        is_deleting=truth(row.get("is_deleting")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
    )


def money_by_cover_type(raw: Json) -> dict[str, Money]:
    """Money by cover type; PHP writes an empty one as ``[]`` (plannr-api.md 7.2)."""
    if not isinstance(raw, dict):
        return {}
    return {text(kind): amount for kind, value in raw.items() if (amount := money(value)) is not None}


def read_case_ref(raw: Json) -> CaseRef | None:
    """A case as a plan mentions it."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return CaseRef(uuid, text(row.get("name")))


def read_cover(raw: Json) -> Cover | None:
    """A cover (plannr-api.md 8.2)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return Cover(
        uuid=uuid,
        cover_type=text(row.get("cover_type")),
        benefit_amount=money(row.get("benefit_amount")),
        benefit_frequency=text(row.get("benefit_frequency")),
        benefit_status=text(row.get("benefit_status")),
        indexation=percentage(row.get("indexation")),
        excess=money(row.get("excess")),
        client=read_account(row.get("client")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
        beneficiaries=all_or_none(row.get("beneficiaries"), read_beneficiary),
    )


def read_beneficiary(raw: Json) -> Beneficiary | None:
    """A beneficiary (plannr-api.md 8.7).

    Names are written back with the list they stand in, so one that is too long to be had whole is not read at all.
    """
    if (known := identified(raw)) is None or is_cut(known[1].get("name")):
        return None
    uuid, row = known
    cover = record(row.get("cover")) or {}
    share = plain(row.get("percentage"))
    return Beneficiary(
        uuid=uuid,
        name=text(row.get("name")),
        percentage=percentage(share),
        percentage_is_rounded=is_rounded(share),
        cover_uuid=identifier(cover.get("uuid")) or identifier(row.get("cover_uuid")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
    )


def is_rounded(share: Json) -> bool:
    """Whether a share came without decimals, as 50 or "50", and so may hide some."""
    number = exact(share)
    return number is not None and not isinstance(share, Decimal) and number.as_tuple().exponent == 0
