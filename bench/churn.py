"""Reads of the whole firm while cases come and go: shared by the bench (300 of them) and the suite (fewer)."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from boards import gateway
from boards.mirror.models import Case
from boards.mirror.sync.firm import Progress, sync_firm
from boards.sandbox.app import Sandbox
from boards.sandbox.server import serve
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record

TOKEN = "sandbox-token"
SIZE = 1_300
CHURN = 3


@dataclass
class Result:
    """What became of the reads: `lost` counts live cases that stood before a read began and were not there after it."""

    reads: int = 0
    lost: int = 0
    doubled: int = 0
    deleted: int = 0
    opened: int = 0
    incomplete: int = 0


def reads_under_churn(number: int, seed: int = 7) -> Result:
    """Read a firm of three pages so often; before each page some cases are deleted and as many opened.

    Every tenth read starts with an empty mirror, which cannot know what it lacks. Django must be set up.
    """
    dice, firm, result = random.Random(seed), Firm(), Result()
    firm.behaviours.set(requests_a_minute=1_000_000)
    status, client = firm.add_status("Research"), firm.add_client("Ann Smith")
    start = datetime.now(UTC) - timedelta(days=900)
    for at in range(SIZE):
        moment = (start + timedelta(minutes=17 * at)).strftime("%Y-%m-%dT%H:%M:%SZ")
        firm.add_case(f"Case {at}", client=client, status=status, value=at, created_at=moment)
    with serve(Sandbox(firm, token=TOKEN)) as server:
        settings.PLANNR_API_URL, settings.PLANNR_TOKEN = server.url, TOKEN
        settings.PLANNR_ACCOUNT_UUID = firm.account_uuid
        gateway.close()
        for at in range(number):
            if at % 10 == 0:
                Case.objects.all().delete()
            one_read(firm, client, status, dice, result)
        gateway.close()
    return result


def one_read(firm: Firm, client: Record, status: Record, dice: random.Random, result: Result) -> None:
    """One read, with churn before each of its pages."""
    stood = set(firm.kinds["case"])

    def churn(progress: Progress) -> None:
        if progress.doing != "cases":
            return
        with firm.turn():
            for uuid in dice.sample(sorted(firm.kinds["case"]), CHURN):
                firm.remove("case", uuid)
            for _ in range(CHURN):
                firm.add_case("New", client=client, status=status, value=1)
        result.deleted, result.opened = result.deleted + CHURN, result.opened + CHURN

    read = sync_firm(force=True, say=churn)
    rows = [str(uuid) for uuid in Case.objects.filter(gone_at=None).values_list("pk", flat=True)]
    held, live = set(rows), set(firm.kinds["case"])
    result.reads += 1
    result.lost += len((stood & live) - held)
    result.doubled += len(rows) - len(held)
    result.incomplete += bool(read.trouble)
