"""Several people at one card, in several threads: nobody overwrites another in silence, and one gesture is one PUT."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection

from boards.cases.operations import move
from boards.mirror import models as mirror
from boards.mirror.sync.cases import sync_client
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from boards.users.models import User
from boards.writes.operation import Result
from tests.making import make_user
from tests.writes import history

CONTESTS = int(os.environ.get("CONTESTS", "12"))
WRITERS = 6


def together(people: list[User], drops: list[move.MoveRequest]) -> list[Result]:
    """Everybody drops at once, each on a thread and a database connection of their own."""

    def one(pair: tuple[User, move.MoveRequest]) -> Result:
        try:
            return move.move_case(*pair)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(drops)) as pool:
        return list(pool.map(one, zip(people, drops, strict=True)))


def opened(firm: Firm, sandbox: Sandbox) -> tuple[UUID, list[UUID], list[UUID]]:
    """The small firm with Ann's board read: client, cases, statuses."""
    history.fill(firm)
    firm.behaviours.set(requests_a_minute=0)
    client = next(UUID(one["uuid"]) for one in firm.kinds["account"].values() if one["type"] == "client")
    sync_client(client)
    return client, [UUID(uuid) for uuid in firm.kinds["case"]], [UUID(uuid) for uuid in firm.kinds["status"]]


@pytest.mark.django_db(transaction=True)
def test_of_several_people_at_one_card_one_wins_and_the_others_are_told(sandbox: Sandbox, firm: Firm):
    client, cases, statuses = opened(firm, sandbox)
    people = [make_user("adviser") for _ in range(WRITERS)]

    for _ in range(CONTESTS):
        sync_client(client, force=True)
        case = mirror.Case.objects.get(pk=cases[0])
        others = [status for status in statuses if status != case.status]
        puts = len(sandbox.log.writes())
        drops = [
            move.MoveRequest(
                cases[0], others[number % len(others)], None, case.seen, client=client, key=f"{puts}-{number}"
            )
            for number in range(WRITERS)
        ]

        told = Counter(ending.outcome for ending in together(people, drops))

        assert told == {"saved": 1, "conflict": WRITERS - 1}
        assert len(sandbox.log.writes()) == puts + 1


@pytest.mark.django_db(transaction=True)
def test_one_gesture_sent_many_times_at_once_is_one_put(sandbox: Sandbox, firm: Firm):
    client, cases, statuses = opened(firm, sandbox)
    person = make_user("adviser")
    seen = mirror.Case.objects.get(pk=cases[0]).seen
    drop = move.MoveRequest(cases[0], statuses[3], None, seen, client=client, key="one gesture")

    told = {ending.outcome for ending in together([person] * WRITERS, [drop] * WRITERS)}

    assert told == {"saved"}
    assert len(sandbox.log.writes()) == 1
