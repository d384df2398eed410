"""A change of a plan's covers is a change of the boards that show its cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from boards import plannr
from boards.mirror.models import CoverIssues, SyncState
from boards.mirror.store.cases import upsert_cases
from boards.mirror.store.plans import mark_plan_deleted, upsert_covers, upsert_plans

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PLAN = plannr.Plan(uuid4(), "Family protection", type="protection_policy", status="active")
COVER = plannr.Cover(
    uuid4(), "life", benefit_amount=plannr.Money(250_000_00), benefit_status="active", indexation=Decimal(2)
)
WHOLE = plannr.Beneficiary(uuid4(), "Ann", Decimal(100), cover_uuid=COVER.uuid)
MARGARET, SUE = (plannr.Account(uuid4(), name, kind="client") for name in ("Margaret", "Sue"))


@pytest.fixture
def boards() -> None:
    """The boards of the firm and two clients, of whom Margaret has a case of the plan, which is in good health."""
    status = plannr.Status(uuid4(), "Research", "", 1)
    for client, plans in ((MARGARET, (PLAN,)), (SUE, ())):
        case = plannr.Case(uuid4(), "Case", status=status, participants=(client,), plans=plans)
        upsert_cases([case], began=NOW)
        SyncState.objects.create(key=f"client:{client.uuid}")
    SyncState.objects.create(key="firm")
    upsert_plans([PLAN], began=NOW)
    upsert_covers(PLAN.uuid, [COVER], [WHOLE], began=NOW)
    SyncState.objects.update(serial=0)


def after(seconds: int) -> datetime:
    """Some time later."""
    return NOW + timedelta(seconds=seconds)


def serials() -> tuple[int, int, int]:
    """How often the boards of the firm, Margaret and Sue changed."""
    found = dict(SyncState.objects.values_list("key", "serial"))
    return found["firm"], found[f"client:{MARGARET.uuid}"], found[f"client:{SUE.uuid}"]


@pytest.mark.usefixtures("boards")
def test_a_new_gap_changes_the_boards_that_show_it_and_so_does_its_end():
    upsert_covers(PLAN.uuid, [COVER], [replace(WHOLE, percentage=Decimal(90))], began=after(1))
    gap = serials()
    upsert_covers(PLAN.uuid, [COVER], [WHOLE], began=after(2))

    assert (gap, serials()) == ((1, 1, 0), (2, 2, 0))


@pytest.mark.usefixtures("boards")
def test_a_change_without_a_new_gap_leaves_every_board_alone():
    upsert_covers(PLAN.uuid, [COVER], [replace(WHOLE, name="Anne")], began=after(1))
    upsert_plans([replace(PLAN, name="Renamed")], began=after(1))

    assert serials() == (0, 0, 0)


@pytest.mark.usefixtures("boards")
def test_a_plan_that_is_no_longer_live_or_has_gone_takes_its_gaps_off_the_boards():
    upsert_covers(PLAN.uuid, [COVER], [], began=after(1))
    upsert_plans([replace(PLAN, status="inactive")], began=after(2))
    inactive = serials()
    upsert_plans([PLAN], began=after(3))
    mark_plan_deleted(PLAN.uuid, at=after(4))

    assert (inactive, serials()) == ((2, 2, 0), (4, 4, 0))
    assert CoverIssues.objects.get(plan=PLAN.uuid).gaps == []


@pytest.mark.usefixtures("boards")
def test_a_plan_of_no_case_and_one_whose_covers_were_never_read_change_nothing():
    upsert_covers(UUID(int=1), [COVER], [], began=after(1))
    upsert_plans([replace(PLAN, uuid=UUID(int=2))], began=after(1))
    mark_plan_deleted(UUID(int=2), at=after(2))

    assert serials() == (0, 0, 0)
    assert not CoverIssues.objects.filter(plan=UUID(int=2)).exists()
