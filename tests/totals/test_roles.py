"""Managers see the firm, advisers what is theirs, nobody else anything."""

import pytest
from django.test import Client

from tests.totals.html import headline, on_board, pennies, tables, text_of

pytestmark = pytest.mark.django_db
PAGES = ("/totals/", "/totals/cases/", "/totals/movement/", "/totals/movement/new/", "/totals/today/", "/totals.csv",
         "/totals.xlsx", "/totals/cases.csv", "/totals/cases.xlsx", "/totals/movement.csv",
         "/totals/movement.xlsx")  # fmt: skip


def test_an_adviser_sees_the_column_that_the_manager_sees_under_their_name(book, adviser, manager):
    book.link(adviser, "Priya")

    firm = tables(manager.get("/totals/?state=open&state=completed"))["status-adviser"]
    own = tables(adviser.get("/totals/?state=open&state=completed"))["status-adviser"]

    column = [text for text, _ in firm[0]].index("Priya Patel")
    mine = {row[0][0]: pennies(row[-1][0]) for row in own[1:]}
    theirs = {row[0][0]: pennies(row[column][0]) for row in firm[1:]}
    assert {name: value for name, value in theirs.items() if value} == {
        name: value for name, value in mine.items() if value
    }


def test_no_address_shows_an_adviser_anybody_elses_cases(book, adviser):
    book.link(adviser, "Priya")
    tom = book.people["Tom"]

    assert headline(adviser.get("/totals/cases/?state=open&state=completed")) == (650_050, 3)
    assert headline(adviser.get(f"/totals/cases/?state=open&state=completed&adviser={tom}")) == (0, 0)
    assert headline(adviser.get("/totals/cases/?scope=&state=open&state=completed")) == (650_050, 3)
    for page in PAGES:
        answer = adviser.get(page)
        held = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"ISA" not in held
        assert b"Tom Hughes" not in held


def test_an_advisers_figure_leads_to_their_own_cases_alone(book, adviser):
    book.link(adviser, "Priya")

    page = adviser.get("/totals/?state=open&state=completed")

    addresses = {address for row in tables(page)["status-type"][1:] for _, address in row[1:] if address}
    assert addresses
    for address in addresses:
        assert f"adviser={book.people['Priya']}" in address
    total = tables(page)["status-type"][-1][-1]
    assert on_board(adviser.get(total[1])) == (pennies(total[0]), 2)


def test_an_adviser_whom_nobody_has_matched_sees_nothing_and_why(book, adviser):
    page = text_of(adviser.get("/totals/"))

    assert "The board does not know which Plannr employee you are." in page
    assert headline(adviser.get("/totals/cases/?state=open&state=completed")) == (0, 0)


@pytest.mark.parametrize("page", PAGES)
def test_administrators_and_strangers_see_no_totals(db, administrator, stranger, page):
    assert {administrator.get(page).status_code, stranger.get(page).status_code} == {403}
    assert Client().get(page).status_code == 302


def test_only_managers_set_chances(book, adviser, manager):
    body = {f"chance-{book.statuses['Research']}": "50"}

    assert adviser.get("/totals/chances/").status_code == 403
    assert adviser.post("/totals/chances/", body).status_code == 403
    assert manager.post("/totals/chances/", body).status_code == 302
    assert "Change the chances" in text_of(manager.get("/totals/"))
    assert "Change the chances" not in text_of(adviser.get("/totals/"))
