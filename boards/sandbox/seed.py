"""
One believable UK firm of any size: same seed, same firm, uuids too.

    firm = seed_firm(clients=120, cases=900, seed=1)
    busy = seed_client(firm, cases=5000)

Times are counted back from `today`, so that a firm seeded now looks lived in now; names, values and uuids do not depend
on it.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from boards.sandbox import seed_words as words
from boards.sandbox.firm import Firm
from boards.sandbox.moments import utc_text
from boards.sandbox.records import Record
from boards.sandbox.seed_cases import grow_case, grow_things_around
from boards.sandbox.seed_plans import grow_plans
from boards.sandbox.seed_wilson import add_wilsons

type Said = Callable[[str], Any]


class Growing:
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


def seed_firm(
    clients: int = 120,
    cases: int = 900,
    seed: int = 1,
    *,
    today: date | None = None,
    clock: Callable[[], float] = time.time,
    say: Said | None = None,
) -> Firm:
    """Make a firm with so many clients and cases; Margaret Wilson is the first. `say` is told of progress."""
    firm = Firm(seed=seed, clock=clock)
    growing = Growing(firm, seed, today)
    add_office(growing)
    wilsons = add_wilsons(growing, clients, cases)
    homes = [*wilsons, *_add_clients(growing, clients - len(firm_clients(firm)))]
    for home in homes[len(wilsons) :]:
        grow_plans(growing, home)
    _add_cases(growing, homes[len(wilsons) :] or homes, cases - len(firm.kinds["case"]), say)
    grow_things_around(growing)
    return firm


def seed_client(
    firm: Firm, cases: int = 5000, *, name: str = "Big Household", seed: int = 1, today: date | None = None
) -> Record:
    """Add one client with many cases to a firm, seeded or made by hand. Gives the client."""
    growing = Growing(firm, seed, today)
    growing.dice = random.Random(f"client {name} {seed}")
    _take_up(growing)
    advisers = growing.by_job.get("adviser")
    client = firm.add_client(name, role="joint", adviser=advisers[0] if advisers else None)
    grow_plans(growing, [client])
    for _ in range(cases):
        grow_case(growing, [client])
    return client


def add_office(growing: Growing) -> None:
    """Add statuses, types, tags, employees, a group and custom fields."""
    firm = growing.firm
    long_ago = growing.ago(1400)
    for name, colour in words.STATUSES:
        firm.add_status(name, colour, completed=name == "Completed", created_at=long_ago)
    for name in words.TYPES:
        firm.add_type(name, created_at=long_ago)
    for name, colour in words.TAGS:
        firm.add_tag(name, colour, created_at=long_ago)
    for name, role, job in words.EMPLOYEES:
        email = f"{name.lower().replace(' ', '.')}@harbourandhill.example"
        firm.add_employee(name, role=role, job=job, email=email, created_at=long_ago)
    _take_up(growing)
    firm.add_group("Harbour office", list(growing.people.values())[:7])
    options = ("Referral", "Website", "Existing client")
    firm.add_custom_field("Source of business", type="selection", options=options)
    firm.add_custom_field("Fee agreed on", type="datetime", help_text="When the client signed the fee agreement.")
    firm.add_custom_field("Compliance checked", type="boolean")
    firm.add_custom_field("Favourite drink", model="client", help_text="For the meeting room.")


def firm_clients(firm: Firm) -> list[Record]:
    """Give the clients of a firm."""
    return [account for account in firm.kinds["account"].values() if account["type"] == "client"]


def _take_up(growing: Growing) -> None:
    """Find what the firm already has, adding what no case can do without."""
    firm = growing.firm
    if not firm.kinds["status"]:
        for name, colour in words.STATUSES:
            firm.add_status(name, colour, completed=name == "Completed")
    for name in () if firm.kinds["type"] else words.TYPES:
        firm.add_type(name)
    growing.statuses = list(firm.kinds["status"].values())
    growing.types = {one["name"]: one for one in firm.kinds["type"].values()}
    growing.tags = {one["name"]: one for one in firm.kinds["tag"].values()}
    growing.people = {one["name"]: one for one in firm.kinds["account"].values() if one["type"] == "employee"}
    for person in growing.people.values():
        for job in person["departments"]:
            growing.by_job.setdefault(job, []).append(person)


def _add_clients(growing: Growing, count: int) -> list[list[Record]]:
    """Add so many clients, in homes: a single person, a couple, a couple with a joint account, a trust, a business."""
    homes: list[list[Record]] = []
    left = count
    while left > 0:
        home = _home(growing, left)
        homes.append(home)
        left -= len(home)
    return homes


def _home(growing: Growing, most: int) -> list[Record]:
    dice, surname = growing.dice, growing.dice.choice(words.SURNAMES)
    adviser = dice.choice(growing.by_job["adviser"]) if dice.random() > 0.04 else None
    team = {
        "adviser": adviser,
        "assigned_administrator": dice.choice(growing.by_job["administrator"])["uuid"],
        "assigned_paraplanner": dice.choice(growing.by_job["paraplanner"])["uuid"],
    }
    kind = dice.random()
    if kind < 0.05:
        return [_client(growing, f"The {surname} Family Trust", "trust", team)]
    if kind < 0.13:
        return [_client(growing, f"{surname} {dice.choice(words.TRADES)} Ltd", "business", team)]
    first, second = dice.sample(words.FIRST_NAMES, 2)
    home = [_client(growing, f"{first} {surname}", "individual", team)]
    if kind < 0.6 and most > 1:
        home.append(_client(growing, f"{second} {surname}", "individual", team))
        if kind < 0.3 and most > 2:
            home.append(_client(growing, f"{first} and {second} {surname}", "joint", team))
        growing.firm.add_circle(f"{surname} Family", home)
    return home


def _client(growing: Growing, name: str, role: str, team: dict[str, Any]) -> Record:
    dice = growing.dice
    letters = "".join(letter for letter in name.lower() if letter.isalnum() or letter == " ")
    drinks = {"favourite_drink": dice.choice(("Tea", "Coffee", "Water"))} if dice.random() < 0.3 else {}
    return growing.firm.add_client(
        name,
        role=role,
        email=f"{letters.replace(' ', '.')}@mail.example",
        phone=f"07700 900{dice.randrange(1000):03d}",
        next_review_date=growing.ago(-dice.randrange(10, 360)) if dice.random() < 0.85 else None,
        custom_fields=drinks,
        created_at=growing.ago(dice.randrange(1095, 4000)),
        updated_at=growing.ago(dice.randrange(1, 200)),
        **team,
    )


def _add_cases(growing: Growing, homes: list[list[Record]], count: int, say: Said | None) -> None:
    if not homes:
        return
    dice = growing.dice
    weights = [dice.choice((1, 2, 3, 3, 5, 8, 13)) for _ in homes]
    for done, home in enumerate(dice.choices(homes, weights, k=max(0, count)), 1):
        together = len(home) > 1 and dice.random() < 0.3
        grow_case(growing, home[:2] if together else [dice.choice(home)])
        if say and done % 1000 == 0:
            say(f"{done:,} of {count:,} cases")
