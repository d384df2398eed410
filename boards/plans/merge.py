"""What somebody asks of a cover, what it would make of the plan, what stands against it, and what must be asked first.

Pure functions over two readings of the plan: the one the page was made from (`asked.base`) and the one that is true
now.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from boards.mirror import cover_types
from boards.plans import shares
from boards.plans.api_behaviour import OMISSION_DELETES
from boards.plans.matching import normalise_name
from boards.plans.operations import list_mode, payload
from boards.plans.snapshot import (
    BeneficiaryShare,
    CoverFields,
    FieldValue,
    PlanSnapshot,
    decimal_or_none,
    decimal_text,
    snapshot_from_json,
    total_share,
)
from boards.ui import formatting

REMOVES, UNDER, UNSURE, NAMESAKES, VANISHED, ANOTHER = "removes", "under", "unsure", "twins", "vanished", "another"
# Others of the plan whom a list may move, or delete, while nobody knows; and fields that may change unasked.
MOVES, DELETES, INDEXATION, UNSENT, CLEARS = "moves", "deletes", "indexation", "unsent", "clears"


@dataclass(frozen=True, slots=True)
class CoverEdit:
    """A change of one cover (`cover` None: a new one), as a person asked it.

    `fields` holds only what differs from what the page showed. `rows` is this cover's whole list as the person left it,
    in the form's order, or None where nobody touched it; `removed` are those the person took out, by uuid.
    """

    base: PlanSnapshot
    cover: UUID | None
    kind: str
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    rows: tuple[BeneficiaryShare, ...] | None = None
    removed: tuple[UUID, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to send."""
        return not self.fields and self.rows is None and self.cover is not None

    def as_json(self) -> dict[str, Any]:
        """As JSON values, for the page that asks and for its single-use row."""
        return {
            "base": self.base.as_json(),
            "cover": str(self.cover) if self.cover else "",
            "kind": self.kind,
            "fields": {
                name: decimal_text(value) if isinstance(value, Decimal) else value
                for name, value in self.fields.items()
            },
            "rows": None
            if self.rows is None
            else [[str(one.uuid) if one.uuid else "", one.name, decimal_text(one.share)] for one in self.rows],
            "removed": [str(one) for one in self.removed],
        }


