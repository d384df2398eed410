"""A freeze is said on every page that could write what it covers, and on no other client's."""

import re
from uuid import UUID

from boards.writes import freeze
from tests.cases.conftest import Scene
from tests.making import Browser


def banners(browser: Browser, *addresses: str) -> list[list[str]]:
    """What each page says is stopped."""
    return [re.findall(r"<b>([^<]+ is stopped\.)</b>", browser.get(address).text) for address in addresses]


def test_a_frozen_case_is_said_wherever_it_could_be_written(adviser: Browser, scene: Scene):
    case, other = scene.cases["A1"], scene.cases["B1"]
    freeze.freeze(f"case:{case}", "It lost a plan.", name="A1", client=scene.ann)

    said = banners(
        adviser, f"/cases/{case}/", f"/cases/{case}/move/", f"/cases/{case}/completion/",
        f"/clients/{scene.ann}/board/", "/board/", "/cases/new/",
    )  # fmt: skip

    assert said == [["Changing “A1” is stopped."]] * 6
    assert banners(adviser, f"/cases/{other}/", f"/clients/{scene.bob}/board/") == [[], []]


def test_a_frozen_client_is_said_on_the_board_the_cases_and_the_form_for_a_new_one(adviser: Browser, scene: Scene):
    freeze.freeze(f"client:{scene.ann}", "Two cases lost plans.", name="Ann Smith", client=scene.ann)

    said = banners(
        adviser, f"/clients/{scene.ann}/board/", f"/clients/{scene.ann}/cases/new/", f"/cases/{scene.cases['A2']}/"
    )

    assert said == [["Changing any case or plan of Ann Smith is stopped."]] * 3
    assert banners(adviser, f"/clients/{scene.bob}/board/") == [[]]


def test_a_frozen_firm_is_said_everywhere_and_stops_every_write(adviser: Browser, scene: Scene):
    freeze.freeze(freeze.FIRM, "Three cases lost plans.")

    said = banners(adviser, "/", f"/clients/{scene.bob}/board/", f"/cases/{scene.cases['B1']}/")

    assert said == [["Writing to Plannr is stopped."]] * 3
    assert "Writing to Plannr has been stopped: Three cases lost plans." in scene.drop(adviser, "A2", "Offer").text
    assert scene.puts() == []


def test_a_board_that_is_open_hears_of_it_at_its_next_refresh(adviser: Browser, scene: Scene):
    freeze.freeze(f"case:{scene.cases['A1']}", "It lost a plan.", name="A1", client=scene.ann)

    answer = adviser.get(f"/clients/{scene.ann}/board/refresh/", headers={"HX-Request": "true"}).text

    assert '<div id="freezes" hx-swap-oob="true">' in answer
    assert "<b>Changing “A1” is stopped.</b> It lost a plan." in answer


def test_a_manager_lifts_it_on_the_board_with_a_reason(adviser: Browser, manager: Browser, scene: Scene):
    halt = freeze.freeze(f"case:{scene.cases['A1']}", "It lost a plan.", name="A1", client=scene.ann)
    address = f"/freezes/{halt.pk}/lift/"

    assert 'href="/freezes/#freeze--' in manager.get(f"/cases/{scene.cases['A1']}/").text
    wrong = manager.post(address, {f"{halt.pk}-reason": " "})
    assert (wrong.status_code, "Say why writing may go on" in wrong.text) == (422, True)
    assert adviser.post(address, {f"{halt.pk}-reason": "Let me."}).status_code == 403
    assert freeze.active_freezes().count() == 1

    told = manager.post(address, {f"{halt.pk}-reason": "Linked again in Plannr."}, follow=True)

    assert "Changing “A1” can go on." in told.text
    assert "Tom Hughes let writing go on for A1: Linked again in Plannr." in manager.get("/audit/").text
    assert scene.drop(adviser, "A1", "Offer").status_code == 200


def test_a_second_lift_of_the_same_freeze_is_said(manager: Browser, db: None):
    halt = freeze.freeze(f"case:{UUID(int=1)}", "It lost a plan.", name="A1")
    for _ in range(2):
        told = manager.post(f"/freezes/{halt.pk}/lift/", {f"{halt.pk}-reason": "Seen to."}, follow=True)
    assert "It had been lifted before." in told.text


def test_many_freezes_leave_room_for_the_board(adviser: Browser, scene: Scene):
    for number in range(5):
        freeze.freeze(f"case:{UUID(int=number)}", "It lost a plan.", name=f"C{number}")

    assert banners(adviser, "/board/") == [[f"Changing “C{number}” is stopped." for number in range(3)]]
    assert "2 more cases or plans stopped besides." in adviser.get("/board/").text
    freeze.freeze(freeze.FIRM, "Three cases lost plans.")
    assert banners(adviser, "/board/") == [["Writing to Plannr is stopped."]]
