"""Writing plans, covers and beneficiaries into the mirror. A read never overlays a later read or a confirmed write."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from uuid import UUID

from django.db.models import F

from boards import plannr
from boards.mirror import health
from boards.mirror.folding import folded
from boards.mirror.keeping import boards_of
from boards.mirror.models import CaseLink
from boards.mirror.plan_models import Beneficiary, Cover, Plan, PlanOwner
from boards.mirror.turns import bump, one_writer

ONE = Decimal(1)


def keep_plans(plans: Iterable[plannr.Plan], *, began: datetime) -> None:
    """Write plans that a read which began at `began` (UTC) brought. A relation it did not bring stays as it was."""
    with one_writer():
        for plan in plans:
            known = Plan.objects.filter(pk=plan.uuid).first()
            if known is None or known.read_at <= began:
                keep_plan(plan, known, began)


def keep_plan(plan: plannr.Plan, known: Plan | None, began: datetime) -> None:
    """One plan, its owners and, because its status bears on it, its health."""
    row = known or Plan(uuid=plan.uuid)
    for name, value in facts(plan).items():
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
        keep_owners(row)
    look_over(row)


def look_over(row: Plan) -> None:
    """Work out what to look at on a plan's covers, if they were ever read.

    Where that changed, so did every board with a case of this plan.
    """
    if row.covers_read_at is None:
        return
    before = health.of([row.pk]).get(row.pk, [])
    if health.remember(row) != before:
        bump(boards_of(CaseLink.objects.filter(uuid=row.pk).values_list("case", flat=True)))


def facts(plan: plannr.Plan) -> dict[str, object]:
    """A plan's own columns."""
    same = ("name", "type", "sub_type", "status", "policy_number", "proposal_reference", "advice_area", "opened_at")
    more = ("valued_at", "review_date", "inactive_at", "inactive_reason", "is_deleting", "updated_at")
    return {name: getattr(plan, name) for name in (*same, *more)} | {
        "type": plan.type[:60],
        "status": plan.status[:60],
        "provider": plan.provider_name,
        "folded": folded(f"{plan.name} {plan.policy_number} {plan.proposal_reference} {plan.provider_name}"),
        "value": plan.value.pennies if plan.value else None,
        "currency": plan.value.currency if plan.value else "GBP",
        "total_benefits": {kind: [one.pennies, one.currency] for kind, one in plan.total_benefits.items()},
    }


def keep_owners(row: Plan) -> None:
    """Who owns the plan, as rows that a client's page can be asked by."""
    wanted = {UUID(uuid) for uuid, _ in row.owners} | ({row.client} if row.client else set())
    PlanOwner.objects.filter(plan=row).exclude(account__in=wanted).delete()
    PlanOwner.objects.bulk_create([PlanOwner(plan=row, account=one) for one in wanted], ignore_conflicts=True)


def keep_covers(
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
    with one_writer():
        row = Plan.objects.filter(pk=plan).first() or Plan(uuid=plan, read_at=began)
        newest = max((at for at in (row.covers_read_at, row.written_at) if at), default=None)
        if newest and newest > began:
            return
        row.covers_read_at = began
        row.written_at = began if written is not None else row.written_at
        row.save()
        unlisted = set(row.covers.values_list("pk", flat=True)) - {cover.uuid for cover in covers}
        Cover.objects.filter(pk__in=unlisted).delete()
        upsert(Cover, [cover_row(row, place, cover) for place, cover in enumerate(covers)])
        keep_people(row, people, began, written)
        look_over(row)


def upsert(model: type[Cover] | type[Beneficiary], rows: Sequence[Cover] | Sequence[Beneficiary]) -> None:
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
        indexation=text(cover.indexation),
        excess=excess.pennies if excess else None,
        excess_currency=excess.currency if excess else "GBP",
        client=client.uuid if client else None,
        client_name=client.name if client else "",
        created_at=cover.created_at,
        updated_at=cover.updated_at,
    )


def keep_people(
    row: Plan, people: Sequence[plannr.Beneficiary], began: datetime, written: Mapping[UUID, Decimal] | None
) -> None:
    """The plan's beneficiaries, with what is known of shares that Plannr rounds."""
    unlisted = set(row.beneficiaries.values_list("pk", flat=True)) - {one.uuid for one in people}
    missing = Beneficiary.objects.filter(pk__in=unlisted)
    if written is None:
        missing.filter(gone_at=None).update(gone_at=began)
    else:
        missing.delete()
    known = Beneficiary.objects.in_bulk([one.uuid for one in people])
    sent = written or {}
    upsert(Beneficiary, [person_row(row, place, one, known, sent) for place, one in enumerate(people)])


def person_row(
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
        share=text(exact_share(one, old, sent.get(one.uuid))),
        shown=text(one.percentage),
        had_decimals=bool(old and old.had_decimals) or has_decimals(one.percentage),
        updated_at=one.updated_at,
    )


def exact_share(read: plannr.Beneficiary, known: Beneficiary | None, written: Decimal | None = None) -> Decimal | None:
    """What a share is known to be: as read, or the exact one that Plannr's whole number stands for.

    That is the one just `written`, or the one `known` from before where Plannr has not touched the row since.
    """
    if read.percentage is None or has_decimals(read.percentage):
        return read.percentage
    if written is not None and rounds_to(written, read.percentage):
        return written
    if known is None or not known.share or known.updated_at is None or known.updated_at != read.updated_at:
        return read.percentage
    return Decimal(known.share) if known.shown == text(read.percentage) else read.percentage


def may_be_rounded(people: Sequence[plannr.Beneficiary]) -> bool:
    """Whether a plan's whole shares may hide decimals (plannr-api.md 8.7).

    They do where this Plannr was seen to round what was written here. They may where a cover's shares just miss 100 %
    by no more than rounding can, and no share anywhere was ever read with decimals.
    """
    if Beneficiary.objects.exclude(share=F("shown")).exists():
        return True
    if any(has_decimals(one.percentage) for one in people):
        return False
    covers = {one.cover_uuid for one in people}
    suspicious = any(just_misses([one.percentage for one in people if one.cover_uuid == cover]) for cover in covers)
    return suspicious and not Beneficiary.objects.filter(had_decimals=True).exists()


def just_misses(given: Sequence[Decimal | None]) -> bool:
    """Whether shares of 100 % together could show these sums once each is rounded."""
    missed = abs(sum((share for share in given if share is not None), Decimal(0)) - 100)
    return 0 < missed * 2 <= len(given)


def has_decimals(share: Decimal | None) -> bool:
    """Whether there is anything after the point."""
    return share is not None and share != share.to_integral_value()


def rounds_to(exact: Decimal, whole: Decimal) -> bool:
    """Whether a whole number can be the rounding of an exact one, upwards or downwards."""
    return whole in (exact.quantize(ONE, ROUND_FLOOR), exact.quantize(ONE, ROUND_CEILING))


def text(number: Decimal | None) -> str:
    """A decimal as plain text without needless noughts; "" for None."""
    if number is None:
        return ""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def forget(plan: UUID, *, at: datetime) -> None:
    """Plannr answered 404 for the plan itself to a read that began at `at`."""
    with one_writer():
        if Plan.objects.filter(pk=plan, read_at__lte=at).update(gone_at=at):
            look_over(Plan.objects.get(pk=plan))
