"""The invariants of tests/plans/history.py (reliability.md P12, P13), from what the sandbox keeps before and after.

Each verdict gives what is wrong, in words; nothing where all is well. An outcome of "nothing" is that of an act that
left no attempt in the log; `frozen` is what the plan's freeze says, "" where it is not frozen.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import ceil, floor
from typing import Any
from uuid import UUID

from boards.plans.merge import CoverEdit
from boards.plans.snapshot import BeneficiaryShare
from boards.sandbox.store.firm import Firm

SENT_NOTHING = ("refused", "nothing", "conflict")

FIELDS = ("cover_type", "benefit_amount", "benefit_frequency", "benefit_status", "indexation", "excess", "client")

type Who = tuple[str | None, str, Decimal]


@dataclass
class Seen:
    """A plan as the sandbox keeps it, to the last digit: people and covers by uuid.

    Where this Plannr does not tell a person's cover (`tells`), nobody is asked to keep it.
    """

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    covers: dict[str, dict[str, Any]] = field(default_factory=dict)
    tells: bool = True

    def who(self, one: dict[str, Any]) -> Who:
        """A person to compare; capitals and spaces do not matter."""
        cover = one["cover"] if self.tells else None
        return cover, " ".join(one["name"].split()).casefold(), Decimal(str(one["percentage"]))

    @property
    def everybody(self) -> Counter[Who]:
        """Everybody on the plan, as often as they are there."""
        return Counter(self.who(one) for one in self.people.values())

    def figures(self) -> dict[str, dict[str, Any]]:
        """Each cover's fields, the indexation to the last digit."""
        return {
            uuid: {name: one[name] for name in FIELDS} | {"indexation": exact(one["indexation"])}
            for uuid, one in self.covers.items()
        }


def seen(firm: Firm, plan: UUID) -> Seen:
    """How the plan stands in the sandbox now."""
    return Seen(
        {one["uuid"]: one for one in firm.by("beneficiary", "plan", str(plan))},
        {one["uuid"]: one for one in firm.by("cover", "plan", str(plan))},
        firm.behaviours.beneficiary_cover == "given",
    )


@dataclass
class Change:
    """The verdict on a change of a cover; `confirmed` are those a page named before they were removed."""

    asked: CoverEdit
    confirmed: set[str] = field(default_factory=set)
    met: Counter[Who] = field(default_factory=Counter)
    risked: bool = False

    def verdict(self, before: Seen, after: Seen, outcome: str, *, frozen: str, alarmed: bool) -> Iterator[str]:
        """What is wrong with what became of the plan. Where a page said that people may be moved or deleted, and the
        plan is frozen now, they need not be under their covers; but everybody is there. The same where a save without
        a list deletes people, of which no page warns: the documents say so of lists only. Somebody put back whose share
        the board only knew as Plannr showed it may have that share, where the freeze says so.
        """
        asked, held, met = self.asked, before.people, self.met
        if frozen and self.risked:
            before, after = replace(before, tells=False), replace(after, tells=False)
            met = Counter((None, *who[1:]) for who in met.elements())
        elif frozen:
            yield "frozen without having asked"
        there = after.everybody - met
        lost, come = before.everybody - there, there - before.everybody
        for who in list(lost.elements()):
            shown = (*who[:2], whole(who[2]))
            if come[shown] and is_told(shown, frozen):
                lost, come = lost - Counter([who]), come - Counter([shown])
        rows = {str(row.uuid): row for row in asked.rows or () if row.uuid}
        altered = [
            uuid for uuid, row in rows.items() if uuid in held and before.who(held[uuid]) != self.kept(row, before)
        ]
        may_go = [before.who(held[uuid]) for uuid in [*(self.confirmed & set(held)), *altered]]
        new = [self.kept(row, before) for row in asked.rows or () if row.uuid is None]
        if strange := lost - Counter(may_go):
            yield f"gone without a yes: {strange}; asked {asked.rows}, {asked.removed}"
        if strange := come - Counter([*(self.kept(rows[uuid], before) for uuid in altered), *new]):
            yield f"come without being asked for, or twice: {strange}; asked {asked.rows}"
        if outcome in SENT_NOTHING and (lost or come or before.figures() != after.figures()):
            yield f"and yet: gone {lost}, come {come}, {before.figures()} became {after.figures()}"
        if outcome == "saved" and (short := Counter(new) - there):
            yield f"but missing: {short}"
        if set(before.covers) != set(after.covers):
            yield f"covers {set(before.covers)} became {set(after.covers)}"
        yield from drifted(asked, before, after, outcome, alarmed=alarmed)

    def kept(self, row: BeneficiaryShare, before: Seen) -> Who:
        """A row as it would be kept; a name or share that nobody typed stays what Plannr keeps."""
        held = before.people
        base = next((one for one in self.asked.base.of(self.asked.cover) if one.uuid == row.uuid), None)
        now = held.get(str(row.uuid)) if base else None
        share = Decimal(str(now["percentage"])) if now and base and base.share == row.share else row.share
        name = now["name"] if now and base and base.name == row.name else row.name
        cover = str(self.asked.cover) if before.tells else None
        return cover, " ".join(name.split()).casefold(), share or Decimal(0)


