"""Everything that Plannr's page of a client's cases documents, asked by the client and honoured over HTTP (2.2)."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from boards.plannr import BadRequest, Plannr
from boards.sandbox.app import Sandbox
from boards.sandbox.server import serve
from boards.sandbox.store.firm import Firm

BARE = {
    "status": None,
    "participants": None,
    "participants_count": None,
    "tags": None,
    "plans": None,
    "custom_fields": None,
}


@pytest.fixture
def held() -> SimpleNamespace:
    """A client with three cases that differ in everything: Alpha, Beta and the completed Gamma."""
    firm = Firm(seed=7)
    todo, done = firm.add_status("To do"), firm.add_status("Done", completed=True)
    client, other = firm.add_client("Ann Smith"), firm.add_client("Bob O'Neill")
    priya = firm.add_employee("Priya Patel")
    circle, group = firm.add_circle("The O'Neills", [other]), firm.add_group("Mortgages", [priya])
    pension, mortgage = firm.add_type("Pension"), firm.add_type("Mortgage")
    plan, tag = firm.add_plan("Family plan", client=client), firm.add_tag("Urgent")
    firm.add_custom_field("Drink")

    def case(name: str, day: int, **more: Any) -> UUID:
        given = {"client": client, "status": todo, "type": pension, "created_at": moment(day)} | more
        return UUID(firm.add_case(name, **given)["uuid"])

    alpha = case("Alpha", 3, value=300, plans=[plan], tags=[tag], custom_fields={"drink": "Tea"})
    case("Not hers", 1, client=other), case("Not hers", 1, client=other), case("Not hers", 1, client=other, status=done)
    beta = case("Beta", 1, value=200, client=[client, other], groups=[group], assigned_to=[priya], review_at=moment(20))
    gamma = case("Gamma", 2, value=100, status=done, type=mortgage, completed_at=moment(10))
    records = {"todo": todo, "done": done, "pension": pension, "mortgage": mortgage, "plan": plan}
    records |= {"client": client, "other": other, "priya": priya, "circle": circle, "group": group}
    uuids = {name: UUID(record["uuid"]) for name, record in records.items()}
    return SimpleNamespace(firm=firm, alpha=alpha, beta=beta, gamma=gamma, **uuids)


def moment(day: int) -> str:
    """Noon of a day of March, as the sandbox keeps it."""
    return datetime(2026, 3, day, 12, tzinfo=UTC).isoformat()


@pytest.fixture
def asked(held: SimpleNamespace) -> Iterator[Callable[..., Any]]:
    """Ask for the client's cases over HTTP."""
    with serve(Sandbox(held.firm)) as server:
        plannr = Plannr(server.url, server.sandbox.token, held.firm.account_uuid)
        yield lambda **given: plannr.cases.of_client(held.client, **given)
        plannr.close()


def names(found: Any) -> list[str]:
    """The cases' names, in the order they came."""
    return [case.name for case in found.items]


FILTERS: dict[str, tuple[Callable[[SimpleNamespace], Any], list[str]]] = {
    "uuid": (lambda held: [held.gamma, held.alpha], ["Alpha", "Gamma"]),
    "completed": (lambda held: True, ["Gamma"]),
    "in_progress": (lambda held: True, ["Alpha", "Beta"]),
    "type": (lambda held: [held.mortgage], ["Gamma"]),
    "status": (lambda held: [held.done], ["Gamma"]),
    "plan_uuid": (lambda held: [held.plan], ["Alpha"]),
    "account_uuids": (lambda held: [held.other], ["Beta"]),
    "circle_uuids": (lambda held: [held.circle], ["Beta"]),
    "employee_account_uuids": (lambda held: [held.priya], ["Beta"]),
    "group_uuids": (lambda held: [held.group], ["Beta"]),
    "completed_after": (lambda held: date(2026, 3, 10), ["Gamma"]),
    "completed_before": (lambda held: date(2026, 3, 10), ["Gamma"]),
    "review_at_after": (lambda held: date(2026, 3, 20), ["Beta"]),
    "review_at_before": (lambda held: date(2026, 3, 20), ["Beta"]),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_clients_cases_are_filtered(asked: Any, held: SimpleNamespace, name: str) -> None:
    value, expected = FILTERS[name]

    assert sorted(names(asked(**{name: value(held)}))) == expected


@pytest.mark.parametrize(("name", "expected"), [("completed", ["Alpha", "Beta"]), ("in_progress", ["Gamma"])])
def test_a_boolean_filters_both_ways(asked: Any, name: str, expected: list[str]) -> None:
    assert sorted(names(asked(**{name: False}))) == expected


@pytest.mark.parametrize("name", ["completed_after", "review_at_after"])
def test_nothing_lies_after_the_last_day(asked: Any, name: str) -> None:
    assert names(asked(**{name: date(2026, 3, 21)})) == []


@pytest.mark.parametrize(("name", "word", "expected"), [("type", "mortgage", "Gamma"), ("status", "done", "Gamma")])
def test_types_and_statuses_may_be_named(asked: Any, name: str, word: str, expected: str) -> None:
    assert names(asked(**{name: [word]})) == [expected]


def test_a_filter_that_names_nothing_is_never_taken_for_none(asked: Any) -> None:
    with pytest.raises(ValueError, match=r"filter\[status\]"):
        asked(status=[])


# None of these is the order that Plannr or the client takes where no other is asked for, but their own.
SORTS = {
    "created_at": ["Beta", "Gamma", "Alpha"],
    "-created_at": ["Alpha", "Gamma", "Beta"],
    "name": ["Alpha", "Beta", "Gamma"],
    "-name": ["Gamma", "Beta", "Alpha"],
    "status_position": ["Alpha", "Gamma", "Beta"],
    "value": ["Gamma", "Beta", "Alpha"],
    "completed_at": ["Alpha", "Beta", "Gamma"],
    "-completed_at": ["Gamma", "Alpha", "Beta"],
    "review_at": ["Alpha", "Gamma", "Beta"],
}


@pytest.mark.parametrize("per_page", [0, 1])
@pytest.mark.parametrize("sort", SORTS)
def test_a_clients_cases_are_sorted(asked: Any, sort: str, per_page: int) -> None:
    assert names(asked(sort=sort, per_page=per_page)) == SORTS[sort]


@pytest.mark.parametrize("name", BARE)
def test_a_clients_cases_include_what_was_asked_and_nothing_else(asked: Any, name: str) -> None:
    found = asked(include=[name], sort="name").items[0]

    told = {field: getattr(found, field) for field in BARE}
    assert told[name] not in (None, ())
    assert {**told, name: None} == BARE


def test_an_empty_include_asks_for_no_relation(asked: Any) -> None:
    found = asked(include=[]).items[0]

    assert {field: getattr(found, field) for field in BARE} == BARE


def test_an_include_that_plannr_does_not_know_is_refused(asked: Any) -> None:
    with pytest.raises(BadRequest, match="covers"):
        asked(include=["covers"])


@pytest.mark.parametrize("sort", ["created_at", "name"])
def test_a_clients_cases_come_in_pages_of_the_size_that_was_asked_for(asked: Any, sort: str) -> None:
    found = asked(per_page=1, sort=sort)

    assert (found.complete, found.total, len(found.items)) == (True, 3, 3)
    assert found.calls >= 3


@pytest.mark.parametrize("per_page", [-1, 501])
def test_a_page_that_plannr_does_not_give_is_not_asked_for(asked: Any, per_page: int) -> None:
    with pytest.raises(ValueError, match="500"):
        asked(per_page=per_page)
