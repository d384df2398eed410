"""Lists in pages: every way Plannr may tell that there is more, and every way it may mislead (plannr-api.md 1.5)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from boards.plannr import InvalidResponse, Listing, Plannr, Status
from boards.plannr.http.transport import Transport
from boards.plannr.pagination import PAGE_CAP, Page, Source, listing, oldest_first, pages
from tests.plannr.stub_server import Request, StubServer, data

SOURCE: Source[Status] = Source("/cases-status", Status.parse, {"sort": "position"}, per_page=2)


def rows(*numbers: int) -> list[dict[str, str]]:
    """Rows with uuids made of these numbers."""
    return [{"uuid": str(UUID(int=number))} for number in numbers]


def numbers(found: Listing[Status] | Page[Status]) -> list[int]:
    """What the rows were made of."""
    return [item.uuid.int for item in found.items]


def whole(stub: StubServer, **options: Any) -> Listing[Status]:
    """The whole list, two rows a page."""
    return listing(Transport(stub.url, "token"), SOURCE, **options)


def number_of(request: Request) -> int:
    """The page a request asks for."""
    return int(request.query.get("page", "1"))


PAGES = {1: rows(1, 2), 2: rows(3, 4), 3: rows(5)}
type Telling = Callable[[StubServer, int], dict[str, Any]]


def by_links(stub: StubServer, page: int) -> dict[str, Any]:
    following = f"{stub.url}/api/v1/cases-status?page={page + 1}" if page < 3 else None
    return {"links": {"first": "x", "last": "x", "prev": None, "next": following}}


def by_meta(stub: StubServer, page: int) -> dict[str, Any]:
    return {"meta": {"current_page": page, "last_page": 3, "per_page": 2, "total": 5, "links": []}}


def by_meta_in_words(stub: StubServer, page: int) -> dict[str, Any]:
    return {"meta": {"current_page": str(page), "last_page": "3", "total": "5"}, "links": None}


def by_bare_paginator(stub: StubServer, page: int) -> dict[str, Any]:
    return {
        "current_page": page,
        "last_page": 3,
        "total": 5,
        "next_page_url": f"/x?page={page + 1}" if page < 3 else None,
    }


def by_both(stub: StubServer, page: int) -> dict[str, Any]:
    return by_links(stub, page) | by_meta(stub, page)


def by_nothing(stub: StubServer, page: int) -> dict[str, Any]:
    return {}


def by_foreign_link(stub: StubServer, page: int) -> dict[str, Any]:
    return {"links": {"next": f"http://169.254.169.254/latest?page={page + 5}" if page < 3 else None}}


def by_scheme_flip(stub: StubServer, page: int) -> dict[str, Any]:
    return {"links": {"next": stub.url.replace("http", "https") + "/x?page=99" if page < 3 else None}}


@pytest.mark.parametrize(
    "telling",
    [by_links, by_meta, by_meta_in_words, by_bare_paginator, by_both, by_nothing, by_foreign_link, by_scheme_flip],
)
def test_every_page_is_read_however_the_next_one_is_told(stub: StubServer, telling: Telling) -> None:
    stub.answers(lambda request: data({"data": PAGES[number_of(request)]} | telling(stub, number_of(request))))

    found = whole(stub)

    assert numbers(found) == [1, 2, 3, 4, 5]
    assert (found.complete, found.calls, found.skipped) == (True, 3, 0)
    assert [number_of(request) for request in stub.requests] == [1, 2, 3]
    assert {request.path for request in stub.requests} == {"/api/v1/cases-status"}


def test_what_was_asked_is_asked_of_every_page_again(stub: StubServer) -> None:
    answers = {1: {"data": rows(1, 2), "links": {"next": "/x?page=2&cursor=abc&per_page=9&sort=name"}}, 2: {"data": []}}
    stub.answers(lambda request: data(answers[number_of(request)]))

    whole(stub)

    assert stub.requests[0].query == {"sort": "position", "per_page": "2"}
    assert stub.requests[1].query == {"sort": "position", "per_page": "2", "page": "2", "cursor": "abc"}


@pytest.mark.parametrize(
    "answer",
    [{"data": rows(1)}, rows(1), {"data": [rows(1)]}, rows(1)[0], {"data": rows(1)[0]}, {"data": {"data": rows(1)}}],
)
def test_a_list_is_found_in_every_envelope(stub: StubServer, answer: Any) -> None:
    stub.will(data(answer))

    found = whole(stub)

    assert (numbers(found), found.complete, found.calls) == ([1], True, 1)


@pytest.mark.parametrize(
    "answer", [{}, {"data": None}, {"data": "x"}, {"message": "Plan is being deleted."}, "x", None]
)
def test_what_is_no_list_is_never_taken_for_an_empty_one(stub: StubServer, answer: Any) -> None:
    stub.will(data(answer))

    with pytest.raises(InvalidResponse):
        whole(stub)


def test_an_empty_list_is_complete(stub: StubServer) -> None:
    stub.will(data({"data": [], "meta": {"current_page": 1, "last_page": 1, "total": 0}}))

    assert whole(stub) == Listing((), total=0, complete=True, calls=1)


def test_a_last_page_that_is_full_costs_one_look_further(stub: StubServer) -> None:
    stub.will(data({"data": rows(1, 2)}), data({"data": []}))

    assert whole(stub) == Listing(tuple(Status(UUID(int=n)) for n in (1, 2)), complete=True, calls=2)


def test_a_deployment_that_ignores_page_and_per_page_is_not_believed(stub: StubServer) -> None:
    stub.will(data({"data": rows(*range(1, 16))}))

    found = whole(stub)

    assert (len(found.items), found.complete, found.calls) == (15, False, 2)


@pytest.mark.parametrize(
    ("second", "complete"),
    [(rows(3, 4), True), (rows(2, 3), False), (rows(1, 2), False), (rows(3), False), ([{"uuid": "odd"}], False)],
    ids=["as told", "overlapping", "repeated", "one short", "one odd"],
)
def test_a_list_that_does_not_add_up_is_not_complete(stub: StubServer, second: Any, complete: bool) -> None:
    stub.answers(
        lambda request: data(
            {
                "data": rows(1, 2) if number_of(request) == 1 else second,
                "meta": {"current_page": number_of(request), "last_page": 2, "total": 4},
            }
        )
    )

    assert whole(stub).complete is complete


def test_rows_that_moved_are_kept_once_and_doubted(stub: StubServer) -> None:
    stub.will(data({"data": rows(1, 2)}), data({"data": rows(2, 3)}), data({"data": rows(4)}))

    found = whole(stub)

    assert (numbers(found), found.complete) == ([1, 2, 3, 4], False)


def test_odd_rows_cost_only_themselves_and_are_counted(stub: StubServer) -> None:
    stub.will(data({"data": [*rows(1), None, {"uuid": "x"}, "App\\Transport\\Resources", 7, *rows(2)]}))

    found = whole(stub)

    assert (numbers(found), found.skipped, found.complete) == ([1, 2], 4, False)


def test_a_list_without_end_is_left_at_the_cap(stub: StubServer) -> None:
    stub.answers(
        lambda request: data({"data": rows(number_of(request)), "links": {"next": f"/x?page={number_of(request) + 1}"}})
    )

    found = whole(stub, cap=7)

    assert (len(found.items), found.complete, found.calls) == (7, False, 7)
    assert PAGE_CAP >= 100


@pytest.mark.parametrize("second", [rows(1, 2), []])
def test_a_next_link_that_leads_nowhere_is_not_followed_for_ever(stub: StubServer, second: Any) -> None:
    more = {"links": {"next": "/x?page=1"}}
    stub.will(data({"data": rows(1, 2)} | more), data({"data": second} | more))

    found = whole(stub)

    assert (numbers(found), found.complete, found.calls) == ([1, 2], False, 2)


def test_a_page_says_where_it_stands(stub: StubServer) -> None:
    stub.answers(lambda request: data({"data": PAGES[number_of(request)]} | by_both(stub, number_of(request))))

    second, third = pages(Transport(stub.url, "token"), SOURCE, start=2)

    assert (second.number, second.last, second.total, second.has_next) == (2, 3, 5, True)
    assert (third.number, third.has_next, numbers(third)) == (3, False, [5])


def test_lists_are_asked_in_pages_of_the_clients_size(stub: StubServer) -> None:
    stub.will(data({"data": []}))

    Plannr(stub.url, "token", UUID(int=1)).statuses.all()
    Plannr(stub.url, "token", UUID(int=1), per_page=40).statuses.all()

    assert [request.query["per_page"] for request in stub.requests] == ["500", "40"]


class Moving:
    """A firm's list of one client's cases, two a page, in which something happens after each answer."""

    def __init__(self, stub: StubServer, happens: Callable[["Moving", list[int]], None]) -> None:
        self.rows, self.happens, self.new = list(range(1, 8)), happens, 100
        self.ends: list[set[int]] = []
        stub.answers(self.answer)

    def answer(self, request: Request) -> Any:
        number = number_of(request)
        page, total = self.rows[2 * number - 2 : 2 * number], len(self.rows)
        last = -(-total // 2)
        self.ends += [set(self.rows)] if number >= last else []
        self.happens(self, page)
        return data({"data": rows(*page), "meta": {"current_page": number, "last_page": last, "total": total}})

    def open(self) -> None:
        """A new one stands at the end."""
        self.rows.append(self.new)
        self.new += 1


def swap(moving: Moving, page: list[int]) -> None:
    """One of those just read is deleted, and another one opened."""
    moving.rows.remove(page[0]) if page else None
    moving.open()


def swap_once(moving: Moving, page: list[int]) -> None:
    """The same, but once: after the last page was read."""
    if moving.new == 100 and 7 in page:
        moving.rows.remove(7)
        moving.open()


def lose(moving: Moving, page: list[int]) -> None:
    """One of those just read is deleted."""
    moving.rows.remove(page[0]) if page else None


@pytest.mark.parametrize("happens", [swap, swap_once, lose])
def test_nothing_slips_while_cases_come_and_go_or_the_list_is_not_complete(stub: StubServer, happens: Any) -> None:
    moving = Moving(stub, happens)

    found = oldest_first(Transport(stub.url, "token"), SOURCE)

    at_the_last_look_at_the_end = moving.ends[-1]
    assert at_the_last_look_at_the_end <= set(numbers(found)) or not found.complete
    assert set(range(1, 8)) & set(moving.rows) <= set(numbers(found))


def test_a_list_of_one_page_costs_one_call(stub: StubServer) -> None:
    stub.will(data({"data": rows(1), "meta": {"current_page": 1, "last_page": 1, "total": 1}}))

    found = oldest_first(Transport(stub.url, "token"), SOURCE)

    assert (found.complete, found.calls, numbers(found)) == (True, 1, [1])


def test_a_quiet_list_of_many_pages_is_complete(stub: StubServer) -> None:
    Moving(stub, lambda moving, page: None)

    found = oldest_first(Transport(stub.url, "token"), SOURCE)

    assert (found.complete, found.calls, sorted(numbers(found))) == (True, 6, list(range(1, 8)))
