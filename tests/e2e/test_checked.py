"""A colleague's change that Plannr has not answered shows on every open board that it is being checked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from boards.sandbox.app import Sandbox
from tests.e2e.clients import File
from tests.e2e.pages import BoardPage, violations
from tests.e2e.test_case import CASE, change, open_panel

pytestmark = pytest.mark.e2e
SETTLES_WITHIN = 40_000


def test_a_colleagues_edit_in_doubt_shows_on_the_open_board_and_goes(
    as_person: Callable[..., Page], complaints: Callable[[Page], None], file: File, plannr: Sandbox
) -> None:
    watching = as_person("tom")
    complaints(watching)
    theirs, mine = BoardPage(watching).open(file), BoardPage(as_person("priya")).open(file)
    panel = open_panel(mine)
    plannr.faults.add("reset", method="PUT", path="/cases/", only_next=1)
    change(panel, "value")
    panel.get_by_label("Value").fill("27,500")
    panel.get_by_role("button", name="Save", exact=True).click()

    card = theirs.card(CASE)
    expect(card).to_contain_text("Being checked. Plannr does not show a change by Priya Patel yet.")
    assert violations(watching) == []
    expect(panel.get_by_role("status")).to_contain_text("Plannr did not carry it out.", timeout=SETTLES_WITHIN)
    expect(panel.get_by_label("Value")).to_have_value("27,500")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_role("status")).to_contain_text("Saved in Plannr.")

    expect(card).not_to_contain_text("Being checked", timeout=SETTLES_WITHIN)
    expect(theirs.alarms).to_be_empty()
    assert theirs.is_same_page()
