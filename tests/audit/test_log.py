"""The log's page: told in English, filtered, exported, for managers alone; and a chain that shows every tampering."""

import csv
import io
import re
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.users.models import User
from tests.making import Browser, make_user


def moved(by: User, name: str = "Hill mortgage", outcome: str = "saved", *, client: str = "Ann Hill") -> Entry:
    """A move from Research to Submitted that ended as `outcome`."""
    before = {"status": "1", "status_name": "Research", "to_name": "Submitted"}
    subject = Subject("case", uuid4(), name, uuid4(), client)
    attempt = recorder.record_attempt(
        by, "case-move", subject, before=before, body={"status": "2", "status_position": 3}, key=None
    )
    if outcome:
        recorder.record_outcome(attempt, outcome, after={"status": "2"})
    return attempt


@pytest.mark.django_db
def test_it_tells_each_act_and_its_ending_in_one_sentence(manager: Browser):
    moved(make_user("adviser", first_name="Priya", last_name="Shah"))

    page = manager.get("/audit/").content.decode()

    assert "Priya Shah moved “Hill mortgage” from Research to Submitted, place 3; saved in Plannr" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("refused", "; refused"),
        ("unknown", "; being checked with Plannr"),
        ("superseded", "; nobody can know whether this was done"),
        ("", "; sent, no answer yet"),
    ],
)
def test_every_other_ending_has_its_own_words(manager: Browser, outcome: str, words: str):
    moved(manager.user, outcome=outcome)

    assert words in manager.get("/audit/").content.decode()


@pytest.mark.django_db
def test_only_managers_read_it(adviser: Browser, administrator: Browser, manager: Browser):
    answers = [browser.get("/audit/").status_code for browser in (adviser, administrator, manager)]

    assert answers == [403, 403, 200]


@pytest.mark.django_db
def test_it_filters_by_person_case_client_outcome_and_day(manager: Browser):
    mine, other = moved(manager.user, "Mine"), moved(make_user("adviser"), "Another's", "refused")

    def shown(**query: object) -> list[str]:
        page = manager.get("/audit/", query).content.decode()
        return [name for name in ("Mine", "Another&#x27;s") if f"“{name}”" in page]

    assert shown() == ["Mine", "Another&#x27;s"]
    assert shown(person=manager.user.pk) == ["Mine"]
    assert shown(case=other.subject_uuid) == ["Another&#x27;s"]
    assert shown(client=mine.client_uuid) == ["Mine"]
    assert shown(outcome="refused") == ["Another&#x27;s"]
    assert shown(since="2199-01-01") == []
    assert shown(until="2199-01-01") == ["Mine", "Another&#x27;s"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"since": "31 June"}, "From must be a day of the calendar, like 2/11/2026."),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "To must not be before From."),
        ({"outcome": "lovely"}, "lovely"),
        ({"person": "999"}, "999"),
        ({"case": "no-uuid"}, "not a record that can be looked up"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told_and_kept(manager: Browser, query: dict[str, str], words: str):
    moved(manager.user)

    response = manager.get("/audit/", query)

    assert response.status_code == 422
    assert words in response.content.decode()


@pytest.mark.django_db
def test_pages_beyond_the_last_show_the_last(manager: Browser):
    for number in range(51):
        moved(manager.user, f"Case {number}")

    assert "“Case 0”" in manager.get("/audit/", {"page": "2"}).content.decode()
    assert "“Case 0”" in manager.get("/audit/", {"page": "99999"}).content.decode()
    assert "“Case 50”" in manager.get("/audit/", {"page": "no"}).content.decode()


@pytest.mark.django_db
def test_the_export_holds_the_same_lines_and_no_formula(manager: Browser):
    moved(manager.user, "=HYPERLINK(1)", client="+44 Ltd")

    response = manager.get("/audit.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")

    heading, row = csv.reader(io.StringIO(text))
    line = dict(zip(heading, row, strict=True))
    assert line["Subject"] == "'=HYPERLINK(1)"
    assert line["Client"] == "'+44 Ltd"
    assert line["Outcome"] == "saved"
    assert line["Sent"] == '{"status": "2", "status_position": 3}'


@pytest.mark.django_db
def test_hostile_names_are_text(manager: Browser):
    moved(manager.user, '<script>alert("x")</script>')

    assert "<script>alert" not in manager.get("/audit/").content.decode()


@pytest.mark.django_db
def test_the_command_finds_a_changed_a_removed_and_a_reordered_row(capsys: pytest.CaptureFixture[str]):
    by = make_user("adviser")
    rows = [moved(by) for _ in range(3)]
    call_command("verify_audit")
    assert "6 rows, whole. Head: " in capsys.readouterr().out

    Entry.objects.filter(pk=rows[1].pk).update(actor_name="Somebody else")
    with pytest.raises(CommandError, match=f"at row {rows[1].pk}"):
        call_command("verify_audit")

    Entry.objects.filter(pk=rows[1].pk).update(actor_name=by.called)
    call_command("verify_audit")
    Entry.objects.filter(attempt=rows[2]).delete()
    call_command("verify_audit")
    Entry.objects.filter(attempt=rows[1]).delete()
    with pytest.raises(CommandError, match=f"at row {rows[2].pk}"):
        call_command("verify_audit")


@pytest.mark.django_db
def test_rows_cut_off_the_end_show_against_a_head_kept_elsewhere(capsys: pytest.CaptureFixture[str]):
    moved(make_user("adviser"))
    call_command("verify_audit")
    head = capsys.readouterr().out.split()[-1]
    call_command("verify_audit", head=head)

    Entry.objects.filter(digest=head).delete()

    with pytest.raises(CommandError, match="rows were cut off"):
        call_command("verify_audit", head=head)


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2200-01-01", "1899-12-31"])
@pytest.mark.parametrize("end", ["since", "until"])
def test_a_day_at_the_end_of_the_calendar_is_refused_in_words(manager: Browser, end: str, day: str):
    moved(make_user("adviser"))

    page, file = manager.get(f"/audit/?{end}={day}"), manager.get(f"/audit.csv?{end}={day}")

    label = "From" if end == "since" else "To"
    assert (page.status_code, f"{label} must lie between 1900 and 2199." in page.content.decode()) == (422, True)
    assert b"Hill mortgage" in b"".join(file.streaming_content)


@pytest.mark.django_db
def test_the_last_day_that_is_taken_shows_every_line(manager: Browser):
    moved(make_user("adviser"))

    assert "Hill mortgage" in manager.get("/audit/?since=1900-01-01&until=2199-12-31").content.decode()


def test_the_outcomes_to_filter_by_are_in_plain_words(manager: Browser):
    offered = re.findall(r"<option value=\"\w*\"(?: selected)?>([^<]+)</option>", manager.get("/audit/").text)

    assert {"Any outcome", "Saved", "Refused", "Being checked", "Cannot be known"} < set(offered)
