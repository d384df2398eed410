"""How the board says money, times, names and colours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from boards.ui import formatting

NOON = datetime(2026, 9, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pennies", "said"),
    [
        (None, "No value"),
        (0, "£0"),
        (1, "£0.01"),
        (123450, "£1,234.50"),
        (123400, "£1,234"),
        (-5, "-£0.05"),
        (-123400, "-£1,234"),
        (10**17, "£1,000,000,000,000,000"),
    ],
)
def test_money_has_pence_only_where_there_are_any(pennies, said):
    assert formatting.money(pennies) == said


def test_a_column_of_figures_has_pence_in_all_or_in_none():
    assert formatting.money(100, pence=True) == "£1.00"
    assert formatting.money(149, pence=False) == "£1"
    assert formatting.money(150, pence=False) == "£2"


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (150000, "EUR", "€1,500"),
        (150050, "eur", "€1,500.50"),
        (1500, "JPY", "JP¥1,500"),
        (-100, "USD", "-US$1"),
        (100, "", "£1"),
    ],
)
def test_other_currencies_keep_their_own_sign_and_places(minor, currency, said):
    assert formatting.money(minor, currency) == said


def test_numbers_agree_with_their_words():
    assert [formatting.counted(n, "case") for n in (0, 1, 2, 1234)] == ["0 cases", "1 case", "2 cases", "1,234 cases"]
    assert formatting.counted(2, "person", "people") == "2 people"


def test_age_counts_london_days_across_the_change_of_clocks():
    before_midnight = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # 00:30 on the 25th in London, still summer time

    assert formatting.age_days(before_midnight, date(2026, 10, 25)) == 0
    assert formatting.age(before_midnight, date(2026, 10, 26)) == "1 day"
    assert formatting.age_days(before_midnight, date(2026, 10, 1)) == 0


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=11), "11 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(hours=20), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=40), "on 1 Aug 2026"),
    ],
)
def test_ago_reads_as_one_would_say_it(back, said):
    assert formatting.ago(NOON - back, NOON) == said


def test_a_moment_beside_a_line_is_as_short_as_its_day_allows():
    day = date(2026, 9, 10)

    assert [formatting.when(NOON - timedelta(days=days), day) for days in (0, 1, 30, 400)] == [
        "13:00",
        "Yesterday",
        "11 Aug",
        "6 Aug 2025",
    ]


def test_times_are_londons():
    assert formatting.clock(datetime(2026, 7, 1, 13, 2, 36, tzinfo=UTC)) == "14:02:36"
    assert formatting.nice_date(datetime(2026, 7, 31, 23, 30, tzinfo=UTC)) == "1 August 2026"
    assert formatting.short_date(date(2026, 10, 14)) == "14 Oct 2026"


@pytest.mark.parametrize(("hour", "said"), [(8, "Good morning"), (11, "Good afternoon"), (17, "Good evening")])
def test_it_greets_by_londons_clock(hour, said):
    assert formatting.greeting(datetime(2026, 7, 1, hour, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Priya Patel", "PP"),
        ("Dr Priya Anne Patel", "PP"),
        ("Cher", "C"),
        ("Mr", "M"),
        ("John and Jane Smith", "JS"),
        ("", "?"),
        ("☃ ☃", "?"),
        ("émile zola", "ÉZ"),
        ("<b>", "?"),
    ],
)
def test_initials_come_from_the_first_and_the_last_name(name, said):
    assert formatting.initials(name) == said


def test_a_name_always_has_the_same_one_of_six_hues():
    assert {formatting.hue(f"Person {number}") for number in range(200)} == {1, 2, 3, 4, 5, 6}
    assert formatting.hue("Priya Patel") == formatting.hue("Priya Patel")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("#2F80D1", "#2f80d1"),
        (" #AbC ", "#aabbcc"),
        ("#ffff", ""),
        ("red", ""),
        ("rgb(1,2,3)", ""),
        ("#12345g", ""),
        ("#123456;}body{", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_hex_colours_are_believed(raw, said):
    assert formatting.colour(raw) == said


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\nplain",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        " \u00a0=1",
        "\ufeff=1",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_defused(text):
    assert formatting.plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "Hill mortgage", "a=b", "£5", "5\n=1", "’s Hertogenbosch"])
def test_any_other_cell_is_left_as_it_is(text):
    assert formatting.plain_cell(text) == text
