"""A field nobody touched is neither sent nor judged, whatever odd thing Plannr holds in it."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from boards.plans import api_behaviour
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from boards.writes.models import WriteFreeze
from tests.making import Browser, sign_in
from tests.plans.filling import LIFE, Book, Filled, errors_of, text_of
from tests.plans.history import forget_everything

ODD_NAMES = (
    "Two  spaces", "at the end ", "\ttab", "no\u00a0break", "line\nbreak", "line\r\nbreak", "\rreturn", "\u200b",
    "x" * 300, "null \x01 bell \x07", "\ufffd", " ",
)  # fmt: skip
ODD_SHARES = (50, 0, -5, 150, 33.3333, None)
ODD_FIELDS: dict[str, tuple[Any, ...]] = {
    "cover_type": ("life_assurance", "pet_dragon", "two\nlines", " unknown ", ""),
    "benefit_amount": (25_000_001, -50_000, 10**14, 1, None),
    "benefit_status": ("active", "on\r\nhold", " active", None),
    "indexation": (2.5, -1, 0, 1.4567, 150, None),
}
# What somebody types who changes one field, and what is sent for it.
TYPED = {
    "cover_type": ("asu", "asu"),
    "benefit_amount": ("1,234.50", 123_450),
    "benefit_status": ("proposed", "proposed"),
    "indexation": ("3.25", 3.25),
    "name": ("Zoe Hart", "Zoe Hart"),
    "percentage": ("1.25", 1.25),
}


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("alone", [False, True])
def test_an_odd_name_stays_while_the_amount_is_changed(
    book: Book, administrator: Browser, name: str, alone: bool
) -> None:
    call(book, name, alone=alone)

    book.save(administrator, book.opened(administrator).type("benefit_amount", "300,000"))

    assert book.bodies() == [LIFE | {"benefit_amount": 30_000_000}]
    assert book.people()[2] == (name, 15)


def test_a_total_over_100_that_nobody_touched_is_not_judged(book: Book, administrator: Browser) -> None:
    for one in book.firm.by("beneficiary", "plan", book.plan["uuid"]):
        book.firm.change("beneficiary", one["uuid"], percentage=70)

    book.save(administrator, book.opened(administrator).rename("Ann Smith", "Ann Smythe"))
    less = book.send(administrator, book.opened(administrator).share("Ann Smythe", "60"))
    more = book.send(administrator, book.opened(administrator).add("Bob Hill", "10"))

    assert book.people() == [("David Wilson", 70), ("Oliver Wilson", 70), ("Ann Smythe", 70)]
    assert errors_of(less) == ["Shares add up to 200%. Take 100% off."]
    assert errors_of(more) == ["Shares add up to 220%. Take 120% off."]


def test_the_side_of_a_conflict_that_stands_in_the_form_is_told_for_an_odd_name(
    book: Book, administrator: Browser
) -> None:
    call(book, "line\nbreak", alone=False)
    filled = book.opened(administrator).share("linebreak", "20")
    [row] = [one for one in book.firm.by("beneficiary", "plan", book.plan["uuid"]) if one["name"] == "line\nbreak"]
    book.firm.change("beneficiary", row["uuid"], percentage=17)

    over = Filled.of(book.send(administrator, filled))
    page = administrator.post(book.cover_page(), over.data(act="add")).content.decode()

    assert re.findall(r'value="(take|keep)-[^"]*" formnovalidate aria-pressed="true"', page) == ["keep"]


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ({"percentage": 150}, "Plannr holds 150% as the share of Ann Smith, so the list cannot be sent back whole."),
        ({"percentage": -5}, "Plannr holds -5% as the share of Ann Smith, so the list cannot be sent back whole."),
        (
            {"name": "A\x00"},
            "Plannr holds a name that cannot be written, A\ufffd, so the list cannot be sent back whole.",
        ),
    ],
)
def test_a_list_that_cannot_be_written_as_it_stands_is_not_sent(
    book: Book, administrator: Browser, held: dict[str, Any], words: str
) -> None:
    filled = book.opened(administrator)
    book.firm.change("beneficiary", ann(book)["uuid"], **held)

    response = book.save(administrator, filled.remove("Oliver Wilson"))

    assert words in text_of(response)
    assert book.writes() == []


def ann(book: Book) -> dict[str, Any]:
    """Ann Smith of the life assurance, as the sandbox holds her."""
    return next(one for one in book.firm.by("beneficiary", "plan", book.plan["uuid"]) if one["name"] == "Ann Smith")


def call(book: Book, name: str, *, alone: bool) -> None:
    """Let Ann Smith have another name, on a plan of several covers, or of this one only."""
    book.firm.change("beneficiary", ann(book)["uuid"], name=name)
    if alone:
        for one in book.firm.by("beneficiary", "plan", book.plan["uuid"])[3:]:
            book.firm.remove("beneficiary", one["uuid"])
        book.firm.remove("cover", book.illness["uuid"])


@pytest.fixture
def odd(firm: Firm, sandbox: Sandbox, db: None) -> tuple[Book, Browser]:
    """A plan that each example fills with other odd things, in a Plannr whose ways are known."""
    book = Book.of(firm, sandbox)
    sandbox.remember()
    return book, sign_in("administrator")


@settings(
    max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in ODD_FIELDS.items()}),
    st.sampled_from(ODD_NAMES), st.sampled_from(ODD_SHARES), st.booleans(), st.sampled_from(["", *sorted(TYPED)]),
)  # fmt: skip
def test_whatever_a_cover_holds_only_what_is_changed_is_sent(
    odd: tuple[Book, Browser], fields: dict[str, Any], name: str, share: Any, alone: bool, changed: str
) -> None:
    book, browser = odd
    book.sandbox.reset()
    forget_everything()
    for one in (api_behaviour.OTHERS_STAY, api_behaviour.KEEPS_UNSENT):
        api_behaviour.record_behaviour(one)
    book.firm.change("beneficiary", ann(book)["uuid"], percentage=share)
    book.firm.change("cover", book.life["uuid"], **fields)
    call(book, name, alone=alone)
    people = book.firm.by("beneficiary", "plan", book.plan["uuid"])[:3]
    filled = book.opened(browser)

    typed, sent = TYPED.get(changed, ("", None))
    if changed == "name":
        filled.rename("David Wilson", typed)
    elif changed == "percentage":
        filled.share("David Wilson", typed)
    elif changed:
        filled.type(changed, typed)
    response = book.save(browser, filled)

    if not changed:
        assert "Nothing was changed, so nothing was sent" in text_of(browser.get(response["Location"]))
    too_much = changed == "percentage" and share == 150
    not_writable = alone and changed in ("name", "percentage") and (share in (-5, 150, None) or name in ("\ufffd", " "))
    wanted = [{changed: sent}] if changed and not too_much and not not_writable else []
    assert [difference(one, fields, people) for one in book.writes()] == wanted
    assert not WriteFreeze.objects.exists()


def difference(write: Any, fields: dict[str, Any], people: list[dict[str, Any]]) -> dict[str, Any]:
    """What a PUT asks for that is not so already."""
    found = {key: value for key, value in write.body.items() if key in ODD_FIELDS and value != fields[key]}
    alone = [{"uuid": write.path.rsplit("/", 1)[-1], **write.body}] if "/beneficiary/" in write.path else []
    for row in write.body.get("beneficiaries", alone):
        [one] = [one for one in people if one["uuid"] == row["uuid"]]
        found |= {key: row[key] for key in ("name", "percentage") if row.get(key, one[key]) != one[key]}
    return found
