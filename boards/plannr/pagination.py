"""Lists that come in pages, by every shape of plannr-api.md 1.5.

A ``next`` link is never followed as an address: the token would travel with it. Only its query is taken, and
only when it points at the configured scheme and host; the own include, filter, sort and per_page always win
over the link's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from boards.plannr.errors import InvalidResponse
from boards.plannr.http.transport import LARGEST_PAGE, Transport
from boards.plannr.parsing import Json, Reader, flatten, parse_count
from boards.plannr.record import Record

PAGE_CAP = 200
MOST_PAGES = 2_000
PLANNRS_PAGE = 15


@dataclass(frozen=True, slots=True)
class Page[T]:
    """One page of a list. ``number`` is 1-based; ``skipped`` objects had no readable uuid."""

    items: tuple[T, ...]
    number: int = 1
    last: int | None = None
    total: int | None = None
    has_next: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Listing[T]:
    """A whole list, each object once, the latest reading of it.

    ``complete`` is True only when there is reason to believe that ``items`` is all there is: every page was
    read, none of their objects was skipped, and Plannr's total agrees (or, without a total, no object came
    twice). ``calls`` is the number of pages asked for.
    """

    items: tuple[T, ...]
    total: int | None = None
    complete: bool = True
    calls: int = 1
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Source[T: Record]:
    """A list to read: where it is, what to ask, how to read a row.

    ``per_page`` 0 asks for the client's own page size. Raises ValueError for one that no page has.
    """

    path: str
    read: Reader[T]
    params: Mapping[str, str]
    per_page: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.per_page <= LARGEST_PAGE:
            raise ValueError(f"a page has at most {LARGEST_PAGE} rows")


def listing[T: Record](transport: Transport, source: Source[T], *, cap: int = PAGE_CAP) -> Listing[T]:
    """Read every page, at most ``cap`` of them. Raises PlannrError when any page cannot be had."""
    found: dict[UUID, T] = {}
    calls = rows = skipped = 0
    page: Page[T] = Page(())
    for page in pages(transport, source, cap=cap):
        found |= {item.uuid: item for item in page.items}
        calls, rows, skipped = calls + 1, rows + len(page.items), skipped + page.skipped
    counted = rows if page.total is None else page.total
    complete = not page.has_next and not skipped and counted == len(found)
    return Listing(tuple(found.values()), page.total, complete, calls, skipped)


def oldest_first[T: Record](transport: Transport, source: Source[T]) -> Listing[T]:
    """Read every page of a list that is sorted by when its objects were made, while objects come and go.

    Beyond one page it is read from the last page to the first, so that nothing slips between two pages when an object
    read before is deleted; then the end once more, where what was made meanwhile stands: without that look as many new
    as gone ones would agree with the total, the new ones missing. Raises PlannrError.
    """
    gathered = Gathered(transport, source)
    page = gathered.page(1)
    last = last_page(page)
    if last is None or last > PAGE_CAP:
        return listing(transport, source)
    if last > 1:
        for number in range(last, 0, -1):
            page = gathered.page(number)
        gathered.end(page.last or last)
    return gathered.listing()


class Gathered[T: Record]:
    """The pages of a list, in whatever order they were read."""

    def __init__(self, transport: Transport, source: Source[T]) -> None:
        self._transport, self._source = transport, source
        self.found: dict[UUID, tuple[int, int, T]] = {}
        self.calls = self.skipped = 0
        self.total: int | None = None

    def page(self, number: int) -> Page[T]:
        """Read one page. What is found is kept with the page and the place it was last found at."""
        page = one_page(self._transport, self._source, number)
        self.found |= {item.uuid: (number, place, item) for place, item in enumerate(page.items)}
        self.calls, self.skipped, self.total = self.calls + 1, self.skipped + page.skipped, page.total
        return page

    def end(self, last: int) -> None:
        """Look at the end again: on to the last page, and back until one begins with what was known before."""
        known = frozenset(self.found)
        page = self.page(last)
        while page.has_next and self.calls < 2 * PAGE_CAP:
            page = self.page(page.number + 1)
        while page.number > 1 and not begins_in(page, known):
            page = self.page(page.number - 1)

    def listing(self) -> Listing[T]:
        """What it all comes to. Over several pages those deleted meanwhile are among the found, in one answer none."""
        as_many = len(self.found) >= (self.total or 0) if self.calls > 1 else self.total in (None, len(self.found))
        items = tuple(item for *_, item in sorted(self.found.values(), key=lambda found: found[:2]))
        return Listing(items, self.total, as_many and not self.skipped, self.calls, self.skipped)


def begins_in(page: Page[Any], known: Collection[UUID]) -> bool:
    """Whether a page begins with what was known: then nothing that stands before it is new."""
    return bool(page.items) and page.items[0].uuid in known


def last_page(first: Page[Any]) -> int | None:
    """The number of the list's last page, as its first page tells; None where it does not.

    What is told is not believed beyond what the total can fill, nor beyond MOST_PAGES.
    """
    if not first.has_next:
        return 1
    filled = -(-first.total // len(first.items)) if first.total is not None and first.items else None
    known = [number for number in (first.last, filled) if number]
    return min(*known, MOST_PAGES) if known else None


def pages[T: Record](
    transport: Transport, source: Source[T], *, start: int = 1, cap: int = PAGE_CAP
) -> Iterator[Page[T]]:
    """The pages from number ``start`` on.

    Ends at the last page, at an empty or repeated one, or after ``cap``.
    """
    seen: set[UUID] = set()
    which = page_number_query(start)
    for number in range(start, start + cap):
        page, following = fetch_page(transport, source, number, which)
        yield page
        uuids = {item.uuid for item in page.items}
        if following is None or not uuids or uuids <= seen:
            return
        seen, which = seen | uuids, following


def one_page[T: Record](transport: Transport, source: Source[T], number: int) -> Page[T]:
    """Page ``number`` alone. Raises PlannrError."""
    page, _ = fetch_page(transport, source, number, page_number_query(number))
    return page


def page_number_query(number: int) -> dict[str, str]:
    """How to ask for a page by its number; ``page`` is undocumented, so the first one goes without."""
    return {"page": str(number)} if number > 1 else {}


def fetch_page[T: Record](
    transport: Transport, source: Source[T], number: int, which: Mapping[str, str]
) -> tuple[Page[T], dict[str, str] | None]:
    """The page that ``which`` asks for, and the query of the one after it, or None when it is the last."""
    per_page = source.per_page or transport.per_page
    own = {**source.params, "per_page": str(per_page)}
    answer = transport.get(source.path, {**which, **own})
    about, rows = page_facts(answer), parse_rows(answer)
    following = next_query(about, number, len(rows), per_page, transport.base_url)
    return page_of(rows, source.read, about, number, has_next=following is not None), following


def page_of[T](rows: list[Json], read: Reader[T], about: Mapping[str, Json], number: int, *, has_next: bool) -> Page[T]:
    """The readable rows, and what the answer said of its pages."""
    items = tuple(item for row in rows if (item := read(row)) is not None)
    return Page(
        items=items,
        number=number,
        last=parse_count(about.get("last_page")),
        total=parse_count(about.get("total")),
        has_next=has_next,
        skipped=len(rows) - len(items),
    )


def started[T](stream: Iterator[T]) -> Iterator[T]:
    """The same stream, its first element already fetched, so that a refusal is raised here and now."""
    for first in stream:
        return chain((first,), stream)
    return stream


def parse_rows(answer: Json) -> list[Json]:
    """The rows of a list in any envelope of plannr-api.md 1.9.

    Raises InvalidResponse for what is no list: never "empty".
    """
    found = answer
    if isinstance(found, dict) and "uuid" not in found and "data" in found:
        found = found["data"]
    if isinstance(found, dict) and isinstance(found.get("data"), list):
        found = found["data"]
    if isinstance(found, dict) and "uuid" in found:
        return [found]
    if isinstance(found, list):
        return flatten(found)
    raise InvalidResponse("Plannr's answer is not the list that was asked for.")


def page_facts(answer: Json) -> dict[str, Json]:
    """What an answer says of its pages: ``meta``, the bare paginator's top level, and ``next`` from ``links``."""
    if not isinstance(answer, dict):
        return {}
    meta, links = answer.get("meta"), answer.get("links")
    about = dict(meta) if isinstance(meta, dict) else {key: answer[key] for key in answer if key != "data"}
    following = links.get("next") if isinstance(links, dict) else answer.get("next_page_url")
    return about | {"next": following, "has_links": isinstance(links, dict) or "next_page_url" in answer}


def next_query(
    about: Mapping[str, Json], number: int, rows: int, per_page: int, base_url: str
) -> dict[str, str] | None:
    """How to ask for the page after this one, or None when this was the last."""
    link = about.get("next")
    if isinstance(link, str) and link:
        return link_query(link, base_url) or {"page": str(number + 1)}
    current, last = parse_count(about.get("current_page")), parse_count(about.get("last_page"))
    if current is not None and last is not None:
        return {"page": str(current + 1)} if current < last else None
    if about.get("has_links"):
        return None
    return {"page": str(number + 1)} if rows and rows in (per_page, PLANNRS_PAGE) else None


def link_query(link: str, base_url: str) -> dict[str, str]:
    """The query of a ``next`` link, or nothing when it points away from the configured deployment."""
    try:
        parts, base = urlsplit(link), urlsplit(base_url)
    except ValueError:
        return {}
    if parts.netloc and (parts.scheme, parts.netloc) != (base.scheme, base.netloc):
        return {}
    return dict(parse_qsl(parts.query))
