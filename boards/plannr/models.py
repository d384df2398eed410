"""What Plannr keeps, as plain frozen values, each field beside how it is read (plannr-api.md 2 to 8).

``X.parse(raw)`` reads one object of an answer, and gives None for one without a readable uuid. Everything but a uuid
may be missing (plannr-api.md 10.10): a text is then "", anything else None. A collection that was not in the answer is
None, an empty one is ``()``. Money is whole pennies, moments are aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Self
from uuid import UUID

from boards.plannr.money import Money
from boards.plannr.parsing import (
    Json,
    is_cut,
    parse_bool,
    parse_colour,
    parse_count,
    parse_date,
    parse_decimal,
    parse_identified,
    parse_identifier,
    parse_int,
    parse_members,
    parse_moment,
    parse_money,
    parse_object,
    parse_percentage,
    parse_text,
    unwrap_placeholder,
)
from boards.plannr.record import Record, Row, derive, nested, read, read_list, read_whole_list

type FieldValue = str | int | Decimal | bool | None

NO_MONEY: Mapping[str, Money] = MappingProxyType({})
ADDRESS_KEYS = ("email", "value", "address", "contact")
# The key of a note's contents is not documented, so several are tried.
CONTENT_KEYS = ("contents", "content", "body", "text")


@dataclass(frozen=True, slots=True)
class Status(Record):
    """A case status, a column of the board (plannr-api.md 3.1).

    ``position`` orders columns; ``colour`` is ``#rgb``, ``#rrggbb`` or None.
    """

    name: str = read(parse_text)
    colour: str | None = read(parse_colour)
    position: int | None = read(parse_int)
    is_completed: bool = read(parse_bool, "is_type_completed")


@dataclass(frozen=True, slots=True)
class CaseType(Record):
    """A kind of case, such as "Mortgage Plan" (plannr-api.md 3.3)."""

    name: str = read(parse_text)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag. Its shape on a case is not documented, so even its uuid may be missing (plannr-api.md 2.3)."""

    name: str
    colour: str | None = None
    uuid: UUID | None = None

    @classmethod
    def parse(cls, raw: Json) -> Self | None:
        """The tag of an object with a name; a bare text is none: it is a placeholder."""
        row = parse_object(raw) or {}
        name = parse_text(row.get("name"))
        return cls(name, parse_colour(row.get("colour")), parse_identifier(row.get("uuid"))) if name else None


@dataclass(frozen=True, slots=True)
class Group(Record):
    """A group of accounts, as a case mentions it (plannr-api.md 6.5)."""

    name: str = read(parse_text)


def full_name(row: Row) -> str:
    """An account's name, or its first and last name where it has none of its own."""
    both = f"{parse_text(row.get('first_name'))} {parse_text(row.get('last_name'))}"
    return parse_text(row.get("name")) or both.strip()


def email_address(row: Row) -> str:
    """The address in ``primary_email`` (a text or a contact detail), else in ``email`` (plannr-api.md 6.2)."""
    primary = unwrap_placeholder(row.get("primary_email"))
    contact = parse_object(primary) if isinstance(primary, dict) else None
    candidates = [contact.get(key) for key in ADDRESS_KEYS] if contact else [primary]
    addresses = (parse_text(candidate) for candidate in [*candidates, row.get("email")])
    return next((address for address in addresses if "@" in address), "")


def parse_mentioned(raw: Json) -> Account | None:
    """An account as another one mentions it: who it is, without its own relations."""
    if (identified := parse_identified(raw)) is None:
        return None
    uuid, row = identified
    return Account.from_row(uuid, {key: row[key] for key in row if not key.startswith("assigned_")})


@dataclass(frozen=True, slots=True)
class Account(Record):
    """A client, employee or external of the firm (plannr-api.md 6.2).

    ``kind`` is Plannr's ``type``: client, employee, external, or "".
    """

    name: str = derive(full_name)
    first_name: str = read(parse_text)
    last_name: str = read(parse_text)
    kind: str = read(parse_text, "type")
    role: str = read(parse_text)
    email: str = derive(email_address)
    adviser: Account | None = read(parse_mentioned, "assigned_adviser")
    administrator: Account | None = read(parse_mentioned, "assigned_administrator")
    paraplanner: Account | None = read(parse_mentioned, "assigned_paraplanner")
    next_review_at: datetime | None = read(parse_moment, "next_review_date")
    inactive_at: date | None = read(parse_date)
    tags: tuple[Tag, ...] | None = read_list(Tag.parse)


