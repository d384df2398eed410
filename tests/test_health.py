"""Probes, metrics, and the headers that every answer carries."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

CSP = "Content-Security-Policy"


@pytest.mark.parametrize("host", ["testserver", "10.0.3.17", "not_a_host!"])
def test_livez_answers_whatever_the_host_name(client, host):
    answer = client.get("/livez", headers={"Host": host})

    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.django_db
def test_readyz_is_ready_when_the_tables_are(client):
    answer = client.get("/readyz", headers={"Host": "10.0.3.17"})

    assert (answer.status_code, answer.json()) == (200, {"state": "ready"})


@pytest.mark.django_db
def test_readyz_says_which_tables_are_missing(client):
    recorder = MigrationRecorder(connection)
    last = max(name for app, name in recorder.applied_migrations() if app == "boards")
    recorder.record_unapplied("boards", last)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "migrations wait: run manage.py migrate" in answer.json()["state"]


@pytest.mark.django_db
def test_probes_are_answered_over_plain_http(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert [client.get(path).status_code for path in ("/livez", "/readyz", "/login/")] == [200, 200, 301]


@pytest.mark.parametrize(("token", "code"), [("let-me-in", 200), ("wrong", 403)])
def test_metrics_are_read_by_address_and_over_plain_http_as_prometheus_does(client, settings, token, code):
    settings.SECURE_SSL_REDIRECT = True
    settings.METRICS_TOKEN = "let-me-in"

    answer = client.get("/metrics", headers={"Host": "10.0.3.17:8000", "Authorization": f"Bearer {token}"})

    assert (answer.status_code, b"plannr_calls_total" in answer.content) == (code, code == 200)


@pytest.mark.django_db
def test_a_made_up_method_is_one_label(client):
    client.generic("MADEUP1", "/login/")
    client.generic("MADEUP2", "/login/")

    page = client.get("/metrics").text

    assert 'method="other",view="users:sign-in"} 2.0' in page
    assert "MADEUP" not in page


def test_metrics_count_by_view_and_never_by_address(client, sandbox):
    client.get("/login/?q=Hughes")

    page = client.get("/metrics").content.decode()

    assert 'board_requests_total{code="200",method="GET",view="users:sign-in"}' in page
    assert "plannr_calls_total 0.0" in page
    assert "Hughes" not in page


@pytest.mark.parametrize(
    ("headers", "code"),
    [({}, 403), ({"Authorization": "Bearer wrong"}, 403), ({"Authorization": "Bearer let-me-in"}, 200)],
)
def test_metrics_want_their_token(client, sandbox, settings, headers, code):
    settings.METRICS_TOKEN = "let-me-in"

    assert client.get("/metrics", headers=headers).status_code == code


@pytest.mark.parametrize(
    "origin", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, {"HTTP_X_REAL_IP": "192.0.2.7"}]
)
def test_without_a_token_metrics_are_for_this_machine_only(client, sandbox, origin):
    assert client.get("/metrics", **origin).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "extra", "code"),
    [
        ("/", {}, 302),
        ("/login/", {}, 200),
        ("/livez", {}, 200),
        ("/login/", {"HTTP_HOST": "evil.example"}, 400),
        ("/nothing/here/", {}, 404),
        ("/clients/not-a-uuid/board/", {}, 404),
        ("/static/css/app.css", {}, 200),
        ("/static/nothing.css", {}, 404),
        ("/admin/login/", {}, 302),
        ("/metrics", {"REMOTE_ADDR": "192.0.2.7"}, 403),
    ],
)
def test_every_answer_carries_the_content_security_policy(client, path, extra, code):
    answer = client.get(path, **extra)

    assert answer.status_code == code
    assert answer[CSP].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in answer[CSP]


@pytest.mark.django_db
def test_an_error_of_ours_carries_it_too(client, monkeypatch):
    def fall_over(*_args):
        raise RuntimeError("Margaret Wilson")

    client.raise_request_exception = False
    monkeypatch.setattr("boards.users.views.onward", fall_over)
    monkeypatch.setattr("boards.users.views.SignInForm", fall_over)

    answer = client.get("/login/")

    assert answer.status_code == 500
    assert answer[CSP].startswith("default-src 'none'")
    assert "Margaret Wilson" not in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_a_page(client):
    client.handler.enforce_csrf_checks = True

    answer = client.post("/login/", {"username": "priya", "password": "x"}, headers={"Origin": "null"})

    assert answer.status_code == 403
    assert "errors/csrf.html" in [template.name for template in answer.templates]
    assert answer[CSP].startswith("default-src 'none'")


@pytest.mark.django_db
def test_pages_are_not_framed_sniffed_or_told_to_others(client):
    answer = client.get("/login/")

    assert {name: answer[name] for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")} == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
