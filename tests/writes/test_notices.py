"""What a page tells of beside its own costs one statement, and on a board none of its own."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from tests.making import Browser

TABLES = ("writes_halt", "mirror_loss", "late-write")


@pytest.mark.parametrize(
    "address", ["/", "/clients/", "/totals/", "/freezes/", "/board/", "/clients/{}/board/", "/cases/{}/"]
)
def test_every_page_asks_once_for_all_that_it_may_have_to_tell(
    manager: Browser, sandbox: Sandbox, firm: Firm, address: str
):
    client = firm.add_client("Ann Smith")
    case = firm.add_case("Hill mortgage", client=client)
    where = address.format(case["uuid"] if "cases" in address else client["uuid"])
    manager.get(where)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        page: Any = manager.get(where)

    # The page of freezes lists them, so it reads their table for itself.
    own = 2 if address == "/freezes/" else 0
    assert page.status_code == 200
    assert sum(any(table in one["sql"] for table in TABLES) for one in asked.captured_queries) == 1 + own
