"""How a case counts for the people assigned to it: under the first, in full under each, or split between them.

Plannr promises no order of those assigned (plannr-api.md 2.6), so "the first" is only as good as Plannr's habit. A
split is made case by case, equally, and to the penny: the pennies left over go to the first ones by uuid, whatever the
order.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from boards.totals.filters import EACH, NONE, SPLIT
from boards.totals.reports.aggregates import OTHERS, Aggregate, GroupKey, case_aggregates, group_aggregate, status_group


def split_groups(
    cases: QuerySet[Any], counting: str, whose: Collection[str], known: Collection[UUID]
) -> dict[GroupKey, Aggregate]:
    """The finest groups by (status, type, adviser), where a case counts for its people as `counting` says;
    `known` are the statuses that Plannr lists.

    With `whose`, only those advisers have groups; the rest of a split stands under OTHERS, so that it sums exactly.
    """
    found = case_aggregates(cases.filter(assigned_to__1__isnull=True), known)
    rows = cases.filter(assigned_to__1__isnull=False).order_by()
    for status, kind, people, currency, value in rows.values_list("status", "type", "assigned_to", "currency", "value"):
        for person, share in split_value(value, people, counting):
            if whose and person not in whose:
                if counting == EACH:
                    continue
                person = OTHERS
            figure = found.setdefault((status_group(status, known), str(kind or NONE), person), Aggregate())
            figure += group_aggregate(currency, 1, int(value is not None), share, 1)
    return found


def split_value(value: int | None, people: Iterable[str], counting: str) -> list[tuple[str, int]]:
    """What a case of this value adds under each of those assigned."""
    each = sorted(set(people))
    if counting != SPLIT:
        return [(person, value or 0) for person in each]
    whole, rest = divmod(abs(value or 0), len(each))
    sign = -1 if (value or 0) < 0 else 1
    return [(person, sign * (whole + (at < rest))) for at, person in enumerate(each)]


def sum_of_people(groups: dict[GroupKey, Aggregate], whose: Collection[str]) -> Aggregate:
    """What some groups hold of these people."""
    total = Aggregate()
    for (_, _, person), figure in groups.items():
        if person in whose:
            total += figure
    return total
