"""What tests make: people with roles, and a small firm for the sandbox."""

import re
from itertools import count
from typing import Any

from django.test import Client

from boards.users.models import User

PASSWORD = "correct horse battery staple"
_numbers = count(1)


class Browser(Client):
    """Django's test client, signed in as `.user`."""

    user: User

    def __init__(self, user: User, **extra: Any) -> None:
        super().__init__(**extra)
        self.user = user
        self.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def request(self, **request: Any) -> Any:
        """As the client does, with markup as a browser reads it: without the line breaks of the template."""
        response = super().request(**request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = unbroken(response.content.decode())
        return response


def unbroken(markup: str) -> str:
    """Markup without the line breaks templates have for people: inside tags and beside them. Text boxes keep theirs."""
    parts = re.split(r"(<textarea.*?</textarea>|<[a-zA-Z/][^<>]*>)", markup, flags=re.DOTALL)
    return "".join(_on_one_line(part) if part.startswith("<") else _joined(part) for part in parts)


def _on_one_line(tag: str) -> str:
    """A tag with a space for each line break, but for those in a value that somebody typed."""
    if tag.startswith("<textarea"):
        return tag
    parts = re.split(r'( value="[^"]*")', tag)
    return "".join(p if p.startswith(" value=") else re.sub(r"\s*\n\s*", " ", p) for p in parts).replace(" >", ">")


def _joined(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", re.sub(r"^\s*\n\s*|\s*\n\s*$", "", text))


def make_user(*roles: str, name: str | None = None, password: str | None = None, **fields: Any) -> User:
    """A person with these roles (`boards.users.permissions.ROLES`): `make_user("adviser", first_name="Priya")`.

    Signing in through the form needs a `password`; PASSWORD is at hand.
    """
    from django.contrib.auth.models import Group

    user = User.objects.create_user(name or f"person{next(_numbers)}", password=password, **fields)
    for role in roles:
        user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def mention() -> None:
    """Let the mentions of all cases be what their lists say, where a test put these straight into the table."""
    from boards.mirror.models import Case
    from boards.mirror.store.links import upsert_links

    upsert_links(Case.objects.values("uuid", "assigned_to", "plans"))


def sign_in(*roles: str, enforce_csrf_checks: bool = False, **fields: Any) -> Browser:
    """A new person's signed-in test client: `sign_in("manager")`."""
    return Browser(make_user(*roles, **fields), enforce_csrf_checks=enforce_csrf_checks)
