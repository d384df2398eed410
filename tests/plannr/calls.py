"""A read and a write of any kind, and how they end: most promises of the funnel hold for all of them."""

import json
from typing import Any
from uuid import UUID

import pytest

from boards.plannr import Plannr, PlannrError
from tests.plannr.conftest import ACCOUNT
from tests.plannr.stub_server import StubServer, data

CASE = UUID("26477434-c4ea-4b35-993f-4ddb7c66d27c")
STATUS = UUID("38c8721a-6541-4e85-ab0c-4bab6fbec61c")
FOUND = data({"data": [{"uuid": str(CASE), "name": "Mortgage"}]})
MOVED = data({"uuid": str(CASE)})
BODY = json.dumps({"data": [{"uuid": str(CASE)}]}).encode()


def read(plannr: Plannr) -> Any:
    """Any read."""
    return plannr.statuses.all()


def write(plannr: Plannr) -> Any:
    """Any write."""
    return plannr.cases.move(CASE, status=STATUS, position=1, plans=())


def failing(plannr: Plannr, act: Any) -> PlannrError:
    """The error an act ends in."""
    with pytest.raises(PlannrError) as caught:
        act(plannr)
    return caught.value


def hurried(stub: StubServer, gate: Any = None) -> Plannr:
    """A client with little time."""
    return Plannr(stub.url, "secret-token", ACCOUNT, read_seconds=0.5, write_seconds=0.5, guard=gate)