def edit_from_json(kept: dict[str, Any]) -> CoverEdit:
    """The edit that `as_json` wrote down."""
    cover = UUID(kept["cover"]) if kept["cover"] else None
    rows = kept["rows"]
    return CoverEdit(
        snapshot_from_json(kept["base"]),
        cover,
        kept["kind"],
        {name: decimal_or_none(value) if name == "indexation" else value for name, value in kept["fields"].items()},
        None
        if rows is None
        else tuple(
            BeneficiaryShare(UUID(uuid) if uuid else None, name, decimal_or_none(share), cover)
            for uuid, name, share in rows
        ),
        tuple(UUID(one) for one in kept["removed"]),
    )


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One thing that both sides touched: `key` is the field's name or the row's uuid; each side in words."""

    key: str
    name: str
    yours: str
    now: str
    opened: str


def merged_list(asked: CoverEdit, now: PlanSnapshot) -> list[BeneficiaryShare]:
    """This cover's people once `asked` is done upon `now`: the form's rows in their order, then whoever came meanwhile.

    A row nobody touched is taken as it is now; one that has left Plannr meanwhile and was not touched is left out.
    """
    if asked.rows is None:
        return now.of(asked.cover)
    base = {one.uuid: one for one in asked.base.of(asked.cover)}
    here = {one.uuid: one for one in now.of(asked.cover)}
    found: list[BeneficiaryShare] = []
    for row in asked.rows:
        if row.uuid is None or is_row_edited(row, base.get(row.uuid)):
            found.append(replace(row, cover=asked.cover))
        elif row.uuid in here:
            found.append(here[row.uuid])
    named = {row.uuid for row in asked.rows} | set(asked.removed)
    return [*found, *(one for one in now.of(asked.cover) if one.uuid not in named)]


def is_row_edited(row: BeneficiaryShare, base: BeneficiaryShare | None) -> bool:
    """Whether the person changed the row."""
    return base is None or row.name != base.name or row.share != base.share


def changes_list(asked: CoverEdit, now: PlanSnapshot) -> bool:
    """Whether the list would become another than it is."""
    if asked.rows is None:
        return False
    before, after = now.of(asked.cover), merged_list(asked, now)
    known = {one.uuid: (one.name, one.share) for one in before}
    return len(before) != len(after) or any(known.get(one.uuid) != (one.name, one.share) for one in after)


def requires_list(asked: CoverEdit, now: PlanSnapshot) -> bool:
    """Whether the cover's list has to be sent: somebody comes or goes, or nobody else is on the plan whom it may touch.

    Names and shares of people who stay go one by one elsewhere (`singles`).
    """
    if not changes_list(asked, now) or asked.cover is None:
        return asked.rows is not None and asked.cover is None
    before, after = now.of(asked.cover), merged_list(asked, now)
    return not now.others(asked.cover) or {one.uuid for one in before} != {one.uuid for one in after}


def individual_updates(asked: CoverEdit, now: PlanSnapshot) -> list[BeneficiaryShare]:
    """Those whose name or share is changed by itself, as they will be; shares that become less first, so that they
    never come to more than both before and after.
    """
    if asked.cover is None or not changes_list(asked, now) or requires_list(asked, now):
        return []
    known = {one.uuid: one for one in now.of(asked.cover)}
    changed = [one for one in merged_list(asked, now) if is_row_edited(one, known.get(one.uuid))]
    return sorted(changed, key=lambda one: (one.share or 0) - (known[one.uuid].share or 0))


def fields_to_send(asked: CoverEdit, now: PlanSnapshot) -> dict[str, FieldValue]:
    """The fields whose value must become another than it is now."""
    facts = now.cover(asked.cover)
    return {name: value for name, value in asked.fields.items() if facts is None or facts.value(name) != value}


def find_conflicts(asked: CoverEdit, now: PlanSnapshot) -> list[FieldConflict]:
    """What this person and somebody else both changed since the page was opened, each to something else."""
    then, facts = asked.base.cover(asked.cover), now.cover(asked.cover)
    if then is None or facts is None:
        return []
    found = []
    for name, yours in asked.fields.items():
        if facts.value(name) not in (then.value(name), yours):
            said = [describe_cover_value(name, value, facts) for value in (yours, facts.value(name), then.value(name))]
            found.append(FieldConflict(name, cover_types.NAMES[name], *said))
    return found + find_row_conflicts(asked, now)


def find_row_conflicts(asked: CoverEdit, now: PlanSnapshot) -> list[FieldConflict]:
    """The same for beneficiaries: changed or removed here, and changed or removed in Plannr."""
    if asked.rows is None:
        return []
    here = {one.uuid: one for one in now.of(asked.cover)}
    rows = {one.uuid: one for one in asked.rows}
    found = []
    for then in asked.base.of(asked.cover):
        current, mine = here.get(then.uuid), rows.get(then.uuid)
        same_now = current is not None and (current.name, current.share) == (then.name, then.share)
        if same_now or not (then.uuid in asked.removed or (mine and is_row_edited(mine, then))):
            continue
        agreed = (current is None and mine is None) or (
            current is not None and mine is not None and (current.name, current.share) == (mine.name, mine.share)
        )
        if not agreed:
            found.append(
                FieldConflict(str(then.uuid), then.name, describe_row(mine), describe_row(current), describe_row(then))
            )
    return found


def describe_row(person: BeneficiaryShare | None) -> str:
    """A row in words: "Ann Smith, 15%"."""
    if person is None:
        return "taken out"
    return (
        f"{person.name or 'no name'}, {shares.format_percent(person.share) if person.share is not None else 'no share'}"
    )


def describe_cover_value(name: str, value: FieldValue, facts: CoverFields | None = None) -> str:
    """A field's value in words."""
    if value is None or value == "":
        return "nothing"
    if name in ("benefit_amount", "excess"):
        return formatting.money(int(value), facts.currency(name) if facts else "GBP", pence=True)
    if name == "indexation":
        return shares.format_percent(Decimal(value))
    return cover_types.label(str(value))


def confirmations_needed(asked: CoverEdit, now: PlanSnapshot, *, vanished: bool = False) -> dict[str, list[str]]:
    """What a person must be asked before this is sent, by kind, with whom or what it is about.

    `removes`: who is deleted. `under`: shares of less than 100 %. `unsure`: shares that Plannr may have rounded, and
    that would be written as shown. `twins`: a new person of the same name as another. `vanished`: Plannr lists nobody
    where there were people (`vanished`). `moves` and `deletes`: people of other covers to whom the list may do that, as
    far as anybody knows. `clears`: fields that are emptied. `indexation` and `unsent`: fields that may become
    another, or empty.
    """
    changes, after = changes_list(asked, now), merged_list(asked, now)
    found = {
        REMOVES: [one.name for one in now.of(asked.cover) if one.uuid in asked.removed] if changes else [],
        UNDER: [one.name for one in after] if changes and 0 < total_share(after) < shares.WHOLE else [],
        UNSURE: people_with_rounded_shares(asked, now),
        NAMESAKES: namesakes(after) if changes else [],
        VANISHED: ["everybody"] if vanished and asked.cover else [],
        **people_at_risk(asked, now),
        **fields_at_risk(asked, now),
    }
    return {kind: whom for kind, whom in found.items() if whom}


