"""The house rules (architecture.md section 1, STYLE.md), counted, so that nobody has to remember them."""

import ast
import re
import subprocess
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NO_ROOMS = {"management", "migrations", "templatetags"}
FORBIDDEN = {"utils", "util", "helpers", "helper", "services", "service", "managers", "common", "misc"}
CEILINGS = {"py": 400, "html": 200, "js": 200, "css": 250}
FUNCTION_CEILING = 25
WIDTH = 160
SIBLINGS = 12
PROSE = {".md", ".html", ".css", ".js", ".py", ".yaml", ".toml", ".lock", ""}


class Ceiling(UserWarning):
    """Something is longer than the house aims at."""


def kept_files() -> list[Path]:
    """The files of the repository: what git keeps, and what stands beside it and is not ignored."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


FILES = kept_files()
OURS = [path for path in FILES if path.suffix == ".py" and "migrations" not in path.parts]
SOURCES = [path for path in OURS if path.parts[len(ROOT.parts)] in ("boards", "plannr_board")]
TEMPLATES = [path for path in FILES if path.is_relative_to(ROOT / "templates")]


def rooms() -> set[str]:
    """The rooms that stand: the packages of `boards`."""
    return {path.parent.name for path in FILES if path.match("boards/*/__init__.py")} - NO_ROOMS


def folders_of(place: str) -> set[str]:
    """The names of the folders directly under a folder."""
    base = ROOT / place
    below = [path.relative_to(base).parts for path in FILES if path.is_relative_to(base)]
    return {parts[0] for parts in below if len(parts) > 1}


def css_rules() -> Iterator[tuple[str, str]]:
    """Each rule of the style sheets: where it is and its own declarations, without those of the rules nested in it."""
    for path in (path for path in FILES if path.suffix == ".css"):
        left = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        while found := re.search(r"([^{};]*)\{([^{}]*)\}", left):
            yield f"{path.relative_to(ROOT)} {found[1].strip()}", re.sub(r"\s+", " ", found[2])
            left = left[: found.start()] + left[found.end() :]


def functions() -> Iterator[tuple[str, int]]:
    """Each function of ours outside the tests, and how many lines its body has without the docstring."""
    for path in OURS:
        if path.parts[len(ROOT.parts)] in ("tests", "bench"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines


def mentions(pattern: str, paths: list[Path]) -> list[str]:
    """Where a pattern occurs: `path:line text`."""
    found = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path.relative_to(ROOT)}:{number} {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if found.search(line)
    ]


def test_the_top_of_the_house_is_as_it_was_drawn():
    drawn = {"manage.py", "pyproject.toml", "plannr_board", "boards", "templates", "static", "tests", "Dockerfile"}
    drawn |= {
        "README.md",
        "CHANGELOG.md",
        "STYLE.md",
        "CONTRIBUTING.md",
        "compose.yaml",
        "requirements.lock",
        "requirements-dev.lock",
    }
    drawn |= {"bin", "bench", "docs"}
    top = {path.parts[len(ROOT.parts)] for path in FILES}

    assert {name for name in top if not name.startswith(".")} - drawn == set()


def test_a_room_has_one_name_everywhere():
    assert folders_of("templates") - rooms() == {"parts", "errors", "django"}
    assert folders_of("tests") - rooms() == {"e2e"}
    assert folders_of("static/css") == {"parts", "rooms"}


def test_every_room_is_tested():
    tested = {path.parent.name for path in FILES if path.match("tests/*/test_*.py")}

    assert rooms() - tested == set()


def test_a_room_is_named_for_what_it_holds():
    names = [path for path in FILES if {path.stem, *path.parent.parts[len(ROOT.parts) :]} & FORBIDDEN]

    assert [str(path.relative_to(ROOT)) for path in names] == []


def test_every_room_has_its_floor():
    floors = (ROOT / "pyproject.toml").read_text()

    assert [room for room in sorted(rooms()) if not re.search(rf"\b{room}\b", floors.partition("layers = [")[2])] == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a style in the markup", r"<[^>]*\sstyle\s*=|<style"),
        ("a handler in the markup", r"<[^>]*\son[a-z]+\s*="),
        ("htmx code in the markup", r"hx-on|hx-vals=.{0,3}js:|hx-trigger=\"[^\"]*\[[^\]]*\]"),
        ("a script in the markup", r"<script(?![^>]*\ssrc=)"),
        ("something from another host", r"(?:src|href|action)=\"(?:https?:)?//"),
        ("escaping switched off", r"\|safe\b|autoescape off"),
    ],
)
def test_no_template_holds(what, pattern):
    assert mentions(pattern, TEMPLATES) == [], what


def test_a_grid_that_scrolls_has_rows_as_high_as_what_they_hold():
    # WebKit squeezes automatic rows into the height of a grid that scrolls where what they hold may be skipped.
    grids = [(name, own) for name, own in css_rules() if re.search(r"display: grid.*overflow(-y)?: (auto|scroll)", own)]

    assert len(grids) >= 4
    assert [name for name, own in grids if "grid-auto-rows: max-content" not in own] == []


def test_what_safari_knows_by_its_prefix_is_said_with_it_too():
    bare = [name for name, own in css_rules() if "user-select:" in own.replace("-webkit-user-select:", "")]

    assert len(bare) >= 1
    assert [name for name, own in css_rules() if name in bare and "-webkit-user-select:" not in own] == []


def test_httpx_is_imported_in_the_client_alone_and_by_what_it_makes_public():
    room = [path for path in OURS if path.is_relative_to(ROOT / "boards") or path.is_relative_to(ROOT / "plannr_board")]
    # An indented import stands under TYPE_CHECKING or in a function; import-linter's contract looks at the latter.
    importing = {line.partition(":")[0] for line in mentions(r"^(?:import|from) httpx", room)}

    assert importing == {"boards/plannr/http/deadline.py", "boards/plannr/http/transport.py"}
    assert mentions(r"\b(?:httpx|httpcore)(?:\.\w+)*\._|from (?:httpx|httpcore)\.|self\._pool\b", room) == []


def test_every_module_says_what_it_is():
    silent = [path for path in OURS if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))]

    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_every_setting_is_in_the_readme():
    settings = (ROOT / "plannr_board/settings.py").read_text()
    read = set(re.findall(r'\b(?:listed|read|flag|secret)\(\s*"([A-Z_]+)"', settings))
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE))

    assert told == read | {"DATABASE_URL", "WEB_THREADS"}


def test_the_locks_name_no_place_to_get_packages_from():
    locks = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]

    assert mentions(r"https?:|--(?:extra-)?index|--find-links", locks) == []
    assert mentions(r"^[a-z].*==", locks) != []


def test_the_dev_lock_holds_the_same_versions():
    pinned = [set(re.findall(r"^([\w.-]+==\S+)", (ROOT / name).read_text(), re.MULTILINE)) for name in
              ("requirements.lock", "requirements-dev.lock")]  # fmt: skip

    assert pinned[0] - pinned[1] == set()


def test_nothing_is_tied_to_one_machine():
    here = Path(__file__)
    readable = [path for path in FILES if path.suffix in PROSE and path != here]

    assert mentions(r"/(?:root|home)/\w|/work/|/opt/pypi|pypi\.org|pythonhosted", readable) == []


def test_no_test_sits_on_a_fixed_port():
    tests = [path for path in OURS if path.is_relative_to(ROOT / "tests") and path != Path(__file__)]

    assert mentions(r"\b(?:port=|--port[\"', =]+|bind\(\(.*, )[1-9]\d{3,}", tests) == []


def test_nothing_grows_past_twice_its_ceiling():
    lengths = [
        (f"{path.relative_to(ROOT)}", len(path.read_text().splitlines()), CEILINGS[path.suffix[1:]])
        for path in FILES
        if path.suffix[1:] in CEILINGS
        and path.parts[len(ROOT.parts)] in ("boards", "plannr_board", "templates", "static")
    ]
    lengths += [(name, lines, FUNCTION_CEILING) for name, lines in functions()]

    over = sorted(
        (lines / ceiling, f"{name}: {lines} of {ceiling}") for name, lines, ceiling in lengths if lines > ceiling
    )
    if over:
        warnings.warn("\n  ".join(["Above the ceiling:", *(text for _, text in reversed(over))]), Ceiling, stacklevel=1)

    assert [text for share, text in over if share > 2] == []


def test_no_folder_holds_more_than_can_be_seen_at_once():
    folders = Counter(path.parent for path in SOURCES if path.read_text().strip())

    assert {str(place.relative_to(ROOT)): count for place, count in folders.items() if count > SIBLINGS} == {}


@pytest.mark.parametrize(("kind", "most"), [(ast.ClassDef, 12), (ast.FunctionDef, 10)])
def test_a_search_for_a_name_finds_one_thing(kind, most):
    modules = Counter(
        node.name for path in SOURCES for node in ast.parse(path.read_text()).body if isinstance(node, kind)
    )
    shared = {name: count for name, count in modules.items() if count > 1}

    assert sum(shared.values()) * 100 < modules.total() * most, shared


def test_markup_styles_and_scripts_are_broken_as_people_read_them():
    ours = [path for path in FILES if path.is_relative_to(ROOT / "templates") or path.is_relative_to(ROOT / "static")]

    assert mentions(rf".{{{WIDTH + 1}}}", [path for path in ours if path.suffix in (".html", ".css", ".js")]) == []


CITED = re.compile(r"\b([\w-]+\.md)(?:,? (?:section )?((?:P\d+[a-z]?|\d+(?:\.\d+)?)(?![\w]|\.\d)))?")


def stands(document: str, section: str) -> bool:
    """Whether a document has a section, a promise, or a numbered point of that number."""
    number = re.escape(section)
    if re.search(rf"^(#+ {number}\b|\| {number} \|)", document, re.MULTILINE):
        return True
    chapter, _, point = section.partition(".")
    parts = re.split(rf"^## {chapter}\b", document, maxsplit=1, flags=re.MULTILINE)
    return (
        bool(point) and len(parts) == 2 and bool(re.search(rf"^{point}\. ", parts[1].split("\n## ")[0], re.MULTILINE))
    )


def test_what_the_code_cites_stands_in_the_repository():
    documents = {path.name: path.read_text() for path in FILES if path.suffix == ".md"}
    lost = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in FILES
        if path.suffix in (".py", ".js", ".css", ".html") and path != Path(__file__)
        for found in CITED.finditer(path.read_text())
        if found[1] not in documents or (found[2] and not stands(documents[found[1]], found[2]))
    ]

    assert lost == []
