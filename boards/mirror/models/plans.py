"""The mirror's tables of plans, covers and beneficiaries. Times are UTC, money is integer pennies, shares are percent.

Shares and indexation are kept as decimal text: a database's own decimals would round them, or give them noughts.
"""

from django.db import models

from boards.mirror.models.live import LiveQuerySet


class PlanQuerySet(LiveQuerySet["Plan"]):
    """Of plans."""


class Plan(models.Model):
    """A plan as Plannr last gave it (plannr-api.md 7.2).

    `folded` is what a search compares: name, policy number and provider without capitals and accents. `owners` and
    `cases` are JSON lists of [uuid, name], `total_benefits` is {cover type: [pennies, currency]}. `covers_read_at` is
    when the read that brought its covers and beneficiaries began (null: never). `written_at` is when the board's own
    last write to them was confirmed: an older read is not laid over it. `gone_at` is when Plannr answered 404 for the
    plan itself.
    """

    uuid = models.UUIDField(primary_key=True)
    name = models.TextField(blank=True)
    folded = models.TextField(blank=True)
    type = models.CharField(max_length=60, blank=True)
    sub_type = models.TextField(blank=True)
    status = models.CharField(max_length=60, blank=True)
    policy_number = models.TextField(blank=True)
    proposal_reference = models.TextField(blank=True)
    advice_area = models.TextField(blank=True)
    provider = models.TextField(blank=True)
    value = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="GBP")
    total_benefits = models.JSONField(default=dict)
    opened_at = models.DateTimeField(null=True)
    valued_at = models.DateTimeField(null=True)
    review_date = models.DateField(null=True)
    inactive_at = models.DateTimeField(null=True)
    inactive_reason = models.TextField(blank=True)
    client = models.UUIDField(null=True, db_index=True)
    client_name = models.TextField(blank=True)
    owners = models.JSONField(default=list)
    cases = models.JSONField(null=True)
    is_deleting = models.BooleanField(default=False)
    updated_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField()
    covers_read_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        db_table = "mirror_plan"


class PlanOwner(models.Model):
    """An account that owns a plan, alone or with others: how a client's page finds its plans."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="ownings")
    account = models.UUIDField()

    class Meta:
        db_table = "mirror_plan_owner"
        constraints = [models.UniqueConstraint(fields=["account", "plan"], name="mirror_plan_owner_once")]


class Cover(models.Model):
    """A cover of a plan (plannr-api.md 8.2); `place` is its place in the plan's list, oldest first."""

    uuid = models.UUIDField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="covers")
    place = models.PositiveIntegerField(default=0)
    cover_type = models.CharField(max_length=100, blank=True)
    benefit_amount = models.BigIntegerField(null=True)
    benefit_currency = models.CharField(max_length=3, default="GBP")
    benefit_frequency = models.CharField(max_length=100, blank=True)
    benefit_status = models.CharField(max_length=100, blank=True)
    indexation = models.CharField(max_length=60, blank=True)
    excess = models.BigIntegerField(null=True)
    excess_currency = models.CharField(max_length=3, default="GBP")
    client = models.UUIDField(null=True)
    client_name = models.TextField(blank=True)
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mirror_cover"
        ordering = ["place", "uuid"]


class BeneficiaryQuerySet(LiveQuerySet["Beneficiary"]):
    """Of beneficiaries."""


class Beneficiary(models.Model):
    """Who is paid from a plan, by which cover (null: Plannr did not say), and what share.

    `shown` is the share as Plannr last gave it; `share` is what it is known to be: Plannr may round to whole per cent
    what this board wrote to the hundredth (plannr-api.md 8.7). `had_decimals` says that a read once brought decimals,
    which shows that this Plannr does not round. `gone_at` is when a complete list first lacked the row.
    """

    uuid = models.UUIDField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="beneficiaries")
    cover = models.UUIDField(null=True)
    place = models.PositiveIntegerField(default=0)
    name = models.TextField(blank=True)
    share = models.CharField(max_length=60, blank=True)
    shown = models.CharField(max_length=60, blank=True)
    had_decimals = models.BooleanField(default=False)
    updated_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    objects = BeneficiaryQuerySet.as_manager()

    class Meta:
        db_table = "mirror_beneficiary"
        ordering = ["place", "uuid"]


class CoverIssues(models.Model):
    """What a person should look at on a plan's covers: `gaps` is a JSON list of {cover, kind, words}
    (quality/covers.py).
    """

    plan = models.UUIDField(primary_key=True)
    gaps = models.JSONField(default=list)

    class Meta:
        db_table = "mirror_plan_health"
