"""Names are found as people spell them: cases as clients, on both kinds of board, and those read before."""

from datetime import UTC, datetime
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection

from boards.mirror.models import Case, Plan
from boards.mirror.models.search_key import search_key
from boards.mirror.sync.cases import sync_client
from boards.sandbox.store.firm import Firm
from tests.making import Browser

NAME = "ZOË  O’HARA Åland: Łódź, Straße, Ærø"
NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (NAME, "zoe o'hara aland: lodz, strasse, aero"),
        ("e\u0301\u200b\u00a0x", "e x"),
        ("ﬁnance ½", "finance 1⁄2"),
        ("İstanbul", "istanbul"),
        ("东京", "东京"),
        ("", ""),
    ],
)
def test_a_name_is_folded_as_people_spell(name: str, told: str):
    assert (search_key(name), search_key(search_key(name))) == (told, told)


def test_cases_are_found_on_both_boards(adviser: Browser, firm: Firm, sandbox: object):
    ann, status = firm.add_client("Ann Smith"), firm.add_status("Research", "#7A5AD9")["uuid"]
    cases = [firm.add_case(name, client=ann, status=status)["uuid"] for name in (NAME, "x" * 120 + NAME)]
    firm.add_case("Another", client=ann, status=status)
    sync_client(UUID(ann["uuid"]))

    for text in ("zoe", "ZOË", "o'hara", "O’Hara", "aland", "zoe o", "lodz", "strasse", "aero", "ÆRØ"):
        for board in ("/board/", f"/clients/{ann['uuid']}/board/"):
            page = adviser.get(board, {"text": text}).content.decode()
            found = [uuid for uuid in cases if f'id="card--{uuid}"' in page]
            assert (found, "Another" in page) == (cases, False), (board, text)


def test_a_renamed_case_is_found_by_its_new_name(db: None):
    case = Case.objects.create(uuid=uuid4(), name="Old", read_at=NOW)

    Case.objects.bulk_create(
        [Case(uuid=case.pk, name="Né", read_at=NOW)], update_conflicts=True, unique_fields=["uuid"],
        update_fields=["name", "folded"],
    )  # fmt: skip

    assert list(Case.objects.values_list("folded", "start")) == [("ne", "ne")]


def test_rows_that_were_there_before_are_filled(db: None):
    case = Case.objects.create(uuid=uuid4(), name=NAME, read_at=NOW)
    plan = Plan._default_manager.create(
        uuid=uuid4(), name="Økonomi", policy_number="Ł1", read_at=NOW, folded="økonomi łi"
    )
    Case.objects.update(folded="")

    import_module("boards.migrations.0004_folded_names").fill(apps, connection.schema_editor())

    assert Case.objects.get(pk=case.pk).folded == search_key(NAME)
    assert Plan._default_manager.get(pk=plan.pk).folded == "okonomi l1"
