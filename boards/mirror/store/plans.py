"""Writing plans, covers and beneficiaries into the mirror. A read never overlays a later read or a confirmed write."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from boards import plannr
from boards.mirror.models import Beneficiary, CaseLink, Cover, Plan, PlanOwner
from boards.mirror.models.search_key import search_key
from boards.mirror.quality.covers import store_cover_issues
from boards.mirror.store.cases import board_keys
from boards.mirror.store.shares import exact_share, has_decimals
from boards.mirror.store.versions import bump_versions, write_lock
from boards.ui.formatting import decimal_text


def upsert_plans(plans: Iterable[plannr.Plan], *, began: datetime) -> None:
    """Write plans that a read which began at `began` (UTC) brought. A relation it did not bring stays as it was."""
    with write_lock():
        for plan in plans:
            known = Plan.objects.filter(pk=plan.uuid).first()
            if known is None or known.read_at <= began:
                upsert_plan(plan, known, began)


def upsert_plan(plan: plannr.Plan, known: Plan | None, began: datetime) -> None:
    """One plan, its owners and, because its status bears on it, its health."""
    row = known or Plan(uuid=plan.uuid)
    for name, value in plan_columns(plan).items():
        setattr(row, name, value)
    if plan.client:
        row.client, row.client_name = plan.client.uuid, plan.client.name
    if plan.owners is not None:
        people = [one for one in (plan.client, *plan.owners) if one]
        row.owners = [[str(uuid), name] for uuid, name in {one.uuid: one.name for one in people}.items()]
    if plan.cases is not None:
        row.cases = [[str(case.uuid), case.name] for case in plan.cases]
    row.read_at, row.gone_at = began, None
    row.save()
    if plan.owners is not None or plan.client:
        set_plan_owners(row)
    refresh_cover_issues(row)


def refresh_cover_issues(row: Plan) -> None:
    """Work out what to look at on a plan's covers, if they were ever read."""
    if row.covers_read_at is not None:
        keep_cover_issues(row, row.covers.all(), list(row.beneficiaries.live()))


def keep_cover_issues(row: Plan, covers: Iterable[Cover], people: Sequence[Beneficiary]) -> None:
    """Where there is something else to look at than before, every board with a case of this plan has changed."""
    if store_cover_issues(row, covers, people):
        bump_versions(board_keys(CaseLink.objects.filter(uuid=row.pk).values_list("case", flat=True)))


def plan_columns(plan: plannr.Plan) -> dict[str, object]:
    """A plan's own columns."""
    same = ("name", "type", "sub_type", "status", "policy_number", "proposal_reference", "advice_area", "opened_at")
    more = ("valued_at", "review_date", "inactive_at", "inactive_reason", "is_deleting", "updated_at")
    return {name: getattr(plan, name) for name in (*same, *more)} | {
        "type": plan.type[:60],
        "status": plan.status[:60],
        "provider": plan.provider_name,
        "folded": search_key(f"{plan.name} {plan.policy_number} {plan.proposal_reference} {plan.provider_name}"),
        "value": plan.value.pennies if plan.value else None,
        "currency": plan.value.currency if plan.value else "GBP",
        "total_benefits": {kind: [one.pennies, one.currency] for kind, one in plan.total_benefits.items()},
    }


def set_plan_owners(row: Plan) -> None:
    """Who owns the plan, as rows that a client's page can be asked by."""
    wanted = {UUID(uuid) for uuid, _ in row.owners} | ({row.client} if row.client else set())
    PlanOwner.objects.filter(plan=row).exclude(account__in=wanted).delete()
    PlanOwner.objects.bulk_create([PlanOwner(plan=row, account=one) for one in wanted], ignore_conflicts=True)


