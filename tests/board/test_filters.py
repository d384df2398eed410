"""Filters in the address: what each lets through, what is said, and that nothing in an address can break a board."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict

from boards.cases.filters.form import CaseFilterForm
from boards.mirror.models import Account, Case, CaseType, Participant, Status, SyncState
from boards.mirror.store.links import upsert_links
from boards.mirror.sync.single_flight import sync_state
from boards.ui.formatting import LONDON, today
from tests.board.html import HX, cards, column, figures, keys, names, text, words

pytestmark = pytest.mark.django_db

MARGARET, PRIYA, TOM = UUID(int=1), UUID(int=2), UUID(int=3)
PENSION, REVIEW = UUID(int=11), UUID(int=12)
OPEN = ["Pension transfer", "Second pension", "Annual review", "Euro bond"]
LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)
# The last moment of May and the first of June, in London: both lie in May where clocks are read in UTC.
MAY, JUNE = datetime(2025, 5, 31, 22, 59, tzinfo=UTC), datetime(2025, 5, 31, 23, 0, tzinfo=UTC)

NOBODY = UUID("6f0161f0-32e9-467f-906f-3fbf25a9c3cb")


@pytest.fixture
def wall(settings):
    """Margaret's five cases in two statuses; nothing is asked of Plannr, because they were read just now."""
    settings.MIRROR_FRESH_SECONDS = 3600
    now = datetime.now(UTC)
    for key in (f"client:{MARGARET}", "statuses"):
        SyncState.objects.create(key=key, read_at=now, complete=True)
    people = (
        (MARGARET, "Margaret Wilson", "client"),
        (PRIYA, "Priya Patel", "employee"),
        (TOM, "Tom Hughes", "employee"),
    )
    for uuid, name, kind in people:
        Account.objects.create(uuid=uuid, name=name, folded=name.lower(), kind=kind, read_at=now)
    for uuid, name in ((PENSION, "Pension"), (REVIEW, "Review")):
        CaseType.objects.create(uuid=uuid, name=name)
    research = Status.objects.create(uuid=UUID(int=21), name="Research", position=1).pk
    done = Status.objects.create(uuid=UUID(int=22), name="Done", position=2, is_completed=True).pk
    add("Pension transfer", research, type=PENSION, value=148_500_00, assigned_to=[str(PRIYA)], tags=[["Joint", ""]])
    add("Second pension", research, type=PENSION, value=2_500_00, status_since=LONG_AGO, parts=[TOM], created_at=MAY)
    add(
        "Annual review",
        research,
        type=REVIEW,
        tags=[["Zoë’s", ""]],
        assigned_to=[str(TOM), str(PRIYA)],
        created_at=JUNE,
    )
    add("Euro bond", research, type=REVIEW, value=9_000_00, currency="EUR", assigned_to=[str(TOM)])
    add("Old ISA", done, value=20_000_00, completed_at=now, status_since=LONG_AGO, assigned_to=[str(PRIYA)])
    return f"/clients/{MARGARET}/board/"


def add(name, status, *, parts=(), **facts):
    """A case of Margaret's, with others who take part."""
    facts = {"status_since": datetime.now(UTC), "position": Case.objects.count() + 1, "plans": []} | facts
    case = Case.objects.create(
        uuid=uuid4(), name=name, status=status, seen="0" * 16, read_at=datetime.now(UTC), **facts
    )
    Participant.objects.bulk_create([Participant(case=case, account=one) for one in (MARGARET, *parts)])
    upsert_links([vars(case)])


