"""The page of a client's board: what it shows, to whom, at what cost, and what it says when there is little to show."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.board.models import BoardVisit
from boards.mirror.conditions import cached_types_with_plans
from boards.mirror.models import Account, Case, Status
from tests.board.html import HX, cards, column, figures, keys, names, text, total, words

MOST_QUERIES = 12


def test_it_shows_every_status_in_order_and_the_cards_as_plannr_orders_them(adviser, held):
    page = text(adviser.get(held.address))

    assert keys(page) == [held.statuses[name] for name in ("Research", "Offer", "Done")]
    assert [names(column(page, key)) for key in keys(page)] == [["M1", "M2"], ["M3"], []]


def test_heads_and_total_say_what_they_hold_and_what_they_leave_out(adviser, held):
    page = text(adviser.get(held.address))

    assert figures(column(page, held.statuses["Research"])) == ("£1,234.50", "2", "1 without a value")
    assert figures(column(page, held.statuses["Done"])) == ("£0", "0", "")
    assert total(page) == "£3,234.50 open · 3 cases, 1 without a value"


def test_a_page_of_a_fresh_mirror_asks_plannr_nothing(adviser, held):
    before = held.calls()

    for _ in range(2):
        page = text(adviser.get(held.address))

    assert held.calls() == before
    assert 'hx-trigger="load"' not in page


def test_a_page_of_an_old_mirror_is_shown_at_once_and_asks_for_a_refresh_by_itself(adviser, held):
    held.grow_old()
    before = held.calls()

    page = text(adviser.get(held.address))

    assert names(page) == ["M1", "M2", "M3"]
    assert f'hx-get="{held.address}refresh/?serial=' in page
    assert 'hx-trigger="load"' in page
    assert held.calls() == before


def test_a_client_never_read_gets_the_shell_at_once(adviser, held):
    page = text(adviser.get(f"/clients/{held.other}/board/"))

    assert "Reading from Plannr…" in page
    assert keys(page) == []
    assert 'hx-trigger="load"' in page


def test_the_shell_fills_with_columns_when_plannr_has_answered(adviser, held):
    address = f"/clients/{held.other}/board/"
    adviser.get(address)

    part = text(adviser.get(f"{address}refresh/?serial=&told=", headers=HX))

    assert names(part) == ["P1"]
    assert total(part) == "£0.99 open · 1 case"
    assert "Reading from Plannr" not in part


def test_a_client_without_cases_is_told_so_with_the_time_of_asking(adviser, held):
    poor = held.firm.add_client("Peter Poor")["uuid"]
    adviser.post(f"/clients/{poor}/board/refresh/")

    page = words(text(adviser.get(f"/clients/{poor}/board/")))

    assert "No cases yet for Peter Poor Plannr was asked at " in page
    assert "£0 open · no cases" in page


def test_a_firm_without_statuses_is_told_so(adviser, held):
    Status.objects.all().delete()
    Case.objects.all().delete()
    held.grow_old(1)

    assert "No statuses yet" in text(adviser.get(held.address))


def test_unknown_and_no_status_get_columns_only_when_a_case_needs_one(adviser, held):
    stray, none = held.add("Stray", "Done"), held.add("None", None)
    held.read()
    Case.objects.filter(pk=stray).update(status=uuid4())
    held.grow_old(1)

    page = text(adviser.get(held.address))

    assert keys(page)[3:] == ["other", "none"]
    assert names(column(page, "other")) == ["Stray"]
    assert names(column(page, "none")) == ["None"]
    assert "Other status" in column(page, "other")
    assert Case.objects.get(pk=none).status is None


def test_a_manager_sees_the_board_without_a_way_to_move(manager, adviser, held):
    seen, moved = text(manager.get(held.address)), text(adviser.get(held.address))

    assert names(seen) == names(moved)
    assert "card__move" not in seen
    assert "/move/" not in seen
    assert " data-readonly" in seen
    assert f'href="/cases/{held.cases["M1"]}/move/?client={held.client}" aria-label="Move M1"' in moved


def test_a_stranger_and_the_signed_out_are_kept_out(stranger, client, held):
    assert stranger.get(held.address).status_code == 403
    assert client.get(held.address).status_code == 302
    signed_out = client.get(f"{held.address}refresh/", headers=HX)
    assert (signed_out.status_code, signed_out.content) == (401, b"")


def test_unknown_and_malformed_clients_are_not_found(adviser, held):
    unknown = adviser.get(f"/clients/{uuid4()}/board/")

    assert unknown.status_code == 404
    assert "There is nothing here" in text(unknown)
    assert adviser.get("/clients/not-a-uuid/board/").status_code == 404
    assert adviser.get(f"/clients/{held.cases['M1']}/board/").status_code == 404
    assert adviser.get(f"/clients/{held.firm.account_uuid}/board/").status_code == 404


def test_writing_methods_are_refused_where_only_reading_is_meant_and_the_reverse(adviser, held):
    assert adviser.post(held.address).status_code == 405
    assert adviser.post(f"{held.address}more/").status_code == 405
    assert adviser.get(f"{held.address}fold/").status_code == 405
    assert adviser.get(f"{held.address}compact/").status_code == 405


@pytest.mark.parametrize("size", [30, 400])
def test_a_page_costs_the_same_few_queries_whatever_its_size(adviser, held, size):
    for number in range(size):
        held.add(f"Case {number}", "Research", number)
    held.read()
    cached_types_with_plans()  # Worked out once a minute, for all boards.

    with CaptureQueriesContext(connection) as first:
        adviser.get(held.address)
    BoardVisit.objects.update(at=datetime.now(UTC) - timedelta(hours=1))
    with CaptureQueriesContext(connection) as again:
        adviser.get(held.address)

    assert len(first) <= MOST_QUERIES
    assert len(again) <= MOST_QUERIES


def test_a_visit_is_remembered_with_the_one_before(adviser, held):
    adviser.get(held.address)
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    BoardVisit.objects.update(at=an_hour_ago)

    adviser.get(held.address)
    adviser.get(held.address)

    visit = BoardVisit.objects.get(person=adviser.user, client=held.client)
    assert visit.before == an_hour_ago
    assert visit.at > an_hour_ago


def test_what_has_no_cards_costs_no_cards(adviser, held):
    page = text(adviser.get(held.address))

    assert "column__more" not in page
    assert f'id="cards--{held.statuses["Done"]}"></ul>' in page


def test_colours_are_only_those_that_are_colours(adviser, held):
    Status.objects.filter(name="Research").update(colour="red;}</style><script>")
    held.grow_old(1)

    page = text(adviser.get(held.address))

    assert 'data-colour=""' in column(page, held.statuses["Research"])
    assert 'data-colour="#aabbcc"' in column(page, held.statuses["Offer"])
    assert "<script>" not in page


def test_hostile_text_stays_text(adviser, held):
    hostile = '<img src=x onerror=alert(1)>"\'`{{ 7|add:"7" }}{% now %}'
    held.add(hostile, "Offer", 1)
    held.read()
    Account.objects.filter(pk=held.client).update(name=hostile)

    page = text(adviser.get(held.address))

    assert hostile in names(column(page, held.statuses["Offer"]))
    assert "<img" not in page
    assert cards(page)[hostile].count("{{ 7|add:") == 2


def test_the_page_stays_light_with_long_names_and_many_columns(adviser, held):
    for number in range(12):
        held.statuses[f"S{number}"] = held.firm.add_status(f"Status {number}")["uuid"]
        for case in range(31):
            held.add("A name as long as Plannr lets one be " * 6 + str(case), f"S{number}", 1)
    held.read()

    page = text(adviser.get(held.address))

    assert len(page.encode()) < 180_000
    drawn = names(column(page, held.statuses["S11"]))
    assert 8 <= len(drawn) < 30
    assert f"drawn={len(drawn)}" in column(page, held.statuses["S11"])
    assert figures(column(page, held.statuses["S11"]))[1] == "31"


def test_it_shows_the_adviser_and_the_next_review(adviser, held):
    Account.objects.filter(pk=held.client).update(
        adviser_name="Priya Patel", next_review_at=datetime(2026, 10, 14, tzinfo=UTC)
    )

    assert "Adviser Priya Patel Next review 14 October 2026" in words(text(adviser.get(held.address)))
