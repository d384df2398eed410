"""The cover form's page: drawn as typed, and what it carries of the reading it was made from, signed for one person."""

import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from boards.mirror import cover_types
from boards.mirror.models import Cover, Plan
from boards.mirror.sync.plans import sync_plan
from boards.mirror.sync.single_flight import sync_state
from boards.plans.forms.conflicts import conflicts_as_json, conflicts_from_json
from boards.plans.forms.cover import CoverForm, FormConflict
from boards.plans.operations.descriptions import cover_history
from boards.plans.pages.cover_form import form_context
from boards.plans.pages.cover_summary import beneficiaries_of_cover, summarise_cover
from boards.plans.snapshot import PlanSnapshot, snapshot_from_json
from boards.writes.operation import Result

SALT = "plans.cover"
STATUS_CODES = {"conflict": 409, "refused": 422, "unavailable": 503}


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """What a page was made from: the reading, the cover's kind, and what had been changed on both sides."""

    base: PlanSnapshot
    kind: str
    clashes: list[FormConflict]


def read_opened_form(request: HttpRequest, plan: UUID, cover: UUID | None) -> OpenedForm | None:
    """What the page was made from, as the form carries it, signed; None for anything but this person's own page."""
    try:
        kept = signing.loads(request.POST.get("opened", ""), salt=SALT)
        if (kept["who"], kept["plan"], kept["cover"]) != (request.user.pk, str(plan), str(cover or "")):
            return None
        return OpenedForm(snapshot_from_json(kept["base"]), kept["kind"], conflicts_from_json(kept.get("clashes", [])))
    except (signing.BadSignature, KeyError, ValueError, TypeError):
        return None


def render_form(
    request: HttpRequest,
    plan: Plan,
    form: CoverForm,
    *,
    ending: Result | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The form as typed, with what is wrong, what Plannr holds, and the plan's other covers."""
    kept = {
        "who": request.user.pk,
        "plan": str(plan.pk),
        "cover": str(form.cover or ""),
        "kind": form.kind,
        "base": form.base.as_json(),
        "clashes": conflicts_as_json(form.clashes),
    }
    context = form_context(plan, form, ending=ending) | {
        "opened": signing.dumps(kept, salt=SALT, compress=True),
        "key": uuid.uuid4().hex,
        "history": cover_history(plan.pk, form.cover) if form.cover else [],
        **more,
    }
    return render(
        request, "plans/cover_form.html", context, status=STATUS_CODES.get(ending.outcome, status) if ending else status
    )


def render_read_only(request: HttpRequest, plan: Plan, cover: UUID, *, trouble: str = "") -> HttpResponse:
    """One cover to read, from the mirror; `trouble` says why it cannot be changed just now."""
    read = sync_state(f"plan:{plan.pk}") if trouble else sync_plan(plan.pk)
    found = get_object_or_404(Cover, pk=cover, plan=plan.pk)
    covers, people = list(plan.covers.all()), list(plan.beneficiaries.live())
    plan.refresh_from_db()
    context = {
        "plan": plan,
        "line": summarise_cover(plan, found, beneficiaries_of_cover(found, covers, people), []),
        "frequency": cover_types.label(found.benefit_frequency),
        "status_word": cover_types.label(found.benefit_status),
        "insured": cover_types.cover_kind(plan.type, found.cover_type, has_excess=found.excess is not None)
        == cover_types.INSURANCE,
        "reading": read,
        "trouble": trouble,
        "history": cover_history(plan.pk, cover),
    }
    return render(request, "plans/cover_detail.html", context)
