"""Drawing a card: a pure function of what the mirror holds and the day, remembered by both.

Drawing is what a board would spend its time on, and a card changes seldom: so each is drawn once by the template and
then found again (measured: 60 microseconds a card against less than one).
"""

import json
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.template import Template
from django.template.backends.django import Template as Backend
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from boards.mirror.columns import CardRow
from boards.ui import formatting

CACHE_SIZE = 8192
NAME_LENGTH = 255
MAX_PEOPLE, MAX_TAGS = 4, 3
UNNAMED = "Case without a name"


@lru_cache(maxsize=CACHE_SIZE)
def render_card(row: CardRow, day: date, *, movable: bool = True) -> SafeString:
    """The `<li>` of a card as it looks on `day` (London); without a way to move it where `movable` is false.

    What has stood in its status for settings.STALE_DAYS days is called stale, unless it is done.

    All text from Plannr is escaped by the template, whatever it holds.
    """
    return _template().render(Context(card_context(row, day) | {"movable": movable}))


@cache
def _template() -> Template:
    backend = get_template("cards/_card.html")
    assert isinstance(backend, Backend)
    return backend.template


def card_context(row: CardRow, day: date) -> dict[str, Any]:
    """What the template shows, in words."""
    face = parse_card_summary(row.face)
    return {
        "uuid": str(row.uuid),
        "client": str(row.client) if row.client else "",
        "name": shorten(row.name.strip(), NAME_LENGTH) or UNNAMED,
        "seen": row.seen,
        "pennies": row.value if row.value is not None and row.currency in ("GBP", "") else "",
        "value": None if row.value is None else formatting.money(row.value, row.currency),
        "kind": " · ".join(filter(None, (face["type"], face["plans"]))),
        "completed": completion_day(row, day),
        "age": formatting.age(row.since, day) if row.since else "",
        "at_least": not row.since_known,
        "stale": is_stale(row, day),
        "gap": shorten(row.gap, 80),
        "whose": shorten(row.marks.whose, 120),
        "more": row.marks.more,
        "clash": row.marks.clash,
        "people": face["people"][:MAX_PEOPLE],
        "names": ", ".join(name for _, name, _ in face["people"]),
        "more_people": len(face["people"][MAX_PEOPLE:]),
        "tags": face["tags"][:MAX_TAGS],
        "more_tags": len(face["tags"][MAX_TAGS:]),
    }


def is_stale(row: CardRow, day: date) -> bool:
    """Whether the case has stood still for too long; a case that is done never has."""
    is_open = row.completed_at is None and not row.done
    days: float = settings.STALE_DAYS
    return row.since is not None and is_open and 0 < days <= formatting.age_days(row.since, day)


def completion_day(row: CardRow, day: date) -> str:
    """ "2 Sep", with the year if it is not this year's; blank for a case that is not complete."""
    if row.completed_at is None:
        return ""
    done = formatting.london(row.completed_at).date()
    return f"{done.day} {done:%b}" if done.year == day.year else formatting.short_date(done)


def parse_card_summary(text: str) -> dict[str, Any]:
    """The parts of `Case.face`, each left out where it is not what it should be.

    `text` is the JSON that boards.mirror.store.card_summary describes. Where staff or others work on the case, they are
    shown, and the clients whose case it is are not: their board says who they are.
    """
    try:
        face = json.loads(text)
    except ValueError:
        face = {}
    face = face if isinstance(face, dict) else {}
    plans, workers = face.get("n"), face.get("w")
    people = [(shorten(str(a), 3), shorten(str(b), 120), c) for a, b, c in _lists_of(face.get("p"), 3)]
    return {
        "type": shorten(str(face.get("t") or ""), 80),
        "people": people[:workers] if isinstance(workers, int) and workers > 0 else people,
        "tags": [
            (shorten(str(a), 40), formatting.colour(b if isinstance(b, str) else ""))
            for a, b in _lists_of(face.get("g"), 2)
        ],
        "plans": formatting.counted(plans, "plan") if isinstance(plans, int) and plans > 0 else "",
    }


def _lists_of(value: object, width: int) -> list[list[Any]]:
    rows = value if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, list) and len(row) == width]


def shorten(text: str, length: int) -> str:
    """`text`, ended with an ellipsis where it is longer than `length`."""
    return text if len(text) <= length else text[: length - 1] + "…"
