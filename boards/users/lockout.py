"""How often a password may be wrong, and for whom: django-axes counts, these are the limits, by the quarter of an hour.

* A name from one address: AXES_FAILURE_LIMIT. So much for somebody who has forgotten their password.
* An address over all names: ADDRESS_LIMIT. So much for guessing one password at many names.
* A name over all addresses: NAME_LIMIT. So much for guessing from many addresses at one name.

The last two alone would let a stranger lock out a whole firm, by its own name or address, for as long as they liked. So
a browser in which somebody has signed in before is known by a signed cookie, and its tries as that person are counted
by themselves (OWASP's “device cookies”): nobody else can use them up. Tries while signing in is closed count for
nothing, so it always opens again by itself.
"""

import secrets
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponseBase

from boards.users.models import User

ADDRESS_LIMIT = 30
NAME_LIMIT = 30
KNOWN_SECONDS = 400 * 24 * 60 * 60
MOST_KNOWN = 8
STRANGER = "a browser not known"
COOKIE = "__Host-known" if settings.HTTPS else "known"
SALT = "boards.people.tries"


class LockoutHandler(AxesDatabaseHandler):
    """Counts wrong passwords, each under the browser's own mark where it is known, and says when there are too many."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any
    ) -> None:
        if request is not None:
            # What the browser calls itself is the sender's to choose: it counts for nothing here.
            device = known_devices_key(request, name_tried(request, credentials)) or STRANGER
            setattr(request, "axes_user_agent", device)  # noqa: B010
        super().user_login_failed(sender, credentials, request, **more)

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How often this was wrong lately; AXES_FAILURE_LIMIT or more where it is not to be tried any more."""
        name = name_tried(request, credentials)
        recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
        browser = known_devices_key(request, name)
        if browser:
            return count_failures(recent.filter(username=name, user_agent=browser))
        strangers = recent.filter(user_agent=STRANGER)
        from_here = strangers.filter(ip_address=request_address(request))
        over = (
            count_failures(from_here) >= ADDRESS_LIMIT or count_failures(strangers.filter(username=name)) >= NAME_LIMIT
        )
        return int(settings.AXES_FAILURE_LIMIT) if over else count_failures(from_here.filter(username=name))


def count_failures(attempts: "QuerySet[Any]") -> int:
    """How many wrong passwords these rows stand for."""
    return int(attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0)


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that a sign-in is counted under: capitals and what stands around it make no other name of it."""
    given = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(given).replace("\0", "").strip().casefold()[:150]


def request_address(request: HttpRequest) -> str | None:
    """The address that a request is counted under."""
    return neighbourhood(request.META.get("REMOTE_ADDR", "")) or None


def neighbourhood(text: str) -> str:
    """An address or, of IPv6, the network that one household has to itself; blank for what is no address."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    return str(ip_network((address, 64), strict=False)[0]) if isinstance(address, IPv6Address) else text


def known_devices_key(request: HttpRequest, name: str) -> str:
    """The mark of a browser in which `name` has signed in before, or blank."""
    return str(device_marks(request).get(name, ""))


def remember_device(request: HttpRequest, response: HttpResponseBase, person: User) -> None:
    """Let the browser be known by whom has signed in in it; the newest few people of a shared one."""
    name = name_tried(request, {"username": person.username})
    kept = {one: mark for one, mark in device_marks(request).items() if one != name}
    kept = dict(list(kept.items())[1 - MOST_KNOWN :]) | {name: f"known {secrets.token_hex(8)}"}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=KNOWN_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def device_marks(request: HttpRequest) -> dict[str, Any]:
    """Who is known in this browser, by name; nobody where the cookie was tampered with."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_SECONDS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}
