"""What was typed into the cover form, read into what is asked; wrong answers are told, each in one sentence."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from django.conf import settings

from boards.mirror import cover_types
from boards.plans import shares
from boards.plans.forms.cover import BeneficiaryForm, CoverForm
from boards.plans.merge import CoverEdit
from boards.plans.snapshot import BeneficiaryShare, FieldValue, total_share
from boards.plans.wording import owner_names
from boards.ui.fields import Unreadable, parse_name, parse_percent, parse_pounds

MAX_AMOUNT = 10**12
TOO_MANY = "A cover can have {most} beneficiaries at most, and this list has {number}. Take {over} out."
INCOMPLETE_FORM = "The page did not send all the beneficiaries it showed. Open the cover again; nothing was sent."


def clean_cover_form(typed: CoverForm) -> CoverEdit | None:
    """What is asked, or None where something is wrong; then `typed.errors` and the rows say what, each field in one
    sentence. A field nobody touched is never wrong, and is never sent.
    """
    typed.errors = {}
    changed: dict[str, FieldValue] = {}
    for name in typed.names:
        if typed.is_left(name) or typed.facts.currency(name) != "GBP":
            continue
        try:
            value = CLEANERS[name](typed, typed.fields[name])
        except ValueError as wrong:
            typed.errors[name] = str(wrong)
            continue
        if value != typed.facts.value(name):
            changed[name] = value
    rows, removed = clean_beneficiaries(typed)
    if typed.errors:
        return None
    return CoverEdit(typed.base, typed.cover, typed.kind, changed, rows, removed)


def word_cleaner(words: tuple[str, ...], ask: str) -> Callable[[CoverForm, str], FieldValue]:
    """A reader of one of Plannr's words."""

    def reader(typed: CoverForm, text: str) -> FieldValue:
        if text in (words or cover_types.TYPES[typed.kind]):
            return text
        raise ValueError(ask)

    return reader


def pounds_cleaner(name: str) -> Callable[[CoverForm, str], FieldValue]:
    """A reader of an amount in pounds; an excess may be emptied."""

    def reader(typed: CoverForm, text: str) -> FieldValue:
        if typed.cover and name == "excess" and not text.strip():
            return None
        try:
            amount = parse_pounds(text, MAX_AMOUNT)
        except Unreadable as error:
            raise ValueError(f"{cover_types.NAMES[name]} {error}") from None
        if amount is None:
            raise ValueError(f"Enter the {cover_types.NAMES[name].lower()}, in pounds")
        if name == "benefit_amount" and amount < 100:
            raise ValueError(f"{cover_types.NAMES[name]} must be £1 or more")
        return amount

    return reader


def clean_indexation(typed: CoverForm, text: str) -> FieldValue:
    """A reader of a decimal percentage; it may be emptied."""
    if typed.cover and not text.strip():
        return None
    try:
        rate = parse_percent(text, like="2.5")
    except Unreadable as error:
        raise ValueError(f"Indexation {error}") from None
    if rate is None:
        raise ValueError("Enter the indexation, in per cent a year. Where there is none, enter 0")
    return rate


def clean_client(typed: CoverForm, text: str) -> FieldValue:
    """A reader of whom a new cover is for: one of the plan's clients, or nobody in particular."""
    if text and text not in owner_names(typed.base.plan):
        raise ValueError("Choose one of the plan’s clients")
    return text


CLEANERS: dict[str, Callable[[CoverForm, str], FieldValue]] = {
    "cover_type": word_cleaner((), "Choose one of the cover types"),
    "benefit_amount": pounds_cleaner("benefit_amount"),
    "benefit_status": word_cleaner(cover_types.STATUSES, "Choose a benefit status"),
    "benefit_frequency": word_cleaner(cover_types.FREQUENCIES, "Choose how often the benefit is paid"),
    "indexation": clean_indexation,
    "excess": pounds_cleaner("excess"),
    "client_uuid": clean_client,
}


