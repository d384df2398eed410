"""The face of a case: the JSON text a card needs beside the case's own columns.

It is text, so that a drawn card can be remembered by what it was drawn from. Its keys, all present:

    "t"  the case type's name, or ""
    "p"  [[initials, name, hue], ...] the people: those assigned first, then employees, externals, clients; at
    most 8 "w"  how many at the head of "p" work on the case (assigned, employees, externals); the rest are
    clients "m"  how many more people there are than "p" names "g"  [[tag, colour], ...] at most 8; colour is
    "#rrggbb" or "" "n"  how many plans, or null where no read has told

`hue` is 1 to 6 (`words.hue`). Names are cut to what a card can show; nothing here is escaped.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from boards.plannr import Case
from boards.ui import formatting

MAX_SHOWN = 8
MAX_LENGTH = 80

_RANKS = {"employee": 1, "external": 2}
_CLIENT = 3


class AccountLabel(NamedTuple):
    """An account as a card names it."""

    name: str
    kind: str


def card_summary(case: Case, before: str | None, people: Mapping[UUID, AccountLabel], type_name: str) -> str:
    """The face of `case`; what its answer did not carry is taken from the face `before`.

    `people` tells names and kinds of the accounts that take part or are assigned.
    """
    known: dict[str, Any] = json.loads(before) if before else {}
    new = {"t": type_name[:MAX_LENGTH], "p": [], "w": 0, "m": 0, "g": [], "n": None}
    if case.participants is not None:
        new |= _people_summary(case, people)
    else:
        new |= {key: known[key] for key in "pwm" if key in known}
    if case.tags is not None:
        new["g"] = [[tag.name[:MAX_LENGTH], formatting.colour(tag.colour)] for tag in case.tags[:MAX_SHOWN]]
    else:
        new["g"] = known.get("g", [])
    new["n"] = len(case.plans) if case.plans is not None else known.get("n")
    return json.dumps(new, ensure_ascii=False, separators=(",", ":"))


def assigned_ids(case: Case) -> list[UUID] | None:
    """Who is assigned, by uuid; None where the answer did not tell."""
    if case.assigned_to_uuids is not None:
        return list(case.assigned_to_uuids)
    return [account.uuid for account in case.assigned_to] if case.assigned_to is not None else None


def _people_summary(case: Case, people: Mapping[UUID, AccountLabel]) -> dict[str, Any]:
    ranks = {account.uuid: _rank(account.uuid, people) for account in case.participants or ()}
    ranks |= {uuid: 0 for uuid in assigned_ids(case) or () if uuid in people}
    order = sorted(ranks, key=lambda uuid: ranks[uuid])
    shown = [_avatar(people[uuid].name) for uuid in order[:MAX_SHOWN] if uuid in people]
    workers = sum(1 for uuid in order[:MAX_SHOWN] if ranks[uuid] < _CLIENT)
    return {"p": shown, "w": workers, "m": len(order) - len(shown)}


def _rank(uuid: UUID, people: Mapping[UUID, AccountLabel]) -> int:
    return _RANKS.get(people[uuid].kind, _CLIENT) if uuid in people else _CLIENT


def _avatar(name: str) -> list[Any]:
    return [formatting.initials(name), name[:MAX_LENGTH], formatting.hue(name)]
