"""What a beneficiary's share is known to be, where Plannr may round it to whole per cent (plannr-api.md 8.7)."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.db.models import F

from boards import plannr
from boards.mirror.models import Beneficiary
from boards.ui.formatting import decimal_text

ONE = Decimal(1)


def exact_share(read: plannr.Beneficiary, known: Beneficiary | None, written: Decimal | None = None) -> Decimal | None:
    """What a share is known to be: as read, or the exact one that Plannr's whole number stands for.

    That is the one just `written`, or the one `known` from before where Plannr has not touched the row since.
    """
    if read.percentage is None or has_decimals(read.percentage):
        return read.percentage
    if written is not None and rounds_to(written, read.percentage):
        return written
    if known is None or not known.share or known.updated_at is None or known.updated_at != read.updated_at:
        return read.percentage
    return Decimal(known.share) if known.shown == decimal_text(read.percentage) else read.percentage


def may_be_rounded(people: Sequence[plannr.Beneficiary]) -> bool:
    """Whether a plan's whole shares may hide decimals (plannr-api.md 8.7).

    They do where this Plannr was seen to round what was written here. They may where a cover's shares just miss 100 %
    by no more than rounding can, and no share anywhere was ever read with decimals.
    """
    if Beneficiary.objects.exclude(share=F("shown")).exists():
        return True
    if any(has_decimals(one.percentage) for one in people):
        return False
    covers = {one.cover_uuid for one in people}
    suspicious = any(
        misses_by_rounding([one.percentage for one in people if one.cover_uuid == cover]) for cover in covers
    )
    return suspicious and not Beneficiary.objects.filter(had_decimals=True).exists()


def misses_by_rounding(given: Sequence[Decimal | None]) -> bool:
    """Whether shares of 100 % together could show these sums once each is rounded."""
    missed = abs(sum((share for share in given if share is not None), Decimal(0)) - 100)
    return 0 < missed * 2 <= len(given)


def has_decimals(share: Decimal | None) -> bool:
    """Whether there is anything after the point."""
    return share is not None and share != share.to_integral_value()


def rounds_to(exact: Decimal, whole: Decimal) -> bool:
    """Whether a whole number can be the rounding of an exact one, upwards or downwards."""
    return whole in (exact.quantize(ONE, ROUND_FLOOR), exact.quantize(ONE, ROUND_CEILING))
