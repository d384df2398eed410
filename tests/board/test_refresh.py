"""Refreshing a board: what is asked of Plannr, what the page is told, and what stays readable when Plannr fails."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from boards import gateway
from boards.mirror.models import SyncState
from tests.board.html import HX, names, serial, text, total, words


def refresh(browser, scene, page, told=""):
    """Ask as the page does when it has loaded."""
    return browser.get(f"{scene.address}refresh/?serial={serial(page)}&told={told}", headers=HX)


def test_nothing_changed_is_204_after_one_call(adviser, held):
    page = text(adviser.get(held.address))
    held.grow_old(20)
    before = held.calls()

    answer = refresh(adviser, held, page)

    assert (answer.status_code, answer.content, held.calls() - before) == (204, b"", 1)
    assert "at" in json.loads(answer.headers["HX-Trigger"])["board-read"]


def test_a_change_in_plannr_is_answered_with_the_board_and_its_figures(adviser, held):
    page = text(adviser.get(held.address))
    held.outsider("M2", value=50_00)
    held.grow_old(20)

    answer = refresh(adviser, held, page)

    part = text(answer)
    assert answer.status_code == 200
    assert total(part) == "£3,284.50 open · 3 cases"
    assert names(part) == ["M1", "M2", "M3"]
    assert serial(part) != serial(page)
    assert "<html" not in part
    swapped = ("told", "freezes", "wall-total", "wall-read", "wall-odd", "ribbon", "compact", "tabs")
    assert [part.count(f'id="{name}"') for name in swapped] == [1] * 8
    assert part.count("hx-swap-oob") == 8


def test_a_fresh_board_is_not_read_again_but_the_button_reads_it(adviser, held):
    page = text(adviser.get(held.address))
    before = held.calls()

    assert refresh(adviser, held, page).status_code == 204
    assert held.calls() == before

    answer = adviser.post(f"{held.address}refresh/?serial={serial(page)}&told=", headers=HX)
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (200, "none")
    assert held.calls() > before
    assert 'id="wall-read" hx-swap-oob="true"' in text(answer)


def test_the_button_works_without_a_script(adviser, held):
    held.outsider("M1", name="Renamed")

    answer = adviser.post(f"{held.address}refresh/", follow=True)

    assert answer.redirect_chain == [(held.address, 302)]
    assert names(text(answer)) == ["Renamed", "M2", "M3"]


def test_a_board_read_before_stays_readable_with_its_age_when_plannr_is_down(adviser, held):
    page = text(adviser.get(held.address))
    held.grow_old(11 * 60 + 5)

    with held.sandbox.faults.on("status", status=503):
        answer = text(refresh(adviser, held, page))
        again = text(adviser.get(held.address))

    for told in (answer, again):
        assert "Plannr can’t be reached. Showing what was read at " in words(told)
        assert "11 minutes ago" in words(told)
        assert names(told) == ["M1", "M2", "M3"]
        assert " data-readonly" in told
        assert 'hx-trigger="every 20s"' in told
    assert "<main" in again


def test_trouble_already_told_is_not_told_again(adviser, held):
    page = text(adviser.get(held.address))
    held.grow_old(60)

    with held.sandbox.faults.on("status", status=503):
        refresh(adviser, held, page)
        answer = refresh(adviser, held, page, told="unreachable")

    assert answer.headers["HX-Reswap"] == "none"
    assert 'id="told"' not in text(answer)
    assert 'id="wall-read" hx-swap-oob="true"' in text(answer)


def test_the_banner_goes_when_plannr_answers_again(adviser, held):
    page = text(adviser.get(held.address))
    held.grow_old(60)
    with held.sandbox.faults.on("status", status=503):
        refresh(adviser, held, page)

    answer = refresh(adviser, held, page, told="unreachable")

    assert answer.status_code == 200
    assert '<div id="told" class="told" hx-swap-oob="true"></div>' in text(answer)
    assert " data-readonly" not in text(answer)


def test_a_refused_token_is_said_in_words(adviser, held, settings):
    page = text(adviser.get(held.address))
    held.grow_old(60)
    settings.PLANNR_TOKEN = "withdrawn"
    gateway.close()

    answer = text(refresh(adviser, held, page))

    assert "Plannr does not accept the board’s token." in words(answer)
    assert "PLANNR_TOKEN" in answer
    assert "withdrawn" not in answer
    assert names(answer) == ["M1", "M2", "M3"]


def test_a_client_never_read_is_told_when_plannr_is_down(adviser, held):
    address = f"/clients/{held.other}/board/"
    adviser.get(address)
    with held.sandbox.faults.on("status", status=503):
        part = text(adviser.get(f"{address}refresh/?serial=&told=", headers=HX))

    assert "Plannr can’t be reached." in words(part)
    assert "Nothing was read before." in words(part)
    assert "<section" not in part


def test_a_client_unknown_to_both_is_an_unreachable_page_while_plannr_is_down(adviser, held):
    with held.sandbox.faults.on("reset"):
        answer = adviser.get(f"/clients/{uuid4()}/board/")

    assert answer.status_code == 503
    assert "Plannr can’t be reached" in text(answer)


def test_a_client_without_cases_is_told_so_as_soon_as_plannr_has_answered(adviser, held):
    poor = held.firm.add_client("Peter Poor")["uuid"]
    page = text(adviser.get(f"/clients/{poor}/board/"))
    again = re.search(r'hx-get="([^"]+)" hx-trigger="load"', page)[1]

    answer = adviser.get(html.unescape(again), headers=HX)

    assert answer.status_code == 200
    assert "No cases yet for Peter Poor" in words(text(answer))


def test_while_somebody_else_reads_the_page_asks_again_soon(adviser, held):
    page = text(adviser.get(held.address))
    held.grow_old(60)
    SyncState.objects.filter(key=f"client:{held.client}").update(busy_until=datetime.now(UTC) + timedelta(seconds=30))
    before = held.calls()

    answer = refresh(adviser, held, page)

    assert held.calls() == before
    assert 'hx-trigger="load delay:2s"' in text(answer)


def test_a_case_taken_away_in_plannr_leaves_the_board(adviser, held):
    page = text(adviser.get(held.address))
    held.sandbox.in_plannr("DELETE", f"/api/v1/cases/{held.cases['M3']}/participants", {"uuids": [str(held.client)]})
    case = held.firm.kinds["case"][held.cases["M3"]]
    held.firm.store("case", {**case, "participants": [str(held.other)]})
    held.grow_old(60)

    assert names(text(refresh(adviser, held, page))) == ["M1", "M2"]