def shown(browser, address, query):
    """The names of the cards that a board with this query shows."""
    return names(text(browser.get(f"{address}?{query}")))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("text=pension", ["Pension transfer", "Second pension"]),
        (f"type={PENSION}", ["Pension transfer", "Second pension"]),
        ("type=none", ["Old ISA"]),
        (f"type=none&type={REVIEW}", ["Annual review", "Euro bond", "Old ISA"]),
        (f"person={PRIYA}", ["Pension transfer", "Annual review", "Old ISA"]),
        (f"person={TOM}", ["Second pension", "Annual review", "Euro bond"]),
        (
            f"person={TOM}&person={PRIYA}",
            ["Pension transfer", "Second pension", "Annual review", "Euro bond", "Old ISA"],
        ),
        ("person=none", ["Second pension"]),
        ("tag=Joint", ["Pension transfer"]),
        ("tag=Zoë’s&tag=Joint", ["Pension transfer", "Annual review"]),
        ("state=completed", ["Old ISA"]),
        ("state=open", OPEN),
        ("least=£2,500&most=20000", ["Second pension", "Old ISA"]),
        ("least=2500.01", ["Pension transfer", "Old ISA"]),
        ("days=30", ["Second pension"]),
        ("odd=no-value", ["Annual review"]),
        ("odd=no-value&odd=nobody", ["Second pension", "Annual review"]),
        ("odd=any", ["Second pension", "Annual review"]),
        (f"status={UUID(int=22)}", ["Old ISA"]),
        (f"status={str(UUID(int=21)).upper()}", OPEN),
        ("status=none", []),
        (f"adviser={TOM}", ["Annual review", "Euro bond"]),
        (f"adviser=none&adviser={PRIYA}", ["Pension transfer", "Second pension", "Old ISA"]),
        ("money=none", ["Annual review"]),
        ("money=other", ["Euro bond"]),
        ("money=none&money=other", ["Annual review", "Euro bond"]),
        ("since=2026-01-01", [*OPEN, "Old ISA"]),
        ("until=1/1/2026", OPEN),
        ("state=completed&until=2026-01-01", []),
        ("state=completed&since=2026-01-01", ["Old ISA"]),
        ("state=open&until=2026-01-01", OPEN),
        ("opened=2025-05", ["Second pension"]),
        ("opened=2025-05&opened=2025-06", ["Second pension", "Annual review"]),
        ("opened=2025-05&finished=2025-06", []),
        (f"finished={today():%Y-%m}", ["Old ISA"]),
        (f"type={PENSION}&person={PRIYA}&least=100000", ["Pension transfer"]),
        (f"type={PENSION}&tag=Zoë’s", []),
    ],
)
def test_kinds_are_joined_by_and_and_answers_by_or(adviser, wall, query, wanted):
    assert shown(adviser, wall, query) == wanted


@pytest.mark.parametrize("days", [0, 1, 29, 30, 31])
def test_age_is_counted_as_cards_count_it(adviser, wall, days):
    since = datetime.combine(today() - timedelta(days=30), time(12), LONDON)
    Case.objects.filter(name="Second pension").update(status_since=since)

    page = text(adviser.get(f"{wall}?days={days}"))

    assert ("Second pension" in names(page)) == (days <= 30)
    if days <= 30:
        assert "30 days" in words(cards(page)["Second pension"])


def test_figures_come_from_all_matching_cases_and_say_what_they_leave_out(adviser, wall):
    page = text(adviser.get(f"{wall}?person={TOM}"))

    assert figures(column(page, UUID(int=21))) == ("£2,500", "3", "1 without a value, plus €9,000 in 1 case")
    assert "£2,500 open · 3 cases, 1 without a value , plus €9,000 in 1 case · 3 of 5 shown" in words(page)
    assert keys(page) == [str(UUID(int=21)), str(UUID(int=22))]


def test_a_filter_that_lets_everything_through_is_still_said(adviser, wall):
    page = words(text(adviser.get(f"{wall}?state=open&state=completed")))

    assert "Filtered" in page
    assert "5 of 5 shown" in page
    assert "Filtered" not in words(text(adviser.get(wall)))


def test_a_filtered_board_says_by_what_and_how_to_clear_it(adviser, wall):
    page = text(adviser.get(f"{wall}?type={PENSION}&least=2500&days=3"))

    said = words(page)
    assert "Type: Pension" in said
    assert "Value: £2,500 or more" in said
    assert "Age: 3 days or more" in said
    assert f'data-clear="{wall}?"' in page
    assert f'href="{wall}?type={PENSION}&amp;least=2500" aria-label="Clear the filter Age"' in page


def test_no_match_says_so_and_offers_the_way_out(adviser, wall):
    page = words(text(adviser.get(f"{wall}?text=zzz")))

    assert "No case matches 5 cases are on this board, and none of them passes every filter. Clear filters" in page


