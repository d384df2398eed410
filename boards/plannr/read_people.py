"""How accounts, logins, tags and custom fields are read (plannr-api.md 5, 6).

Each reader gives None for an object without a readable uuid. A placeholder text of the documentation
("App\\Http\\Resources\\...") is no object, and counts as not in the answer (plannr-api.md 1.8).
"""

from __future__ import annotations

from .reading import Json, colour, day, identified, identifier, members, moment, plain, record, several, text, truth
from .resources import Account, CustomField, FieldValue, FirmRef, Login, Tag

ADDRESS_KEYS = ("email", "value", "address", "contact")


def read_account(raw: Json) -> Account | None:
    """A client, employee or external (plannr-api.md 6.2)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    first_name, last_name = text(row.get("first_name")), text(row.get("last_name"))
    return Account(
        uuid=uuid,
        name=text(row.get("name")) or f"{first_name} {last_name}".strip(),
        first_name=first_name,
        last_name=last_name,
        kind=text(row.get("type")),
        role=text(row.get("role")),
        email=email(row),
        adviser=read_person(row.get("assigned_adviser")),
        administrator=read_person(row.get("assigned_administrator")),
        paraplanner=read_person(row.get("assigned_paraplanner")),
        next_review_at=moment(row.get("next_review_date")),
        inactive_at=day(row.get("inactive_at")),
        tags=several(row.get("tags"), read_tag),
    )


def read_person(raw: Json) -> Account | None:
    """An account as another one mentions it: who it is, without its own relations."""
    if (known := identified(raw)) is None:
        return None
    _, row = known
    return read_account({key: value for key, value in row.items() if not key.startswith("assigned_")})


def email(row: dict[str, Json]) -> str:
    """The address in ``primary_email`` (a text or a contact detail), else in ``email`` (plannr-api.md 6.2)."""
    primary = plain(row.get("primary_email"))
    contact = record(primary) if isinstance(primary, dict) else None
    candidates = [contact.get(key) for key in ADDRESS_KEYS] if contact else [primary]
    for candidate in [*candidates, row.get("email")]:
        if "@" in (found := text(candidate)):
            return found
    return ""


def read_login(raw: Json) -> Login | None:
    """A login (plannr-api.md 6.6)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return Login(
        uuid=uuid,
        account=read_account(row.get("account")),
        firm=read_firm(row.get("firm")) or read_firm((record(row.get("account")) or {}).get("firm")),
        has_write_permission=truth(row.get("has_write_permission")),
        has_delete_permission=truth(row.get("has_delete_permission")),
        expires_at=moment(row.get("expires_at")),
        preferred_account_uuid=identifier(row.get("preferred_account_uuid")),
    )


def read_firm(raw: Json) -> FirmRef | None:
    """A firm, as a login or an account mentions it (plannr-api.md 6.6)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return FirmRef(uuid, text(row.get("name")))


def read_tag(raw: Json) -> Tag | None:
    """A tag, which needs a name rather than a uuid (plannr-api.md 2.3).

    A bare text is not one: it is a placeholder.
    """
    row = record(raw)
    name = text(row.get("name")) if row else ""
    if row is None or not name:
        return None
    return Tag(name, colour(row.get("colour")), identifier(row.get("uuid")))


def read_custom_field(raw: Json) -> CustomField | None:
    """A custom field on a record (plannr-api.md 5.3)."""
    if (known := identified(raw)) is None:
        return None
    uuid, row = known
    return CustomField(
        uuid=uuid,
        name=text(row.get("name")),
        type=text(row.get("type")),
        value=field_value(row.get("value")),
        help_text=text(row.get("help_text")),
        reference=text(row.get("reference")),
        is_required=truth(row.get("is_required")),
        options=tuple(text(option) for option in members(row.get("selection_options")) or ()),
    )


def field_value(raw: Json) -> FieldValue:
    """A custom field's value as it came, texts made storable; several values become one text with commas."""
    value = plain(raw)
    if isinstance(value, list):
        return ", ".join(text(part) for part in value)
    if isinstance(value, str):
        return text(value)
    return None if isinstance(value, dict) else value
