"""A small firm whose sums can be done by hand, read into the mirror."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from boards.mirror.sync.firm import sync_firm
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record
from boards.users.models import User
from tests.making import Browser


def ago(days: float) -> str:
    """So many days back, as the sandbox keeps times."""
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Scene:
    """Priya and Tom advise, Ann and Bob are clients; three open statuses and one for completed cases."""

    firm: Firm
    sandbox: Sandbox
    statuses: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Record] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: int | None, status: str | None = "Research", **more: Any) -> None:
        """Add a case: `type` by name, `by` the names of those assigned, `opened` and `done` days ago."""
        opened, done = more.pop("opened", 10), more.pop("done", None)
        record = self.firm.add_case(
            name,
            client=self.clients[more.pop("client", "Ann")],
            status=self.statuses[status] if status else None,
            type=self.types[kind] if (kind := more.pop("type", "Pension")) else None,
            assigned_to=[self.people[who] for who in more.pop("by", ("Priya",))],
            value=value,
            created_at=ago(opened),
            completed_at=ago(done) if done is not None else None,
            **more,
        )
        self.cases[name] = record["uuid"]

    def read(self) -> None:
        """Read the firm into the mirror."""
        sync_firm(force=True)

    def link(self, browser: Browser, who: str) -> None:
        """Say which employee of Plannr's somebody is."""
        User.objects.filter(pk=browser.user.pk).update(plannr_account=UUID(self.people[who]))
        browser.user.refresh_from_db()


@pytest.fixture
def scene(sandbox: Sandbox, firm: Firm, db: None) -> Scene:
    """The firm without a case."""
    scene = Scene(firm, sandbox)
    for name, colour in (("Enquiry", "#8A94A6"), ("Research", "#7A5AD9"), ("Submitted", "#E0930F")):
        scene.statuses[name] = firm.add_status(name, colour)["uuid"]
    scene.statuses["Completed"] = firm.add_status("Completed", "#23852B", completed=True)["uuid"]
    scene.types = {name: firm.add_type(name)["uuid"] for name in ("Pension", "Protection")}
    for name in ("Priya Patel", "Tom Hughes"):
        scene.people[name.partition(" ")[0]] = firm.add_employee(name, job="adviser")["uuid"]
    scene.clients = {name: firm.add_client(f"{name} Smith") for name in ("Ann", "Bob")}
    return scene


@pytest.fixture
def book(scene: Scene) -> Scene:
    """Eight cases, read: £1,500.50 and £500 in Research, £2,000 in Enquiry, and what totals leave out or fold."""
    scene.add("Pension transfer", 150_050)
    scene.add("ISA", 50_000, by=("Tom",))
    scene.add("Life cover", 200_000, "Enquiry", type="Protection", client="Bob")
    scene.add("Annual review", None, "Enquiry", type=None, by=())
    scene.add("Joint work", 100_000, "Submitted", by=("Tom", "Priya"))
    scene.add("Nowhere", 7, None, type="Protection", by=())
    scene.add("Done deal", 300_000, "Completed", opened=40, done=5)
    scene.add("Undated", 9_900, "Completed", by=("Tom",))
    scene.read()
    return scene
