"""The database fails under a page or a move: words in the house's own page, never a bare 500, nothing misstated."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from boards.audit.models import Entry
from boards.sandbox.http import ApiRequest, ApiResponse
from tests.cases.conftest import Scene, outcome
from tests.making import Browser

pytestmark = pytest.mark.django_db(transaction=True)

POSTGRES = "postgres" in os.environ.get("DATABASE_URL", "")
on_sqlite = pytest.mark.skipif(POSTGRES, reason="is about SQLite")
on_postgres = pytest.mark.skipif(not POSTGRES, reason="needs DATABASE_URL=postgres://…")


@pytest.fixture
def person(adviser: Browser) -> Browser:
    """Priya, whose browser is given the page that a server would give, and not the exception behind it."""
    adviser.raise_request_exception = False
    return adviser


def board(scene: Scene) -> str:
    """Ann's board."""
    return f"/clients/{scene.ann}/board/"


def when_put(scene: Scene, monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Let something happen to the database once a PUT has been carried out, before the board has its answer."""
    serve = scene.sandbox.answer

    def answer(ask: ApiRequest) -> ApiResponse:
        found = serve(ask)
        if ask.method == "PUT":
            what()
        return found

    monkeypatch.setattr(scene.sandbox, "answer", answer)


def cut() -> None:
    """End every connection of the board to PostgreSQL, as a restart of it would."""
    about = connection.get_connection_params()
    known = {key: about[key] for key in ("dbname", "user", "password", "host", "port") if about.get(key)}
    with psycopg.connect(**known, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [about["dbname"]],
        )


@contextmanager
def held(how: str) -> Iterator[sqlite3.Connection]:
    """Somebody else holds SQLite's lock."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)) as other:
        other.execute(f"BEGIN {how}")
        yield other


@pytest.fixture
def hasty() -> Iterator[None]:
    """The board waits a tenth of a second for SQLite's lock, and not for twenty seconds."""
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout=100")
    yield
    connection.close()


def settled(person: Browser, scene: Scene, name: str) -> str:
    """What the page is told when it asks again."""
    attempt = Entry.objects.filter(kind="attempt").latest("id")
    address = f"/cases/{scene.cases[name]}/settled/{attempt.pk}/"
    return outcome(person.get(address, {"client": str(scene.ann)}, headers={"X-Requested-With": "fetch"}))


@on_postgres
def test_a_connection_cut_in_a_read_is_a_page_in_words_and_the_next_one_opens(person: Browser, scene: Scene):
    queries = 0

    def cut_at_the_fourth(execute: Any, *query: Any) -> Any:
        nonlocal queries
        queries += 1
        if queries == 4:
            cut()
        return execute(*query)

    with connection.execute_wrapper(cut_at_the_fourth):
        page = person.get(board(scene))

    assert (page.status_code, "The board’s database does not answer" in page.text) == (503, True)
    assert f'href="{board(scene)}"' in page.text
    connection.close_if_unusable_or_obsolete()  # As a server does when a request begins; the test client leaves it out.
    assert person.get(board(scene)).status_code == 200


@on_postgres
def test_a_connection_cut_in_mid_put_is_a_doubt_that_settles(person: Browser, scene: Scene, monkeypatch: Any):
    when_put(scene, monkeypatch, cut)

    answer = scene.drop(person, "A1", "Offer")

    assert (answer.status_code, outcome(answer)) == (202, "unknown")
    assert "It may have been saved; it is being checked." in answer.text
    assert scene.order("Offer") == ["A1"]
    assert settled(person, scene, "A1") == "saved"
    assert len(scene.puts()) == 1


@on_sqlite
@pytest.mark.usefixtures("hasty")
def test_a_lock_keeps_no_board_from_being_read_and_sends_nothing(person: Browser, scene: Scene):
    with held("IMMEDIATE"):
        page, answer = person.get(board(scene)), scene.drop(person, "A1", "Offer")

    assert (page.status_code, "A1" in page.text) == (200, True)
    assert (answer.status_code, outcome(answer)) == (503, "unavailable")
    assert "database cannot be written just now. Nothing was sent" in answer.text.replace("&#x27;", "'")
    assert scene.puts() == []


@on_sqlite
@pytest.mark.usefixtures("hasty")
def test_every_page_that_was_read_before_opens_while_nothing_can_be_written(
    person: Browser, scene: Scene, settings: Any
):
    case, plan = scene.cases["A1"], scene.case("A1")["plans"][0]
    addresses = [
        "/", "/board/", board(scene), f"/cases/{case}/", f"/cases/{case}/move/", f"/cases/{case}/completion/",
        f"/clients/{scene.ann}/cases/new/", "/moves/", "/totals/", "/totals/movement/", f"/plans/{plan}/", "/clients/",
        f"{board(scene)}refresh/",
    ]  # fmt: skip

    for address in addresses:
        person.get(address)
    settings.MIRROR_FRESH_SECONDS = 0

    with held("IMMEDIATE"):
        codes = {address: person.get(address).status_code for address in addresses}

    assert codes == {address: 302 if "refresh" in address else 200 for address in addresses}


@on_sqlite
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}, {"X-Requested-With": "fetch"}])
def test_where_nothing_can_be_read_it_is_said_in_the_houses_own_page(
    person: Browser, scene: Scene, headers: dict[str, str]
):
    with held("EXCLUSIVE"):
        page = person.get(board(scene), headers=headers)
        post = person.post(f"/cases/{scene.cases['A1']}/move/", {"status": "x"}, headers=headers)

    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "5", "no-store")
    assert '<article class="trouble">' in page.text
    assert (post.status_code, "Nothing was sent to Plannr" in post.text) == (503, True)
    assert "default-src 'none'" in page["Content-Security-Policy"]


