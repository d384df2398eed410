"""The sums, to the penny: beside an independent sum over the sandbox's own records, for firms made at random."""

from collections import Counter
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards.mirror.models import Account, CaseChange, CaseType, Participant, Status
from boards.mirror.models import Case as Row
from boards.totals.filters import BOTH, COMPLETED, NONE, OPEN, TotalsFilter, filtered_cases
from boards.totals.reports import aggregates
from boards.totals.reports.aggregates import ADVISER, STATUS, TYPE
from tests.totals.conftest import Scene

pytestmark = pytest.mark.django_db

CASES = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 10**12), st.integers(0, 500)),
        st.sampled_from([None, "Enquiry", "Research", "Submitted", "Completed"]),
        st.sampled_from([None, "Pension", "Protection"]),
        st.sampled_from([(), ("Priya",), ("Tom",), ("Tom", "Priya")]),
        st.sampled_from([None, 0.5, 3, 400]),
        st.booleans(),
    ),
    max_size=25,
)


def forget(scene: Scene) -> None:
    """Empty the firm of cases, and the mirror of all it knows."""
    for uuid in list(scene.firm.kinds["case"]):
        scene.firm.remove("case", uuid)
    scene.cases.clear()
    for model in (Participant, Row, CaseChange, Status, CaseType, Account):
        model.objects.all().delete()


def fill(scene: Scene, cases: list[tuple]) -> None:
    """Add cases; one in euro where the last of the tuple says so."""
    for number, (value, status, kind, by, done, abroad) in enumerate(cases):
        scene.add(f"Case {number}", value, status, type=kind, by=by, opened=500, done=done)
        if abroad and value is not None:
            money = {"amount": value, "currency": "EUR", "formatted": "€"}
            scene.firm.distort("case", scene.cases[f"Case {number}"], value=money)
    scene.read()


def is_open(scene: Scene, record: dict) -> bool:
    """Whether the sandbox's record is of a case in progress."""
    return record["completed_at"] is None and record["status"] != scene.statuses["Completed"]


def in_pounds(record: dict) -> int | None:
    """A record's pennies; None where it has no value, or none in pounds."""
    return None if "distorted" in record else record["value"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=CASES, show=st.sampled_from([OPEN, COMPLETED, BOTH]))
def test_every_sum_is_the_one_over_plannrs_own_records(scene, cases, show):
    forget(scene)
    fill(scene, cases)
    records = [
        one for one in scene.firm.kinds["case"].values() if show == BOTH or is_open(scene, one) == (show == OPEN)
    ]

    cube = aggregates.crosstab(filtered_cases(TotalsFilter().in_state(show)))

    wanted: Counter = Counter()
    numbers: Counter = Counter()
    for one in records:
        cut = (one["status"] or NONE, one["type"] or NONE, (one["assigned_to"] or [NONE])[0])
        wanted[cut] += in_pounds(one) or 0
        numbers[cut] += 1
    assert {cut: figure.pennies for cut, figure in cube.groups.items()} == dict(wanted)
    assert {cut: figure.cases for cut, figure in cube.groups.items()} == dict(numbers)
    assert cube.total.no == sum(1 for one in records if one["value"] is None)
    assert cube.total.abroad == sum(1 for one in records if "distorted" in one)
    assert cube.total.others["EUR"] == sum(one["value"] for one in records if "distorted" in one)
    assert cube.total.several == sum(1 for one in records if len(one["assigned_to"]) > 1)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=CASES)
def test_tables_foot_and_cross_foot(scene, cases):
    forget(scene)
    fill(scene, cases)

    cube = aggregates.crosstab(filtered_cases(TotalsFilter().in_state(BOTH)))

    for rows, columns in ((STATUS, ADVISER), (STATUS, TYPE), (TYPE, ADVISER)):
        cells = cube.table(rows, columns)
        for kind, at in ((rows, 0), (columns, 1)):
            for line in cube.lines[kind]:
                across = [figure for key, figure in cells.items() if key[at] == line.key]
                assert sum(one.pennies for one in across) == line.figure.pennies
                assert sum(one.cases for one in across) == line.figure.cases
            assert sum(line.figure.pennies for line in cube.lines[kind]) == cube.total.pennies


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(st.one_of(st.none(), st.integers(0, 10**12)), min_size=1, max_size=20))
def test_the_median_is_the_value_in_the_middle(scene, values):
    forget(scene)
    fill(scene, [(value, "Research", "Pension", ("Tom",), None, False) for value in values])

    cube = aggregates.crosstab(filtered_cases(TotalsFilter()))

    known = [value for value in values if value is not None]
    expected = int(median(known) + (0.5 if median(known) % 1 else 0)) if known else None
    assert (cube.median, cube.lines[TYPE][0].median) == (expected, expected)


def test_a_case_counts_once_however_many_people_share_it(book):
    cube = aggregates.crosstab(filtered_cases(TotalsFilter()))

    by_person = {line.name: line.figure.pennies for line in cube.lines[ADVISER]}
    assert by_person == {"Priya Patel": 350_050, "Tom Hughes": 150_000, "No adviser": 7}
    assert (cube.total.pennies, cube.total.cases, cube.total.several) == (500_057, 6, 1)


def test_a_status_that_plannr_no_longer_lists_is_summed_as_other(book):
    Status.objects.filter(name="Submitted").update(listed=False)

    cube = aggregates.crosstab(filtered_cases(TotalsFilter()))

    assert [(line.name, line.figure.pennies) for line in cube.lines[STATUS] if line.figure.cases] == [
        ("Enquiry", 200_000),
        ("Research", 200_050),
        ("Other status", 100_000),
        ("No status", 7),
    ]


def test_months_hold_what_was_opened_and_what_was_completed(scene):
    scene.add("Young", 100, opened=1)
    scene.add("Older", 1_000, opened=70, done=1, status="Completed")
    scene.add("Ancient", 9_000, opened=800)
    scene.read()
    from boards.ui.formatting import today

    found = aggregates.monthly_totals(TotalsFilter(), today())

    assert len(found) == 12
    assert sum(month.opened.pennies for month in found) == 100
    assert sum(month.closed.pennies for month in found) == 1_000
    assert sum(month.finished.pennies for month in found) == 1_000
