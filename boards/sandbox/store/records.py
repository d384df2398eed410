"""
The sandbox's records: plain dictionaries by kind and uuid, with the indexes that keep 20,000 cases quick.

A stored record is replaced, never changed in place, so whoever holds the old one still sees what was. The one exception
is a case's `status_position`, which moves with its siblings. Everything happens in a turn: one lock, and one line
in the journal for all that a turn changed, so a crash keeps a whole write or none of it.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import UUID

from boards.sandbox.conduct.behaviours import Behaviours
from boards.sandbox.dates import utc_text_of_seconds
from boards.sandbox.store.ordering import StatusOrder

type Record = dict[str, Any]

KINDS = (
    "account", "group", "circle", "login", "status", "type", "tag", "custom_field",
    "plan", "cover", "beneficiary", "case", "task", "note",
)  # fmt: skip

INDEXES: dict[tuple[str, str], Callable[[Record], Iterable[str]]] = {
    ("case", "account"): lambda case: case["participants"],
    ("case", "plan"): lambda case: case["plans"],
    ("plan", "account"): lambda plan: plan["owners"],
    ("cover", "plan"): lambda cover: (cover["plan"],),
    ("beneficiary", "plan"): lambda beneficiary: (beneficiary["plan"],),
    ("task", "subject"): lambda task: (task["taskable_uuid"],),
    ("note", "subject"): lambda note: (note["notable_uuid"],),
}


class Journal(Protocol):
    """What a turn's changes are written to before anybody is answered."""

    def write(self, changes: list[str]) -> None: ...


class Records:
    """Records by kind and uuid, with indexes, columns and turns. `clock` gives seconds since 1970."""

    def __init__(self, *, clock: Callable[[], float] = time.time, seed: int | None = 0) -> None:
        self.clock = clock
        self.random = random.Random(seed)
        self.lock = threading.RLock()
        self.behaviours = Behaviours()
        self.journal: Journal | None = None
        self.kept = 0
        self._depth = 0
        self._changes: list[str] = []
        self.empty()

    def empty(self) -> None:
        """Forget every record."""
        self.kinds: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
        self.columns = StatusOrder(self.kinds["case"])
        self._indexes: dict[tuple[str, str], dict[str, dict[str, None]]] = {name: {} for name in INDEXES}
        self._versions = dict.fromkeys(KINDS, 0)
        self._orders: dict[tuple[str, str], tuple[int, list[Record]]] = {}

    def new_uuid(self) -> str:
        """Give the next uuid of this firm's own sequence: the same seed gives the same ones."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def now(self) -> str:
        """Give this second as UTC text."""
        return utc_text_of_seconds(self.clock())

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the lock, and journal what was changed at the end."""
        with self.lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._write_down()

    def find(self, kind: str, uuid: object) -> Record | None:
        """Give a record, or None."""
        return self.kinds[kind].get(uuid) if isinstance(uuid, str) else None

    def those(self, kind: str, uuids: Iterable[str]) -> list[Record]:
        """Give the records that exist among these uuids, in the order asked."""
        held = self.kinds[kind]
        return [held[uuid] for uuid in uuids if uuid in held]

    def by(self, kind: str, index: str, uuid: str) -> list[Record]:
        """Give the records of a kind that name `uuid`: `by("case", "plan", plan_uuid)`."""
        return self.those(kind, self._indexes[kind, index].get(uuid, ()))

    def ordered(self, kind: str, sort: str, key: Callable[[Record], Any]) -> list[Record]:
        """Give all records of a kind sorted by `key`, kept under the name `sort` until one of them changes."""
        version, rows = self._orders.get((kind, sort), (-1, []))
        if version != self._versions[kind]:
            rows = sorted(self.kinds[kind].values(), key=key, reverse=sort.startswith("-"))
            self._orders[kind, sort] = self._versions[kind], rows
        return rows

    def store(self, kind: str, record: Record) -> Record:
        """Keep a record, new or instead of the one with its uuid. A new case enters its column, an old one stays."""
        with self.lock:
            old = self.kinds[kind].get(record["uuid"])
            if kind == "case" and old is not None:
                record = {**record, "status": old["status"], "status_position": old["status_position"]}
            self._swap(kind, record)
            if kind == "case" and old is None:
                self.columns.enter(record["uuid"])
            self._note(kind, ["store", kind, record])
            return record

    def change(self, kind: str, uuid: str, **changes: Any) -> Record:
        """Replace some keys; `updated_at` moves when one of them differs. A case's place is changed by `place`."""
        with self.lock:
            old = self.kinds[kind][uuid]
            if all(key in old and old[key] == value for key, value in changes.items()):
                return old
            return self.store(kind, {**old, "updated_at": self.now(), **changes})

    def place(self, uuid: str, status: str | None, position: int | None, convention: str | None = None) -> Record:
        """Move a case to a status and a place, by the firm's convention for positions."""
        convention = convention or self.behaviours.positions
        with self.lock:
            case = self._swap("case", dict(self.kinds["case"][uuid]))
            self.columns.place(uuid, status, position, convention)
            self._note("case", ["place", uuid, status, position, convention])
            return case

    def remove(self, kind: str, uuid: str, convention: str | None = None) -> None:
        """Forget a record."""
        convention = convention or self.behaviours.positions
        with self.lock:
            old = self.kinds[kind][uuid]
            if kind == "case":
                self.columns.leave(uuid, convention)
            self._index(kind, old, None)
            del self.kinds[kind][uuid]
            self._note(kind, ["remove", kind, uuid, convention])

    def replay(self, change: list[Any]) -> None:
        """Make one journalled change again."""
        acts: dict[str, Callable[..., Any]] = {"store": self.store, "place": self.place, "remove": self.remove}
        acts[change[0]](*change[1:])

    def _swap(self, kind: str, record: Record) -> Record:
        uuid = record["uuid"]
        old = self.kinds[kind].get(uuid)
        self._index(kind, old, record)
        self.kinds[kind][uuid] = record
        return record

    def _index(self, kind: str, old: Record | None, new: Record | None) -> None:
        """Keep the indexes in step; what still names the same keeps its place in them."""
        for (indexed, name), keys in INDEXES.items():
            if indexed != kind:
                continue
            index = self._indexes[indexed, name]
            was, now = (keys(one) if one else () for one in (old, new))
            for key in was:
                if old and key not in now:
                    index.get(key, {}).pop(old["uuid"], None)
            for key in now:
                if new:
                    index.setdefault(key, {})[new["uuid"]] = None

    def _note(self, kind: str, change: list[Any]) -> None:
        self._versions[kind] += 1
        if self.journal is not None:
            self._changes.append(json.dumps(change))
            if self._depth == 0:
                self._write_down()

    def _write_down(self) -> None:
        changes, self._changes = self._changes, []
        if changes and self.journal is not None:
            self.journal.write(changes)
