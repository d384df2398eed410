"""Reading plans into the mirror: one plan with its covers and people, a client's plans, and the search.

Like every read of the mirror these are single flights that note trouble in words instead of raising it, so that what
was read before stays readable. Rests on plannr-api.md 7 and 8.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from boards import gateway
from boards.database import can_wait
from boards.mirror.models import Account, Beneficiary, Case, Cover, Loss, Participant, Plan, SyncState
from boards.mirror.models.search_key import search_key
from boards.mirror.store.cases import upsert_cases
from boards.mirror.store.plans import mark_plan_deleted, upsert_covers, upsert_plans
from boards.mirror.sync.accounts import LONGEST_SEARCH, get_or_fetch_client
from boards.mirror.sync.losses import VANISHED, describe_loss, list_loss, sees_firm
from boards.mirror.sync.single_flight import SyncResult, SyncRun, now, run_once, trouble_kind_of
from boards.plannr import BadRequest, NotFound, PlannrError, RequestRejected

MOST_FOUND = 50
CLIENT_PAGES = 4
# The reference tells that plans can be filtered by client, but hides the name (plannr-api.md 7.1).
CLIENT_FILTERS = ("client_name", "client_names", "client", "clients")


@dataclass(frozen=True, slots=True)
class PlanSearch:
    """The plans a search found. `complete` False: there may be more; `trouble`: why they are from the mirror."""

    plans: list[Plan] = field(default_factory=list)
    complete: bool = True
    trouble: str = ""
    trouble_kind: str = ""


def sync_plan(plan: UUID, *, force: bool = False) -> SyncState:
    """Bring one plan with its covers, beneficiaries and cases up to date (3 or 4 calls).

    Raises NotFound where the plan was never met and Plannr does not know it either; nothing else of Plannr's.
    """
    return run_once(f"plan:{plan}", partial(_sync_plan, plan), force=force, unknown=True)


def sync_plans_of(client: UUID, *, force: bool = False) -> SyncState:
    """Bring a client's plans up to date: those Plannr lists by the client's name, and those of the client's cases.

    Raises NotFound where nobody knows the client.
    """
    return run_once(f"plans-of:{client}", partial(_sync_plans_of, client), force=force, unknown=True)


def search_plans(typed: str) -> PlanSearch:
    """Plans whose policy number or name holds what was typed, Plannr first; never raises PlannrError."""
    wanted, began = typed.strip()[:LONGEST_SEARCH].replace("\0", ""), now()
    if not wanted:
        return PlanSearch()
    try:
        listing = gateway.client().plans.search(wanted)
    except PlannrError as error:
        return search_known_plans(wanted, error)
    with can_wait("plans"):
        upsert_plans(listing.items, began=began)
    rows = Plan.objects.in_bulk([plan.uuid for plan in listing.items])
    plans = sorted(rows.values(), key=lambda plan: (plan.folded, plan.pk))
    return PlanSearch(plans[:MOST_FOUND], listing.complete and len(plans) <= MOST_FOUND)


def search_known_plans(wanted: str, error: PlannrError) -> PlanSearch:
    """The same among the plans met before: every word, without regard to capitals and accents."""
    rows = Plan.objects.live().order_by("folded", "uuid")
    for word in search_key(wanted).split():
        rows = rows.filter(folded__contains=word)
    return PlanSearch(list(rows[:MOST_FOUND]), False, error.message, trouble_kind_of(error))


def client_plans(client: UUID) -> list[Plan]:
    """A client's plans as the mirror knows them: owned ones, and those linked to the client's cases."""
    owned = Plan.objects.filter(ownings__account=client)
    linked = Plan.objects.filter(pk__in=plan_ids_of_cases(client))
    return sorted({*owned.live(), *linked.live()}, key=lambda one: (one.folded, one.pk))


def plan_ids_of_cases(client: UUID) -> set[UUID]:
    """The plans that the client's cases name."""
    cases = Participant.objects.filter(account=client, case__gone_at=None).values_list("case__plans", flat=True)
    return {UUID(plan) for plans in cases for plan in plans or ()}


