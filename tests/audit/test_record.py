"""The log is append-only and chained: a changed, removed or reordered row shows."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from boards.audit import recorder
from boards.audit.models import Entry
from boards.audit.recorder import FIRST_DIGEST, Subject
from boards.users.models import User
from tests.making import make_user

SUBJECT = Subject("case", uuid4(), "Hill mortgage", uuid4(), "Ann Hill")


def attempt(by: User, *, key: str | None = None, ask: str = "a digest") -> Entry:
    told = {"before": {"status": "a"}, "body": {"status": "b"}}
    return recorder.record_attempt(by, "case-move", SUBJECT, **told, key=key, ask=ask)


def broken_rows() -> list[int]:
    """The rows whose digest does not follow from the row before."""
    previous, broken = FIRST_DIGEST, []
    for entry in Entry.objects.order_by("id"):
        if entry.digest != recorder.chain_digest(entry, previous):
            broken.append(entry.pk)
        previous = entry.digest
    return broken


@pytest.mark.django_db
def test_an_attempt_stays_open_until_it_is_saved_or_refused():
    by = make_user("adviser", name="priya")
    entry = attempt(by)
    assert list(recorder.open_attempts(SUBJECT.uuid)) == [entry]

    recorder.record_outcome(entry, recorder.UNKNOWN, words="No answer.")
    assert list(recorder.open_attempts()) == [entry]

    recorder.record_outcome(entry, recorder.SAVED)
    assert list(recorder.open_attempts()) == []
    assert recorder.latest_outcome(entry).outcome == "saved"


@pytest.mark.django_db
def test_one_gesture_makes_one_attempt():
    by = make_user("adviser", name="priya")
    attempt(by, key="gesture-1")

    with pytest.raises(IntegrityError):
        attempt(by, key="gesture-1")


@pytest.mark.django_db
def test_a_line_of_the_log_cannot_be_saved_again_or_deleted():
    entry = attempt(make_user("adviser", name="priya"))
    entry.words = "It went well."

    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


@pytest.mark.django_db
def test_the_chain_holds_and_shows_a_changed_and_a_removed_row():
    by = make_user("adviser", name="priya")
    rows = [attempt(by) for _ in range(5)]
    assert broken_rows() == []

    Entry.objects.filter(pk=rows[1].pk).update(subject_name="Another case")
    assert broken_rows() == [rows[1].pk]

    Entry.objects.filter(pk=rows[1].pk).update(subject_name="Hill mortgage")
    Entry.objects.filter(pk=rows[3].pk).delete()
    assert broken_rows() == [rows[4].pk]


@pytest.mark.django_db(transaction=True)
def test_writers_side_by_side_never_fork_the_chain():
    by = make_user("adviser", name="priya")

    def write(_: int) -> None:
        try:
            attempt(by)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(30)))

    assert Entry.objects.count() == 30
    assert broken_rows() == []
