"""What a person's boards remember about that person."""

from django.conf import settings
from django.db import models


class BoardVisit(models.Model):
    """When a person last opened a client's board."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    client = models.UUIDField()
    at = models.DateTimeField()
    before = models.DateTimeField(null=True)

    class Meta:
        db_table = "board_visit"
        constraints = [models.UniqueConstraint(fields=["person", "client"], name="board_visit_once")]


class Folds(models.Manager["FoldedColumn"]):
    """A person's folded columns: `request.user.folds.keys()` for the heads that a change is answered with."""

    def keys(self) -> frozenset[str]:
        """The keys of the folded columns."""
        return frozenset(self.values_list("status", flat=True))


class FoldedColumn(models.Model):
    """A column that a person keeps folded, on every board; `status` is the column's key: a uuid, `other` or `none`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="folds")
    status = models.CharField(max_length=36)

    objects = Folds()

    class Meta:
        db_table = "board_fold"
        constraints = [models.UniqueConstraint(fields=["person", "status"], name="board_fold_once")]


class SavedView(models.Model):
    """Filters and an order that somebody keeps under a name, for the boards of clients or for the firm's.

    `query` is what stands after the question mark of the address (boards.cases.filters.form). A shared view is
    everybody's to choose, and its owner's to change. `is_default` is what the owner's boards open with where the
    address asks nothing.
    """

    CLIENT, FIRM = "client", "firm"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    scope = models.CharField(max_length=10, choices=[(CLIENT, "a client’s board"), (FIRM, "the firm’s board")])
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    shared = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)

    class Meta:
        db_table = "board_saved_view"
        constraints = [
            models.UniqueConstraint(fields=["owner", "scope", "name"], name="board_saved_view_once"),
            models.UniqueConstraint(
                fields=["owner", "scope"], condition=models.Q(is_default=True), name="board_saved_view_default"
            ),
        ]
