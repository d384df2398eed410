"""
Beneficiaries of a plan, by their own resource and through a cover's PUT (plannr-api.md 8.6, 8.7).
"""

from collections.abc import Callable
from typing import Any

from boards.sandbox.answers import Answer
from boards.sandbox.asking import Ask, Missing
from boards.sandbox.firm import Firm
from boards.sandbox.listing import CREATED_BETWEEN, TIMES, Listing, after, before, holds, listed, null_first, text_key
from boards.sandbox.plans import find_plan, writable_plan
from boards.sandbox.records import Record
from boards.sandbox.rules import Form
from boards.sandbox.shapes import Shapes


def _share(firm: Firm, value: str) -> Any:
    return lambda one: value in (str(one["percentage"]), f"{one['percentage'] / 100:g}")


BENEFICIARIES = Listing(
    "beneficiary",
    lambda shapes, beneficiary, includes: shapes.beneficiary(beneficiary),
    filters={
        **CREATED_BETWEEN, "updated_after": after("updated_at"), "updated_before": before("updated_at"),
        "name": holds("name"), "percentage": _share,
    },
    sorts={**TIMES, "name": text_key("name"), "percentage": null_first("percentage")},
)  # fmt: skip


def list_beneficiaries(ask: Ask, plan: str) -> Answer:
    """GET /plans/{plan}/beneficiary: those of every cover of the plan, and of none."""
    find_plan(ask, plan)
    return listed(ask, BENEFICIARIES, of_plan(ask.firm, plan))


def one_beneficiary(ask: Ask, plan: str, uuid: str) -> Answer:
    """GET /plans/{plan}/beneficiary/{uuid}."""
    find_plan(ask, plan)
    return Answer(200, Shapes(ask.firm).beneficiary(_find(ask, plan, uuid)))


def create_beneficiary(ask: Ask, plan: str) -> Answer:
    """POST /plans/{plan}/beneficiary: 201, of no cover."""
    writable_plan(ask, plan)
    wanted = _form(ask, required=True).cleaned()
    made = ask.firm.add_beneficiary(plan, wanted["name"], wanted["percentage"])
    ask.changed("beneficiary", made["uuid"], None, made)
    return Answer(201, Shapes(ask.firm).beneficiary(made))


def update_beneficiary(ask: Ask, plan: str, uuid: str) -> Answer:
    """PUT /plans/{plan}/beneficiary/{uuid}: where a PUT replaces, both fields are required."""
    writable_plan(ask, plan)
    old = _find(ask, plan, uuid)
    whole = ask.firm.manners.put == "full"
    made = ask.firm.change("beneficiary", uuid, **_form(ask, required=whole).cleaned())
    ask.changed("beneficiary", uuid, old, made)
    return Answer(200, Shapes(ask.firm).beneficiary(made))


def delete_beneficiary(ask: Ask, plan: str, uuid: str) -> Answer:
    """DELETE /plans/{plan}/beneficiary/{uuid}: 204."""
    writable_plan(ask, plan)
    old = _find(ask, plan, uuid)
    ask.firm.remove("beneficiary", uuid)
    ask.changed("beneficiary", uuid, old, None)
    return Answer(204)


def of_plan(firm: Firm, plan: str) -> list[Record]:
    """Give every beneficiary of a plan, in the order they were made."""
    return firm.by("beneficiary", "plan", plan)


def beneficiary_rows(firm: Firm, plan: Record, cover: Record | None) -> Callable[[Form], None]:
    """
    Give the rule for one entry of a cover's list: a uuid must be that of a beneficiary of the plan, or of the cover
    where this Plannr refuses the others; the shares make no more than 100 % where it limits them.
    """
    manners, total = firm.manners, 0.0
    others_too = manners.beneficiaries_named != "refused"
    known = {
        one["uuid"] for one in of_plan(firm, plan["uuid"]) if others_too or (cover and one["cover"] == cover["uuid"])
    }

    def each(form: Form) -> None:
        nonlocal total
        form.known("uuid", known.__contains__, nullable=True)
        form.text("name", required=True)
        form.number("percentage", required=True, between=(0, 100))
        total = round(total + form.given("percentage"), 6)
        if manners.beneficiaries_limited and total > 100:
            form.refuse("percentage", "The shares must not be greater than 100 together.")

    return each


def replace_beneficiaries(firm: Firm, cover: Record, rows: list[dict[str, Any]], *, only_add: bool = False) -> None:
    """
    Make a cover's list what was sent: entries with a uuid are changed, entries without are made for this cover, and
    those not named are deleted: of this cover, or of the whole plan where that is the scope. Somebody named who is of
    another cover stays there, or comes to this one where this Plannr takes everybody named.
    """
    manners = firm.manners
    named = {row["uuid"] for row in rows if row.get("uuid")}
    for one in [] if only_add else of_plan(firm, cover["plan"]):
        in_scope = manners.beneficiary_scope == "plan" or one["cover"] == cover["uuid"]
        if in_scope and one["uuid"] not in named:
            firm.remove("beneficiary", one["uuid"])
    for row in reversed(rows) if manners.beneficiaries_on_save == "reordered" else rows:
        _save(firm, cover, row)


def _save(firm: Firm, cover: Record, row: dict[str, Any]) -> None:
    manner = firm.manners.beneficiaries_on_save
    name = row["name"].upper() if manner == "renamed" else row["name"]
    old = firm.find("beneficiary", row.get("uuid"))
    home = cover["uuid"] if old is None or firm.manners.beneficiaries_named == "reparent" else old["cover"]
    if old is None:
        firm.add_beneficiary(cover["plan"], name, row["percentage"], cover)
    elif manner in ("reidentified", "reordered"):
        firm.remove("beneficiary", old["uuid"])
        uuid = old["uuid"] if manner == "reordered" else None
        firm.add_beneficiary(cover["plan"], name, row["percentage"], home, uuid=uuid)
    else:
        firm.change("beneficiary", old["uuid"], name=name, percentage=row["percentage"], cover=home)


def _form(ask: Ask, *, required: bool) -> Form:
    form = Form(ask.body)
    form.text("name", required=required)
    form.number("percentage", required=required, nullable=False, between=(0, 100))
    return form


def _find(ask: Ask, plan: str, uuid: str) -> Record:
    one = ask.firm.find("beneficiary", uuid)
    if one is None or one["plan"] != plan:
        raise Missing("Plans\\Beneficiary", uuid)
    return one
