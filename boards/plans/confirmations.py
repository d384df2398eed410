"""Pages that ask before something is deleted: made for one person, bound to what they showed, used once within ten
minutes.
"""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from boards.plans.merge import CoverEdit
from boards.plans.models import Confirmation
from boards.plans.snapshot import PlanSnapshot, snapshot_digest
from boards.users.models import User

GOOD_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=2)


def create_confirmation(by: User, asked: CoverEdit, now: PlanSnapshot, reasons: dict[str, list[str]]) -> Confirmation:
    """Make the page that asks `by` about `asked`, upon what stands `now`; old pages are thrown away along the way."""
    at = datetime.now(UTC)
    Confirmation.objects.filter(made_at__lt=at - KEPT_FOR).delete()
    return Confirmation.objects.create(
        token=secrets.token_urlsafe(24),
        person=by,
        plan=now.plan,
        cover=asked.cover,
        asked=asked.as_json(),
        shown=snapshot_digest(now, asked.cover),
        now=now.as_json(),
        reasons=reasons,
        made_at=at,
    )


def find_confirmation(by: User, plan: UUID, token: str) -> Confirmation | None:
    """The page, if it is this person's and about this plan; used or not."""
    return Confirmation.objects.filter(token=token, person=by, plan=plan).first()


def is_answerable(page: Confirmation) -> bool:
    """Whether it can still be answered."""
    return page.used_at is None and datetime.now(UTC) - page.made_at < GOOD_FOR


def use_confirmation(page: Confirmation) -> bool:
    """Take the one use it has; False where it has been used, is too old, or somebody is just using it."""
    at = datetime.now(UTC)
    free = Confirmation.objects.filter(pk=page.pk, used_at=None, made_at__gt=at - GOOD_FOR)
    return free.update(used_at=at) == 1
