"""The database does not lose the log: journal mode, syncing, a look through the file, backup and restore."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from structlog.testing import capture_logs

from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.queries import tampered_entries
from plannr_board import database
from plannr_board.sqlite3 import base, is_sound, journal_mode
from tests.making import make_user

ON_SQLITE = pytest.mark.skipif("postgres" in os.environ.get("DATABASE_URL", ""), reason="is about SQLite")


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 1), False), ((3, 46, 1), False),
        ((3, 50, 4), False), ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True),
    ],
)  # fmt: skip
def test_a_library_with_the_wal_reset_bug_is_known(version: tuple[int, int, int], sound: bool):
    assert is_sound(version) is sound


@ON_SQLITE
def test_an_affected_library_gets_no_wal_and_every_commit_is_synced(tmp_path: Path):
    script = "from plannr_board.database import facts; print(facts())"
    address = f"sqlite:///{tmp_path / 'board.sqlite3'}"
    environment = os.environ | {"DATABASE_URL": address, "DEBUG": "on", "HTTPS": "off"}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-v", "0", "-c", script]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert f"'journal': '{journal_mode()}'" in done.stdout
    assert "'synchronous': 'full'" in done.stdout
    assert journal_mode() == ("wal" if is_sound(sqlite3.sqlite_version_info[:3]) else "truncate")


OPENS = """
import sqlite3, sys
from plannr_board.sqlite3.base import settle_mode
settle_mode(sys.argv[1], 20)
held = sqlite3.connect(sys.argv[1], timeout=20)
for number in range(20):
    held.execute("INSERT INTO line VALUES (?)", [number])
    held.commit()
"""


def left_in_wal(file: Path) -> sqlite3.Connection:
    """A database as an earlier version of the board left it: in WAL, with rows that stand in the WAL file only."""
    made = sqlite3.connect(file, isolation_level=None)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("CREATE TABLE line (number INTEGER)")
    made.execute("INSERT INTO line VALUES (-1)")
    return made


def test_a_file_left_in_wal_changes_over_though_several_processes_open_it_at_once(tmp_path: Path, monkeypatch: Any):
    file = tmp_path / "board.sqlite3"
    left_in_wal(file).close()

    started = [subprocess.Popen([sys.executable, "-c", OPENS, str(file)]) for _ in range(3)]

    assert [one.wait() for one in started] == [0, 0, 0]
    with closing(sqlite3.connect(file)) as opened:
        assert opened.execute("SELECT count(*) FROM line").fetchone()[0] == 61
        assert opened.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        assert (opened.execute("PRAGMA journal_mode").fetchone()[0] == "wal") is (journal_mode() == "wal")


def test_a_process_that_keeps_it_in_the_other_mode_is_said(tmp_path: Path, monkeypatch: Any):
    file = tmp_path / "board.sqlite3"
    monkeypatch.setattr(base, "journal_mode", lambda: "truncate")

    with closing(left_in_wal(file)), pytest.raises(sqlite3.OperationalError, match="another process keeps it"):
        base.settle_mode(str(file), 0.3)
    base.settle_mode(str(file), 0.3)

    with closing(sqlite3.connect(file)) as opened:
        assert opened.execute("SELECT number FROM line").fetchall() == [(-1,)]


@pytest.mark.django_db
def test_deep_readiness_says_how_the_database_runs_to_those_who_may_measure(client: Any, settings: Any):
    deep = client.get("/readyz?deep").json()

    assert (deep["state"], deep["database"]["check"]) == ("ready", "ok")
    assert deep["database"]["engine"].split()[0] in ("SQLite", "PostgreSQL")
    if connection.vendor == "sqlite":
        assert deep["database"]["journal"] == journal_mode()
        assert "the WAL-reset bug" in deep["database"]["why"]
    settings.METRICS_TOKEN = "let-me-in"
    assert client.get("/readyz?deep").json() == {"state": "ready"}


async def live() -> None:
    """A server's life in short: the board is started, and stopped."""
    from plannr_board.asgi import application
    from plannr_board.server import request_head  # noqa: F401  as a server that may serve the board has

    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        assert message["type"] in ("lifespan.startup.complete", "lifespan.shutdown.complete")

    await application({"type": "lifespan"}, receive, send)


@pytest.mark.django_db(transaction=True)
def test_a_server_says_it_in_one_line_when_it_starts():
    # In a thread of its own: a browser test before it leaves this one with a loop that runs.
    with capture_logs() as said, ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, live()).result()

    told = [line for line in said if line["event"] == "database"]
    assert [(line["check"], "engine" in line) for line in told] == [("ok", True)]


