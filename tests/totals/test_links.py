"""Where every figure leads, for firms made at random: the firm's board shows as many cases, pennies and blanks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards.cases.filters.form import CaseFilterForm
from boards.mirror.board_data import Status, read_board
from boards.mirror.filters import CaseFilter
from boards.totals import links
from boards.totals.filters import BOTH, COMPLETED, NONE, OPEN, OTHER, TotalsFilter, cases_in_any_state, filtered_cases
from boards.totals.pages.dashboard import Dashboard
from boards.totals.pages.movement import MovementPage
from boards.totals.pages.totals import TotalsPage
from boards.totals.reports import ageing
from boards.totals.reports.aggregates import Aggregate
from boards.ui.formatting import today
from tests.totals.conftest import Scene
from tests.totals.test_aggregates import forget

pytestmark = pytest.mark.django_db

CASES = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Pension review", "Bob’s ISA", "Cover", "%_"]),
            "value": st.one_of(st.none(), st.integers(0, 10**9)),
            "status": st.sampled_from([None, "Enquiry", "Research", "Submitted", "Completed"]),
            "types": st.sampled_from([None, "Pension", "Protection"]),
            "by": st.sampled_from([(), ("Priya",), ("Tom",), ("Tom", "Priya")]),
            "client": st.sampled_from(["Ann", "Bob"]),
            "done": st.sampled_from([None, None, 0.5, 3, 40, 400]),
            "opened": st.sampled_from([1, 20, 70, 500]),
            "abroad": st.booleans(),
            "tagged": st.booleans(),
        }
    ),
    min_size=1,
    max_size=14,
)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "since": st.sampled_from([500, 30]),
        "until": st.sampled_from([20, 1, 0, -2]),
        "text": st.sampled_from(["bob", "review", "%", "smith"]),
        "types": st.sampled_from([("Pension",), (None, "Protection")]),
        "statuses": st.sampled_from([("Research",), (None, "Completed"), (OTHER,), (OTHER, "Enquiry")]),
        "advisers": st.sampled_from([("Tom",), (None, "Priya")]),
        "least": st.integers(0, 10**6),
        "most": st.integers(10**6, 10**9),
        "money": st.sampled_from([(NONE,), (OTHER,), (NONE, OTHER)]),
        "assigned": st.sampled_from([("Tom",), (None, "Priya")]),
        "days": st.sampled_from([0, 3]),
        "odd": st.sampled_from([("no-date",), ("date-elsewhere", "no-value"), ("nobody",), ("any",)]),
        "tags": st.just(("a  “b” & c",)),
        "scope": st.sampled_from(["Tom", "Priya"]),
        "opened": st.just("then"),
        "finished": st.just("then"),
    },
)


def fill(scene: Scene, cases: list[dict], unlisted: str) -> None:
    """Make the firm's cases, and let Plannr no longer list one of its statuses."""
    forget(scene)
    tag = scene.firm.add_tag("a  “b” & c")
    for number, facts in enumerate(cases):
        facts = dict(facts)
        name, abroad, value = f"{facts.pop('name')} {number}", facts.pop("abroad"), facts.pop("value")
        more = {"tags": tag} if facts.pop("tagged") else {}
        scene.add(name, value, facts.pop("status"), **facts, **more)
        if abroad and value is not None:
            money = {"amount": value, "currency": "EUR", "formatted": "€"}
            scene.firm.distort("case", scene.cases[name], value=money)
    scene.read()
    Status.objects.filter(name=unlisted).update(listed=False)


def wanted_of(scene: Scene, facts: dict, show: str) -> TotalsFilter:
    """The filters with this firm's own keys."""
    named = {"types": scene.types, "advisers": scene.people, "assigned": scene.people}
    found: dict = {}
    for name, value in facts.items():
        if name in named:
            value = tuple(None if one is None else UUID(named[name][one]) for one in value)
        elif name == "statuses":
            value = tuple(NONE if one is None else scene.statuses.get(one, one) for one in value)
        elif name in ("since", "until"):
            value = today() - timedelta(days=value)
        elif name in ("opened", "finished"):
            value = (f"{today() - timedelta(days=20):%Y-%m}",)
        elif name == "scope":
            value = scene.people[value]
        found[name] = value
    own = {name: found.pop(name) for name in ("late", "shared", "counting", "scope") if name in found}
    return TotalsFilter(CaseFilter(**found), **own).in_state(show)


