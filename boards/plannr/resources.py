"""What Plannr keeps, as plain frozen values (plannr-api.md 2.4, 3.1, 6.2, 7.2, 8.2, 8.7).

Everything but a uuid may be missing (plannr-api.md 10.10). A text that is missing is ``""``; anything else is
None. A collection that was not in the answer is None, an empty one is ``()``. Money is whole pennies, moments
are aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

type FieldValue = str | int | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole pennies of ``currency`` (plannr-api.md 1.8). No value at all is None, never zero."""

    pennies: int
    currency: str = "GBP"


@dataclass(frozen=True, slots=True)
class Status:
    """A case status: a column of the board.

    ``position`` orders columns; ``colour`` is ``#rgb``, ``#rrggbb`` or None.
    """

    uuid: UUID
    name: str = ""
    colour: str | None = None
    position: int | None = None
    is_completed: bool = False


@dataclass(frozen=True, slots=True)
class CaseType:
    """A kind of case, such as "Mortgage Plan"."""

    uuid: UUID
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag. Its shape on a case is not documented, so even its uuid may be missing."""

    name: str
    colour: str | None = None
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of accounts, as a case mentions it (plannr-api.md 6.5)."""

    uuid: UUID
    name: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A person or entity in the firm. ``kind`` is Plannr's ``type``: client, employee, external, or ""."""

    uuid: UUID
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    kind: str = ""
    role: str = ""
    email: str = ""
    adviser: Account | None = None
    administrator: Account | None = None
    paraplanner: Account | None = None
    next_review_at: datetime | None = None
    inactive_at: date | None = None
    tags: tuple[Tag, ...] | None = None


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field on a record, with its value.

    ``reference`` is its key when written (plannr-api.md 5.3).
    """

    uuid: UUID
    name: str = ""
    type: str = ""
    value: FieldValue = None
    help_text: str = ""
    reference: str = ""
    is_required: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case as another record mentions it."""

    uuid: UUID
    name: str = ""


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Who is paid, and what share in percent.

    ``percentage_is_rounded`` says that Plannr answered a whole number, and may hold decimals it did not show:
    such a share must not be written back unless a person typed it (plannr-api.md 8.7).
    """

    uuid: UUID
    name: str = ""
    percentage: Decimal | None = None
    percentage_is_rounded: bool = False
    cover_uuid: UUID | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover of a plan.

    ``indexation`` is in percent. ``beneficiaries`` appear in no documented answer (8.2): mostly None.
    """

    uuid: UUID
    cover_type: str = ""
    benefit_amount: Money | None = None
    benefit_frequency: str = ""
    benefit_status: str = ""
    indexation: Decimal | None = None
    excess: Money | None = None
    client: Account | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    beneficiaries: tuple[Beneficiary, ...] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A financial plan.

    ``total_benefits`` is money by cover type; ``owners`` are Plannr's ``linked_owners``.
    """

    uuid: UUID
    name: str = ""
    type: str = ""
    sub_type: str = ""
    abstract_type: str = ""
    status: str = ""
    policy_number: str = ""
    proposal_reference: str = ""
    advice_area: str = ""
    value: Money | None = None
    total_benefit_amount: Money | None = None
    total_benefits: Mapping[str, Money] = field(default_factory=dict)
    provider_name: str = ""
    opened_at: datetime | None = None
    valued_at: datetime | None = None
    review_date: date | None = None
    inactive_at: datetime | None = None
    inactive_reason: str = ""
    client: Account | None = None
    owners: tuple[Account, ...] | None = None
    cases: tuple[CaseRef, ...] | None = None
    covers: tuple[Cover, ...] | None = None
    is_deleting: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case. ``position`` is Plannr's ``status_position``: its 1-based rank inside its status, firm-wide.

    ``plans``, ``assigned_to_uuids`` and ``group_uuids`` are written back whole, so they are None unless every
    member could be read: a set with a hole in it must never be echoed (plannr-api.md 11).
    """

    uuid: UUID
    name: str = ""
    status: Status | None = None
    type: CaseType | None = None
    value: Money | None = None
    position: int | None = None
    completed_at: datetime | None = None
    review_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    participants: tuple[Account, ...] | None = None
    participants_count: int | None = None
    plans: tuple[Plan, ...] | None = None
    tags: tuple[Tag, ...] | None = None
    assigned_to: tuple[Account, ...] | None = None
    assigned_to_uuids: tuple[UUID, ...] | None = None
    group_uuids: tuple[UUID, ...] | None = None
    groups: tuple[Group, ...] | None = None
    custom_fields: tuple[CustomField, ...] | None = None
    task_board_uuid: UUID | None = None

    @property
    def plan_uuids(self) -> tuple[UUID, ...] | None:
        """The uuids to echo in a move, or None when the answer did not tell them all."""
        if self.plans is None:
            return None
        return tuple(plan.uuid for plan in self.plans)


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a case (plannr-api.md 4.2). ``type`` is call, note, meeting or email."""

    uuid: UUID
    type: str = ""
    contents: str = ""
    is_edited: bool = False
    author: Account | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a case (plannr-api.md 4.1). ``status`` is the name of its task status."""

    uuid: UUID
    name: str = ""
    description: str = ""
    priority: str = ""
    status: str = ""
    due_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FirmRef:
    """A firm, as a login mentions it."""

    uuid: UUID
    name: str = ""


@dataclass(frozen=True, slots=True)
class Login:
    """What joins the token's user to one account (plannr-api.md 6.6). ``expires_at`` None means never."""

    uuid: UUID
    account: Account | None = None
    firm: FirmRef | None = None
    has_write_permission: bool = False
    has_delete_permission: bool = False
    expires_at: datetime | None = None
    preferred_account_uuid: UUID | None = None
