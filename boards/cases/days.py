"""Days of a case: shown as London days, sent as moments.

A day is sent as noon in London: the same day on every clock that Plannr or its other clients may read it by, also where
the clocks change.
"""

from datetime import UTC, date, datetime, time

from boards.ui import formatting

NOON = time(12)


def noon(on: date) -> datetime:
    """The moment sent for a day: noon in London, in UTC."""
    return datetime.combine(on, NOON, tzinfo=formatting.LONDON).astimezone(UTC)


def day_of(at: datetime | None) -> str | None:
    """The London day of a moment, as YYYY-MM-DD."""
    return formatting.london(at).date().isoformat() if at else None
