"""A freeze stops as little as will do, and is lifted by somebody who says why."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from boards.audit.models import Entry
from boards.audit.queries import tampered_entries
from boards.audit.recorder import Subject
from boards.plannr import InvalidResponse
from boards.writes import freeze
from boards.writes.models import WriteFreeze
from tests.making import make_user

pytestmark = pytest.mark.django_db

ANN, BOB = uuid4(), uuid4()


def damage(kind: str = "case", client: UUID | None = None, *, lost: bool = False, record: UUID | None = None) -> str:
    """A write damages a record of `client`; it is put back, unless it is `lost`."""

    def repair() -> None:
        if lost:
            raise InvalidResponse("it is gone")

    subject = Subject(kind, record or uuid4(), "Hill mortgage", client or uuid4())
    return freeze.freeze_and_repair(None, subject, "It dropped a plan.", before={}, repair=repair)


def open_scopes() -> list[str]:
    """What is frozen now."""
    return [halt.scope for halt in freeze.active_freezes()]


def test_what_was_put_back_is_told_and_not_frozen():
    assert damage() == "It dropped a plan. They were put back."
    assert open_scopes() == []


def test_what_cannot_be_put_back_is_frozen_alone():
    case = uuid4()
    words = damage(record=case, client=ANN, lost=True)
    assert "could NOT be put back (it is gone)" in words
    assert open_scopes() == [f"case:{case}"]
    assert freeze.frozen(Subject("case", case, "")) == WriteFreeze.objects.get()
    assert freeze.frozen(Subject("case", uuid4(), "", ANN)) is None


def test_a_repair_that_dies_leaves_the_record_frozen():
    case = uuid4()

    def dies() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        freeze.freeze_and_repair(
            None, Subject("case", case, "Hill mortgage"), "It dropped a plan.", before={}, repair=dies
        )
    assert open_scopes() == [f"case:{case}"]


def test_a_second_record_of_a_client_freezes_the_client_and_no_other():
    damage(client=ANN)
    words = damage("plan", client=ANN)
    assert "can be changed here until a manager has looked at it" in words
    assert open_scopes() == [f"client:{ANN}"]
    assert freeze.frozen(Subject("case", uuid4(), "", ANN)) is not None
    assert freeze.frozen(Subject("client", ANN, "", ANN)) is not None
    assert freeze.frozen(Subject("plan", uuid4(), "", BOB)) is None


def test_only_several_independent_records_freeze_the_firm(settings: Any):
    settings.FREEZE_FIRM_AFTER = 3
    same = uuid4()
    for _ in range(3):
        damage(record=same, client=BOB)
    damage()
    assert open_scopes() == []
    damage()
    assert open_scopes() == ["firm"]
    assert freeze.frozen(Subject("case", uuid4(), "")) is not None


def test_damages_of_long_ago_do_not_count(settings: Any):
    settings.FREEZE_FIRM_AFTER, settings.FREEZE_WITHIN_HOURS = 2, 24
    damage()
    halt = WriteFreeze.objects.get()
    WriteFreeze.objects.update(at=halt.at - timedelta(hours=25))
    damage()
    assert open_scopes() == []


def test_lifting_starts_the_count_again_and_stands_in_the_log(settings: Any):
    settings.FREEZE_FIRM_AFTER = 2
    damage(), damage()
    tom = make_user("manager", first_name="Tom", last_name="Hughes")
    halt = freeze.active_freezes().get()
    assert freeze.lift(halt, tom, "Plannr support has mended it.") is True
    assert freeze.lift(halt, tom, "Twice.") is False
    damage()
    assert open_scopes() == []
    note = Entry.objects.get(verb=freeze.LIFTED)
    assert (note.actor, note.words, note.before["scope"]) == (tom, "Plannr support has mended it.", "firm")
    assert list(tampered_entries()) == []
