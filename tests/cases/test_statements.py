"""What a drop of a card costs the database."""

from typing import Any

import pytest

from boards.gateway import circuit
from tests.cases.conftest import Scene, outcome
from tests.making import Browser
from tests.statements import CEILING, LOCKS, LOOK, recorded_statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seldom_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, no second passes: LOOK counts what else one would cost."""
    monkeypatch.setattr(circuit, "LOOK_SECONDS", 3600.0)


@pytest.mark.parametrize("board", ["client", "firm"])
@pytest.mark.parametrize(
    ("name", "to", "after"),
    [("A1", "Offer", ""), ("A3", "Submitted", "A4"), ("A1", "Research", "A3"), ("A4", "Research", "last")],
    ids=["into an empty column", "into another column", "within its column", "to the foot"],
)
def test_a_drop_costs_at_most_forty_statements(
    scene: Scene, adviser: Browser, name: str, to: str, after: str, board: str
) -> None:
    form: dict[str, Any] = {"status": scene.statuses[to], "after": scene.cases.get(after, after), "key": "a gesture"}
    form |= {"seen": scene.seen(name), "client": str(scene.ann) if board == "client" else ""}
    adviser.get(f"/clients/{scene.ann}/board/")

    with recorded_statements() as found:
        answer = adviser.post(f"/cases/{scene.cases[name]}/move/", form, headers={"X-Requested-With": "fetch"})

    assert outcome(answer) == "saved"
    assert len(found) + LOOK <= CEILING + LOCKS
