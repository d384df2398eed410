"""Every page is fetched in its view: what asks the database while it is drawn fails (conftest's own guard)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.template import engines

from boards.audit import recorder
from boards.audit.recorder import Subject
from boards.mirror.models import Loss, Status
from boards.mirror.sync.firm import sync_firm
from boards.mirror.sync.plans import sync_plan
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from boards.writes import freeze
from tests.making import Browser, sign_in
from tests.plans.filling import Book

pytestmark = pytest.mark.django_db

PAGES = (
    "/", "/clients/", "/clients/?q=wil", "/clients/{client}/", "/board/", "/board/filters/", "/board/views/",
    "/clients/{client}/board/", "/clients/{client}/board/?q=hill", "/clients/{client}/board/changes/",
    "/clients/{client}/board/filters/", "/clients/{client}/board/views/",
    "/cases/{case}/", "/cases/{case}/?client={client}", "/cases/{case}/edit/?field=name&field=assigned",
    "/cases/{case}/quick/", "/cases/{case}/completion/", "/cases/{case}/people/find/?find=wil", "/cases/{case}/move/",
    "/cases/new/", "/clients/{client}/cases/new/", "/moves/",
    "/plans/", "/plans/?q=aviva", "/plans/{plan}/", "/plans/{plan}/covers/{cover}/", "/plans/{plan}/covers/new/",
    "/totals/", "/totals/cases/", "/totals/movement/", "/totals/movement/new/", "/totals/today/",
    "/totals/progress/", "/audit/", "/freezes/", "/vanished/", "/nowhere/", "/login/",
)  # fmt: skip
SCRIPTED = (
    "/clients/{client}/board/refresh/", "/board/refresh/", "/cases/{case}/", "/cases/{case}/fresh/",
    "/cases/{case}/card/", "/cases/{case}/edit/?field=name", "/cases/{case}/quick/", "/cases/{case}/completion/",
    "/cases/{case}/people/find/?find=wil", "/cases/{case}/move/", "/clients/{client}/cases/new/",
    "/clients/{client}/board/filters/?kind=money",
)  # fmt: skip


@pytest.fixture
def everybody(db: None) -> Browser:
    """Somebody with every role."""
    return sign_in("adviser", "administrator", "manager")


@pytest.fixture
def names(firm: Firm, sandbox: Sandbox, everybody: Browser) -> dict[str, str]:
    """A firm with something to tell on every page, and what its records are called in addresses."""
    book = Book.of(firm, sandbox)
    offer = firm.add_status("Offer", "#23852B")["uuid"]
    case = firm.add_case("Hill mortgage", client=book.client, status=offer, value=1_000_00, plans=[book.plan])
    firm.add_case("Annual review", client=book.client, status=offer, plans=[book.plan])
    sync_firm(force=True)
    sync_plan(UUID(book.plan["uuid"]), force=True)
    about = Subject("case", UUID(case["uuid"]), "Hill mortgage", UUID(book.client["uuid"]))
    moved: dict[str, Any] = {"before": {"status": None, "to_name": "Offer"}, "body": {"status": offer}, "key": None}
    recorder.record_attempt(everybody.user, "case-move", about, **moved)
    recorder.record_note(everybody.user, recorder.LATE, about, ending="", words="It came late.", before={})
    freeze.freeze("case:" + case["uuid"], "it lost its plans.", name="Hill mortgage", client=about.client)
    now = datetime.now(UTC)
    Loss.objects.create(key="firm", gone=[case["uuid"]], of=2, since=now, looked_at=now, looks=1)
    found = {"client": book.client, "case": case, "plan": book.plan, "cover": book.life}
    return {name: record["uuid"] for name, record in found.items()}


@pytest.mark.parametrize("address", PAGES)
def test_no_page_asks_the_database_while_it_is_drawn(everybody: Browser, names: dict[str, str], address: str) -> None:
    answers = {everybody.get(address.format(**names)).status_code for _ in range(2)}

    assert answers == {404 if address == "/nowhere/" else 302 if address == "/login/" else 200}


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"X-Requested-With": "fetch"}], ids=["htmx", "fetch"])
@pytest.mark.parametrize("address", SCRIPTED)
def test_nor_does_a_part_that_a_script_asks_for(
    everybody: Browser, names: dict[str, str], address: str, headers: dict[str, str]
) -> None:
    assert everybody.get(address.format(**names), headers=headers).status_code in (200, 302)


def test_a_template_that_asks_is_found_out() -> None:
    template = engines["django"].from_string("{% for one in statuses %}{{ one.name }}{% endfor %}")

    with pytest.raises(AssertionError, match="asked while a template was drawn"):
        template.render({"statuses": Status.objects.all()})
