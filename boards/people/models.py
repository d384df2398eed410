"""The people who use the board."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Somebody who may sign in.

    `plannr_account` is the person's own employee account in Plannr, if known: it says which clients are theirs.
    """

    plannr_account = models.UUIDField("Plannr account", null=True, blank=True)
    compact_cards = models.BooleanField(default=False)

    class Meta:
        db_table = "people_user"

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of this person's roles; a superuser has them all, an inactive person none."""
        from boards.people.access import ROLES

        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return frozenset(ROLES)
        return frozenset(self.groups.values_list("name", flat=True)) & frozenset(ROLES)

    @property
    def called(self) -> str:
        """How the board names this person: full name, or the sign-in name."""
        return self.get_full_name() or self.username
