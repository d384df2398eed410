"""What the firm's board costs the server at 20,000 cases, filtered and not, beside a client's board of 100 in one run.

`python -m bench.firm` makes its own SQLite database in a temporary folder, with cases that have plans, types, people
and tags, and asks the project's own WSGI application for each board as a signed-in adviser. Each is asked for again and
again with nothing changed, as most views are, and right after a change of some client's cases, when the wall must be
read from the tables: so it is where somebody picks a filter, too. `--quick` takes fewer samples, `--cases N` another
size.
"""

import random
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from bench import ground  # It sets Django up: before anything of the project.

import django  # isort: skip
from django.db import connection, reset_queries
from django.db.models import OuterRef, Subquery

from bench import board as bench
from bench import filling
from boards import gateway
from boards.mirror import badges
from boards.mirror.models import Account, Case, CaseType, Participant, SyncState
from boards.mirror.store.links import upsert_links
from boards.mirror.store.versions import bump_versions

CASES = int(sys.argv[sys.argv.index("--cases") + 1]) if "--cases" in sys.argv else 20_000
CLIENTS = 400
LIMITS = {"times": 2.0, "queries": 15, "bytes": 200_000}
_chance = random.Random(11)
_now = datetime.now(UTC)


def main() -> int:
    """Fill, measure, print; the exit code says whether every limit holds."""
    ground.lay()
    person = filling.adviser()
    client = filling.client(100)
    kind, somebody = fill(client)
    ask = bench.Asker(person)
    boards = {
        "a client's 100": bench.board(client),
        "the firm's": "/board/",
        "by type": f"/board/?type={kind}",
        "by person": f"/board/?person={somebody}",
        "by text": "/board/?text=review",
        "by four": f"/board/?type={kind}&state=open&least=10,000&days=14",
        "as totals": f"/board/?adviser={somebody}&type={kind}&state=completed&since=2026-01-01",
        "by value": "/board/?sort=value",
        "by name": "/board/?sort=name",
    }
    print(f"Python {sys.version.split()[0]}, Django {django.__version__}, SQLite; {bench.SAMPLES} samples each")
    print(f"{CASES:,} cases of {CLIENTS:,} clients. Medians in ms of processor time\n")
    rows = measure(ask, boards, client)
    failures = judge(rows)
    table(rows)
    owners()
    print("\n" + ("Every limit holds." if not failures else "Over the limit: " + "; ".join(failures)))
    return bool(failures)


def fill(client: UUID) -> tuple[UUID, UUID]:
    """The rest of a firm around one client's cases, just read as a whole; one of its types and one of its people."""
    types = [CaseType.objects.create(uuid=filling.uuid(), name=name).pk for name in filling.TYPES]
    staff = [filling.uuid() for _ in range(30)]
    clients = [filling.uuid() for _ in range(CLIENTS)]
    Account.objects.bulk_create(accounts(staff, "employee") + accounts(clients, "client"), batch_size=500)
    mine = [dressed(case, types, staff) for case in Case.objects.all()]
    Case.objects.bulk_update(mine, ["type", "assigned_to", "tags", "plans"], batch_size=500)
    upsert_links([vars(case) for case in mine])
    columns = filling.statuses()
    for start in range(0, CASES - 100, 1_000):
        cases = [filling.case(number, _chance.choice(columns)) for number in range(start, start + 1_000)]
        cases = [dressed(case, types, staff) for case in cases[: CASES - 100 - start]]
        Case.objects.bulk_create(cases, batch_size=500)
        upsert_links([vars(case) for case in cases])
        parts = [Participant(case=case, account=_chance.choice(who)) for case in cases for who in (clients, staff)]
        Participant.objects.bulk_create(parts, batch_size=500)
    SyncState.objects.create(key="firm", read_at=_now, complete=True)
    return types[0], staff[0]


def accounts(uuids: Iterable[UUID], kind: str) -> list[Account]:
    """People by number."""
    names = [(uuid, f"{kind} {number}") for number, uuid in enumerate(uuids)]
    return [Account(uuid=uuid, name=name, folded=name, kind=kind, read_at=_now) for uuid, name in names]


