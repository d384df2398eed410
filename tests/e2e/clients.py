"""The clients that browser tests work with, as records of the sandbox."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from boards.sandbox.app import Sandbox

STATUSES = {
    "New enquiry": "#8A94A6",
    "Fact find": "#2F80D1",
    "Research": "#7A5AD9",
    "Recommendation": "#E0930F",
    "With provider": "#C8437F",
    "Completed": "#23852B",
}
CASES = {
    "New enquiry": {"School fees plan": 1_250_000},
    "Fact find": {"Carry forward contribution": 6_000_000, "Annual review": None, "Junior ISA": 900_000},
    "Research": {"Pension transfer": 14_850_000, "ISA allowance": 2_000_000, "Whole of life in trust": 2_500_000},
    "With provider": {"Key person cover": 650_000},
}
_numbers = count(1)


@dataclass(frozen=True)
class File:
    """A client's file in the sandbox: the client, and the uuids of its cases by name."""

    plannr: Sandbox
    client: dict[str, Any]
    cases: dict[str, str]

    @property
    def name(self) -> str:
        """The client's name."""
        return f"{self.client['first_name']} {self.client['last_name']}"

    @property
    def address(self) -> str:
        """The path of the client's board."""
        return f"/clients/{self.client['uuid']}/board/"

    def record(self, case: str) -> dict[str, Any]:
        """The case as Plannr keeps it now."""
        return dict(self.plannr.firm.kinds["case"][self.cases[case]])

    def status_of(self, case: str) -> str:
        """The name of the status that Plannr has the case in now."""
        return str(self.plannr.firm.kinds["status"][self.record(case)["status"]]["name"])

    def order_in(self, status: str) -> list[str]:
        """This client's cases in a status as Plannr orders them, by name."""
        names = {uuid: name for name, uuid in self.cases.items()}
        column = self.plannr.firm.columns.of(status_uuid(self.plannr, status))
        return [names[uuid] for uuid in column if uuid in names]

    def firm_order_in(self, status: str) -> list[str]:
        """Every case of the firm in a status, by uuid, in Plannr's order."""
        return list(self.plannr.firm.columns.of(status_uuid(self.plannr, status)))

    def position_of(self, case: str) -> int:
        """The case's `status_position` in Plannr."""
        return int(self.record(case)["status_position"])

    def moved_outside(self, case: str, status: str) -> None:
        """Somebody moves the case in Plannr itself."""
        answer = self.plannr.in_plannr(
            "PUT", f"/api/v1/cases/{self.cases[case]}", {"status": status_uuid(self.plannr, status)}
        )
        assert answer.status == 200

    def writes(self) -> list[str]:
        """The cases' names that Plannr changed because the board asked, oldest first."""
        names = {uuid: name for name, uuid in self.cases.items()}
        log = self.plannr.log.writes()
        return [names[entry.uuid] for entry in log if entry.by == "token" and entry.uuid in names]


def open_file(plannr: Sandbox, *, extra: int = 0) -> File:
    """A new client with CASES (and `extra` more in Research), and a case of somebody else before each of them."""
    firm, number = plannr.firm, next(_numbers)
    with firm.turn():
        client = firm.add_client(f"Margaret Wilson{number}")
        other = firm.add_client(f"Owen Other{number}")
        cases = {}
        for status, named in CASES.items():
            more = {f"Extra case {n:03}": 100_000 + n for n in range(1, extra + 1)} if status == "Research" else {}
            for name, value in {**named, **more}.items():
                place = status_uuid(plannr, status)
                firm.add_case(f"Not {name}", client=other, status=place, value=100)
                cases[name] = str(firm.add_case(name, client=client, status=place, value=value)["uuid"])
    return File(plannr, client, cases)


def status_uuid(plannr: Sandbox, name: str) -> str:
    """The uuid of a status by its name."""
    statuses = plannr.firm.kinds["status"].values()
    return next(str(status["uuid"]) for status in statuses if status["name"] == name)
