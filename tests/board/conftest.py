"""A client whose cases stand in three statuses of a small firm, and the board of that client."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from boards.mirror.models import SyncState
from boards.mirror.sync.cases import sync_client
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm


@dataclass
class Scene:
    """Margaret's and Peter's cases: in Research they stand M1 P1 M2, in Offer M3; Done is empty and means completed."""

    firm: Firm
    sandbox: Sandbox
    client: UUID
    other: UUID
    statuses: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where Margaret's board is."""
        return f"/clients/{self.client}/board/"

    def add(self, name: str, status: str | None, value: int | None = None, **more: Any) -> str:
        """Add a case to Plannr."""
        case = self.firm.add_case(
            name,
            client=str(self.client),
            status=self.statuses[status] if status else None,
            value=value,
            **more,
        )
        self.cases[name] = case["uuid"]
        return str(case["uuid"])

    def outsider(self, case: str, /, **changes: Any) -> None:
        """Change a case as somebody in Plannr itself would."""
        answer = self.sandbox.in_plannr("PUT", f"/api/v1/cases/{self.cases[case]}", changes)
        assert answer.status == 200

    def read(self) -> None:
        """Read Margaret's cases into the mirror."""
        sync_client(self.client, force=True)

    def grow_old(self, seconds: float = 3600) -> None:
        """Let the last read of everything have been some time ago."""
        SyncState.objects.filter(read_at__isnull=False).update(read_at=datetime.now(UTC) - timedelta(seconds=seconds))

    def calls(self) -> int:
        """How many requests have reached Plannr."""
        return sum(1 for entry in self.sandbox.log if entry.by == "token")


@pytest.fixture
def scene(firm: Firm, sandbox: Sandbox) -> Scene:
    """The scene in Plannr; the mirror has not read it yet."""
    margaret, peter = firm.add_client("Margaret Wilson"), firm.add_client("Peter Thomas")
    scene = Scene(firm, sandbox, UUID(margaret["uuid"]), UUID(peter["uuid"]))
    for name, colour, done in (
        ("Research", "#2F80D1", False),
        ("Offer", "#abc", False),
        ("Done", None, True),
    ):
        scene.statuses[name] = firm.add_status(name, colour, completed=done)["uuid"]
    scene.add("M1", "Research", 123_450)
    firm.add_case("P1", client=str(scene.other), status=scene.statuses["Research"], value=99)
    scene.add("M2", "Research")
    scene.add("M3", "Offer", 2_000_00)
    return scene


@pytest.fixture
def held(scene: Scene) -> Scene:
    """The scene, read into the mirror just now."""
    scene.read()
    return scene
