"""How settings are read: with django-environ, and a boot that stops with one sentence where one is of no use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

WORDS = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
ENGINES = {"sqlite3", "postgresql"}

env = environ.Env()


def read[T](name: str, default: T, reader: Callable[[str], T], kind: str) -> T:
    """The setting `name` as `reader` understands it, or `default` where it is blank.

    Raises ImproperlyConfigured, saying that it is not `kind`, where the reader raises KeyError or ValueError.
    """
    text: str = env.str(name, default="").strip()
    try:
        return reader(text) if text else default
    except (KeyError, ValueError):
        raise ImproperlyConfigured(f"{name}={text!r} is not {kind} (README, “Configuration”).") from None


def flag(name: str, default: bool) -> bool:
    """`on` or `off`. A misspelt `HTTPS=offf` must not pass for either."""
    return read(name, default, lambda text: WORDS[text.lower()], "on or off")


def listed(name: str, *default: str) -> list[str]:
    """Several texts, by comma."""
    texts: list[str] = env.list(name, default=list(default))
    return [text.strip() for text in texts if text.strip()]


def secret(name: str, *, optional: bool, least: int = 1) -> str:
    """A text of at least `least` characters that must be set, but where it is `optional`: there something stands in
    that is good for nothing else.
    """
    value: str = env.str(name, default="").strip()
    if len(value) >= least:
        return value
    if value:
        raise ImproperlyConfigured(
            f"{name} has {len(value)} characters, and fewer than {least} can be guessed: "
            "make one with openssl rand -hex 32 (README, “Configuration”)."
        )
    if optional:
        return f"only-for-development-{name.lower()}-0123456789abcdefghijklmnopqrstuvwxyz"
    raise ImproperlyConfigured(
        f"{name} is not set: give plannr_board its {name} in the environment (README, “Configuration”), "
        "or run bin/demo to try the board with made-up clients."
    )


def not_both(debug: bool, https: bool) -> None:
    """Raise ImproperlyConfigured for a board that others can reach (HTTPS) and that tells all it knows (DEBUG)."""
    if debug and https:
        raise ImproperlyConfigured(
            "DEBUG=on shows everything to whoever meets an error, so it does not go together with HTTPS=on: "
            "set DEBUG=off or, on your own machine, HTTPS=off (README, “Configuration”)."
        )


def database(default: Path) -> dict[str, Any]:
    """The database of DATABASE_URL. An address that is no use is not repeated: it may hold a password."""
    try:
        found: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{default}")
        if found["ENGINE"].rpartition(".")[2] in ENGINES:
            return found
    except (KeyError, ValueError):
        pass
    raise ImproperlyConfigured("DATABASE_URL is neither sqlite:///… nor postgres://… (README, “Configuration”).")


def whole(text: str) -> int:
    """A number of days or the like: whole, and more than nothing."""
    if int(text) <= 0:
        raise ValueError(text)
    return int(text)


def positive(text: str) -> float:
    """A number of seconds or the like: more than nothing, and not `inf` or `nan`."""
    number = float(text)
    if not 0 < number < 1e9:
        raise ValueError(text)
    return number


def not_negative(text: str) -> float:
    """A number of seconds that may also be none at all."""
    return 0.0 if float(text) == 0 else positive(text)


def address(*, only_https: bool) -> Callable[[str], str]:
    """A reader of http(s) addresses. With `only_https` no token travels in the clear, but to this same machine."""

    def reader(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(text)
        if only_https and parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError(text)
        return text.rstrip("/")

    return reader
