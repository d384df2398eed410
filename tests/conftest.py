"""What every test may ask for: the people, a firm, and the sandbox serving it over real HTTP."""

import os
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.template import Context
from django.template.base import Template
from django.utils.safestring import SafeString

from boards import gateway
from boards.sandbox.app import Sandbox
from boards.sandbox.server import SandboxServer, serve
from boards.sandbox.store.firm import Firm
from tests.making import Browser, sign_in

TOKEN = "sandbox-token"

# No test waits for a quick machine, nor does any of Hypothesis's.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")
# The longest, so that no process waits for one of them at the end; and those that look at pages of all the firm's
# cases, of which every browser test leaves some more.
FIRST = ("test_history.py", "test_killed.py", "test_engines.py", "test_firm_board.py", "e2e/test_totals.py")

# The browser tests drive Playwright, whose loop makes Django believe that the database is used from async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure(config: pytest.Config) -> None:
    """Hash passwords fast, as no test is about how slow a hash is; and look for a static file when it is asked for,
    where a server lists them all when it starts, as every new test client otherwise would.
    """
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with FIRST; where there is no Chromium, skip the browser tests and say how to get one."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(FIRST))
    if os.environ.get("CHROMIUM"):
        return
    reason = "no Chromium: bin/test finds one, or says how to get it"
    for item in items:
        if "e2e" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How Playwright starts the machine's own Chromium."""
    flags = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update"
    return {
        "executable_path": os.environ.get("CHROMIUM"),
        "args": [f"--{flag}" for flag in [*flags.split(), "disable-sync"]],
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Keep SQLite's test database in a file: threads cannot share one in memory without false "table is locked"."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "board.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def no_statement_while_drawn() -> Iterator[None]:
    """Fail where a template asks the database: a page is fetched in its view. Django's own admin is left alone."""
    draw, under_way = Template._render, ContextVar("under_way", default=False)

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        raise AssertionError(f"asked while a template was drawn: {sql}")

    def drawn(template: Template, context: Context) -> SafeString:
        if under_way.get() or str(template.name).startswith(("admin/", "registration/")):
            return draw(template, context)
        token = under_way.set(True)
        try:
            with connection.execute_wrapper(refuse):
                return draw(template, context)
        finally:
            under_way.reset(token)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", drawn)
        yield


@pytest.fixture(autouse=True)
def fresh_start() -> Iterator[None]:
    """No test sees what another one cached, or speaks through another's client of Plannr."""
    cache.clear()
    gateway.close()
    yield
    gateway.close()


@pytest.fixture(autouse=True)
def nothing_behind_a_tests_back(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The firm is read in a thread only where the test's database really commits: elsewhere the thread's rows would
    outlive the test that started it, and meet the next one.
    """
    mark = request.node.get_closest_marker("django_db")
    commits = bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    if not commits:
        monkeypatch.setattr("boards.totals.sync_status.run_sync", lambda: None)


@pytest.fixture
def firm() -> Firm:
    """A firm of the sandbox's with nobody in it but its owner, whom the token belongs to: tests add what they need."""
    return Firm()


@pytest.fixture
def server(firm: Firm, settings: Any, db: None) -> Iterator[SandboxServer]:
    """A sandbox over `firm`, served over real HTTP at `server.url`; the board's settings point at it."""
    with serve(Sandbox(firm, token=TOKEN)) as server:
        settings.PLANNR_API_URL = server.url
        settings.PLANNR_TOKEN = TOKEN
        settings.PLANNR_ACCOUNT_UUID = firm.account_uuid
        gateway.close()
        yield server
        gateway.close()


@pytest.fixture
def sandbox(server: SandboxServer) -> Sandbox:
    """The sandbox that `server` serves: its `.firm`, `.faults` and `.log`."""
    return server.sandbox


@pytest.fixture
def adviser(db: None) -> Browser:
    """Priya Patel, signed in: an adviser."""
    return sign_in("adviser", name="priya", first_name="Priya", last_name="Patel")


@pytest.fixture
def administrator(db: None) -> Browser:
    """Sarah Jones, signed in: an administrator."""
    return sign_in("administrator", name="sarah", first_name="Sarah", last_name="Jones")


@pytest.fixture
def manager(db: None) -> Browser:
    """Tom Hughes, signed in: a manager."""
    return sign_in("manager", name="tom", first_name="Tom", last_name="Hughes")


@pytest.fixture
def stranger(db: None) -> Browser:
    """Sam Reed, signed in, but without a role."""
    return sign_in(name="sam", first_name="Sam", last_name="Reed")
