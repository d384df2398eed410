"""How fresh each part of the mirror is, and what vanished from one at once. All times are UTC."""

from django.db import models


class SyncState(models.Model):
    """How fresh one part of the mirror is: `key` is `client:<uuid>`, `statuses`, `clients`, `employees` or `firm`.

    `read_at` is when the last read that brought a whole answer *began* (null: never); `complete` says whether there
    is reason to believe that the answer was all there is. `serial` grows each time a read or a write changed what a
    page over this part would show. `busy_until` is the single-flight mark: whoever sets it from the past to the
    future does the reading, and `holder` is its process (boards.processes). `due` asks for a read whatever the age: the
    order is known to have changed. `trouble` says in words why the newest try failed or fell short, and is blank after
    a good one; `trouble_kind` is `unreachable`, `token`, `firm`, `refused`, `throttled`, `incomplete`, `vanished` or
    `foreign` (losses.py), or `derived` (columns learnt from cases). `progress` is how far a long read has come.
    """

    key = models.CharField(max_length=80, unique=True)
    read_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    complete = models.BooleanField(default=False)
    due = models.BooleanField(default=False)
    serial = models.PositiveBigIntegerField(default=0)
    busy_until = models.DateTimeField(null=True)
    holder = models.JSONField(default=dict)
    trouble = models.CharField(max_length=300, blank=True)
    trouble_kind = models.CharField(max_length=20, blank=True)
    progress = models.JSONField(default=dict)

    class Meta:
        db_table = "mirror_reading"


class Loss(models.Model):
    """What vanished from one part of the mirror in so large a number that it is kept (losses.py).

    `key` is the part's, as in Reading; `gone` the uuids that the newest look, at `looked_at`, lacked, `of` how many
    there were, `since` when they vanished. `looks` is how many looks in a row found the same while all else was there.
    `accepted_at` is when a manager let them go: each does as soon as Plannr answers 404 for it.
    """

    key = models.CharField(max_length=80, unique=True)
    gone = models.JSONField(default=list)
    of = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    looked_at = models.DateTimeField()
    looks = models.PositiveIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mirror_loss"
