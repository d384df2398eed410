"""Settings come from the environment, and the boot stops with one sentence where they cannot be used."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "9f3c1d5b7a2e4f60918273645546372819a0b1c2d3e4f5061728394a5b6c7d8e",
    "PLANNR_TOKEN": "a-token",
    "ALLOWED_HOSTS": "boards.example",
}


def start(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one of our programs with these settings and no others."""
    environment = {"PATH": os.environ["PATH"], **settings}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def ask(question: str, **settings: str) -> str:
    """What a Python expression over `settings` gives under an environment."""
    code = f"import plannr_board.settings as settings; print({question})"
    done = start("-c", code, **settings)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("program", [["manage.py", "check"], ["-m", "plannr_board"]])
@pytest.mark.parametrize("missing", ["SECRET_KEY", "PLANNR_TOKEN"])
def test_a_missing_secret_stops_the_start_with_one_sentence(program, missing):
    settings = {name: value for name, value in PRODUCTION.items() if name != missing}

    done = start(*program, **settings)

    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        f"plannr_board cannot start: {missing} is not set: give plannr_board its {missing} in the environment "
        "(README, “Configuration”), or run bin/demo to try the board with made-up clients."
    ]


def test_a_server_that_waits_for_requests_for_ever_does_not_start(tmp_path):
    settings = {**PRODUCTION, "DATABASE_URL": f"sqlite:///{tmp_path / 'board.sqlite3'}"}

    done = start("-m", "uvicorn", "plannr_board.asgi:application", "--port", "0", **settings)

    assert done.returncode == 3
    assert "plannr_board cannot start: this server waits for a request for ever. Start the board with" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("HTTPS", "offf", "on or off"),
        ("REQUEST_SECONDS", "0", "a number of seconds"),
        ("DEBUG", "maybe", "on or off"),
        ("PLANNR_TIMEOUT_SECONDS", "soon", "a number of seconds"),
        ("PLANNR_TIMEOUT_SECONDS", "0", "a number of seconds"),
        ("PLANNR_TIMEOUT_SECONDS", "nan", "a number of seconds"),
        ("MIRROR_FRESH_SECONDS", "-1", "a number of seconds"),
        ("FREEZE_WITHIN_HOURS", "a day", "a number of hours"),
        ("PLANNR_ACCOUNT_UUID", "mine", "a uuid"),
        ("PLANNR_API_URL", "api.plannrcrm.com", "an https:// address (http:// only with HTTPS=off)"),
        ("PLANNR_API_URL", "http://plannr.example", "an https:// address (http:// only with HTTPS=off)"),
    ],
)
def test_a_setting_that_cannot_be_read_stops_the_start(name, value, kind):
    done = start("manage.py", "check", **{**PRODUCTION, name: value})

    assert done.returncode == 1
    assert (
        done.stderr.strip() == f"plannr_board cannot start: {name}={value!r} is not {kind} (README, “Configuration”)."
    )


def test_a_secret_key_that_can_be_guessed_stops_the_start():
    done = start("manage.py", "check", **{**PRODUCTION, "SECRET_KEY": "hunter2"})

    assert (done.returncode, done.stderr) == (
        1,
        "plannr_board cannot start: SECRET_KEY has 7 characters, and fewer than 32 can be guessed: "
        "make one with openssl rand -hex 32 (README, “Configuration”).\n",
    )


@pytest.mark.parametrize("https", [{}, {"HTTPS": "on"}], ids=["by default", "said"])
def test_debugging_where_others_can_look_stops_the_start(https):
    done = start("manage.py", "check", **PRODUCTION, DEBUG="on", **https)

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "does not go together with HTTPS=on" in done.stderr


def test_compose_asks_for_what_cannot_be_guessed():
    asked = re.findall(r"\$\{(\w+):\?", (ROOT / "compose.yaml").read_text())

    assert set(asked) == {"SECRET_KEY", "PLANNR_TOKEN", "POSTGRES_PASSWORD", "ALLOWED_HOSTS", "FORWARDED_ALLOW_IPS"}
    assert set(asked) <= set(re.findall(r"^(\w+)=", (ROOT / "docs/env.example").read_text(), re.MULTILINE))


def test_messages_are_not_kept_in_a_cookie(settings):
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"


def test_a_database_that_cannot_be_used_is_refused_without_telling_its_password():
    done = start("manage.py", "check", **PRODUCTION, DATABASE_URL="mysql://board:hunter2@host/board")

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "DATABASE_URL is neither sqlite:///… nor postgres://…" in done.stderr
    assert "hunter2" not in done.stderr


def test_production_passes_every_check_that_django_has_for_it():
    done = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_https_is_on_and_debug_off_unless_told_otherwise():
    assert ask("(settings.HTTPS, settings.DEBUG)", **PRODUCTION) == "(True, False)"


@pytest.mark.parametrize(
    ("https", "answer"),
    [
        ("on", "(True, True, True, 31536000, '__Host-session', '__Host-csrf')"),
        ("off", "(False, False, False, 0, 'session', 'csrf')"),
    ],
)
def test_https_switches_cookies_redirect_and_hsts_together(https, answer):
    names = "SECURE_SSL_REDIRECT SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS SESSION_COOKIE_NAME"
    question = ", ".join(f"settings.{name}" for name in [*names.split(), "CSRF_COOKIE_NAME"])

    assert ask(f"({question})", **PRODUCTION, HTTPS=https) == answer


def test_the_sandbox_may_be_plain_http_where_https_is_off():
    assert ask("settings.PLANNR_API_URL", **PRODUCTION, HTTPS="off", PLANNR_API_URL="http://sandbox:9/") == (
        "http://sandbox:9"
    )


def test_lists_are_read_by_comma():
    hosts = ask("settings.ALLOWED_HOSTS", **{**PRODUCTION, "ALLOWED_HOSTS": "a.example,b.example"})

    assert hosts == "['a.example', 'b.example']"


def test_the_first_middleware_sets_the_content_security_policy(settings):
    assert settings.MIDDLEWARE[0] == "django.middleware.csp.ContentSecurityPolicyMiddleware"
    assert settings.SECURE_CSP["default-src"] == ["'none'"]
    assert "unsafe" not in str(settings.SECURE_CSP)


def test_logs_hold_neither_search_words_nor_tokens():
    code = (
        "import plannr_board.settings as settings, logging, logging.config, structlog\n"
        "logging.config.dictConfig(settings.LOGGING)\n"
        "structlog.get_logger('x').info('request_finished', request='GET /clients/?q=Hughes')\n"
        "logging.getLogger('y').warning('sent %s', 'Authorization: Bearer abc.def-123')\n"
    )

    said = start("-c", code, **PRODUCTION).stderr

    assert '"request": "GET /clients/"' in said
    assert "Bearer [hidden]" in said
    assert "Hughes" not in said
    assert "abc.def-123" not in said
