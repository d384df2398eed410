"""`manage.py let_go KEY --by NAME --reason TEXT`: say that what vanished from Plannr was deleted there."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from boards.mirror import losses, plan_reading, reading
from boards.mirror.firm import read_firm
from boards.mirror.missing import OWN_GETS
from boards.mirror.models import Case, Loss
from boards.people.access import may
from boards.people.models import User
from boards.words import counted


class Command(BaseCommand):
    """Takes the key that the banner names. What is let go leaves as Plannr answers 404 for it; what it answers for
    stays. Without a KEY it lists what is kept.
    """

    help = "Let cases, statuses, covers or beneficiaries go that vanished from Plannr's answers in large numbers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "key", nargs="?", default="", help="what the banner names: client:…, plan:…, firm, statuses"
        )
        parser.add_argument("--by", default="", metavar="NAME", help="who says so: a manager's sign-in name")
        parser.add_argument("--reason", default="", help="why; it is kept in the audit log")

    def handle(self, *args: Any, key: str, by: str, reason: str, **options: Any) -> None:
        if not key:
            for kept, what in losses.told():
                since = f"{kept.since:%Y-%m-%d %H:%M} UTC"
                self.stdout.write(f"{kept.key}: {len(kept.gone):,} of {kept.of:,} {what}, since {since}")
            return
        loss, person = Loss.objects.filter(key=key).first(), User.objects.filter(username__iexact=by).first()
        if loss is None:
            raise CommandError(f"Nothing of {key} is kept.")
        if person is None or not may(person, "let-go"):
            raise CommandError("--by takes the sign-in name of a manager.")
        if not reason.strip():
            raise CommandError("--reason takes the reason, which is kept in the audit log.")
        losses.let_go(loss, person, reason.strip())
        for _ in range(2 + len(loss.gone) // OWN_GETS):
            read_again(loss.key)
            if not Loss.objects.filter(pk=loss.pk).exists():
                break
        self.stdout.write(left(loss))


def left(loss: Loss) -> str:
    """What became of it, in words."""
    if loss.key.partition(":")[0] not in ("client", "firm"):
        return "Let go." if not Loss.objects.filter(pk=loss.pk).exists() else "Plannr’s list could not be read again."
    stay = Case.objects.filter(pk__in=loss.gone, gone_at=None).count()
    return f"{counted(len(loss.gone) - stay, 'case')} let go, {stay:,} still there or still to be asked for."


def read_again(key: str) -> None:
    """Read the part of the mirror that a key names."""
    kind, _, rest = key.partition(":")
    match kind:
        case "client":
            reading.read_client(UUID(rest), force=True)
        case "plan":
            plan_reading.read_plan(UUID(rest[:36]), force=True)
        case "statuses":
            reading.read_statuses(force=True)
        case _:
            read_firm(force=True)
