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
from datetime import date
from typing import Any

from boards.sandbox.seed import data
from boards.sandbox.seed.cases import seed_case, seed_notes_and_tasks
from boards.sandbox.seed.demo_household import seed_wilsons
from boards.sandbox.seed.plans import seed_plans
from boards.sandbox.seed.seeder import Seeder
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record

type OnProgress = Callable[[str], Any]


def seed_firm(
    clients: int = 120,
    cases: int = 900,
    seed: int = 1,
    *,
    today: date | None = None,
    clock: Callable[[], float] = time.time,
    say: OnProgress | None = None,
) -> Firm:
    """Make a firm with so many clients and cases; Margaret Wilson is the first. `say` is told of progress."""
    firm = Firm(seed=seed, clock=clock)
    seeder = Seeder(firm, seed, today)
    seed_office(seeder)
    wilsons = seed_wilsons(seeder, clients, cases)
    homes = [*wilsons, *_seed_households(seeder, clients - len(firm_clients(firm)))]
    for home in homes[len(wilsons) :]:
        seed_plans(seeder, home)
    _seed_cases(seeder, homes[len(wilsons) :] or homes, cases - len(firm.kinds["case"]), say)
    seed_notes_and_tasks(seeder)
    return firm


def seed_client(
    firm: Firm, cases: int = 5000, *, name: str = "Big Household", seed: int = 1, today: date | None = None
) -> Record:
    """Add one client with many cases to a firm, seeded or made by hand. Gives the client."""
    seeder = Seeder(firm, seed, today)
    seeder.dice = random.Random(f"client {name} {seed}")
    seeder.load_existing()
    advisers = seeder.by_job.get("adviser")
    client = firm.add_client(name, role="joint", adviser=advisers[0] if advisers else None)
    seed_plans(seeder, [client])
    for _ in range(cases):
        seed_case(seeder, [client])
    return client


def seed_office(seeder: Seeder) -> None:
    """Add statuses, types, tags, employees, a group and custom fields."""
    firm = seeder.firm
    long_ago = seeder.ago(1400)
    for name, colour in data.STATUSES:
        firm.add_status(name, colour, completed=name == "Completed", created_at=long_ago)
    for name in data.TYPES:
        firm.add_type(name, created_at=long_ago)
    for name, colour in data.TAGS:
        firm.add_tag(name, colour, created_at=long_ago)
    for name, role, job in data.EMPLOYEES:
        email = f"{name.lower().replace(' ', '.')}@harbourandhill.example"
        firm.add_employee(name, role=role, job=job, email=email, created_at=long_ago)
    seeder.load_existing()
    firm.add_group("Harbour office", list(seeder.people.values())[:7])
    options = ("Referral", "Website", "Existing client")
    firm.add_custom_field("Source of business", type="selection", options=options)
    firm.add_custom_field("Fee agreed on", type="datetime", help_text="When the client signed the fee agreement.")
    firm.add_custom_field("Compliance checked", type="boolean")
    firm.add_custom_field("Favourite drink", model="client", help_text="For the meeting room.")


def firm_clients(firm: Firm) -> list[Record]:
    """Give the clients of a firm."""
    return [account for account in firm.kinds["account"].values() if account["type"] == "client"]


def _seed_households(seeder: Seeder, count: int) -> list[list[Record]]:
    """Add so many clients, in homes: a single person, a couple, a couple with a joint account, a trust, a business."""
    homes: list[list[Record]] = []
    left = count
    while left > 0:
        home = _seed_household(seeder, left)
        homes.append(home)
        left -= len(home)
    return homes


def _seed_household(seeder: Seeder, most: int) -> list[Record]:
    dice, surname = seeder.dice, seeder.dice.choice(data.SURNAMES)
    adviser = dice.choice(seeder.by_job["adviser"]) if dice.random() > 0.04 else None
    team = {
        "adviser": adviser,
        "assigned_administrator": dice.choice(seeder.by_job["administrator"])["uuid"],
        "assigned_paraplanner": dice.choice(seeder.by_job["paraplanner"])["uuid"],
    }
    kind = dice.random()
    if kind < 0.05:
        return [_seed_client(seeder, f"The {surname} Family Trust", "trust", team)]
    if kind < 0.13:
        return [_seed_client(seeder, f"{surname} {dice.choice(data.TRADES)} Ltd", "business", team)]
    first, second = dice.sample(data.FIRST_NAMES, 2)
    home = [_seed_client(seeder, f"{first} {surname}", "individual", team)]
    if kind < 0.6 and most > 1:
        home.append(_seed_client(seeder, f"{second} {surname}", "individual", team))
        if kind < 0.3 and most > 2:
            home.append(_seed_client(seeder, f"{first} and {second} {surname}", "joint", team))
        seeder.firm.add_circle(f"{surname} Family", home)
    return home


def _seed_client(seeder: Seeder, name: str, role: str, team: dict[str, Any]) -> Record:
    dice = seeder.dice
    letters = "".join(letter for letter in name.lower() if letter.isalnum() or letter == " ")
    drinks = {"favourite_drink": dice.choice(("Tea", "Coffee", "Water"))} if dice.random() < 0.3 else {}
    return seeder.firm.add_client(
        name,
        role=role,
        email=f"{letters.replace(' ', '.')}@mail.example",
        phone=f"07700 900{dice.randrange(1000):03d}",
        next_review_date=seeder.ago(-dice.randrange(10, 360)) if dice.random() < 0.85 else None,
        custom_fields=drinks,
        created_at=seeder.ago(dice.randrange(1095, 4000)),
        updated_at=seeder.ago(dice.randrange(1, 200)),
        **team,
    )


def _seed_cases(seeder: Seeder, homes: list[list[Record]], count: int, say: OnProgress | None) -> None:
    if not homes:
        return
    dice = seeder.dice
    weights = [dice.choice((1, 2, 3, 3, 5, 8, 13)) for _ in homes]
    for done, home in enumerate(dice.choices(homes, weights, k=max(0, count)), 1):
        together = len(home) > 1 and dice.random() < 0.3
        seed_case(seeder, home[:2] if together else [dice.choice(home)])
        if say and done % 1000 == 0:
            say(f"{done:,} of {count:,} cases")
