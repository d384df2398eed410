"""How a case counts for several people: under the first, in full under each, or split between them to the penny."""

import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards.totals.filters import BOTH, EACH, SPLIT, TotalsFilter
from boards.totals.pages.totals import TotalsPage
from boards.totals.reports import assignees
from boards.totals.reports.aggregates import ADVISER, STATUS
from boards.ui.formatting import today
from tests.totals.html import headline, on_board, pennies, tables, text_of
from tests.totals.test_links import CASES, fill

pytestmark = pytest.mark.django_db


@given(value=st.one_of(st.none(), st.integers(-(10**6), 10**12)), people=st.sets(st.text(min_size=1), min_size=1))
def test_the_parts_of_a_split_sum_to_the_value_and_differ_by_a_penny_at_most(value, people):
    shares = assignees.split_value(value, people, SPLIT)

    parts = [part for _, part in shares]
    assert (sum(parts), max(parts) - min(parts) <= 1) == (value or 0, True)
    assert shares == assignees.split_value(value, sorted(people, reverse=True), SPLIT)


def by_adviser(page):
    """The pounds of each adviser in the first table of a page, by name."""
    head, *_, foot = tables(page)["status-adviser"]
    return {name: pennies(text) for (name, _), (text, _) in list(zip(head, foot, strict=True))[1:-2]}, pennies(
        foot[-1][0]
    )


def test_the_choice_is_said_in_the_heading_and_kept_in_the_address(book, manager):
    first, each, split = (manager.get(f"/totals/{query}") for query in ("", "?counting=each", "?counting=split"))

    assert by_adviser(first) == ({"Priya Patel": 350_050, "Tom Hughes": 150_000, "No adviser": 7}, 500_057)
    assert by_adviser(each) == ({"Priya Patel": 450_050, "Tom Hughes": 150_000, "No adviser": 7}, 500_057)
    assert by_adviser(split) == ({"Priya Patel": 400_050, "Tom Hughes": 100_000, "No adviser": 7}, 500_057)
    assert "Each case under the first person assigned; each figure opens the cases behind it" in text_of(first)
    assert "Open value by status and adviser, each case in full under everybody assigned" in text_of(each)
    assert "by status and adviser, each case’s value split equally between those assigned" in text_of(split)
    assert re.search(r'href="/totals.csv\?counting=split"', split.content.decode())
    about = b"".join(manager.get("/totals.csv?counting=split").streaming_content).decode()
    assert "Advisers,Each case’s value split equally between those assigned." in about


@pytest.mark.parametrize("counting", [EACH, SPLIT])
@pytest.mark.parametrize("adviser", ["", "Tom"])
def test_a_figure_of_an_adviser_leads_to_a_page_that_says_the_same(book, manager, counting, adviser):
    query = f"?counting={counting}" + (f"&adviser={book.people[adviser]}" if adviser else "")
    rows = tables(manager.get(f"/totals/{query}"))["status-adviser"]

    led = 0
    for row in rows[1:]:
        for text, address in row[1:-2]:
            if address:
                led += 1
                page = manager.get(unescape(address))
                there = on_board(page) if address.startswith("/board/") else headline(page)
                assert there[0] == pennies(text), (text, address)
    assert led > 2


def test_the_rest_of_a_split_stands_apart_where_one_adviser_is_asked_for(book, manager):
    page = manager.get(f"/totals/?counting=split&adviser={book.people['Tom']}")

    assert by_adviser(page) == ({"Tom Hughes": 100_000, "Others assigned": 50_000}, 150_000)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=CASES)
def test_a_split_sums_to_the_whole_in_every_row(scene, cases):
    fill(scene, cases, "None of them")

    for side in TotalsPage(TotalsFilter(counting=SPLIT).in_state(BOTH), today()).sides:
        cells = side.crosstab.table(STATUS, ADVISER)
        for line in side.crosstab.lines[STATUS]:
            across = [figure for key, figure in cells.items() if key[0] == line.key]
            assert sum(one.pennies for one in across) == line.figure.pennies
            assert sum(sum(one.others.values()) for one in across) == sum(line.figure.others.values())
        assert sum(line.figure.pennies for line in side.crosstab.lines[ADVISER]) == side.total.pennies
