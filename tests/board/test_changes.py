"""What changed since a person last looked: counted in the head of the board, and told on a page."""

from datetime import UTC, datetime, timedelta

import pytest

from boards.board.models import BoardVisit
from boards.mirror.models import Case, CaseChange
from tests.board.html import text, words


@pytest.fixture
def looked(adviser, held):
    """Priya looked at Margaret's board an hour ago."""
    adviser.get(held.address)
    BoardVisit.objects.update(at=datetime.now(UTC) - timedelta(hours=1))
    return held


def change(case, field, before, after, minutes=10, **more):
    """A change that was seen so many minutes ago."""
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    CaseChange.objects.create(
        case=Case.objects.get(name=case).pk, field=field, before=before, after=after, at=at, **more
    )


def test_changes_of_others_are_counted_in_the_head(adviser, looked):
    change("M1", "value", "100", "250")
    change("M2", "status", None, looked.statuses["Offer"])
    change("M3", "value", None, "1", here=True, actor="Priya Patel")
    change("M3", "value", "1", "2", minutes=90)

    page = adviser.get(looked.address)

    assert f'<a href="{looked.address}changes/" data-opens-dialog>2 changes since you last looked</a>' in text(page)


def test_a_reload_within_the_minute_still_tells_them(adviser, looked):
    change("M1", "value", "100", "250")

    assert "1 change since you last looked" in text(adviser.get(looked.address))
    assert "1 change since you last looked" in text(adviser.get(looked.address))


def test_a_first_visit_tells_of_no_changes(adviser, held):
    change("M1", "value", "100", "250")

    assert "since you last looked" not in text(adviser.get(held.address))


def test_the_page_tells_each_change_with_who_and_when(adviser, looked):
    research, offer = looked.statuses["Research"], looked.statuses["Offer"]
    change("M1", "value", "10000", "25050", minutes=4)
    change("M2", "status", research, offer, minutes=3, here=True, actor="Sarah Jones")
    change("M3", "completed", None, "2026-11-01T12:00:00+00:00", minutes=2)
    change("M3", "value", None, "150000 EUR", minutes=1)
    adviser.get(looked.address)

    page = words(text(adviser.get(f"{looked.address}changes/")))

    told = [
        "M3 changed value from no value to €1,500 in Plannr.",
        "M3 was completed in Plannr.",
        "M2 moved from Research to Offer by Sarah Jones.",
        "M1 changed value from £100 to £250.50 in Plannr.",
    ]
    assert [page.index(line) for line in told] == sorted(page.index(line) for line in told)


def test_the_page_is_there_for_whoever_never_looked_and_for_odd_history(adviser, held):
    change("M1", "status", "rubbish", "")
    change("M1", "value", "x", "99 ZZZ")

    assert "Your first look" in text(adviser.get(f"{held.address}changes/"))
    adviser.get(held.address)
    BoardVisit.objects.update(at=datetime.now(UTC) - timedelta(hours=1))
    page = words(text(adviser.get(f"{held.address}changes/")))
    assert "M1 moved from another status to no status in Plannr." in page
