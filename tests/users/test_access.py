"""Every route and every role: who is let in, who is turned away, and how (boards/users/permissions.py).

The routes come from the address table itself, so one that is added is tested from its first day.
"""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from boards.users.permissions import PUBLIC, ROLES, SIGNED_IN, TABLE
from tests.making import sign_in

SOMETHING = {
    UUIDConverter: UUID("00000000-0000-4000-8000-000000000000"),
    IntConverter: 1,
    SlugConverter: "something",
    StringConverter: "something",
}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/clients/"}
FETCH = {"X-Requested-With": "fetch"}


class Route(NamedTuple):
    """One line of the address table: a path that fits it, and what `people.access` says of its view."""

    path: str
    name: str
    permission: str | None


def routes(resolver: URLResolver, before: str = "/") -> Iterator[Route]:
    """Every route below a resolver but those of Django's admin, which guards itself."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                yield from routes(entry, before + filled(entry))
        elif before + filled(entry) != "/admin/login/":  # its way to the board's own door: test_sign_in.py
            yield Route(before + filled(entry), entry.lookup_str, getattr(entry.callback, "permission", None))


def filled(entry: URLPattern | URLResolver) -> str:
    """The pattern's own part of the path, with something in the place of each of its variables."""
    text = str(entry.pattern)
    for name, converter in entry.pattern.converters.items():
        kinds = (kind for kind in SOMETHING if isinstance(converter, kind))
        some = SOMETHING[next(kinds)]
        text = text.replace(f"<{converter_name(converter)}:{name}>", str(some)).replace(f"<{name}>", str(some))
    return text


def converter_name(converter: object) -> str:
    """How an address writes the converter: `uuid`, `int`."""
    return type(converter).__name__.removesuffix("Converter").lower()


ROUTES = sorted(set(routes(get_resolver())))
GUARDED = [route for route in ROUTES if route.permission != PUBLIC]


def ask(browser: Client, route: Route, **headers: str) -> list[HttpResponse]:
    """The answers to GET and POST, without that of a method which the route does not know (405)."""
    answers = [getattr(browser, method)(route.path, headers=headers) for method in ("get", "post")]
    known = [answer for answer in answers if answer.status_code != 405]
    assert known
    return known


def named(route: Route) -> str:
    """How a test's own name tells its route."""
    return f"{route.permission}:{route.path}"


def test_the_table_of_addresses_was_read():
    assert {"/", "/login/", "/clients/"} < {route.path for route in ROUTES}
    assert len(GUARDED) > 5


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_every_view_says_who_may(route):
    assert route.permission in {*TABLE, SIGNED_IN, PUBLIC}


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_the_signed_out_are_sent_to_sign_in(client, route):
    for answer in ask(client, route):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [HTMX, FETCH], ids=["htmx", "fetch"])
@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_a_signed_out_script_is_told_so_and_its_page_stays(client, route, headers):
    for answer in ask(client, route, **headers):
        assert (answer.status_code, answer.content, "HX-Redirect" in answer) == (401, b"", False)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_a_role_opens_what_the_table_says_and_nothing_else(route, role, sandbox):
    person = sign_in(*([role] if role else []))
    opened = route.permission == SIGNED_IN or role in TABLE[route.permission]

    for answer in ask(person, route):
        assert (answer.status_code != 403) == opened
        assert answer.status_code < 500
        assert "/login/" not in answer.headers.get("Location", "")


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in ROUTES if route.permission == PUBLIC], ids=named)
def test_a_public_page_asks_nobody_to_sign_in(client, route, sandbox):
    answer = client.get(route.path)

    assert answer.status_code in {200, 405}


@pytest.mark.django_db
def test_a_role_that_is_taken_away_closes_the_page_at_once(adviser):
    adviser.user.groups.clear()

    assert adviser.get("/clients/").status_code == 403


@pytest.mark.django_db
def test_somebody_who_was_switched_off_is_signed_out(adviser):
    adviser.user.is_active = False
    adviser.user.save()

    assert adviser.get("/clients/")["Location"] == "/login/?next=%2Fclients%2F"


@pytest.mark.django_db
def test_a_superuser_has_every_role(sandbox):
    person = sign_in(is_superuser=True)

    assert person.user.roles == set(ROLES)


def test_a_view_that_nobody_opened_is_closed_to_everybody(adviser, rf, settings):
    settings.ROOT_URLCONF = "tests.users.unopened"

    answer = adviser.get("/forgotten/")

    assert (answer.status_code, "403.html" in [template.name for template in answer.templates]) == (403, True)
    assert b"what nobody may see" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(("person", "code"), [("adviser", 302), ("manager", 302)])
def test_the_admin_is_for_staff(request, person, code):
    answer = request.getfixturevalue(person).get("/admin/")

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (code, "/admin/login/")
