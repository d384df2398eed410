"""Signing in and out, and being kept out."""

import re

import pytest
from axes.models import AccessAttempt
from django.test import Client

from boards.users import lockout
from boards.users.views import CROWDED
from tests.making import PASSWORD, Browser, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya():
    return make_user("adviser", name="priya", password=PASSWORD, first_name="Priya", last_name="Patel")


@pytest.fixture
def low_limits(monkeypatch, settings):
    """Three tries for a pair, four for an address and four for a name: so many are counted quicker."""
    settings.AXES_FAILURE_LIMIT = 3
    monkeypatch.setattr(lockout, "ADDRESS_LIMIT", 4)
    monkeypatch.setattr(lockout, "NAME_LIMIT", 4)


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


def test_one_address_may_not_try_one_name_after_another(client, priya, low_limits):
    tried = [client.post("/login/", {"username": f"nobody{n}", "password": "x"}).status_code for n in range(5)]

    assert tried == [422] * 3 + [429] * 2
    assert try_to_sign_in(client).status_code == 429
    assert try_to_sign_in(Client(REMOTE_ADDR="192.0.2.9")).url == "/"


def test_one_name_may_not_be_tried_from_one_address_after_another(priya, low_limits):
    tried = [try_to_sign_in(Client(REMOTE_ADDR=f"192.0.2.{n}"), "wrong").status_code for n in range(5)]

    assert tried == [422] * 3 + [429] * 2
    assert try_to_sign_in(Client(REMOTE_ADDR="192.0.2.200")).status_code == 429


def test_one_ipv6_household_is_one_address(priya, settings, low_limits):
    for number in range(settings.AXES_FAILURE_LIMIT):
        try_to_sign_in(Client(REMOTE_ADDR=f"2001:db8::{number + 1:x}"), "wrong")

    assert try_to_sign_in(Client(REMOTE_ADDR="2001:db8::ffff")).status_code == 429
    assert try_to_sign_in(Client(REMOTE_ADDR="2001:db8:0:1::1")).url == "/"


@pytest.mark.parametrize("where", ["127.0.0.1", "192.0.2.77"])
def test_nobody_can_lock_out_somebody_whose_browser_is_known(client, priya, where, low_limits):
    try_to_sign_in(client)
    client.post("/logout/")
    for number in range(5):
        Client().post("/login/", {"username": f"nobody{number}", "password": "x"})
        try_to_sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), "wrong")

    assert try_to_sign_in(Client(REMOTE_ADDR=where)).status_code == 429
    assert client.post("/login/", {"username": "Priya ", "password": "x"}, REMOTE_ADDR=where).status_code == 422
    assert client.post("/login/", {"username": "priya", "password": PASSWORD}, REMOTE_ADDR=where).url == "/"


def test_a_known_browser_may_not_guess_for_ever_either(client, priya, settings, low_limits):
    try_to_sign_in(client)
    client.post("/logout/")
    tried = [
        client.post("/login/", {"username": "priya", "password": "x"}, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(settings.AXES_FAILURE_LIMIT)
    ]

    assert tried == [422] * (settings.AXES_FAILURE_LIMIT - 1) + [429]


def test_trying_on_does_not_keep_the_door_closed(client, priya, settings, low_limits):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_to_sign_in(client, "wrong")
    ended = AccessAttempt.objects.get().attempt_time
    closed = try_to_sign_in(client, "wrong")

    assert AccessAttempt.objects.get().attempt_time == ended
    assert (closed.status_code, closed["Retry-After"]) == (429, "900")
    assert "is closed for at most 15 minutes" in closed.text


def test_a_made_up_browser_name_makes_nobody_known(client, priya, settings, low_limits):
    for number in range(settings.AXES_FAILURE_LIMIT):
        client.post("/login/", {"username": "priya", "password": "x"}, HTTP_USER_AGENT=f"known {number}")

    assert try_to_sign_in(client).status_code == 429


def test_a_sign_in_without_a_place_in_the_queue_keeps_its_name_and_tries_nothing(client, priya):
    form = {"username": "priya", "password": PASSWORD}
    response = client.post("/login/", form, **{"asgi.scope": {CROWDED: True}})

    assert (response.status_code, response["Retry-After"]) == (429, "10")
    assert "Give your password again in ten seconds" in response.text
    assert (response.context["form"]["username"].value(), "_auth_user_id" in client.session) == ("priya", False)


@pytest.mark.parametrize("name", ["x" * 151, "x" * 100_000, "a\0b"])
def test_a_name_that_nobody_can_have_is_an_error_beside_its_box(client, name):
    response = client.post("/login/", {"username": name, "password": "x"})

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"username"})


def test_the_admin_has_the_same_door(client, admin_client):
    assert client.get("/admin/login/?next=/admin/boards/").url == "/login/?next=%2Fadmin%2Fboards%2F"
    assert client.post("/admin/login/", {"username": "priya", "password": "x"}).url == "/login/?next=%2Fadmin%2F"
    assert admin_client.get("/admin/login/?next=/admin/boards/").url == "/admin/boards/"


def test_whoever_is_no_staff_is_told_so_at_the_door_of_the_admin(adviser):
    assert adviser.get("/admin/", follow=True).status_code == 403


def test_signing_out_ends_the_session_and_forgets_kept_pages(adviser):
    response = adviser.post("/logout/")

    assert (response.status_code, response.url) == (302, "/login/")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert adviser.get("/").url == "/login/?next=%2F"


def test_a_link_cannot_sign_anybody_out(adviser):
    assert adviser.get("/logout/").status_code == 405
    assert adviser.get("/login/").url == "/"


