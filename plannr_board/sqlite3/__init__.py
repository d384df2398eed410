"""Django's SQLite backend, with the journal mode that the linked SQLite can be trusted with.

SQLite 3.7.0 to 3.51.2 can corrupt a file in WAL mode when two connections write and checkpoint in one instant (the
"WAL-reset bug"; mended in 3.44.6, 3.50.7 and 3.51.3). Such a library gets a rollback journal instead.
"""

import sqlite3

SAFE, FAST = "truncate", "wal"
VERSION = sqlite3.sqlite_version


def is_sound(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the mend of the WAL-reset bug."""
    return (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51) or version >= (3, 51, 3)


def journal_mode() -> str:
    """The mode for a file with several writers. TRUNCATE, as with FULL it needs no directory to be synced."""
    return FAST if is_sound(sqlite3.sqlite_version_info[:3]) else SAFE


def why() -> str:
    """Why this mode runs, in a sentence."""
    if journal_mode() == FAST:
        return f"SQLite {VERSION} has the mend of the WAL-reset bug"
    return f"SQLite {VERSION} has the WAL-reset bug, so no WAL with several writers"
