"""
Answers in Plannr's shapes: money, pages, envelopes, and what the wire should do to them (plannr-api.md 1.5, 1.8, 1.9).
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boards.sandbox.asking import Ask

PER_PAGE = 15
MOST_PER_PAGE = 500


@dataclass(frozen=True)
class Wire:
    """What happens to an answer on its way: reset, truncated, drip or hang. `seconds` is the whole time it takes."""

    act: str
    seconds: float = 0.0


@dataclass
class Answer:
    """A status, a body (None for no body, text as it is, anything else as JSON) and headers."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    wire: Wire | None = None

    def encoded(self) -> bytes:
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


def money(pennies: int | None, amounts: str = "text") -> dict[str, Any] | None:
    """Take pennies or None; give Plannr's money object, its amount as text or as a number."""
    if pennies is None:
        return None
    amount, formatted = _money(pennies)
    return {"amount": amount if amounts == "text" else pennies, "currency": "GBP", "formatted": formatted}


@lru_cache(maxsize=65536)
def _money(pennies: int) -> tuple[str, str]:
    pounds, rest = divmod(abs(pennies), 100)
    return str(pennies), f"{'-' if pennies < 0 else ''}£{pounds:,}.{rest:02d}"


def paged(ask: "Ask", total: int) -> tuple[slice, dict[str, Any]]:
    """Take the request and how many rows there are; give the slice of its page, and `links` and `meta` for it."""
    per_page = min(_whole(ask.params.get("per_page"), PER_PAGE), MOST_PER_PAGE)
    page = _whole(ask.params.get("page"), 1)
    last = max(1, -(-total // per_page))
    start = (page - 1) * per_page
    shown = max(0, min(per_page, total - start))

    def url(number: int) -> str | None:
        return f"{ask.base}{ask.path}?{_kept(ask)}page={number}" if 1 <= number <= last else None

    links = {"first": url(1), "last": url(last), "prev": url(min(page - 1, last)), "next": url(page + 1)}
    meta = {
        "current_page": page, "from": start + 1 if shown else None, "last_page": last,
        "links": _numbered(page, last, url), "path": f"{ask.base}{ask.path}", "per_page": per_page,
        "to": start + shown if shown else None, "total": total,
    }  # fmt: skip
    return slice(start, start + per_page), {"links": links, "meta": meta}


def _kept(ask: "Ask") -> str:
    if ask.firm.manners.links == "bare":
        return ""
    parts = [part for part in ask.query.split("&") if part and not part.startswith("page=")]
    return "".join(f"{part}&" for part in parts)


def _numbered(page: int, last: int, url: Any) -> list[dict[str, Any]]:
    near = set(range(page - 3, page + 4)) | {1, 2, last - 1, last} if last > 13 else set(range(1, last + 1))
    rows = [{"url": url(page - 1), "label": "&laquo; Previous", "active": False}]
    before = 0
    for number in sorted(number for number in near if 1 <= number <= last):
        if number != before + 1:
            rows.append({"url": None, "label": "...", "active": False})
        rows.append({"url": url(number), "label": str(number), "active": number == page})
        before = number
    return [*rows, {"url": url(page + 1), "label": "Next &raquo;", "active": False}]


def _whole(text: str | None, default: int) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return default
    return int(text) or default