@pytest.mark.parametrize(
    ("query", "said", "kept"),
    [
        ("least=x", "The value must be a number of pounds, like 27,500 or 27,500.50.", 'name="least" value="x"'),
        ("least=1.234,50", "The value must be a number of pounds", 'name="least" value="1.234,50"'),
        ("least=-5", "The value must be £0 or more.", 'name="least" value="-5"'),
        ("most=0.005", "no more than 2 decimal places", 'name="most" value="0.005"'),
        (f"most=1{'0' * 15}", "must be £1,000,000,000,000 or less", f'name="most" value="1{"0" * 15}"'),
        ("least=9&most=8", "The least value is more than the greatest. Swap them.", 'name="most" value="8"'),
        ("days=soon", "The age in days must be a whole number from 0 to 36,500.", 'name="days" value="soon"'),
        (
            "days=99999999999999999999",
            "must be a whole number from 0 to 36,500.",
            'name="days" value="99999999999999999999"',
        ),
        ("days=%D9%A3", "The age in days must be a whole number", 'name="days"'),
        ("type=pension", "“pension” is nothing that the board can filter by.", ""),
        ("person=%3Cscript%3E", "“&lt;script&gt;” is nothing that the board can filter by.", ""),
        ("odd=everything", "“everything” is nothing that the board can filter by.", ""),
        ("state=half", "“half” is nothing that the board can filter by.", ""),
        ("status=done", "“done” is nothing that the board can filter by.", ""),
        ("adviser=tom", "“tom” is nothing that the board can filter by.", ""),
        ("money=EUR", "“EUR” is nothing that the board can filter by.", ""),
        ("opened=2026-13", "“2026-13” is nothing that the board can filter by.", ""),
        ("finished=June", "“June” is nothing that the board can filter by.", ""),
        ("since=31/2/2026", "The day must be a day of the calendar, like 2/11/2026.", 'name="since" value="31/2/2026"'),
        ("until=9999-12-31", "The day must lie between 1900 and 2199.", 'name="until" value="9999-12-31"'),
        ("since=2026-02-01&until=2026-01-01", "The period begins after it ends. Swap them.", 'value="2026-02-01"'),
        ("sort=colour", "“colour” is nothing that the board can sort by.", ""),
    ],
)
def test_what_cannot_be_read_is_said_in_words_and_kept_as_typed(adviser, wall, query, said, kept):
    answer = adviser.get(f"{wall}?{query}")

    page = text(answer)
    assert answer.status_code == 422
    assert said in page
    assert kept in page
    assert len(names(page)) == 5


@pytest.mark.parametrize(
    "query",
    [
        f"type={NOBODY}",
        f"person={NOBODY}",
        "tag=%00",
        "tag=%25_%5C",
        "text=%00%01",
        "text=" + "%E2%80%AE" * 300,
        "tag=" + "&tag=".join(map(str, range(200))),
        "type=" + "&type=".join(str(UUID(int=number)) for number in range(200)),
        "least=%F0%9F%92%B0",
        "drawn=none:-1,other:99999999",
        "all=1&nothing=2",
    ],
)
def test_absurd_addresses_are_answered_with_a_board(adviser, wall, query):
    answer = adviser.get(f"{wall}?{query}")

    assert answer.status_code in (200, 422)
    assert keys(text(answer)) == [str(UUID(int=21)), str(UUID(int=22))]


def test_a_stranger_in_the_address_is_called_one(adviser, wall):
    page = words(text(adviser.get(f"{wall}?type={uuid4()}&person={uuid4()}")))

    assert "Type: a type that the firm does not have" in page
    assert "Person: somebody the board does not know" in page


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ("", ["Pension transfer", "Second pension", "Annual review", "Euro bond"]),
        ("value", ["Pension transfer", "Euro bond", "Second pension", "Annual review"]),
        ("name", ["Annual review", "Euro bond", "Pension transfer", "Second pension"]),
        ("age", ["Second pension"]),
    ],
)
def test_a_board_can_be_ordered(adviser, wall, order, wanted):
    page = text(adviser.get(f"{wall}?sort={order}"))

    assert names(column(page, UUID(int=21)))[: len(wanted)] == wanted
    assert (f'data-sorted="{order}"' in page) == bool(order)
    assert ("a card’s place in its column cannot be changed here" in page) == bool(order)


