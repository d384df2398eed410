"""The bytes of a body, unpacked here rather than by httpx, which unpacks a bomb before anyone can look at its size."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

LARGEST_BODY = 16 * 1024 * 1024
GZIP_WINDOW = zlib.MAX_WBITS | 16


class Unreadable(Exception):
    """The body cannot be had; the message says why in plain words."""


def unpacked(chunks: Iterable[bytes], encoding: str) -> bytes:
    """The decoded body, at most 16 MiB of it.

    ``encoding`` is the Content-Encoding header. Raises Unreadable.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return gathered(chunks)
        case "gzip" | "x-gzip":
            return gunzipped(chunks)
        case _:
            raise Unreadable("Plannr's answer is packed in a way that was not asked for.")


def gathered(chunks: Iterable[bytes]) -> bytes:
    """A body that was not packed."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        refuse_excess(body)
    return bytes(body)


def gunzipped(chunks: Iterable[bytes]) -> bytes:
    """A gzipped body; unpacking stops one byte past the cap, however little was sent."""
    unpacker, body, arrived = zlib.decompressobj(GZIP_WINDOW), bytearray(), False
    for chunk in chunks:
        arrived = arrived or bool(chunk)
        try:
            body += unpacker.decompress(chunk, LARGEST_BODY - len(body) + 1)
        except zlib.error:
            raise Unreadable("Plannr's answer could not be unpacked.") from None
        refuse_excess(body)
    if arrived and not unpacker.eof:
        raise Unreadable("Plannr's answer was cut short.")
    return bytes(body)


def refuse_excess(body: bytearray) -> None:
    """Stop at 16 MiB."""
    if len(body) > LARGEST_BODY:
        raise Unreadable("Plannr's answer is too large to be true.")
