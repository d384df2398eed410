"""Signing in and out, and being kept out."""

import pytest
from django.test import Client

from tests.making import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya():
    return make_user("adviser", name="priya", password=PASSWORD, first_name="Priya", last_name="Patel")


def try_to_sign_in(client, password=PASSWORD, **more):
    return client.post("/login/", {"username": "priya", "password": password, **more})


def test_it_signs_in_and_goes_home_with_a_new_session(client, priya):
    client.get("/login/")
    session = client.session
    session["kept"] = "yes"
    session.save()
    before = session.session_key

    response = try_to_sign_in(client)

    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(priya.pk)
    assert client.session.session_key != before


def test_it_goes_on_to_where_one_meant_to_go(client, priya):
    sent_away = client.get("/clients/?q=wil")
    form = client.get(sent_away.url)
    response = try_to_sign_in(client, next=form.context["next"])

    assert sent_away.url == "/login/?next=%2Fclients%2F%3Fq%3Dwil"
    assert (response.status_code, response.url) == (302, "/clients/?q=wil")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "word",
    ],
)
def test_it_never_leads_away_from_the_board(client, priya, elsewhere):
    assert try_to_sign_in(client, next=elsewhere).url == "/"


def test_whoever_is_signed_in_already_goes_home(adviser):
    response = adviser.get("/login/")

    assert (response.status_code, response.url) == (302, "/")


@pytest.mark.parametrize("name", ["priya", "nobody"])
def test_one_sentence_answers_every_wrong_pair(client, priya, name):
    response = client.post("/login/", {"username": name, "password": "wrong"})

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "That name and password do not belong together. Check both and try again."
    ]
    assert "<title>Error: Sign in - Plannr board</title>" in response.text


def test_an_inactive_person_is_answered_the_same(client, priya):
    priya.is_active = False
    priya.save()

    response = try_to_sign_in(client)

    assert response.context["form"].non_field_errors()[0].startswith("That name and password")


def test_an_empty_box_says_so_beside_itself(client, priya):
    response = client.post("/login/", {"username": "priya", "password": ""})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"password"}
    assert 'aria-invalid="true"' in response.text


def test_the_tenth_wrong_try_closes_the_door_even_for_the_right_password(client, priya, settings):
    wrong = [try_to_sign_in(client, "wrong").status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    response = try_to_sign_in(client)

    assert wrong[:-1] == [422] * (settings.AXES_FAILURE_LIMIT - 1)
    assert (wrong[-1], response.status_code) == (429, 429)
    assert "<h1>Too many tries</h1>" in response.text
    assert "_auth_user_id" not in client.session


def test_others_may_still_sign_in_then(client, priya, settings):
    make_user("manager", name="mo", password=PASSWORD)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_to_sign_in(client, "wrong")

    response = Client().post("/login/", {"username": "mo", "password": PASSWORD})

    assert (response.status_code, response.url) == (302, "/")


def test_signing_out_ends_the_session_and_forgets_kept_pages(adviser):
    response = adviser.post("/logout/")

    assert (response.status_code, response.url) == (302, "/login/")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert adviser.get("/").url == "/login/?next=%2F"


def test_a_link_cannot_sign_anybody_out(adviser):
    assert adviser.get("/logout/").status_code == 405
    assert adviser.get("/login/").url == "/"


def test_a_form_from_another_site_signs_nobody_in(priya):
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "priya", "password": PASSWORD})

    assert response.status_code == 403
    assert "<h1>This page was open too long</h1>" in response.text


def test_pages_of_a_session_are_never_stored_and_the_public_ones_may_not_be_framed(client, adviser):
    assert adviser.get("/").headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in client.get("/login/").headers["Content-Security-Policy"]


def test_the_password_is_never_sent_back(client, priya):
    assert "s3cret-in-the-form" not in try_to_sign_in(client, "s3cret-in-the-form").text
