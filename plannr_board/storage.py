"""Static files under hashed names, so that browsers may keep them for ever."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from plannr_board.bundling import bundle

SHEETS = ("css/app.css", "css/rooms.css")
SCRIPT = "js/app.js"
IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACES = re.compile(r"\s+")
SPARE = re.compile(r" ?([{};,]) ?")


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashes names, and sends the sheets and the script as one file each.

    Sheets and script are written as one file a part, which would be a request each and compress half as well:
    `collectstatic` puts each `@import url(…) layer(…)` in its place as a layer block, each imported module into the
    script that imports it (plannr_board/bundling.py), and leaves out comments and spare space.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Write the sheets and scripts, then hash and compress everything."""
        if not dry_run:
            paths = self.joined(paths)
        yield from super().post_process(paths, dry_run, **options)

    def joined(self, paths: dict[str, Any]) -> dict[str, Any]:
        """The paths with what was put into another file gone from them, and from the folder."""
        written = {sheet: one_sheet(parts(paths, "css/"), sheet) for sheet in SHEETS if sheet in paths}
        if SCRIPT in paths:
            sources = {name: read(*source) for name, source in parts(paths, "js/").items()}
            written |= bundle(sources, SCRIPT)
            for name in sources.keys() - written.keys():
                self.delete(name)
                paths = {one: source for one, source in paths.items() if one != name}
        for name, text in written.items():
            self.delete(name)
            self.save(name, ContentFile(text.encode()))
        return {**paths, **{name: (self, name) for name in written}}


def parts(paths: dict[str, Any], folder: str) -> dict[str, Any]:
    """The files of one of our own folders."""
    return {name: source for name, source in paths.items() if name.startswith(folder)}


def one_sheet(sources: dict[str, Any], sheet: str) -> str:
    """The text of `sheet` with all it imports inside; `sources` is (storage, path) by name. KeyError: one is gone."""

    def text(name: str) -> str:
        return COMMENT.sub("", read(*sources[name]))

    whole = IMPORT.sub(lambda found: f"@layer {found[2]}{{{text(f'css/{found[1]}')}}}", text(sheet))
    return SPARE.sub(r"\1", SPACES.sub(" ", whole)).replace(";}", "}").strip()


def read(storage: Any, path: str) -> str:
    """The text of a file in its storage."""
    with storage.open(path) as file:
        return str(file.read().decode())
