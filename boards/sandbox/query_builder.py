"""
Lists the way spatie/laravel-query-builder answers them: filters, sorts, includes and pages (plannr-api.md 1.4, 1.5).

A `Collection` says what one address allows; anything else is a 400 that names what is allowed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boards.sandbox.dates import is_day, london_day
from boards.sandbox.http import ApiRequest, ApiResponse, HttpError, comma_separated, parse_boolean
from boards.sandbox.serializers import Serializer
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record

PER_PAGE = 15
MOST_PER_PAGE = 500

type RowTest = Callable[[Record], bool]
type Filter = Callable[[Firm, str], RowTest]
type SortKey = Callable[[Record], Any]
type Serialize = Callable[[Serializer, Record, list[str]], Any]


@dataclass(frozen=True)
class Collection:
    """What a list allows. `sort` is its default; `custom` names the model whose custom fields it filters by."""

    kind: str
    draw: Serialize
    includes: tuple[str, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    sorts: Mapping[str, SortKey] = field(default_factory=dict)
    sort: str = "name"
    custom: str = ""


def list_response(request: ApiRequest, collection: Collection, rows: Iterable[Record] | None = None) -> ApiResponse:
    """Answer one page of a list: of these rows, or of every record of the collection's kind. Raises HttpError."""
    includes = requested_includes(request, collection.includes)
    tests = _row_tests(request, collection)
    found = _sorted_rows(request, collection, rows)
    if tests:
        found = [row for row in found if all(test(row) for test in tests)]
    page, about = paginate(request, len(found))
    shapes = Serializer(request.firm)
    return ApiResponse(200, {"data": [collection.draw(shapes, row, includes) for row in found[page]], **about})


def requested_includes(request: ApiRequest, allowed: Iterable[str]) -> list[str]:
    """Give the relations asked for. Raises HttpError for one that is not allowed, or that this Plannr refuses."""
    refused = request.firm.behaviours.refused_includes
    names = [name for name in allowed if name not in refused]
    wanted = comma_separated(request.params.get("include", ""))
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise _not_allowed("include(s)", "are", unknown, names)
    return wanted


def single_includes(request: ApiRequest, allowed: Iterable[str], always: Iterable[str]) -> list[str]:
    """Give the relations of a single record: those it always has, and those asked for, where this Plannr honours it."""
    wanted = requested_includes(request, allowed) if request.firm.behaviours.single_include == "honoured" else []
    return [*dict.fromkeys([*always, *wanted])]


def _row_tests(request: ApiRequest, collection: Collection) -> list[RowTest]:
    tests, unknown = [], []
    for name, value in request.filters.items():
        if name.startswith("custom_field:") and collection.custom:
            tests.append(_custom_field_is(name.removeprefix("custom_field:"), value))
        elif name in collection.filters:
            tests.append(collection.filters[name](request.firm, value))
        else:
            unknown.append(name)
    if unknown:
        raise _not_allowed("filter(s)", "are", unknown, list(collection.filters))
    return tests


def _sorted_rows(request: ApiRequest, collection: Collection, rows: Iterable[Record] | None) -> list[Record]:
    wanted = comma_separated(request.params.get("sort", "")) or [collection.sort]
    unknown = [name for name in wanted if name.removeprefix("-") not in collection.sorts]
    if unknown:
        raise _not_allowed("sort(s)", "is", [name.removeprefix("-") for name in unknown], list(collection.sorts))
    if rows is None and len(wanted) == 1:
        return request.firm.ordered(collection.kind, wanted[0], collection.sorts[wanted[0].removeprefix("-")])
    found = list(request.firm.kinds[collection.kind].values() if rows is None else rows)
    for name in reversed(wanted):
        found.sort(key=collection.sorts[name.removeprefix("-")], reverse=name.startswith("-"))
    return found


def _not_allowed(what: str, verb: str, unknown: list[str], allowed: list[str]) -> HttpError:
    asked, may = (", ".join(f"`{name}`" for name in names) for names in (unknown, allowed))
    return HttpError(400, f"Requested {what} {asked} {verb} not allowed. Allowed {what} are {may}.")


def _custom_field_is(reference: str, value: str) -> RowTest:
    wanted = {part.casefold() for part in comma_separated(value)}
    return lambda row: str(row["custom_fields"].get(reference, "")).casefold() in wanted


