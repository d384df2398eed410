"""Reading the firm from the page: begun, watched, stopped; and no live case lost while cases come and go."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from bench.churn import reads_under_churn
from boards.mirror.models import Case, SyncState
from boards.mirror.sync.firm import Progress, asdict
from boards.totals import sync_status
from tests.mirror.asking import calls
from tests.totals.html import text_of

READS = int(os.environ.get("TOTALS_READS", "6"))


@pytest.mark.django_db
def test_no_live_case_is_lost_or_doubled_while_cases_come_and_go(settings):
    found = reads_under_churn(READS)

    assert (found.reads, found.lost, found.doubled) == (READS, 0, 0)
    assert found.deleted > READS


@pytest.mark.django_db(transaction=True)
def test_the_button_reads_the_firm_in_the_background(book, manager):
    book.add("Opened since", 4_300)

    begun = manager.post("/totals/sync/", headers={"HX-Request": "true", "HX-Target": "standing"})

    assert "Stop" in text_of(begun)
    for _ in range(100):
        if Case.objects.filter(name="Opened since").exists() and not sync_status.current_status().busy:
            break
        time.sleep(0.05)
    assert "£5,043.57" in text_of(manager.get("/totals/"))
    ended = manager.get("/totals/progress/", headers={"HX-Request": "true", "HX-Target": "standing"})
    assert ended.headers["HX-Refresh"] == "true"
    connections.close_all()


@pytest.mark.django_db
def test_only_one_read_runs_at_a_time(book, manager):
    SyncState.objects.filter(key="firm").update(busy_until=datetime.now(UTC) + timedelta(minutes=1))
    book.sandbox.log.clear()

    assert sync_status.start_sync() is False
    assert manager.post("/totals/sync/").status_code == 302
    assert calls(book.sandbox, "/api/v1/cases") == 0


@pytest.mark.django_db
def test_a_read_under_way_can_be_stopped_from_the_page(book, manager):
    SyncState.objects.filter(key="firm").update(busy_until=datetime.now(UTC) + timedelta(minutes=1))

    manager.post("/totals/sync/", {"act": "stop"})

    assert sync_status.current_status().busy is False


@pytest.mark.django_db
def test_progress_is_told_in_words(book, manager):
    far = Progress("2026-11-21T14:02:00+00:00", page=12, pages=41, cases=6_000, total=20_000, left=431, to_go=40.2)
    SyncState.objects.filter(key="firm").update(
        busy_until=datetime.now(UTC) + timedelta(minutes=1), progress=asdict(far)
    )

    page = text_of(manager.get("/totals/"))

    assert "6,000 of 20,000 cases read, page 12 of 41, 431 requests left this minute, about 40 seconds to go" in page


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress("", doing="clients"), "Reading clients…"),
        (Progress("", page=1, cases=1), "1 case read"),
        (Progress("", page=1, pages=2, cases=1, total=1, left=1, to_go=0.2),
         "1 of 1 case read, page 1 of 2, 1 request left this minute, about 1 second to go"),
        (Progress("", cases=5, total=9, to_go=200), "5 of 9 cases read, about 3 minutes to go"),
    ],
)  # fmt: skip
def test_progress_has_words_for_every_stage(progress, said):
    assert sync_status.describe_progress(progress) == said