@ON_SQLITE
def test_a_damaged_file_is_found_and_the_board_no_longer_says_that_it_is_ready(
    client: Any, db: None, tmp_path: Path, monkeypatch: Any
):
    file = tmp_path / "board.sqlite3"
    with closing(sqlite3.connect(file)) as made:
        made.executescript("CREATE TABLE line (text TEXT); CREATE INDEX place ON line (text);")
        made.executemany("INSERT INTO line VALUES (?)", [(f"{number:05}" * 40,) for number in range(200)])
        made.commit()
    whole = file.read_bytes()
    file.write_bytes(whole[:12_288] + b"\0" * 4_096 + whole[16_384:])
    damaged = base.DatabaseWrapper({**connection.settings_dict, "NAME": str(file)})
    monkeypatch.setattr(database, "_damage", "")

    with monkeypatch.context() as patch, closing(damaged):
        patch.setattr(database, "connection", damaged)
        assert database.check() != "ok"

    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json() == {"state": "the database file is damaged: restore a backup"}
    assert database.check() == "ok"
    assert client.get("/readyz").status_code == 200


def written(number: int) -> None:
    """Lines of the log, by a thread with a connection of its own."""
    person = make_user()
    for _ in range(number):
        subject = recorder.Subject("case", uuid4(), "Hill mortgage")
        recorder.record_attempt(person, "case-move", subject, before={}, body={}, key=uuid4().hex)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_backup_made_while_people_write_comes_back_with_a_whole_log(tmp_path: Path, capsys: Any):
    backup, writers = tmp_path / "board.backup", [threading.Thread(target=written, args=[15]) for _ in range(2)]
    written(1)
    for one in writers:
        one.start()

    call_command("backup", str(backup))
    for one in writers:
        one.join()
    written(5)
    newest = Entry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET words = 'changed by hand'")
    call_command("restore", str(backup))

    assert "rows, whole. Head: " in capsys.readouterr().out
    assert 1 <= Entry.objects.count() <= newest - 5
    assert Entry.objects.filter(words="changed by hand").count() == 0
    assert (backup.stat().st_mode & 0o077, list(tmp_path.glob("*.part"))) == (0, [])


@pytest.fixture
def tampered(tmp_path: Path, transactional_db: None) -> Path:
    """A backup with a row that was changed by hand; since then the log in use was put right, and has grown to four."""
    written(3)
    first = Entry.objects.filter(pk=Entry.objects.earliest("pk").pk)
    first.update(words="changed by hand")
    call_command("backup", str(tmp_path / "board.backup"))
    first.update(words="")
    written(1)
    return tmp_path / "board.backup"


def test_a_backup_that_was_tampered_with_is_refused_before_anything_is_changed(tampered: Path):
    with pytest.raises(CommandError, match=r"tampered with at row .* Nothing was changed"):
        call_command("restore", str(tampered))

    assert (Entry.objects.filter(words="").count(), Entry.objects.count()) == (4, 4)
    assert list(tampered_entries()) == []
    if connection.vendor == "sqlite":
        assert [*Path(connection.settings_dict["NAME"]).parent.glob("*.trial*")] == []


def test_it_is_put_back_by_somebody_who_wants_it_all_the_same(tampered: Path):
    with pytest.raises(CommandError, match="tampered with at row"):
        call_command("restore", "--unproven", str(tampered))

    assert (Entry.objects.filter(words="changed by hand").count(), Entry.objects.count()) == (1, 3)
    if connection.vendor == "sqlite":
        kept = max(Path(connection.settings_dict["NAME"]).parent.glob("*.before-*"))
        call_command("restore", str(kept))
        assert (Entry.objects.count(), list(tampered_entries())) == (4, [])


@ON_SQLITE
@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\7" * 5_000])
def test_what_is_no_backup_is_refused_and_nothing_is_changed(db: None, tmp_path: Path, content: bytes):
    file = tmp_path / "board.backup"
    file.write_bytes(content)

    with pytest.raises(CommandError, match="is no backup of a board"):
        call_command("restore", str(file))


def test_a_backup_never_takes_the_place_of_another(db: None, tmp_path: Path):
    file = tmp_path / "board.backup"
    file.write_bytes(b"the one of yesterday")

    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(file))

    assert file.read_bytes() == b"the one of yesterday"
