"""`manage.py let_go KEY --by NAME --reason TEXT`: say that what vanished from Plannr was deleted there."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boards.mirror.models import Loss
from boards.mirror.review.decisions import release_loss
from boards.mirror.sync.losses import described_losses
from boards.users.models import User
from boards.users.permissions import has_permission


class Command(BaseCommand):
    """Takes a key of those that it lists without one. What is let go leaves as Plannr answers 404 for it; what it
    answers for stays. Managers have a page for it, /vanished/.
    """

    help = "Let cases, statuses, covers or beneficiaries go that vanished from Plannr's answers in large numbers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", nargs="?", default="", help="what it lists: client:…, plan:…, firm, statuses")
        parser.add_argument("--by", default="", metavar="NAME", help="who says so: a manager's sign-in name")
        parser.add_argument("--reason", default="", help="why; it is kept in the audit log")

    def handle(self, *args: Any, key: str, by: str, reason: str, **options: Any) -> None:
        if not key:
            for kept, what in described_losses():
                since = f"{kept.since:%Y-%m-%d %H:%M} UTC"
                self.stdout.write(f"{kept.key}: {len(kept.gone):,} of {kept.of:,} {what}, since {since}")
            return
        loss, person = Loss.objects.filter(key=key).first(), User.objects.filter(username__iexact=by).first()
        if loss is None:
            raise CommandError(f"Nothing of {key} is kept.")
        if person is None or not has_permission(person, "let-go"):
            raise CommandError("--by takes the sign-in name of a manager.")
        if not reason.strip():
            raise CommandError("--reason takes the reason, which is kept in the audit log.")
        self.stdout.write(release_loss(loss, person, reason.strip()))
