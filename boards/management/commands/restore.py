"""`manage.py restore FILE`: the database as a backup holds it, proven to a whole audit log."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from boards.management.backups import bring_back


class Command(BaseCommand):
    """Stop the board first: what people do between the backup and now is not in the backup. SQLite's present file is
    kept beside the new one.
    """

    help = "Put the database back as FILE, a backup, holds it, and verify its audit log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        kept = bring_back(file)
        if kept:
            self.stdout.write(f"What was there is kept as {kept}.")
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        call_command("verify_audit", stdout=self.stdout)
        self.stdout.write("Restored. Boards are read again from Plannr when they are opened, or by manage.py sync.")