def shown(address: str) -> tuple[int, int, int]:
    """How many cases the board at an address shows, their pennies, and how many have no value; it takes all it says."""
    split = urlsplit(address)
    assert split.path == "/board/"
    read = CaseFilterForm(QueryDict(split.query))
    assert read.wrong == {}
    total = read_board(None, sieve=read.sieve).total
    return total.count, total.pennies, total.without_value


def figures(page: TotalsPage) -> Iterator[tuple[Aggregate, str]]:
    """Every figure of a page that the board can show, with where it leads."""
    for side in page.sides:
        for table in side.tables:
            for row in table.rows:
                yield from ((cell.figure, cell.address) for cell in (*row.cells, row.total))
            yield from ((cell.figure, cell.address) for cell in (*table.foot, table.total))
        yield side.total, side.address
    for _, cells in page.months:
        yield from cells
    yield from ((figure, address) for _, figure, address in page.in_all)
    yield page.open.total, page.open_address
    yield page.completed, page.completed_address
    for share, _, _, address in page.shares:
        yield share.line.figure, address


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cases=CASES,
    facts=ASKED,
    show=st.sampled_from([OPEN, COMPLETED, BOTH]),
    unlisted=st.sampled_from(["Submitted", "Completed", "None of them"]),
)
def test_the_board_behind_a_figure_holds_as_many_cases_and_pennies(scene, cases, facts, show, unlisted):
    fill(scene, cases, unlisted)
    wanted = wanted_of(scene, facts, show)
    page = TotalsPage(wanted, today())

    led: dict[str, Aggregate] = {}
    for figure, address in figures(page):
        if figure.cases:
            led.setdefault(address, figure)
    for address, figure in led.items():
        assert shown(address) == (figure.cases, figure.pennies, figure.no), address
    assert shown(links.link_to_cases(wanted)())[0] == filtered_cases(wanted).count()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=CASES, facts=ASKED)
def test_weeks_and_what_is_to_be_put_right_lead_to_boards_of_the_same(scene, cases, facts):
    fill(scene, cases, "None of them")
    wanted = wanted_of(scene, facts, OPEN)
    moves = MovementPage(wanted, today())

    behind = links.link_to_board(replace(wanted.narrow, states=("completed",)))
    for week in moves.done.weeks:
        figure = week.figure
        assert shown(behind(**moves.week(week.first))) == (figure.cases, figure.pennies, figure.no)
    for _, number, address in Dashboard(today(), datetime.now(UTC), wanted).odd:
        assert shown(address)[0] == number


def test_a_case_dated_ahead_within_its_month_is_in_the_months_figure(scene):
    scene.add("Early", 700, "Completed", opened=5, done=1)
    scene.read()
    first = (today() - timedelta(days=1)).replace(day=1)

    month, cells = TotalsPage(TotalsFilter(), first).months[-1]
    _, address = cells[2]

    assert (month.finished.cases, month.finished.pennies) == (1, 700)
    assert shown(address) == (1, 700, 0)


def test_late_work_alone_is_a_list(book):
    address = links.link_to_cases(TotalsFilter(late=True))(status="none", type="none")

    assert address == "/totals/cases/?late=1&status=none&type=none"
    assert (
        links.overdue_url(TotalsFilter(CaseFilter(odd=("no-value",), opened=("2026-01",))))
        == "/totals/cases/?odd=no-value&late=1"
    )
    assert ageing.listed_cases(TotalsFilter(), today()).count() == cases_in_any_state(TotalsFilter()).count() - 2
