"""`manage.py adduser NAME --role adviser --password-stdin`: make a person who may sign in, from a shell or a script."""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from boards.users.models import User
from boards.users.permissions import ROLES


class Command(BaseCommand):
    """Makes one person, or none: every complaint comes before anything is written."""

    help = "Make a person with roles. The password is read from standard input, so that no process list shows it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name to sign in with")
        parser.add_argument(
            "--role",
            action="append",
            default=[],
            choices=ROLES,
            dest="roles",
            help="may be given several times; without any, the person may sign in and see nothing",
        )
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--full-name", default="", help="how colleagues know them: “Priya Patel”")
        parser.add_argument("--email", default="")
        parser.add_argument("--plannr-account", type=UUID, help="uuid of their own employee account in Plannr")
        parser.add_argument("--superuser", action="store_true", help="every role, and Django's admin")

    def handle(self, *args: Any, **options: Any) -> None:
        user = new_person(options)
        password = read_password() if options["password_stdin"] else None
        try:
            user.full_clean(exclude=["password"])
            if password is not None:
                validate_password(password, user)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error

        keep(user, password, options["roles"])
        roles = " and ".join(options["roles"]) or ("superuser" if user.is_superuser else "nobody in particular yet")
        self.stdout.write(f"{user.username} may sign in as {roles}.")
        if password is None:
            self.stdout.write(f"No password is set: manage.py changepassword {user.username}, or Django's admin.")


def new_person(options: dict[str, Any]) -> User:
    """The person that the command's options describe, not saved yet."""
    first, _, last = options["full_name"].strip().partition(" ")
    return User(
        username=options["name"],
        first_name=first,
        last_name=last,
        email=options["email"],
        plannr_account=options["plannr_account"],
        is_staff=options["superuser"],
        is_superuser=options["superuser"],
    )


def read_password() -> str:
    """The first line of standard input. Raises CommandError when there is none."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise CommandError("--password-stdin was given, but standard input holds no password.")
    return password


def keep(user: User, password: str | None, roles: list[str]) -> None:
    """Save the person, their password (None: they cannot sign in yet) and their roles, all or nothing."""
    user.set_password(password)
    with transaction.atomic():
        user.save()
        user.groups.set([Group.objects.get_or_create(name=role)[0] for role in dict.fromkeys(roles)])
