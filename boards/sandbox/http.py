"""
Requests, responses and what the wire does to them; errors in Laravel's shapes (plannr-api.md 1.1, 1.4, 1.7).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record

MODELS = {
    "case": "Cases\\CaseModel", "status": "Cases\\CaseStatus", "plan": "Plans\\Plan", "cover": "Plans\\Cover",
    "beneficiary": "Plans\\Beneficiary",
}  # fmt: skip
_TRUE, _FALSE = frozenset({"1", "true", "on", "yes"}), frozenset({"0", "false", "off", "no", ""})


@dataclass(frozen=True)
class WireFault:
    """What happens to an answer on its way: reset, truncated, drip or hang. `seconds` is the whole time it takes."""

    act: str
    seconds: float = 0.0


@dataclass
class ApiResponse:
    """A status, a body (None for no body, text as it is, anything else as JSON) and headers."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    wire: WireFault | None = None

    def encode(self) -> bytes:
        """Give the body's bytes. JSON is ASCII, as Laravel writes it."""
        if self.body is None:
            return b""
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, separators=(",", ":")).encode()

    def all_headers(self, length: int) -> dict[str, str]:
        """Give the headers to send, with a type and this length."""
        kind = "text/html; charset=UTF-8" if isinstance(self.body, str) else "application/json"
        return {
            "Content-Type": kind,
            "Cache-Control": "no-cache, private",
            **self.headers,
            "Content-Length": str(length),
        }


class HttpError(Exception):
    """The request ends here with this answer."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.response = ApiResponse(status, {"message": message, **more})


class RecordNotFound(HttpError):
    """404 for a record that is not there, in the words of Laravel's model binding."""

    def __init__(self, kind: str, uuid: str) -> None:
        super().__init__(404, f"No query results for model [App\\Models\\{MODELS.get(kind, kind.title())}] {uuid}")


class ValidationFailed(HttpError):
    """422 with the messages per field, nested keys dotted."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        said = [text for texts in errors.values() for text in texts]
        others = len(said) - 1
        more = f" (and {others} more error{'s' if others > 1 else ''})" if others else ""
        super().__init__(422, said[0] + more, errors=errors)


@dataclass
class RecordChange:
    """What a request changed: the record before and after, None where there is none."""

    kind: str
    uuid: str
    before: Record | None
    after: Record | None


@dataclass
class ApiRequest:
    """A request. Headers are by lower-case name; `body` is the parsed JSON, trimmed as Laravel trims it."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""
    base: str = "http://localhost"
    by: str = "token"
    effect: RecordChange | None = None
    firm: Firm = field(init=False)
    actor: Record | None = field(default=None, init=False)

    @cached_property
    def params(self) -> dict[str, str]:
        """Query parameters by name; the last one wins, as in PHP."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @cached_property
    def filters(self) -> dict[str, str]:
        """The `filter[name]=value` parameters by name."""
        found = ((re.fullmatch(r"filter\[(.+)\]", key), value) for key, value in self.params.items())
        return {match[1]: value for match, value in found if match}

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON object sent, strings trimmed and empty ones None. Raises HttpError for what is not a JSON object."""
        if not self.raw.strip():
            return {}
        try:
            sent = json.loads(self.raw)
        except (ValueError, RecursionError):
            raise HttpError(400, "The request body is not valid JSON.") from None
        if not isinstance(sent, dict):
            raise HttpError(400, "The request body is not a JSON object.")
        return {key: _trim(value) for key, value in sent.items()}

    @property
    def wants_json(self) -> bool:
        """Whether `Accept` names JSON, as Laravel's wantsJson() asks."""
        accept = self.headers.get("accept", "").split(",")[0]
        return "/json" in accept or "+json" in accept

    def record_or_404(self, kind: str, uuid: str, *, plan: str | None = None) -> Record:
        """Give a record; of this plan, where one is named. Raises RecordNotFound."""
        record = self.firm.find(kind, uuid)
        if record is None or plan not in (None, record.get("plan")):
            raise RecordNotFound(kind, uuid)
        return record

    def changed(self, kind: str, uuid: str, before: Record | None, after: Record | None) -> None:
        """Say what this request changed, for the log. The records are copied as they are now."""
        self.effect = RecordChange(kind, uuid, before and dict(before), after and dict(after))


def comma_separated(value: str) -> list[str]:
    """Take a comma-separated list; give its members without blanks."""
    return [part.strip() for part in value.split(",") if part.strip()]


def parse_boolean(value: str) -> bool | None:
    """Take a boolean as written in a query; give it, or None when it is none."""
    lowered = value.strip().lower()
    if lowered in _TRUE:
        return True
    return False if lowered in _FALSE else None


def _trim(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return [_trim(item) for item in value]
    if isinstance(value, dict):
        return {key: _trim(item) for key, item in value.items()}
    return value
