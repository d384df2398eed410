"""What is in doubt on a board is said to everybody who has it open or opens it, whoever did it and from wherever."""

import json
import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.cases.views.case import CASE_VERBS
from boards.mirror.models import Case
from tests.board.conftest import Scene
from tests.board.html import text
from tests.making import Browser, sign_in


def attempt(by: Browser, held: Scene, *, verb: str = "case-move", client: bool = True, name: str = "M1") -> Entry:
    """An attempt on one of Margaret's cases whose PUT has left, from her board or from the firm's."""
    about = Subject("case", UUID(held.cases[name]), name, held.client if client else None)
    return recorder.record_attempt(by.user, verb, about, before={}, body={"status": held.statuses["Offer"]}, key=None)


def drawn(browser: Browser, address: str) -> list[Any]:
    """What the page of a board tells its script of doubts."""
    found = re.search(r'data-doubts="([^"]*)"', text(browser.get(address)))
    return list(json.loads(unescape(found[1]))) if found else []


def asked(browser: Browser, address: str) -> list[Any]:
    """What the script of an open board is told."""
    return list(browser.get(f"{address}doubts/").json())


@pytest.mark.parametrize("verb", CASE_VERBS)
@pytest.mark.parametrize("from_client", [True, False], ids=["from the client", "from the firm"])
def test_every_change_in_doubt_is_told_on_both_boards_to_everybody(
    adviser: Browser, manager: Browser, held: Scene, verb: str, from_client: bool
):
    made = attempt(adviser, held, verb=verb, client=from_client)
    case, calls = held.cases["M1"], held.calls()

    for browser in (manager, sign_in("adviser")):
        for address, query in ((held.address, f"?client={held.client}"), ("/board/", "")):
            told = [
                [
                    case,
                    f"/cases/{case}/settled/{made.pk}/{query}",
                    "Plannr does not show a change by Priya Patel yet.",
                ]
            ]
            assert (drawn(browser, address), asked(browser, address)) == (told, told)
    assert held.calls() == calls
    assert drawn(browser, f"/clients/{held.other}/board/") == []


@pytest.mark.parametrize("ending", recorder.SETTLED)
def test_what_is_settled_is_in_doubt_no_longer(adviser: Browser, manager: Browser, held: Scene, ending: str):
    made = attempt(adviser, held)
    recorder.record_outcome(made, recorder.UNKNOWN)
    assert len(asked(manager, held.address)) == 1

    recorder.record_outcome(made, ending)

    assert (asked(manager, held.address), drawn(manager, held.address)) == ([], [])


def test_whoever_made_it_is_told_of_it_once_it_is_in_doubt_and_not_while_it_is_leaving(adviser: Browser, held: Scene):
    made = attempt(adviser, held)
    assert asked(adviser, held.address) == []

    recorder.record_outcome(made, recorder.UNKNOWN)

    [[_, _, words]] = asked(adviser, held.address)
    assert words == "Plannr does not show your change yet. Checking whether it was saved; do not send it again."


def test_everybody_who_sees_the_board_may_ask_how_it_stands(adviser: Browser, manager: Browser, held: Scene):
    made, case = attempt(adviser, held), Case.objects.get(name="M1")
    [[_, address, _]] = asked(manager, held.address)
    calls = held.calls()

    open_still = manager.get(address, headers={"X-Requested-With": "fetch"})
    recorder.record_outcome(made, recorder.SAVED)
    ended = manager.get(address, headers={"X-Requested-With": "fetch"})

    assert (open_still.status_code, 'data-outcome="unknown"' in text(open_still)) == (202, True)
    assert (ended.status_code, 'data-outcome="unchanged"' in text(ended)) == (200, True)
    assert f'id="card--{case.pk}"' in text(ended)
    assert held.calls() == calls


def test_without_scripts_the_board_names_what_is_being_checked(adviser: Browser, manager: Browser, held: Scene):
    made = attempt(adviser, held)

    page = text(manager.get(held.address)).partition("<noscript><div")[2].partition("</noscript>")[0]

    assert "“M1” is being checked." in page
    assert f'<a href="/cases/{held.cases["M1"]}/settled/{made.pk}/?client={held.client}">Check now</a>' in page


def test_a_person_without_a_role_is_told_nothing(stranger: Browser, held: Scene):
    assert stranger.get(f"{held.address}doubts/").status_code == 403
