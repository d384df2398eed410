"""What has a uuid in Plannr, read by its own declaration: each field stands beside how it is read.

@dataclass(frozen=True, slots=True)
class CaseType(Record):
    name: str = read(parse_text)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, partial
from typing import Any, Self
from uuid import UUID

from boards.plannr.parsing import Json, parse_identified, parse_list, parse_list_strict, parse_object

type Row = Mapping[str, Json]


def read(parse: Callable[[Json], object], key: str = "") -> Any:
    """A field that ``parse`` reads from Plannr's ``key``, or from its own name; missing, it is what that gives None."""
    return field(default=parse(None), metadata={"parse": parse, "key": key})


def read_list(parse: Callable[[Json], object], key: str = "") -> Any:
    """A relation, without those of its members that cannot be read."""
    return read(partial(parse_list, read=parse), key)


def read_whole_list(parse: Callable[[Json], object], key: str = "") -> Any:
    """A relation that is written back, so that it is None unless every member of it can be read."""
    return read(partial(parse_list_strict, read=parse), key)


def nested(row: Row, key: str, inner: str) -> Json:
    """What an object that stands in this one holds; None where there is no such object."""
    return (parse_object(row.get(key)) or {}).get(inner)


def derive(parse: Callable[[Row], object]) -> Any:
    """A field that ``parse`` makes of the whole object."""
    return field(default=parse({}), metadata={"derive": parse})


@cache
def field_readers(model: Any) -> tuple[tuple[str | None, Callable[[Any], object], object], ...]:
    """How each field of a model beside its uuid is read: its key (None: the whole object), by what, and what it is
    where there is nothing.
    """
    declared = ((one, one.metadata) for one in fields(model) if one.metadata)
    return tuple(
        (None, how["derive"], None) if "derive" in how else (how["key"] or one.name, how["parse"], one.default)
        for one, how in declared
    )


@dataclass(frozen=True, slots=True)
class Record:
    """Whatever has a uuid in Plannr."""

    uuid: UUID

    @classmethod
    def parse(cls, raw: Json) -> Self | None:
        """The record an object of an answer stands for; None when it has no readable uuid."""
        identified = parse_identified(raw)
        return None if identified is None else cls.from_row(*identified)

    @classmethod
    def from_row(cls, uuid: UUID, row: Row) -> Self:
        """The record of this uuid, each field as it was declared to be read."""
        model: Any = cls  # mypy takes the hash of a record for its class's
        values: list[Any] = [
            parse(row) if key is None else default if (raw := row.get(key)) is None else parse(raw)
            for key, parse, default in field_readers(model)
        ]
        return cls(uuid, *values)
