"""The pages as a person meets them: found by role and name, never by class."""

import re
from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e.clients import File
from tests.making import PASSWORD


def settle(page: Page) -> None:
    """Wait until what fades or slides has come to rest: a dialog that is half there has half its contrast."""
    page.evaluate("""() => Promise.all(document.getAnimations()
        .filter(one => one.effect?.getTiming().iterations !== Infinity)
        .map(one => one.finished.catch(() => null)))""")


def violations(page: Page) -> list[str]:
    """What axe finds in the page, one line each with the elements; without its style sheets, which the CSP forbids."""
    page.wait_for_load_state()
    settle(page)
    # What passes is looked at as well, and not told element by element, which took a quarter of the time.
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]


def wait_for_script(page: Page, element: str) -> None:
    """Wait until the script of a custom element is there: until then the page works as it does without scripts."""
    page.wait_for_function("name => Boolean(customElements.get(name))", arg=element)


class SignInPage:
    """The sign-in page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Sign in and wait for the home page."""
        self.page.goto("/login/")
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda address: "/login/" not in address)


class BoardPage:
    """A client's board."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, file: File) -> "BoardPage":
        """Open the client's board, wait until it has been read from Plannr, and mark the page as this very one.

        Where the whole firm was read before the client was made, the columns stand there at once, and empty.
        """
        self.page.goto(file.address)
        expect(self.column("Research")).to_be_visible()
        expect(self.link(next(iter(file.cases)))).to_be_attached()
        self.mark()
        return self

    def mark(self) -> None:
        """Remember that this is the page we are on: a reload would forget it."""
        self.page.evaluate("() => { window.notReloaded = true }")

    def is_same_page(self) -> bool:
        """Whether the page has not been loaded anew since `mark`."""
        return bool(self.page.evaluate("() => window.notReloaded === true"))

    def column(self, status: str) -> Locator:
        """The column of a status."""
        return self.page.get_by_role("region", name=re.compile(f"^{re.escape(status)}\\b"))

    def card(self, name: str) -> Locator:
        """The card of a case."""
        return self.page.get_by_role("listitem").filter(has=self.link(name))

    def link(self, name: str) -> Locator:
        """The link that is the card's name."""
        return self.page.get_by_role("link", name=name, exact=True)

    def order(self, status: str) -> list[str]:
        """The names of the cards in a column, from the top."""
        links = self.column(status).get_by_role("listitem").locator("[href^='/cases/']:not([aria-label])")
        return [text.strip() for text in links.all_inner_texts()]

    def count(self, status: str) -> str:
        """What the column's head says about how many cases there are."""
        return self.column(status).locator("[data-count]").inner_text()

    def total(self, status: str) -> str:
        """The pounds in the column's head."""
        return self.column(status).locator("[data-total]").inner_text()

    def expect_order(self, status: str, names: list[str]) -> None:
        """Wait until the column holds these cards in this order."""
        self.eventually(lambda: self.order(status), names)

    def eventually(self, see: Callable[[], Any], wanted: Any, seconds: float = 20) -> None:
        """Wait until `see()` gives what is wanted; then, or when time is up, compare."""
        for _ in range(int(seconds * 20)):
            if see() == wanted:
                break
            self.page.wait_for_timeout(50)
        assert see() == wanted

    def focus(self, name: str) -> None:
        """Give a card focus, and wait until the keys of the board are there, which come with the first."""
        self.link(name).focus()
        self.page.wait_for_function("() => document.querySelector('case-board').awake")

    def lift(self, name: str) -> None:
        """Press on the card and move the mouse just far enough for a drag."""
        box = self.card(name).bounding_box()
        assert box
        self.page.mouse.move(box["x"] + 40, box["y"] + 18)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 50, box["y"] + 24, steps=3)

    def hover(self, status: str, after: str | None = None, steps: int = 8) -> None:
        """Carry what is held over a column: below the card `after`, or over the top of its list."""
        self.page.mouse.move(*self.point(status, after), steps=steps)
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def point(self, status: str, after: str | None) -> tuple[float, float]:
        """A point in a column just above the lower edge of the card `after`, or at the very top of the list."""
        column = self.column(status).bounding_box()
        assert column
        x = column["x"] + min(column["width"], 1400) / 2
        if after is None:
            cards = self.column(status).get_by_role("list").bounding_box()
            assert cards
            return x, cards["y"] + 4
        box = self.card(after).bounding_box()
        assert box
        return x, box["y"] + box["height"] - 6

    def drag(self, name: str, status: str, after: str | None = None) -> None:
        """Drag a card by mouse to a place in a column and let go."""
        self.lift(name)
        self.hover(status, after)
        self.page.mouse.up()

    @property
    def said(self) -> Locator:
        """Where success is said."""
        return self.page.locator("#status-messages[role=status]")

    @property
    def alarms(self) -> Locator:
        """Where failure is said."""
        return self.page.locator("#alerts[role=alert]")

    def expect_saved(self, name: str, seconds: float = 20) -> None:
        """Wait until the move of a card has been confirmed."""
        words = re.compile(f"{re.escape(name)}.*Saved in Plannr", re.S)
        expect(self.said).to_contain_text(words, timeout=seconds * 1000)
        expect(self.card(name)).not_to_have_attribute("aria-busy", "true")

    def heard(self) -> str:
        """What was last said to people who listen."""
        return self.page.locator("#announcer").inner_text()

    def focused(self) -> str:
        """The text of what has focus."""
        return str(self.page.evaluate("() => document.activeElement.textContent.trim()"))

    def open_menu(self, name: str) -> Locator:
        """Open a card's move menu as a dialog."""
        self.page.get_by_role("link", name=f"Move {name}", exact=True).click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        return dialog