def whole(number: Decimal) -> Decimal:
    """A number as a Plannr shows it that shows none with decimals."""
    return Decimal(int(number + Decimal("0.5")))


def is_told(who: Who, frozen: str) -> bool:
    """Whether a freeze says of somebody's share that Plannr may have held decimals of it."""
    return f"{who[1]}, {who[2]}%" in frozen.partition("decimals")[2].casefold()


def unseen(then: Decimal, wish: Any, is_now: Decimal) -> bool:
    """Whether an indexation that was not changed may look as if it had been, where Plannr shows it whole."""
    return wish is not None and is_now == then and whole(then) in (floor(wish), ceil(wish))


def exact(number: float | None) -> Decimal | None:
    """A number of the sandbox's as it would be read."""
    return None if number is None else Decimal(str(number))


def drifted(asked: CoverEdit, before: Seen, after: Seen, outcome: str, *, alarmed: bool = False) -> Iterator[str]:
    """Fields of another cover, or that nobody asked about, that have moved. Where something was put back and that was
    told (`alarmed`), an indexation may be what Plannr had shown of it.
    """
    was = before.figures()
    for uuid, figures in after.figures().items():
        for name, is_now in figures.items():
            then = was.get(uuid, figures)[name]
            if name == "indexation" and outcome == "saved" and unseen(then, asked.fields.get(name), is_now):
                continue
            if alarmed and name == "indexation" and is_now == whole(then):
                continue
            wish = asked.fields.get(name, then) if uuid == str(asked.cover) else then
            if outcome == "saved" and is_now != wish:
                yield f"but {name} is {is_now} and not {wish}"
            if is_now not in (then, wish):
                yield f"{name} drifted from {then} to {is_now}; asked {wish}"


@dataclass
class Making:
    """The verdict on a new cover: at most `most` of it, exactly as asked, and nothing else touched.

    `met` are people and `covers` the covers that an outsider made meanwhile.
    """

    asked: CoverEdit
    most: int = 1
    met: Counter[Who] = field(default_factory=Counter)
    covers: set[str] = field(default_factory=set)

    def verdict(self, before: Seen, after: Seen, outcome: str, *, frozen: str, alarmed: bool) -> Iterator[str]:
        """What is wrong with what became of the plan."""
        if frozen:
            yield "frozen by a new cover"
        new = self.new(before, after)
        there = after.everybody - self.met
        if len(new) > self.most:
            yield f"{len(new)} covers made, of {self.most}: {new}"
        if new and outcome in SENT_NOTHING:
            yield f"and yet a cover was made: {new}"
        if not new and outcome == "saved":
            yield "but there is no cover"
        if lost := before.everybody - there:
            yield f"gone: {lost}"
        for uuid in new:
            asked = {name: after.covers[uuid][name] for name in self.asked.fields}
            if asked | {"indexation": Decimal(str(asked["indexation"]))} != self.asked.fields:
                yield f"the cover is {asked} and not {self.asked.fields}"
        yield from self.strangers(before, there, after, new[0] if new else None)
        yield from drifted(CoverEdit(self.asked.base, UUID(int=0), ""), before, after, "refused")
        if set(before.covers) - set(after.covers):
            yield f"covers gone: {set(before.covers) - set(after.covers)}"

    def new(self, before: Seen, after: Seen) -> list[str]:
        """The covers that came, other than the outsider's."""
        return [uuid for uuid in after.covers if uuid not in before.covers and uuid not in self.covers]

    def strangers(self, before: Seen, there: Counter[Who], after: Seen, cover: str | None) -> Iterator[str]:
        """People who came twice or unasked for, or did not come with the cover."""
        rows = [{"cover": cover, "name": row.name, "percentage": row.share} for row in self.asked.rows or ()]
        wanted = Counter(after.who(row) for row in rows if cover)
        if strange := there - before.everybody - wanted:
            yield f"come without being asked for, or twice: {strange}; asked {self.asked.rows}"
        if short := wanted - (there - before.everybody):
            yield f"the cover is there without {short}"
