"""The backend: every connection in the same journal mode, and synced to the disk at each commit."""

import random
import sqlite3
import threading
import time
from typing import Any

from django.db.backends.sqlite3 import base

from plannr_board.sqlite3 import journal_mode

_settled: set[str] = set()
_settling = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's; the OPTION `synchronous` is `FULL`, or `OFF` where nobody minds what a power cut does."""

    init_commands: list[str]

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        synchronous = params.pop("synchronous", "FULL")
        self.init_commands += [f"PRAGMA journal_mode={journal_mode()}", f"PRAGMA synchronous={synchronous}"]
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        settle_mode(str(conn_params["database"]), float(conn_params.get("timeout", 5)))
        return super().get_new_connection(conn_params)


def settle_mode(path: str, patience: float) -> None:
    """Bring the file into its journal mode, once for each file and process, before anything else opens it here.

    To leave WAL takes the file for oneself, and whoever has read it holds on to it: so this is done on a connection of
    its own, and again for `patience` seconds, as another process may be at the same. Raises sqlite3.OperationalError
    where a process of an older version still holds the file in the other mode.
    """
    with _settling:
        if path in _settled or ":memory:" in path or "mode=memory" in path:
            return
        until = time.monotonic() + patience
        while not _changed(path):
            if time.monotonic() > until:
                raise sqlite3.OperationalError(
                    f"database is locked: another process keeps it in a journal mode other than {journal_mode()}"
                )
            time.sleep(random.uniform(0.01, 0.1))
        _settled.add(path)


def _changed(path: str) -> bool:
    connection = sqlite3.connect(path, timeout=1, uri=path.startswith("file:"))
    try:
        return bool(connection.execute(f"PRAGMA journal_mode={journal_mode()}").fetchone()[0] == journal_mode())
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    finally:
        connection.close()
