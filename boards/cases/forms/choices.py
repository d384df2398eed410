"""What the forms about a case offer to choose from, as (value, label) pairs."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from boards.mirror import cover_types
from boards.mirror.board_data import listed_statuses
from boards.mirror.models import Account, Case, CaseType, Participant, Plan
from boards.mirror.models.search_key import search_key
from boards.mirror.sync.accounts import sync_employees
from boards.mirror.sync.plans import client_plans, sync_plans_of
from boards.plannr import NotFound
from boards.ui.fields import ListChoice

MAX_CHOICES = 60

type Choices[Label] = list[tuple[str, Label]]


def type_choices(blank: str = "", own: UUID | None = None) -> Choices[str]:
    """The types met on cases, after `blank` for none; `own` is among them whatever it is called, or the box would show
    another.
    """
    found = [(str(one.pk), one.name) for one in CaseType.objects.exclude(name="").order_by("name")]
    nameless = [(str(own), "A type without a name")] if own and str(own) not in dict(found) else []
    return ([("", blank)] if blank else []) + found + nameless


def status_choices() -> Choices[str]:
    """The columns a case can be added to."""
    return [("", "Whatever Plannr gives a new case"), *((str(uuid), name) for uuid, name, *_ in listed_statuses())]


def employee_choices(chosen: Sequence[UUID] = (), find: str = "", most: int | None = None) -> Choices[ListChoice]:
    """Who can be assigned: whoever is chosen first, then the employees whose name is looked for, `most` of them."""
    known, wanted = Account.objects.in_bulk(chosen), search_key(find).split()
    first = [(str(one), ListChoice(known[one].name if one in known else "Somebody not met yet")) for one in chosen]
    staff = Account.objects.filter(kind="employee").exclude(pk__in=chosen).order_by("folded", "pk")
    rest = [one for one in staff if all(word in one.folded for word in wanted)]
    return first + [(str(one.pk), ListChoice(one.name, one.role)) for one in rest[:most]]


def case_clients(case: Case) -> list[UUID]:
    """The clients whose case it is."""
    people = Account.objects.filter(kind="client", pk__in=case.participations.values("account"))
    return list(people.order_by("folded", "pk").values_list("pk", flat=True))


def plan_choices(clients: Iterable[UUID], chosen: Sequence[UUID] = ()) -> Choices[ListChoice]:
    """The plans that can be linked: the chosen ones first, then the clients' others."""
    offered = {plan.pk: plan for client in clients for plan in client_plans(client)}
    offered |= Plan._default_manager.in_bulk(chosen)
    return [
        (str(uuid), ListChoice(plan_label(offered.get(uuid)), plan_detail(offered.get(uuid))))
        for uuid in dict.fromkeys([*chosen, *offered])
    ]


def participant_choices(client: UUID, chosen: Iterable[UUID]) -> Choices[ListChoice]:
    """Other people who may take part: those of this client's other cases, and whoever was chosen."""
    cases = Participant.objects.filter(account=client).values("case")
    others = set(Participant.objects.filter(case__in=cases).values_list("account", flat=True)) | set(chosen)
    found = Account.objects.filter(pk__in=others).exclude(pk=client).order_by("folded", "pk")
    return [(str(one.pk), ListChoice(one.name, one.kind)) for one in found]


def refresh_choices(case: Case, names: Sequence[str]) -> None:
    """Bring up to date what is chosen from: the firm's employees, the clients' plans."""
    if "assigned" in names:
        sync_employees()
    for client in case_clients(case) if "plans" in names else ():
        with suppress(NotFound):
            sync_plans_of(client)


def plan_label(plan: Plan | None) -> str:
    """A plan's name for people."""
    return (plan.name or plan.policy_number or "Plan without a name") if plan else "A plan that was not read yet"


def plan_detail(plan: Plan | None) -> str:
    """What tells two plans of one name apart."""
    parts = (cover_types.sentence_label(plan.type), plan.provider, plan.policy_number) if plan else ()
    return " · ".join(filter(None, parts))
