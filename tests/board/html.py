"""Reading a board's page as a person would: which cards stand in which column, and what its head says."""

import html
import re
from typing import Any

HX = {"HX-Request": "true"}


def text(answer: Any) -> str:
    """The body of an answer."""
    return answer.content.decode()


def column(page: str, key: Any) -> str:
    """The markup of one column."""
    found = re.search(rf'<section class="column" id="column--{key}".*?</section>', page, re.DOTALL)
    assert found, f"no column {key}"
    return found[0]


def keys(page: str) -> list[str]:
    """The keys of the columns, in order."""
    return re.findall(r'<section class="column" id="column--([^"]+)"', page)


def names(part: str) -> list[str]:
    """The names of the cards in a page or a part of it, in order."""
    return [html.unescape(name) for name in re.findall(r'<a class="card__name"[^>]*>([^<]*)</a>', part)]


def cases(part: str) -> list[str]:
    """The uuids of the cards, in order."""
    return re.findall(r'<li class="card" id="card--[^"]+" data-case="([^"]+)"', part)


def cards(part: str) -> dict[str, str]:
    """The cards' markup by the case's name."""
    found = re.findall(r'<li class="card".*?</li>', part, re.DOTALL)
    return {names(card)[0]: card for card in found}


def figures(part: str) -> tuple[str, str, str]:
    """What a column's head says: pounds, how many cases, and the note below."""
    pounds = re.search(r"<span data-total>([^<]*)</span>", part)
    count = re.search(r"<b data-count>([^<]*)</b>", part)
    note = re.search(r'<p class="column__note">([^<]*)</p>', part)
    assert pounds
    assert count
    assert note
    return pounds[1], count[1], html.unescape(note[1])


def total(page: str) -> str:
    """The line under the client's name that holds the board's total."""
    found = re.search(r'id="wall-total"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def serial(page: str) -> str:
    """The version of what the page shows."""
    found = re.search(r'data-serial="(\d+)"', page)
    assert found
    return found[1]


def words(page: str) -> str:
    """All text of a page on one line."""
    bare = re.sub(r"<[^>]+>", " ", page[page.index("<body") :] if "<body" in page else page)
    return " ".join(html.unescape(bare).split())
