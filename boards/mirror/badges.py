"""What stands on a card beside the case's own columns: whose it is, what ties it to others, and gaps in its covers.

Gaps are looked up each time a board is drawn, because a cover may change without its case. The rest is part of a wall.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from boards.mirror.cache import cached_for
from boards.mirror.models import Account, Participant
from boards.mirror.models.cases import open_condition
from boards.mirror.related_cases import shared_plans
from boards.ui.formatting import join_names

MOST_NAMES = 3
_PART = {field.name: f"part.{field.column}" for field in Participant._meta.concrete_fields}
_CLIENT = {field.name: f"client.{field.column}" for field in Account._meta.concrete_fields}
# Raw, because it takes a third of what Django's own query does (bench.firm): no uuids are made of what is only looked
# up by. The parts come first, where a planner without statistics would begin with all clients.
OWNERS = f"""
SELECT {_PART["case"]}, {_PART["account"]}, {_CLIENT["name"]}, {_CLIENT["serial"]}
FROM {Participant._meta.db_table} AS part CROSS JOIN {Account._meta.db_table} AS client
WHERE {_PART["case"]} IN ({{}}) AND {_CLIENT["uuid"]} = {_PART["account"]} AND {_CLIENT["kind"]} = 'client'
ORDER BY {_PART["id"]}
"""  # noqa: S608  the models' own names
KEPT_SECONDS = 3600


class Badges(NamedTuple):
    """For one card: the clients' names (only on the firm's board), how many more open cases they have, and whether
    another open case has the same plan.
    """

    whose: str = ""
    more: int = 0
    clash: bool = False


def read_badges(
    client: UUID | None,
    cases: Mapping[UUID, bool],
    *,
    done: Collection[UUID],
    plans: Mapping[UUID, Collection[UUID]],
) -> dict[UUID, Badges]:
    """The marks of some cases of a board, each with whether it is open; `plans` are those of each, and `done` the
    statuses for completed cases.

    At most one query for a client's board and three for the firm's.
    """
    clashing = cases_sharing_plans(
        client, {case: plans[case] for case, is_open in cases.items() if is_open and case in plans}, done
    )
    owned = {} if client else client_badges(cases, done)
    return {case: Badges(*owned.get(case, ("", 0)), case in clashing) for case in cases}


def client_badges(cases: Mapping[UUID, bool], done: Collection[UUID]) -> dict[UUID, tuple[str, int]]:
    """For each case its clients' names, and how many more open cases the busiest of them has."""
    if not cases:
        return {}
    known = {db_value(case): case for case in cases}
    rows = case_owners(known)
    counts = open_case_counts({account: serial for _, account, _, serial in rows}, done)
    names: dict[UUID, list[str]] = {}
    most: dict[UUID, int] = {}
    for found, account, called, _ in rows:
        case = known[found]
        names.setdefault(case, []).append(called)
        most[case] = max(most.get(case, 0), counts[account] - cases[case])
    return {case: (join_names(called, most=MOST_NAMES, shown=1), most[case]) for case, called in names.items()}


def case_owners(cases: Collection[Any]) -> list[tuple[Any, Any, str, int]]:
    """Case, client, name and serial for each client of these cases (uuids as the database keeps them)."""
    with connection.cursor() as cursor:
        cursor.execute(OWNERS.format(", ".join(["%s"] * len(cases))), list(cases))
        return list(cursor.fetchall())


def open_case_counts(clients: Mapping[Any, int], done: Collection[UUID]) -> dict[Any, int]:
    """How many open cases each of these clients has, as related_cases.py counts them for one case's page.

    A count is good until the client's serial moves: so after a change one client or two are counted anew, in one query.
    """
    version = frozenset(done)
    known: dict[Any, tuple[int, frozenset[UUID], int]] = cached_for("open-counts", dict, KEPT_SECONDS)
    kept = {one: known[one] for one in clients if one in known}
    found = {one: number for one, (serial, under, number) in kept.items() if (serial, under) == (clients[one], version)}
    new = clients.keys() - found.keys()
    if new:
        is_open = Q(case__gone_at=None) & open_condition(done, "case__")
        rows = Participant.objects.filter(is_open, account__in=new).order_by().values_list("account")
        counted = {db_value(account): number for account, number in rows.annotate(number=Count("case"))}
        found |= dict.fromkeys(new, 0) | counted
        known.update({one: (clients[one], version, found[one]) for one in new})
    return found


def db_value(uuid: UUID | str) -> Any:
    """A uuid as the database keeps it."""
    return Participant._meta.get_field("account").get_db_prep_value(uuid, connection)


def cases_sharing_plans(
    client: UUID | None, plans: Mapping[UUID, Collection[UUID]], done: Collection[UUID]
) -> frozenset[UUID]:
    """Those of some open cases, each with its plans, that share a plan with another open case of the board."""
    named = {plan for some in plans.values() for plan in some}
    shared = shared_plans(named, done, client) if named else frozenset()
    return frozenset(case for case, some in plans.items() if not shared.isdisjoint(some))
