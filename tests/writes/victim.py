"""A process that dies by kill -9 in the middle of a move: `python -m tests.writes.victim STEP DROP`, the drop as JSON.

Where everything is comes from the environment, as for any process of the board. With the step `race` it does not die:
it makes the drops it is sent on standard input, a JSON list a line, at once on threads, and prints how they ended.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import django

STEPS = ("leased", "read", "attempted", "sent", "reread", "told", "kept")


def die(*args: Any, **kwargs: Any) -> Any:
    """Nothing runs after this: no `finally`, no `except`."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(step: Callable[..., Any]) -> Callable[..., Any]:
    """Die instead of doing `step`."""
    return die


def after(step: Callable[..., Any]) -> Callable[..., Any]:
    """Die as soon as `step` is done."""

    def done(*args: Any, **kwargs: Any) -> Any:
        step(*args, **kwargs)
        die()

    return done


def arm(step: str) -> None:
    """Make this process die at `step` of the write path."""
    from boards.audit import recorder
    from boards.cases.operations.move import MoveCase

    where: dict[str, tuple[Any, str, Callable[..., Any]]] = {
        "leased": (MoveCase, "read", before),
        "read": (MoveCase, "read", after),
        "attempted": (MoveCase, "send", before),
        "sent": (MoveCase, "send", after),
        "reread": (MoveCase, "reread", after),
        "told": (recorder, "record_outcome", after),
        "kept": (MoveCase, "keep", after),
    }
    owner, name, how = where[step]
    setattr(owner, name, how(getattr(owner, name)))


def moved(facts: dict[str, Any]) -> str:
    """Make one move, and say how it ended."""
    from django.db import connection

    from boards.cases.operations import move
    from boards.users.models import User

    try:
        uuids = {name: UUID(facts[name]) for name in ("case", "status", "client")}
        drop = move.MoveRequest(**uuids, after=None, seen=facts["seen"], key=facts["key"])
        return move.move_case(User.objects.get(pk=facts["by"]), drop).outcome
    finally:
        connection.close()


def main() -> None:
    """Die on the way, or race."""
    django.setup()
    if sys.argv[1] != "race":
        arm(sys.argv[1])
        moved(json.loads(sys.argv[2]))
        return
    with ThreadPoolExecutor(8) as pool:
        print("ready", flush=True)
        for line in sys.stdin:
            print(json.dumps(list(pool.map(moved, json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
