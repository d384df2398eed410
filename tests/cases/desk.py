"""A case on the desk of an adviser: the scene's A1 with everything that can be edited filled in."""

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from boards.cases.fields import FIELDS
from boards.mirror import models as mirror
from boards.mirror.sync.accounts import sync_employees
from boards.mirror.sync.cases import sync_client
from tests.cases.conftest import Scene

REVIEW = "2031-03-04T12:00:00+00:00"


@dataclass
class Desk:
    """The scene, what can be chosen for its case A1, and the words to edit it by."""

    scene: Scene
    types: dict[str, str]
    staff: dict[str, str]
    plans: list[str]

    @property
    def uuid(self) -> str:
        """The case's uuid."""
        return self.scene.cases["A1"]

    @property
    def address(self) -> str:
        """The case page's address."""
        return f"/cases/{self.uuid}/"

    @property
    def record(self) -> dict[str, Any]:
        """The sandbox's own record of the case."""
        return self.scene.case("A1")

    @property
    def row(self) -> mirror.Case:
        """The mirror's row of the case."""
        return mirror.Case.objects.get(pk=self.uuid)

    def form(self, **answers: Any) -> dict[str, Any]:
        """A form of the page as it would be sent now: the fields named, each with what the page shows of it."""
        shown = {f"was--{name}": json.dumps(FIELDS[name].mirrored(self.row)) for name in answers}
        return {"field": list(answers), "key": uuid4().hex, "client": str(self.scene.ann)} | shown | answers

    def edit(self, browser: Client, form: dict[str, Any] | None = None, **answers: Any) -> Any:
        """Send an edit as htmx does."""
        return browser.post(f"{self.address}edit/", form or self.form(**answers), headers={"HX-Request": "true"})

    def in_plannr(self, **changes: Any) -> None:
        """Change the case as somebody in Plannr itself would."""
        answer = self.scene.sandbox.in_plannr("PUT", f"/api/v1/cases/{self.uuid}", changes)
        assert answer.status == 200

    def bodies(self) -> list[Any]:
        """What the board's PUTs to the case held."""
        return [entry.body for entry in self.scene.puts()]


def make_desk(scene: Scene) -> Desk:
    """Fill A1 in, and let the mirror meet types, staff and plans."""
    firm = scene.firm
    types = {name: firm.add_type(name)["uuid"] for name in ("Pension", "Mortgage")}
    staff = {name: firm.add_employee(name)["uuid"] for name in ("Priya Patel", "Tom Hughes", "Zoë Young")}
    third = firm.add_plan("Plan 3", client=firm.kinds["account"][str(scene.ann)])
    desk = Desk(scene, types, staff, [*scene.case("A1")["plans"], third["uuid"]])
    filled = {"type": types["Pension"], "review_at": REVIEW, "assigned_to_uuids": [staff["Priya Patel"]]}
    desk.in_plannr(**filled, plans=scene.case("A1")["plans"])
    scene.outsider("B1", type=types["Mortgage"])
    sync_employees(force=True)
    sync_client(scene.bob, force=True)
    sync_client(scene.ann, force=True)
    return desk


def words_of(response: Any) -> str:
    """What a person reads in an answer, in one line."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text).replace("&#x27;", "'")


def uuids(*texts: str) -> list[UUID]:
    """Texts as uuids."""
    return [UUID(text) for text in texts]
