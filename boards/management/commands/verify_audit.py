"""`manage.py verify_audit`: is the audit log still what was written?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boards.audit.models import Entry
from boards.audit.queries import tampered_entries


class Command(BaseCommand):
    """Follows the chain of digests from the first row to the last and names every row that breaks it.

    The chain alone cannot show that the newest rows were cut off: keep the printed head somewhere else, and give it
    back with `--head` to be told whether it is still in the log.
    """

    help = "Check that no row of the audit log was changed, removed or reordered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="a head printed earlier: fails if it is no longer in the log")

    def handle(self, *args: Any, head: str, **options: Any) -> None:
        wrong = [entry.pk for entry in tampered_entries()]
        if wrong:
            raise CommandError(f"The audit log was tampered with at row {', '.join(map(str, wrong[:20]))}.")
        if head and not Entry.objects.filter(digest=head).exists():
            raise CommandError(
                "The log is whole as far as it goes, but the head you gave is not in it: rows were cut off."
            )
        newest = Entry.objects.order_by("-id").values_list("digest", flat=True).first() or "none"
        self.stdout.write(f"{Entry.objects.count()} rows, whole. Head: {newest}")
