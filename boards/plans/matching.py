"""Who is who in two lists of beneficiaries: by uuid, or by what they are where Plannr gave them another."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from boards.mirror.store.shares import rounds_to
from boards.plans.snapshot import BeneficiaryShare


def normalise_name(name: str) -> str:
    """A name as Plannr may write it back: no matter the capitals and the spaces (reliability.md 0.13, P13)."""
    return " ".join(name.split()).casefold()


def is_same_person(wanted: BeneficiaryShare, found: BeneficiaryShare) -> bool:
    """Whether `found` is what `wanted` looks like once Plannr has kept it: name, share and cover, rounded or not."""
    if normalise_name(wanted.name) != normalise_name(found.name) or (
        wanted.cover and found.cover and wanted.cover != found.cover
    ):
        return False
    return same_share(wanted.share, found.share, exact=found.exact)


def same_share(wanted: Decimal | None, found: Decimal | None, *, exact: bool) -> bool:
    """Whether Plannr may show `wanted` as `found`: the same or, where it may be rounding, its whole number."""
    if exact or wanted is None or found is None or wanted == found:
        return wanted == found
    return found == found.to_integral_value() and rounds_to(wanted, found)


def nearest_match(wanted: BeneficiaryShare, found: Iterable[BeneficiaryShare]) -> BeneficiaryShare | None:
    """Who of those that are the same as `wanted` has the nearest share: two of one name may both be its rounding."""
    alike = [one for one in found if is_same_person(wanted, one)]
    return min(alike, key=lambda one: abs((one.share or Decimal()) - (wanted.share or Decimal())), default=None)


def match_people(wanted: Sequence[BeneficiaryShare], found: Sequence[BeneficiaryShare]) -> dict[int, BeneficiaryShare]:
    """For each place in `wanted` the one in `found` that is it, each used once: by uuid first, then by what it is."""
    left = {one.uuid: one for one in found}
    pairs: dict[int, BeneficiaryShare] = {}
    for by_uuid in (True, False):
        for place, one in enumerate(wanted):
            if place in pairs:
                continue
            named = [left[one.uuid]] if one.uuid and one.uuid in left else []
            if twin := nearest_match(one, named if by_uuid else left.values()):
                pairs[place] = twin
                del left[twin.uuid]
    return pairs


def locate_people(wanted: Sequence[BeneficiaryShare], found: Sequence[BeneficiaryShare]) -> dict[int, BeneficiaryShare]:
    """For each place in `wanted` who in `found` is that person, wherever they are now, each used once.

    By uuid; else the same under the same cover; else the same under another one: Plannr may have moved them, and given
    them another uuid.
    """
    left = {one.uuid: one for one in found}
    pairs: dict[int, BeneficiaryShare] = {}

    def take(place: int, one: BeneficiaryShare | None) -> None:
        if one is not None:
            pairs[place] = one
            del left[one.uuid]

    for place, one in enumerate(wanted):
        take(place, left.get(one.uuid) if one.uuid else None)
    for anywhere in (False, True):
        for place, one in enumerate(wanted):
            if place not in pairs:
                twin = replace(one, cover=None) if anywhere else one
                take(place, nearest_match(twin, left.values()))
    return pairs
