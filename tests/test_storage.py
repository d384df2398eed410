"""Static files as they are served in production."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import call_command

from plannr_board.storage import bundle

CSS = Path(site.BASE_DIR) / "static" / "css"
LAYERS = ["tokens", "base", "layout", "parts", "rooms", "states"]


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Everything `collectstatic` writes."""
    from django.test import override_settings

    root = tmp_path_factory.mktemp("static")
    hashed = {"staticfiles": {"BACKEND": "plannr_board.storage.HashedStorage"}, "default": site.STORAGES["default"]}
    with override_settings(STATIC_ROOT=root, STORAGES=hashed):
        call_command("collectstatic", verbosity=0, interactive=False)
    return root


def only(collected, pattern):
    """The one file of that pattern."""
    [path] = [path for path in collected.glob(pattern) if path.suffix not in (".gz", ".br")]
    return path


def test_the_sheets_are_two_files_with_every_rule_in_its_layer(collected):
    sheet = only(collected, "css/app.????????????.css").read_text()
    rooms = only(collected, "css/pages.????????????.css").read_text()
    parts = [path for path in CSS.rglob("*.css") if path not in (CSS / "app.css", CSS / "pages.css")]

    assert "@import" not in sheet + rooms
    assert list(dict.fromkeys(re.findall(r"@layer (\w+)\{", sheet))) == LAYERS
    assert list(dict.fromkeys(re.findall(r"@layer (\w+)\{", rooms))) == ["parts", "rooms"]
    sheet += rooms
    assert sheet.count("{") == sheet.count("}")
    for part in parts:
        rules = re.findall(r"^(\.[\w-]+) \{", part.read_text(), re.MULTILINE)
        assert all(rule in sheet for rule in rules), part.name


def test_words_inside_the_stylesheet_survive(collected):
    sheet = only(collected, "css/app.????????????.css").read_text()

    assert '"Saving to Plannr…"' in sheet


def test_the_script_is_one_file_and_later_ones_take_what_they_share_out_of_it(collected):
    app = only(collected, "js/app.????????????.js")
    panel = only(collected, "js/elements/case-panel.????????????.js").read_text()

    assert "import " not in app.read_text()
    assert re.findall(r'import \$ from\s*"([^"]*)"', panel) == [f"../{app.name}"]
    assert list(collected.glob("js/board/move-queue*")) == []


def test_no_comment_and_no_indentation_is_sent(collected):
    app = only(collected, "js/app.????????????.js").read_text()

    assert "/**" not in app
    assert "\n  " not in app


def test_what_a_script_says_survives(collected):
    app = only(collected, "js/app.????????????.js").read_text()

    assert r"\u201c{name}\u201d changed in Plannr while you held it, so it was not moved." in app
    assert app.isascii()
    assert "`translate(${x - this.#grip.x}px, ${y - this.#grip.y}px)`" in app


SOURCES = {
    "js/app.js": 'import { one } from "./lib/a.js";\nimport "./lib/b.js";\none();\n',
    "js/lib/a.js": 'import { two as deux } from "./b.js";\n/** One. */\nexport function one() {\n  return deux;\n}\n',
    "js/lib/b.js": "export const two = 2;\n",
    "js/later.js": 'import { one } from "./lib/a.js";\nimport { own } from "./own.js";\nexport const all = own(one);\n',
    "js/own.js": "export const own = (value) => value;\n",
}


def test_modules_come_after_what_they_import_and_once():
    served = bundle(SOURCES, "js/app.js")

    assert sorted(served) == ["js/app.js", "js/later.js"]
    assert re.findall(r'\$\["([^"]*)"\]=\(', served["js/app.js"]) == ["js/lib/b.js", "js/lib/a.js", "js/app.js"]
    assert re.findall(r'\$\["([^"]*)"\]=\(', served["js/later.js"]) == ["js/own.js", "js/later.js"]
    assert 'const{two:deux}=$["js/lib/b.js"];' in served["js/app.js"]
    assert served["js/later.js"].startswith('import $ from"./app.js";')
    assert served["js/later.js"].endswith('export const{all}=$["js/later.js"];')


@pytest.mark.parametrize(
    "text",
    [
        "export default 1;\n",
        "export let count = 0;\n",
        'import * as all from "./lib/b.js";\n',
        'import { gone } from "./lib/gone.js";\n',
        'import { one } from "./lib/a.js";\nexport { one };\n',
        'import "./app.js";\n',
    ],
)
def test_what_cannot_be_bundled_stops_the_build(text):
    with pytest.raises(ValueError, match="js/"):
        bundle({**SOURCES, "js/app.js": text}, "js/app.js")


def test_the_sheet_stays_light(collected):
    sheet = only(collected, "css/app.????????????.css").read_bytes()

    assert len(gzip.compress(sheet)) < 16_000
