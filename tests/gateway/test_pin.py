"""The firm is pinned: answers of another one are never laid over this one's, and nothing of it is written."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from boards import gateway
from boards.audit.models import Entry
from boards.gateway.models import ApiHealth
from boards.mirror.models import Account
from boards.mirror.sync.cases import sync_client
from boards.mirror.sync.firm import sync_firm
from boards.plannr import CircuitOpen
from boards.sandbox.app import Sandbox
from tests.making import Browser
from tests.mirror.asking import Small, calls, names_on_board, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(sandbox: Sandbox) -> Small:
    """A firm that was read whole, and so is pinned."""
    held = small(sandbox.firm)
    sync_firm()
    sandbox.log.clear()
    return held


def enter(sandbox: Sandbox, settings: Any, uuid: str = "") -> None:
    """The token leads into another firm from now on (or into that of `uuid`), and the process starts anew."""
    sandbox.firm.uuid, sandbox.firm.name = uuid or str(uuid4()), "Other Wealth"
    sandbox.token = settings.PLANNR_TOKEN = settings.PLANNR_TOKEN + "x"
    gateway.close()


def test_the_first_firm_seen_is_pinned(sandbox: Sandbox, held: Small) -> None:
    assert (str(ApiHealth.objects.get().firm), ApiHealth.objects.get().firm_name) == (
        sandbox.firm.uuid,
        sandbox.firm.name,
    )


def test_another_firm_is_neither_read_nor_written(
    sandbox: Sandbox, held: Small, settings: Any, adviser: Browser
) -> None:
    held.firm.add_case("The others' case", client=held.margaret)
    enter(sandbox, settings)

    read = sync_client(held.client, force=True)
    sent = adviser.post(
        f"/cases/{held.isa['uuid']}/move/", {"status": held.research["uuid"], "seen": "x", "key": "k" * 8}
    )

    assert [entry.path for entry in sandbox.log] == ["/api/v1/logins"]
    assert (read.trouble_kind, len(names_on_board(held.client))) == ("firm", 3)
    assert sent.status_code >= 400
    page = adviser.get(f"/clients/{held.client}/board/").content.decode()
    assert "Nothing is read or written." in page
    assert "The board’s Plannr account is in the firm Other Wealth now" in page
    assert "If that is meant, a manager accepts it." in adviser.get("/").content.decode()


def test_a_new_token_of_the_same_firm_is_asked_about_once(sandbox: Sandbox, held: Small, settings: Any) -> None:
    enter(sandbox, settings, sandbox.firm.uuid)
    sync_client(held.client, force=True)
    gateway.close()

    sync_client(held.client, force=True)

    assert calls(sandbox, "/logins") == 1


def test_a_choice_of_plannrs_is_asked_about_at_each_start(sandbox: Sandbox, held: Small, settings: Any) -> None:
    settings.PLANNR_ACCOUNT_UUID = ""
    sandbox.firm.uuid = str(uuid4())

    assert sync_client(held.client, force=True).trouble_kind == "firm"


def test_where_it_cannot_be_asked_nothing_is(sandbox: Sandbox, held: Small, settings: Any) -> None:
    enter(sandbox, settings)
    sandbox.faults.add("status", status=500, path="/logins$")

    with pytest.raises(CircuitOpen):
        gateway.client().cases.of_client(held.client)

    assert calls(sandbox, "/cases") == 0


def test_the_old_firm_back_sets_all_going_again(sandbox: Sandbox, held: Small, settings: Any) -> None:
    before = sandbox.firm.uuid
    enter(sandbox, settings)
    sync_client(held.client, force=True)
    enter(sandbox, settings, before)

    assert sync_client(held.client, force=True).trouble == ""


def test_a_manager_accepts_another_firm_with_a_reason(
    sandbox: Sandbox, held: Small, settings: Any, manager: Browser, adviser: Browser
) -> None:
    enter(sandbox, settings)
    sync_client(held.client, force=True)

    for by, reason in (("priya", "x"), ("tom", "")):
        with pytest.raises(CommandError):
            call_command("accept_firm", by=by, reason=reason)
    call_command("accept_firm", by="tom", reason="We merged")

    assert sync_client(held.client, force=True).trouble == ""
    note = Entry.objects.get(verb="firm-accepted")
    assert (note.words, note.subject_name, ApiHealth.objects.get().firm_name) == (
        "We merged",
        "Other Wealth",
        "Other Wealth",
    )
    assert "accepted that the board speaks for Other Wealth now" in manager.get("/audit/").content.decode()


def test_a_plannr_that_names_no_firm_pins_none(sandbox: Sandbox, settings: Any) -> None:
    account = {"uuid": settings.PLANNR_ACCOUNT_UUID, "type": "employee"}
    sandbox.faults.add(
        "status", status=200, body={"data": [{"uuid": str(uuid4()), "account": account}]}, path="/logins$"
    )

    sync_firm()

    assert (ApiHealth.objects.filter(firm__isnull=False).count(), Account.objects.exists()) == (0, True)
