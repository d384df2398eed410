"""
Case statuses (plannr-api.md 3).
"""

from boards.sandbox.http import ApiRequest, ApiResponse, HttpError
from boards.sandbox.query_builder import TIMES, Collection, by_text, key_in, list_response, nulls_first
from boards.sandbox.serializers import Serializer
from boards.sandbox.validation import PayloadValidator

STATUSES = Collection(
    "status",
    lambda shapes, status, includes: shapes.status(status),
    filters={"uuid": key_in("uuid")},
    sorts={**TIMES, "name": by_text("name"), "position": nulls_first("position")},
    sort="position",
)


def list_statuses(ask: ApiRequest) -> ApiResponse:
    """GET /cases-status; missing in some Plannrs."""
    if ask.firm.behaviours.status_list == "missing":
        raise HttpError(404, "The route api/v1/cases-status could not be found.")
    return list_response(ask, STATUSES, [status for status in ask.firm.kinds["status"].values() if status["listed"]])


def get_status(ask: ApiRequest, uuid: str) -> ApiResponse:
    """GET /cases-status/{uuid}."""
    return ApiResponse(200, Serializer(ask.firm).status(ask.record_or_404("status", uuid)))


def create_status(ask: ApiRequest) -> ApiResponse:
    """POST /cases-status: answered 200, as the last column."""
    wanted = _status_payload(ask, required=True).cleaned()
    status = ask.firm.add_status(wanted["name"], wanted.get("colour"))
    ask.changed("status", status["uuid"], None, status)
    return ApiResponse(200, Serializer(ask.firm).status(status))


def update_status(ask: ApiRequest, uuid: str) -> ApiResponse:
    """PUT /cases-status/{uuid}: a new position shifts the other columns."""
    before = ask.record_or_404("status", uuid)
    form = _status_payload(ask)
    form.pennies("position", nullable=False, least=1)
    wanted = form.cleaned()
    position = wanted.pop("position", None)
    ask.firm.change("status", uuid, **wanted)
    if position is not None:
        _move_status(ask, uuid, position)
    after = ask.record_or_404("status", uuid)
    ask.changed("status", uuid, before, after)
    return ApiResponse(200, Serializer(ask.firm).status(after))


def _status_payload(ask: ApiRequest, *, required: bool = False) -> PayloadValidator:
    form = PayloadValidator(ask.body)
    form.text("name", required=required)
    form.text("colour", most=7)
    return form


def _move_status(ask: ApiRequest, uuid: str, position: int) -> None:
    statuses = sorted(ask.firm.kinds["status"].values(), key=lambda status: status["position"] or 0)
    order = [status["uuid"] for status in statuses if status["uuid"] != uuid]
    order.insert(position - 1, uuid)
    for place, one in enumerate(order, 1):
        ask.firm.change("status", one, position=place)
