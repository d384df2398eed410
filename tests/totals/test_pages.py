"""The pages: every figure leads to its cases, the filters stand in the address, and bad input is answered in words."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.mirror.models import CaseChange, Status, SyncState
from boards.totals.filters import translated
from boards.totals.models import SavedTotals, StatusProbability
from tests.totals.html import count, headline, on_board, pennies, tables, text_of, tiles

pytestmark = pytest.mark.django_db
MATRICES = ("status-adviser", "status-type", "type-adviser")
SIDES = (("", 500_057), ("-completed", 309_900))
ADDRESSES = ("/totals/", "/totals/movement/", "/totals/cases/", "/totals/today/", "/totals/movement/revalued/")
FILES = ("/totals.csv", "/totals.xlsx", "/totals/cases.csv", "/totals/cases.xlsx", "/totals/movement.csv")

NOBODY = UUID("6f0161f0-32e9-467f-906f-3fbf25a9c3cb")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=completed",
        "?state=open&state=completed",
        "?type=none&state=open&state=completed",
        "?text=ann&state=open&state=completed",
    ],
)
def test_every_figure_leads_to_the_board_with_exactly_its_cases(book, manager, query):
    page = manager.get(f"/totals/{query}")

    led = 0
    for name in (*MATRICES, "months"):
        for row in [row for tail in ("", "-completed") for row in tables(page).get(name + tail, [])[1:]]:
            for text, address in row[1:]:
                if address:
                    led += 1
                    assert address.startswith("/board/?")
                    assert on_board(manager.get(address)) == (pennies(text), count(text)), (name, row[0], text, address)
    assert led > 5


def test_figures_at_the_head_and_in_the_forecast_lead_to_the_board(book, manager):
    page = manager.get("/totals/")

    for name, wanted in (("Open value", (500_057, 6)), (next(iter(finished(page))), (300_000, 1))):
        text, address = tiles(page)[name]
        assert (pennies(text), on_board(manager.get(address))) == (wanted[0], wanted)
    forecast = {row[0][0]: row[1] for row in tables(page)["forecast"][1:]}
    assert {name: pennies(text) for name, (text, address) in forecast.items() if address} == {
        "Enquiry": 200_000,
        "Research": 200_050,
        "Submitted": 100_000,
        "No status": 7,
        "Total": 500_057,
    }
    for text, address in forecast.values():
        assert not address or on_board(manager.get(address))[0] == pennies(text)


def finished(page):
    """The names of the figure for what was completed."""
    return [name for name in tiles(page) if name.startswith("Completed")]


def test_late_work_is_listed_because_the_board_cannot_say_it(book, manager):
    for number in range(12):
        book.add(f"Quick {number}", 1, "Completed", opened=20, done=19)
    book.add("Old", 5, opened=300)
    book.read()

    page = manager.get("/totals/?late=1").content.decode()
    listed = manager.get("/totals/cases/?late=1")

    assert (
        f'href="/totals/cases/?late=1&amp;status={book.statuses["Research"]}&amp;type={book.types["Pension"]}"' in page
    )
    assert "on the firm’s board" not in text_of(listed)
    assert headline(listed)[1] > 0


def test_what_a_note_counts_is_one_link_away(book, manager):
    book.firm.distort("case", book.cases["ISA"], value={"amount": 50_000, "currency": "EUR", "formatted": "€500"})
    book.read()
    page = manager.get("/totals/?state=open&state=completed").content.decode()

    for said, wanted in (
        ("1 case has", (0, 1)),
        ("1 case is", (0, 1)),
        ("1 completed case has", (9_900, 1)),
    ):
        address = re.search(rf'<li><a href="([^"]*)">{said}</a>', page)
        assert address, said
        assert on_board(manager.get(unescape(address[1]))) == wanted, said


def test_the_board_of_a_figure_says_its_filters_and_leads_back_to_the_list(book, manager):
    kind, tom = book.types["Pension"], book.people["Tom"]
    page = manager.get(
        f"/totals/cases/?state=open&state=completed&since=2026-01-01&type={kind}&adviser={tom}&money=other&text=a"
    )
    assert "Show them on the firm’s board" not in text_of(page)

    listed = manager.get(
        f"/totals/cases/?state=open&state=completed&since=2020-01-01&type={kind}&adviser={tom}&text=smith"
    )
    address = f"/board/?text=smith&adviser={tom}&type={kind}&since=2020-01-01"
    board = manager.get(address)

    assert f'href="{address.replace("&", "&amp;")}"' in listed.content.decode()
    assert on_board(board) == headline(listed) == (150_000, 2)
    said = text_of(board)
    for words in ("Adviser: Tom Hughes", "Type: Pension", "Period: completed from 1 Jan 2020 on"):
        assert words in said
    back = re.search(r'<a href="([^"]*)">As a list</a>', board.content.decode())
    assert back
    assert headline(manager.get(unescape(back[1]))) == headline(listed)


def test_the_printed_tables_foot_and_cross_foot(book, manager):
    found = tables(manager.get("/totals/?state=open&state=completed"))

    for name, whole in [(f"{name}{tail}", whole) for name in MATRICES for tail, whole in SIDES]:
        *body, foot = [[pennies(text) for text, _ in row[1:]] for row in found[name][1:]]
        for at in [*range(len(foot) - 2), len(foot) - 1]:
            assert sum(row[at] for row in body) == foot[at], (name, at)
        assert all(sum(row[:-2]) == row[-1] for row in (*body, foot)), name
        assert foot[-1] == whole


def test_a_day_at_the_end_of_the_calendar_is_no_fault_of_the_server(scene, manager):
    for address in ADDRESSES:
        for query in ("since=9999-12-31", "until=9999-12-31", "since=0001-01-01", "until=0001-01-01"):
            assert manager.get(f"{address}?state=open&state=completed&{query}").status_code == 422, (address, query)
    for address in FILES:
        assert manager.get(f"{address}?state=open&state=completed&until=9999-12-31").status_code == 200, address


def test_it_says_what_it_leaves_out(book, manager):
    book.firm.distort("case", book.cases["ISA"], value={"amount": 50_000, "currency": "EUR", "formatted": "€500"})
    book.read()

    page = text_of(manager.get("/totals/"))

    assert "1 case has no value and add nothing." not in page
    assert "1 case has no value and adds nothing." in page
    assert "1 case is in another currency and left out of the pounds: €500." in page
    assert "1 case is assigned to several people: each counts once, under the first of them, in an order" in page


def test_completed_cases_without_a_date_are_in_no_period_and_it_says_so(book, manager):
    since = (datetime.now(UTC) - timedelta(days=20)).date()
    page = text_of(manager.get(f"/totals/?state=completed&since={since}"))

    assert "1 completed case has no completion date and is in no period." in page
    assert headline(manager.get(f"/totals/cases/?state=completed&since={since}")) == (300_000, 1)
    assert headline(manager.get("/totals/cases/?state=completed")) == (309_900, 2)


def test_filters_narrow_every_figure_and_stay_in_the_links(book, manager):
    tom = book.people["Tom"]
    page = manager.get(f"/totals/?adviser={tom}")

    assert tables(page)["status-adviser"][-1][-1][0] == "£1,500 2"
    assert all(f"adviser={tom}" in row[-1][1] for row in tables(page)["status-type"][1:] if row[-1][1])
    assert headline(manager.get(f"/totals/cases/?adviser={tom}&adviser=none")) == (150_007, 4)
    assert headline(manager.get("/totals/cases/?text=isa&least=400&most=£500")) == (50_000, 1)
    assert headline(manager.get("/totals/cases/?odd=no-value")) == (0, 1)
    assert headline(manager.get("/totals/cases/?odd=no-date&state=open&state=completed")) == (9_900, 1)


def test_tags_filter_whatever_letters_they_are_made_of(scene, manager):
    for name in ("Joint", "Zoë’s “10%_off”", 'A "quoted" \\ one'):
        tag = scene.firm.add_tag(name)
        scene.add(name, 100, tags=tag)
    scene.read()

    for name in ("Joint", "Zoë’s “10%_off”", 'A "quoted" \\ one'):
        assert headline(manager.get("/totals/cases/", {"tag": name})) == (100, 1)
    assert headline(manager.get("/totals/cases/", {"tag": "Join"})) == (0, 0)
    assert "Zoë’s “10%_off”" in text_of(manager.get("/totals/"))


def test_the_forecast_weighs_by_the_firms_own_chances(book, manager):
    for name, percent in (("Enquiry", "10"), ("Research", "33"), ("Submitted", "")):
        StatusProbability.objects.filter(status=book.statuses[name]).delete()
        manager.post("/totals/chances/", {f"chance-{book.statuses[name]}": percent})
    chances = {f"chance-{book.statuses['Enquiry']}": "10", f"chance-{book.statuses['Research']}": "33"}
    assert manager.post("/totals/chances/", chances).status_code == 302

    rows = {row[0][0]: [text for text, _ in row[1:]] for row in tables(manager.get("/totals/"))["forecast"][1:]}

    assert rows["Enquiry"] == ["£2,000.00", "10%", "", "£200.00"]
    assert rows["Research"] == ["£2,000.50", "33%", "", "£660.17"]
    assert rows["Submitted"] == ["£1,000.00", "not set", "", "£0.00"]
    assert rows["Total"] == ["£5,000.57", "", "", "£860.17"]
    assert "2 cases stand where no chance is set" in text_of(manager.get("/totals/"))


@pytest.mark.parametrize("percent", ["-1", "200", "12.5", "many", "101", "٣"])
def test_it_refuses_a_chance_that_is_none(book, manager, percent):
    answer = manager.post("/totals/chances/", {f"chance-{book.statuses['Research']}": percent})

    kept = list(StatusProbability.objects.values_list("percent", flat=True))
    assert (answer.status_code, kept) == (422, [])
    assert "Research must be a whole number from 0 to 100." in text_of(answer)


def test_filters_can_be_kept_shared_and_forgotten(book, manager, adviser):
    manager.post("/totals/saved/", {"name": "Big ones", "query": "least=1000&nonsense=1", "shared": "1"})
    manager.post("/totals/saved/", {"name": "Mine", "query": "state=open&state=completed"})
    kept = SavedTotals.objects.get(name="Big ones")

    assert (kept.query, kept.shared) == ("least=1000", True)
    assert "Big ones" in text_of(adviser.get("/totals/"))
    assert "Mine" not in text_of(adviser.get("/totals/"))
    assert adviser.post(f"/totals/saved/{kept.pk}/").status_code == 404
    assert manager.post(f"/totals/saved/{kept.pk}/").status_code == 302
    assert manager.post("/totals/saved/", {"name": "", "query": ""}).status_code == 302
    assert list(SavedTotals.objects.values_list("name", flat=True)) == ["Mine"]


def test_an_incomplete_read_is_said_plainly(book, manager):
    at = datetime.now(UTC).replace(hour=14, minute=2, second=0)
    SyncState.objects.filter(key="firm").update(
        complete=False, trouble="Plannr’s list was not complete: 5 of 8 cases could be read.", tried_at=at
    )

    page = text_of(manager.get("/totals/"))

    assert "Incomplete since 14:02" in page
    assert "5 of 8 cases could be read." in page


def test_what_changed_since_i_last_looked(book, manager):
    assert "Since you last looked" not in text_of(manager.get("/totals/movement/"))
    from boards.totals.models import TotalsVisit

    TotalsVisit.objects.update(at=datetime.now(UTC) - timedelta(hours=3))
    CaseChange.objects.filter(field="seen-first").update(at=datetime.now(UTC) - timedelta(days=20))
    book.sandbox.in_plannr("PUT", f"/api/v1/cases/{book.cases['ISA']}", {"value": 60_000})
    book.read()

    page = text_of(manager.get("/totals/movement/"))

    assert "Since you last looked" in page
    assert "ISA is worth £100 more: now £600. Seen in Plannr." in page


def test_a_bar_of_the_bridge_lists_its_cases_with_the_same_sum(book, manager):
    page = manager.get("/totals/movement/")
    bars = {row[0][0]: row for row in tables(page)["bridge"]}

    listed = manager.get("/totals/movement/new/")

    steps = tables(listed)["steps"]
    assert bars["New"][1][0] == "£8,000.57"
    assert sum(pennies(row[-1][0]) for row in steps[1:-1]) == pennies(steps[-1][-1][0]) == 800_057


def test_a_managers_home_says_what_matters_today(book, manager):
    page = text_of(manager.get("/totals/today/"))

    for said in ("The firm today", "£5,000.57", "Priya Patel £3,500.50 2 cases", "Longest in a status"):
        assert said in page
    assert "In a completed status without a completion date 1" in page
    assert "No value 1" in page
    part = manager.get("/totals/today/", headers={"HX-Request": "true", "HX-Target": "today"}).content.decode()
    assert part.strip().startswith("<section")


BAD = [
    f"status={NOBODY}",
    f"type={NOBODY}&adviser={NOBODY}",
    "status=robert'); drop table",
    "adviser=0&type=%00",
    "since=2026-09-30&until=2026-01-01",
    "since=0001-01-01&until=9999-12-31",
    "since=31/31/2026",
    "opened=2026-13",
    "opened=0000-01&finished=9999-99",
    "page=1000000",
    "page=-1&state=everything",
    "least=-1&most=1e400",
    "least=NaN&text=%00%00",
    "least=900&most=1",
    "money=free&odd=even&late=perhaps",
    "tag=%F0%9F%92%B0%27%22&tag=" + "x" * 500,
    "text=" + "%E2%80%AE" * 50 + "%25_%5C",
    "&".join(f"status={NOBODY}" for _ in range(60)),
]


@pytest.mark.parametrize("query", BAD)
def test_nonsense_in_the_address_is_answered_in_words(book, manager, query):
    for address in (*ADDRESSES, *FILES):
        answer = manager.get(f"{address}?{query}")

        assert answer.status_code in (200, 422), address
        assert not answer.streaming or b"".join(answer.streaming_content)
        if answer.status_code == 422 and address != "/totals/today/":
            assert "There is a problem" in text_of(answer), address


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("show=both&q=isa&least=400", "state=open&state=completed&text=isa&least=400"),
        ("value=none&show=completed&tag=a+b", "money=none&state=completed&tag=a+b"),
        ("odd=no-date&show=open", "odd=no-date"),
        ("q=&show=", ""),
    ],
)
def test_an_address_in_the_words_of_before_is_sent_to_todays(book, manager, former, present):
    for address in ("/totals/", "/totals/cases/", "/totals/movement/", "/totals.csv", "/totals/cases.xlsx"):
        answer = manager.get(f"{address}?{former}")

        assert (answer.status_code, answer["Location"]) == (301, f"{address}?{present}")


@pytest.mark.parametrize(
    "former", ["show=both&q=isa", "value=none&since=2026-01-01", "odd=no-date&show=open", "type=a"]
)
def test_saved_filters_are_translated_as_addresses_are(book, manager, former):
    migration = import_module("boards.migrations.0012_one_filter")
    kept = SavedTotals.objects.create(person=manager.user, name="Mine", query=former)

    migration.translate(apps, None)

    kept.refresh_from_db()
    assert kept.query == translated(former)


def test_more_values_than_the_totals_filter_by_are_said_beside_their_filter(book, manager):
    many = "&".join(f"type={uuid4()}" for _ in range(201))

    answer = manager.get(f"/totals/?{many}")

    assert answer.status_code == 422
    assert text_of(answer).count("The board can filter by 200 of these at once; 201 are asked for.") == 2


@pytest.mark.parametrize(
    "query", ["", "days=3", "state=open", "odd=any&state=completed", "assigned=none", "money=none&money=other"]
)
def test_a_board_and_its_list_hold_the_same_cases(book, manager, query):
    board = manager.get(f"/board/?{query}")

    back = re.search(r'<a href="([^"]*)">As a list</a>', board.content.decode())

    assert back
    assert headline(manager.get(unescape(back[1]))) == on_board(board)


def test_dates_the_wrong_way_round_are_pointed_out(book, manager):
    answer = manager.get("/totals/?since=2026-09-30&until=2026-01-01")

    assert answer.status_code == 422
    assert "The period begins after it ends. Swap them." in text_of(answer)


def test_an_unknown_status_finds_nothing_and_says_what_it_looked_for(book, manager):
    page = text_of(manager.get(f"/totals/?status={uuid4()}"))

    assert "No case passes these filters" in page
    assert "A status that the firm does not have" in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_empty_firm_has_pages_too(scene, manager, address):
    before = manager.get(address)
    scene.read()
    after = manager.get(address)

    assert (before.status_code, after.status_code) == (200, 200)


def test_a_firm_never_read_says_so(db, manager):
    assert "The firm has not been read yet" in text_of(manager.get("/totals/"))


@pytest.mark.parametrize("value", [None, 0, 1, 10**12])
def test_one_case_is_enough_for_every_page(scene, manager, value):
    scene.add("The only one", value)
    scene.read()

    for address in (*ADDRESSES, *FILES):
        assert manager.get(address).status_code == 200
    assert headline(manager.get("/totals/cases/")) == (value or 0, 1)


def test_a_firm_whose_cases_have_no_value_has_totals_of_nothing(scene, manager):
    for number in range(12):
        scene.add(f"Case {number}", None, opened=number + 1)
    scene.read()

    page = manager.get("/totals/")

    assert tables(page)["status-type"][-1][-1][0] == "£0 12"
    assert "12 cases have no value and add nothing." in text_of(page)


def test_hostile_names_are_only_names(scene, manager):
    scene.firm.change("type", scene.types["Pension"], name="<script>alert(1)</script>")
    scene.add('"><img src=x onerror=alert(1)>', 100, opened=400)
    scene.read()

    for address in ADDRESSES:
        page = manager.get(address).content.decode()
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_the_list_leads_to_the_one_column_that_holds_its_cases(book, manager):
    kind, status = book.types["Pension"], book.statuses["Research"]

    page = manager.get(f"/totals/cases/?type={kind}&status={status}").content.decode()

    assert f'href="/board/?type={kind}&amp;status={status}&amp;state=open#column--{status}"' in page


def test_a_completed_status_that_plannr_no_longer_lists_is_done_in_totals_as_on_boards(book, manager):
    Status.objects.filter(name="Completed").update(listed=False)

    page = manager.get("/totals/?state=completed")

    assert tables(page)["status-type"][-1][-1][0] == "£3,099 2"
    for name in MATRICES:
        for row in tables(page)[name][1:]:
            for text, address in row[1:]:
                assert not address or on_board(manager.get(address)) == (pennies(text), count(text))


def test_a_list_of_one_adviser_is_offered_to_them_and_of_others_to_managers(book, adviser, manager):
    book.link(adviser, "Priya")
    priya, tom = book.people["Priya"], book.people["Tom"]

    assert "As a list" in text_of(adviser.get(f"/board/?adviser={priya}"))
    assert "As a list" not in text_of(adviser.get(f"/board/?adviser={tom}"))
    assert "As a list" not in text_of(adviser.get("/board/"))
    assert "As a list" in text_of(manager.get(f"/board/?adviser={tom}"))
    assert "As a list" in text_of(manager.get(f"/board/?adviser={tom}&days=3"))


def test_a_managers_home_page_fetches_today(book, manager, adviser):
    assert 'hx-get="/totals/today/"' in manager.get("/").content.decode()
    assert 'hx-get="/totals/today/"' not in adviser.get("/").content.decode()


@pytest.mark.parametrize(
    ("address", "part", "number"),
    [
        ("/totals/", "", 1),
        ("/totals/movement/", "", 1),
        ("/totals/movement/", "movement", 0),
        ("/totals/today/", "today", 0),
        ("/totals/movement/revalued/", "", 0),
    ],
)
def test_what_filters_offer_is_read_only_where_they_are_drawn(book, manager, address, part, number):
    headers = {"HX-Request": "true", "HX-Target": part} if part else {}

    with CaptureQueriesContext(connection) as asked:
        assert manager.get(address, headers=headers).status_code == 200

    assert len([one for one in asked if SavedTotals._meta.db_table in one["sql"]]) == number
