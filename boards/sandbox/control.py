"""
The control plane, `/_sandbox/`: faults, behaviours, records and log over HTTP, for demonstrations, tests and people in
other processes. No token: the sandbox is never to be reachable from outside.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from boards.sandbox.conduct import faults
from boards.sandbox.conduct.behaviours import CHOICES
from boards.sandbox.http import ApiRequest, ApiResponse, HttpError
from boards.sandbox.store.records import KINDS

if TYPE_CHECKING:
    from boards.sandbox.app import Sandbox

PATHS = {"case": "cases", "status": "cases-status"}
PAGES = ("log", "faults", "behaviours", "records", "reset", "spend", "later")
POSTED = {
    "reset": "resets the firm", "later": "carries out what was put off, and lets reads show it",
    "spend": "spends requests of the token's budget",
}  # fmt: skip
BELOW_PLAN = {"cover": "cover", "beneficiary": "beneficiary"}
ADDS = {
    "account": "add_client", "client": "add_client", "employee": "add_employee", "type": "add_type", "tag": "add_tag",
    "plan": "add_plan", "note": "add_note", "task": "add_task", "custom_field": "add_custom_field",
    "group": "add_group", "circle": "add_circle",
}  # fmt: skip


class ControlPlane:
    """Answers `/_sandbox/...` for one sandbox."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    def answer(self, request: ApiRequest) -> ApiResponse:
        """Answer a request of the control plane."""
        parts = request.path.strip("/").split("/")[1:]
        serve: Callable[[ApiRequest, list[str]], ApiResponse] | None = getattr(
            self, f"_{parts[0] if parts else 'page'}", None
        )
        if serve is None or (parts and parts[0] not in PAGES):
            return ApiResponse(404, {"message": f"There is nothing at {request.path}. See /_sandbox/."})
        if request.method != "POST" and parts and parts[0] in POSTED:
            return ApiResponse(405, {"message": f"POST {POSTED[parts[0]]}."})
        try:
            return serve(request, parts[1:])
        except HttpError as refusal:
            return refusal.response
        except (ValueError, TypeError, KeyError) as error:
            return ApiResponse(422, {"message": str(error)})

    def _page(self, request: ApiRequest, parts: list[str]) -> ApiResponse:
        firm = self._sandbox.firm
        counts = ", ".join(f"{len(firm.kinds[kind])} {kind}" for kind in KINDS if firm.kinds[kind])
        kinds = "\n".join(f"  {kind:10} {words}" for kind, words in faults.KINDS.items())
        behaviours = "\n".join(f"  {name}: {' | '.join(json.dumps(one) for one in of)}" for name, of in CHOICES.items())
        page = PAGE.format(name=firm.name, counts=counts, kinds=kinds, behaviours=behaviours, account=firm.account_uuid)
        return ApiResponse(200, page, {"Content-Type": "text/plain; charset=utf-8"})

    def _log(self, request: ApiRequest, parts: list[str]) -> ApiResponse:
        entries = self._sandbox.log.after(int(request.params.get("after", "0")))
        return ApiResponse(200, {"entries": [asdict(entry) for entry in entries], "last": self._sandbox.log.last})

    def _faults(self, request: ApiRequest, parts: list[str]) -> ApiResponse:
        on = self._sandbox.faults
        if request.method in ("PUT", "POST"):
            sent = _fault_list(request.raw)
            read = [faults.parse_fault(one.get("kind", ""), _fault_options(one)) for one in sent]
            if request.method == "PUT":
                on.clear()
            for one, words in zip(read, sent, strict=True):
                on.add(one.kind, **_fault_options(words))
        elif request.method == "DELETE":
            on.remove(int(parts[0])) if parts else on.clear()
        return ApiResponse(200, {"faults": [asdict(one) for one in on.all()]})

    def _behaviours(self, request: ApiRequest, parts: list[str]) -> ApiResponse:
        behaviours = self._sandbox.firm.behaviours
        with self._sandbox.firm.lock:
            if request.method == "PUT":
                behaviours.set(**request.body)
            elif request.method == "DELETE":
                behaviours.reset()
            return ApiResponse(200, behaviours.as_dict())

    def _reset(self, request: ApiRequest, parts: list[str]) -> ApiResponse:
        self._sandbox.reset()
        return ApiResponse(200, {"message": "As it was."})

    def _later(self, request: ApiRequest, parts: list[str]) -> ApiResponse:
        self._sandbox.lag.catch_up()
        return ApiResponse(200, {"message": "Caught up."})

    def _spend(self, request: ApiRequest, parts: list[str]) -> ApiResponse:
        with self._sandbox.firm.lock:
            spent = self._sandbox.limit.spend(int(request.body.get("requests", 1)))
        return ApiResponse(200, {"spent": spent, **self._sandbox.limit.headers()})

    def _records(self, request: ApiRequest, parts: list[str]) -> ApiResponse:
        kind, uuid = (*parts, "", "")[:2]
        if request.method == "POST" and kind in (*KINDS, *ADDS):
            return self._add(kind, request.body)
        if kind not in KINDS:
            return ApiResponse(404, {"message": f"There is no kind called {kind}. There are: {', '.join(KINDS)}."})
        with self._sandbox.firm.lock:
            held = self._sandbox.firm.kinds[kind]
            if not uuid:
                return ApiResponse(200, {"records": list(held.values())})
            if uuid not in held:
                return ApiResponse(404, {"message": f"There is no {kind} {uuid}."})
            if request.method == "GET":
                return ApiResponse(200, held[uuid])
        return self._edit(kind, uuid, request)

    def _add(self, kind: str, body: dict[str, Any]) -> ApiResponse:
        if kind in PATHS or kind in BELOW_PLAN:
            plan = body.pop("plan", None) or body.pop("plan_uuid", None)
            return self._sandbox.in_plannr("POST", self._path(kind, plan), body)
        if kind not in ADDS:
            raise ValueError(f"A {kind} cannot be added here.")
        with self._sandbox.firm.turn():
            return ApiResponse(201, getattr(self._sandbox.firm, ADDS[kind])(**body))

    def _edit(self, kind: str, uuid: str, request: ApiRequest) -> ApiResponse:
        firm, method, body = self._sandbox.firm, request.method, request.body
        by_api = (kind in PATHS or kind in BELOW_PLAN) and "raw" not in request.params
        if by_api and not (method == "DELETE" and kind in ("status", "cover")):
            return self._sandbox.in_plannr(
                method, f"{self._path(kind, firm.kinds[kind][uuid].get('plan'))}/{uuid}", body
            )
        with firm.turn():
            if method == "DELETE":
                firm.remove(kind, uuid)
                return ApiResponse(204)
            return ApiResponse(200, firm.change(kind, uuid, **body))

    def _path(self, kind: str, plan: str | None) -> str:
        if kind in PATHS:
            return f"/api/v1/{PATHS[kind]}"
        return f"/api/v1/plans/{plan}/{BELOW_PLAN[kind]}"


