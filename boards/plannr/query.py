"""How Plannr is asked: paths, and the includes, filters and sort of a list as it spells them (plannr-api.md 1.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import batched
from typing import Any, TypedDict
from urllib.parse import urlsplit
from uuid import UUID

from boards.plannr.errors import RequestRejected

UUIDS_A_CALL = 50


class CaseFilters(TypedDict, total=False):
    """What both lists of cases are filtered by; days are London's, and count themselves in (plannr-api.md 2.2)."""

    uuid: Iterable[UUID] | None
    completed: bool | None
    in_progress: bool | None
    type: Iterable[UUID | str] | None
    status: Iterable[UUID | str] | None
    plan_uuid: Iterable[UUID] | None
    account_uuids: Iterable[UUID] | None
    circle_uuids: Iterable[UUID] | None
    employee_account_uuids: Iterable[UUID] | None
    completed_after: date | None
    completed_before: date | None
    review_at_after: date | None
    review_at_before: date | None


class FirmFilters(CaseFilters, total=False):
    """The firm's list is filtered by tags, too."""

    tags: Iterable[UUID | str] | None


class ClientFilters(CaseFilters, total=False):
    """A client's list is filtered by groups, too."""

    group_uuids: Iterable[UUID] | None


def query(*, include: str = "", sort: str = "", filters: Mapping[str, object] | None = None) -> dict[str, str]:
    """The query for these, leaving out whatever is "" or None.

    A filter's value may be a list, but no empty one: Plannr would answer as if it had not been asked for, with
    everything. Raises ValueError for that.
    """
    asked = {"include": include, "sort": sort}
    asked |= {
        f"filter[{name}]": filter_text(value) for name, value in (filters or {}).items() if value not in (None, "")
    }
    if empty := [name for name, value in asked.items() if not value and name not in ("include", "sort")]:
        raise ValueError(f"{empty[0]} names nothing")
    return {name: value for name, value in asked.items() if value}


def filter_text(value: object) -> str:
    """A filter's value: booleans in lower case, dates as YYYY-MM-DD, lists joined by commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, int, UUID)):
        return str(value)
    if isinstance(value, Iterable):
        return ",".join(filter_text(member) for member in value)
    raise TypeError(f"{type(value).__name__} cannot be filtered by")


def search_text(typed: str) -> str:
    """What a person typed, as one value: Plannr would split it at commas."""
    return " ".join(typed.replace(",", " ").split())


def in_batches(uuids: Iterable[UUID]) -> Iterator[tuple[UUID, ...]]:
    """The uuids, each once, in groups that fit one address."""
    return batched(dict.fromkeys(uuids), UUIDS_A_CALL)


def first_supported[Option, Result](
    learned: dict[str, Any],
    name: str,
    options: Sequence[Option],
    ask: Callable[[Option], Result],
    *,
    refusals: frozenset[int] = frozenset({400}),
) -> Result:
    """Ask in the first way this deployment accepts, and remember it under ``name`` for the life of the process.

    Deployments differ in the includes and routes they know (plannr-api.md 10.6). A refusal with one of the statuses in
    ``refusals`` leads to the next option; the last one's, and any other error, is raised. Once a way has been
    accepted, its refusals mean what they say.
    """
    ways = [learned[name]] if name in learned else options
    for option in ways:
        try:
            result = ask(option)
        except RequestRejected as error:
            if error.status not in refusals or option is ways[-1]:
                raise
        else:
            learned[name] = option
            return result
    raise ValueError("there must be at least one way to ask")


def only_asked[T](found: Mapping[UUID, T], asked: Iterable[UUID]) -> dict[UUID, T]:
    """Those that were asked for: a deployment that ignores a filter answers with others."""
    return {uuid: found[uuid] for uuid in asked if uuid in found}


def path(shape: str, *uuids: UUID) -> str:
    """``shape`` with its ``{}`` filled by uuids. TypeError for anything else (plannr-api.md 10.16)."""
    if not all(isinstance(uuid, UUID) for uuid in uuids):
        raise TypeError("only a UUID may stand in a path")
    return shape.format(*uuids)


def checked_base_url(base_url: str) -> str:
    """The deployment's address without a slash at its end. Raises ValueError unless it is an http(s) address."""
    address = base_url.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or "@" in parts.netloc or "?" in address or "#" in address:
        raise ValueError("The address of the Plannr API must look like https://api.plannrcrm.com.")
    return address


def checked_token(token: str) -> str:
    """The token without white space around it. Raises ValueError, without showing it, if no header can carry it."""
    bare = token.strip()
    if not bare.isascii() or not bare.isprintable() or " " in bare:
        raise ValueError("The Plannr token holds characters that no token has.")
    return bare


def checked_account(account: UUID | str | None) -> UUID | None:
    """The account to act for, or None when it is blank. Raises ValueError unless it is a uuid."""
    if isinstance(account, UUID):
        return account
    bare = (account or "").strip()
    try:
        return UUID(bare) if bare else None
    except ValueError:
        raise ValueError("The Plannr account must be the uuid of an account.") from None
