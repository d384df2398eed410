"""`manage.py adduser` makes one person, or none and says why."""

import io
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from boards.users.models import User

pytestmark = pytest.mark.django_db


def adduser(monkeypatch, *arguments, password="slate-otter-lantern-42"):
    """Run the command with a password on standard input; gives what it printed."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n" if password else ""))
    output = io.StringIO()
    call_command("adduser", *arguments, stdout=output)
    return output.getvalue().strip()


def test_it_makes_a_person_who_may_sign_in(monkeypatch, client):
    said = adduser(monkeypatch, "priya", "--role", "adviser", "--role", "manager", "--password-stdin")

    assert said == "priya may sign in as adviser and manager."
    assert User.objects.get().roles == {"adviser", "manager"}
    signed_in = client.post("/login/", {"username": "priya", "password": "slate-otter-lantern-42"})
    assert (signed_in.status_code, signed_in["Location"]) == (302, "/")


def test_it_knows_the_person_in_plannr(monkeypatch):
    account = "1e2feb89-414c-443c-9027-c4d1c386bbc4"

    adduser(monkeypatch, "priya", "--full-name", "Priya Patel", "--plannr-account", account, "--password-stdin")

    person = User.objects.get()
    assert (person.called, person.plannr_account) == ("Priya Patel", UUID(account))


def test_a_superuser_has_every_role_and_the_admin(monkeypatch, client):
    adduser(monkeypatch, "ann", "--superuser", "--password-stdin")

    person = User.objects.get()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert person.roles == {"adviser", "administrator", "manager"}
    assert client.get("/admin/").status_code == 200


def test_without_a_password_the_person_cannot_sign_in_yet(monkeypatch):
    said = adduser(monkeypatch, "priya", "--role", "adviser", password=None)

    assert "No password is set" in said
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize(
    ("arguments", "password", "complaint"),
    [
        (["priya", "--role", "wizard"], None, "invalid choice: 'wizard'"),
        (["priya", "--password-stdin"], "short", "This password is too short"),
        (["priya-patel", "--password-stdin"], "priya-patel1", "The password is too similar to the username."),
        (["priya", "--password-stdin"], None, "standard input holds no password"),
        (["not a name", "--password-stdin"], "slate-otter-lantern-42", "Enter a valid username"),
        (["priya", "--plannr-account", "me"], None, "invalid UUID value: 'me'"),
        (["priya", "--email", "nowhere"], None, "Enter a valid email address."),
    ],
)
def test_it_makes_nobody_and_says_why(monkeypatch, arguments, password, complaint):
    with pytest.raises(CommandError, match=complaint):
        adduser(monkeypatch, *arguments, password=password)

    assert User.objects.count() == 0


def test_a_name_that_is_taken_is_refused(monkeypatch, adviser):
    with pytest.raises(CommandError, match="already exists"):
        adduser(monkeypatch, "priya", "--password-stdin")

    assert list(User.objects.all()) == [adviser.user]


def test_a_name_that_differs_in_capitals_alone_is_refused(monkeypatch, adviser):
    with pytest.raises(CommandError, match="Somebody is called Priya already; capitals do not count"):
        adduser(monkeypatch, "Priya", "--password-stdin")

    assert list(User.objects.all()) == [adviser.user]