def test_every_request_from_inside_a_filtered_board_keeps_its_filter(adviser, wall):
    for number in range(40):
        add(f"Bond {number:02}", UUID(int=21), type=REVIEW, value=1, position=100 + number)
    view = f"type={REVIEW}&sort=name"
    page = text(adviser.get(f"{wall}?{view}"))

    more = adviser.get(f"{wall}more/", {"column": UUID(int=21), "drawn": 30, "serial": 0, "view": view}, headers=HX)
    folded = adviser.post(f"{wall}fold/", {"status": UUID(int=22), "view": view}, headers=HX)
    compact = adviser.post(f"{wall}compact/", {"view": view}, headers=HX)
    fresh = adviser.get(f"{wall}refresh/", {"serial": 9, "view": view}, headers=HX)

    assert names(text(more))[-2:] == ["Bond 39", "Euro bond"]
    assert figures(text(folded)) == ("£0", "0", "")
    assert f'id="head--{UUID(int=22)}--narrowed"' in text(folded)
    for part in (text(compact), text(fresh)):
        assert names(part)[:2] == ["Annual review", "Bond 00"]
        assert "42 of 45 shown" in words(part)
    assert f"{wall}?type={REVIEW}&amp;sort=name&amp;drawn=" not in page
    assert f'href="?type={REVIEW}&amp;sort=name&amp;drawn={UUID(int=21)}:42#column--{UUID(int=21)}"' in page


def test_a_browser_without_a_script_comes_back_to_the_filtered_board(adviser, wall):
    view = f"type={REVIEW}"

    folded = adviser.post(f"{wall}fold/", {"status": UUID(int=22), "view": view})
    compact = adviser.post(f"{wall}compact/", {"view": view})

    assert folded["Location"] == f"{wall}?{view}#column--{UUID(int=22)}"
    assert compact["Location"] == f"{wall}?{view}"


def test_the_head_counts_what_is_to_be_put_right_and_leads_to_it(adviser, wall):
    page = text(adviser.get(wall))

    assert f'<a href="{wall}?odd=any">2 to put right</a>' in page
    assert shown(adviser, wall, "odd=any") == ["Second pension", "Annual review"]


def test_my_cases_are_one_key_away_where_the_board_knows_who_i_am(adviser, wall):
    assert "data-mine" not in text(adviser.get(wall))
    adviser.user.plannr_account = PRIYA
    adviser.user.save()

    page = text(adviser.get(wall))
    mine = text(adviser.get(f"{wall}?person={PRIYA}"))

    assert f'data-mine="{wall}?person={PRIYA}"' in page
    assert f'data-mine="{wall}?"' in mine
    assert names(mine) == ["Pension transfer", "Annual review", "Old ISA"]


def test_the_menu_of_a_chip_offers_what_is_on_this_board(adviser, wall):
    CaseType.objects.create(uuid=uuid4(), name="Mortgage")

    types = words(text(adviser.get(f"{wall}filters/?kind=type&least=5", headers=HX)))
    people = words(text(adviser.get(f"{wall}filters/?kind=person", headers=HX)))
    tags = words(text(adviser.get(f"{wall}filters/?kind=tag&tag=Gone", headers=HX)))

    assert types == "Filter by Type Pension Review No type Show"
    assert people == "Filter by Person Priya Patel Tom Hughes Nobody assigned Show"
    assert tags == "Filter by Tag Joint Zoë’s Gone Show Clear"
    assert adviser.get(f"{wall}filters/?kind=nonsense", headers=HX).status_code == 404


def test_all_filters_stand_on_a_page_of_their_own_for_browsers_without_a_script(adviser, wall):
    page = text(adviser.get(f"{wall}filters/?type={PENSION}&sort=name"))

    assert f'name="type" value="{PENSION}" checked' in page
    assert '<option value="name" selected>' in page
    assert f'<form class="move__form" action="{wall}" novalidate>' in page


def test_filters_written_back_are_the_same_filters():
    query = f"text=a+b&person=none&person={TOM}&type={PENSION}&tag=x&least=2500.50&most=9000"
    query += "&days=3&state=open&odd=any&sort=age"
    rare = f"adviser={TOM}&adviser=none&tag=x++y&status={UUID(int=21)}&status=other&money=none&since=2026-01-01"
    rare += "&until=2026-03-31&opened=2026-05&opened=2026-06&finished=2026-06&odd=gap"

    assert CaseFilterForm(QueryDict(query)).query == query
    assert CaseFilterForm(QueryDict(rare)).query == rare


def test_fields_of_one_kind_count_as_one_filter():
    both = CaseFilterForm(QueryDict("least=1&most=2&since=2026-01-01&until=2026-02-01&opened=2026-01&finished=2026-02"))

    assert (both.sieve.number, CaseFilterForm(QueryDict("sort=name")).sieve.number) == (3, 0)
    assert both.without("period") == "least=1&most=2&opened=2026-01&finished=2026-02"
    assert not CaseFilterForm(QueryDict("sort=name")).sieve.narrows


