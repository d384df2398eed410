"""What somebody typed into a form, carried to where it can be sent again with one press.

Past a sign-in, because their session had ended when the form arrived, it travels inside the sign-in form itself,
signed: so nothing of it is kept here and nobody else can have made it up. A page about trouble holds it as it came.
Nothing is sent again but by a press.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from boards.plannr.parsing import UUID_SHAPE
from boards.ui.http import is_script

SALT = "boards.people.carrying"
LONGEST = 400_000  # letters, signed: with the sign-in around it still well below what the server takes in
TOKEN, SECRET = "csrfmiddlewaretoken", "password"
UNSEEN = ("act", "after", "anyway", "client", "field", "key", "lot", "next", "on", "seen", "sure", "view")


@dataclass(frozen=True)
class PendingForm:
    """A form that was sent to `path`: its fields in their order, without the page's token."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """The fields that a person may recognise, by names in words."""
        seen = [(name, text) for name, text in self.fields if text.strip() and name not in UNSEEN and "--" not in name]
        told = [(name, text) for name, text in seen if not UUID_SHAPE.fullmatch(text)]
        return [(name.replace("_", " ").replace("-", " ").capitalize(), text) for name, text in told]


def pending_form(request: HttpRequest) -> PendingForm:
    """The form of a request."""
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts if name != TOKEN]
    return PendingForm(request.get_full_path(), fields)


def offered_form(request: HttpRequest) -> PendingForm | None:
    """The form that a page about trouble may offer to send again, where the page that sent it is gone, as a script's is
    not. Never one that holds a password. Raises nothing.
    """
    if is_script(request):
        return None
    try:
        found = pending_form(request)
    except (SuspiciousOperation, MultiPartParserError, OSError):
        return None
    return None if any(SECRET in name for name, _ in found.fields) else found


def sign_form(request: HttpRequest) -> str:
    """The form of a request as one signed text; blank where nothing was typed or it is too long to carry."""
    found = pending_form(request)
    text = signing.dumps([found.path, found.fields], salt=SALT, compress=True) if found.fields else ""
    return text if len(text) <= LONGEST else ""


def read_signed_form(text: str) -> PendingForm | None:
    """What `packed` was given; None where it did not make the text, or too long ago."""
    try:
        path, fields = signing.loads(text, salt=SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    return PendingForm(path, [(name, value) for name, value in fields])
