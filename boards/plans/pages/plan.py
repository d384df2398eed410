"""What the pages about plans show, from the mirror's rows: covers, who gets what in pounds, and the cases."""

from dataclasses import dataclass, field
from uuid import UUID

from boards.mirror import cover_types
from boards.mirror.models import Account, Beneficiary, Case, Cover, Plan, Status
from boards.mirror.quality.covers import check_covers
from boards.plans.pages.cover_summary import CoverSummary, beneficiaries_of_cover, beneficiary_colours, summarise_cover
from boards.plans.pages.payouts import PayoutTable, payout_table


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything on a plan's page that comes from the mirror."""

    lines: list[CoverSummary]
    lump_sums: int | None
    ledger: PayoutTable | None
    loose: list[Beneficiary]
    cases: list[tuple[str, str, Status | None, bool]]
    open_cases: int
    owners: list[tuple[str, str]]
    adviser: str
    benefits: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def to_look_at(self) -> int:
        """How many covers need a look."""
        return sum(1 for line in self.lines if line.gaps)


def plan_page(plan: Plan) -> PlanPage:
    """Everything a plan's page shows of its mirror rows (5 to 7 queries, however many covers and people)."""
    covers, people = list(plan.covers.all()), list(plan.beneficiaries.live())
    found = check_covers(plan, covers, people)
    lines = [
        summarise_cover(plan, cover, beneficiaries_of_cover(cover, covers, people), found, people) for cover in covers
    ]
    lumps = [line.cover for line in lines if is_lump_sum_cover(line.cover)]
    cases = cases_of_plan(plan)
    return PlanPage(
        lines,
        sum(cover.benefit_amount or 0 for cover in lumps) if len(lumps) > 1 else None,
        payout_table(lines, beneficiary_colours(people)),
        [one for one in people if one.cover is None and len(covers) != 1],
        cases,
        sum(1 for *_, is_open in cases if is_open),
        [(uuid, name) for uuid, name in plan.owners],
        Account.objects.filter(pk=plan.client).values_list("adviser_name", flat=True).first() or ""
        if plan.client
        else "",
        [(cover_types.label(kind), pennies, currency) for kind, (pennies, currency) in plan.total_benefits.items()],
    )


def is_lump_sum_cover(cover: Cover) -> bool:
    """Whether a cover's benefit belongs in a sum of lump sums: pounds, paid once, not inactive."""
    paid = cover.benefit_amount is not None and cover.benefit_currency == "GBP" and cover.benefit_status != "inactive"
    return paid and cover_types.is_lump_sum(cover.benefit_frequency)


def cases_of_plan(plan: Plan) -> list[tuple[str, str, Status | None, bool]]:
    """The plan's cases as (uuid, name, status, whether it is open); the mirror's name wins over the plan's mention."""
    mentioned = plan.cases or []
    rows = Case.objects.live().filter(pk__in=[UUID(uuid) for uuid, _ in mentioned]).in_bulk()
    statuses = Status.objects.in_bulk([row.status for row in rows.values() if row.status])
    found = []
    for uuid, name in mentioned:
        row = rows.get(UUID(uuid))
        status = statuses.get(row.status) if row and row.status else None
        is_open = row is not None and row.completed_at is None and not (status and status.is_completed)
        found.append((uuid, row.name if row else name, status, is_open))
    return found
