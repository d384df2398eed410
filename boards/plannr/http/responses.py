"""What an HTTP answer means: JSON to read, or the error it stands for (plannr-api.md 1.7, 1.9).

Pure judgement on a status, a few headers and the bytes: nothing here knows how they travelled.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from uuid import UUID

from boards.plannr.errors import (
    LONGEST_PAUSE_SECONDS,
    REFUSALS,
    InvalidResponse,
    PlannrError,
    RequestRejected,
    Throttled,
)
from boards.plannr.parsing import (
    Json,
    bounded_decimal,
    parse_count,
    parse_decimal,
    parse_object,
    parse_text,
    unwrap_placeholder,
)
from boards.plannr.record import Record

LONGEST_MESSAGE = 300
LONGEST_INTEGER = 40
SHORTEST_WAIT_SECONDS = 1.0
LARGEST_BODY = 16 * 1024 * 1024
GZIP_WINDOW = zlib.MAX_WBITS | 16

# Markup, PHP class names, and Laravel's stock phrases: our own words for the status say more.
UNFIT = re.compile(r"<[a-z!/]|\w\\\w|^(Unauthenticated|Not Found|No query results)", re.IGNORECASE)

WORDS: Mapping[int, str] = {
    400: "Plannr did not understand the request.",
    401: "Plannr does not accept the access token.",
    403: "Plannr does not allow this account to do that.",
    404: "Plannr has no such record, or does not show it to this account.",
    409: "Plannr cannot do that now.",
    422: "Plannr did not accept some of the values.",
}


@dataclass(frozen=True, slots=True)
class RawResponse:
    """One HTTP answer: its status, the headers that matter, and its decoded body, or the ``fault`` that hid it.

    ``remaining`` is X-Ratelimit-Remaining, ``retry_after`` is in seconds.
    """

    status: int
    body: bytes
    content_type: str = ""
    remaining: int | None = None
    retry_after: float | None = None
    fault: str = ""

    @property
    def is_json(self) -> bool:
        """Whether the body claims to be JSON; an answer that claims nothing is given the benefit of the doubt."""
        kind = self.content_type.partition(";")[0].strip().lower()
        return kind in ("", "application/json") or kind.endswith("+json")


def parse_response(answer: RawResponse, *, writing: bool) -> Json:
    """The JSON of a good answer.

    A 2xx without a body is None. Everything else raises: RequestRejected (4xx), Throttled (429) or InvalidResponse
    (the rest).
    """
    if not 200 <= answer.status < 300:
        raise error_for(answer, writing=writing)
    if answer.fault:
        raise InvalidResponse(answer.fault, status=answer.status, may_have_applied=writing)
    if not answer.body.strip():
        return None
    if not answer.is_json:
        raise InvalidResponse(
            "Plannr answered with something other than data.", status=answer.status, may_have_applied=writing
        )
    try:
        return parse_json(answer.body)
    except (ValueError, RecursionError):
        words = "Plannr's answer could not be read."
        raise InvalidResponse(words, status=answer.status, may_have_applied=writing) from None


def error_for(answer: RawResponse, *, writing: bool) -> PlannrError:
    """The error an answer outside 2xx stands for."""
    if answer.status == 429:
        return Throttled(retry_after=max(SHORTEST_WAIT_SECONDS, answer.retry_after or 0.0))
    if 400 <= answer.status < 500:
        return rejection(answer)
    words = f"Plannr has a fault of its own (error {answer.status})."
    if 300 <= answer.status < 400:
        words = "Plannr sent the request elsewhere, which is never followed."
    return InvalidResponse(words, status=answer.status, may_have_applied=writing, retry_after=answer.retry_after)


def rejection(answer: RawResponse) -> RequestRejected:
    """A 4xx with Plannr's own words where it has any, whatever its body looks like."""
    body = error_body(answer)
    said = plain_sentence(body.get("message")) or WORDS.get(answer.status, f"Plannr refused (error {answer.status}).")
    kind = REFUSALS.get(answer.status, RequestRejected)
    return kind(said, status=answer.status, errors=errors_by_field(body.get("errors")))


