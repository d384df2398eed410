"""One cover in a line of the plan page: what it is, who has which part of it in pounds, and a ribbon of the shares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from boards.mirror import cover_types
from boards.mirror.models import Beneficiary, Cover, Plan
from boards.mirror.quality.covers import CoverIssue
from boards.plans import shares
from boards.plans.matching import normalise_name
from boards.ui import formatting

COLOURS = 6


@dataclass(frozen=True, slots=True)
class ShareSegment:
    """One piece of a ribbon of shares, in per cent of its width; `tone` is a class that colours it."""

    tone: str
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class CoverShare:
    """One person's part of a cover. `pennies` None where the cover has no amount in pounds."""

    name: str
    share: Decimal | None
    pennies: int | None

    @property
    def percent(self) -> str:
        """The share in words."""
        return "no share given" if self.share is None else shares.format_percent(self.share)


@dataclass(frozen=True, slots=True)
class CoverSummary:
    """One cover as the plan page shows it."""

    cover: Cover
    label: str
    amount: str
    often: str
    indexation: str
    people: list[CoverShare]
    total: Decimal
    left: int | None
    gaps: list[CoverIssue]
    ribbon: list[ShareSegment]

    @property
    def in_words(self) -> str:
        """The ribbon, for those who cannot see it."""
        said = ", ".join(f"{part.name} {part.percent}" for part in self.people[:12])
        more = f" and {len(self.people) - 12} more" if len(self.people) > 12 else ""
        return f"{said}{more}" if self.people else "Nobody named"

    @property
    def is_whole(self) -> bool:
        """Whether the shares make 100 %."""
        return self.total == shares.WHOLE

    @property
    def total_words(self) -> str:
        """What the shares come to, in words."""
        return shares.format_percent(self.total)


def beneficiaries_of_cover(cover: Cover, covers: Sequence[Cover], people: Sequence[Beneficiary]) -> list[Beneficiary]:
    """A cover's people; where Plannr links nobody and there is one cover only, everybody."""
    if len(covers) == 1 and not any(one.cover for one in people):
        return list(people)
    return [one for one in people if one.cover == cover.uuid]


def summarise_cover(
    plan: Plan,
    cover: Cover,
    people: Sequence[Beneficiary],
    found: Iterable[CoverIssue],
    everybody: Sequence[Beneficiary] = (),
) -> CoverSummary:
    """A cover as the plan page shows it."""
    parts, colours = cover_shares(cover, people), beneficiary_colours(everybody or people)
    given = [part.share for part in parts if part.share is not None]
    total = shares.sum_shares(given)
    insured = (
        cover_types.cover_kind(plan.type, cover.cover_type, has_excess=cover.excess is not None)
        == cover_types.INSURANCE
    )
    amount = formatting.money(cover.excess, cover.excess_currency) if insured else benefit_in_words(cover)
    shared = sum(part.pennies or 0 for part in parts)
    return CoverSummary(
        cover,
        cover_types.label(cover.cover_type),
        amount,
        "" if insured else cover_types.how_often(cover.benefit_frequency),
        shares.format_percent(Decimal(cover.indexation)) if cover.indexation else "",
        parts,
        total,
        cover.benefit_amount - shared if cover.benefit_amount and parts and total < shares.WHOLE else None,
        [gap for gap in found if gap.cover == str(cover.uuid)],
        share_bar(given, [colours[normalise_name(one.name)] for one in people if one.share]),
    )


def benefit_in_words(cover: Cover) -> str:
    """A cover's benefit in words."""
    return (
        formatting.money(cover.benefit_amount, cover.benefit_currency)
        if cover.benefit_amount is not None
        else "No amount"
    )


def cover_shares(cover: Cover, people: Sequence[Beneficiary]) -> list[CoverShare]:
    """Each person's share, and its pounds where the cover's benefit is in pounds."""
    given = [Decimal(one.share) if one.share else None for one in people]
    in_pounds = cover.benefit_amount is not None and cover.benefit_currency == "GBP"
    pennies: list[int | None] = [None] * len(people)
    if in_pounds and all(share is not None for share in given):
        pennies = [*shares.allocate_pennies(cover.benefit_amount or 0, [share or Decimal(0) for share in given])]
    return [CoverShare(one.name, share, amount) for one, share, amount in zip(people, given, pennies, strict=True)]


def beneficiary_colours(people: Sequence[Beneficiary]) -> dict[str, str]:
    """A colour for each person of a plan, the same on every cover."""
    names = dict.fromkeys(normalise_name(one.name) for one in people)
    return {name: f"s{place % COLOURS + 1}" for place, name in enumerate(names)}


def share_bar(given: Sequence[Decimal], colours: Sequence[str] = ()) -> list[ShareSegment]:
    """Shares as pieces of a bar; more than 100 % fills it, and the piece beyond is drawn as too much."""
    total = shares.sum_shares(given)
    scale = max(total, shares.WHOLE) / shares.WHOLE
    found, at = [], Decimal(0)
    for place, share in enumerate(given):
        inside = max(min(share, shares.WHOLE - at), Decimal(0))
        found.append(
            ShareSegment(
                colours[place] if colours else f"s{place % COLOURS + 1}",
                bar_percent(at / scale),
                bar_percent(inside / scale),
            )
        )
        at += share
    if total > shares.WHOLE:
        found.append(
            ShareSegment("over", bar_percent(shares.WHOLE / scale), bar_percent((total - shares.WHOLE) / scale))
        )
    return [one for one in found if one.width != "0%"]


def bar_percent(number: Decimal) -> str:
    return f"{formatting.decimal_text(round(number, 2))}%"
