"""Many gone at once is a fault, not news: kept, said, looked for again, and gone once that is certain."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from boards.audit.models import Entry
from boards.mirror.models import Beneficiary, Case, Cover, Loss, SyncState
from boards.mirror.sync.cases import sync_client
from boards.mirror.sync.firm import sync_firm
from boards.mirror.sync.losses import LOOKS
from boards.mirror.sync.plans import sync_plan
from boards.mirror.sync.statuses import sync_statuses
from boards.sandbox.store.firm import Firm
from tests.making import Browser
from tests.mirror.asking import Small, names_on_board, small

pytestmark = pytest.mark.django_db

CASES = 12


@pytest.fixture
def held(firm: Firm) -> Small:
    """Margaret has 12 cases, Ann four."""
    held = small(firm)
    for number in range(CASES - 3):
        firm.add_case(f"Case {number}", client=held.margaret, status=held.enquiry, value=100_00)
    for number in range(4):
        firm.add_case(f"Ann's {number}", client=held.ann, status=held.enquiry)
    return held


def lose(held: Small, client: Any, number: int | None = None) -> None:
    """Let Plannr answer 404 for cases of a client, and leave them out of every list."""
    mine = [uuid for uuid, one in held.firm.kinds["case"].items() if client["uuid"] in one["participants"]]
    for uuid in mine[:number]:
        held.firm.remove("case", uuid)


def read(held: Small) -> SyncState:
    return sync_client(held.client, force=True)


def test_a_board_keeps_what_vanished_at_once_and_every_page_says_so(
    sandbox: Any, held: Small, manager: Browser
) -> None:
    sync_firm()
    lose(held, held.margaret)

    reads = [read(held) for _ in range(3)]
    pages = {page: manager.get(page).content.decode() for page in ("/", "/totals/", "/board/", "/clients/")}
    board = manager.get(f"/clients/{held.client}/board/").content.decode()

    assert [one.trouble_kind for one in reads] == ["vanished"] * 3
    assert len(names_on_board(held.client)) == CASES
    assert "12 of 12 cases vanished from Plannr’s answers at once" in board
    assert 'class="button" href="/vanished/"' in board
    assert [page for page, text in pages.items() if "12 of 12 cases of Margaret Wilson vanished" not in text] == []


def test_the_whole_firm_is_kept_too(sandbox: Any, held: Small) -> None:
    sync_firm()
    before = Case.objects.filter(gone_at=None).count()
    lose(held, held.margaret)

    ended = sync_firm(force=True)

    assert (ended.complete, ended.trouble_kind) == (False, "vanished")
    assert ended.trouble.startswith("12 of 16 cases vanished")
    assert Case.objects.filter(gone_at=None).count() == before


def test_a_few_go_at_once(sandbox: Any, held: Small) -> None:
    read(held)
    lose(held, held.margaret, 3)

    ended = read(held)

    assert (ended.trouble, len(names_on_board(held.client)), Loss.objects.count()) == ("", CASES - 3, 0)


def test_not_even_a_few_go_where_nothing_shows_that_the_account_sees_the_firm(sandbox: Any, held: Small) -> None:
    sync_client(UUID(held.ann["uuid"]))
    read(held)
    for number in range(CASES - 2):
        Case.objects.filter(name=f"Case {number}").delete()
    sandbox.faults.add("status", status=200, body={"data": []}, path=r"/cases$")
    sandbox.faults.add("status", status=404, path=r"/cases/[0-9a-f-]+$")

    ended = read(held)

    assert (ended.trouble_kind, len(names_on_board(held.client))) == ("vanished", 3)


def test_an_account_that_is_not_among_the_logins_takes_nothing_away(sandbox: Any, held: Small) -> None:
    sync_firm()
    Case.objects.filter(participations__account=held.client, name__startswith="Case ").delete()
    lose(held, held.margaret)
    login = {"uuid": held.ann["uuid"], "account": {"uuid": held.ann["uuid"], "type": "employee"}}
    sandbox.faults.add("status", status=200, body={"data": [login]}, path="/logins$")

    assert (read(held).trouble_kind, len(names_on_board(held.client))) == ("vanished", 3)


def test_many_boards_that_lose_a_few_each_are_many(sandbox: Any, firm: Firm, held: Small) -> None:
    others = [firm.add_client(f"Client {number}") for number in range(4)]
    for other in others:
        for number in range(2):
            firm.add_case(f"{number}", client=other, status=held.enquiry)
    sync_firm()

    kinds = []
    for other in others:  # One after the other: the case asked for as a witness is any that was not seen to go.
        lose(held, other)
        kinds.append(sync_client(UUID(other["uuid"]), force=True).trouble_kind)

    assert kinds == ["", "vanished", "vanished", "vanished"]
    assert Case.objects.filter(gone_at__isnull=False).count() == 2


def test_they_go_once_every_look_has_found_the_same_for_long_enough(sandbox: Any, held: Small) -> None:
    sync_firm()
    lose(held, held.margaret)
    for _ in range(LOOKS):
        read(held)
    Loss.objects.update(since=Loss.objects.get().since - timedelta(hours=25))

    left = [read(held) and len(names_on_board(held.client)) for _ in range(2)]

    assert (left, Loss.objects.count()) == ([2, 0], 0)


def test_time_alone_lets_nothing_go_while_the_account_sees_nothing(sandbox: Any, held: Small) -> None:
    sync_firm()
    lose(held, held.margaret)
    lose(held, held.ann)
    for _ in range(LOOKS + 1):
        read(held)
    Loss.objects.update(since=Loss.objects.get().since - timedelta(hours=25))

    assert (read(held).trouble_kind, len(names_on_board(held.client))) == ("vanished", CASES)


def test_what_comes_back_is_no_loss(sandbox: Any, held: Small) -> None:
    read(held)
    with (
        sandbox.faults.on("status", status=200, body={"data": []}, path=r"/cases$"),
        sandbox.faults.on("status", status=404, path=r"/cases/[0-9a-f-]+$"),
    ):
        first = read(held)

    again = read(held)

    assert (first.trouble_kind, again.trouble, again.complete, Loss.objects.count()) == ("vanished", "", True, 0)


def test_a_manager_lets_them_go_with_a_reason(sandbox: Any, held: Small, manager: Browser, capsys: Any) -> None:
    sync_firm()
    lose(held, held.margaret)
    read(held)

    call_command("let_go", f"client:{held.client}", by="tom", reason="Archived in Plannr on Monday")

    assert capsys.readouterr().out == "12 cases let go, 0 still there or still to be asked for.\n"
    assert (names_on_board(held.client), Loss.objects.count()) == ([], 0)
    note = Entry.objects.get(verb="let-go")
    assert (note.actor, note.words) == (manager.user, "Archived in Plannr on Monday")
    assert (
        "let 12 of 12 cases of Margaret Wilson that vanished from Plannr go: Archived"
        in manager.get("/audit/").content.decode()
    )


def test_only_what_plannr_does_not_answer_for_goes(sandbox: Any, held: Small, manager: Browser) -> None:
    read(held)
    with (
        sandbox.faults.on("status", status=200, body={"data": []}, path=r"/cases$"),
        sandbox.faults.on("status", status=404, path=r"/cases/[0-9a-f-]+$"),
    ):
        read(held)

    call_command("let_go", f"client:{held.client}", by="tom", reason="By mistake")

    assert len(names_on_board(held.client)) == CASES


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"by": "priya", "reason": "x"}, "sign-in name of a manager"),
        ({"by": "nobody", "reason": "x"}, "sign-in name of a manager"),
        ({"by": "tom", "reason": " "}, "takes the reason"),
    ],
)
def test_nobody_else_does_and_nobody_without_a_reason(
    sandbox: Any, held: Small, manager: Browser, adviser: Browser, said: dict[str, str], words: str
) -> None:
    sync_firm()
    lose(held, held.margaret)
    read(held)

    with pytest.raises(CommandError, match=words):
        call_command("let_go", f"client:{held.client}", **said)

    assert len(names_on_board(held.client)) == CASES


def test_a_list_of_other_peoples_cases_is_kept_off_the_board(sandbox: Any, held: Small, manager: Browser) -> None:
    read(held)
    theirs = [uuid for uuid, one in held.firm.kinds["case"].items() if held.ann["uuid"] in one["participants"]]
    rows = [
        {"uuid": uuid, "name": "Ann's", "participants": [{"uuid": held.ann["uuid"], "name": "Ann"}]} for uuid in theirs
    ]
    sandbox.faults.add("status", status=200, body={"data": rows}, path=r"/client/[0-9a-f-]+/cases$")

    ended = read(held)

    assert (ended.trouble_kind, ended.trouble) == (
        "foreign",
        "Plannr’s list for this client holds only other people’s cases (4): none is shown here.",
    )
    assert (len(names_on_board(held.client)), "Ann's" in "".join(names_on_board(held.client))) == (CASES, False)
    assert (
        "Plannr gave other people’s cases for this client."
        in manager.get(f"/clients/{held.client}/board/").content.decode()
    )


def test_columns_that_vanish_at_once_stay(sandbox: Any, held: Small) -> None:
    sync_statuses()
    sandbox.faults.add("status", status=200, body={"data": []}, path="cases-status")

    ended = sync_statuses(force=True)

    assert (ended.trouble_kind, ended.trouble.startswith("3 of 3 statuses vanished")) == ("vanished", True)
    assert list(Loss.objects.values_list("key", flat=True)) == ["statuses"]


@pytest.mark.parametrize("lost", ["cover", "beneficiary"])
def test_a_plans_lists_that_vanish_at_once_stay(
    sandbox: Any, firm: Firm, held: Small, manager: Browser, lost: str
) -> None:
    plan = firm.add_plan("Whole of life", client=held.margaret)
    covers = [firm.add_cover(plan, benefit_amount=100_000) for _ in range(2)]
    for name in ("Tom", "Zoe"):
        firm.add_beneficiary(plan, name, 50, cover=covers[0])
    sync_plan(UUID(plan["uuid"]))
    sandbox.faults.add("status", status=200, body={"data": []}, path=f"/{lost}$")

    ended = sync_plan(UUID(plan["uuid"]), force=True)

    assert ended.trouble_kind == "vanished"
    assert (Cover.objects.count(), Beneficiary.objects.filter(gone_at=None).count()) == (2, 2)
    assert "2 of 2 covers and beneficiaries vanished" in manager.get(f"/plans/{plan['uuid']}/").content.decode()
