"""
Records as Plannr answers them (plannr-api.md 2.4, 3.1, 5, 6.2, 6.5, 6.6, 7.2, 8.2, 8.7).

A `Shapes` serves one answer: an account or plan that appears in it many times is drawn once.
"""

from collections.abc import Collection
from typing import Any

from boards.sandbox import plan_shapes
from boards.sandbox.answers import money
from boards.sandbox.firm import Firm
from boards.sandbox.moments import london, london_day
from boards.sandbox.naming import definition, named, slug, stamps
from boards.sandbox.records import Record

type Includes = Collection[str]


class Shapes:
    """Draws the records of one firm for one answer."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self._hidden = frozenset(firm.manners.hidden_keys)
        self._drawn: dict[str, dict[str, Any]] = {}

    def case(self, case: Record, includes: Includes = ()) -> dict[str, Any]:
        """A case with what was included."""
        shape = {
            **stamps(case), "name": case["name"], "slug": slug(case["name"]), "review_at": london(case["review_at"]),
            "assigned_to_uuids": case["assigned_to"], "group_uuids": case["groups"],
            "completed_at": london(case["completed_at"]), "value": self.money(case["value"]),
            "status_position": case["status_position"], "task_board_uuid": case["task_board_uuid"],
        }  # fmt: skip
        for name in includes:
            shape[name] = self._case_part(case, name)
        return self.finished(case, shape)

    def status(self, status: Record | None) -> dict[str, Any] | None:
        """A case status."""
        return status and self._once(status, self._status)

    def type(self, type: Record | None) -> dict[str, Any] | None:
        """A case type."""
        return type and self._once(type, lambda type: {**stamps(type), "name": type["name"]})

    def tag(self, tag: Record) -> dict[str, Any]:
        """A tag."""
        return self._once(tag, lambda tag: {**named(tag), "colour": tag["colour"]})

    def tags(self, uuids: list[str]) -> list[dict[str, Any]]:
        """The tags of a record."""
        return [self.tag(tag) for tag in self.firm.those("tag", uuids)]

    def group(self, group: Record) -> dict[str, Any]:
        """A group."""
        return self._once(group, named)

    def account(self, account: Record | None) -> dict[str, Any] | None:
        """A client or employee, without relations."""
        return account and self._once(account, self._account)

    def accounts(self, uuids: list[str]) -> list[dict[str, Any]]:
        """Several of them."""
        return [self._once(account, self._account) for account in self.firm.those("account", uuids)]

    def plan(self, plan: Record) -> dict[str, Any]:
        """A plan, without relations but its provider."""
        return self._once(plan, lambda plan: plan_shapes.plan(self, plan))

    def cover(self, cover: Record) -> dict[str, Any]:
        """A cover. No answer of Plannr's shows a cover's beneficiaries."""
        return self._once(cover, lambda cover: plan_shapes.cover(self, cover))

    def beneficiary(self, beneficiary: Record) -> dict[str, Any]:
        """A beneficiary, and the cover it belongs to."""
        return self.finished(beneficiary, plan_shapes.beneficiary(self, beneficiary))

    def custom_fields(self, model: str, record: Record) -> list[dict[str, Any]]:
        """The custom fields of a record with their values."""
        definitions = [one for one in self.firm.kinds["custom_field"].values() if one["model_type"] == model]
        return [{**definition(one), "value": record["custom_fields"].get(one["reference"])} for one in definitions]

    def money(self, pennies: int | None) -> dict[str, Any] | None:
        """A money object, or None."""
        return money(pennies, self.firm.manners.money_amounts)

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
        return {**stamps(status), **{key: status[key] for key in keys}}

    def _account(self, account: Record) -> dict[str, Any]:
        return {
            **stamps(account), "type": account["type"], "role": account["role"], "first_name": account["first_name"],
            "last_name": account["last_name"], "name": account["name"], "email": account["email"],
            "photo_url": f"https://avatars.example/?name={account['name'].replace(' ', '+')}",
            "first_contact_date": london(account["created_at"]),
            "next_review_date": london(account["next_review_date"]),
            "previous_review_date": None, "anniversary_review_date": None, "with_login": False,
            "has_joint_account": account["role"] == "joint", "can_be_deleted": "false", "ownership_percentage": 100,
            "inactive_at": london_day(account["inactive_at"]) or None,
        }  # fmt: skip
