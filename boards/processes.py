"""Which process this is, so that another one can tell later whether it is dead: its machine and boot, its number, and
when it began. A number alone is used again; another machine's processes, or another container's, cannot be looked at
from here, and nothing else proves that they are dead (reliability.md 0.12).
"""

import os
import socket
from functools import cache
from pathlib import Path
from typing import Any

PROC = Path("/proc")


def here() -> dict[str, Any]:
    """This process, as a lease names it."""
    return {"home": home(), "pid": os.getpid(), "started": started(os.getpid())}


@cache
def home() -> str:
    """The machine, its boot, and the room of process numbers in it (containers have rooms of their own)."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        room = str((PROC / "self/ns/pid").readlink())
    except OSError:
        boot = room = ""
    return f"{socket.gethostname()} {boot} {room}"[:200]


def started(pid: int) -> str:
    """When a process began, in the system's ticks since its boot; blank where the system does not tell."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[19]


def is_dead(home_then: str, pid: int | None, started_then: str) -> bool:
    """Whether a process named by `here` can be proved to have ended; False where that cannot be known."""
    if pid is None or not home_then or home_then != home():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    now = started(pid)
    return bool(now and started_then and now != started_then) or is_zombie(pid)


def is_zombie(pid: int) -> bool:
    """Whether a process has ended and only its parent does not know yet."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
