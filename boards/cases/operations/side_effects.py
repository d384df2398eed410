"""What must stay as it was when a case is written: its plans, and every field that was not sent (plannr-api.md 11).

The PUT's own answer is the evidence of what our write did; a later read counts only for what that answer does not
carry. What only the later read shows, somebody else did: it is said, and left alone.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from boards import gateway
from boards.mirror.store.card_summary import assigned_ids
from boards.plannr import Case, InvalidResponse
from boards.ui.formatting import counted

# What a PUT that replaces the whole case would empty where it is left out, and how a person calls it.
PRESERVED = {
    "type": "type",
    "value": "value",
    "review_at": "review date",
    "completed_at": "completion date",
    "assigned_to_uuids": "assignees",
    "group_uuids": "groups",
}


def preserved_value(case: Case, key: str) -> Any:
    """A field of an answer as a PUT takes it; None where there is nothing in it, or nothing told."""
    match key:
        case "status" | "type":
            found = getattr(case, key)
            return found.uuid if found else None
        case "value":
            return case.value.pennies if case.value else None
        case "assigned_to_uuids":
            return assigned_ids(case)
        case "group_uuids":
            return list(case.group_uuids) if case.group_uuids is not None else None
    return getattr(case, key)


def describe_losses(plans: Collection[UUID], before: Case, answer: Case, seen: Case, sent: Collection[str]) -> str:
    """What a write took that had to stay, in words: of `plans`, and of what was not `sent`. Blank for nothing."""
    lost, emptied = unlinked_plans(plans, answer, seen), _emptied_fields(before, answer, seen, sent)
    return " and ".join([*([counted(len(lost), "linked plan")] if lost else []), *(PRESERVED[key] for key in emptied)])


def unlinked_plans(plans: Collection[UUID], answer: Case, seen: Case) -> set[UUID]:
    """Those of `plans` that the write took off: missing from its answer, and still missing later."""
    told = [set(one.plan_uuids) for one in (answer, seen) if one.plan_uuids is not None]
    return set(plans).difference(*told) if told else set()


def describe_unlinking(answer: Case, seen: Case) -> str:
    """That somebody else took plans off the case after our PUT was answered, in a sentence; blank where nobody did."""
    held, now = answer.plan_uuids or (), seen.plan_uuids
    gone = set(held) - set(held if now is None else now)
    return f"Somebody took {'a plan' if len(gone) == 1 else f'{len(gone)} plans'} off it meanwhile." if gone else ""


def restore_case(uuid: UUID, before: Case, plans: Collection[UUID], **wanted: Any) -> Case:
    """Send a whole case as it was read `before`, with `plans` and what was `wanted`; the case as Plannr then shows it.

    Raises PlannrError; InvalidResponse where something is still missing.
    """
    whole: Mapping[str, Any] = {key: preserved_value(before, key) for key in ("name", "status", *PRESERVED)} | wanted
    door = gateway.client()
    answer = door.cases.update(uuid, plans=list(plans), **{key: one for key, one in whole.items() if one is not None})
    now = door.cases.get(uuid)
    if left := describe_losses(plans, before, answer, now, sent=wanted):
        raise InvalidResponse(f"Plannr did not take back its {left}")
    return now


def _emptied_fields(before: Case, answer: Case, seen: Case, sent: Collection[str]) -> list[str]:
    """The fields not sent that were filled and are empty now, where that befell every one of them."""
    gone_with = {"completed_at"} if "status" in sent else set()
    filled = [key for key in PRESERVED if key not in {*sent, *gone_with} and preserved_value(before, key)]
    emptied = [key for key in filled if not preserved_value(answer, key) and not preserved_value(seen, key)]
    return emptied if len(emptied) == len(filled) else []
