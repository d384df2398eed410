"""The firm's board: every client's cases from the mirror, with their names, moved and filtered as on a client's."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards import plannr
from boards.mirror.models import Account, Case, CoverIssues, Participant, SyncState
from boards.mirror.ordering import column_cases
from boards.mirror.store.plans import upsert_covers, upsert_plans
from boards.mirror.sync.firm import sync_firm
from tests.board.html import HX, cards, column, figures, keys, names, text, words
from tests.making import mention

MOST_QUERIES = 16


@pytest.fixture
def whole(held):
    """The scene, with the whole firm read into the mirror."""
    sync_firm(force=True)
    return held


def test_it_shows_every_clients_cases_with_their_names(adviser, whole):
    page = text(adviser.get("/board/"))

    assert keys(page) == [whole.statuses[name] for name in ("Research", "Offer", "Done")]
    assert names(column(page, whole.statuses["Research"])) == ["M1", "P1", "M2"]
    assert figures(column(page, whole.statuses["Research"])) == ("£1,235.49", "3", "1 without a value")
    assert "Margaret Wilson · 2 more open cases for this client" in words(cards(page)["M1"])
    assert "Peter Thomas" in words(cards(page)["P1"])
    assert "more open" not in words(cards(page)["P1"])


def test_it_asks_plannr_nothing(adviser, whole):
    SyncState.objects.update(read_at=datetime.now(UTC) - timedelta(days=3))
    before = whole.calls()

    adviser.get("/board/")
    adviser.get("/board/refresh/?serial=none&told=", headers=HX)
    adviser.post("/board/refresh/?serial=none&told=", headers=HX)

    assert whole.calls() == before


def test_it_opens_before_the_firm_was_ever_read_and_says_what_it_shows(adviser, held):
    page = text(adviser.get("/board/"))

    assert names(page) == ["M1", "M2", "M3"]
    assert "The firm has not been read from Plannr as a whole yet." in words(page)
    assert " data-readonly" not in page


def test_a_case_is_moved_there(adviser, whole):
    page = text(adviser.get("/board/"))
    assert f'href="/cases/{whole.cases["M1"]}/move/" aria-label="Move M1"' in cards(page)["M1"]
    case = Case.objects.get(name="M1")
    offer = whole.statuses["Offer"]

    answer = adviser.post(
        f"/cases/{case.pk}/move/",
        {"status": offer, "after": whole.cases["M3"], "seen": case.seen, "client": "", "key": str(uuid4())},
        headers={"X-Requested-With": "fetch"},
    )

    part = text(answer)
    assert answer.status_code == 200
    assert 'data-outcome="saved"' in part
    assert "Margaret Wilson" in words(part)
    assert 'hx-post="/board/fold/"' in part
    assert list(column_cases(None, UUID(offer)).values_list("name", flat=True)) == ["M3", "M1"]
    assert names(column(text(adviser.get("/board/")), offer)) == ["M3", "M1"]


def test_a_change_shows_before_the_firm_was_ever_read(adviser, held):
    adviser.get("/board/")
    held.outsider("M2", name="Renamed")
    held.read()

    assert adviser.get("/board/refresh/?serial=0&told=firm-never", headers=HX).status_code == 200
    assert "Renamed" in names(text(adviser.get("/board/")))


def test_a_change_seen_on_a_clients_board_shows_on_the_firms(adviser, whole):
    adviser.get("/board/")
    whole.outsider("M2", name="Renamed")
    whole.read()

    assert names(column(text(adviser.get("/board/")), whole.statuses["Research"])) == ["M1", "P1", "Renamed"]


def test_a_refresh_is_204_while_nothing_has_changed(adviser, whole):
    serial = SyncState.objects.get(key="firm").serial
    current = adviser.get(f"/board/refresh/?serial={serial}&told=", headers=HX)
    whole.outsider("M2", value=5_00)
    whole.read()
    changed = adviser.get(f"/board/refresh/?serial={serial}&told=", headers=HX)

    assert current.status_code == 204
    assert (changed.status_code, names(text(changed))) == (200, ["M1", "P1", "M2", "M3"])


def test_text_finds_a_clients_name_there(adviser, whole):
    assert names(text(adviser.get("/board/?text=thomas"))) == ["P1"]
    assert names(text(adviser.get("/board/?text=m3"))) == ["M3"]


def test_cases_that_share_a_plan_say_so_on_both_boards(adviser, whole):
    plan = str(uuid4())
    Case.objects.filter(name__in=["M1", "M3"]).update(plans=[plan])
    mention()
    whole.grow_old(1)

    for address in ("/board/", whole.address):
        page = cards(text(adviser.get(address)))
        sharing = [name for name, card in page.items() if "Shares a plan with another open case" in card]
        assert sorted(sharing) == ["M1", "M3"]


def test_gaps_in_the_covers_stand_on_the_card_at_once_and_go_at_once(adviser, whole):
    plan = uuid4()
    Case.objects.filter(name="M1").update(plans=[str(plan)])
    whole.grow_old(1)
    adviser.get(whole.address)

    gaps = [{"cover": "", "kind": "shares", "words": "Shares add up to 90%"}]
    health = CoverIssues.objects.create(plan=plan, gaps=gaps)

    for address in ("/board/", whole.address):
        assert "Shares add up to 90%" in cards(text(adviser.get(address)))["M1"]
    health.gaps = []
    health.save()
    assert "Shares add up to" not in text(adviser.get(whole.address))


def test_the_filter_for_covers_shows_exactly_the_cases_whose_cards_show_a_gap(adviser, whole):
    bad, good, other = uuid4(), uuid4(), uuid4()
    for name, plans in (("M1", [good, bad]), ("M2", [good]), ("M3", []), ("P1", [other])):
        Case.objects.filter(name=name).update(plans=[str(plan) for plan in plans])
    Case.objects.filter(name="M3").update(plans=None)
    gap = [{"cover": "", "kind": "shares", "words": "Shares add up to 90%"}]
    for plan, gaps in ((bad, gap), (good, []), (other, gap)):
        CoverIssues.objects.create(plan=plan, gaps=gaps)

    page = text(adviser.get("/board/"))
    marked = [name for name, card in cards(page).items() if "Shares add up to" in card]

    assert marked == names(text(adviser.get("/board/?odd=gap"))) == ["M1", "P1"]
    assert names(text(adviser.get(f"{whole.address}?odd=gap"))) == ["M1"]
    assert names(text(adviser.get("/board/?odd=gap&odd=no-value"))) == ["M1", "P1", "M2"]
    assert "To put right: Covers to look at" in words(text(adviser.get("/board/?odd=gap")))


def test_a_cover_put_right_leaves_the_filter_at_once(adviser, whole):
    plan = uuid4()
    Case.objects.filter(name="M1").update(plans=[str(plan)])
    health = CoverIssues.objects.create(plan=plan, gaps=[{"cover": "", "kind": "excess", "words": "No excess given"}])
    assert names(text(adviser.get("/board/?odd=gap"))) == ["M1"]

    health.gaps = []
    health.save()

    assert names(text(adviser.get("/board/?odd=gap"))) == []


def test_more_cards_and_folds_work_there(adviser, whole):
    research = whole.statuses["Research"]
    for number in range(40):
        whole.firm.add_case(f"Case {number:02}", client=str(whole.client), status=research)
    sync_firm(force=True)
    page = text(adviser.get("/board/"))
    serial = SyncState.objects.get(key="firm").serial

    more = adviser.get(f"/board/more/?column={research}&drawn=30&serial={serial}", headers=HX)
    folded = adviser.post("/board/fold/", {"status": research}, headers=HX)

    assert len(names(column(page, research)) + names(text(more))) == 43
    assert "Margaret Wilson" in words(text(more))
    assert " data-folded" in text(folded)
    assert names(column(text(adviser.get("/board/")), research)) == []


def test_a_move_answers_with_the_head_of_a_folded_column_folded(adviser, held):
    adviser.post(f"{held.address}fold/", {"status": held.statuses["Offer"]})
    case = Case.objects.get(name="M1")

    answer = adviser.post(
        f"/cases/{case.pk}/move/",
        {"status": held.statuses["Offer"], "after": "last", "seen": case.seen, "client": held.client, "key": "k"},
        headers={"X-Requested-With": "fetch"},
    )

    assert 'aria-label="Unfold Offer"' in text(answer)
    assert 'aria-label="Fold Research"' in text(answer)


def test_managers_see_it_without_moving_and_strangers_do_not(manager, stranger, client, whole):
    page = text(manager.get("/board/"))

    assert "card__move" not in page
    assert " data-readonly" in page
    assert stranger.get("/board/").status_code == 403
    assert client.get("/board/").status_code == 302


def test_many_clients_on_one_case_are_counted(adviser, whole):
    now, case = datetime.now(UTC), Case.objects.get(name="P1")
    others = [Account(uuid=uuid4(), name=f"Other {number}", kind="client", read_at=now) for number in range(4)]
    Account.objects.bulk_create(others)
    Participant.objects.bulk_create([Participant(case=case, account=one.pk) for one in others])
    SyncState.objects.filter(key="firm").update(serial=99)

    assert "Peter Thomas and 4 more" in words(cards(text(adviser.get("/board/")))["P1"])


RARE = "status=none&status=other&since=2020-01-01&opened=2026-01&money=none&money=other&odd=gap&odd=any"
EVERY = f"?text=case&least=1&tag=x&days=1&type={UUID(int=1)}&person={UUID(int=2)}&adviser={UUID(int=3)}&{RARE}"


@pytest.mark.parametrize("query", ["", "?text=case&state=open&least=1", "?state=open&odd=gap", EVERY])
def test_it_costs_the_same_few_queries_filtered_or_not(adviser, whole, query):
    for number in range(100):
        whole.firm.add_case(f"Case {number:03}", client=str(whole.client), status=whole.statuses["Offer"], value=500)
    sync_firm(force=True)
    Case.objects.filter(name="M1").update(plans=[str(uuid4())])
    adviser.get("/board/?sort=name")
    SyncState.objects.filter(key="firm").update(serial=77)

    with CaptureQueriesContext(connection) as queries:
        page = adviser.get(f"/board/{query}")

    assert page.status_code == 200
    assert len(queries) <= MOST_QUERIES


def test_an_open_board_shows_a_new_gap_at_its_next_refresh(adviser, whole):
    plan = plannr.Plan(uuid4(), "Family protection", type="protection_policy", status="active")
    Case.objects.filter(name="M1").update(plans=[str(plan.uuid)])
    mention()
    upsert_plans([plan], began=datetime.now(UTC))
    serials = {key: SyncState.objects.get(key=key).serial for key in ("firm", f"client:{whole.client}")}
    pages = {"/board/": serials["firm"], whole.address: serials[f"client:{whole.client}"]}
    adviser.get("/board/")

    cover = plannr.Cover(uuid4(), "life", benefit_status="active")
    upsert_covers(plan.uuid, [cover], [], began=datetime.now(UTC))

    for address, serial in pages.items():
        answer = adviser.get(f"{address}refresh/?serial={serial}&told=", headers=HX)
        assert "No beneficiaries named" in cards(text(answer))["M1"]