def upsert_covers(
    plan: UUID,
    covers: Sequence[plannr.Cover],
    people: Sequence[plannr.Beneficiary],
    *,
    began: datetime,
    written: Mapping[UUID, Decimal] | None = None,
) -> None:
    """Write a plan's whole list of covers and beneficiaries, both read completely from `began` (UTC) on.

    `written` is given after a write of ours that Plannr confirmed: the exact shares sent, by uuid. Who is not listed
    any more is marked as gone, and forgotten where our own write took them out.
    """
    with write_lock():
        row = Plan.objects.filter(pk=plan).first() or Plan(uuid=plan, read_at=began)
        newest = max((at for at in (row.covers_read_at, row.written_at) if at), default=None)
        if newest and newest > began:
            return
        row.covers_read_at = began
        row.written_at = began if written is not None else row.written_at
        row.save()
        row.covers.exclude(pk__in=[cover.uuid for cover in covers]).delete()
        rows = [cover_row(row, place, cover) for place, cover in enumerate(covers)]
        bulk_upsert(Cover, rows)
        keep_cover_issues(row, rows, upsert_beneficiaries(row, people, began, written))


def bulk_upsert(model: type[Cover] | type[Beneficiary], rows: Sequence[Cover] | Sequence[Beneficiary]) -> None:
    """Write rows, new or known by their uuid, in one statement."""
    columns = [field.name for field in model._meta.concrete_fields if field.name != "uuid"]
    model._default_manager.bulk_create(
        rows,  # type: ignore[arg-type]
        update_conflicts=True,
        unique_fields=["uuid"],
        update_fields=columns,
    )


def cover_row(row: Plan, place: int, cover: plannr.Cover) -> Cover:
    """One cover's row."""
    benefit, excess, client = cover.benefit_amount, cover.excess, cover.client
    return Cover(
        uuid=cover.uuid,
        plan=row,
        place=place,
        cover_type=cover.cover_type[:100],
        benefit_amount=benefit.pennies if benefit else None,
        benefit_currency=benefit.currency if benefit else "GBP",
        benefit_frequency=cover.benefit_frequency[:100],
        benefit_status=cover.benefit_status[:100],
        indexation=decimal_text(cover.indexation),
        excess=excess.pennies if excess else None,
        excess_currency=excess.currency if excess else "GBP",
        client=client.uuid if client else None,
        client_name=client.name if client else "",
        created_at=cover.created_at,
        updated_at=cover.updated_at,
    )


def upsert_beneficiaries(
    row: Plan, people: Sequence[plannr.Beneficiary], began: datetime, written: Mapping[UUID, Decimal] | None
) -> list[Beneficiary]:
    """The plan's beneficiaries, with what is known of shares that Plannr rounds."""
    listed, sent = {one.uuid for one in people}, written or {}
    known = {one.pk: one for one in Beneficiary.objects.filter(Q(plan=row) | Q(pk__in=listed))}
    missing = Beneficiary.objects.filter(pk__in=known.keys() - listed)
    if written is None:
        missing.live().update(gone_at=began)
    else:
        missing.delete()
    rows = [beneficiary_record(row, place, one, known, sent) for place, one in enumerate(people)]
    bulk_upsert(Beneficiary, rows)
    return rows


def beneficiary_record(
    row: Plan, place: int, one: plannr.Beneficiary, known: Mapping[UUID, Beneficiary], sent: Mapping[UUID, Decimal]
) -> Beneficiary:
    """One beneficiary's row."""
    old = known.get(one.uuid)
    return Beneficiary(
        uuid=one.uuid,
        plan=row,
        cover=one.cover_uuid,
        place=place,
        name=one.name,
        share=decimal_text(exact_share(one, old, sent.get(one.uuid))),
        shown=decimal_text(one.percentage),
        had_decimals=bool(old and old.had_decimals) or has_decimals(one.percentage),
        updated_at=one.updated_at,
    )


def mark_plan_deleted(plan: UUID, *, at: datetime) -> None:
    """Plannr answered 404 for the plan itself to a read that began at `at`."""
    with write_lock():
        if Plan.objects.filter(pk=plan, read_at__lte=at).update(gone_at=at):
            refresh_cover_issues(Plan.objects.get(pk=plan))