def clean_beneficiaries(typed: CoverForm) -> tuple[tuple[BeneficiaryShare, ...] | None, tuple[UUID, ...]]:
    """The list as the person left it, and who was taken out; None for a list that nobody touched."""
    if typed.is_crowded:
        return None, ()
    own = {str(one.uuid): one for one in typed.base.of(typed.cover)}
    rows = [row for row in typed.rows if not row.is_blank]
    here = [row.uuid for row in rows if row.uuid]
    removed = [one for one in typed.removed if one in own and one not in here]
    if len(set(here)) != len(here) or set(here) - set(own) or set(own) - set(here) - set(removed):
        typed.errors["beneficiaries"] = INCOMPLETE_FORM
        return None, ()
    if (over := len(rows) - settings.MOST_BENEFICIARIES) > 0:
        typed.errors["beneficiaries"] = TOO_MANY.format(most=settings.MOST_BENEFICIARIES, number=len(rows), over=over)
        return None, ()
    people = tuple(clean_beneficiary(typed, place, row, own.get(row.uuid)) for place, row in enumerate(rows, start=1))
    untouched = not removed and [one.uuid for one in people] == [one.uuid for one in own.values()]
    if untouched and all(own[str(one.uuid)] == one for one in people):
        return None, ()
    if any(is_share_edited(one, own.get(str(one.uuid))) for one in people):
        clean_total_share(typed, rows, people)
    return people, tuple(UUID(one) for one in removed)


def clean_beneficiary(
    typed: CoverForm, place: int, row: BeneficiaryForm, known: BeneficiaryShare | None
) -> BeneficiaryShare:
    """One row; errors are noted in it and among the form's."""
    row.error_name = row.error_share = ""
    if known and row.is_left(known):
        return known
    if known and row.is_named(known.name):
        name = known.name
    else:
        name, row.error_name = clean_name(row.name, place)
    if known and row.has_share(known.share):
        share = known.share
    else:
        share, row.error_share = clean_share(row.share, name or f"beneficiary {place}")
    if row.error_name:
        typed.errors[f"name-{row.number}"] = row.error_name
    if not name and not share:
        row.error_share = ""
    if row.error_share:
        typed.errors[f"share-{row.number}"] = row.error_share
    return BeneficiaryShare(known.uuid if known else None, name, share, typed.cover, sure=bool(known and known.sure))


def is_share_edited(person: BeneficiaryShare, known: BeneficiaryShare | None) -> bool:
    """Whether somebody's share was typed: a total of shares that nobody touched is not judged."""
    return known is None or person.share != known.share


def clean_name(text: str, place: int) -> tuple[str, str]:
    """A name and what is wrong with it, in words."""
    whose = f"The name of beneficiary {place}"
    try:
        name = parse_name(text)
    except Unreadable as error:
        return text.strip(), f"{whose} {error}"
    if not name:
        return "", f"Enter the name of beneficiary {place}, or remove the row"
    return name, "" if any(letter.isalnum() for letter in name) else f"{whose} must have a letter in it"


def clean_share(text: str, whose: str) -> tuple[Decimal | None, str]:
    """A share and what is wrong with it, in words."""
    try:
        share = parse_percent(text)
    except Unreadable as error:
        return None, f"The share of {whose} {error}"
    if share is None:
        return None, f"Enter the share of {whose}, in per cent"
    return (share, "") if share else (None, f"The share of {whose} must be more than 0")


def clean_total_share(typed: CoverForm, rows: list[BeneficiaryForm], people: tuple[BeneficiaryShare, ...]) -> None:
    """More than 100 % is refused, and said at the first share; nothing is ever scaled."""
    total = total_share(people)
    if total > shares.WHOLE and rows:
        over = shares.format_percent(total - shares.WHOLE)
        typed.errors["beneficiaries"] = f"Shares add up to {shares.format_percent(total)}. Take {over} off."
