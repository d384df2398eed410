"""Going on from one's own save: a form that is sent again, corrected, while or after its first save is carried out.

The form still stands upon the plan as it was before that save. What the save wrote is no news to the person, so it
becomes what the form stands upon, and the people it added are the same people in the form.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from boards.audit import recorder
from boards.audit.models import Entry
from boards.plans.matching import normalise_name
from boards.plans.merge import CoverEdit
from boards.plans.snapshot import BeneficiaryShare, CoverFields, decimal_or_none


def continue_from(asked: CoverEdit, own: Entry) -> CoverEdit:
    """`asked` upon what the saved attempt `own` of the same person left of the cover since the form was opened."""
    if own.at < asked.base.began:
        return asked
    ending = recorder.latest_outcome(own)
    after, body = (ending.after or {}) if ending else {}, own.body or {}
    if asked.cover is None or after.get("cover") != str(asked.cover):
        return asked
    covers = tuple(with_saved_fields(one, body, after) if one.uuid == asked.cover else one for one in asked.base.covers)
    asked = replace(asked, base=replace(asked.base, covers=covers))
    if body.get("uuid"):
        return replace(
            asked,
            base=replace(asked.base, people=tuple(with_saved_beneficiary(one, body) for one in asked.base.people)),
        )
    rows = after.get("people") or []
    held = {(name, share) for _, name, share in rows}
    sent = body.get("beneficiaries")
    mine = sent and {(row["name"], row["percentage"]) for row in sent if not row.get("uuid")} <= held
    exact = {row["uuid"]: row["percentage"] for row in sent or () if row.get("uuid")}
    return with_saved_list(asked, rows, exact) if mine else asked


def with_saved_beneficiary(one: BeneficiaryShare, body: dict[str, Any]) -> BeneficiaryShare:
    """A person as an attempt about one person alone left them, if it is them."""
    if str(one.uuid) != body["uuid"]:
        return one
    return replace(one, name=body.get("name", one.name), share=decimal_or_none(body.get("percentage", "")) or one.share)


def with_saved_fields(facts: CoverFields, body: dict[str, Any], after: dict[str, Any]) -> CoverFields:
    """A cover's facts with the fields that the attempt sent, as Plannr held them afterwards."""
    told = {
        name: value
        for name, value in (after.get("fields") or {}).items()
        if name in body and (body[name] == value or {body[name], value} == {"", None})
    }
    if "indexation" in told:
        told["indexation"] = decimal_or_none(told["indexation"] or "")
    return replace(facts, **told)


def with_saved_list(asked: CoverEdit, rows: list[list[str]], exact: dict[str, str]) -> CoverEdit:
    """The same with the people of the cover as the attempt left them, and shares as it sent them (`exact`, by uuid);
    those it added are found in the form again.
    """
    cover, old = asked.cover, {one.uuid for one in asked.base.of(asked.cover)}
    people = [
        BeneficiaryShare(UUID(uuid), name, decimal_or_none(exact.get(uuid, share)), cover) for uuid, name, share in rows
    ]
    base = replace(asked.base, people=(*people, *asked.base.others(cover)))
    if asked.rows is None:
        return replace(asked, base=base)
    added = [one for one in people if one.uuid not in old]
    mine, left = match_new_rows(asked.rows, added)
    removed = dict.fromkeys([*asked.removed, *(one.uuid for one in left if one.uuid)])
    return replace(asked, base=base, rows=mine, removed=tuple(removed))


def match_new_rows(
    rows: tuple[BeneficiaryShare, ...], added: list[BeneficiaryShare]
) -> tuple[tuple[BeneficiaryShare, ...], list[BeneficiaryShare]]:
    """The form's rows, new ones with the uuid of the person they have become, by name and then by order; and who was
    added and is no longer in the form.
    """
    left, known = list(added), {one.uuid for one in rows}
    left = [one for one in left if one.uuid not in known]
    found = list(rows)
    for by_name in (True, False):
        for place, row in enumerate(found):
            alike = [one for one in left if not by_name or normalise_name(one.name) == normalise_name(row.name)]
            if row.uuid is None and alike:
                match = alike[0]
                found[place] = replace(row, uuid=match.uuid)
                left.remove(match)
    return tuple(found), left