def error_body(answer: RawResponse) -> dict[str, Json]:
    """The JSON object in an error's body, or an empty one."""
    if not answer.is_json:
        return {}
    try:
        body = parse_json(answer.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def plain_sentence(raw: Json) -> str:
    """One line safe to show: no markup, nothing for programmers, at most 300 characters; "" when there is none."""
    line = " ".join(parse_text(raw).split())
    return "" if UNFIT.search(line) else line[:LONGEST_MESSAGE]


def errors_by_field(raw: Json) -> dict[str, list[str]]:
    """Laravel's ``errors``: a list of texts for each field; a parse_single text is taken as a list of one."""
    if not isinstance(raw, dict):
        return {}
    listed = {parse_text(name): value if isinstance(value, list) else [value] for name, value in raw.items()}
    return {name: [line for value in values if (line := plain_sentence(value))] for name, values in listed.items()}


def parse_json(body: bytes) -> Json:
    """JSON with exact numbers. NaN and Infinity are refused; numbers no field could mean are read as null."""
    found: Json = json.loads(
        body.decode("utf-8-sig"), parse_float=decimal, parse_int=integer, parse_constant=reject_constant
    )
    return found


def decimal(digits: str) -> Decimal | None:
    """A JSON number with a fraction or an exponent."""
    return bounded_decimal(digits)


def integer(digits: str) -> int | None:
    """A JSON integer, unless it is so long that only mischief wrote it."""
    return int(digits) if len(digits) <= LONGEST_INTEGER else None


def reject_constant(name: str) -> Json:
    """NaN and Infinity are not JSON."""
    raise ValueError(name)


def retry_after_seconds(header: str | None) -> float | None:
    """Seconds to wait from a ``Retry-After`` of either form (seconds, or an HTTP date); None when it says nothing.

    Never more than two minutes, whatever it says: Plannr counts by the minute (plannr-api.md 1.6), and an hour of
    silence would be our own fault.
    """
    number = parse_decimal(header)
    seconds = float(number) if number is not None else seconds_until(header or "")
    return None if seconds is None else min(max(0.0, seconds), LONGEST_PAUSE_SECONDS)


def seconds_until(date: str) -> float | None:
    """Seconds from now until an HTTP date, below zero where it is past; None when it is none."""
    try:
        until = parsedate_to_datetime(date)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return (until - datetime.now(UTC)).total_seconds()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def remaining_calls(header: str | None) -> int | None:
    """What ``X-Ratelimit-Remaining`` leaves of this minute, or None."""
    return parse_count(header)


def parse_single[T: Record](answer: Json, model: type[T], *, uuid: UUID | None = None, writing: bool = False) -> T:
    """The one record of an answer, bare or in an envelope (plannr-api.md 10.9).

    Raises InvalidResponse when there is none with a uuid, or another one than the ``uuid`` that was asked for.
    """
    found = unwrap_placeholder(answer)
    if isinstance(found, dict) and "uuid" not in found and isinstance(found.get("data"), list):
        found = found["data"]
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    record = model.parse(parse_object(found)) if isinstance(found, dict) else None
    if record is None:
        raise InvalidResponse("Plannr's answer does not name the record.", may_have_applied=writing)
    if uuid is not None and record.uuid != uuid:
        raise InvalidResponse(f"Plannr answered with another {model.__name__.lower()}.", may_have_applied=writing)
    return record


class UnreadableBody(Exception):
    """The body cannot be had; the message says why in plain words."""


def decompress(chunks: Iterable[bytes], encoding: str) -> bytes:
    """The decoded body, at most 16 MiB of it.

    Here rather than by httpx, which unpacks a bomb before anyone can look at its size.

    ``encoding`` is the Content-Encoding header. Raises UnreadableBody.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return join_chunks(chunks)
        case "gzip" | "x-gzip":
            return gunzip(chunks)
        case _:
            raise UnreadableBody("Plannr's answer is packed in a way that was not asked for.")


def join_chunks(chunks: Iterable[bytes]) -> bytes:
    """A body that was not packed."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        refuse_excess(body)
    return bytes(body)


def gunzip(chunks: Iterable[bytes]) -> bytes:
    """A gzipped body; unpacking stops one byte past the cap, however little was sent."""
    unpacker, body, arrived = zlib.decompressobj(GZIP_WINDOW), bytearray(), False
    for chunk in chunks:
        arrived = arrived or bool(chunk)
        try:
            body += unpacker.decompress(chunk, LARGEST_BODY - len(body) + 1)
        except zlib.error:
            raise UnreadableBody("Plannr's answer could not be unpacked.") from None
        refuse_excess(body)
    if arrived and not unpacker.eof:
        raise UnreadableBody("Plannr's answer was cut short.")
    return bytes(body)


def refuse_excess(body: bytearray) -> None:
    """Stop at 16 MiB."""
    if len(body) > LARGEST_BODY:
        raise UnreadableBody("Plannr's answer is too large to be true.")
