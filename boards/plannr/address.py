"""Where Plannr is, and what may stand in an address or a header that goes there."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID


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