def test_rarer_filters_have_a_chip_only_while_they_are_on(adviser, wall):
    bare = text(adviser.get(wall))
    status = UUID(int=21)
    on = text(adviser.get(f"{wall}?status={status}&adviser={TOM}&money=none&until=2026-03-31&opened=2025-06"))

    for kind in ("adviser", "status", "money", "period", "month"):
        assert f'id="pick--{kind}"' not in bare
        assert f'id="pick--{kind}"' in on
        assert f'id="filter--{kind}"' in text(adviser.get(f"{wall}filters/"))
    for said in (
        "Adviser: Tom Hughes",
        "Status: Research",
        "Not in pounds: Without a value",
        "Period: completed up to 31 Mar 2026",
        "Month: opened Jun 2025",
        "1 of 5 shown",
    ):
        assert said in words(on), said
    cleared = f"adviser={TOM}&amp;money=none&amp;until=2026-03-31&amp;opened=2025-06"
    assert f'href="{wall}?{cleared}" aria-label="Clear the filter Status"' in on
    assert f'href="{wall}filters/" data-opens-dialog' in bare


def test_more_values_than_the_board_filters_by_are_said(adviser, wall):
    page = adviser.get(f"{wall}?{'&'.join(f'tag=t{number}' for number in range(201))}")

    assert page.status_code == 422
    assert "The board can filter by 200 of these at once; 201 are asked for." in words(text(page))


def test_a_rarer_filter_that_cannot_be_read_shows_its_chip_and_what_was_typed(adviser, wall):
    page = text(adviser.get(f"{wall}?since=soon"))

    assert '<details name="picks" id="pick--period" open>' in page
    assert 'type="text" name="since" value="soon"' in page
    assert f'id="pick--status" hx-get="{wall}filters/?kind=status"' in text(adviser.get(f"{wall}?status=soon"))


def test_the_menus_of_rarer_filters_offer_what_there_is(adviser, wall):
    Status.objects.create(uuid=UUID(int=23), name="Old way", listed=False)

    status = words(text(adviser.get(f"{wall}filters/?kind=status&status={UUID(int=23)}", headers=HX)))
    month = text(adviser.get(f"{wall}filters/?kind=month&opened=2019-02", headers=HX))
    period = text(adviser.get(f"{wall}filters/?kind=period&since=1/2/2026", headers=HX))

    assert status == "Filter by Status Research Done Other status No status Old way Show Clear"
    assert words(month).startswith(f"Filter by Month Opened {today():%B %Y}")
    assert 'name="opened" value="2019-02" checked' in month
    assert f'name="finished" value="{today():%Y-%m}"' in month
    assert 'type="date" name="since" value="2026-02-01"' in period


def test_what_stands_still_for_too_long_is_called_stale_unless_it_is_done(adviser, wall):
    page = text(adviser.get(wall))
    days = (today() - LONG_AGO.date()).days

    assert f"{days} days or longer , stale" in words(cards(page)["Second pension"])
    assert "stale" not in cards(page)["Pension transfer"]
    assert "stale" not in cards(page)["Old ISA"]


def test_reading_plannr_keeps_the_filter(adviser, held):
    address = f"{held.address}?text=M3"
    held.grow_old()
    page = text(adviser.get(address))

    assert "refresh/?serial=" in page
    assert "&amp;view=text%3DM3" in page
    part = adviser.get(f"{held.address}refresh/?serial=none&told=&view=text%3DM3", headers=HX)
    assert names(text(part)) == ["M3"]
    assert sync_state(f"client:{held.client}").read_at


def test_what_was_changed_and_no_longer_passes_is_said_with_the_way_to_it(wall, adviser):
    uuids = {name: Case.objects.get(name=name).pk for name in ("Pension transfer", "Second pension", "Annual review")}
    changed = ",".join([*map(str, uuids.values()), str(NOBODY), "nonsense"])

    def told(view, changed=changed):
        page = text(adviser.get(f"{wall}refresh/", {"view": view, "changed": changed}, headers=HX))
        return words(page.replace("“<", "<").replace("</a>”", "</a>"))

    assert "Annual review , Second pension no longer match the filter. Clear filters" in told("least=5000")
    assert "Annual review no longer matches the filter." in told("type=" + str(PENSION))
    assert "no longer" not in told("least=5000", str(uuids["Pension transfer"]))
    assert "no longer" not in told("sort=value") + told("") + told("least=5000", "")
