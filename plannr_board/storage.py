"""Static files under hashed names, so that browsers may keep them for ever; one script and two sheets out of many.

The modules are written as plain ES modules, and in development the browser loads them as they stand. For production
what `app.js` imports goes into `app.js` itself, each module in a function of its own, so that no name meets another's.
A module that pages ask for by themselves stays a file, and takes what it shares with `app.js` out of `app.js`: state
such as the moves under way exists once. Modules served one by one, each preloaded, are 51 KB in place of 34, and a
first visit can be used 1.4 to 1.9 times later over HTTP/1.1 and 1.1 to 1.3 times over HTTP/2.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

import lightningcss
import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEETS = ("css/app.css", "css/pages.css")
SCRIPT = "js/app.js"
IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.{1,2}/[^"]+)";\n?', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
NOT_PLAIN = re.compile(r"[^\x00-\x7f]")
LEFT = re.compile(r"^(?:import|export)\b(?!\().*", re.MULTILINE)


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashes names, and sends the sheets and the script as one file each.

    Sheets and script are written as one file a part, which would be a request each and compress half as well:
    `collectstatic` puts what a sheet imports into the sheet, and each imported module into the script that imports it.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Write the sheets and scripts, then hash and compress everything."""
        if not dry_run:
            paths = self.joined(paths)
        yield from super().post_process(paths, dry_run, **options)

    def joined(self, paths: dict[str, Any]) -> dict[str, Any]:
        """The paths with what was put into another file gone from them, and from the folder."""
        written = {sheet: bundle_sheet(*paths[sheet]) for sheet in SHEETS if sheet in paths}
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


def read(storage: Any, path: str) -> str:
    """The text of a file in its storage."""
    with storage.open(path) as file:
        return str(file.read().decode())


def bundle_sheet(storage: Any, path: str) -> str:
    """A style sheet with all it imports inside, each import as a block of its layer, without comments and spare space.

    ValueError: something in it is no CSS, or is not there.
    """
    return lightningcss.bundle_css(storage.path(path), minify=True)


def bundle(sources: dict[str, str], main: str) -> dict[str, str]:
    """The scripts to serve, by name: `main` with all that it imports, and each module that nothing imports by itself.

    `sources` has the text of every module by its path. ValueError: a module uses a form of import or export that is
    not understood here, imports one that is not there, or two modules import each other.
    """
    modules = {name: Module(name, text) for name, text in sources.items()}
    imported = {one for module in modules.values() for one in module.imports}
    whole = ordered(modules, main)
    served = {main: "const $={};" + "".join(modules[one].wrapped() for one in whole) + "export default $;"}
    for name in modules.keys() - imported - {main}:
        own = [one for one in ordered(modules, name) if one not in whole]
        address = posixpath.relpath(main, posixpath.dirname(name))
        address = address if address.startswith(".") else f"./{address}"
        given = f'export const {{{",".join(modules[name].exports)}}}=$["{name}"];' if modules[name].exports else ""
        served[name] = f'import $ from "{address}";' + "".join(modules[one].wrapped() for one in own) + given
    return {name: plain(rjsmin.jsmin(text)) for name, text in served.items()}


def plain(text: str) -> str:
    """The same script in ASCII: one curly quotation mark would have the browser keep it all at two bytes a letter."""
    return NOT_PLAIN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def ordered(modules: "dict[str, Module]", main: str) -> list[str]:
    """The names of `main` and of all it imports, each after what it imports itself."""
    done: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"Modules import each other in a circle: {' > '.join((*above, name))}")
        if name not in modules:
            raise ValueError(f"{above[-1]} imports {name}, which is not there")
        if name in done:
            return
        for one in modules[name].imports:
            visit(one, (*above, name))
        done.append(name)

    visit(main, ())
    return done


class Module:
    """One module: what it imports and exports, and its text as a function's."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.exports = EXPORT.findall(text)
        self.imports = [self.path(address) for _, address in IMPORT.findall(text)]
        self.text = EXPORT.sub("", IMPORT.sub(self.taken, text))
        left = LEFT.search(self.text)
        if left:
            raise ValueError(f"{name}: {left[0]!r} is no form of import or export that can be bundled")

    def path(self, address: str) -> str:
        """The path of the module that an import in this one names."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.name), address))

    def taken(self, found: "re.Match[str]") -> str:
        """An import, as taking names out of a module that has run before."""
        if not found[1]:
            return ""
        names = ",".join(name.strip().replace(" as ", ":") for name in found[1].split(",") if name.strip())
        return f'const {{{names}}}=$["{self.path(found[2])}"];\n'

    def wrapped(self) -> str:
        """The module as a function that runs at once and gives what it exports."""
        return f'$["{self.name}"]=(()=>{{{self.text}\nreturn {{{",".join(self.exports)}}};}})();\n'
