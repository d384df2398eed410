"""
Plans, covers and beneficiaries as Plannr answers them (plannr-api.md 7.2, 8.2, 8.7).
"""

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_DNS, uuid5

from boards.sandbox.moments import london, london_day
from boards.sandbox.naming import stamps
from boards.sandbox.records import Record

if TYPE_CHECKING:
    from boards.sandbox.shapes import Shapes

ABSTRACT = {
    "cash_account": "asset", "investment": "asset", "pension": "asset", "annuity": "asset", "fixed_asset": "asset",
    "protection_policy": "protection", "general_insurance": "protection", "group_protection": "protection",
    "mortgage": "liability", "loan_credit": "liability",
}  # fmt: skip


def plan(shapes: "Shapes", plan: Record) -> dict[str, Any]:
    """A plan, without relations but its provider."""
    totals = total_benefits(shapes, plan)
    return {
        **stamps(plan),
        **{key: plan[key] for key in ("name", "type", "sub_type", "status", "inactive_reason", "policy_number",
                                      "proposal_reference", "advice_area", "is_deleting")},
        "abstract_type": ABSTRACT.get(plan["type"], "asset"), "inactive_at": london(plan["inactive_at"]),
        "opened_at": london(plan["opened_at"]), "valued_at": london(plan["valued_at"]),
        "review_date": london_day(plan["review_date"]) or None, "value": shapes.money(plan["value"]),
        "total_benefit_amount": shapes.money(sum(totals.values())) if totals else None,
        "total_benefits": {kind: shapes.money(pennies) for kind, pennies in totals.items()} or [],
        "statistics": {"recent_growth": 0}, "provider": provider(shapes, plan), "on_panel": True, "under_advice": True,
        "agency_in_your_name": True, "agency_in_your_name_from": london_day(plan["opened_at"]) or None,
        "originally_sold_by_firm": False, "visible_on_client_portal": True, "include_in_client_valuation": True,
        "show_on_joint": len(plan["owners"]) > 1, "is_wrap_child": False, "is_wrap_product": False,
        "is_group_scheme": False, "is_sub_group_scheme": False, "is_group_scheme_member": False,
        "can_be_deleted": "false",
    }  # fmt: skip


def total_benefits(shapes: "Shapes", plan: Record) -> dict[str, int]:
    """Pennies of benefit by cover type, of covers that are not inactive."""
    totals: dict[str, int] = {}
    for one in shapes.firm.by("cover", "plan", plan["uuid"]):
        if one["benefit_amount"] is not None and one["benefit_status"] != "inactive":
            totals[one["cover_type"]] = totals.get(one["cover_type"], 0) + one["benefit_amount"]
    return totals


def provider(shapes: "Shapes", plan: Record) -> dict[str, Any] | None:
    """Who the plan is with: a name, and a uuid that the same name always has."""
    name = plan["provider"]
    return name and {"uuid": str(uuid5(NAMESPACE_DNS, f"{name}.{shapes.firm.uuid}")), "name": name}


def cover(shapes: "Shapes", cover: Record) -> dict[str, Any]:
    """A cover and the client it is for."""
    return {
        **stamps(cover), "cover_type": cover["cover_type"], "benefit_amount": shapes.money(cover["benefit_amount"]),
        "benefit_frequency": cover["benefit_frequency"], "benefit_status": cover["benefit_status"],
        "indexation": whole(cover["indexation"]) if shapes.firm.manners.indexation_rounded else cover["indexation"],
        "excess": shapes.money(cover["excess"]),
        "client": shapes.account(shapes.firm.find("account", cover["client"])),
    }  # fmt: skip


def beneficiary(shapes: "Shapes", beneficiary: Record) -> dict[str, Any]:
    """A beneficiary; the share is rounded, and the cover left out, where this Plannr does so."""
    manners = shapes.firm.manners
    share = beneficiary["percentage"]
    of = shapes.firm.find("cover", beneficiary["cover"]) if manners.beneficiary_cover == "given" else None
    return {
        **stamps(beneficiary), "name": beneficiary["name"],
        "percentage": whole(share) if manners.percentages_rounded else share, "cover": of and shapes.cover(of),
    }  # fmt: skip


def whole(number: float | None) -> int | None:
    """A number as a Plannr shows it that keeps decimals and does not give them."""
    return None if number is None else int(number + 0.5)
