"""What a page reads of pounds and shares as they are typed is what the server reads (static/js/core/money.js)."""

import base64
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page

from boards.plans.shares import allocate_pennies
from boards.ui.fields import Unreadable, parse_percent, parse_pounds
from tests.e2e.conftest import ROOT

pytestmark = pytest.mark.e2e

TYPED = [
    "1", "1,50", "1,234", "1,234.5", "1 234.50", "12,34", "£1", "£ 1", "£-1", "-1", "−1", "+1", ".5", "5.", "0.", ".",
    "0", "00", "007", "1e5", "1_000", "٣", "１", "1.234", "1.500", "1.000", "0.10", "33.33", "33.333", "100", "100.00",
    "100.01", "101", "50%", "50 %", "% 50", "%", "50%%", "1,000,000.01", "1,0000", "1 2 3", "1  234", "1 23", "£",
    "£.50", "1.2.3", "a", "1a",
]  # fmt: skip
LETTERS = "0123456789.,£% +-e_٣"


@pytest.fixture
def read(page: Page) -> Callable[..., list[str | None]]:
    """What the page's own functions make of some arguments, each as text; None for null."""
    source = base64.b64encode((ROOT / "static/js/core/money.js").read_bytes()).decode()
    page.goto("about:blank")

    def called(name: str, typed: list[Any]) -> list[str | None]:
        found: list[str | None] = page.evaluate(
            """async ([source, name, typed]) => {
                const read = (await import(`data:text/javascript;base64,${source}`))[name];
                const shared = ([amount, shares]) => read(BigInt(amount), shares.map(BigInt));
                return typed.map((one) => (name === "inPounds" ? shared : read)(one)?.toString() ?? null);
            }""",
            [source, name, typed],
        )
        return found

    return called


def typed_texts() -> list[str]:
    """What people type, and as much again that nobody does."""
    chance = random.Random(0)
    return [*TYPED, *("".join(chance.choices(LETTERS, k=chance.randint(1, 7))) for _ in range(2_000))]


def read_here(reader: Callable[[str], int | Decimal | None], text: str, scale: int) -> str | None:
    """The server's reading in whole pennies or hundredths; None where it refuses, or nothing is typed."""
    try:
        amount = reader(text)
    except Unreadable:
        return None
    return None if amount is None else str(int(amount * scale))


def test_pounds_are_read_alike(read: Callable[..., list[str | None]]):
    texts = typed_texts()

    here = [read_here(parse_pounds, text, 1) for text in texts]

    assert dict(zip(texts, read("pennies", texts), strict=True)) == dict(zip(texts, here, strict=True))
    assert len(set(here)) > 100


def test_shares_are_read_alike(read: Callable[..., list[str | None]]):
    texts = typed_texts()

    here = [read_here(parse_percent, text, 100) for text in texts]

    there = [None if found and int(found) > 10_000 else found for found in read("hundredths", texts)]
    assert dict(zip(texts, there, strict=True)) == dict(zip(texts, here, strict=True))
    assert len(set(here)) > 50


def test_shares_come_to_the_same_pennies(read: Callable[..., list[str | None]]):
    chance = random.Random(0)
    given = [(chance.randint(0, 10**9), [chance.randint(0, 2_500) for _ in range(4)]) for _ in range(500)]

    here = [allocate_pennies(amount, [Decimal(one) / 100 for one in shares]) for amount, shares in given]

    assert read("inPounds", [[str(amount), [*map(str, shares)]] for amount, shares in given]) == [
        ",".join(map(str, parts)) for parts in here
    ]
