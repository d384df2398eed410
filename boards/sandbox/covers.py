"""
Covers of a plan (plannr-api.md 8, seed 004).

A plan of protection has benefit and indexation, one of insurance an excess; the other kind's fields are dropped unread,
as in Plannr's own example, which sends both.
"""

from typing import Any

from boards.sandbox.answers import Answer
from boards.sandbox.asking import Ask, Invalid, Missing
from boards.sandbox.beneficiaries import beneficiary_rows, of_plan, replace_beneficiaries
from boards.sandbox.listing import TIMES, Listing, listed, null_first, one_of, text_key
from boards.sandbox.plans import find_plan, writable_plan
from boards.sandbox.records import Record
from boards.sandbox.rules import Form
from boards.sandbox.shapes import Shapes

PROTECTION = (
    "asu", "additional_rider_benefit", "critical_illness", "family_income_benefit", "income_insurance",
    "life_assurance", "tpd_total_permanent_disability", "trauma_insurance", "waiver_of_premium", "unknown",
)  # fmt: skip
INSURANCE = (
    "3rd_party", "3rd_party_fire_and_theft", "accidental_damage", "ambulance", "buildings", "buildings_and_contents",
    "business", "comprehensive", "contents", "dental", "extras", "hospital_cash", "optical", "personal_possessions",
    "private", "private_hospital", "specialist", "unknown",
)  # fmt: skip
BENEFIT_STATUSES = ("active", "inactive", "proposed")
FREQUENCIES = (
    "daily", "weekly", "fortnightly", "four_weekly", "monthly", "bimonthly", "quarterly", "biannually", "annually",
    "adhoc", "one_off",
)  # fmt: skip
COVERS = Listing(
    "cover",
    lambda shapes, cover, includes: shapes.cover(cover),
    filters={key: one_of(key) for key in ("uuid", "cover_type", "benefit_status")},
    sorts={
        **TIMES, "type": text_key("cover_type"), "benefit_status": text_key("benefit_status"),
        "benefit_amount": null_first("benefit_amount"),
    },
    sort="-created_at",
)  # fmt: skip


def list_covers(ask: Ask, plan: str) -> Answer:
    """GET /plans/{plan}/cover."""
    find_plan(ask, plan)
    return listed(ask, COVERS, ask.firm.by("cover", "plan", plan))


def one_cover(ask: Ask, plan: str, uuid: str) -> Answer:
    """GET /plans/{plan}/cover/{uuid}."""
    find_plan(ask, plan)
    return Answer(200, Shapes(ask.firm).cover(_find(ask, plan, uuid)))


def create_cover(ask: Ask, plan: str) -> Answer:
    """POST /plans/{plan}/cover: 201."""
    wanted = _wanted(ask, writable_plan(ask, plan), None)
    rows = wanted.pop("beneficiaries", None)
    client = wanted.pop("client_uuid", None)
    cover = ask.firm.add_cover(plan, client=client or find_plan(ask, plan)["owners"][0], **wanted)
    if rows is not None:
        replace_beneficiaries(ask.firm, cover, rows, only_add=True)
    ask.changed("cover", cover["uuid"], None, _with_people(ask, cover))
    return Answer(201, Shapes(ask.firm).cover(cover))


def update_cover(ask: Ask, plan: str, uuid: str) -> Answer:
    """
    PUT /plans/{plan}/cover/{uuid}: partial, or whole where a PUT replaces: then a field left out is nulled. A list of
    beneficiaries replaces, in this Plannr's scope.
    """
    record = writable_plan(ask, plan)
    cover = _find(ask, plan, uuid)
    before = _with_people(ask, cover)
    wanted = _emptied(ask, record) | _wanted(ask, record, cover)
    if ask.firm.manners.null_in_cover == "ignored":
        wanted |= {
            name: cover[name] for name in ("indexation", "excess") if name in ask.body and ask.body[name] is None
        }
    sent = "beneficiaries" in wanted or ask.firm.manners.beneficiaries_omitted == "delete"
    rows = wanted.pop("beneficiaries", None) or []
    after = ask.firm.change("cover", uuid, **wanted)
    if sent:
        replace_beneficiaries(ask.firm, after, rows)
    ask.changed("cover", uuid, before, _with_people(ask, after))
    return Answer(200, Shapes(ask.firm).cover(after))


def kind_of(plan: Record) -> str:
    """Which fields a plan's covers have: protection, insurance, or either."""
    if plan["type"] in ("protection_policy", "group_protection"):
        return "protection"
    return "insurance" if plan["type"] == "general_insurance" else "either"


def _find(ask: Ask, plan: str, uuid: str) -> Record:
    cover = ask.firm.find("cover", uuid)
    if cover is None or cover["plan"] != plan:
        raise Missing("Plans\\Cover", uuid)
    return cover


def _emptied(ask: Ask, plan: Record) -> dict[str, Any]:
    """The fields of the plan's kind that a PUT which replaces nulls where they are left out; a cover keeps its type."""
    if ask.firm.manners.put != "full":
        return {}
    benefit = ("benefit_amount", "benefit_status", "indexation")
    fields = {"protection": benefit, "insurance": ("excess",), "either": (*benefit, "excess")}[kind_of(plan)]
    return dict.fromkeys(fields)


def _wanted(ask: Ask, plan: Record, cover: Record | None) -> dict[str, Any]:
    kind, creating = kind_of(plan), cover is None
    form = Form(ask.body)
    types = {"protection": PROTECTION, "insurance": INSURANCE}.get(kind, PROTECTION + INSURANCE)
    form.choice("cover_type", types, required=creating)
    if kind != "insurance":
        _protection(form, ask, creating=creating, must=creating and kind == "protection")
    if kind != "protection":
        nullable = ask.firm.manners.null_in_cover != "refused"
        form.pennies("excess", required=creating and kind == "insurance", nullable=nullable)
    form.rows("beneficiaries", beneficiary_rows(ask.firm, plan, cover))
    wanted = form.cleaned()
    if wanted.get("client_uuid") and wanted["client_uuid"] not in plan["owners"]:
        raise Invalid({"client_uuid": ["The client must have access to the plan."]})
    return wanted


def _protection(form: Form, ask: Ask, *, creating: bool, must: bool) -> None:
    form.pennies("benefit_amount", required=must)
    form.choice("benefit_status", BENEFIT_STATUSES, required=must, nullable=True)
    form.number("indexation", required=must, nullable=ask.firm.manners.null_in_cover != "refused")
    if creating:
        form.choice("benefit_frequency", FREQUENCIES, required=must, nullable=True)
        form.known("client_uuid", ask.firm.kinds["account"].__contains__, nullable=True)


def _with_people(ask: Ask, cover: Record) -> Record:
    return {**cover, "beneficiaries": [dict(one) for one in of_plan(ask.firm, cover["plan"])]}