def _sync_plan(plan: UUID, flight: SyncRun) -> SyncResult:
    door = gateway.client()
    try:
        found = door.plans.get(plan)
    except NotFound as error:
        if not Plan.objects.filter(pk=plan).exists():
            raise
        if not sees_firm(door, ()):
            words = "Plannr does not show this plan, nor what else is known to be there. What is shown was read before."
            raise RequestRejected(words, status=404) from error
        mark_plan_deleted(plan, at=flight.began)
        raise RequestRejected("Plannr no longer has this plan.", status=404) from error
    upsert_plans([found], began=flight.began)
    covers, people = door.covers.of_plan(plan), door.beneficiaries.of_plan(plan)
    sync_unknown_cases({case.uuid for case in found.cases or ()}, flight.began)
    sync_unknown_owner(found.client.uuid if found.client else None)
    if not (covers.complete and people.complete):
        words = "Plannr did not give the whole list of covers and beneficiaries. What is shown is what it gave before."
        return SyncResult(False, words, "incomplete")
    loss = plan_loss(plan, {one.uuid for one in covers.items}, {one.uuid for one in people.items})
    if loss:
        return SyncResult(False, describe_loss(loss, "cover or beneficiary", "covers and beneficiaries"), VANISHED)
    upsert_covers(plan, covers.items, people.items, began=flight.began)
    return SyncResult()


def plan_loss(plan: UUID, covers: set[UUID], people: set[UUID]) -> Loss | None:
    """The covers or beneficiaries that the plan's lists suddenly lack, where that is too much to be believed."""
    had = set(Cover.objects.filter(plan=plan).values_list("pk", flat=True))
    named = set(Beneficiary.objects.live().filter(plan=plan).values_list("pk", flat=True))
    return list_loss(f"plan:{plan}", had, covers) or list_loss(f"plan:{plan}:people", named, people)


def sync_unknown_cases(wanted: set[UUID], began: datetime) -> None:
    """The cases of a plan that the mirror has not met, so that their status can be shown."""
    known = set(Case.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if strangers := wanted - known:
        upsert_cases(gateway.client().cases.some(strangers).values(), began=began)


def sync_unknown_owner(client: UUID | None) -> None:
    """The plan's client, where never met, so that the adviser can be named; the plan itself can be read without."""
    if client is None or Account.objects.filter(pk=client).exists():
        return
    with suppress(PlannrError):
        get_or_fetch_client(client)


def _sync_plans_of(client: UUID, flight: SyncRun) -> SyncResult:
    account = get_or_fetch_client(client)
    listed = sync_listed_plans(account, flight)
    known = set(Plan.objects.live().filter(read_at__gte=flight.began).values_list("pk", flat=True))
    linked = plan_ids_of_cases(client) - known
    if linked:
        upsert_plans(gateway.client().plans.some(linked).values(), began=flight.began)
    if not listed:
        return SyncResult(
            False, "Plannr does not list plans by client: these are the plans of the client’s cases.", "derived"
        )
    return SyncResult()


def sync_listed_plans(account: Account, flight: SyncRun) -> bool:
    """Keep the plans Plannr lists under the client's name; False where this deployment knows no such filter."""
    asked = " ".join(account.name.replace(",", " ").split())
    for name in CLIENT_FILTERS:
        try:
            wanted: dict[str, Any] = {name: asked}
            for number, page in enumerate(gateway.client().plans.pages(**wanted), start=1):
                upsert_plans([plan for plan in page.items if owned_by(plan, account.pk)], began=flight.began)
                if number == CLIENT_PAGES:
                    break
        except BadRequest:
            continue
        return True
    return False


def owned_by(plan: object, client: UUID) -> bool:
    """Whether a plan really is the client's: a deployment may ignore a filter, and names are not unique."""
    people = (getattr(plan, "client", None), *(getattr(plan, "owners", None) or ()))
    return any(one is not None and one.uuid == client for one in people)
