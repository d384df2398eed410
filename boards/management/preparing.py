"""What the demo does before it opens its doors: keys, static files, tables, three people and a first read."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError, OutputWrapper

from boards import gateway
from boards.plannr import PlannrError
from boards.users.models import User

ROLES = {"priya": "adviser", "sarah": "administrator", "tom": "manager"}
NAMES = {"priya": "Priya Patel", "sarah": "Sarah Jones", "tom": "Tom Hughes"}
WORDS = ("amber", "birch", "cedar", "ember", "grove", "haven", "inlet", "kestrel", "maple", "north", "otter", "pebble")


@contextmanager
def step(output: OutputWrapper, title: str) -> Iterator[None]:
    """Say what is being done and, once it is done, how long it took."""
    output.write(f"{title} ...", ending="")
    output.flush()
    began = time.monotonic()
    try:
        yield
    except BaseException:
        output.write("")
        raise
    output.write(f" {time.monotonic() - began:.1f} s")
    output.flush()


def keys(folder: Path) -> dict[str, Any]:
    """The demo's secrets, made on the first start and the same on every later one; only their owner may read them."""
    path = folder / "keys.json"
    if path.exists():
        return dict(json.loads(path.read_text()))
    made = {
        "secret_key": secrets.token_urlsafe(50),
        "token": secrets.token_urlsafe(30),
        "passwords": {name: new_password() for name in ROLES},
    }
    path.touch(mode=0o600)
    path.write_text(json.dumps(made, indent=2))
    return made


def new_password() -> str:
    """Three words and four digits: good enough for a board that only this machine can reach, and easy to type."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(3)), f"{secrets.randbelow(10_000):04}"])


def prepare(folder: Path, output: OutputWrapper) -> None:
    """Make everything the board needs, under its own settings; quick when there is nothing to do."""
    if static_has_changed(folder):
        with step(output, "Static files"):
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            (folder / "static").write_text(static_mark())
    with step(output, "Tables and people"):
        call_command("migrate", interactive=False, verbosity=0)
        for name, role in ROLES.items():
            make_person(name, role, keys(folder)["passwords"][name])
    if "sync" in get_commands():
        try:
            call_command("sync", stdout=output)
        except CommandError as error:
            output.write(f"{error} The board reads what is missing when it is opened.")


def static_has_changed(folder: Path) -> bool:
    """Whether the static files differ from those collected last."""
    mark = folder / "static"
    return not mark.exists() or mark.read_text() != static_mark() or not Path(settings.STATIC_ROOT).exists()


def static_mark() -> str:
    """What the static files are, in one line: it changes when a file does, a package with files of its
    own, or the way they are stored."""
    files = sorted(path for path in (settings.BASE_DIR / "static").rglob("*") if path.is_file())
    told = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    told += [(settings.BASE_DIR / name).read_text() for name in ("requirements.lock", "plannr_board/storage.py")]
    return sha256("\n".join(told).encode()).hexdigest()


def make_person(name: str, role: str, password: str) -> None:
    """Make one of the three, once. An employee of that name in Plannr is taken to be the same person."""
    if User.objects.filter(username=name).exists():
        return
    first, _, last = NAMES[name].partition(" ")
    email = f"{name}@harbourandhill.example"
    account = employee_called(NAMES[name])
    person = User.objects.create_user(
        name, email, password, first_name=first, last_name=last, plannr_account=account, is_staff=role == "manager"
    )
    person.groups.add(Group.objects.get_or_create(name=role)[0])


def employee_called(name: str) -> Any:
    """The uuid of the employee of that name in Plannr; None when there is none, or Plannr cannot be asked."""
    try:
        return next((one.uuid for one in gateway.client().employees.all().items if one.name == name), None)
    except PlannrError:
        return None
