"""A field nobody touched is not sent and does not stand in the way, whatever odd thing Plannr holds in it."""

import json
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.cases.fields import FIELDS, Content
from boards.cases.forms.change import CaseForm
from boards.mirror.sync.cases import sync_client
from tests.cases.conftest import Scene
from tests.cases.desk import Desk, make_desk, words_of
from tests.making import Browser

ODD_NAMES = [
    "Two  spaces", "at the end ", "\ttab", "no\u00a0break", "line\nbreak", "line\r\nbreak", "\u200b", "x" * 300,
    "null \x01 bell \x07", "\ufffd", " ",
]  # fmt: skip
ODD_VALUES = [-50_000, 10**14, 1, None]
NONSENSE = [
    "[" * 20_000 + "]" * 20_000, "[" * 900 + "]" * 900, "{}", "1.5", "true", "[1]", "9" * 5_000, "x" * 200_000,
    '"\\ud800"', '"\\u0000"', "NaN", "", "null\0",
]  # fmt: skip


class Boxes(HTMLParser):
    """The fields of the forms on a page, as a browser would send them: boxes of one line without line breaks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "input" and told.get("name") and told.get("type") not in ("radio", "checkbox"):
            typed = (told.get("value") or "").replace("\r", "").replace("\n", "")
            self.fields.setdefault(str(told["name"]), []).append(typed)


@pytest.fixture
def desk(unread: Scene) -> Desk:
    """A1 with everything filled in."""
    return make_desk(unread)


def hold(desk: Desk, **odd: Any) -> None:
    """Let Plannr hold something odd, and the mirror know it."""
    desk.scene.firm.distort("case", desk.uuid, **odd)
    sync_client(desk.scene.ann, force=True)


def quick(adviser: Browser, desk: Desk, **answers: str) -> Any:
    """Open the quick form, change what `answers` says, and send it all back as a browser does."""
    form = Boxes(adviser.get(f"{desk.address}quick/", {"client": str(desk.scene.ann)}).content.decode()).fields
    form = {name: values for name, values in form.items() if name != "q"}
    return adviser.post(f"{desk.address}edit/", form | {name: [text] for name, text in answers.items()})


def test_an_odd_name_stays_while_the_value_is_changed(adviser: Browser, desk: Desk):
    for pounds, name in enumerate(ODD_NAMES, 1):
        hold(desk, name=name)

        quick(adviser, desk, value=str(pounds))

        assert desk.bodies()[pounds - 1 :] == [{"value": pounds * 100, "plans": desk.record["plans"]}], ascii(name)


def test_an_odd_value_stays_while_the_name_is_changed(adviser: Browser, desk: Desk):
    for number, value in enumerate(ODD_VALUES):
        hold(desk, value=value)

        quick(adviser, desk, name=f"Renamed {number}")

        assert desk.bodies()[number:] == [{"name": f"Renamed {number}", "plans": desk.record["plans"]}], value


def test_a_value_in_another_currency_is_no_box_and_stays(adviser: Browser, desk: Desk):
    hold(desk, value={"amount": 150_000, "currency": "EUR", "formatted": ""})
    page = adviser.get(f"{desk.address}quick/").content.decode()

    quick(adviser, desk, name="Renamed")

    assert 'id="quick--value"' not in page
    assert "€1,500" in page
    assert desk.bodies() == [{"name": "Renamed", "plans": desk.record["plans"]}]


def test_what_somebody_else_changed_is_no_conflict_where_nobody_touched_it_here(adviser: Browser, desk: Desk):
    form = desk.form(name="A1", value="27,500")
    desk.in_plannr(name="Renamed", plans=desk.record["plans"])

    response = desk.edit(adviser, form)

    assert (response.status_code, desk.record["name"]) == (200, "Renamed")
    assert desk.bodies() == [{"value": 2_750_000, "plans": desk.record["plans"]}]


def test_an_odd_field_that_was_changed_is_judged_as_before(adviser: Browser, desk: Desk):
    hold(desk, name="x" * 300)

    response = quick(adviser, desk, name="x" * 299, value="27,500")

    assert "The name may have 255 characters; this one has 299." in words_of(response)
    assert desk.bodies() == []


def test_a_form_sent_back_as_it_was_says_that_nothing_was_changed(adviser: Browser, desk: Desk):
    hold(desk, name="Two  spaces", value=-50_000)

    desk.edit(adviser, name="Two  spaces", value="-500")

    assert "You changed nothing. Nothing was sent." in words_of(desk.edit(adviser, name="Two  spaces", value="-500"))
    assert desk.bodies() == []


def test_a_type_without_a_name_is_the_one_that_is_chosen(adviser: Browser, desk: Desk):
    nameless = desk.scene.firm.add_type("")["uuid"]
    hold(desk, type=nameless)

    page = adviser.get(f"{desk.address}edit/", {"field": "type"}).content.decode()

    assert f'<option value="{nameless}" selected>A type without a name</option>' in page


def test_what_a_form_says_of_itself_is_never_believed_and_never_breaks_it(adviser: Browser, desk: Desk):
    for told in NONSENSE:
        answers = [desk.edit(adviser, desk.form(name="A1") | {"was--name": told})]
        answers.append(desk.edit(adviser, desk.form(assigned=["odd"]) | {"was--assigned": told}))
        completion = {"act": "reopen", "was--completed": told}
        answers.append(adviser.post(f"{desk.address}completion/", completion, headers={"X-Requested-With": "fetch"}))

        assert [answer.status_code for answer in answers] in ([200, 422, 200], [409, 422, 409]), ascii(told[:20])


CONTENTS = {
    "name": st.text(max_size=40),
    "value": st.none() | st.integers(-(10**14), 10**14),
    "type": st.none() | st.uuids().map(str),
    "review": st.none() | st.dates(date(1, 1, 1)).map(date.isoformat),
    "assigned": st.lists(st.uuids().map(str), unique=True).map(sorted),
    "plans": st.none() | st.lists(st.uuids().map(str), unique=True).map(sorted),
}


@settings(deadline=None)
@given(st.sampled_from(sorted(CONTENTS)).flatmap(lambda name: st.tuples(st.just(name), CONTENTS[name])))
def test_whatever_a_field_holds_its_box_sent_back_is_no_change(held: tuple[str, Content]):
    name, content = held
    shown = json.loads(json.dumps(content))
    field = CaseForm.base_fields[name]
    boxed = field.prepare_value(content)
    if FIELDS[name].is_list:
        returned, other = list(reversed(shown or [])), [*(shown or []), "x"]
    else:
        returned = str(boxed or "").replace("\n", "").replace("\r", "")
        other = f"{returned}x"

    assert not field.has_changed(shown, returned)
    assert field.has_changed(shown, other)
