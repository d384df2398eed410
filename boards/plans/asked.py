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
from boards.plans import echo, habits, lists, shares
from boards.plans.matching import normal
from boards.plans.standing import Facts, Person, Standing, Value, from_json, number, text
from boards.ui import formatting

REMOVES, UNDER, UNSURE, TWINS, VANISHED, ANOTHER = "removes", "under", "unsure", "twins", "vanished", "another"
# Others of the plan whom a list may move, or delete, while nobody knows; and fields that may change unasked.
MOVES, DELETES, INDEXATION, UNSENT, CLEARS = "moves", "deletes", "indexation", "unsent", "clears"


@dataclass(frozen=True, slots=True)
class Asked:
    """A change of one cover (`cover` None: a new one), as a person asked it.

    `fields` holds only what differs from what the page showed. `rows` is this cover's whole list as the person left it,
    in the form's order, or None where nobody touched it; `removed` are those the person took out, by uuid.
    """

    base: Standing
    cover: UUID | None
    kind: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    rows: tuple[Person, ...] | None = None
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
                name: text(value) if isinstance(value, Decimal) else value for name, value in self.fields.items()
            },
            "rows": None
            if self.rows is None
            else [[str(one.uuid) if one.uuid else "", one.name, text(one.share)] for one in self.rows],
            "removed": [str(one) for one in self.removed],
        }


