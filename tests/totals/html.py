"""What a page of totals says, read off its HTML: figures by row and column, and where they lead."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any


class Tables(HTMLParser):
    """Every `<table data-table=…>` of a page as rows of (text, address)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[tuple[str, str]]]] = {}
        self._table = ""
        self._cell: list[str] | None = None
        self._address = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self._table = given.get("data-table") or ""
            self.found[self._table] = []
        elif tag == "tr" and self._table:
            self.found[self._table].append([])
        elif tag in ("td", "th") and self._table:
            self._cell, self._address = [], ""
        elif tag == "a" and self._cell is not None:
            self._address = given.get("href") or ""
        elif tag == "span" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            text = " ".join("".join(self._cell).split())
            self.found[self._table][-1].append((text, self._address))
            self._cell = None
        elif tag == "table":
            self._table = ""

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def tables(response: Any) -> dict[str, list[list[tuple[str, str]]]]:
    """The tables of a page, by name."""
    parser = Tables()
    parser.feed(response.content.decode())
    return parser.found


def pennies(text: str) -> int:
    """The pennies of a figure such as "£1,500.50 2 cases"; 0 for "none"."""
    found = re.search(r"(-?)£([\d,]+)(?:\.(\d\d))?", text)
    if not found:
        return 0
    whole = int(found[2].replace(",", "")) * 100 + int(found[3] or 0)
    return -whole if found[1] else whole


def count(text: str) -> int:
    """The number of cases after a figure: "£1,500.50 2 cases" is 2."""
    found = re.search(r"£[\d,.]+ ([\d,]+)", text)
    return int(found[1].replace(",", "")) if found else 0


def headline(response: Any) -> tuple[int, int]:
    """What a list says at its head: its pounds and its number of cases, open and completed together."""
    page = unescape(response.content.decode())
    totals = re.findall(r"data-total>([^<]*)<", page)
    numbers = re.findall(r"data-count>([\d,]+)<", page)
    assert totals
    assert len(totals) == len(numbers)
    return sum(map(pennies, totals)), sum(int(number.replace(",", "")) for number in numbers)


def halves(response: Any) -> dict[str, tuple[int, int]]:
    """The figures at the head of the firm's board, `open` and `completed`: pounds and cases."""
    page = unescape(response.content.decode())
    said = re.findall(r"<b data-(open|completed)>([^<]*)</b> \w+ <span>· ([\d,]+) case", page)
    return {name: (pennies(text), int(number.replace(",", ""))) for name, text, number in said}


def on_board(response: Any) -> tuple[int, int]:
    """The pounds and the number of cases that the firm's board says at its head, open and completed together."""
    found = halves(response)
    assert found
    return sum(one for one, _ in found.values()), sum(number for _, number in found.values())


def tiles(response: Any) -> dict[str, tuple[str, str]]:
    """The figures at the head of a page by name: each as (text, address)."""
    page = unescape(response.content.decode())
    found = re.findall(r'<div><dt>([^<]*)</dt><dd>(?:<a href="([^"]*)">)?([^<]*)<', page)
    return {name: (text, address) for name, address, text in found}


def text_of(response: Any) -> str:
    """A page's words without its tags."""
    page = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
