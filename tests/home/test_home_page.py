"""The home page: carrying on, and an adviser's own clients."""

import re
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from boards.board.models import BoardVisit
from boards.mirror.models import Account, Case, CaseChange, Status, SyncState
from boards.mirror.sync.accounts import sync_clients
from boards.mirror.sync.cases import sync_client
from boards.ui.formatting import LONDON, today
from tests.board.html import words
from tests.making import mention

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(firm):
    """Margaret Wilson's cases in three statuses; she and Robert Brown are Priya's clients, Ann Lee is nobody's."""
    priya = firm.add_employee("Priya Patel", job="adviser")
    fresh, research = firm.add_status("New enquiry", "#8A94A6"), firm.add_status("Research", "neon")
    done = firm.add_status("Completed", "#23852B", completed=True)
    wilson = firm.add_client("Margaret Wilson", adviser=priya)
    brown = firm.add_client("Robert Brown", adviser=priya)
    firm.add_client("Ann Lee")
    firm.add_case("Pension transfer", client=wilson, status=research, value=30_000)
    firm.add_case("Review", client=wilson, status=research)
    firm.add_case("ISA", client=wilson, status=fresh, value=10_000)
    firm.add_case("Will", client=wilson, status=done, value=60_000)
    firm.add_case("Bond", client=brown, status=fresh, value=50_000)
    firm.wilson, firm.brown, firm.priya = (UUID(one["uuid"]) for one in (wilson, brown, priya))
    return firm


def link(browser, account):
    """Let the board know which Plannr employee this person is."""
    browser.user.plannr_account = account
    browser.user.save()


def visit(browser, client, minutes):
    """Open a client's board that long ago."""
    return BoardVisit.objects.create(
        person=browser.user, client=client, at=datetime.now(UTC) - timedelta(minutes=minutes)
    )


def test_a_first_morning_says_what_will_stand_there(adviser):
    page = adviser.get("/").text

    assert "The boards you open are kept here" in page
    assert 'name="q" placeholder="Find a client by name" autocomplete="off" autofocus' in page


def test_it_carries_on_with_the_boards_opened_last(adviser, sandbox, held):
    for client in (held.wilson, held.brown):
        sync_client(client)
    visit(adviser, held.wilson, 50)
    visit(adviser, held.brown, 5)

    brown, wilson = adviser.get("/").context["recents"]

    assert (brown.name, wilson.name) == ("Robert Brown", "Margaret Wilson")
    assert (wilson.standing.cases, wilson.standing.open.pennies, wilson.standing.done.pennies) == (4, 40_000, 60_000)
    assert [(band.name, band.colour, band.start, band.width) for band in wilson.ribbon] == [
        ("New enquiry", "#8a94a6", 0, 25),
        ("Research", "", 25, 75),
    ]


def test_other_peoples_boards_are_not_mine(adviser, manager, sandbox, held):
    sync_client(held.wilson)
    visit(manager, held.wilson, 5)

    assert adviser.get("/").context["recents"] == []
    assert [recent.client for recent in manager.get("/").context["recents"]] == [held.wilson]


def test_it_counts_what_others_changed_since_i_looked(adviser, sandbox, held):
    sync_client(held.wilson)
    seen = visit(adviser, held.wilson, 30).at
    case = held.by("case", "account", str(held.wilson))[0]["uuid"]
    stranger = uuid4()
    for one, field, at, here, actor in [
        (case, "status", seen + timedelta(minutes=1), False, ""),
        (case, "value", seen + timedelta(minutes=2), True, "Tom Bell"),
        (case, "value", seen + timedelta(minutes=3), True, "Priya Patel"),
        (case, "seen-first", seen + timedelta(minutes=4), False, ""),
        (case, "status", seen - timedelta(minutes=1), False, ""),
        (stranger, "status", seen + timedelta(minutes=1), False, ""),
    ]:
        CaseChange.objects.create(case=one, field=field, at=at, here=here, actor=actor)

    response = adviser.get("/")

    assert [recent.changes for recent in response.context["recents"]] == [2]
    assert "2 changes since you last looked" in response.text


def test_an_adviser_sees_the_clients_assigned_to_them(adviser, sandbox, held):
    link(adviser, held.priya)
    sync_clients()
    for client in (held.wilson, held.brown):
        sync_client(client)

    context = adviser.get("/").context

    assert [(one.client.name, one.standing.open.count, one.standing.open.pennies) for one in context["mine"]] == [
        ("Robert Brown", 1, 50_000),
        ("Margaret Wilson", 3, 40_000),
    ]
    assert context["mine_number"] == 2


def test_it_says_which_open_case_has_waited_longest_and_what_is_late(adviser, sandbox, held):
    link(adviser, held.priya)
    sync_clients()
    sync_client(held.wilson)
    Case.objects.update(status_since=datetime.now(UTC) - timedelta(days=2), status_since_known=True)
    # At noon in London: the same hour so many days ago may lie on another day, where the clocks have changed since.
    since = datetime.combine(today() - timedelta(days=40), time(12), LONDON)
    Case.objects.filter(name="Review").update(status_since=since)
    Case.objects.filter(name="Will").update(status_since=datetime.now(UTC) - timedelta(days=400))
    Account.objects.filter(pk=held.wilson).update(next_review_at=datetime.now(UTC) - timedelta(days=3))

    wilson = next(one for one in adviser.get("/").context["mine"] if one.client.pk == held.wilson)

    assert (wilson.wait.status, wilson.days, wilson.is_long, wilson.is_late) == ("Research", 40, True, True)