def parse_field_value(raw: Json) -> FieldValue:
    """A custom field's value as it came, texts made storable; several values become one text with commas."""
    value = unwrap_placeholder(raw)
    if isinstance(value, list):
        return ", ".join(parse_text(part) for part in value)
    if isinstance(value, str):
        return parse_text(value)
    return None if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class CustomField(Record):
    """A custom field on a record, with its value; ``reference`` is its key when written (plannr-api.md 5.3)."""

    name: str = read(parse_text)
    type: str = read(parse_text)
    value: FieldValue = read(parse_field_value)
    help_text: str = read(parse_text)
    reference: str = read(parse_text)
    is_required: bool = read(parse_bool)
    options: tuple[str, ...] = derive(
        lambda row: tuple(parse_text(option) for option in parse_members(row.get("selection_options")) or ())
    )


@dataclass(frozen=True, slots=True)
class CaseRef(Record):
    """A case as another record mentions it."""

    name: str = read(parse_text)


def is_rounded(raw: Json) -> bool:
    """Whether a share came without decimals, as 50 or "50", and so may hide some."""
    share = unwrap_placeholder(raw)
    number = parse_decimal(share)
    return number is not None and not isinstance(share, Decimal) and number.as_tuple().exponent == 0


@dataclass(frozen=True, slots=True)
class Beneficiary(Record):
    """Who is paid, and what share in percent (plannr-api.md 8.7).

    ``percentage_is_rounded`` says that Plannr answered a whole number, and may hold decimals it did not show: such a
    share must not be written back unless a person typed it.
    """

    name: str = read(parse_text)
    percentage: Decimal | None = read(parse_percentage)
    percentage_is_rounded: bool = read(is_rounded, "percentage")
    cover_uuid: UUID | None = derive(
        lambda row: parse_identifier(nested(row, "cover", "uuid")) or parse_identifier(row.get("cover_uuid"))
    )
    created_at: datetime | None = read(parse_moment)
    updated_at: datetime | None = read(parse_moment)

    @classmethod
    def parse(cls, raw: Json) -> Self | None:
        """The beneficiary; None also where the name is too long to be had whole: it is written back with its list."""
        identified = parse_identified(raw)
        if identified is None or is_cut(identified[1].get("name")):
            return None
        return cls.from_row(*identified)


@dataclass(frozen=True, slots=True)
class Cover(Record):
    """A cover of a plan (plannr-api.md 8.2).

    ``indexation`` is in percent. ``beneficiaries`` appear in no documented answer: mostly None.
    """

    cover_type: str = read(parse_text)
    benefit_amount: Money | None = read(parse_money)
    benefit_frequency: str = read(parse_text)
    benefit_status: str = read(parse_text)
    indexation: Decimal | None = read(parse_percentage)
    excess: Money | None = read(parse_money)
    client: Account | None = read(Account.parse)
    created_at: datetime | None = read(parse_moment)
    updated_at: datetime | None = read(parse_moment)
    beneficiaries: tuple[Beneficiary, ...] | None = read_whole_list(Beneficiary.parse)


def money_by_cover_type(raw: Json) -> Mapping[str, Money]:
    """Money by cover type; PHP writes an empty one as ``[]`` (plannr-api.md 7.2)."""
    if not isinstance(raw, dict):
        return NO_MONEY
    return {parse_text(kind): amount for kind, value in raw.items() if (amount := parse_money(value)) is not None}


@dataclass(frozen=True, slots=True)
class Plan(Record):
    """A financial plan (plannr-api.md 7.2).

    ``total_benefits`` is money by cover type; ``owners`` are Plannr's ``linked_owners``.
    """

    name: str = read(parse_text)
    type: str = read(parse_text)
    sub_type: str = read(parse_text)
    abstract_type: str = read(parse_text)
    status: str = read(parse_text)
    policy_number: str = read(parse_text)
    proposal_reference: str = read(parse_text)
    advice_area: str = read(parse_text)
    value: Money | None = read(parse_money)
    total_benefit_amount: Money | None = read(parse_money)
    total_benefits: Mapping[str, Money] = read(money_by_cover_type)
    provider_name: str = derive(lambda row: parse_text(nested(row, "provider", "name")))
    opened_at: datetime | None = read(parse_moment)
    valued_at: datetime | None = read(parse_moment)
    review_date: date | None = read(parse_date)
    inactive_at: datetime | None = read(parse_moment)
    inactive_reason: str = read(parse_text)
    client: Account | None = read(Account.parse)
    owners: tuple[Account, ...] | None = read_list(Account.parse, "linked_owners")
    cases: tuple[CaseRef, ...] | None = read_list(CaseRef.parse)
    covers: tuple[Cover, ...] | None = read_list(Cover.parse)
    is_deleting: bool = read(parse_bool)
    created_at: datetime | None = read(parse_moment)
    updated_at: datetime | None = read(parse_moment)


