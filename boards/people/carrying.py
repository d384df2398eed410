"""What somebody typed into a form, carried past a sign-in: their session had ended when the form arrived.

It travels inside the sign-in form itself, signed, so nothing of it is kept here and nobody else can have made it up.
After signing in a page offers to send it; only a press does.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

SALT = "boards.people.carrying"
LONGEST = 400_000  # letters, signed: with the sign-in around it still well below what the server takes in
UNSEEN = ("key", "seen", "anyway", "next", "client", "after", "field")


@dataclass(frozen=True)
class Carried:
    """A form that was sent to `path`: its fields in their order."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """The fields that a person may recognise, by names in words."""
        seen = [(name, text) for name, text in self.fields if text.strip() and name not in UNSEEN and "--" not in name]
        return [(name.replace("_", " ").replace("-", " ").capitalize(), text) for name, text in seen]


def packed(request: HttpRequest) -> str:
    """The form of a request as one signed text; blank where nothing was typed or it is too long to carry."""
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts if name != "csrfmiddlewaretoken"]
    if not fields:
        return ""
    text = signing.dumps([request.get_full_path(), fields], salt=SALT, compress=True)
    return text if len(text) <= LONGEST else ""


def unpacked(text: str) -> Carried | None:
    """What `packed` was given; None where it did not make the text, or too long ago."""
    try:
        path, fields = signing.loads(text, salt=SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    return Carried(path, [(name, value) for name, value in fields])
