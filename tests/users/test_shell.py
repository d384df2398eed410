"""The shell around every page, and the pages about trouble."""

import pytest
from django.db import DataError, Error, InterfaceError, OperationalError
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from boards.middleware import server_error

pytestmark = pytest.mark.django_db

TROUBLES = ["403.html", "404.html", "errors/plannr_unreachable.html", "errors/plannr_token.html", "errors/csrf.html"]


def test_it_names_the_person_and_their_roles_and_lets_them_out(adviser):
    page = adviser.get("/").text

    assert "<b>Priya Patel</b>" in page
    assert '<span class="me__role quiet">Adviser</span>' in page
    assert '<form method="post" action="/logout/">' in page


def test_a_person_without_a_role_is_told_what_to_do(stranger):
    response = stranger.get("/")

    assert response.status_code == 200
    assert "<b>You have no role yet,</b>" in response.text
    assert 'action="/clients/"' not in response.text


def test_it_marks_where_one_is(adviser, sandbox):
    assert '<a href="/clients/" aria-current="page">Clients</a>' in adviser.get("/clients/").text


def test_it_says_nothing_inline_that_the_policy_forbids(adviser):
    page = adviser.get("/").text

    assert "style=" not in page
    assert " onclick" not in page
    assert "<script>" not in page
    assert "<style" not in page


@pytest.mark.parametrize("template", TROUBLES)
def test_trouble_can_be_told_without_a_person(template):
    page = render_to_string(template, {"trouble": "Plannr <b>said</b> no."}, RequestFactory().get("/x/"))

    assert page.count("<h1>") == 1
    assert '<a class="button" href="/">Go to the home page</a>' in page
    assert "<b>said</b>" not in page


def test_the_last_resort_needs_nothing_at_all():
    page = render_to_string("500.html")

    assert "<h1>Something went wrong here</h1>" in page


@override_settings(DEBUG=False)
def test_an_unknown_address_is_a_page_of_the_house(adviser):
    response = adviser.get("/nowhere/")

    assert response.status_code == 404
    assert "<h1>There is nothing here</h1>" in response.text


@pytest.mark.parametrize(
    ("asks", "status", "words"),
    [
        (lambda browser: browser.get("/?x=%00" + "&a=1" * 5000), 400, "That is too much at once"),
        (lambda browser: browser.post("/login/", {f"name-{place}": "" for place in range(5000)}), 400, "more answers"),
        (lambda browser: browser.post("/login/", {"username": "x" * 1_100_000}), 413, "may hold one megabyte"),
        (lambda browser: browser.post("/login/", b"--x", "multipart/form-data; boundary="), 400, "could not read that"),
        (lambda browser: browser.get("/", headers={"host": "elsewhere.example"}), 400, "could not read that"),
    ],
)
def test_what_cannot_be_read_is_a_page_of_the_house(adviser, client, asks, status, words):
    for browser in (adviser, client):
        response = asks(browser)

        assert response.status_code == status
        assert words in response.text
        assert '<a class="button" href="/">Go to the home page</a>' in response.text


@pytest.mark.parametrize(("page", "back"), [("http://testserver/clients/", True), ("https://elsewhere.example", False)])
def test_too_many_answers_lead_back_to_our_own_page_only(adviser, page, back):
    response = adviser.get("/?" + "&a=1" * 5000, headers={"referer": page})

    assert (f'href="{page}"' in response.text) is back


def test_the_admin_keeps_the_log_read_only(admin_client):
    assert admin_client.get("/admin/boards/entry/").status_code == 200
    assert admin_client.get("/admin/boards/entry/add/").status_code == 403
    assert admin_client.post("/admin/boards/entry/add/").status_code == 403


def test_the_admin_gives_roles_and_the_plannr_account(admin_client):
    form = admin_client.get("/admin/boards/user/add/").context["adminform"].form

    assert {"username", "groups", "plannr_account"} <= set(form.fields)


@pytest.mark.parametrize(
    ("error", "code"), [(OperationalError("gone"), 503), (InterfaceError("closed"), 503), (DataError("long"), 500)]
)
def test_only_a_failing_database_is_told_as_one(error, code):
    try:
        raise error
    except Error:
        answer = server_error(RequestFactory().get("/board/"))

    assert (answer.status_code, "database does not answer" in answer.content.decode()) == (code, code == 503)
