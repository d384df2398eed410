"""How the board says things: money, times, ages, names and colours in plain British English.

Plain functions on a low floor, so that any room may use them; `boards/templatetags/ui.py` offers them to templates.
All money comes in as integer pennies, all times as aware datetimes; times are said as London reads them.
"""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.numbers import format_currency, get_currency_precision

LONDON = ZoneInfo("Europe/London")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
HUES = 6
NO_VALUE = "No value"
LOST = "\ufffd"
SIGNS, BREAKS = frozenset("=+-@"), frozenset("\t\r\n\v\f")
BLANKS = " \t\r\n\v\f\0\u00a0\u00ad\u2028\u2029\u200b\u3000\ufeff"

_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "lord", "lady", "prof", "rev"})
UNWRITABLE = "holds a character that cannot be written: type it anew"
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def money(pennies: int | None, currency: str = "GBP", *, pence: bool | None = None) -> str:
    """`123450` as "£1,234.50"; None as "No value".

    `pence` None leaves out ".00" on round pounds, as text wants; True always shows pence, as a column of figures with
    any pence in it wants; False rounds to pounds. Another `currency` is its minor unit, drawn as Babel draws it.
    """
    if pennies is None:
        return NO_VALUE
    if currency and currency.upper() != "GBP":
        return foreign(pennies, currency.upper())
    sign = "-" if pennies < 0 else ""
    pounds, rest = divmod(abs(pennies), 100)
    if pence is False:
        return f"{sign}£{pounds + (rest >= 50):,}"
    if rest or pence:
        return f"{sign}£{pounds:,}.{rest:02}"
    return f"{sign}£{pounds:,}"


def foreign(minor: int, currency: str) -> str:
    """Money in another currency's minor unit: `(150000, "EUR")` is "€1,500"."""
    places = get_currency_precision(currency)
    amount = Decimal(minor).scaleb(-places)
    whole = amount == amount.to_integral_value()
    return format_currency(
        amount,
        currency,
        format="¤#,##0" if whole else None,
        locale="en_GB",
        currency_digits=not whole,
        decimal_quantization=not whole,
    )


def counted(number: int, one: str, many: str = "") -> str:
    """`(1, "case")` as "1 case", `(1234, "case")` as "1,234 cases"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def join_names(names: Sequence[str], *, most: int = 10, shown: int = 10) -> str:
    """Names in a sentence: "Ann, Bob and Cy"; of more than `most` the first `shown`: "Ann, Bob and 9 more"."""
    if len(names) > most:
        names = [*names[:shown], f"{len(names) - shown} more"]
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def decimal_text(number: Decimal | None) -> str:
    """A decimal as it stands in a field: no needless noughts, no exponent; "" for None."""
    if number is None:
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def london(at: datetime) -> datetime:
    """The same moment on a London clock."""
    return at.astimezone(LONDON)


def today() -> date:
    """The day it is in London."""
    return datetime.now(LONDON).date()


def is_in_calendar(day: date) -> bool:
    """Whether a day that somebody typed is one to reckon with: at the ends of Python's calendar, the day before or
    after, or the same moment in another zone, is none any more.
    """
    return EARLIEST <= day <= LATEST


def age_days(since: datetime, on: date | None = None) -> int:
    """Whole calendar days in London from `since` to `on` (today if None), never below 0."""
    return max(0, ((on or today()) - london(since).date()).days)


def age(since: datetime, on: date | None = None) -> str:
    """How long something has stood: "today", "1 day", "34 days"."""
    days = age_days(since, on)
    return counted(days, "day") if days else "today"


def ago(at: datetime, now: datetime | None = None) -> str:
    """How long ago `at` was: "just now", "11 minutes ago", "3 hours ago", "yesterday", then days, then the date."""
    now = now or datetime.now(LONDON)
    minutes = int((now - at) / timedelta(minutes=1))
    days = age_days(at, london(now).date())
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{counted(minutes, 'minute')} ago"
    if minutes < 12 * 60 or not days:
        return f"{counted(minutes // 60, 'hour')} ago"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 31 else f"on {short_date(at)}"


def clock(at: datetime) -> str:
    """The time of day to the second: "14:02:36"."""
    return london(at).strftime("%H:%M:%S")


def when(at: datetime, on: date | None = None) -> str:
    """A moment beside a line of a list: "14:02" on the day itself, "Yesterday", "12 Sep", "12 Sep 2025"."""
    moment, day = london(at), on or today()
    if moment.date() == day:
        return moment.strftime("%H:%M")
    if moment.date() == day - timedelta(days=1):
        return "Yesterday"
    return f"{moment.day} {moment:%b}" if moment.year == day.year else short_date(at)


def nice_date(at: datetime | date) -> str:
    """A date in full: "14 October 2026"."""
    day = london(at) if isinstance(at, datetime) else at
    return f"{day.day} {day:%B %Y}"


def short_date(at: datetime | date) -> str:
    """A date in a table: "14 Oct 2026"."""
    day = london(at) if isinstance(at, datetime) else at
    return f"{day.day} {day:%b %Y}"


def iso_day(at: datetime | None) -> str | None:
    """The London day of a moment as a date box has it: "2026-11-02"."""
    return london(at).date().isoformat() if at else None


def greeting(now: datetime | None = None) -> str:
    """What one says at this hour in London."""
    hour = london(now or datetime.now(LONDON)).hour
    if hour < 12:
        return "Good morning"
    return "Good afternoon" if hour < 18 else "Good evening"


def initials(name: str) -> str:
    """One or two letters for a person's disc: "Dr Priya Patel" is "PP"; a name without letters is "?"."""
    words = [word for word in re.split(r"[\s.]+", name) if word[:1].isalnum()]
    names = [word for word in words if word.lower() not in _HONORIFICS] or words
    if not names:
        return "?"
    ends = names[0], *names[1:][-1:]
    return "".join(word[0] for word in ends).upper()


def hue(name: str) -> int:
    """Which of the six disc colours a name always has: 1 to 6."""
    return zlib.crc32(name.encode()) % HUES + 1


def colour(raw: str | None) -> str:
    """`raw` as lower-case "#rrggbb" where Plannr sent `#rgb` or `#rrggbb`, and "" for anything else."""
    text = (raw or "").strip().lower()
    if not _COLOUR.fullmatch(text):
        return ""
    return text if len(text) == 7 else "#" + "".join(letter * 2 for letter in text[1:])


def is_unwritable(text: str) -> bool:
    """Whether a text on one line holds control characters, lone surrogates or the mark of what could not be read."""
    return any(letter == LOST or unicodedata.category(letter) in ("Cc", "Cs") for letter in text)


def plain_cell(text: str) -> str:
    """`text` for a cell of CSV or XLSX, with a leading apostrophe where a spreadsheet would run it as a formula.

    Blanks before a sign are dropped by some programs, and full-width signs (＝ ＋ － ＠) are read as plain ones.
    """
    sign = unicodedata.normalize("NFKC", text.lstrip(BLANKS)[:1])
    return f"'{text}" if sign in SIGNS or text[:1] in BREAKS else text
