"""
Covers of a plan (plannr-api.md 8, seed 004).

A plan of protection has benefit and indexation, one of insurance an excess; the other kind's fields are dropped unread,
as in Plannr's own example, which sends both.
"""

from typing import Any

from boards.sandbox.endpoints.beneficiaries import beneficiary_row_validator, plan_beneficiaries, replace_beneficiaries
from boards.sandbox.endpoints.plans import writable_plan
from boards.sandbox.http import ApiRequest, ApiResponse, ValidationFailed
from boards.sandbox.query_builder import TIMES, Collection, by_text, key_in, list_response, nulls_first
from boards.sandbox.serializers import Serializer
from boards.sandbox.store.records import Record
from boards.sandbox.validation import PayloadValidator

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
COVERS = Collection(
    "cover",
    lambda shapes, cover, includes: shapes.cover(cover),
    filters={key: key_in(key) for key in ("uuid", "cover_type", "benefit_status")},
    sorts={
        **TIMES, "type": by_text("cover_type"), "benefit_status": by_text("benefit_status"),
        "benefit_amount": nulls_first("benefit_amount"),
    },
    sort="-created_at",
)  # fmt: skip


def list_covers(request: ApiRequest, plan: str) -> ApiResponse:
    """GET /plans/{plan}/cover."""
    request.record_or_404("plan", plan)
    return list_response(request, COVERS, request.firm.by("cover", "plan", plan))


def get_cover(request: ApiRequest, plan: str, uuid: str) -> ApiResponse:
    """GET /plans/{plan}/cover/{uuid}."""
    request.record_or_404("plan", plan)
    return ApiResponse(200, Serializer(request.firm).cover(request.record_or_404("cover", uuid, plan=plan)))


def create_cover(request: ApiRequest, plan: str) -> ApiResponse:
    """POST /plans/{plan}/cover: 201."""
    wanted = _validate_cover(request, writable_plan(request, plan), None)
    rows = wanted.pop("beneficiaries", None)
    client = wanted.pop("client_uuid", None)
    cover = request.firm.add_cover(plan, client=client or request.record_or_404("plan", plan)["owners"][0], **wanted)
    if rows is not None:
        replace_beneficiaries(request.firm, cover, rows, only_add=True)
    request.changed("cover", cover["uuid"], None, _with_beneficiaries(request, cover))
    return ApiResponse(201, Serializer(request.firm).cover(cover))


def update_cover(request: ApiRequest, plan: str, uuid: str) -> ApiResponse:
    """
    PUT /plans/{plan}/cover/{uuid}: partial, or whole where a PUT replaces: then a field left out is nulled. A list of
    beneficiaries replaces, in this Plannr's scope.
    """
    record = writable_plan(request, plan)
    cover = request.record_or_404("cover", uuid, plan=plan)
    before = _with_beneficiaries(request, cover)
    wanted = _nulled_fields(request, record) | _validate_cover(request, record, cover)
    if request.firm.behaviours.null_in_cover == "ignored":
        wanted |= {
            name: cover[name]
            for name in ("indexation", "excess")
            if name in request.body and request.body[name] is None
        }
    sent = "beneficiaries" in wanted or request.firm.behaviours.beneficiaries_omitted == "delete"
    rows = wanted.pop("beneficiaries", None) or []
    after = request.firm.change("cover", uuid, **wanted)
    if sent:
        replace_beneficiaries(request.firm, after, rows)
    request.changed("cover", uuid, before, _with_beneficiaries(request, after))
    return ApiResponse(200, Serializer(request.firm).cover(after))


def cover_kind(plan: Record) -> str:
    """Which fields a plan's covers have: protection, insurance, or either."""
    if plan["type"] in ("protection_policy", "group_protection"):
        return "protection"
    return "insurance" if plan["type"] == "general_insurance" else "either"


def _nulled_fields(request: ApiRequest, plan: Record) -> dict[str, Any]:
    """The fields of the plan's kind that a PUT which replaces nulls where they are left out; a cover keeps its type."""
    if request.firm.behaviours.put != "full":
        return {}
    benefit = ("benefit_amount", "benefit_status", "indexation")
    fields = {"protection": benefit, "insurance": ("excess",), "either": (*benefit, "excess")}[cover_kind(plan)]
    return dict.fromkeys(fields)


def _validate_cover(request: ApiRequest, plan: Record, cover: Record | None) -> dict[str, Any]:
    kind, creating = cover_kind(plan), cover is None
    form = PayloadValidator(request.body)
    types = {"protection": PROTECTION, "insurance": INSURANCE}.get(kind, PROTECTION + INSURANCE)
    form.choice("cover_type", types, required=creating)
    if kind != "insurance":
        _validate_protection(form, request, creating=creating, must=creating and kind == "protection")
    if kind != "protection":
        nullable = request.firm.behaviours.null_in_cover != "refused"
        form.pennies("excess", required=creating and kind == "insurance", nullable=nullable)
    form.rows("beneficiaries", beneficiary_row_validator(request.firm, plan, cover))
    wanted = form.cleaned()
    if wanted.get("client_uuid") and wanted["client_uuid"] not in plan["owners"]:
        raise ValidationFailed({"client_uuid": ["The client must have access to the plan."]})
    return wanted


def _validate_protection(form: PayloadValidator, request: ApiRequest, *, creating: bool, must: bool) -> None:
    form.pennies("benefit_amount", required=must)
    form.choice("benefit_status", BENEFIT_STATUSES, required=must, nullable=True)
    form.number("indexation", required=must, nullable=request.firm.behaviours.null_in_cover != "refused")
    if creating:
        form.choice("benefit_frequency", FREQUENCIES, required=must, nullable=True)
        form.known("client_uuid", request.firm.kinds["account"].__contains__, nullable=True)


def _with_beneficiaries(request: ApiRequest, cover: Record) -> Record:
    return {**cover, "beneficiaries": [dict(one) for one in plan_beneficiaries(request.firm, cover["plan"])]}
