"""The page on which a manager lets go what vanished from Plannr, and says that another firm is meant."""

from typing import Any
from uuid import UUID

import pytest

from boards.audit.models import Entry
from boards.gateway.models import ApiHealth
from boards.mirror.models import Case, Loss
from boards.mirror.sync.firm import sync_firm
from boards.mirror.sync.single_flight import now
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from tests.gateway.test_pin import enter
from tests.making import Browser
from tests.mirror.asking import Small, names_on_board
from tests.mirror.test_losses import CASES, held, lose, read
from tests.plans.filling import Fields, text_of

pytestmark = pytest.mark.django_db
__all__ = ["held"]
PAGE = "/vanished/"
OURS = "Harbour & Hill Financial Planning"
REASON = "Archived in Plannr on Monday"


@pytest.fixture
def gone(sandbox: Sandbox, held: Small) -> Loss:
    """Margaret's twelve cases vanished from the board that had them."""
    sync_firm()
    lose(held, held.margaret)
    read(held)
    return Loss.objects.get()


def send(browser: Browser, loss: Loss, reason: str, **more: str) -> Any:
    """Fill in the form of a loss as the page has it, and send it."""
    fields = dict(Fields(browser.get(PAGE).text).found) | {f"{loss.pk}-reason": reason} | more
    return browser.post(f"{PAGE}{loss.pk}/let-go/", fields, follow=True)


def test_the_page_says_what_vanished_and_the_banners_lead_to_it(gone: Loss, held: Small, manager: Browser) -> None:
    text = text_of(manager.get(PAGE))
    for words in ("12 of 12 cases of Margaret Wilson", "were last looked for just now", "they go by themselves after"):
        assert words in text
    assert "Case 0 , Case 1 , Case 2" in text
    assert "and 2 more" in text
    assert "Let 12 cases go" in text
    for page in ("/", f"/clients/{held.client}/board/"):
        assert f'class="button" href="{PAGE}' in manager.get(page).text


def test_where_nothing_vanished_it_says_so(manager: Browser) -> None:
    assert "Nothing has vanished" in text_of(manager.get(PAGE))


def test_others_are_told_but_not_led_there(gone: Loss, adviser: Browser) -> None:
    assert "a manager can let them go" in adviser.get("/").text
    assert PAGE not in adviser.get("/").text
    assert adviser.get(PAGE).status_code == 403
    assert adviser.post(f"{PAGE}{gone.pk}/let-go/", {f"{gone.pk}-reason": REASON}).status_code == 403


def test_a_manager_lets_them_go_with_a_reason(gone: Loss, held: Small, manager: Browser) -> None:
    page = send(manager, gone, REASON)

    assert "10 cases let go, 2 still there or still to be asked for. Your reason is in the audit log." in text_of(page)
    assert len(names_on_board(held.client)) == 2
    assert "A manager let them go: they leave as Plannr is asked for each." in text_of(page)
    note = Entry.objects.get(verb="let-go")
    assert (note.actor, note.words, str(note.client_uuid)) == (manager.user, REASON, str(held.client))
    told = f"Tom Hughes let 12 of 12 cases of Margaret Wilson that vanished from Plannr go: {REASON}"
    assert told in text_of(page)
    assert told in text_of(manager.get("/audit/"))

    read(held)

    assert (names_on_board(held.client), Loss.objects.count()) == ([], 0)


def test_it_needs_a_reason_and_says_so_beside_its_field(gone: Loss, held: Small, manager: Browser) -> None:
    page = send(manager, gone, "  ")

    assert page.status_code == 422
    assert page.text.count("Say why they may go") == 2
    assert (len(names_on_board(held.client)), Entry.objects.filter(verb="let-go").count()) == (CASES, 0)


def test_nobody_lets_go_more_than_they_saw(gone: Loss, held: Small, manager: Browser) -> None:
    page = send(manager, gone, REASON, seen=f"{gone.since.isoformat()} 11")

    assert page.status_code == 409
    assert "This has changed since you opened the page." in text_of(page)
    assert REASON in page.text
    assert len(names_on_board(held.client)) == CASES


def test_what_came_back_meanwhile_is_said(gone: Loss, held: Small, manager: Browser) -> None:
    page = manager.get(PAGE)
    Loss.objects.all().delete()

    told = manager.post(f"{PAGE}{gone.pk}/let-go/", dict(Fields(page.text).found), follow=True)

    assert "Nothing of that is kept any more" in text_of(told)


def test_what_the_whole_firm_lacks_is_let_go_by_its_next_read(sandbox: Sandbox, held: Small, manager: Browser) -> None:
    sync_firm()
    lose(held, held.margaret)
    sync_firm(force=True)

    page = send(manager, Loss.objects.get(), REASON)
    assert "0 cases let go, 12 still there or still to be asked for." in text_of(page)
    sync_firm(force=True)

    assert Case.objects.filter(gone_at=None).count() == 4


def test_covers_of_a_plan_are_let_go(sandbox: Sandbox, firm: Firm, manager: Browser) -> None:
    loss = Loss.objects.create(key=f"plan:{UUID(int=5)}", gone=[str(UUID(int=6))], of=1, since=now(), looked_at=now())
    text = text_of(manager.get(PAGE))
    assert "1 of 1 covers or beneficiaries of a plan" in text
    assert "Let 1 cover or beneficiary go" in text
    assert "so they do not go by themselves" in text
    assert "Plannr’s list could not be read again." in text_of(send(manager, loss, REASON))


def test_another_firm_is_accepted_with_a_reason(sandbox: Sandbox, held: Small, settings: Any, manager: Browser) -> None:
    sync_firm()
    enter(sandbox, settings)
    read(held)
    page = manager.get(PAGE)
    assert "Another firm answers" in text_of(page)
    assert "The board’s Plannr account is in the firm Other Wealth now" in text_of(page)
    assert f'href="{PAGE}#firm"' in manager.get("/").text
    fields = dict(Fields(page.text).found)

    wrong = manager.post(f"{PAGE}firm/", fields)
    assert (wrong.status_code, wrong.text.count("Say why this firm is meant")) == (422, 2)
    third = manager.post(f"{PAGE}firm/", fields | {"firm-reason": "We merged", "seen": "Another one"})
    assert (third.status_code, ApiHealth.objects.get().firm_name) == (409, OURS)

    told = manager.post(f"{PAGE}firm/", fields | {"firm-reason": "We merged"}, follow=True)

    assert "The board speaks for Other Wealth now." in text_of(told)
    assert "Nothing is read or written." not in told.text
    assert (ApiHealth.objects.get().firm_name, read(held).trouble) == ("Other Wealth", "")
    assert "Tom Hughes accepted that the board speaks for Other Wealth now: We merged" in text_of(told)


def test_a_firm_is_not_forgotten_where_plannr_cannot_be_asked(
    sandbox: Sandbox, held: Small, settings: Any, manager: Browser
) -> None:
    sync_firm()
    enter(sandbox, settings)
    read(held)
    fields = dict(Fields(manager.get(PAGE).text).found) | {"firm-reason": "We merged"}
    sandbox.faults.add("status", status=500, path="/logins$")

    answer = manager.post(f"{PAGE}firm/", fields)

    assert (answer.status_code, "Nothing was changed." in answer.text, "We merged" in answer.text) == (503, True, True)
    assert (ApiHealth.objects.get().firm_name, bool(ApiHealth.objects.get().stopped)) == (OURS, True)
