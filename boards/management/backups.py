"""A backup of the database, and its way back, with the tools of the database itself."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import CommandError
from django.db import DatabaseError, connection

UNREADABLE = "is no backup of a board: it cannot be read whole"


def is_sqlite() -> bool:
    """Whether the board keeps its data in SQLite."""
    return connection.vendor == "sqlite"


def back_up(file: Path) -> None:
    """Write the whole database into `file`, which must not exist, while the board runs. Raises CommandError.

    Written beside it first, so that a backup that was cut off never passes for one. Only its owner may read it.
    """
    if file.exists():
        raise CommandError(f"{file} exists already. Give the backup a name of its own.")
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    mask = os.umask(0o077)
    try:
        _copy(part) if is_sqlite() else _postgres("pg_dump", "--format=custom", f"--file={part}")
        part.rename(file)
    except (OSError, DatabaseError) as error:
        raise CommandError(f"No backup was made: {error}") from None
    finally:
        os.umask(mask)
        part.unlink(missing_ok=True)


def bring_back(file: Path) -> Path | None:
    """Put the database back as `file` holds it; where the one that was replaced is now. Raises CommandError.

    SQLite's own copying takes the place page by page under a lock, so processes that have the database open see all of
    it or nothing. What was there is kept beside it.
    """
    if not is_sqlite():
        _postgres(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", "", str(file)
        )
        return None
    connection.close()
    target = Path(connection.settings_dict["NAME"])
    kept = _aside(target) if target.exists() and target.stat().st_size else None
    _fill(target, file)
    return kept


@contextmanager
def on_trial(file: Path) -> Iterator[None]:
    """Let this process work on a database of its own that holds what `file` does, while the block runs; it is gone
    afterwards, and the board's was not touched. Raises CommandError.
    """
    usual = str(connection.settings_dict["NAME"])
    trial = f"{usual}.trial" if is_sqlite() else f"{usual}_trial"
    connection.close()
    try:
        _lay_out(trial, file)
        connection.settings_dict["NAME"] = trial
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        _clear_away(trial)


def _lay_out(trial: str, file: Path) -> None:
    _clear_away(trial)
    if is_sqlite():
        _fill(Path(trial), file)
    else:
        _postgres("createdb", "--template=template0", *_from_here(), trial)
        _postgres("pg_restore", "--no-owner", "--exit-on-error", "--dbname", trial, str(file))


def _clear_away(trial: str) -> None:
    if is_sqlite():
        Path(trial).unlink(missing_ok=True)
    else:
        _postgres("dropdb", "--if-exists", *_from_here(), trial)


def _from_here() -> tuple[str, ...]:
    """PostgreSQL makes and drops a database by a connection to another: the board's, which its user may surely use."""
    return "--maintenance-db", str(connection.settings_dict["NAME"])


def _fill(target: Path, file: Path) -> None:
    with closing(_whole(file)) as source, closing(sqlite3.connect(target, timeout=20)) as place:
        source.backup(place)


def _copy(part: Path) -> None:
    """SQLite's own copy; what is being written meanwhile is in it whole or not at all."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(part)])
    _whole(part).close()


def _whole(file: Path) -> sqlite3.Connection:
    """A backup that was looked through. Raises CommandError."""
    found = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:
        state = found.execute("PRAGMA quick_check(1)").fetchone()[0]
        found.execute("SELECT count(*) FROM audit_entry").fetchone()
    except sqlite3.DatabaseError as error:
        state = str(error)
    if state != "ok":
        found.close()
        raise CommandError(f"{file} {UNREADABLE} ({state}).")
    return found


def _aside(target: Path) -> Path:
    """Keep what is there now beside itself; a file that is beyond reading must be moved away by hand."""
    kept = target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    try:
        with closing(sqlite3.connect(target, timeout=20)) as old:
            old.execute("VACUUM INTO ?", [str(kept)])
    except sqlite3.DatabaseError as error:
        kept.unlink(missing_ok=True)
        raise CommandError(f"{target} cannot be read ({error}). Move it away first; nothing was changed.") from None
    return kept


def _postgres(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools on the board's database. Raises CommandError."""
    about = connection.settings_dict
    program = shutil.which(tool)
    if program is None:
        raise CommandError(f"{tool} is not installed here. Run it where PostgreSQL is: docs/deploying.md says how.")
    told = {"PGHOST": about["HOST"], "PGPORT": about["PORT"], "PGUSER": about["USER"], "PGPASSWORD": about["PASSWORD"]}
    named = {"PGDATABASE": about["NAME"]} | {name: str(value) for name, value in told.items() if value}
    told_to = [program, *arguments]
    done = subprocess.run(told_to, env=os.environ | named, capture_output=True, text=True, check=False)  # noqa: S603  its own tool
    if done.returncode:
        raise CommandError(f"{tool} failed: {done.stderr.strip()}")