def asked_from(kept: dict[str, Any]) -> Asked:
    """The Asked that `as_json` wrote down."""
    cover = UUID(kept["cover"]) if kept["cover"] else None
    rows = kept["rows"]
    return Asked(
        from_json(kept["base"]),
        cover,
        kept["kind"],
        {name: number(value) if name == "indexation" else value for name, value in kept["fields"].items()},
        None
        if rows is None
        else tuple(Person(UUID(uuid) if uuid else None, name, number(share), cover) for uuid, name, share in rows),
        tuple(UUID(one) for one in kept["removed"]),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that both sides touched: `key` is the field's name or the row's uuid; each side in words."""

    key: str
    name: str
    yours: str
    now: str
    opened: str


def list_after(asked: Asked, now: Standing) -> list[Person]:
    """This cover's people once `asked` is done upon `now`: the form's rows in their order, then whoever came meanwhile.

    A row nobody touched is taken as it is now; one that has left Plannr meanwhile and was not touched is left out.
    """
    if asked.rows is None:
        return now.of(asked.cover)
    base = {one.uuid: one for one in asked.base.of(asked.cover)}
    here = {one.uuid: one for one in now.of(asked.cover)}
    found: list[Person] = []
    for row in asked.rows:
        if row.uuid is None or touched(row, base.get(row.uuid)):
            found.append(replace(row, cover=asked.cover))
        elif row.uuid in here:
            found.append(here[row.uuid])
    named = {row.uuid for row in asked.rows} | set(asked.removed)
    return [*found, *(one for one in now.of(asked.cover) if one.uuid not in named)]


def touched(row: Person, base: Person | None) -> bool:
    """Whether the person changed the row."""
    return base is None or row.name != base.name or row.share != base.share


def list_changes(asked: Asked, now: Standing) -> bool:
    """Whether the list would become another than it is."""
    if asked.rows is None:
        return False
    before, after = now.of(asked.cover), list_after(asked, now)
    known = {one.uuid: (one.name, one.share) for one in before}
    return len(before) != len(after) or any(known.get(one.uuid) != (one.name, one.share) for one in after)


def is_listed(asked: Asked, now: Standing) -> bool:
    """Whether the cover's list has to be sent: somebody comes or goes, or nobody else is on the plan whom it may touch.

    Names and shares of people who stay go one by one elsewhere (`singles`).
    """
    if not list_changes(asked, now) or asked.cover is None:
        return asked.rows is not None and asked.cover is None
    before, after = now.of(asked.cover), list_after(asked, now)
    return not now.others(asked.cover) or {one.uuid for one in before} != {one.uuid for one in after}


def singles(asked: Asked, now: Standing) -> list[Person]:
    """Those whose name or share is changed by itself, as they will be; shares that become less first, so that they
    never come to more than both before and after.
    """
    if asked.cover is None or not list_changes(asked, now) or is_listed(asked, now):
        return []
    known = {one.uuid: one for one in now.of(asked.cover)}
    changed = [one for one in list_after(asked, now) if touched(one, known.get(one.uuid))]
    return sorted(changed, key=lambda one: (one.share or 0) - (known[one.uuid].share or 0))


def fields_to_send(asked: Asked, now: Standing) -> dict[str, Value]:
    """The fields whose value must become another than it is now."""
    facts = now.cover(asked.cover)
    return {name: value for name, value in asked.fields.items() if facts is None or facts.value(name) != value}


def differences(asked: Asked, now: Standing) -> list[Difference]:
    """What this person and somebody else both changed since the page was opened, each to something else."""
    then, facts = asked.base.cover(asked.cover), now.cover(asked.cover)
    if then is None or facts is None:
        return []
    found = []
    for name, yours in asked.fields.items():
        if facts.value(name) not in (then.value(name), yours):
            said = [shown(name, value, facts) for value in (yours, facts.value(name), then.value(name))]
            found.append(Difference(name, cover_types.NAMES[name], *said))
    return found + row_differences(asked, now)


def row_differences(asked: Asked, now: Standing) -> list[Difference]:
    """The same for beneficiaries: changed or removed here, and changed or removed in Plannr."""
    if asked.rows is None:
        return []
    here = {one.uuid: one for one in now.of(asked.cover)}
    rows = {one.uuid: one for one in asked.rows}
    found = []
    for then in asked.base.of(asked.cover):
        current, mine = here.get(then.uuid), rows.get(then.uuid)
        same_now = current is not None and (current.name, current.share) == (then.name, then.share)
        if same_now or not (then.uuid in asked.removed or (mine and touched(mine, then))):
            continue
        agreed = (current is None and mine is None) or (
            current is not None and mine is not None and (current.name, current.share) == (mine.name, mine.share)
        )
        if not agreed:
            found.append(Difference(str(then.uuid), then.name, told(mine), told(current), told(then)))
    return found


def told(person: Person | None) -> str:
    """A row in words: "Ann Smith, 15%"."""
    if person is None:
        return "taken out"
    return f"{person.name or 'no name'}, {shares.percent(person.share) if person.share is not None else 'no share'}"


def shown(name: str, value: Value, facts: Facts | None = None) -> str:
    """A field's value in words."""
    if value is None or value == "":
        return "nothing"
    if name in ("benefit_amount", "excess"):
        return formatting.money(int(value), facts.currency(name) if facts else "GBP", pence=True)
    if name == "indexation":
        return shares.percent(Decimal(value))
    return cover_types.label(str(value))


def questions(asked: Asked, now: Standing, *, vanished: bool = False) -> dict[str, list[str]]:
    """What a person must be asked before this is sent, by kind, with whom or what it is about.

    `removes`: who is deleted. `under`: shares of less than 100 %. `unsure`: shares that Plannr may have rounded, and
    that would be written as shown. `twins`: a new person of the same name as another. `vanished`: Plannr lists nobody
    where there were people (`vanished`). `moves` and `deletes`: people of other covers to whom the list may do that, as
    far as anybody knows. `clears`: fields that are emptied. `indexation` and `unsent`: fields that may become
    another, or empty.
    """
    changes, after = list_changes(asked, now), list_after(asked, now)
    found = {
        REMOVES: [one.name for one in now.of(asked.cover) if one.uuid in asked.removed] if changes else [],
        UNDER: [one.name for one in after] if changes and 0 < sum_of(after) < shares.WHOLE else [],
        UNSURE: unsure_of(asked, now),
        TWINS: twins(after) if changes else [],
        VANISHED: ["everybody"] if vanished and asked.cover else [],
        **at_risk(asked, now),
        **of_fields(asked, now),
    }
    return {kind: whom for kind, whom in found.items() if whom}


def goes_along(asked: Asked, now: Standing) -> bool:
    """Whether a save sends the list: it changes, or this Plannr was seen to delete people where a save has none."""
    if is_listed(asked, now):
        return True
    return bool(asked.cover and puts_cover(asked, now) and now.people and habits.has(habits.OMISSION_DELETES))


def puts_cover(asked: Asked, now: Standing) -> bool:
    """Whether the cover itself is written, beside single people of it."""
    return bool(fields_to_send(asked, now)) or is_listed(asked, now)


def list_way(asked: Asked, now: Standing) -> lists.Way | None:
    """How the list would be sent; None where no way is left."""
    return lists.way(list_after(asked, now), now.others(asked.cover))


def at_risk(asked: Asked, now: Standing) -> dict[str, list[str]]:
    """People of other covers to whom sending the list may do harm, while nobody has seen what this Plannr does."""
    way = list_way(asked, now) if asked.cover and goes_along(asked, now) else None
    if way is None or way.known:
        return {}
    return {MOVES if way.kind == lists.NAMED else DELETES: [one.name for one in now.others(asked.cover)]}


def of_fields(asked: Asked, now: Standing) -> dict[str, list[str]]:
    """Fields of the cover that are emptied, or that nobody touched and a write may change all the same."""
    if not asked.cover or not puts_cover(asked, now):
        return {}
    facts, fields = now.cover(asked.cover), fields_to_send(asked, now)
    return {
        CLEARS: [cover_types.NAMES[name] for name, value in fields.items() if value is None],
        INDEXATION: echo.unsure(facts, asked.kind, fields),
        UNSENT: echo.unsendable(facts, asked.kind, fields),
    }


def unsure_of(asked: Asked, now: Standing) -> list[str]:
    """Those whose share would be written back although Plannr may have rounded it, and nobody typed it."""
    if asked.cover is None:
        return []
    base = {one.uuid: one for one in asked.base.of(asked.cover)}
    typed = {row.uuid for row in asked.rows or () if row.uuid and (share_of(base.get(row.uuid)) != row.share)}
    written = {one.uuid for one in singles(asked, now)}
    if goes_along(asked, now):
        written |= {one.uuid for one in list_after(asked, now)}
        way = list_way(asked, now)
        written |= {one.uuid for one in now.others(asked.cover)} if way and way.kind == lists.NAMED else set()
    return [one.name for one in now.people if one.uuid in written - typed and not one.sure]


def share_of(person: Person | None) -> Decimal | None:
    """Somebody's share, if there is somebody."""
    return person.share if person else None


def twins(after: list[Person]) -> list[str]:
    """The new people who are called like somebody else on the cover."""
    counts = Counter(normal(one.name) for one in after)
    return list(dict.fromkeys(one.name for one in after if one.uuid is None and counts[normal(one.name)] > 1))


def sum_of(people: list[Person]) -> Decimal:
    """What their shares come to; a share that Plannr does not give counts as nothing."""
    return shares.total([one.share for one in people if one.share is not None])


def why_not_sendable(asked: Asked, now: Standing) -> str:
    """Why this list can never be sent as it is, in words; blank where it can."""
    way, own = list_way(asked, now), list_after(asked, now)
    if not is_listed(asked, now) and (way is None or now.unclear):
        return lists.NO_SAVE
    if now.unclear:
        return lists.UNCLEAR
    if way is None:
        return lists.NO_WAY
    for one in [*own, *(now.others(asked.cover) if way.kind == lists.NAMED else [])]:
        if why := why_not_writable(one):
            return f"{why}, so the list cannot be sent back whole."
    return too_much(asked, now)


def why_not_writable(one: Person) -> str:
    """Why somebody cannot be written as Plannr holds them, without a full stop; blank where they can."""
    called = one.name if one.name.strip() else "a beneficiary"
    if one.share is None:
        return f"Plannr gives no share for {called}"
    if not one.has_share:
        return f"Plannr holds {shares.percent(one.share)} as the share of {called}"
    if not one.name.strip():
        return "Plannr holds a beneficiary without a name on this plan"
    return "" if one.has_name else f"Plannr holds a name that cannot be written, {called}"


def too_much(asked: Asked, now: Standing) -> str:
    """That shares would come to more than 100 %, and to more than they do already, in words; blank where not."""
    total = sum_of(list_after(asked, now))
    if total > max(shares.WHOLE, sum_of(now.of(asked.cover))):
        return f"With what has changed in Plannr meanwhile, shares add up to {shares.percent(total)}."
    return ""
