"""The value bridge always closes, to the penny, whatever history the mirror holds."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards.mirror.models import Case, CaseChange, Status
from boards.totals.filters import TotalsFilter, filtered_cases
from boards.totals.reports import aggregates, bridge, timeline
from boards.totals.reports.bridge import COMPLETED, MOVED_IN, MOVED_OUT, NEW, REMOVED, REVALUED
from boards.ui.formatting import today

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC).replace(microsecond=0)
STATUSES = [UUID(int=number) for number in (1, 2, 3)]
DONE = UUID(int=9)
PLACES = st.sampled_from([None, *STATUSES, DONE])
DAYS = st.integers(0, 60)
MONEY = st.one_of(st.none(), st.integers(0, 10**9))
CHANGES = st.lists(
    st.one_of(
        st.tuples(
            st.just("status"), PLACES.map(lambda one: one and str(one)), PLACES.map(lambda one: one and str(one))
        ),
        st.tuples(st.just("value"), MONEY.map(lambda one: one and str(one)), MONEY.map(lambda one: one and str(one))),
        st.tuples(st.just("value"), st.just("900 EUR"), st.just("nonsense")),
        st.tuples(st.just("completed"), st.just(None), DAYS.map(lambda days: (NOW - timedelta(days=days)).isoformat())),
        st.tuples(st.just("completed"), st.just("2026-13-99"), st.just(None)),
    ),
    max_size=5,
)
CASE = st.tuples(
    PLACES, MONEY, st.sampled_from(["GBP", "", "EUR"]), st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS),
    st.one_of(st.none(), DAYS), st.booleans(), st.lists(DAYS, min_size=5, max_size=5), CHANGES,
)  # fmt: skip


def back(days: int | None, hours: int = 1) -> datetime | None:
    """A moment so many days back; some in one day, and never in the future."""
    return None if days is None else NOW - timedelta(days=days, hours=hours)


def fill(cases: list[tuple]) -> None:
    """Write cases and a history that need not fit them."""
    for model in (Case, CaseChange, Status):
        model.objects.all().delete()
    for at, status in enumerate([*STATUSES, DONE]):
        Status.objects.create(uuid=status, name=f"S{at}", position=at, is_completed=status == DONE)
    for status, value, currency, opened, done, gone, noted, when, changes in cases:
        case = uuid4()
        Case.objects.create(
            uuid=case, name="A case", status=status, value=value, currency=currency, created_at=back(opened, 3),
            completed_at=back(done), gone_at=back(gone, 0), seen="", read_at=NOW - timedelta(hours=1),
        )  # fmt: skip
        if noted:
            CaseChange.objects.create(case=case, field="seen-first", after=None, at=back(when[0], 2))
        for days, (field, before, after) in zip(when, changes, strict=False):
            CaseChange.objects.create(case=case, field=field, before=before, after=after, at=back(days))


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cases=st.lists(CASE, max_size=6),
    first=st.integers(0, 90),
    length=st.integers(0, 90),
    status=st.sampled_from([(), (str(STATUSES[0]),), ("none",), ("other", str(STATUSES[1]))]),
)
def test_the_bridge_always_closes(cases, first, length, status):
    fill(cases)
    begin = today() - timedelta(days=first)

    found = bridge.value_bridge(TotalsFilter().filtered(statuses=status), begin, begin + timedelta(days=length))

    assert found.closes
    assert all(bar.pennies == sum(step.pennies for step in bar.steps) for bar in found.bars.values())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=st.lists(CASE, max_size=6), first=st.integers(1, 60), middle=st.integers(0, 60))
def test_one_bridge_ends_where_the_next_begins_and_today_is_the_totals_own_figure(cases, first, middle):
    fill(cases)
    begin, cut = today() - timedelta(days=max(first, middle) + 1), today() - timedelta(days=min(first, middle))

    one = bridge.value_bridge(TotalsFilter(), begin, cut - timedelta(days=1))
    two = bridge.value_bridge(TotalsFilter(), cut, today())

    assert one.closing == two.opening
    assert two.closing == aggregates.total_of(filtered_cases(TotalsFilter())).pennies


def history_of(scene, name, *changes):
    """Note changes of a case as reads would have: (days ago, field, before, after)."""
    for days, field, before, after in changes:
        at = NOW - timedelta(days=days)
        CaseChange.objects.create(case=scene.cases[name], field=field, before=before, after=after, at=at)


def test_each_change_goes_to_its_own_bar(scene):
    scene.add("Old", 1_000, opened=100)
    scene.add("New", 200, opened=3)
    scene.add("Dearer", 350, opened=100)
    scene.add("Done", 400, "Completed", opened=100, done=2)
    scene.add("Deleted", 50, opened=100)
    scene.read()
    seen = CaseChange.objects.filter(field="seen-first")
    seen.exclude(case=scene.cases["New"]).update(at=NOW - timedelta(days=50))
    history_of(scene, "Dearer", (4, "value", "300", "350"))
    history_of(
        scene,
        "Done",
        (2, "status", scene.statuses["Submitted"], scene.statuses["Completed"]),
        (2, "completed", None, (NOW - timedelta(days=2)).isoformat()),
    )
    Case.objects.filter(pk=scene.cases["Deleted"]).update(gone_at=NOW - timedelta(days=1))

    found = bridge.value_bridge(TotalsFilter(), today() - timedelta(days=7), today())

    assert {key: bar.pennies for key, bar in found.bars.items()} == {
        NEW: 200, REVALUED: 50, MOVED_IN: 0, MOVED_OUT: 0, COMPLETED: -400, REMOVED: -50,
    }  # fmt: skip
    assert (found.opening, found.closing, found.closes) == (1_750, 1_550, True)


def test_a_status_filter_tells_what_moved_in_and_out(scene):
    scene.add("In", 100, "Research", opened=100)
    scene.add("Out", 30, "Submitted", opened=100)
    scene.read()
    CaseChange.objects.filter(field="seen-first").update(at=NOW - timedelta(days=50))
    history_of(scene, "In", (3, "status", scene.statuses["Enquiry"], scene.statuses["Research"]))
    history_of(scene, "Out", (3, "status", scene.statuses["Research"], scene.statuses["Submitted"]))

    found = bridge.value_bridge(
        TotalsFilter().filtered(statuses=(scene.statuses["Research"],)), today() - timedelta(days=7), today()
    )

    assert (found.bars[MOVED_IN].pennies, found.bars[MOVED_OUT].pennies) == (100, -30)
    assert (found.opening, found.closing) == (30, 100)


def test_before_the_first_sight_only_plannrs_dates_are_known(scene):
    scene.add("Finished long ago", 500, "Completed", opened=60, done=20)
    scene.add("Going on", 70, opened=10)
    scene.read()

    found = bridge.value_bridge(TotalsFilter(), today() - timedelta(days=30), today())

    assert (found.opening, found.closing) == (500, 70)
    assert (found.bars[COMPLETED].pennies, found.bars[NEW].pennies) == (-500, 70)
    assert found.is_partly_known is True
    assert [step.event.seen for step in found.bars[COMPLETED].steps] == [False]


def test_what_reads_saw_change_is_in_the_bridge(scene):
    """The history that real reads leave, not one made by hand."""
    scene.add("Revalued in Plannr", 1_000, opened=100)
    scene.add("Deleted in Plannr", 300, opened=100)
    scene.read()
    scene.sandbox.in_plannr("PUT", f"/api/v1/cases/{scene.cases['Revalued in Plannr']}", {"value": 1_250})
    scene.firm.remove("case", scene.cases["Deleted in Plannr"])
    scene.add("Opened in Plannr", 40, opened=0)
    scene.read()

    found = bridge.value_bridge(TotalsFilter(), today(), today())

    assert (found.bars[REVALUED].pennies, found.bars[REMOVED].pennies, found.bars[NEW].pennies) == (250, -300, 40)
    assert (found.opening, found.closing) == (1_300, 1_290)


def test_a_firm_that_was_never_read_has_an_empty_bridge(db):
    found = bridge.value_bridge(TotalsFilter(), date(2026, 1, 1), date(2026, 2, 1))

    assert (found.opening, found.closing, found.known, list(timeline.timelines(TotalsFilter()))) == (0, 0, None, [])
