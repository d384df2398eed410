"""`manage.py restore FILE`: the database as a backup holds it, once that is proven to hold a whole audit log."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from boards.management.backups import bring_back, on_trial


class Command(BaseCommand):
    """Stop the board first: what people do between the backup and now is not in the backup. A backup whose log is not
    whole is refused before anything is changed; SQLite's present file is kept beside the new one.
    """

    help = "Put the database back as FILE, a backup, holds it, and verify its audit log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--unproven", action="store_true", help="verify the log only when it is back")

    def handle(self, *args: Any, file: Path, unproven: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if not unproven:
            self.prove(file)
        kept = bring_back(file)
        if kept:
            self.stdout.write(f"What was there is kept as {kept}.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("verify_audit", stdout=self.stdout)
        self.stdout.write("Restored. Boards are read again from Plannr when they are opened, or by manage.py sync.")

    def prove(self, file: Path) -> None:
        """Verify the log of the backup before anything is changed, in a database made for that."""
        with on_trial(file):
            call_command("migrate", interactive=False, verbosity=0)
            try:
                call_command("verify_audit", stdout=StringIO())
            except CommandError as error:
                raise CommandError(
                    f"{file}: {error} Nothing was changed; --unproven puts it back all the same."
                ) from None