def includes_list(asked: CoverEdit, now: PlanSnapshot) -> bool:
    """Whether a save sends the list: it changes, or this Plannr was seen to delete people where a save has none."""
    if requires_list(asked, now):
        return True
    return bool(asked.cover and writes_cover(asked, now) and now.people and OMISSION_DELETES in now.observed)


def writes_cover(asked: CoverEdit, now: PlanSnapshot) -> bool:
    """Whether the cover itself is written, beside single people of it."""
    return bool(fields_to_send(asked, now)) or requires_list(asked, now)


def list_mode_for(asked: CoverEdit, now: PlanSnapshot) -> list_mode.ListMode | None:
    """How the list would be sent; None where no way is left."""
    return list_mode.choose_list_mode(merged_list(asked, now), now.others(asked.cover), now.observed)


def people_at_risk(asked: CoverEdit, now: PlanSnapshot) -> dict[str, list[str]]:
    """People of other covers to whom sending the list may do harm, while nobody has seen what this Plannr does."""
    way = list_mode_for(asked, now) if asked.cover and includes_list(asked, now) else None
    if way is None or way.known:
        return {}
    return {MOVES if way.kind == list_mode.NAMED else DELETES: [one.name for one in now.others(asked.cover)]}


def fields_at_risk(asked: CoverEdit, now: PlanSnapshot) -> dict[str, list[str]]:
    """Fields of the cover that are emptied, or that nobody touched and a write may change all the same."""
    if not asked.cover or not writes_cover(asked, now):
        return {}
    facts, fields = now.cover(asked.cover), fields_to_send(asked, now)
    return {
        CLEARS: [cover_types.NAMES[name] for name, value in fields.items() if value is None],
        INDEXATION: payload.rounded_indexation(facts, asked.kind, fields, now.observed),
        UNSENT: payload.unsendable_fields(facts, asked.kind, fields, now.observed),
    }


def people_with_rounded_shares(asked: CoverEdit, now: PlanSnapshot) -> list[str]:
    """Those whose share would be written back although Plannr may have rounded it, and nobody typed it."""
    if asked.cover is None:
        return []
    base = {one.uuid: one for one in asked.base.of(asked.cover)}
    typed = {row.uuid for row in asked.rows or () if row.uuid and (share_of(base.get(row.uuid)) != row.share)}
    written = {one.uuid for one in individual_updates(asked, now)}
    if includes_list(asked, now):
        written |= {one.uuid for one in merged_list(asked, now)}
        way = list_mode_for(asked, now)
        written |= {one.uuid for one in now.others(asked.cover)} if way and way.kind == list_mode.NAMED else set()
    return [one.name for one in now.people if one.uuid in written - typed and not one.sure]


def share_of(person: BeneficiaryShare | None) -> Decimal | None:
    """Somebody's share, if there is somebody."""
    return person.share if person else None


def namesakes(after: list[BeneficiaryShare]) -> list[str]:
    """The new people who are called like somebody else on the cover."""
    counts = Counter(normalise_name(one.name) for one in after)
    return list(dict.fromkeys(one.name for one in after if one.uuid is None and counts[normalise_name(one.name)] > 1))


def why_list_not_sendable(asked: CoverEdit, now: PlanSnapshot) -> str:
    """Why this list can never be sent as it is, in words; blank where it can."""
    way, own = list_mode_for(asked, now), merged_list(asked, now)
    if not requires_list(asked, now) and (way is None or now.unclear):
        return list_mode.NO_SAVE
    if now.unclear:
        return list_mode.UNCLEAR
    if way is None:
        return list_mode.NO_WAY
    for one in [*own, *(now.others(asked.cover) if way.kind == list_mode.NAMED else [])]:
        if why := why_not_writable(one):
            return f"{why}, so the list cannot be sent back whole."
    return describe_overallocation(asked, now)


def why_not_writable(one: BeneficiaryShare) -> str:
    """Why somebody cannot be written as Plannr holds them, without a full stop; blank where they can."""
    called = one.name if one.name.strip() else "a beneficiary"
    if one.share is None:
        return f"Plannr gives no share for {called}"
    if not one.has_share:
        return f"Plannr holds {shares.format_percent(one.share)} as the share of {called}"
    if not one.name.strip():
        return "Plannr holds a beneficiary without a name on this plan"
    return "" if one.has_name else f"Plannr holds a name that cannot be written, {called}"


def describe_overallocation(asked: CoverEdit, now: PlanSnapshot) -> str:
    """That shares would come to more than 100 %, and to more than they do already, in words; blank where not."""
    total = total_share(merged_list(asked, now))
    if total > max(shares.WHOLE, total_share(now.of(asked.cover))):
        return f"With what has changed in Plannr meanwhile, shares add up to {shares.format_percent(total)}."
    return ""
