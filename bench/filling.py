"""Clients put straight into the mirror, as a read would have left them: for measuring what stands above it."""

import json
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from boards.board.models import BoardVisit
from boards.mirror.models import Account, Case, Participant, Status, SyncState
from boards.ui import formatting
from boards.users.models import User
from boards.users.permissions import sync_roles

STATUSES = {
    "New enquiry": "#8A94A6",
    "Fact find": "#2F80D1",
    "Research": "#7A5AD9",
    "Recommendation": "#E0930F",
    "With provider": "#C8437F",
    "Completed": "#23852B",
}
NAMES = [
    "Pension transfer",
    "ISA allowance 2026/27",
    "Whole of life in trust",
    "Remortgage, 14 Elm Road",
    "Annual review",
]
STAFF = ["Priya Patel", "Tom Hughes", "Sarah Jones", "Ade Okafor"]
TAGS = [["Fee agreed", "#2b8a3e"], ["Joint", "#5f3dc4"], ["Tax year end", "#d9480f"], ["Trust", "#0b7285"]]
TYPES = ["Pension", "Protection", "Investment", "Mortgage"]
_chance = random.Random(7)
_now = datetime.now(UTC)


def adviser() -> User:
    """An adviser who may move cases."""
    sync_roles()
    user = User.objects.create_user("bench", first_name="Priya", last_name="Patel")
    user.groups.add(*user.groups.model.objects.filter(name="adviser"))
    return user


def statuses() -> list[UUID]:
    """The firm's statuses, made once."""
    if not Status.objects.exists():
        for position, (name, colour) in enumerate(STATUSES.items(), 1):
            Status.objects.create(uuid=uuid(), name=name, colour=colour, position=position)
        SyncState.objects.create(key="statuses", read_at=_now, complete=True)
    return list(Status.objects.order_by("position").values_list("uuid", flat=True))


def client(size: int) -> UUID:
    """A client with `size` cases spread over the statuses, just read."""
    columns, client = statuses(), uuid()
    Account.objects.create(
        uuid=client,
        name=f"Margaret Wilson of {size}",
        kind="client",
        adviser_name="Priya Patel",
        read_at=_now,
    )
    SyncState.objects.create(key=f"client:{client}", read_at=_now, complete=True)
    cases = [case(number, _chance.choice(columns)) for number in range(size)]
    Case.objects.bulk_create(cases, batch_size=500)
    Participant.objects.bulk_create([Participant(case=case, account=client) for case in cases], batch_size=500)
    return client


def case(number: int, status: UUID) -> Case:
    """One believable case."""
    return Case(
        uuid=uuid(),
        name=f"{_chance.choice(NAMES)} {number}",
        status=status,
        position=number + 1,
        value=_chance.randrange(50_000, 50_000_000, 5_000) if _chance.random() < 0.85 else None,
        face=face(),
        seen=f"{_chance.getrandbits(64):016x}",
        status_since=_now - timedelta(days=_chance.randrange(90)),
        status_since_known=True,
        read_at=_now,
    )


def face() -> str:
    """What a card shows beside the case's own columns (boards.mirror.store.card_summary)."""
    people = [[formatting.initials(name), name, formatting.hue(name)] for name in _chance.sample(STAFF, 2)]
    tags = _chance.sample(TAGS, _chance.choice([0, 1, 1, 2]))
    return json.dumps({"t": _chance.choice(TYPES), "p": people, "w": 2, "m": 0, "g": tags, "n": _chance.randrange(4)})


def forget_visits() -> None:
    """Let the next view of each board be a new visit."""
    BoardVisit.objects.update(at=_now - timedelta(hours=1))


def uuid() -> UUID:
    """A random uuid, the same in every run."""
    return UUID(int=_chance.getrandbits(128), version=4)
