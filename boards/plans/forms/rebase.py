"""The cover form filled in again: as it was asked, over what Plannr holds now, and with Plannr's words about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from boards.audit.models import Entry
from boards.mirror import cover_types
from boards.plans import merge
from boards.plans.forms.conflicts import form_conflicts
from boards.plans.forms.cover import NO_COVER, BeneficiaryForm, CoverForm, form_from_snapshot, form_value
from boards.plans.merge import CoverEdit
from boards.plans.operations.base import CoverOperation
from boards.plans.operations.beneficiary import UpdateBeneficiary
from boards.plans.snapshot import BeneficiaryShare, PlanSnapshot, decimal_or_none, snapshot_from_json
from boards.ui.formatting import decimal_text
from boards.writes.operation import Result


def form_from_edit(asked: CoverEdit) -> CoverForm:
    """The form that `asked` was read from, as good as it was."""
    form = form_from_snapshot(asked.base, asked.cover, asked.kind)
    form.fields |= {name: form_value(name, value) for name, value in asked.fields.items()}
    if asked.rows is not None:
        form.rows = [
            BeneficiaryForm(number, str(one.uuid) if one.uuid else "", one.name, decimal_text(one.share))
            for number, one in enumerate(asked.rows)
        ]
        form.removed = [str(one) for one in asked.removed]
    return form


def edit_from_attempt(attempt: Entry) -> CoverEdit:
    """What a form had asked that ended in this attempt, out of the log: to be offered again where it was not done."""
    before, body = attempt.before or {}, attempt.body or {}
    base, cover = snapshot_from_json(before["standing"]), UUID(before["cover"]) if before["cover"] else None
    facts = base.cover(cover) or NO_COVER
    typed = {
        name: body[name]
        for name in (*cover_types.FIELDS[before["kind"]], *cover_types.ONCE[before["kind"]])
        if name in body
    }
    if isinstance(typed.get("indexation"), str):
        typed["indexation"] = decimal_or_none(typed["indexation"])
    fields = {name: value for name, value in typed.items() if value != facts.value(name)}
    rows = list_from_body(body, base.of(cover), cover)
    kept = {one.uuid for one in rows or ()}
    removed = [one.uuid for one in base.of(cover) if one.uuid and one.uuid not in kept] if rows is not None else []
    return CoverEdit(base, cover, before["kind"], fields, rows, tuple(removed))


def list_from_body(
    body: Mapping[str, Any], own: Sequence[BeneficiaryShare], cover: UUID | None
) -> tuple[BeneficiaryShare, ...] | None:
    """A cover's people as a body asked for them: a whole list (others' people left out), one person alone, or None."""
    if "uuid" in body:
        share = decimal_or_none(body.get("percentage") or "")
        return tuple(
            replace(one, name=body.get("name", one.name), share=share if share is not None else one.share)
            if str(one.uuid) == body["uuid"]
            else one
            for one in own
        )
    if "beneficiaries" not in body:
        return None
    mine = {str(one.uuid) for one in own}
    rows = [row for row in body["beneficiaries"] if not row.get("uuid") or row["uuid"] in mine]
    return tuple(
        BeneficiaryShare(
            UUID(row["uuid"]) if row.get("uuid") else None, row["name"], decimal_or_none(row["percentage"]), cover
        )
        for row in rows
    )


def rebase_form(asked: CoverEdit, now: PlanSnapshot) -> CoverForm:
    """The form over what Plannr holds now: what this person changed stays typed, the rest is as it is now.

    Somebody taken out here and changed there is put back into the list: they must be taken out knowingly. Somebody
    changed here and gone there comes back as a new row.
    """
    form = form_from_snapshot(now, asked.cover, asked.kind)
    form.fields |= {name: form_value(name, value) for name, value in asked.fields.items()}
    form.clashes = form_conflicts(asked, now, {})
    if asked.rows is None:
        return form
    clashing = {one.key for one in form.clashes}
    here = {one.uuid: one for one in now.of(asked.cover)}
    removed = [one for one in asked.removed if one in here and str(one) not in clashing]
    after = merge.merged_list(asked, now)
    people = [*after, *(here[one] for one in asked.removed if one in here and str(one) in clashing)]
    form.rows = [
        BeneficiaryForm(number, str(one.uuid) if one.uuid in here else "", one.name, decimal_text(one.share))
        for number, one in enumerate(people)
    ]
    form.removed = [str(one) for one in removed]
    form.clashes = form_conflicts(asked, now, {str(one.uuid): number for number, one in enumerate(people) if one.uuid})
    return form


def add_plannr_errors(form: CoverForm, act: CoverOperation, ending: Result) -> None:
    """Plannr's words beside the field they are about: `beneficiaries.1.percentage` is the second row's share."""
    mine = {str(one.uuid): row for one in act.wanted for row in form.rows if one.uuid and row.uuid == str(one.uuid)}
    new = iter(row for row in form.rows if not row.uuid and not row.is_blank)
    order = [mine.get(str(one.uuid)) if one.uuid else next(new, None) for one in act.wanted]
    form.errors |= act.kept
    for key, said in ending.errors.items():
        name, _, rest = key.partition(".")
        text = " ".join(said)
        if isinstance(act, UpdateBeneficiary):
            row = mine.get(str(act.uuid))
            add_row_error(form, [row], f"0.{name}", text)
        elif name in form.fields:
            form.errors[name] = text
        elif name == "beneficiaries":
            add_row_error(form, order, rest, text)
        else:
            form.errors["beneficiaries" if form.rows else "cover_type"] = text


def add_row_error(form: CoverForm, order: Sequence[BeneficiaryForm | None], rest: str, text: str) -> None:
    """One error of the list: at the row's box where it names one, else at the list."""
    number, _, part = rest.partition(".")
    row = order[int(number)] if number.isdigit() and int(number) < len(order) else None
    if row is None:
        form.errors["beneficiaries"] = text
    elif part == "percentage":
        row.error_share = form.errors[f"share-{row.number}"] = text
    else:
        row.error_name = form.errors[f"name-{row.number}"] = text
