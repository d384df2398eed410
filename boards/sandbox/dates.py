"""
Times as Plannr writes them: Europe/London local time with its offset, to the second (plannr-api.md 1.8).

Inside the sandbox a time is UTC text, `2026-11-21T19:37:46Z`, so that text order is time order.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def utc_text_of_seconds(seconds: float) -> str:
    """Take seconds since 1970; give UTC text, cut to the second."""
    return utc_text(datetime.fromtimestamp(int(seconds), UTC))


def utc_text(moment: datetime) -> str:
    """Take an aware datetime; give the sandbox's UTC text."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


@lru_cache(maxsize=65536)
def plannr_time(text: str | None) -> str | None:
    """Take UTC text or None; give what Plannr would print, such as `2026-07-01T10:00:00+01:00`."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(LONDON).isoformat()
    except (ValueError, OverflowError):
        return text


def parse_timestamp(text: object) -> str | None:
    """Take a date or timestamp from a request; give UTC text, or None. Without an offset it is London's time."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return utc_text(moment if moment.tzinfo else moment.replace(tzinfo=LONDON))
    except (ValueError, OverflowError):
        return None


def london_day(text: str | None) -> str:
    """Take UTC text; give the London calendar day as `YYYY-MM-DD`, or an empty text for None."""
    return (plannr_time(text) or "")[:10]


def is_day(text: object) -> bool:
    """Whether a filter's value is a calendar day, `YYYY-MM-DD`, or a timestamp that starts with one."""
    try:
        date.fromisoformat(str(text)[:10])
    except ValueError:
        return False
    return True
