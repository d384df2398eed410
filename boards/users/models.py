"""The people who use the board."""

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models

TWINS = 10


class Users(UserManager["User"]):
    """Finds people by the name they sign in with, in whatever capitals they type it."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person of this very name; else the only one whose name differs from it in capitals alone."""
        found = list(self.filter(username__iexact=username)[:TWINS]) if username else []
        exact = [one for one in found if one.username == username]
        if len(exact or found) != 1:
            raise self.model.DoesNotExist(username)
        return (exact or found)[0]


class User(AbstractUser):
    """Somebody who may sign in.

    `plannr_account` is the person's own employee account in Plannr, if known: it says which clients are theirs.
    """

    plannr_account = models.UUIDField("Plannr account", null=True, blank=True)
    compact_cards = models.BooleanField(default=False)

    there: str | None = None
    """What there is to tell on this person's page besides its own, once it was asked (boards.writes.notices)."""

    objects: ClassVar[Users] = Users()

    class Meta:
        db_table = "people_user"

    def clean(self) -> None:
        """Two people whose names differ in capitals alone could not both be meant. Raises ValidationError."""
        super().clean()
        others = User.objects.filter(username__iexact=self.username).exclude(pk=self.pk)
        if others.exclude(username=self.username).exists():
            raise ValidationError({"username": f"Somebody is called {self.username} already; capitals do not count."})

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of this person's roles; a superuser has them all, an inactive person none."""
        from boards.users.permissions import ROLES

        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return frozenset(ROLES)
        return frozenset(self.groups.values_list("name", flat=True)) & frozenset(ROLES)

    @property
    def called(self) -> str:
        """How the board names this person: full name, or the sign-in name."""
        return self.get_full_name() or self.username
