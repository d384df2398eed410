"""What a manager decides about Plannr's answers: that what vanished was deleted, and that another firm is meant.

Both need a reason, which the log keeps. The ways to it are a page (views.py) and two commands, `let_go` and
`accept_firm`.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from boards import gateway
from boards.audit import recorder
from boards.audit.recorder import Subject
from boards.mirror.models import Case, Loss
from boards.mirror.sync.cases import sync_client
from boards.mirror.sync.deletions import OWN_GETS
from boards.mirror.sync.firm import sync_firm
from boards.mirror.sync.losses import accept_loss, described_losses, grace_period
from boards.mirror.sync.plans import sync_plan
from boards.mirror.sync.statuses import sync_statuses
from boards.plannr import PlannrError
from boards.ui.formatting import counted
from boards.users.models import User

ACCEPTED = "firm-accepted"
FEW = 10
THINGS = {"plan": ("cover or beneficiary", "covers or beneficiaries"), "statuses": ("status", "statuses")}


@dataclass(frozen=True, slots=True)
class LossSummary:
    """What vanished from one part of the mirror, for a page: `what` it is and whose, `things` as a button counts them,
    and the first of the cases by name. `kind` and `uuid` say which client or plan it is of.
    """

    loss: Loss
    what: str
    things: str
    kind: str
    uuid: str
    cases: list[tuple[UUID, str]]

    @property
    def goes_at(self) -> datetime | None:
        """When it goes by itself if each look finds the same; None while nothing shows that all else is there."""
        return self.loss.since + grace_period() if self.loss.looks else None

    @property
    def more(self) -> int:
        """How many cases are not in `cases`."""
        return len(self.loss.gone) - len(self.cases) if self.cases else 0


def loss_summaries() -> list[LossSummary]:
    """All that is kept, the newest first."""
    found = []
    for loss, what in described_losses():
        kind, _, rest = loss.key.partition(":")
        one, many = THINGS.get(kind, ("case", "cases"))
        cases = Case.objects.filter(pk__in=loss.gone).order_by("name", "pk").values_list("pk", "name")[:FEW]
        found.append(LossSummary(loss, what, counted(len(loss.gone), one, many), kind, rest[:36], list(cases)))
    return found


def release_loss(loss: Loss, by: User, reason: str, *, looks: int | None = None) -> str:
    """Let what vanished go, and look for it again `looks` times (None: until each was asked for); what became of it."""
    accept_loss(loss, by, reason)
    with suppress(PlannrError):
        for _ in range(2 + len(loss.gone) // OWN_GETS if looks is None else looks):
            sync_part(loss.key)
            if not Loss.objects.filter(pk=loss.pk).exists():
                break
    return describe_remaining(loss)


def describe_remaining(loss: Loss) -> str:
    """What became of it, in words."""
    if loss.key.partition(":")[0] not in ("client", "firm"):
        return "Let go." if not Loss.objects.filter(pk=loss.pk).exists() else "Plannr’s list could not be read again."
    stay = Case.objects.live().filter(pk__in=loss.gone).count()
    return f"{counted(len(loss.gone) - stay, 'case')} let go, {stay:,} still there or still to be asked for."


def sync_part(key: str) -> None:
    """Read the part of the mirror that a key names."""
    kind, _, rest = key.partition(":")
    match kind:
        case "client":
            sync_client(UUID(rest), force=True)
        case "plan":
            sync_plan(UUID(rest[:36]), force=True)
        case "statuses":
            sync_statuses(force=True)
        case _:
            sync_firm(force=True)


def accept_current_firm(by: User, reason: str, *, shown: str | None = None) -> str | None:
    """Go on with the firm that the account is in now; its name. None where that is not the one that a page has `shown`.
    Raises PlannrError, and then all is as it was.
    """
    found = gateway.accept_firm(shown)
    if found is None:
        return None
    before, after = found
    subject = Subject("firm", UUID(int=0), after or "a firm without a name")
    recorder.record_note(by, ACCEPTED, subject, ending="", words=reason, before={"firm": before})
    return after or "a firm that Plannr does not name"
