"""Cards: what one shows, and that it is drawn from nothing but its row and the day."""

import json
import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from boards.cards import card
from boards.mirror.columns import CardRow
from tests.board.html import words
from tests.making import unbroken

DAY = date(2026, 9, 14)
CASE, CLIENT = UUID(int=1), UUID(int=2)
FACE = {
    "t": "Pension",
    "p": [["PP", "Priya Patel", 1], ["TH", "Tom Hughes", 2]],
    "w": 2,
    "m": 0,
    "g": [["Joint", "#abc"]],
    "n": 2,
}


def drawn(day=DAY, movable=True, face=FACE, **changes):
    """A card of Margaret's pension transfer, with `changes`."""
    plain = CardRow(
        CASE,
        CLIENT,
        "Pension transfer",
        14_850_000,
        "GBP",
        None,
        "0123456789abcdef",
        datetime(2026, 9, 2, 9, tzinfo=UTC),
        True,
        face if isinstance(face, str) else json.dumps(face),
    )
    return card.render_card(plain._replace(**changes), day, movable=movable)


def test_it_shows_the_case():
    assert words(drawn()) == "Pension transfer Pension · 2 plans £148,500 12 days PP TH Joint"


def test_it_carries_what_a_move_needs():
    assert drawn().startswith(
        f'<li class="card" id="card--{CASE}" data-case="{CASE}" data-seen="0123456789abcdef" data-value="14850000">'
    )
    assert (
        f'<a class="card__move" href="/cases/{CASE}/move/?client={CLIENT}" aria-label="Move Pension transfer">'
        in unbroken(drawn())
    )
    assert f'<a class="card__name" href="/cases/{CASE}/">Pension transfer</a>' in drawn()


def test_it_is_light():
    assert len(drawn().encode()) <= 960
    assert len(re.findall(r"<[a-z]", drawn())) <= 25
    assert "style=" not in drawn()
    assert "title=" not in drawn()


def test_people_are_named_for_those_who_cannot_see_the_discs():
    assert 'role="img" aria-label="Priya Patel, Tom Hughes"' in drawn()
    assert '<b class="avatar" data-hue="1">PP</b>' in drawn()


def test_more_people_and_tags_than_fit_are_counted():
    face = FACE | {"p": [["AB", f"Person {number}", 1] for number in range(6)], "w": 6}
    face |= {"g": [[f"Tag {number}", ""] for number in range(5)]}

    assert words(drawn(face=face)).endswith("AB AB AB AB +2 Tag 0 Tag 1 Tag 2 +2")


def test_clients_are_shown_only_where_nobody_works_on_the_case():
    people = [["PP", "Priya Patel", 1], ["MW", "Margaret Wilson", 2]]

    assert "MW" not in drawn(face=FACE | {"p": people, "w": 1})
    assert "MW" in drawn(face=FACE | {"p": people[1:], "w": 0})


@pytest.mark.parametrize(
    ("value", "currency", "said", "pennies"),
    [
        (None, "GBP", "No value", ""),
        (0, "GBP", "£0", "0"),
        (123_450, "GBP", "£1,234.50", "123450"),
        (-5, "", "-£0.05", "-5"),
        (150_000, "EUR", "€1,500", ""),
        (10**15, "GBP", "£10,000,000,000,000", str(10**15)),
    ],
)
def test_value_is_shown_exactly(value, currency, said, pennies):
    one = drawn(value=value, currency=currency)

    assert f" {said} " in words(one)
    assert f'data-value="{pennies}"' in one


def test_age_counts_london_days_and_is_honest_where_it_is_not_known():
    late = datetime(2026, 9, 13, 23, 30, tzinfo=UTC)

    assert " today " in words(drawn(since=late))
    assert " 1 day " in words(drawn(since=late, day=date(2026, 9, 15)))
    assert '12 days<span class="sr"> or longer</span>' in drawn(since_known=False)
    assert "days" not in drawn(since=None)


def test_a_completed_case_says_when_instead_of_its_age():
    done = datetime(2026, 9, 2, 12, tzinfo=UTC)

    assert "Completed 2 Sep " in words(drawn(completed_at=done))
    assert "Completed 2 Sep 2026" in words(drawn(completed_at=done, day=date(2027, 1, 1)))
    assert "days" not in drawn(completed_at=done)


def test_without_a_way_to_move_there_is_no_link():
    assert "card__move" not in drawn(movable=False)
    assert f'href="/cases/{CASE}/move/"' in drawn(client=None)


@pytest.mark.parametrize(
    "face",
    [
        "",
        "null",
        "[]",
        "7",
        "{",
        '"text"',
        '{"t": 5, "p": {}, "g": "x", "n": "many", "w": null}',
        '{"p": [[1], [2, 3, 4], null], "g": [["<b>", 5], 9]}',
    ],
)
def test_an_odd_face_costs_only_itself(face):
    one = drawn(face=face)

    assert words(one).startswith("Pension transfer ")
    assert "<b>" not in one.replace('<b class="', "")


def test_hostile_text_is_escaped_everywhere():
    evil = '"><script>alert(1)</script>'
    face = {"t": evil, "p": [[evil, evil, evil]], "w": 1, "m": 0, "g": [[evil, evil]], "n": 1}

    one = drawn(name=evil, seen=evil, currency="<b>", face=face)

    assert "<script" not in one
    assert 'alert(1)"' not in one
    assert '">alert' not in one


def test_a_nameless_case_has_a_name_to_click_and_an_endless_one_an_end():
    assert ">Case without a name</a>" in drawn(name="  ")
    assert len(drawn(name="x" * 10_000)) < 1_500


def test_it_is_drawn_once_a_day():
    first = drawn()

    assert drawn() is first
    assert drawn(day=date(2026, 9, 15)) is not first
    assert drawn(seen="f" * 16) is not first
