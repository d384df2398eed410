"""Many gone at once is a fault, not news: a lost right, a wrong account, a Plannr restored by half.

Each of what vanished may even answer 404. So where more than a few of one part vanish in one read, or nothing shows
that the account still sees the firm, they are kept, said (`words`), and looked for again at each read. They go once
every look for GONE_HOURS found the same, and each time the account's login and a case known to live, or once a manager
let them (decisions.py). A few go at once, as each is known to be gone by itself (deletions.py).
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F

from boards.audit import recorder
from boards.audit.recorder import Subject
from boards.gateway import pin
from boards.mirror.models import Account, Case, Loss
from boards.mirror.sync.single_flight import now
from boards.plannr import Forbidden, NotFound, Plannr
from boards.ui.formatting import clock, counted, nice_date
from boards.users.models import User

VANISHED, LET_GO = "vanished", "let-go"
LATELY = timedelta(hours=1)
LOOKS = 3


def is_suspicious(number: int, of: int) -> bool:
    """Whether it is no news that so many of a part vanish at once: more than a few, and more than a share."""
    return number > settings.GONE_AT_ONCE and number > of * settings.GONE_SHARE


def record_loss(key: str, gone: Collection[UUID], of: int, *, sure: bool) -> Loss | None:
    """Put down that `gone` of the `of` members of a part vanished in one read; None where they may go.

    `sure`: all that can be asked says that the account sees what it saw. More vanishing than before begins anew.
    """
    loss, looked = Loss.objects.filter(key=key).first() or Loss(key=key), now()
    if not {str(one) for one in gone} <= set(loss.gone):
        loss.since, loss.looks, loss.accepted_at, loss.of = looked, 0, None, of
    loss.gone, loss.looked_at = sorted(str(one) for one in gone), looked
    loss.looks = loss.looks + 1 if sure else 0
    loss.save()
    is_certain = loss.looks > LOOKS and looked - loss.since >= grace_period()
    return None if loss.accepted_at or is_certain else loss


def list_loss(key: str, known: Collection[UUID], listed: Collection[UUID]) -> Loss | None:
    """What a whole list of things that cannot be asked for by themselves lacks of those known, where it is too much to
    be believed at once: many, or all of several.
    """
    gone = set(known) - set(listed)
    if not gone or not (is_suspicious(len(gone), len(known)) or (len(gone) > 1 and len(gone) == len(known))):
        clear_loss(key)
        return None
    return record_loss(key, gone, len(known), sure=True)


def grace_period() -> timedelta:
    """For how long many must be gone before they are believed to be."""
    return timedelta(hours=settings.GONE_HOURS)


def clear_loss(key: str) -> None:
    """Nothing of this part is missing any more."""
    Loss.objects.filter(key=key).delete()


def count_recent_deletions() -> int:
    """How many cases left the whole firm's boards within an hour: many boards may each lose a few."""
    return Case.objects.filter(gone_at__gt=now() - LATELY).count()


def sees_firm(plannr: Plannr, but: Collection[UUID]) -> bool:
    """Whether the account still sees the firm: its login is there, and a case known to live is answered.

    That is the one read last of those not in `but`; where there is none, the login alone must do. Raises PlannrError.
    """
    if not pin.check(plannr):
        return False
    alive = Case.objects.live().exclude(pk__in=list(but)).order_by(F("read_at").desc())
    witness = alive.values_list("pk", flat=True).first()
    if witness is None:
        return True
    try:
        plannr.cases.get(witness)
    except (NotFound, Forbidden):
        return False
    return True


def describe_loss(loss: Loss, what: str = "case", many: str = "") -> str:
    """Say what is kept, and what to do about it."""
    return (
        f"{len(loss.gone):,} of {counted(loss.of, what, many)} vanished from Plannr’s answers at once, on "
        f"{nice_date(loss.since)} at {clock(loss.since)}. They are kept here and looked for at each read. If they were "
        f"deleted, a manager can let them go."
    )


def accept_loss(loss: Loss, by: User, reason: str) -> None:
    """A manager says that these are gone: each goes once Plannr answers 404 for it. The log keeps the reason."""
    Loss.objects.filter(pk=loss.pk).update(accepted_at=now())
    kind, _, rest = loss.key.partition(":")
    what = next((what for one, what in described_losses() if one.pk == loss.pk), "cases")
    uuid = UUID(rest[:36]) if rest else UUID(int=0)
    name = f"{len(loss.gone):,} of {loss.of:,} {what} that vanished"
    subject = Subject(kind, uuid, name, uuid if kind == "client" else None)
    recorder.record_note(by, LET_GO, subject, ending="", words=reason, before={"key": loss.key, "gone": loss.gone})


def described_losses() -> list[tuple[Loss, str]]:
    """All that is kept, each with whose it is, in words; the newest first."""
    losses = list(Loss.objects.order_by("-since"))
    clients = [loss.key.removeprefix("client:") for loss in losses if loss.key.startswith("client:")]
    names = {f"client:{pk}": name for pk, name in Account.objects.filter(pk__in=clients).values_list("pk", "name")}
    kinds = {"plan": "covers or beneficiaries of a plan", "statuses": "statuses", "firm": "cases of the firm"}
    return [
        (loss, f"cases of {names[loss.key]}" if loss.key in names else kinds.get(loss.key.partition(":")[0], "cases"))
        for loss in losses
    ]
