"""
Keeping a firm on disk: a snapshot, and beside it a journal of the writes made since.

A turn's changes are one line of the journal, handed to the operating system before anybody is answered: a write
that was answered survives `kill -9`. Lines carry numbers and the snapshot carries the last one it holds, so a
crash between writing the snapshot and clearing the journal repeats nothing. A torn last line is a write nobody was
answered.
"""

import json
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from boards.sandbox.store.firm import Firm

COMPACT_AFTER = 20_000


class WriteAheadLog:
    """The journal beside a snapshot, open for appending. Compacts itself when it has grown long."""

    def __init__(self, firm: "Firm", path: Path) -> None:
        self.path = path
        self._firm = firm
        self._file: BinaryIO = journal_path(path).open("ab", buffering=0)
        self._lines = 0

    def write(self, changes: list[str]) -> None:
        """Append one turn's changes, each already JSON."""
        self._firm.kept += 1
        self._file.write(f"[{self._firm.kept},[{','.join(changes)}]]\n".encode())
        self._lines += 1
        if self._lines >= COMPACT_AFTER:
            write_snapshot(self._firm, self.path)

    def clear(self) -> None:
        """Forget the lines: a snapshot holds them now."""
        self._file.truncate(0)
        self._lines = 0

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def persist(firm: "Firm", path: Path) -> WriteAheadLog:
    """From now on, keep the firm at `path`: a snapshot at once, then each write as it is made."""
    journal = WriteAheadLog(firm, path)
    firm.journal = journal
    write_snapshot(firm, path)
    return journal


def load_firm(firm: "Firm", path: Path) -> None:
    """Fill an empty firm from a snapshot and its journal. Raises OSError or ValueError."""
    snapshot = json.loads(path.read_text())
    restore_snapshot(firm, snapshot)
    firm.random = random.Random(os.urandom(16))
    if journal_path(path).exists():
        for line in journal_path(path).read_bytes().splitlines():
            replay_line(firm, line)


def replay_line(firm: "Firm", line: bytes) -> None:
    """Make the changes of one journal line again, unless the firm has them or the line is torn."""
    try:
        number, changes = json.loads(line)
    except ValueError:
        return
    if number > firm.kept:
        firm.kept = number
        for change in changes:
            firm.replay(change)


def write_snapshot(firm: "Firm", path: Path) -> None:
    """Write a snapshot in one step. When it is the firm's own file, the journal starts anew."""
    with firm.lock:
        own = isinstance(firm.journal, WriteAheadLog) and firm.journal.path == path
        half = path.with_name(f"{path.name}.half")
        with half.open("w") as file:
            json.dump(take_snapshot(firm), file, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        if own and isinstance(firm.journal, WriteAheadLog):
            firm.journal.clear()


def take_snapshot(firm: "Firm") -> dict[str, Any]:
    """Give everything a firm is, as JSON can carry it."""
    return {
        "name": firm.name,
        "uuid": firm.uuid,
        "number": firm.kept,
        "manners": firm.behaviours.as_dict(),
        "kinds": {kind: list(records.values()) for kind, records in firm.kinds.items()},
    }


def copy_snapshot(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Give a snapshot whose records nobody else holds: a case's place is changed where it lies (records.py)."""
    kinds = {kind: [dict(record) for record in records] for kind, records in snapshot["kinds"].items()}
    return {**snapshot, "kinds": kinds}


def restore_snapshot(firm: "Firm", snapshot: dict[str, Any]) -> None:
    """Make a firm what a snapshot says."""
    firm.empty()
    firm.name, firm.uuid = snapshot["name"], snapshot["uuid"]
    firm.kept = max(firm.kept, snapshot["number"])
    firm.behaviours.set(**snapshot["manners"])
    journal, firm.journal = firm.journal, None
    for kind, records in snapshot["kinds"].items():
        for record in records:
            firm.store(kind, record)
    firm.journal = journal


def journal_path(path: Path) -> Path:
    """Give the journal's path for a snapshot's."""
    return path.with_name(f"{path.name}.journal")
