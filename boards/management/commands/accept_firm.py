"""`manage.py accept_firm --by NAME --reason TEXT`: the Plannr account is in another firm now, and that is meant."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boards.mirror.review.decisions import accept_current_firm
from boards.plannr import PlannrError
from boards.users.models import User
from boards.users.permissions import has_permission


class Command(BaseCommand):
    """Pins the firm that Plannr's logins name now; reading and writing go on with it.

    What was read of the firm before stays in the mirror until it is let go: for another firm a database of its own is
    the better choice. Managers have a page for it, /vanished/.
    """

    help = "Accept that the board's Plannr account belongs to another firm than before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", default="", metavar="NAME", help="who says so: a manager's sign-in name")
        parser.add_argument("--reason", default="", help="why; it is kept in the audit log")

    def handle(self, *args: Any, by: str, reason: str, **options: Any) -> None:
        person = User.objects.filter(username__iexact=by).first()
        if person is None or not has_permission(person, "let-go"):
            raise CommandError("--by takes the sign-in name of a manager.")
        if not reason.strip():
            raise CommandError("--reason takes the reason, which is kept in the audit log.")
        try:
            accepted = accept_current_firm(person, reason.strip())
        except PlannrError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"The board speaks for {accepted} now.")
