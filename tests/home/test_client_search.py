"""Finding a client by name."""

from uuid import UUID

import pytest

from boards.mirror.sync.cases import sync_client
from tests.board.html import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(firm):
    """Margaret Wilson with two open cases and a completed one, and Zoë O’Hara with none."""
    priya = firm.add_employee("Priya Patel", job="adviser")
    fresh, done = firm.add_status("New enquiry"), firm.add_status("Completed", completed=True)
    wilson = firm.add_client("Margaret Wilson", adviser=priya)
    firm.add_client("Zoë O’Hara")
    firm.add_case("Pension transfer", client=wilson, status=fresh, value=14_850_000)
    firm.add_case("Junior ISA", client=wilson, status=fresh, value=900_050)
    firm.add_case("Will", client=wilson, status=done, value=50_000)
    return UUID(wilson["uuid"])


def rows(response):
    """What the table says: name, open cases, open pennies, whether read."""
    return [(c.name, s.open.count, s.open.pennies, s.read) for c, s in response.context["rows"]]


def test_it_finds_by_name_and_says_what_is_open(adviser, sandbox, held):
    sync_client(held)

    response = adviser.get("/clients/?q=wils")

    assert rows(response) == [("Margaret Wilson", 2, 15_750_050, True)]
    assert "2 £157,500.50 £500.00 1 case" in words(response.text)
    assert response.context["said"] == "1 client called “wils”"
    assert f'<a href="/clients/{held}/board/">Margaret Wilson</a>' in response.text
    assert '<td class="num">£157,500.50</td>' in response.text


def test_a_client_whose_cases_nobody_has_read_says_so(adviser, sandbox, held):
    response = adviser.get("/clients/?q=wils")

    assert rows(response) == [("Margaret Wilson", 0, 0, False)]
    assert '<td class="num quiet" colspan="2">not read yet</td>' in response.text


def test_a_client_that_was_read_and_has_none_says_none(adviser, sandbox, held, firm):
    zoe = next(c for c in adviser.get("/clients/?q=zo").context["rows"])[0]
    sync_client(zoe.pk)

    assert '<td class="num">none</td>' in adviser.get("/clients/?q=zo").text


def test_cases_in_another_currency_are_counted_but_not_added(adviser, sandbox, firm, held):
    status = firm.add_status("Research")
    lewis = firm.add_client("Fiona Lewis")
    bond = firm.add_case("Bond", client=lewis, status=status, value=500_000)
    firm.distort("case", bond["uuid"], value={"amount": 500_000, "currency": "EUR", "formatted": "€5,000.00"})
    firm.add_case("ISA", client=lewis, status=status, value=100)
    sync_client(UUID(lewis["uuid"]))

    [(_, standing)] = adviser.get("/clients/?q=lewis").context["rows"]

    assert (standing.open.count, standing.open.pennies, standing.open.abroad) == (2, 100, 1)
    assert "£1 plus €5,000 in 1 case" in words(adviser.get("/clients/?q=lewis").text)


def test_htmx_gets_the_results_alone(adviser, sandbox, held):
    response = adviser.get("/clients/?q=wils", headers={"HX-Request": "true", "HX-Target": "found"})

    assert response.text.lstrip().startswith('<p class="sr" id="found-number" role="status" hx-swap-oob="innerHTML">')
    assert "<html" not in response.text
    assert response.text.count('id="found"') == 1
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in response.headers["Vary"].split(",")}


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "１", "99999999999", "1.5"])
def test_a_senseless_page_is_the_first(adviser, sandbox, held, page):
    assert adviser.get(f"/clients/?page={page}").context["page"] == 1


def test_it_pages_and_keeps_what_was_asked(adviser, sandbox, firm):
    for number in range(45):
        firm.add_client(f"Wilson {number:02}")

    second = adviser.get("/clients/?q=wilson&page=2")

    assert [client.name for client, _ in second.context["rows"]] == [f"Wilson {n:02}" for n in range(20, 40)]
    assert (second.context["before"], second.context["after"]) == ("/clients/?q=wilson", "/clients/?q=wilson&page=3")
    assert "Page 2 of 3" in second.text


def test_a_page_past_the_end_leads_back(adviser, sandbox, held):
    response = adviser.get("/clients/?page=7")

    assert "<h2>There is no such page</h2>" in response.text


def test_nobody_found_helps_to_search_again(adviser, sandbox, held):
    response = adviser.get("/clients/?q=zzz")

    assert rows(response) == []
    assert "<h2>0 clients called “zzz”</h2>" in response.text


def test_what_was_typed_is_said_back_as_text(adviser, sandbox, held):
    response = adviser.get("/clients/", {"q": '<script>alert("1")</script>'})

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" in response.text


def test_it_falls_back_on_those_already_met_and_says_why(adviser, sandbox, held):
    adviser.get("/clients/")
    with sandbox.faults.on("status", status=503):
        response = adviser.get("/clients/?q=margaret")

    assert [client.name for client, _ in response.context["rows"]] == ["Margaret Wilson"]
    assert "<b>Plannr can’t be asked just now.</b>" in response.text
    assert response.context["found"].trouble in response.text


def test_a_page_costs_few_queries_however_many_it_shows(adviser, sandbox, firm, django_assert_max_num_queries):
    for number in range(20):
        firm.add_client(f"Client {number}")
    adviser.get("/clients/")

    with django_assert_max_num_queries(14):
        assert len(adviser.get("/clients/").context["rows"]) == 20


def test_it_is_only_read(adviser):
    assert adviser.post("/clients/").status_code == 405
