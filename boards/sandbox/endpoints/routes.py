"""
Every address of the sandbox's API, and what answers it (plannr-api.md 2 to 8).

A row is a pattern, the record kind its last uuid names, and one function per method. `{}` stands for one part of a
path.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from boards.sandbox.endpoints import accounts, beneficiaries, cases, covers, notes_and_tasks, plans, statuses
from boards.sandbox.http import ApiRequest, ApiResponse, HttpError

type Serve = Callable[..., ApiResponse]

ROUTES: list[tuple[str, str, dict[str, Serve]]] = [
    ("cases", "", {"GET": cases.list_cases, "POST": cases.create_case}),
    ("cases/{}", "case", {"GET": cases.get_case, "PUT": cases.update_case, "DELETE": cases.delete_case}),
    ("cases/{}/participants", "", {"POST": cases.add_participants, "DELETE": cases.remove_participants}),
    ("client/{}/cases", "", {"GET": cases.list_client_cases}),
    ("cases-status", "", {"GET": statuses.list_statuses, "POST": statuses.create_status}),
    ("cases-status/{}", "status", {"GET": statuses.get_status, "PUT": statuses.update_status}),
    ("account", "", {"GET": accounts.list_accounts}),
    ("account/{}", "account", {"GET": accounts.get_account}),
    ("client", "", {"GET": accounts.list_clients}),
    ("client/{}", "account", {"GET": accounts.get_client}),
    ("employee", "", {"GET": accounts.list_employees}),
    ("logins", "", {"GET": accounts.list_logins}),
    ("me", "", {"GET": accounts.get_current_user}),
    ("plans", "", {"GET": plans.list_plans}),
    ("plans/{}", "plan", {"GET": plans.get_plan, "DELETE": plans.delete_plan}),
    ("plans/{}/cover", "", {"GET": covers.list_covers, "POST": covers.create_cover}),
    ("plans/{}/cover/{}", "cover", {"GET": covers.get_cover, "PUT": covers.update_cover}),
    ("plans/{}/beneficiary", "", {"GET": beneficiaries.list_beneficiaries, "POST": beneficiaries.create_beneficiary}),
    ("plans/{}/beneficiary/{}", "beneficiary", {
        "GET": beneficiaries.get_beneficiary, "PUT": beneficiaries.update_beneficiary,
        "DELETE": beneficiaries.delete_beneficiary,
    }),
    ("note/{}/{}", "", {"GET": notes_and_tasks.list_notes}),
    ("task", "", {"GET": notes_and_tasks.list_tasks}),
]  # fmt: skip

WITHOUT_ACCOUNT = ("logins", "me", "note/{}/{}")
_PATTERNS = [
    (re.compile("/api/v1/" + row[0].replace("{}", "([^/]+)")), *row) for row in ROUTES
]  # fmt: skip


@dataclass(frozen=True)
class Endpoint:
    """An address that was found, and the parts of the path it names."""

    pattern: str
    kind: str
    serve: Serve
    parts: tuple[str, ...]

    def __call__(self, request: ApiRequest) -> ApiResponse:
        return self.serve(request, *self.parts)

    @property
    def needs_account(self) -> bool:
        """Whether the account header must be there (plannr-api.md 1.1)."""
        status_write = self.pattern.startswith("cases-status") and "update" in self.serve.__name__
        return self.pattern not in WITHOUT_ACCOUNT and not status_write


def match_endpoint(method: str, path: str) -> Endpoint:
    """Find what answers a request. Raises HttpError: 404 for no address, 405 for no such method."""
    for pattern, text, kind, methods in _PATTERNS:
        match: Any = pattern.fullmatch(path.rstrip("/"))
        if match:
            serve = methods.get("GET" if method == "HEAD" else method)
            if serve is None:
                raise _method_not_allowed(method, path, list(methods))
            return Endpoint(text, kind, serve, match.groups())
    raise HttpError(404, f"The route {path.strip('/')} could not be found.")


def _method_not_allowed(method: str, path: str, methods: list[str]) -> HttpError:
    allowed = ["GET", "HEAD", *methods[1:]] if "GET" in methods else methods
    words = (
        f"The {method} method is not supported for route {path.strip('/')}. Supported methods: {', '.join(allowed)}."
    )
    refusal = HttpError(405, words)
    refusal.response.headers["Allow"] = ", ".join(allowed)
    return refusal
