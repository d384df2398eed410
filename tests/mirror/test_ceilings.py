"""A number, a date, a length from outside has a ceiling: none gives a 500, or an overflow in either database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards import gateway, plannr
from boards.gateway.models import ApiHealth
from boards.mirror.models import Account, Beneficiary, Case, Cover
from boards.mirror.store.cases import batched_cases
from boards.mirror.sync.cases import sync_client
from boards.mirror.sync.firm import sync_firm
from boards.mirror.sync.plans import sync_plan
from boards.mirror.sync.statuses import sync_statuses
from boards.plannr.http.responses import retry_after_seconds
from boards.plannr.parsing import MOST_MEMBERS
from boards.sandbox.store.firm import Firm
from boards.ui.formatting import clock
from tests.making import Browser
from tests.mirror.asking import Small, case, small
from tests.plannr.stub_server import Reply, Request, StubServer, data

pytestmark = pytest.mark.django_db

CLIENT = UUID("33333333-3333-4333-8333-333333333333")
FAR = "9" * 30
NUMBERS = [
    None, True, -1, 0, 2**31, -(2**31) - 1, 2**63, 2**64, -(2**70), 10**25, int("9" * 400), 1e25, 1e300, 5e-324,
    0.1 + 10**14, "1e25", FAR, f"0.{FAR}{FAR}", "-0", "NaN", "Infinity", "٣", "1_000", " 7 ", [], {"amount": 10**30},
    {"amount": FAR, "currency": "GBP"}, {"amount": 5, "currency": "£"}, {"example": 2**80},
]  # fmt: skip
DATES = [
    None, 0, 10**12, "0001-01-01T00:00:00+14:00", "0001-01-01", "1000-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "9998-12-31T23:59:59-14:00", "9999-12-31", "10000-01-01", "2026-02-30", "-0044-03-15", "2026-06-01T25:00:00Z",
    "2026-06-01T00:00:00+23:59", "2026-W01-1", "1970-01-01T00:00:00.123456789Z",
]  # fmt: skip
TEXTS = [
    None,
    "",
    "x" * 70_000,
    "\u1e9b\u0323" * 30_000,
    "\x00\ud800",
    "\U0001f600" * 501,
    10**25,
    ["list"],
    "<b>" * 99,
]
COLOURS = [None, "#" + "f" * 70_000, "#12345", "url(//x)", 255, "#ABC"]
PEOPLE = [{"uuid": str(uuid4()), "name": "Somebody", "type": "external"} for _ in range(1_001)]
LISTS = [None, [], PEOPLE, PEOPLE[:9], [PEOPLE[:600], PEOPLE[600:]], {"data": PEOPLE}, [[[]]], "text"]


def about(texts: str = "", numbers: str = "", dates: str = "", **more: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """What Plannr says of a record, each key with any of the values of its kind."""
    kinds = dict.fromkeys(texts.split(), TEXTS) | dict.fromkeys(numbers.split(), NUMBERS)
    kinds |= dict.fromkeys(dates.split(), DATES) | more
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in kinds.items()})


STAMPS = "created_at updated_at"
ODD = st.fixed_dictionaries({
    "case": about(
        "name", "value status_position participants_count", f"completed_at review_at {STAMPS}",
        participants=LISTS, assigned_to=LISTS, 
        tags=[None, [{"name": "t" * 70_000, "colour": "#fff"}] * 9, [{"name": "t"}] * 1_001],
    ),
    "status": about("name", "position is_type_completed", colour=COLOURS),
    "type": about("name"),
    "account": about("first_name role primary_email", "", "next_review_date inactive_at"),
    "plan": about(
        "name policy_number sub_type inactive_reason", "value total_benefit_amount",
        f"opened_at valued_at review_date inactive_at {STAMPS}",
        total_benefits=[{"x" * 70_000: 2**70, "life": {"amount": FAR}}, []], linked_owners=LISTS,
    ),
    "cover": about("cover_type benefit_status benefit_frequency", "benefit_amount indexation excess", STAMPS),
    "beneficiary": about("name", "percentage", STAMPS),
})  # fmt: skip


@pytest.fixture
def held(firm: Firm) -> Small:
    held = small(firm)
    plan = firm.add_plan("Whole of life", client=held.margaret)
    cover = firm.add_cover(plan, benefit_amount=100_000)
    firm.add_beneficiary(plan, "Ann", 50, cover=cover)
    return held


@given(odd=ODD)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_plannr_says_of_its_records_every_page_is_made(
    sandbox: Any, held: Small, manager: Browser, odd: dict[str, dict[str, Any]]
) -> None:
    firm_, plan = held.firm, list(held.firm.kinds["plan"])[-1]
    for kind, keys in odd.items():
        for uuid in list(firm_.kinds[kind]):
            firm_.distort(kind, uuid, **keys)

    reads = [
        sync_client(held.client, force=True),
        sync_statuses(force=True),
        sync_plan(UUID(plan), force=True),
        sync_firm(force=True),
    ]
    pages = [
        f"/clients/{held.client}/board/", f"/cases/{held.isa['uuid']}/", f"/plans/{plan}/", f"/clients/{held.client}/",
        "/board/", "/totals/", "/totals/movement/", "/totals/cases.csv", "/",
    ]  # fmt: skip
    codes = {page: manager.get(page).status_code for page in pages}

    assert {read.trouble_kind for read in reads} <= {"", "incomplete", "foreign"}
    assert codes == dict.fromkeys(pages, 200)
    assert Account.objects.filter(pk=held.client, kind="client").exists()


@pytest.fixture
def stub(settings: Any) -> Iterator[StubServer]:
    """A Plannr that says whatever a test wants in its headers, too."""
    server = StubServer()
    settings.PLANNR_API_URL, settings.PLANNR_TOKEN = server.url, "token"
    settings.PLANNR_ACCOUNT_UUID, settings.PLANNR_TIMEOUT_SECONDS = str(uuid4()), 5
    gateway.close()
    yield server
    gateway.close()
    server.close()


def answering(stub: StubServer, meta: dict[str, Any], headers: dict[str, str], rows: list[Any] | None = None) -> None:
    """Let it know one client and one case, said with these headers and this about its pages."""

    def answer(request: Request) -> Reply:
        if request.path.endswith("/logins"):
            return data({"data": []})
        if str(CLIENT) in request.path and not request.path.endswith("/cases"):
            return data({"uuid": str(CLIENT), "name": "Ann Smith", "type": "client"})
        found = (
            rows
            if rows is not None
            else [{"uuid": str(CLIENT), "name": "ISA", "participants": [{"uuid": str(CLIENT)}]}]
        )
        return data({"data": found if request.query.get("page", "1") == "1" else [], "meta": meta}, **headers)

    stub.answers(answer)


@pytest.mark.parametrize("number", [-1, 0, 1.5, 2**31, 2**64, 10**25, 1e300, "1e25", FAR, "many", None, [], {}])
def test_what_a_list_says_of_its_pages_is_believed_within_reason(stub: StubServer, number: Any) -> None:
    for name in ("total", "last_page", "per_page", "current_page", "from", "to"):
        answering(stub, {"current_page": 1, "last_page": 1, name: number}, {})

        read = sync_client(CLIENT, force=True)

        assert (read.trouble_kind in ("", "incomplete"), Case.objects.count()) == (True, 1)
    assert len(stub.requests) < 60


def test_a_list_said_to_be_endless_is_read_to_its_end(stub: StubServer) -> None:
    answering(stub, {"current_page": 1, "last_page": 2**31 - 1}, {})

    sync_firm(force=True)

    assert (Case.objects.count(), len(stub.requests) < 30) == (1, True)


@pytest.mark.parametrize("number", ["-1", "0", "1.5", str(2**31), str(2**64), "1e25", FAR, "9" * 5_000, "a, b", ""])
def test_what_the_headers_count_is_believed_within_reason(stub: StubServer, number: str) -> None:
    for name in ("X_Ratelimit_Remaining", "X_Ratelimit_Limit", "X_Ratelimit_Reset", "Retry_After"):
        answering(stub, {}, {name: number})

        assert sync_client(CLIENT, force=True).trouble == ""


@pytest.mark.parametrize("asked", ["3600", "1795000000", FAR, "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_a_pause_is_two_minutes_at_most_and_said(stub: StubServer, asked: str) -> None:
    answering(stub, {}, {})
    sync_client(CLIENT, force=True)
    stub.will(data({"message": "Too Many Attempts."}, 429, Retry_After=asked))

    began = datetime.now(UTC)
    read = sync_client(CLIENT, force=True)

    pause = ApiHealth.objects.get().quiet_until
    assert pause is not None
    assert 0 < (pause - began).total_seconds() < 125
    assert (read.trouble_kind, read.trouble.startswith("Plannr asked for a pause until ")) == ("throttled", True)


@pytest.mark.parametrize("asked", ["1e25", "2e9", "nan", "Fri, 31 Dec 99999999999 23:59:59 GMT", "Fri,,,", "\x00"])
def test_a_pause_that_means_nothing_says_nothing(asked: str) -> None:
    assert retry_after_seconds(asked) is None


@pytest.mark.parametrize("length", ["-1", "1e25", "9" * 400, "x"])
def test_a_wrong_length_is_an_answer_that_did_not_come(stub: StubServer, length: str) -> None:
    answering(stub, {}, {})
    sync_client(CLIENT, force=True)
    answering(stub, {}, {"Content_Length": length})

    read = sync_client(CLIENT, force=True)

    assert (read.trouble_kind, Case.objects.count()) == ("unreachable", 1)


def test_cases_with_many_people_are_written_in_statements_that_sqlite_takes() -> None:
    people = tuple(plannr.Account(uuid4()) for _ in range(MOST_MEMBERS))
    cases = [plannr.Case(uuid4(), participants=people, assigned_to=people) for _ in range(40)]
    light = [plannr.Case(uuid4()) for _ in range(1_200)]

    assert [len(chunk) for chunk in batched_cases([*cases, *light])] == [*[3] * 13, 500, 500, 201]


def test_json_as_deep_as_a_well_is_an_answer_nobody_can_use(stub: StubServer) -> None:
    answering(stub, {}, {}, [])
    deep: Any = "[" * 100_000 + "]" * 100_000
    stub.will(Reply((f"HTTP/1.1 200 OK\r\nContent-Length: {len(deep)}\r\n\r\n{deep}".encode(),)))

    read = sync_statuses(force=True)

    assert read.trouble_kind == "unreachable"


def test_a_share_with_a_thousand_decimals_is_a_share_not_known(sandbox: Any, held: Small) -> None:
    plan, person = list(held.firm.kinds["plan"])[-1], next(iter(held.firm.kinds["beneficiary"]))
    held.firm.distort("beneficiary", person, percentage=f"0.{FAR}")
    held.firm.distort("cover", next(iter(held.firm.kinds["cover"])), indexation=10**25)

    read = sync_plan(UUID(plan), force=True)

    assert (read.trouble, Beneficiary.objects.get().share, Cover.objects.get().indexation) == ("", "", "")


def test_the_board_says_until_when_plannr_asked_for_a_pause(sandbox: Any, held: Small, manager: Browser) -> None:
    sync_client(held.client)
    sandbox.faults.add("throttled", retry_after=3600)
    sync_client(held.client, force=True)

    page = manager.get(f"/clients/{held.client}/board/").content.decode()

    pause = ApiHealth.objects.get().quiet_until
    assert pause is not None
    assert f"Plannr asked for a pause until {clock(pause)}." in page


def test_a_position_beyond_the_column_is_none(sandbox: Any, held: Small) -> None:
    held.firm.distort("case", held.isa["uuid"], status_position=2**63)

    sync_client(held.client)

    assert case(held.isa).position is None
