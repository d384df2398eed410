"""A small hand-made firm, served over real HTTP, and a caller that speaks plain http.client to it."""

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from boards.sandbox.app import Sandbox
from boards.sandbox.server import SandboxServer, serve
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record


@dataclass
class Heard:
    """An answer: its status, its JSON (or text), its headers by lower-case name."""

    status: int
    body: Any
    headers: dict[str, str]


class Caller:
    """Speaks to one server, a connection per call, as the token's user."""

    def __init__(self, server: SandboxServer) -> None:
        self.server = server
        self.headers: dict[str, str | None] = {}

    def __call__(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str | None] | None = None
    ) -> Heard:
        firm = self.server.sandbox.firm
        given = {
            "Authorization": "Bearer sandbox-token",
            "Accept": "application/json",
            "X-PLANNR-ACCOUNT-UUID": firm.account_uuid,
            "Content-Type": "application/json",
            **(headers or {}),
        }
        line = http.client.HTTPConnection(self.server.host, self.server.port, timeout=10)
        try:
            sent = body if isinstance(body, str | None) else json.dumps(body)
            whole = path if path.startswith("/_sandbox") else f"/api/v1/{path}"
            line.request(
                method, quote(whole, safe="/?&=[]%,:-"), sent, {k: v for k, v in given.items() if v is not None}
            )
            answer = line.getresponse()
            raw = answer.read()
        finally:
            line.close()
        heard = {key.lower(): value for key, value in answer.getheaders()}
        is_json = "json" in heard.get("content-type", "") and raw
        return Heard(answer.status, json.loads(raw) if is_json else raw.decode(), heard)

    def get(self, path: str) -> Any:
        """The body of a GET that must be answered 200."""
        heard = self("GET", path)
        assert heard.status == 200, heard
        return heard.body

    def names(self, path: str) -> list[str]:
        """The names in a list."""
        return [row["name"] for row in self.get(path)["data"]]

    def put(self, path: str, **body: Any) -> Any:
        """The body of a PUT that must be answered 200."""
        heard = self("PUT", path, body)
        assert heard.status == 200, heard
        return heard.body


@dataclass
class Small:
    """The hand-made firm and what a test wants to name in it."""

    firm: Firm
    ann: Record
    bob: Record
    priya: Record
    todo: Record
    done: Record
    pension: Record
    plan: Record
    home_plan: Record
    life: Record
    illness: Record
    jane: Record
    john: Record
    cases: list[Record]

    def case(self, place: int) -> Record:
        """The case as it is now."""
        return self.firm.kinds["case"][self.cases[place]["uuid"]]

    def column(self, status: Record | None = None) -> list[tuple[str, int | None]]:
        """Names and numbers of a status's cases, in order."""
        rows = self.firm.columns.of((status or self.todo)["uuid"])
        return [(one["name"], one["status_position"]) for one in self.firm.those("case", rows)]

    def beneficiaries(self) -> list[tuple[str, float]]:
        """Names and shares on the protection plan."""
        return [(one["name"], one["percentage"]) for one in self.firm.by("beneficiary", "plan", self.plan["uuid"])]


@pytest.fixture
def small() -> Small:
    """Two clients, two statuses, four cases (A to D) in the first, two plans, two covers, two beneficiaries."""
    firm = Firm(seed=7)
    todo, done = firm.add_status("To do", "#2F80D1"), firm.add_status("Done", "#23852B", completed=True)
    priya = firm.add_employee("Priya Patel", job="adviser")
    ann, bob = firm.add_client("Ann Smith", adviser=priya), firm.add_client("Bob O'Neill")
    pension = firm.add_type("Pension")
    plan = firm.add_plan("Family plan", client=ann, policy_number="EL-1", provider="Example Life")
    home_plan = firm.add_plan("Home", client=ann, type="general_insurance")
    told = {"benefit_frequency": "monthly", "benefit_status": "active", "indexation": 2.5}
    life = firm.add_cover(plan, "life_assurance", benefit_amount=10_000_000, **told)
    illness = firm.add_cover(plan, "critical_illness", benefit_amount=5_000_000, **told)
    jane = firm.add_beneficiary(plan, "Jane Doe", 60, life)
    john = firm.add_beneficiary(plan, "John Smith", 20.02, illness)
    rows = (("A", ann, 150_99), ("B", bob, None), ("C", ann, 100), ("D", bob, 7))
    cases = [
        firm.add_case(
            name, client=client, status=todo, type=pension, value=value, plans=[plan] if client is ann else []
        )
        for name, client, value in rows
    ]
    return Small(firm, ann, bob, priya, todo, done, pension, plan, home_plan, life, illness, jane, john, cases)


@pytest.fixture
def sandbox(small: Small) -> Sandbox:
    """The hand-made firm behind the API."""
    return Sandbox(small.firm)


@pytest.fixture
def call(sandbox: Sandbox) -> Iterator[Caller]:
    """The same over real HTTP."""
    with serve(sandbox) as server:
        yield Caller(server)