FORM = "/cases/00000000-0000-4000-8000-000000000000/move/"
ELSEWHERE = [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
ELSEWHERE += [{"Origin": "null"}, {"Origin": "https://testserver"}, {"Origin": "http://testserver.evil.example"}]
HERE = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_form_from_another_site_signs_nobody_in(priya, headers):
    browser = Client(enforce_csrf_checks=True)
    response = browser.post("/login/", {"username": "priya", "password": PASSWORD}, headers=headers)

    assert (response.status_code, "_auth_user_id" in browser.session) == (403, False)
    assert "<h1>Nobody says where this came from</h1>" in response.text


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_form_from_another_site_signs_nobody_out(adviser, headers):
    strict = Browser(adviser.user, enforce_csrf_checks=True)

    assert strict.post("/logout/", headers=headers).status_code == 403
    assert strict.get("/").status_code == 200


@pytest.mark.parametrize("headers", HERE)
def test_a_page_in_another_tab_needs_no_token_of_this_session(priya, headers):
    browser = Client(enforce_csrf_checks=True)
    old = {"csrfmiddlewaretoken": "x" * 64}
    signed_in = browser.post("/login/", {"username": "priya", "password": PASSWORD, **old}, headers=headers)
    second = browser.post("/login/", {"username": "priya", "password": PASSWORD, **old}, headers=headers)
    change = browser.post("/preferences/nothing/", old, headers=headers)
    out = browser.post("/logout/", old, headers=headers)
    again = browser.post("/logout/", old, headers=headers)

    assert [one.status_code for one in (signed_in, second, change, out, again)] == [302, 302, 404, 302, 302]
    assert (second.url, out.url, again.url) == ("/", "/login/", "/login/")


def test_where_nobody_says_where_it_is_from_two_tabs_still_get_on(priya):
    browser = Client(enforce_csrf_checks=True)
    form = {
        "username": "priya",
        "password": PASSWORD,
        "csrfmiddlewaretoken": token_in(browser.get("/login/?next=/clients/")),
    }
    other = dict(form, next="/clients/")

    first, second = browser.post("/login/", form), browser.post("/login/", other)
    out, shown = browser.post("/logout/", form), browser.post("/login/", other)

    assert (first.url, second.url, out.url) == ("/", "/clients/", "/login/")
    assert (shown.status_code, "_auth_user_id" in browser.session) == (422, False)
    assert 'value="priya"' in shown.text
    assert "Give your password once more" in shown.text
    assert browser.post("/login/", dict(other, csrfmiddlewaretoken=token_in(shown))).url == "/clients/"


def token_in(response):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.text)[1]


def test_somebody_else_is_told_who_is_signed_in(adviser):
    response = adviser.post("/login/", {"username": "tom", "password": "x"}, follow=True)

    assert "Priya Patel is signed in here. To be somebody else, sign out first." in response.text


def test_pages_of_a_session_are_never_stored_and_the_public_ones_may_not_be_framed(client, adviser):
    assert adviser.get("/").headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in client.get("/login/").headers["Content-Security-Policy"]


def test_the_password_is_never_sent_back(client, priya):
    assert "s3cret-in-the-form" not in try_to_sign_in(client, "s3cret-in-the-form").text


@pytest.mark.parametrize("typed", ["Priya", "PRIYA", "priya"])
def test_capitals_of_a_name_do_not_matter(client, priya, typed):
    client.post("/login/", {"username": typed, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(priya.pk)


def test_of_two_who_differ_in_capitals_each_is_found_by_their_own_name_alone(client, priya):
    other = make_user("manager", name="PRIYA", password=PASSWORD)

    client.post("/login/", {"username": "PRIYA", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(other.pk)
    client.post("/logout/")
    client.post("/login/", {"username": "Priya", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_capitals_of_a_uuid_in_an_address_do_not_matter(adviser, sandbox, firm):
    ann = firm.add_client("Ann Smith")["uuid"]

    page = adviser.get(f"/clients/{ann.upper()}/board/")

    assert (page.status_code, "<title>Ann Smith" in page.content.decode()) == (200, True)


def test_what_was_typed_is_carried_past_the_sign_in_and_sent_by_a_press(client, priya):
    typed = {"name": "Pension <transfer>", "notes": "\nfirst\r\nsecond", "was--name": "Old", "key": "k", "value": ""}
    met = client.post(f"{FORM}?x=1", typed)
    wrong = client.post("/login/", {"username": "priya", "password": "x", "carry": carry_in(met)})
    offered = try_to_sign_in(client, carry=carry_in(wrong))

    assert (met.status_code, wrong.status_code, offered.status_code) == (401, 422, 200)
    assert "What you typed is kept" in met.text
    carried = offered.context["carried"]
    assert (carried.path, dict(carried.fields)) == (f"{FORM}?x=1", typed)
    assert carried.typed == [("Name", "Pension <transfer>"), ("Notes", "\nfirst\r\nsecond")]
    assert f'action="{FORM}?x=1"' in offered.text
    assert '<textarea name="notes" hidden>\n\nfirst\r\nsecond</textarea>' in offered.text


@pytest.mark.parametrize("made_up", ["x", "", "eyJ4IjoxfQ:1:abc"])
def test_what_nobody_typed_here_is_not_carried(client, priya, made_up):
    assert try_to_sign_in(client, carry=made_up).url == "/"


def test_another_site_cannot_have_anything_carried(client, priya):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(FORM, {"name": "x"}, headers={"Origin": "https://evil.example"}).status_code == 403


def carry_in(response):
    return re.search(r'name="carry" value="([^"]+)"', response.text)[1]


def test_the_page_of_the_other_tab_says_who_is_here(client, adviser):
    assert 'data-signed-in="Priya Patel"' in adviser.get("/signed-in/").text
    assert client.get("/signed-in/", headers={"X-Requested-With": "fetch"}).status_code == 401
