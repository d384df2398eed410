"""
Lists the way spatie/laravel-query-builder answers them: filters, sorts, includes and pages (plannr-api.md 1.4, 1.5).

A `Listing` says what one address allows; anything else is a 400 that names what is allowed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boards.sandbox.answers import Answer, paged
from boards.sandbox.asking import Ask, Refused, split, truth
from boards.sandbox.firm import Firm
from boards.sandbox.moments import is_day, london_day
from boards.sandbox.records import Record
from boards.sandbox.shapes import Shapes

type Test = Callable[[Record], bool]
type Filter = Callable[[Firm, str], Test]
type Key = Callable[[Record], Any]
type Draw = Callable[[Shapes, Record, list[str]], Any]


@dataclass(frozen=True)
class Listing:
    """What a list allows. `sort` is its default; `custom` names the model whose custom fields it filters by."""

    kind: str
    draw: Draw
    includes: tuple[str, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    sorts: Mapping[str, Key] = field(default_factory=dict)
    sort: str = "name"
    custom: str = ""


def listed(ask: Ask, listing: Listing, rows: Iterable[Record] | None = None) -> Answer:
    """Answer one page of a list: of these rows, or of every record of the listing's kind. Raises Refused."""
    includes = included(ask, listing.includes)
    tests = _tests(ask, listing)
    found = _sorted(ask, listing, rows)
    if tests:
        found = [row for row in found if all(test(row) for test in tests)]
    page, about = paged(ask, len(found))
    shapes = Shapes(ask.firm)
    return Answer(200, {"data": [listing.draw(shapes, row, includes) for row in found[page]], **about})


def included(ask: Ask, allowed: Iterable[str]) -> list[str]:
    """Give the relations asked for. Raises Refused for one that is not allowed, or that this Plannr refuses."""
    refused = ask.firm.manners.refused_includes
    names = [name for name in allowed if name not in refused]
    wanted = split(ask.params.get("include", ""))
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise _not_allowed("include(s)", "are", unknown, names)
    return wanted


def _tests(ask: Ask, listing: Listing) -> list[Test]:
    tests, unknown = [], []
    for name, value in ask.filters.items():
        if name.startswith("custom_field:") and listing.custom:
            tests.append(_custom(name.removeprefix("custom_field:"), value))
        elif name in listing.filters:
            tests.append(listing.filters[name](ask.firm, value))
        else:
            unknown.append(name)
    if unknown:
        raise _not_allowed("filter(s)", "are", unknown, list(listing.filters))
    return tests


def _sorted(ask: Ask, listing: Listing, rows: Iterable[Record] | None) -> list[Record]:
    wanted = split(ask.params.get("sort", "")) or [listing.sort]
    unknown = [name for name in wanted if name.removeprefix("-") not in listing.sorts]
    if unknown:
        raise _not_allowed("sort(s)", "is", [name.removeprefix("-") for name in unknown], list(listing.sorts))
    if rows is None and len(wanted) == 1:
        return ask.firm.ordered(listing.kind, wanted[0], listing.sorts[wanted[0].removeprefix("-")])
    found = list(ask.firm.kinds[listing.kind].values() if rows is None else rows)
    for name in reversed(wanted):
        found.sort(key=listing.sorts[name.removeprefix("-")], reverse=name.startswith("-"))
    return found


def _not_allowed(what: str, verb: str, unknown: list[str], allowed: list[str]) -> Refused:
    asked, may = (", ".join(f"`{name}`" for name in names) for names in (unknown, allowed))
    return Refused(400, f"Requested {what} {asked} {verb} not allowed. Allowed {what} are {may}.")


def _custom(reference: str, value: str) -> Test:
    wanted = {part.casefold() for part in split(value)}
    return lambda row: str(row["custom_fields"].get(reference, "")).casefold() in wanted


def one_of(key: str) -> Filter:
    """Rows whose key is one of a comma list."""

    def filter(firm: Firm, value: str) -> Test:
        wanted = frozenset(split(value))
        return lambda row: row[key] in wanted

    return filter


def any_of(*keys: str) -> Filter:
    """Rows where one of these list keys names one of a comma list."""

    def filter(firm: Firm, value: str) -> Test:
        wanted = frozenset(split(value))
        return lambda row: any(not wanted.isdisjoint(row[key]) for key in keys)

    return filter


def holds(*keys: str) -> Filter:
    """Rows where one of these text keys contains the value, whatever the case."""

    def filter(firm: Firm, value: str) -> Test:
        wanted = value.strip().casefold()
        return lambda row: any(wanted in (row[key] or "").casefold() for key in keys)

    return filter


def named_or(key: str, kind: str, *, many: bool = False, part: bool = False) -> Filter:
    """Rows whose key is the uuid or the name of one of a comma list; `part`: a part of the name will do."""

    def filter(firm: Firm, value: str) -> Test:
        words = [word.casefold() for word in split(value)]
        wanted = {uuid for uuid, record in firm.kinds[kind].items() if _fits(uuid, record["name"], words, part)}
        if many:
            return lambda row: not wanted.isdisjoint(row[key])
        return lambda row: row[key] in wanted

    return filter


def flag(test: Callable[[Firm, Record], bool]) -> Filter:
    """Rows where a fact is as the boolean says. A word that is none filters nothing."""

    def filter(firm: Firm, value: str) -> Test:
        wanted = truth(value)
        return lambda row: wanted is None or test(firm, row) is wanted

    return filter


def after(key: str) -> Filter:
    """Rows whose time is on this London day or later."""
    return _by_day(key, lambda day, bound: day >= bound)


def before(key: str) -> Filter:
    """Rows whose time is on this London day or earlier."""
    return _by_day(key, lambda day, bound: day <= bound)


def _by_day(key: str, fits: Callable[[str, str], bool]) -> Filter:
    def filter(firm: Firm, value: str) -> Test:
        if not is_day(value):
            raise Refused(400, f"The value `{value}` is not a date.")
        return lambda row: row[key] is not None and fits(london_day(row[key]), value[:10])

    return filter


def _fits(uuid: str, name: str, words: list[str], part: bool) -> bool:
    folded = name.casefold()
    return any(word in (uuid, folded) or (part and word in folded) for word in words)


def text_key(key: str) -> Key:
    """Sort by a text, nulls first, as MySQL does."""
    return lambda row: (row[key] or "").casefold()


def null_first(key: str) -> Key:
    """Sort by a number or a time, nulls first."""
    return lambda row: (row[key] is not None, row[key] or 0 if not isinstance(row[key], str) else row[key])


TIMES: dict[str, Key] = {"created_at": text_key("created_at"), "updated_at": text_key("updated_at")}
CREATED_BETWEEN: dict[str, Filter] = {"created_after": after("created_at"), "created_before": before("created_at")}
