"""A small firm whose two clients' cases stand between each other, read into the mirror."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from boards.mirror import models as mirror
from boards.mirror.ordering import column_cases
from boards.mirror.sync.cases import sync_client
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm

NOBODY = UUID(int=0)


@dataclass
class Scene:
    """Ann's and Bob's cases in one firm: in Research they stand A1 B1 A2 B2 A3, in Submitted B3 A4; Offer is empty."""

    firm: Firm
    sandbox: Sandbox
    statuses: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    ann: UUID = field(default=NOBODY)
    bob: UUID = field(default=NOBODY)

    def case(self, name: str) -> dict[str, Any]:
        """The sandbox's own record of a case."""
        return self.firm.kinds["case"][self.cases[name]]

    def outsider(self, name: str, **changes: Any) -> None:
        """Change a case as somebody in Plannr itself would."""
        self.sandbox.in_plannr("PUT", f"/api/v1/cases/{self.cases[name]}", changes)

    def puts(self) -> list[Any]:
        """The PUTs that reached the sandbox, in order."""
        return [entry for entry in self.sandbox.log if entry.method == "PUT" and entry.by == "token"]

    def order(self, status: str) -> list[str]:
        """The names of a status's cases across the firm, in the sandbox's order."""
        inside = [one for one in self.firm.kinds["case"].values() if one["status"] == self.statuses[status]]
        return [one["name"] for one in sorted(inside, key=lambda one: one["status_position"])]

    def shown(self, status: str, client: UUID | None = None) -> list[str]:
        """The names in a column of a client's board (Ann's unless given), as the mirror has them."""
        column = column_cases(client or self.ann, UUID(self.statuses[status]))
        return list(column.values_list("name", flat=True))

    def seen(self, name: str) -> str:
        """The token that a page drawn now would carry for a case."""
        return mirror.Case.objects.get(pk=self.cases[name]).seen

    def drop(self, browser: Client, name: str, to: str, beside: str | None = None, /, **data: Any) -> Any:
        """Drop a card on Ann's board as the page's script does: into `to`, after the case `beside` (None: first)."""
        form = {
            "status": self.statuses.get(to, to),
            "after": self.cases.get(beside or "", beside or ""),
            "seen": self.seen(name),
            "client": str(self.ann),
        }
        address = f"/cases/{self.cases[name]}/move/"
        return browser.post(address, form | data, headers={"X-Requested-With": "fetch"})


@pytest.fixture
def unread(sandbox: Sandbox, firm: Firm, db: None) -> Scene:
    """The small firm, its plans on one case; nothing of it has been read."""
    scene = Scene(firm, sandbox)
    for name, colour in (("Research", "#7A5AD9"), ("Submitted", "#E0930F"), ("Offer", "#23852B")):
        scene.statuses[name] = firm.add_status(name, colour)["uuid"]
    ann, bob = firm.add_client("Ann Smith"), firm.add_client("Bob Hill")
    plans = [firm.add_plan(f"Plan {number}", client=ann) for number in (1, 2)]
    for name, status in (
        ("A1", "Research"), ("B1", "Research"), ("A2", "Research"), ("B2", "Research"), ("A3", "Research"),
        ("B3", "Submitted"), ("A4", "Submitted"),
    ):  # fmt: skip
        client = ann if name.startswith("A") else bob
        linked = plans if name == "A1" else []
        record = firm.add_case(name, client=client, status=scene.statuses[status], value=1_000_00, plans=linked)
        scene.cases[name] = record["uuid"]
    scene.ann, scene.bob = UUID(ann["uuid"]), UUID(bob["uuid"])
    return scene


@pytest.fixture
def scene(unread: Scene) -> Scene:
    """The small firm, Ann's and Bob's boards read."""
    sync_client(unread.ann)
    sync_client(unread.bob)
    return unread


def outcome(response: Any) -> str:
    """What a `<move-answer>` says of itself."""
    return response.content.decode().partition('data-outcome="')[2].partition('"')[0]
