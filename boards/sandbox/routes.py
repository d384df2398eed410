"""
Every address of the sandbox's API, and what answers it (plannr-api.md 2 to 8).

A row is a pattern, the record kind its last uuid names, and one function per method. `{}` stands for one part of a
path.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from boards.sandbox import beneficiaries, cases, covers, extras, people, plans, statuses
from boards.sandbox.answers import Answer
from boards.sandbox.asking import Ask, Refused

type Serve = Callable[..., Answer]

ROUTES: list[tuple[str, str, dict[str, Serve]]] = [
    ("cases", "", {"GET": cases.list_cases, "POST": cases.create_case}),
    ("cases/{}", "case", {"GET": cases.one_case, "PUT": cases.update_case, "DELETE": cases.delete_case}),
    ("cases/{}/participants", "", {"POST": cases.add_participants, "DELETE": cases.remove_participants}),
    ("client/{}/cases", "", {"GET": cases.list_client_cases}),
    ("cases-status", "", {"GET": statuses.list_statuses, "POST": statuses.create_status}),
    ("cases-status/{}", "status", {"GET": statuses.one_status, "PUT": statuses.update_status}),
    ("account", "", {"GET": people.list_accounts}),
    ("account/{}", "account", {"GET": people.one_account}),
    ("account/{}/groups", "", {"GET": people.list_account_groups}),
    ("client", "", {"GET": people.list_clients}),
    ("client/{}", "account", {"GET": people.one_client}),
    ("employee", "", {"GET": people.list_employees}),
    ("group", "", {"GET": people.list_groups}),
    ("circles", "", {"GET": people.list_circles}),
    ("logins", "", {"GET": people.list_logins}),
    ("me", "", {"GET": people.me}),
    ("plans", "", {"GET": plans.list_plans}),
    ("plans/{}", "plan", {"GET": plans.one_plan, "DELETE": plans.delete_plan}),
    ("plans/{}/cover", "", {"GET": covers.list_covers, "POST": covers.create_cover}),
    ("plans/{}/cover/{}", "cover", {"GET": covers.one_cover, "PUT": covers.update_cover}),
    ("plans/{}/beneficiary", "", {"GET": beneficiaries.list_beneficiaries, "POST": beneficiaries.create_beneficiary}),
    ("plans/{}/beneficiary/{}", "beneficiary", {
        "GET": beneficiaries.one_beneficiary, "PUT": beneficiaries.update_beneficiary,
        "DELETE": beneficiaries.delete_beneficiary,
    }),
    ("tag", "", {"GET": extras.list_tags, "POST": extras.tag_record}),
    ("note/{}/{}", "", {"GET": extras.list_notes}),
    ("task", "", {"GET": extras.list_tasks, "POST": extras.create_task}),
    ("task/{}", "task", {"GET": extras.one_task}),
    ("custom-field", "", {"GET": extras.list_custom_fields}),
    ("client-status", "", {"GET": extras.list_nothing}),
]  # fmt: skip

WITHOUT_ACCOUNT = ("logins", "me", "tag", "custom-field", "note/{}/{}")
_PATTERNS = [
    (re.compile("/api/v1/" + row[0].replace("{}", "([^/]+)")), *row) for row in ROUTES
]  # fmt: skip


@dataclass(frozen=True)
class Route:
    """An address that was found, and the parts of the path it names."""

    pattern: str
    kind: str
    serve: Serve
    parts: tuple[str, ...]

    def __call__(self, ask: Ask) -> Answer:
        return self.serve(ask, *self.parts)

    @property
    def needs_account(self) -> bool:
        """Whether the account header must be there (plannr-api.md 1.1)."""
        status_write = self.pattern.startswith("cases-status") and "update" in self.serve.__name__
        return self.pattern not in WITHOUT_ACCOUNT and not status_write


def route(method: str, path: str) -> Route:
    """Find what answers a request. Raises Refused: 404 for no address, 405 for no such method."""
    for pattern, text, kind, methods in _PATTERNS:
        match: Any = pattern.fullmatch(path.rstrip("/"))
        if match:
            serve = methods.get("GET" if method == "HEAD" else method)
            if serve is None:
                raise _wrong_method(method, path, list(methods))
            return Route(text, kind, serve, match.groups())
    raise Refused(404, f"The route {path.strip('/')} could not be found.")


def _wrong_method(method: str, path: str, methods: list[str]) -> Refused:
    allowed = ["GET", "HEAD", *methods[1:]] if "GET" in methods else methods
    words = (
        f"The {method} method is not supported for route {path.strip('/')}. Supported methods: {', '.join(allowed)}."
    )
    refusal = Refused(405, words)
    refusal.answer.headers["Allow"] = ", ".join(allowed)
    return refusal
