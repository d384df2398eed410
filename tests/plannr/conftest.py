"""What the client's tests share: the stub, and a client that speaks to it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from boards.plannr import Plannr
from tests.plannr.stub_server import StubServer

ACCOUNT = UUID("11111111-1111-4111-8111-111111111111")
SEEDS = Path(__file__).parent / "seeds"


@pytest.fixture
def stub() -> Iterator[StubServer]:
    """A server that answers what the test tells it to."""
    server = StubServer()
    yield server
    server.close()


@pytest.fixture
def plannr(stub: StubServer) -> Iterator[Plannr]:
    """A client of the stub, in less of a hurry than the tests of its hurry."""
    client = Plannr(stub.url, "secret-token", ACCOUNT, read_seconds=5, write_seconds=5)
    yield client
    client.close()


@pytest.fixture
def seed() -> Any:
    """The answers in the customer's own documents, by name."""
    return lambda name: json.loads((SEEDS / f"{name}.json").read_text())
