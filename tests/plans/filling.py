"""The cover form as a browser fills it in and sends it: every hidden answer as the page gave it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record
from tests.making import Browser

# What a change of Book's life assurance sends along, as Plannr holds it.
LIFE = {"cover_type": "life_assurance", "benefit_amount": 25_000_000, "benefit_status": "active", "indexation": 2.5}


def returned(tag: str, told: dict[str, str]) -> str:
    """A control's value as a browser sends it: a box of one line without line breaks, elsewhere each as CR LF."""
    is_box = tag == "input" and told.get("type") not in ("hidden", "radio", "checkbox")
    return re.sub(r"\r\n?|\n", "" if is_box else "\r\n", told.get("value", ""))


class Fields(HTMLParser):
    """The answers a browser would send for the forms of a page: (name, value) in order, buttons left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._select, self._first = "", True
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "input" and told.get("name") and told["name"] != "q":
            if told.get("type") in ("radio", "checkbox") and "checked" not in told:
                return
            self.found.append((told["name"], returned(tag, told)))
        elif tag == "select":
            self._select, self._first = told.get("name", ""), True
        elif tag == "option" and self._select and (self._first or "selected" in told):
            if not self._first:
                self.found.pop()
            self.found.append((self._select, returned(tag, told)))
            self._first = False


@dataclass
class Filled:
    """A form being filled in."""

    answers: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, response: HttpResponse) -> "Filled":
        """The form of a page."""
        return cls(Fields(response.content.decode()).found)

    def get(self, name: str) -> str:
        """One answer."""
        return dict(self.answers).get(name, "")

    def type(self, name: str, value: str) -> "Filled":
        """Type into a box, or choose."""
        found = [(key, value if key == name else old) for key, old in self.answers]
        self.answers = found if name in dict(found) else [*found, (name, value)]
        return self

    def row_of(self, name: str) -> str:
        """The number of the row in which somebody stands."""
        return next(
            key.removeprefix("name-") for key, value in self.answers if key.startswith("name-") and value == name
        )

    def share(self, name: str, share: str) -> "Filled":
        """Type another share for somebody."""
        return self.type(f"share-{self.row_of(name)}", share)

    def rename(self, name: str, to: str) -> "Filled":
        """Type another name for somebody."""
        return self.type(f"name-{self.row_of(name)}", to)

    def add(self, name: str, share: str) -> "Filled":
        """Fill in one more row."""
        numbers = [int(value) for key, value in self.answers if key == "row"]
        number = max(numbers, default=-1) + 1
        self.answers += [
            ("row", str(number)),
            (f"uuid-{number}", ""),
            (f"name-{number}", name),
            (f"share-{number}", share),
        ]
        return self

    def remove(self, name: str) -> "Filled":
        """Take somebody out, as the page's own button does."""
        number = self.row_of(name)
        uuid = self.get(f"uuid-{number}")
        gone = (f"uuid-{number}", f"name-{number}", f"share-{number}")
        self.answers = [
            (key, value) for key, value in self.answers if key not in gone and (key, value) != ("row", number)
        ]
        self.answers += [("removed", uuid)] if uuid else []
        return self

    def data(self, **more: str) -> dict[str, Any]:
        """What is sent."""
        found: dict[str, list[str]] = {}
        for name, value in self.answers:
            found.setdefault(name, []).append(value)
        return {**found, **more}


@dataclass
class Book:
    """One client with a plan, two covers and five people."""

    firm: Firm
    sandbox: Sandbox
    client: Record
    plan: Record
    life: Record
    illness: Record

    @classmethod
    def of(cls, firm: Firm, sandbox: Sandbox) -> "Book":
        """Make them in the sandbox's firm."""
        client = firm.add_client("Margaret Wilson")
        plan = firm.add_plan(
            "Family protection plan", client=client, provider="Aviva", policy_number="123", type="protection_policy"
        )
        told = {"benefit_frequency": "one_off", "benefit_status": "active", "client": client}
        life = firm.add_cover(plan, "life_assurance", benefit_amount=25_000_000, indexation=2.5, **told)
        illness = firm.add_cover(plan, "critical_illness", benefit_amount=10_000_000, indexation=2.5, **told)
        for name, share in (("David Wilson", 50), ("Oliver Wilson", 25), ("Ann Smith", 15)):
            firm.add_beneficiary(plan, name, share, life)
        for name, share in (("David Wilson", 60.5), ("Oliver Wilson", 39.5)):
            firm.add_beneficiary(plan, name, share, illness)
        return cls(firm, sandbox, client, plan, life, illness)

    @property
    def page(self) -> str:
        """The plan's address."""
        return f"/plans/{self.plan['uuid']}/"

    def cover_page(self, cover: Record | None = None) -> str:
        """A cover's address; the life assurance's where none is given."""
        return f"{self.page}covers/{(cover or self.life)['uuid']}/"

    def opened(self, browser: Browser, cover: Record | None = None) -> Filled:
        """A cover's form, just opened."""
        response = browser.get(self.cover_page(cover))
        assert response.status_code == 200, response.content
        return Filled.of(response)

    def send(self, browser: Browser, filled: Filled, cover: Record | None = None, **more: str) -> Any:
        """Press Save."""
        return browser.post(self.cover_page(cover), filled.data(act="save", **more))

    def save(self, browser: Browser, filled: Filled, cover: Record | None = None) -> Any:
        """Press Save, and say yes to the page that asks, if one does."""
        response = self.send(browser, filled, cover)
        if response.status_code == 302 and "/confirm/" in response["Location"]:
            return browser.post(response["Location"])
        return response

    def people(self, cover: Record | None = None) -> list[tuple[str, float]]:
        """Who is on a cover in the sandbox: (name, share), in the order made."""
        wanted = (cover or self.life)["uuid"]
        rows = self.firm.by("beneficiary", "plan", self.plan["uuid"])
        return [(one["name"], one["percentage"]) for one in rows if one["cover"] == wanted]

    def everybody(self) -> set[tuple[str, str, float]]:
        """Everybody on the plan: (cover, name, share)."""
        return {
            (one["cover"], one["name"], one["percentage"])
            for one in self.firm.by("beneficiary", "plan", self.plan["uuid"])
        }

    def cover(self, cover: Record | None = None) -> Record:
        """A cover as the sandbox holds it now."""
        return self.firm.kinds["cover"][(cover or self.life)["uuid"]]

    def writes(self) -> list[Any]:
        """The writes that reached the sandbox, oldest first."""
        return [
            one for one in self.sandbox.log.after(0) if one.method in ("PUT", "POST", "DELETE") and one.by == "token"
        ]

    def bodies(self) -> list[dict[str, Any]]:
        """What was sent, oldest first."""
        return [one.body for one in self.writes()]


def text_of(response: HttpResponse) -> str:
    """A page's words on one line, tags taken out."""
    plain = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    words = " ".join(re.sub(r"<[^>]+>", " ", plain).split())
    return words.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")


def errors_of(response: HttpResponse) -> list[str]:
    """The lines of the error summary."""
    found = re.search(r'<div class="summary".*?</div>', response.content.decode(), re.DOTALL)
    lines: Sequence[str] = re.findall(r"<li><a [^>]*>(.*?)</a></li>", found[0]) if found else []
    return [line.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&") for line in lines]