def dressed(case: Case, types: list[UUID], staff: list[UUID]) -> Case:
    """A case with a type, somebody assigned, tags and plans, some of which it shares."""
    case.type = _chance.choice(types)
    case.assigned_to = [str(_chance.choice(staff))] if _chance.random() < 0.95 else []
    case.tags = _chance.sample(filling.TAGS, _chance.choice([0, 1, 1, 2]))
    case.plans = [str(UUID(int=_chance.randrange(CASES * 8))) for _ in range(_chance.choice([0, 1, 1, 2]))]
    return case


def measure(ask: "bench.Asker", boards: dict[str, str], client: UUID) -> dict[str, dict[str, float]]:
    """The figures of each board."""
    sizes = {name: len(ask(path)) for name, path in boards.items()}
    calls = gateway.client().calls
    paths = list(boards.values())
    same = ask.medians(paths)
    changed = ask.medians(paths, before=partial(change, client))
    return {
        name: {
            "same": same[number][1],
            "changed": changed[number][1],
            "bytes": sizes[name],
            "queries": queries(ask, path, partial(change, client)),
            "calls": gateway.client().calls - calls,
        }
        for number, (name, path) in enumerate(boards.items())
    }


def change(client: UUID) -> None:
    """Make the mirror say that something has changed, of this client's cases and of another one's of the firm."""
    other = Account.objects.filter(kind="client")[_chance.randrange(CLIENTS)]
    bump_versions([f"client:{client}", f"client:{other.pk}"])


def queries(ask: "bench.Asker", path: str, before: Callable[[], object]) -> int:
    """Database queries of a page whose wall must be read from the tables."""
    filling.forget_visits()
    before()
    connection.force_debug_cursor = True
    reset_queries()
    ask(path)
    number = len(connection.queries)
    connection.force_debug_cursor = False
    return number


def table(rows: dict[str, dict[str, float]]) -> None:
    """Print the figures, a line for each board."""
    least = next(iter(rows.values()))
    heads = f"{'unchanged':>10}{'at most 2':>10}{'changed':>10}{'at most 2':>10}"
    print(f"{'':16}{heads}{'bytes':>10}{'queries':>9}{'calls':>7}")
    for name, row in rows.items():
        times = [row[which] / least[which] for which in ("same", "changed")]
        figures = f"{row['same']:10.2f}{times[0]:8.2f} x{row['changed']:10.2f}{times[1]:8.2f} x"
        print(f"{name:16}{figures}{row['bytes']:10,.0f}{row['queries']:9.0f}{row['calls']:7.0f}")


def judge(rows: dict[str, dict[str, float]]) -> list[str]:
    """Which limits the table breaks."""
    least = next(iter(rows.values()))
    broken = {
        "times a client's board": over(rows, least, "same"),
        "times a client's board after a change": over(rows, least, "changed"),
        "bytes": any(row["bytes"] >= LIMITS["bytes"] for row in rows.values()),
        "queries": any(row["queries"] >= LIMITS["queries"] for row in rows.values()),
        "Plannr calls": any(row["calls"] for row in rows.values()),
    }
    return [name for name, is_broken in broken.items() if is_broken]


def owners() -> None:
    """What raw SQL spares the firm's board: the clients of 180 cards, beside Django's own query for them."""
    cases = list(Case.objects.values_list("pk", flat=True)[:180])
    client = Account.objects.filter(pk=OuterRef("account"), kind="client")
    parts = Participant.objects.filter(case__in=cases).order_by("pk")
    found = parts.values_list("case", "account", Subquery(client.values("name")), Subquery(client.values("serial")))
    ways: dict[str, Callable[[], object]] = {
        "raw": lambda: badges.case_owners([badges.db_value(case) for case in cases]),
        "Django's": lambda: list(found.all()),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(bench.SAMPLES):
        for name, ask in ways.items():
            began = time.thread_time()
            ask()
            taken[name].append(time.thread_time() - began)
    print("\nThe clients of 180 cards: " + ", ".join(f"{bench.middle(taken[name]):.2f} {name}" for name in ways))


def over(rows: dict[str, dict[str, float]], least: dict[str, float], which: str) -> bool:
    """Whether any board takes more than so many times what the least one does."""
    return any(row[which] / least[which] > LIMITS["times"] for row in rows.values())


if __name__ == "__main__":
    sys.exit(main())
