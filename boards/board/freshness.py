"""What a board says about its own freshness: when Plannr was last read, and what keeps it from being read now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from boards.mirror.models import SyncState
from boards.ui import formatting

RECENT = timedelta(minutes=2)
READ_ONLY = frozenset({"unreachable", "token", "firm"})
HEADINGS = {
    "unreachable": "Plannr can’t be reached.",
    "throttled": "Plannr asked the board to wait.",
    "token": "Plannr does not accept the board’s token.",
    "refused": "Plannr refused to give this client’s cases.",
    "firm": "Plannr answers for another firm.",
    "vanished": "Many of this client’s cases vanished from Plannr at once.",
    "foreign": "Plannr gave other people’s cases for this client.",
    "incomplete": "Some of this client’s cases may be missing.",
}
ADVICE = {
    "unreachable": "Moving is off until it answers; the board tries again every 20 seconds.",
    "throttled": "The board tries again every 20 seconds.",
    "token": "Moving is off until whoever looks after the board sets a new PLANNR_TOKEN.",
}


@dataclass(frozen=True, slots=True)
class Banner:
    """What the banner over a board says: `kind` is Reading.trouble_kind, `again` whether the page keeps trying."""

    kind: str
    heading: str
    words: str
    again: bool

    @property
    def read_only(self) -> bool:
        """Whether nothing can be moved while this lasts."""
        return self.kind in READ_ONLY


def client_banner(reading: SyncState | None, read_at: datetime | None, now: datetime) -> Banner | None:
    """The banner for a board whose newest try is `reading`, last read at `read_at`; None: nothing to tell."""
    if reading is None or not reading.trouble_kind:
        return None
    kind = reading.trouble_kind
    heading = HEADINGS.get(kind, HEADINGS["unreachable"])
    showing = f"Showing what was read {describe_time(read_at, now)}." if read_at else "Nothing was read before."
    advice = ADVICE.get(kind, reading.trouble)
    if kind == "throttled":
        advice = f"{reading.trouble} {advice}"
    return Banner(kind, heading, f"{showing} {advice}", kind in ("unreachable", "throttled"))


def firm_banner(reading: SyncState | None, now: datetime) -> Banner | None:
    """The banner over the firm's board: what it is made of, where that is not the whole firm. Moving stays on."""
    if reading is None or reading.read_at is None:
        wording = (
            "These are the cases of the boards that were opened so far. Somebody who sees the totals can read all."
        )
        return Banner("firm-never", "The firm has not been read from Plannr as a whole yet.", wording, False)
    if not reading.trouble:
        return None
    heading = f"The firm was last read whole {describe_time(reading.read_at, now)}."
    return Banner(f"firm-{reading.trouble_kind}", heading, reading.trouble, False)


def describe_time(moment: datetime, now: datetime) -> str:
    """ "at 14:02:36", and how long ago where that is not a moment ago: "at 14:02:36, 11 minutes ago"."""
    clock = f"at {formatting.clock(moment)}"
    return clock if now - moment < RECENT else f"{clock}, {formatting.ago(moment, now)}"
