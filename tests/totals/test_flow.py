"""Flow and age: counted beside a plain walk through the same cases."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.mirror.conditions import start_of_day
from boards.mirror.models import CaseChange
from boards.totals.filters import TotalsFilter
from boards.totals.reports import ageing, flow, timeline
from boards.totals.reports.timeline import CaseEvent, CaseState, CaseTimeline
from boards.ui.formatting import today
from tests.totals.html import headline

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STATES = st.builds(
    CaseState, st.booleans(), st.sampled_from([None, UUID(int=1), UUID(int=2)]), st.integers(0, 100), st.booleans()
)


@st.composite
def timelines(draw):
    """A life of some steps within eighty days, the later ones after the earlier ones."""
    days = sorted(draw(st.lists(st.integers(0, 80), min_size=1, max_size=5)))
    events = [CaseEvent(NOON + timedelta(days=day), "status", draw(STATES)) for day in days]
    return CaseTimeline(UUID(int=0), "", NOON + timedelta(days=draw(st.integers(0, 80))), events)


@given(st.lists(timelines(), max_size=5), st.integers(-5, 60), st.integers(0, 40))
def test_the_flow_is_what_a_plain_walk_counts(found, start, length):
    first = (NOON + timedelta(days=start)).date()
    drawn = flow.cumulative_flow(found, first, first + timedelta(days=length), None)

    for point in drawn.points:
        end = start_of_day(point.day + timedelta(days=1))
        assert sum(point.open.values()) == sum(1 for one in found if is_in(one, end, done=False))
        assert point.open["before"] == sum(1 for one in found if is_in(one, end, done=False) and one.seen >= end)
        assert point.done == sum(
            1 for one in found if is_in(one, end, done=True) and finish(one, end) >= start_of_day(first)
        )


def is_in(life: CaseTimeline, at: datetime, *, done: bool) -> bool:
    """Whether it lives just before a moment, and is done or not."""
    state = life.state(at)
    alive = state is not None and all(event.state.lives for event in life.events if event.at < at)
    return alive and state.done == done


def finish(life: CaseTimeline, at: datetime) -> datetime:
    """When it was last finished before a moment."""
    before = [event for event in life.events if event.at < at]
    found = before[0].at
    for earlier, later in zip([None, *before], before, strict=False):
        if later.state.done and not (earlier and earlier.state.done):
            found = later.at
    return found


@pytest.mark.django_db
def test_lines_stand_at_the_nearest_rank_of_each_type(scene):
    for days in range(20):
        scene.add(f"Pension {days}", 100, "Completed", opened=days + 30, done=30)
    for days in range(9):
        scene.add(f"Protection {days}", 100, "Completed", type="Protection", opened=days + 30, done=30)
    scene.read()

    norms = ageing.cycle_times()

    pension, protection = (norms.of(UUID(scene.types[name])) for name in ("Pension", "Protection"))
    assert (pension.finished, pension.days) == (20, (10, 17, 19))
    assert (protection.finished, protection.days) == (9, ())
    assert norms.every.finished == 29


@pytest.mark.django_db
def test_work_past_its_types_85_line_is_at_risk_and_no_other(scene, manager):
    for days in range(20):
        scene.add(f"Done {days}", 100, "Completed", opened=days + 30, done=30)
    scene.add("At the line", 1_000, opened=16)
    scene.add("Past it", 20_000, opened=17)
    scene.add("Of a type that nobody finished", 5, type="Protection", opened=300)
    scene.read()
    norms = ageing.cycle_times()

    aged = {one.name: one.is_late for one in ageing.aged_cases(TotalsFilter(), norms, today())}

    assert aged == {"At the line": False, "Past it": True, "Of a type that nobody finished": False}
    assert ageing.value_at_risk(TotalsFilter(), norms, today()).pennies == 20_000
    assert headline(manager.get("/totals/cases/?late=1")) == (20_000, 1)


@pytest.mark.django_db
def test_completed_weeks_and_days_are_counted_exactly(scene):
    scene.add("One", 100, "Completed", opened=9, done=2)
    scene.add("Two", 50, "Completed", opened=2, done=2)
    scene.add("Open", 7)
    scene.read()

    done = flow.finished_between(TotalsFilter(), today() - timedelta(days=30), today())

    assert (done.cases, sum(week.figure.pennies for week in done.weeks)) == (2, 150)
    assert sorted(one.days for one in done.cycles) == [1, 8]
    assert done.lines == (1, 8, 8)


@pytest.mark.django_db
def test_periods_too_long_to_draw_say_what_they_leave_out(scene):
    scene.add("Years ago", 100, "Completed", opened=900, done=800)
    scene.add("Lately", 50, "Completed", opened=9, done=2)
    scene.read()

    done = flow.finished_between(TotalsFilter(), date(1990, 1, 1), today())

    assert (done.cases, done.earlier.cases, len(done.weeks)) == (2, 1, flow.MOST_WEEKS)


@pytest.mark.django_db
def test_history_says_since_when_it_is_kept(scene, manager):
    scene.add("One", 100)
    scene.read()
    CaseChange.objects.update(at=datetime(2026, 3, 3, 12, tzinfo=UTC))

    page = manager.get("/totals/movement/").content.decode()

    assert "The board has kept history since 3 March 2026." in page
    assert timeline.history_start() == datetime(2026, 3, 3, 12, tzinfo=UTC)