@on_sqlite
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_lock_in_mid_put_is_a_doubt_that_settles(person: Browser, scene: Scene, monkeypatch: Any, how: str):
    holding = held(how)
    when_put(scene, monkeypatch, holding.__enter__)

    answer = scene.drop(person, "A1", "Offer")
    holding.__exit__(None, None, None)

    if how == "IMMEDIATE":
        assert (answer.status_code, outcome(answer)) == (202, "unknown")
    assert "It may have been saved; it is being checked." in answer.text
    assert answer.status_code in (202, 503)
    assert settled(person, scene, "A1") == "saved"
    assert len(scene.puts()) == 1


@pytest.fixture
def after_larger_tests(transactional_db: None) -> None:
    """The database's file has pages that rows of earlier tests have left free."""
    connection.ensure_connection()
    for statement in (
        "CREATE TABLE scrap (bytes BLOB)",
        "INSERT INTO scrap VALUES (zeroblob(1000000))",
        "DROP TABLE scrap",
    ):
        connection.connection.execute(statement)


@contextmanager
def full_disk() -> Iterator[None]:
    """The database's file cannot grow, and nothing in it is free."""
    connection.ensure_connection()
    connection.connection.execute("VACUUM")
    [pages] = connection.connection.execute("PRAGMA page_count").fetchone()
    connection.connection.execute(f"PRAGMA max_page_count={pages}")
    yield
    connection.connection.execute("PRAGMA max_page_count=1000000")


@on_sqlite
@pytest.mark.usefixtures("after_larger_tests")
def test_a_full_disk_misstates_no_move_and_boards_stay_readable(person: Browser, scene: Scene):
    codes, told = set(), []
    with full_disk():
        for _ in range(5):
            for to in ("Offer", "Submitted"):
                answer = scene.drop(person, "A1", to)
                codes.add(answer.status_code)
                told.append((to, outcome(answer) if "move-answer" in answer.text else "page"))
        page = person.get(board(scene))

    assert (page.status_code, "A1" in page.text) == (200, True)
    assert 503 in codes
    assert codes <= {200, 202, 409, 503}
    assert len(scene.puts()) >= [how for _, how in told].count("saved")
    if Entry.objects.filter(kind="attempt").exists():
        assert settled(person, scene, "A1") in ("saved", "refused", "conflict", "unknown")