def paginate(request: ApiRequest, total: int) -> tuple[slice, dict[str, Any]]:
    """Take the request and how many rows there are; give the slice of its page, and `links` and `meta` for it."""
    per_page = min(_positive_integer(request.params.get("per_page"), PER_PAGE), MOST_PER_PAGE)
    page = _positive_integer(request.params.get("page"), 1)
    last = max(1, -(-total // per_page))
    start = (page - 1) * per_page
    shown = max(0, min(per_page, total - start))

    def url(number: int) -> str | None:
        return (
            f"{request.base}{request.path}?{_query_without_page(request)}page={number}" if 1 <= number <= last else None
        )

    links = {"first": url(1), "last": url(last), "prev": url(min(page - 1, last)), "next": url(page + 1)}
    meta = {
        "current_page": page, "from": start + 1 if shown else None, "last_page": last,
        "links": _page_links(page, last, url), "path": f"{request.base}{request.path}", "per_page": per_page,
        "to": start + shown if shown else None, "total": total,
    }  # fmt: skip
    return slice(start, start + per_page), {"links": links, "meta": meta}


def _query_without_page(request: ApiRequest) -> str:
    if request.firm.behaviours.links == "bare":
        return ""
    parts = [part for part in request.query.split("&") if part and not part.startswith("page=")]
    return "".join(f"{part}&" for part in parts)


def _page_links(page: int, last: int, url: Any) -> list[dict[str, Any]]:
    near = set(range(page - 3, page + 4)) | {1, 2, last - 1, last} if last > 13 else set(range(1, last + 1))
    rows = [{"url": url(page - 1), "label": "&laquo; Previous", "active": False}]
    before = 0
    for number in sorted(number for number in near if 1 <= number <= last):
        if number != before + 1:
            rows.append({"url": None, "label": "...", "active": False})
        rows.append({"url": url(number), "label": str(number), "active": number == page})
        before = number
    return [*rows, {"url": url(page + 1), "label": "Next &raquo;", "active": False}]


def _positive_integer(text: str | None, default: int) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return default
    return int(text) or default


def key_in(key: str) -> Filter:
    """Rows whose key is one of a comma list."""

    def filter(firm: Firm, value: str) -> RowTest:
        wanted = frozenset(comma_separated(value))
        return lambda row: row[key] in wanted

    return filter


def any_key_in(*keys: str) -> Filter:
    """Rows where one of these list keys names one of a comma list."""

    def filter(firm: Firm, value: str) -> RowTest:
        wanted = frozenset(comma_separated(value))
        return lambda row: any(not wanted.isdisjoint(row[key]) for key in keys)

    return filter


def text_contains(*keys: str) -> Filter:
    """Rows where one of these text keys contains the value, whatever the case."""

    def filter(firm: Firm, value: str) -> RowTest:
        wanted = value.strip().casefold()
        return lambda row: any(wanted in (row[key] or "").casefold() for key in keys)

    return filter


def name_or_uuid_in(key: str, kind: str, *, many: bool = False, part: bool = False) -> Filter:
    """Rows whose key is the uuid or the name of one of a comma list; `part`: a part of the name will do."""

    def filter(firm: Firm, value: str) -> RowTest:
        words = [word.casefold() for word in comma_separated(value)]
        wanted = {uuid for uuid, record in firm.kinds[kind].items() if _name_matches(uuid, record["name"], words, part)}
        if many:
            return lambda row: not wanted.isdisjoint(row[key])
        return lambda row: row[key] in wanted

    return filter


def is_true(test: Callable[[Firm, Record], bool]) -> Filter:
    """Rows where a fact is as the boolean says. A word that is none filters nothing."""

    def filter(firm: Firm, value: str) -> RowTest:
        wanted = parse_boolean(value)
        return lambda row: wanted is None or test(firm, row) is wanted

    return filter


def on_or_after(key: str) -> Filter:
    """Rows whose time is on this London day or later."""
    return _by_day(key, lambda day, bound: day >= bound)


def on_or_before(key: str) -> Filter:
    """Rows whose time is on this London day or earlier."""
    return _by_day(key, lambda day, bound: day <= bound)


def _by_day(key: str, fits: Callable[[str, str], bool]) -> Filter:
    def filter(firm: Firm, value: str) -> RowTest:
        if not is_day(value):
            raise HttpError(400, f"The value `{value}` is not a date.")
        return lambda row: row[key] is not None and fits(london_day(row[key]), value[:10])

    return filter


def _name_matches(uuid: str, name: str, words: list[str], part: bool) -> bool:
    folded = name.casefold()
    return any(word in (uuid, folded) or (part and word in folded) for word in words)


def by_text(key: str) -> SortKey:
    """Sort by a text, nulls first, as MySQL does."""
    return lambda row: (row[key] or "").casefold()


def nulls_first(key: str) -> SortKey:
    """Sort by a number or a time, nulls first."""
    return lambda row: (row[key] is not None, row[key] or 0 if not isinstance(row[key], str) else row[key])


TIMES: dict[str, SortKey] = {"created_at": by_text("created_at"), "updated_at": by_text("updated_at")}
CREATED_BETWEEN: dict[str, Filter] = {
    "created_after": on_or_after("created_at"),
    "created_before": on_or_before("created_at"),
}
