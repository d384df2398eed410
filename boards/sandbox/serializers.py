"""
Records as Plannr answers them (plannr-api.md 2.4, 3.1, 5, 6.2, 6.5, 6.6, 7.2, 8.2, 8.7).

A `Serializer` serves one answer: an account or plan that appears in it many times is drawn once.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from boards.sandbox.dates import london_day, plannr_time
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record

type Includes = Collection[str]

ABSTRACT_TYPES = {
    "cash_account": "asset", "investment": "asset", "pension": "asset", "annuity": "asset", "fixed_asset": "asset",
    "protection_policy": "protection", "general_insurance": "protection", "group_protection": "protection",
    "mortgage": "liability", "loan_credit": "liability",
}  # fmt: skip


class Serializer:
    """The records of one firm, for one answer."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self._hidden = frozenset(firm.behaviours.hidden_keys)
        self._drawn: dict[str, dict[str, Any]] = {}

    def case(self, case: Record, includes: Includes = ()) -> dict[str, Any]:
        """A case with what was included."""
        shape = {
            **name_and_slug(case), "assigned_to_uuids": case["assigned_to"], "group_uuids": case["groups"],
            "review_at": plannr_time(case["review_at"]), "completed_at": plannr_time(case["completed_at"]),
            "value": self.money(case["value"]), "status_position": case["status_position"],
            "task_board_uuid": case["task_board_uuid"],
        }  # fmt: skip
        for name in includes:
            shape[name] = self._case_part(case, name)
        return self.finished(case, shape)

    def status(self, status: Record | None) -> dict[str, Any] | None:
        """A case status."""
        return status and self._once(status, self._status)

    def type(self, type: Record | None) -> dict[str, Any] | None:
        """A case type."""
        return type and self._once(type, lambda type: {**timestamps(type), "name": type["name"]})

    def tag(self, tag: Record) -> dict[str, Any]:
        """A tag."""
        return self._once(tag, lambda tag: {**name_and_slug(tag), "colour": tag["colour"]})

    def tags(self, uuids: list[str]) -> list[dict[str, Any]]:
        """The tags of a record."""
        return [self.tag(tag) for tag in self.firm.those("tag", uuids)]

    def group(self, group: Record) -> dict[str, Any]:
        """A group."""
        return self._once(group, name_and_slug)

    def account(self, account: Record | None) -> dict[str, Any] | None:
        """A client or employee, without relations."""
        return account and self._once(account, self._account)

    def accounts(self, uuids: list[str]) -> list[dict[str, Any]]:
        """Several of them."""
        return [self._once(account, self._account) for account in self.firm.those("account", uuids)]

    def plan(self, plan: Record) -> dict[str, Any]:
        """A plan, without relations but its provider."""
        return self._once(plan, self._plan)

    def cover(self, cover: Record) -> dict[str, Any]:
        """A cover. No answer of Plannr's shows a cover's beneficiaries."""
        return self._once(cover, self._cover)

    def beneficiary(self, beneficiary: Record) -> dict[str, Any]:
        """A beneficiary; the share is rounded, and the cover left out, where this Plannr does so."""
        behaviours, share = self.firm.behaviours, beneficiary["percentage"]
        given = behaviours.beneficiary_cover == "given"
        cover = self.firm.find("cover", beneficiary["cover"]) if given else None
        shape = {
            **timestamps(beneficiary), "name": beneficiary["name"], "cover": cover and self.cover(cover),
            "percentage": _rounded(share) if behaviours.percentages_rounded else share,
        }  # fmt: skip
        return self.finished(beneficiary, shape)

    def custom_fields(self, model: str, record: Record) -> list[dict[str, Any]]:
        """The custom fields of a record with their values."""
        definitions = [one for one in self.firm.kinds["custom_field"].values() if one["model_type"] == model]
        return [
            {**custom_field_definition(one), "value": record["custom_fields"].get(one["reference"])}
            for one in definitions
        ]

    def money(self, pennies: int | None) -> dict[str, Any] | None:
        """A money object, or None."""
        if pennies is None:
            return None
        amount = str(pennies) if self.firm.behaviours.money_amounts == "text" else pennies
        return {"amount": amount, "currency": "GBP", "formatted": _formatted(pennies)}

    def finished(self, record: Record, shape: dict[str, Any]) -> dict[str, Any]:
        """The shape without the keys this Plannr does not know, and distorted where the record asks for it."""
        for key in self._hidden & shape.keys():
            del shape[key]
        shape.update(record.get("distorted", ()))
        return shape

    def _once(self, record: Record, draw: Any) -> dict[str, Any]:
        shape = self._drawn.get(record["uuid"])
        if shape is None:
            shape = self._drawn[record["uuid"]] = self.finished(record, draw(record))
        return shape

    def _case_part(self, case: Record, name: str) -> Any:
        match name:
            case "status" | "type":
                record = self.firm.find(name, case[name])
                return self.status(record) if name == "status" else self.type(record)
            case "participants" | "assigned_to":
                return self.accounts(case[name])
            case "participants_count":
                return len(case["participants"])
            case "plans":
                return [self.plan(plan) for plan in self.firm.those("plan", case["plans"])]
            case "tags":
                return self.tags(case["tags"])
            case "groups":
                return [self.group(group) for group in self.firm.those("group", case["groups"])]
        return self.custom_fields("case", case)

    def _status(self, status: Record) -> dict[str, Any]:
        keys = ("name", "colour", "position", "is_type_completed")
        return {**timestamps(status), **{key: status[key] for key in keys}}

    def _account(self, account: Record) -> dict[str, Any]:
        return {
            **timestamps(account),
            **{key: account[key] for key in ("type", "role", "first_name", "last_name", "name", "email")},
            "photo_url": f"https://avatars.example/?name={account['name'].replace(' ', '+')}",
            "first_contact_date": plannr_time(account["created_at"]),
            "next_review_date": plannr_time(account["next_review_date"]),
            "previous_review_date": None, "anniversary_review_date": None, "with_login": False,
            "has_joint_account": account["role"] == "joint", "can_be_deleted": "false", "ownership_percentage": 100,
            "inactive_at": london_day(account["inactive_at"]) or None,
        }  # fmt: skip

    def _plan(self, plan: Record) -> dict[str, Any]:
        totals = self._benefit_totals(plan)
        return {
            **timestamps(plan),
            **{key: plan[key] for key in ("name", "type", "sub_type", "status", "inactive_reason", "policy_number",
                                          "proposal_reference", "advice_area", "is_deleting")},
            "abstract_type": ABSTRACT_TYPES.get(plan["type"], "asset"), "inactive_at": plannr_time(plan["inactive_at"]),
            "opened_at": plannr_time(plan["opened_at"]), "valued_at": plannr_time(plan["valued_at"]),
            "review_date": london_day(plan["review_date"]) or None, "value": self.money(plan["value"]),
            "total_benefit_amount": self.money(sum(totals.values())) if totals else None,
            "total_benefits": {kind: self.money(pennies) for kind, pennies in totals.items()} or [],
            "statistics": {"recent_growth": 0}, "provider": self._provider(plan["provider"]), "on_panel": True,
            "under_advice": True, "agency_in_your_name": True,
            "agency_in_your_name_from": london_day(plan["opened_at"]) or None,
            "originally_sold_by_firm": False, "visible_on_client_portal": True, "include_in_client_valuation": True,
            "show_on_joint": len(plan["owners"]) > 1, "is_wrap_child": False, "is_wrap_product": False,
            "is_group_scheme": False, "is_sub_group_scheme": False, "is_group_scheme_member": False,
            "can_be_deleted": "false",
        }  # fmt: skip

    def _benefit_totals(self, plan: Record) -> dict[str, int]:
        """Pennies of benefit by cover type, of covers that are not inactive."""
        totals: dict[str, int] = {}
        for cover in self.firm.by("cover", "plan", plan["uuid"]):
            if cover["benefit_amount"] is not None and cover["benefit_status"] != "inactive":
                totals[cover["cover_type"]] = totals.get(cover["cover_type"], 0) + cover["benefit_amount"]
        return totals

    def _provider(self, name: str | None) -> dict[str, Any] | None:
        """Who a plan is with: a name, and a uuid that the same name always has."""
        return {"uuid": str(uuid5(NAMESPACE_DNS, f"{name}.{self.firm.uuid}")), "name": name} if name else None

    def _cover(self, cover: Record) -> dict[str, Any]:
        rounded = self.firm.behaviours.indexation_rounded
        return {
            **timestamps(cover),
            **{key: cover[key] for key in ("cover_type", "benefit_frequency", "benefit_status")},
            "benefit_amount": self.money(cover["benefit_amount"]),
            "indexation": _rounded(cover["indexation"]) if rounded else cover["indexation"],
            "excess": self.money(cover["excess"]),
            "client": self.account(self.firm.find("account", cover["client"])),
        }


def timestamps(record: Record) -> dict[str, Any]:
    """The three keys every object has."""
    return {
        "uuid": record["uuid"],
        "created_at": plannr_time(record["created_at"]),
        "updated_at": plannr_time(record["updated_at"]),
    }


def name_and_slug(record: Record) -> dict[str, Any]:
    """Those and a name with its slug."""
    return {**timestamps(record), "name": record["name"], "slug": slugify(record["name"])}


def slugify(name: str) -> str:
    """A name as an address part."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())


def custom_field_definition(field: Record) -> dict[str, Any]:
    """A custom field's definition, as it also stands on a record."""
    keys = ("name", "type", "help_text", "reference", "is_required", "selection_options")
    return {**timestamps(field), **{key: field[key] for key in keys}}


@lru_cache(maxsize=65536)
def _formatted(pennies: int) -> str:
    pounds, rest = divmod(abs(pennies), 100)
    return f"{'-' if pennies < 0 else ''}£{pounds:,}.{rest:02d}"


def _rounded(number: float | None) -> int | None:
    """A number as a Plannr shows it that keeps decimals and does not give them."""
    return None if number is None else int(number + 0.5)