@dataclass(frozen=True, slots=True)
class Case(Record):
    """A case (plannr-api.md 2.4). ``position`` is ``status_position``: its rank in its status, from 1, firm-wide.

    ``plans``, ``assigned_to_uuids`` and ``group_uuids`` are written back whole, so they are None unless every
    member could be read: a set with a hole in it must never be echoed (plannr-api.md 11).
    """

    name: str = read(parse_text)
    status: Status | None = read(Status.parse)
    type: CaseType | None = read(CaseType.parse)
    value: Money | None = read(parse_money)
    position: int | None = read(parse_int, "status_position")
    completed_at: datetime | None = read(parse_moment)
    review_at: datetime | None = read(parse_moment)
    created_at: datetime | None = read(parse_moment)
    updated_at: datetime | None = read(parse_moment)
    participants: tuple[Account, ...] | None = read_list(Account.parse)
    participants_count: int | None = read(parse_count)
    plans: tuple[Plan, ...] | None = read_whole_list(Plan.parse)
    tags: tuple[Tag, ...] | None = read_list(Tag.parse)
    assigned_to: tuple[Account, ...] | None = read_list(Account.parse)
    assigned_to_uuids: tuple[UUID, ...] | None = read_whole_list(parse_identifier)
    group_uuids: tuple[UUID, ...] | None = read_whole_list(parse_identifier)
    groups: tuple[Group, ...] | None = read_list(Group.parse)
    custom_fields: tuple[CustomField, ...] | None = read_list(CustomField.parse)
    task_board_uuid: UUID | None = read(parse_identifier)

    @property
    def plan_uuids(self) -> tuple[UUID, ...] | None:
        """The uuids to echo in a move, or None when the answer did not tell them all."""
        if self.plans is None:
            return None
        return tuple(plan.uuid for plan in self.plans)


@dataclass(frozen=True, slots=True)
class Note(Record):
    """A note on a case (plannr-api.md 4.2). ``type`` is call, note, meeting or email."""

    type: str = read(parse_text)
    contents: str = derive(lambda row: next((text for key in CONTENT_KEYS if (text := parse_text(row.get(key)))), ""))
    is_edited: bool = read(parse_bool, "edited")
    author: Account | None = read(Account.parse, "account")
    created_at: datetime | None = read(parse_moment)
    updated_at: datetime | None = read(parse_moment)


@dataclass(frozen=True, slots=True)
class Task(Record):
    """A task of a case (plannr-api.md 4.1). ``status`` is the name of its task status."""

    name: str = read(parse_text)
    description: str = read(parse_text)
    priority: str = read(parse_text)
    status: str = derive(lambda row: parse_text(nested(row, "status", "name")))
    due_at: datetime | None = read(parse_moment)
    created_at: datetime | None = read(parse_moment)
    updated_at: datetime | None = read(parse_moment)


@dataclass(frozen=True, slots=True)
class FirmRef(Record):
    """A firm, as a login or an account mentions it (plannr-api.md 6.6)."""

    name: str = read(parse_text)


@dataclass(frozen=True, slots=True)
class Login(Record):
    """What joins the token's user to one account (plannr-api.md 6.6). ``expires_at`` None means never."""

    account: Account | None = read(Account.parse)
    firm: FirmRef | None = derive(
        lambda row: FirmRef.parse(row.get("firm")) or FirmRef.parse(nested(row, "account", "firm"))
    )
    has_write_permission: bool = read(parse_bool)
    has_delete_permission: bool = read(parse_bool)
    expires_at: datetime | None = read(parse_moment)
    preferred_account_uuid: UUID | None = read(parse_identifier)