def _fault_list(raw: bytes) -> list[dict[str, Any]]:
    sent = json.loads(raw or b"[]")
    if isinstance(sent, dict):
        sent = sent.get("faults", [sent])
    if not isinstance(sent, list) or not all(isinstance(one, dict) for one in sent):
        raise ValueError("Send one object, a list of them, or {'faults': [...]}.")
    return sent


def _fault_options(words: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in words.items() if key not in ("kind", "id", "met")}


PAGE = """This is the sandbox: Plannr in a box, for {name}.
It holds {counts}.

The API is at /api/v1/, as documented for Plannr, with a bearer token and
X-PLANNR-ACCOUNT-UUID: {account}

GET /_sandbox/log?after=N                    every request in order, what it changed
GET, PUT, POST, DELETE /_sandbox/faults      what goes wrong; PUT replaces, POST adds one
GET, PUT, DELETE /_sandbox/behaviours        how this Plannr behaves; PUT changes some, DELETE goes back
GET /_sandbox/records/KIND[/UUID]            records as they are kept
POST /_sandbox/records/KIND                  add one, as somebody in Plannr itself
PUT, DELETE /_sandbox/records/KIND/UUID      edit or delete one, as somebody in Plannr itself; with ?raw=1 the keys
                                             are kept unread ("distorted": {{...}} replaces keys in every answer)
POST /_sandbox/spend {{"requests": 200}}       use up the token's budget, as another integration would
POST /_sandbox/later                         carry out what was put off, and let reads show what is
POST /_sandbox/reset                         the firm as it was at the start

Faults:   {{"kind": ..., "method": "PUT", "path": "/cases/", "when": "before" | "after", "only_next": 1,
           "probability": 1, "seconds": 0.5, "jitter": 0.1, "status": 503, "retry_after": 2, "body": ...,
           "content_type": ..., "location": ...}}
{kinds}

Behaviours, the first of each is the default, and refused_includes: [names], hidden_keys: [names],
            requests_a_minute: 500
{behaviours}
"""