def test_those_nobody_has_read_come_last_and_say_so(adviser, sandbox, held):
    link(adviser, held.priya)
    sync_clients()
    sync_client(held.wilson)

    response = adviser.get("/")

    assert [(one.client.name, one.standing.read) for one in response.context["mine"]] == [
        ("Margaret Wilson", True),
        ("Robert Brown", False),
    ]
    assert '<td class="num quiet" colspan="2">not read yet</td>' in response.text


def test_it_asks_for_the_firms_clients_itself_where_they_are_old(adviser, sandbox, held):
    link(adviser, held.priya)

    first = adviser.get("/")
    part = adviser.get("/", headers={"HX-Request": "true", "HX-Target": "mine"})

    assert 'hx-trigger="load"' in first.text
    assert first.context["mine"] == []
    assert {one.client.name for one in part.context["mine"]} == {"Margaret Wilson", "Robert Brown"}
    assert "<html" not in part.text
    assert 'hx-trigger="load"' not in part.text


def test_it_asks_plannr_nothing_on_the_page_itself(adviser, sandbox, held):
    link(adviser, held.priya)
    visit(adviser, held.wilson, 3)

    adviser.get("/")

    assert len(sandbox.log) == 0


def test_it_stays_readable_and_says_why_when_plannr_is_away(adviser, sandbox, held):
    link(adviser, held.priya)
    sync_clients()
    SyncState.objects.update(read_at=datetime.now(UTC) - timedelta(hours=3))
    with sandbox.faults.on("status", status=503):
        part = adviser.get("/", headers={"HX-Request": "true", "HX-Target": "mine"})

    assert len(part.context["mine"]) == 2
    assert "As last read 3 hours ago" in part.text


def test_an_adviser_whom_the_board_cannot_place_is_told(adviser):
    assert "<b>Your own clients would stand here.</b>" in adviser.get("/").text


def test_an_adviser_with_no_clients_is_told(adviser, sandbox, held):
    link(adviser, uuid4())
    sync_clients()

    assert "<h2>No clients are assigned to you</h2>" in adviser.get("/").text


def test_others_have_no_list_of_their_own(manager, administrator):
    for browser in (manager, administrator):
        assert 'id="mine"' not in browser.get("/").text


def test_it_costs_few_queries(adviser, sandbox, held, django_assert_max_num_queries):
    link(adviser, held.priya)
    sync_clients()
    for client in (held.wilson, held.brown):
        sync_client(client)
        visit(adviser, client, 5)

    adviser.get("/")  # What is to be put right is counted once a minute.
    with django_assert_max_num_queries(15):
        assert len(adviser.get("/").context["recents"]) == 2


def test_it_counts_what_is_to_be_put_right_and_leads_to_it(manager, sandbox, held):
    for client in (held.wilson, held.brown):
        sync_client(client)

    wrongs = manager.get("/").context["wrongs"]

    assert [(one.words, one.number) for one in wrongs] == [
        ("In a completed status without a completion date", 1),
        ("No value", 1),
        ("No type", 4),
        ("Nobody assigned", 4),
    ]
    assert wrongs[1].address == "/board/?odd=no-value"
    assert re.findall(r'class="card__name"[^>]*>([^<]*)<', manager.get(wrongs[1].address).text) == ["Review"]


def test_an_advisers_count_is_of_their_own_cases_where_those_are_known(adviser, sandbox, held):
    sync_client(held.wilson)
    Case.objects.filter(name="Review").update(assigned_to=[str(held.priya)])
    mention()
    everything = adviser.get("/").context["wrongs"]
    link(adviser, held.priya)

    mine = adviser.get("/").context["wrongs"]

    assert [one.number for one in everything] == [1, 1, 3, 2]
    assert [(one.words, one.number) for one in mine] == [("No value", 1), ("No type", 1)]
    assert mine[0].address == f"/board/?person={held.priya}&odd=no-value"


def test_recent_moves_are_mine_and_those_on_boards_i_open(adviser, sandbox, held):
    for client in (held.wilson, held.brown):
        sync_client(client)
    visit(adviser, held.wilson, 50)
    status = {name: uuid for uuid, name in Status.objects.values_list("pk", "name")}
    now = datetime.now(UTC)
    for case, reached, actor in (
        ("Review", "New enquiry", ""),
        ("ISA", "Research", "Priya Patel"),
        ("Bond", "Research", ""),
    ):
        CaseChange.objects.create(
            case=Case.objects.get(name=case).pk, field="status", before=None, after=str(status[reached]), at=now,
            here=bool(actor), actor=actor,
        )  # fmt: skip

    page = words(adviser.get("/").text)

    assert "You moved ISA to Research." in page
    assert "Review moved to New enquiry in Plannr." in page
    assert "Bond moved" not in page
