"""What this process remembers of the mirror: whole walls, each for as long as its version is the current one."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any
from uuid import uuid4

from django.core.cache import cache

from boards.mirror.models import SyncState


def version_key(*readings: SyncState | None) -> Hashable:
    """What changes whenever a wall over these parts of the mirror may: None where one of them was never asked for.

    Take it before the wall is read. Each change bumps the serial in its own transaction, and each read moves
    `read_at` on.
    """
    if not all(readings):
        return None
    return tuple((reading.serial, reading.read_at) for reading in readings if reading)


class VersionedCache[Kept]:
    """The walls of the boards opened last, one for each client and filter, each good while its version is current."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._walls: OrderedDict[Hashable, tuple[Hashable, Kept]] = OrderedDict()
        self._lock = Lock()

    def recall(self, board: Hashable, version: Hashable) -> Kept | None:
        """The wall kept under this very version."""
        with self._lock:
            kept = self._walls.get(board)
            if kept is None or kept[0] != version:
                return None
            self._walls.move_to_end(board)
            return kept[1]

    def keep(self, board: Hashable, version: Hashable, wall: Kept) -> None:
        """Keep a wall, and let the least recently opened one go where there are too many."""
        with self._lock:
            self._walls[board] = (version, wall)
            self._walls.move_to_end(board)
            while len(self._walls) > self._size:
                self._walls.popitem(last=False)


def cached_for[Made](name: str, make: Callable[[], Made], seconds: int = 60) -> Made:
    """What `make` gives, made anew at most so often: for what costs a walk over the whole firm and may lag a moment.

    The cache only keeps a token of its age, because what is made may be large.
    """
    key = f"mirror-lately-{name}"
    token = cache.get(key)
    made: Made | None = _recent.recall(name, token) if token else None
    if made is None:
        made, token = make(), uuid4().hex
        _recent.keep(name, token, made)
        cache.set(key, token, seconds)
    return made


_recent: VersionedCache[Any] = VersionedCache(64)
