"""The mirror's tables of cases, their statuses, types and people. Times are UTC, money is integer pennies."""

from collections.abc import Collection
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Substr

from boards.mirror.models.live import LiveQuerySet
from boards.mirror.models.search_key import SearchKeyField

START = 100
SUMMED = ["status", "currency", "value", "type", "completed_at", "status_since", "unassigned", "planless", "gone_at"]
SUMMED += ["start", "uuid"]
OPENED = ["uuid", "gone_at", "completed_at", "status", "currency", "value", "type", "unassigned", "planless"]


class Status(models.Model):
    """A case status: one column of every board. `colour` is raw text from Plannr: validate before use."""

    uuid = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=500)
    colour = models.CharField(max_length=50, blank=True)
    position = models.IntegerField(null=True)
    is_completed = models.BooleanField(default=False)
    listed = models.BooleanField(default=True)

    class Meta:
        db_table = "mirror_status"


class CaseType(models.Model):
    """A case type, learnt from the cases that carry it (plannr-api.md 3.3)."""

    uuid = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=500)

    class Meta:
        db_table = "mirror_case_type"


class Account(models.Model):
    """A client, an employee or an external person (plannr-api.md 6.2); `kind` is Plannr's `type`.

    `folded` is the name as a search compares it: without capitals and accents. `serial` grows each time a case that the
    account takes part in changed, or its taking part.
    """

    uuid = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=500)
    folded = models.TextField(blank=True)
    kind = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=320, blank=True)
    adviser = models.UUIDField(null=True, db_index=True)
    adviser_name = models.CharField(max_length=500, blank=True)
    next_review_at = models.DateTimeField(null=True)
    serial = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        db_table = "mirror_account"
        indexes = [models.Index(fields=["kind", "name"], name="mirror_account_kind_name")]


class CaseQuerySet(LiveQuerySet["Case"]):
    """Cases; `done` are the statuses for completed ones."""

    def open(self, done: Collection[UUID]) -> Self:
        """Those in progress."""
        return self.filter(open_condition(done))

    def completed(self, done: Collection[UUID]) -> Self:
        """Those done, by their date or by their status."""
        return self.filter(done_condition(done))

    def of_client(self, client: UUID) -> Self:
        """Those on a client's board."""
        return self.filter(participations__account=client)


class Case(models.Model):
    """A case as Plannr last gave it.

    `face` is the JSON text a card needs beside the columns (type name, people, tags, plan count): text, so that a
    drawn card can be remembered by what it was drawn from. `plans` is the JSON list of plan uuids, or null where no
    read has brought it. `turn` counts the board's own confirmed writes. `seen` is the token of what a page showed: it
    changes when status, name, type, value, completion or `turn` does, and not when a sibling pushes the case along.
    `status_since` is since when the case is known to stand in its status; `status_since_known` is false where it may
    have stood there longer. `read_at` is when a read that brought this row began. `gone_at` is when Plannr answered
    404 for the case itself.

    The database itself keeps `unassigned`, `planless` (null where `plans` is) and `start`, the first START characters
    of `folded` (the name as a search compares it): they are small enough for an index, which names and lists are not.
    """

    uuid = models.UUIDField(primary_key=True)
    name = models.TextField()
    folded = SearchKeyField(default="")
    status = models.UUIDField(null=True)
    type = models.UUIDField(null=True)
    position = models.BigIntegerField(null=True)
    value = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="GBP")
    completed_at = models.DateTimeField(null=True)
    review_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)
    plans = models.JSONField(null=True)
    tags = models.JSONField(default=list)
    assigned_to = models.JSONField(default=list)
    face = models.TextField(default="{}")
    seen = models.CharField(max_length=16)
    turn = models.PositiveIntegerField(default=0)
    status_since = models.DateTimeField(null=True)
    status_since_known = models.BooleanField(default=False)
    read_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    unassigned = models.GeneratedField(
        expression=models.Q(assigned_to=[]),  # type: ignore[arg-type]  # It is one.
        output_field=models.BooleanField(),
        db_persist=True,
    )
    planless = models.GeneratedField(
        expression=models.Q(plans=[]),  # type: ignore[arg-type]  # It is one.
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )
    start = models.GeneratedField(
        expression=Substr("folded", 1, START), output_field=models.TextField(), db_persist=True
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        db_table = "mirror_case"
        # None is led by `gone_at`, nor made for live cases only: a planner without statistics would think it selective,
        # and walk it in preference to the table where each row must be read anyway.
        indexes = [
            models.Index(fields=["status", "position", "uuid"], name="mirror_case_place"),
            models.Index(fields=["status", "value", "uuid"], name="mirror_case_value"),
            models.Index(fields=["status", "status_since", "uuid"], name="mirror_case_age"),
            models.Index("status", Lower("start"), "uuid", name="mirror_case_name"),
            models.Index(fields=SUMMED, name="mirror_case_sums"),
            models.Index(fields=OPENED, name="mirror_case_open"),
        ]


class Participant(models.Model):
    """An account's part in a case; a client's board shows the cases this client takes part in.

    `listed` is true where the client's own list brought the case: it may do so without naming the client among the
    participants (a joint account, a household), and then no other read takes the case off that board.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participations")
    account = models.UUIDField()
    listed = models.BooleanField(default=False)

    class Meta:
        db_table = "mirror_participant"
        constraints = [models.UniqueConstraint(fields=["account", "case"], name="mirror_participant_once")]


class CaseLink(models.Model):
    """One uuid that a case's lists mention, `assigned_to` or `plans`: who is assigned to it, or a plan it is linked to.

    It finds the cases of a person or a plan without reading every list, and is kept with them (store/links.py).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mentions")
    uuid = models.UUIDField()

    class Meta:
        db_table = "mirror_mention"
        constraints = [models.UniqueConstraint(fields=["uuid", "case"], name="mirror_mention_once")]


class CaseChange(models.Model):
    """One observed change of a case, kept from the first read on: Plannr keeps no such history.

    `field` is `status`, `value`, `completed` or `seen-first`; `before` and `after` are text (uuid, pennies, ISO time)
    or null. `here` tells a change made through this board from one seen in Plannr; the latter's `at` is when we saw
    it.
    """

    case = models.UUIDField(db_index=True)
    field = models.CharField(max_length=20)
    before = models.CharField(max_length=100, null=True)
    after = models.CharField(max_length=100, null=True)
    at = models.DateTimeField(db_index=True)
    here = models.BooleanField(default=False)
    actor = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "mirror_change"


def open_condition(done: Collection[UUID], case: str = "") -> Q:
    """Not done; `done` are the statuses for completed cases, and `case` is what leads to the case, like "case__"."""
    return Q(**{f"{case}completed_at": None}) & ~Q(**{f"{case}status__in": list(done)})


def done_condition(done: Collection[UUID]) -> Q:
    """Done, by its date or by its status."""
    return Q(completed_at__isnull=False) | Q(status__in=list(done))
