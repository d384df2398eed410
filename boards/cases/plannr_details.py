"""What only Plannr can tell of a case: custom fields, groups, tasks and notes, each at its own cost and risk.

The page is drawn without them and asks for them then (plannr-api.md 2.3, 4, 5.3). The same read brings the case itself,
and the plans linked to it, into the mirror.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from boards import gateway
from boards.mirror.models import Plan
from boards.mirror.store.cases import mark_deleted, upsert_cases
from boards.mirror.sync.plans import sync_plan
from boards.plannr import Case, CustomField, Group, Listing, Note, NotFound, PlannrError, RequestRejected, Task
from boards.ui import formatting

MAX_PLANS_REFRESHED = 4
RECENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class CustomFieldLine:
    """A custom field for people; it is changed in Plannr only."""

    name: str
    words: str
    help: str


def describe_custom_field(one: CustomField) -> str:
    """The value of a custom field of any type (plannr-api.md 5.3), in words."""
    value = one.value
    if value is None or value == "":
        return "Not set"
    if isinstance(value, bool) or one.type == "boolean":
        return "Yes" if value in (True, 1, "1", "true", "yes") else "No"
    if one.type == "datetime" and isinstance(value, str):
        return describe_moment(value)
    return str(value)


def describe_moment(value: str) -> str:
    """A moment of a custom field; one that cannot be read stays as it is."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    if len(value) <= 10:
        return formatting.nice_date(at.date())
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return f"{formatting.nice_date(at)}, {formatting.london(at):%H:%M}"


@dataclass(frozen=True, slots=True)
class PlannrDetails:
    """What only Plannr can tell of a case; None where it did not, with `trouble` or `kept_back` to say why."""

    custom_fields: Sequence[CustomField] | None = None
    groups: Sequence[Group] | None = None
    tasks: Listing[Task] | None = None
    notes: Listing[Note] | None = None
    trouble: str = ""
    is_gone: bool = False
    kept_back: tuple[str, ...] = ()

    @property
    def shown_fields(self) -> list[CustomFieldLine]:
        """The custom fields in words."""
        return [
            CustomFieldLine(one.name or one.reference, describe_custom_field(one), one.help_text)
            for one in self.custom_fields or ()
        ]


def fetch_details(case: UUID) -> PlannrDetails:
    """Read a case and all that hangs on it, into the mirror and for the page. Never raises PlannrError."""
    began = datetime.now(UTC)
    try:
        answer = gateway.client().cases.whole(case)
    except NotFound:
        mark_deleted(case, at=began)
        return PlannrDetails(trouble="Plannr no longer has this case.", is_gone=True)
    except PlannrError as trouble:
        return PlannrDetails(trouble=trouble.message)
    upsert_cases([answer], began=began)
    refresh_linked_plans(answer)
    kept_back: list[str] = []
    tasks = fetch_optional_list(lambda: gateway.client().cases.tasks(case), "tasks", kept_back)
    notes = fetch_optional_list(lambda: gateway.client().cases.notes(case), "notes", kept_back)
    return PlannrDetails(answer.custom_fields, answer.groups, tasks, notes, kept_back=tuple(kept_back))


def fetch_optional_list[Item](
    read: Callable[[], Listing[Item]], what: str, kept_back: list[str]
) -> Listing[Item] | None:
    """A list beside the case; one that this account may not read, or that did not come, costs only itself."""
    try:
        return read()
    except RequestRejected:
        kept_back.append(f"This account may not read the {what}.")
    except PlannrError as trouble:
        kept_back.append(f"The {what} could not be read: {trouble.message}")
    return None


def refresh_linked_plans(answer: Case) -> None:
    """Bring the linked plans up to date, a few at a time: each costs up to four calls, and has a page of its own."""
    since = datetime.now(UTC) - RECENT
    lately = set(Plan._default_manager.filter(covers_read_at__gte=since).values_list("pk", flat=True))
    for plan in [one for one in answer.plan_uuids or () if one not in lately][:MAX_PLANS_REFRESHED]:
        try:
            sync_plan(plan)
        except NotFound:
            continue
