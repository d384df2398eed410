"""The clients of a plan, as the mirror knows them: whom a new cover may be for (plannr-api.md 8.3)."""

from uuid import UUID

from boards.mirror.models import Plan


def owner_names(plan: UUID) -> dict[str, str]:
    """Names by uuid."""
    owners = Plan.objects.filter(pk=plan).values_list("owners", flat=True).first()
    return dict(owners or ())


def owner_name(plan: UUID | None, uuid: str) -> str:
    """What a client of a plan is called."""
    return (owner_names(plan).get(uuid) if plan else "") or "another client"
