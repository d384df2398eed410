"""`manage.py backup FILE`: the whole database in one file, while the board runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from boards.management.backups import back_up


class Command(BaseCommand):
    """Keeps what is nowhere else: the audit log, the history of cases, people and their views."""

    help = "Write the whole database into FILE while the board runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        back_up(file)
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes. It holds clients’ names: keep it as you keep these.")
