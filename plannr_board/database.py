"""The database as it runs: its journal mode and why, whether a commit is on the disk, and whether the file is whole."""

from typing import Any

import structlog
from django.db import DatabaseError, connection

from plannr_board import sqlite3

log = structlog.get_logger(__name__)

SYNCED = {0: "off", 1: "normal", 2: "full", 3: "extra"}
WHOLE = "ok"

_damage = ""


def facts() -> dict[str, str]:
    """What runs and why. Raises DatabaseError."""
    if connection.vendor != "sqlite":
        version = asked("SHOW server_version")
        return {"engine": f"PostgreSQL {version}", "synchronous": str(asked("SHOW synchronous_commit"))}
    return {
        "engine": f"SQLite {sqlite3.VERSION}",
        "journal": str(asked("PRAGMA journal_mode")),
        "why": sqlite3.why(),
        "synchronous": SYNCED[int(asked("PRAGMA synchronous"))],
    }


def check() -> str:
    """`ok`, or what is wrong with the file: SQLite looks through all of it. Raises DatabaseError."""
    global _damage
    if connection.vendor != "sqlite":
        return WHOLE
    try:
        found = str(asked("PRAGMA quick_check(5)"))
    except DatabaseError as error:
        if "malformed" not in str(error) and "not a database" not in str(error):
            raise
        found = str(error)
    _damage = "" if found == WHOLE else found
    return found


def damage() -> str:
    """What the last check of this process found wrong; blank where nothing."""
    return _damage


def tell_at_start() -> None:
    """One line in the log: which mode runs, why, and whether the file is whole. Never raises DatabaseError."""
    try:
        told, state = facts(), check()
    except DatabaseError as error:
        log.error("database", trouble=str(error))
        return
    finally:
        connection.close()
    (log.info if state == WHOLE else log.critical)("database", **told, check=state)


def asked(sql: str) -> Any:
    """The one value of a question."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
