"""Finding clients: through Plannr, and through the mirror when Plannr is away."""

from uuid import UUID, uuid4

import pytest

from boards.mirror.models import Account, SyncState
from boards.mirror.sync.accounts import get_or_fetch_client, search_clients, sync_clients, sync_employees
from boards.mirror.sync.cases import sync_client
from boards.plannr import NotFound
from tests.mirror.asking import calls, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(firm):
    return small(firm)


def names(found):
    """The names on a page of results, in order."""
    return [client.name for client in found.clients]


def test_it_finds_through_plannr_and_keeps_what_it_saw(sandbox, held):
    found = search_clients("wils")

    assert (names(found), found.total, found.from_mirror, found.trouble) == (["Margaret Wilson"], 1, False, "")
    row = Account.objects.get(pk=held.client)
    assert (row.kind, row.adviser, row.adviser_name) == ("client", UUID(held.adviser["uuid"]), "Priya Patel")


def test_a_blank_search_pages_through_everybody(sandbox, held):
    for number in range(25):
        held.firm.add_client(f"Client {number:02}")

    first, second = search_clients("  "), search_clients("", 2)

    assert (len(first.clients), first.has_next, first.total) == (20, True, 27)
    assert (len(second.clients), second.has_next, second.page) == (7, False, 2)
    assert not {client.pk for client in first.clients} & {client.pk for client in second.clients}


def test_employees_are_not_found(sandbox, held):
    assert names(search_clients("Priya")) == []


def test_the_mirror_answers_when_plannr_does_not(sandbox, held):
    held.firm.add_client("Zoë O’Hara")
    sync_clients()
    with sandbox.faults.on("status", status=503):
        found = search_clients("zoe o'h")
        nobody = search_clients("%")

    assert (names(found), found.total, found.from_mirror) == (["Zoë O’Hara"], 1, True)
    assert (found.trouble_kind, found.trouble != "") == ("unreachable", True)
    assert names(nobody) == []


def test_the_mirror_pages_too(sandbox, held):
    for number in range(25):
        held.firm.add_client(f"Client {number:02}")
    sync_clients()
    with sandbox.faults.on("status", status=401):
        first, second = search_clients("CLIENT"), search_clients("client", 2)

    assert (len(first.clients), first.has_next, first.total, first.trouble_kind) == (20, True, 25, "token")
    assert names(second) == [f"Client {number}" for number in range(20, 25)]


@pytest.mark.parametrize("page", [-3, 0, 10**9, 10**30])
def test_an_absurd_page_is_no_trouble(sandbox, held, page):
    found = search_clients("wilson", page)
    with sandbox.faults.on("status", status=503):
        fallen_back = search_clients("wilson", page)

    assert found.page >= 1
    assert fallen_back.from_mirror is True


@pytest.mark.parametrize("q", ["\0", "a,b", "x" * 5_000, "'; DROP TABLE", "[filter]=&", "\u202e"])
def test_an_odd_search_finds_nobody_and_breaks_nothing(sandbox, held, q):
    with sandbox.faults.on("status", status=503):
        fallen_back = search_clients(q)

    assert search_clients(q).from_mirror is False
    assert fallen_back.from_mirror is True


def test_a_client_is_asked_for_once(sandbox, held):
    assert get_or_fetch_client(held.client).name == "Margaret Wilson"
    assert get_or_fetch_client(held.client).name == "Margaret Wilson"
    assert calls(sandbox, str(held.client)) == 1


def test_an_unknown_client_is_not_found(sandbox, held):
    with pytest.raises(NotFound):
        get_or_fetch_client(uuid4())


def test_an_employee_is_not_a_client(sandbox, held):
    with pytest.raises(NotFound):
        get_or_fetch_client(UUID(held.adviser["uuid"]))


def test_a_mention_in_a_case_does_not_wipe_the_adviser(sandbox, held):
    search_clients("wilson")
    sync_client(held.client)

    assert Account.objects.get(pk=held.client).adviser_name == "Priya Patel"


def test_all_clients_are_read_with_their_advisers(sandbox, held):
    read = sync_clients()

    assert (read.complete, read.trouble) == (True, "")
    advised = Account.objects.filter(kind="client").order_by("name").values_list("name", "adviser_name")
    assert list(advised) == [("Ann Smith", ""), ("Margaret Wilson", "Priya Patel")]


def test_employees_are_read(sandbox, held):
    sync_employees()

    assert sorted(Account.objects.filter(kind="employee").values_list("name", flat=True)) == [
        "James Taylor",
        "Priya Patel",
    ]


def test_a_part_that_is_fresh_is_not_read_again(sandbox, held):
    sync_clients()
    asked = len(sandbox.log)

    sync_clients()

    assert len(sandbox.log) == asked


def test_trouble_with_the_clients_is_told(sandbox, held):
    with sandbox.faults.on("status", status=503):
        sync_clients()

    assert SyncState.objects.get(key="clients").trouble_kind == "unreachable"
