"""The cover form as it was typed: every answer kept as it came.

Rows are numbered in the form (`name-3`, `share-3`, `uuid-3`); `row` lists the numbers in order, and `removed` the uuids
of those taken out. Nobody is taken out by being left out: a known person who is neither in a row nor among the removed
means that the page was not sent whole.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.http import QueryDict

from boards.mirror import cover_types
from boards.plans.snapshot import BeneficiaryShare, CoverFields, FieldValue, PlanSnapshot
from boards.ui.fields import pounds_typed
from boards.ui.formatting import decimal_text
from boards.ui.http import as_returned

NO_COVER = CoverFields(UUID(int=0))

# A field's text, a row's name and share, or None for a row taken out.
type ConflictSide = str | tuple[str, str] | None


@dataclass(slots=True)
class BeneficiaryForm:
    """One person's row as typed; `error_name` and `error_share` say in words what is wrong with it."""

    number: int
    uuid: str = ""
    name: str = ""
    share: str = ""
    error_name: str = ""
    error_share: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a new row."""
        return not (self.uuid or self.name.strip() or self.share.strip())

    def is_named(self, name: str) -> bool:
        """Whether the row's first box holds what it showed of somebody called `name`."""
        return as_returned(self.name) == as_returned(name)

    def has_share(self, share: Decimal | None) -> bool:
        """Whether the row's second box holds what it showed of this share."""
        return as_returned(self.share).strip() == decimal_text(share)

    def is_left(self, person: BeneficiaryShare) -> bool:
        """Whether both boxes hold what they showed of a person."""
        return self.is_named(person.name) and self.has_share(person.share)


@dataclass(frozen=True, slots=True)
class FormConflict:
    """One thing that both sides changed. `key` is the field's name or the person's uuid; `row` the row's number in the
    form. `yours`, `now` and `opened` are in words, `mine` is this person's side as typed. `stands` tells a page which
    side the form holds: "mine", "plannr", or "" for something else.
    """

    key: str
    name: str
    yours: str
    now: str
    opened: str
    mine: ConflictSide
    row: int | None = None
    stands: str = ""


@dataclass(slots=True)
class CoverForm:
    """The whole form as typed, over the reading of the plan (`base`) it was made from. `cover` None makes a new one.

    `clashes` are what was changed in Plannr, too, before `base` was read.
    """

    base: PlanSnapshot
    cover: UUID | None
    kind: str
    fields: dict[str, str] = field(default_factory=dict)
    rows: list[BeneficiaryForm] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    clashes: list[FormConflict] = field(default_factory=list)

    @property
    def facts(self) -> CoverFields:
        """The cover as the page showed it."""
        return self.base.cover(self.cover) or NO_COVER

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of the form, those that can only be given to a new cover included."""
        return cover_types.FIELDS[self.kind] + (() if self.cover else cover_types.ONCE[self.kind])

    def is_left(self, name: str) -> bool:
        """Whether the box of a cover's field holds what it showed: nobody touched it."""
        shows = form_value(name, self.facts.value(name))
        return self.cover is not None and as_returned(self.fields.get(name, "")) == as_returned(shows)

    @property
    def held(self) -> int:
        """How many people Plannr holds on the cover."""
        return len(self.base.of(self.cover))

    @property
    def is_crowded(self) -> bool:
        """Whether Plannr holds more people on the cover than a form can have rows: then it has none of them."""
        return not self.rows and self.held > settings.MOST_BENEFICIARIES

    @property
    def is_full(self) -> bool:
        """Whether no row can be added."""
        return len(self.rows) >= settings.MOST_BENEFICIARIES

    def next_number(self) -> int:
        """A number no row has, nor one that was taken out of a clash."""
        clashing = [one.row for one in self.clashes if one.row is not None]
        return max([*clashing, *(row.number for row in self.rows)], default=-1) + 1


def form_from_snapshot(base: PlanSnapshot, cover: UUID | None, kind: str) -> CoverForm:
    """The form as it is first shown: what Plannr holds."""
    facts = base.cover(cover) or NO_COVER
    typed = CoverForm(
        base, cover, kind, {name: form_value(name, facts.value(name)) for name in CoverForm(base, cover, kind).names}
    )
    if typed.is_crowded:
        return typed
    typed.rows = [
        BeneficiaryForm(number, str(one.uuid), one.name, decimal_text(one.share))
        for number, one in enumerate(base.of(cover))
    ]
    if not typed.rows and kind == cover_types.PROTECTION:
        typed.rows = [BeneficiaryForm(0)]
    return typed


def form_from_post(data: QueryDict, base: PlanSnapshot, cover: UUID | None, kind: str) -> CoverForm:
    """The form as it came in."""
    typed = CoverForm(base, cover, kind)
    typed.fields = {name: data.get(name, "") for name in typed.names}
    numbers = [int(one) for one in data.getlist("row") if one.isascii() and one.isdigit() and len(one) < 6]
    for number in dict.fromkeys(numbers):
        told = (data.get(f"{name}-{number}", "") for name in ("uuid", "name", "share"))
        typed.rows.append(BeneficiaryForm(number, *told))
    typed.removed = list(dict.fromkeys(data.getlist("removed")))
    return typed


def form_value(name: str, value: FieldValue) -> str:
    """A field's value as it stands in its box."""
    if name in ("benefit_amount", "excess"):
        return pounds_typed(value if isinstance(value, int) else None)
    if isinstance(value, Decimal) or value is None:
        return decimal_text(value)
    return str(value)
