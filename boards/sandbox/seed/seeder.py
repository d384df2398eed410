"""
What a firm is seeded with: dice, a calendar, and what the firm has so far.
"""

import random
from datetime import UTC, date, datetime, timedelta

from boards.sandbox.dates import utc_text
from boards.sandbox.seed import data
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record


class Seeder:
    """A firm being seeded: its dice, its calendar, and what has been added so far."""

    def __init__(self, firm: Firm, seed: int, today: date | None) -> None:
        self.firm = firm
        self.dice = random.Random(f"firm {seed}")
        day = today or datetime.fromtimestamp(firm.clock(), UTC).date()
        self.now = datetime(day.year, day.month, day.day, 17, 30, tzinfo=UTC) - timedelta(days=1)
        self.statuses: list[Record] = []
        self.types: dict[str, Record] = {}
        self.tags: dict[str, Record] = {}
        self.people: dict[str, Record] = {}
        self.by_job: dict[str, list[Record]] = {}
        self.plans_of: dict[str, list[Record]] = {}

    def ago(self, days: float) -> str:
        """Give the UTC text of a moment so many days before yesterday evening; of whole days, in office hours."""
        early = timedelta(seconds=days * 997 * 61 % 30_000 if isinstance(days, int) else 0)
        return utc_text(self.now - timedelta(days=days) - early)

    def load_existing(self) -> None:
        """Find what the firm already has, adding what no case can do without."""
        firm = self.firm
        if not firm.kinds["status"]:
            for name, colour in data.STATUSES:
                firm.add_status(name, colour, completed=name == "Completed")
        for name in () if firm.kinds["type"] else data.TYPES:
            firm.add_type(name)
        self.statuses = list(firm.kinds["status"].values())
        self.types = {one["name"]: one for one in firm.kinds["type"].values()}
        self.tags = {one["name"]: one for one in firm.kinds["tag"].values()}
        self.people = {one["name"]: one for one in firm.kinds["account"].values() if one["type"] == "employee"}
        for person in self.people.values():
            for job in person["departments"]:
                self.by_job.setdefault(job, []).append(person)
