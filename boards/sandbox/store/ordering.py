"""
Where each case stands in its status: one ordered list of cases per status, firm-wide (plannr-api.md 2.8).

Plannr does not say what it does with the siblings of a moved case, so three conventions are kept:

* `shift`: a case is inserted, its followers move down one, the column it left closes up, numbers run 1..n
* `ties`: the number sent is kept as it is, nobody else moves, two cases may share a number
* `gaps`: followers move down one, nothing closes up, numbers past the end stay, a new status without a number
  means no number
"""

from bisect import bisect_right
from math import inf
from typing import Any

type CaseUuids = list[str]


class StatusOrder:
    """The order of cases in each status. Takes the case records by uuid; writes `status` and `status_position`."""

    def __init__(self, cases: dict[str, dict[str, Any]]) -> None:
        self._cases = cases
        self._lists: dict[str | None, CaseUuids] = {}

    def of(self, status: str | None) -> CaseUuids:
        """Give the uuids of a status's cases, in order. The list is live: do not change it."""
        return self._lists.setdefault(status, [])

    def next_position(self, status: str | None) -> int | None:
        """Give the number a case gets at the end of a status; None when there is no status to stand in."""
        return len(self.of(status)) + 1 if status else None

    def enter(self, uuid: str) -> None:
        """Put a new case where its own number says. Nobody else moves."""
        column = self.of(self._cases[uuid]["status"])
        rank = self._rank(uuid)
        if not column or self._rank(column[-1]) <= rank:
            column.append(uuid)
        else:
            column.insert(bisect_right(column, rank, key=self._rank), uuid)

    def leave(self, uuid: str, convention: str) -> None:
        """Take a case out of its column; under `shift` the column closes up."""
        status = self._cases[uuid]["status"]
        self.of(status).remove(uuid)
        if convention == "shift":
            self._renumber(status)

    def place(self, uuid: str, status: str | None, position: int | None, convention: str) -> None:
        """Move a case to a status and place by one of the conventions above. Position None: no place was asked for."""
        case = self._cases[uuid]
        if status == case["status"] and position is None:
            return
        old = case["status_position"]
        self.leave(uuid, convention)
        case["status"] = status
        if convention == "shift":
            self._insert(uuid, status, position)
        else:
            case["status_position"] = old if position is None and convention == "ties" else position
            if convention == "gaps" and position is not None:
                self._make_room(status, position)
            self.enter(uuid)

    def _insert(self, uuid: str, status: str | None, position: int | None) -> None:
        column = self.of(status)
        last = len(column) + 1
        column.insert(min(max(position or last, 1), last) - 1, uuid)
        self._renumber(status)

    def _make_room(self, status: str | None, position: int) -> None:
        for uuid in self.of(status):
            if self._rank(uuid) >= position and self._rank(uuid) != inf:
                self._cases[uuid]["status_position"] += 1

    def _renumber(self, status: str | None) -> None:
        cases = self._cases
        for place, uuid in enumerate(self.of(status), 1):
            cases[uuid]["status_position"] = place if status else None

    def _rank(self, uuid: str) -> float:
        position = self._cases[uuid]["status_position"]
        return inf if position is None else position
