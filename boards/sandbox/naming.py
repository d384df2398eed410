"""
What every object of Plannr's begins with: its uuid, its times, its name (plannr-api.md 2.4, 5.2, 5.3).
"""

from typing import Any

from boards.sandbox.moments import london
from boards.sandbox.records import Record


def stamps(record: Record) -> dict[str, Any]:
    """The three keys every object has."""
    return {
        "uuid": record["uuid"], "created_at": london(record["created_at"]), "updated_at": london(record["updated_at"])
    }  # fmt: skip


def named(record: Record) -> dict[str, Any]:
    """Those and a name with its slug."""
    return {**stamps(record), "name": record["name"], "slug": slug(record["name"])}


def slug(name: str) -> str:
    """A name as an address part."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())


def definition(field: Record) -> dict[str, Any]:
    """A custom field's definition, as it also stands on a record."""
    keys = ("name", "type", "help_text", "reference", "is_required", "selection_options")
    return {**stamps(field), **{key: field[key] for key in keys}}
