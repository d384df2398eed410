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


def list_statuses(request: ApiRequest) -> ApiResponse:
    """GET /cases-status; missing in some Plannrs."""
    if request.firm.behaviours.status_list == "missing":
        raise HttpError(404, "The route api/v1/cases-status could not be found.")
    return list_response(
        request, STATUSES, [status for status in request.firm.kinds["status"].values() if status["listed"]]
    )


def get_status(request: ApiRequest, uuid: str) -> ApiResponse:
    """GET /cases-status/{uuid}."""
    return ApiResponse(200, Serializer(request.firm).status(request.record_or_404("status", uuid)))


def create_status(request: ApiRequest) -> ApiResponse:
    """POST /cases-status: answered 200, as the last column."""
    wanted = _status_payload(request, required=True).cleaned()
    status = request.firm.add_status(wanted["name"], wanted.get("colour"))
    request.changed("status", status["uuid"], None, status)
    return ApiResponse(200, Serializer(request.firm).status(status))


def update_status(request: ApiRequest, uuid: str) -> ApiResponse:
    """PUT /cases-status/{uuid}: a new position shifts the other columns."""
    before = request.record_or_404("status", uuid)
    form = _status_payload(request)
    form.pennies("position", nullable=False, least=1)
    wanted = form.cleaned()
    position = wanted.pop("position", None)
    request.firm.change("status", uuid, **wanted)
    if position is not None:
        _move_status(request, uuid, position)
    after = request.record_or_404("status", uuid)
    request.changed("status", uuid, before, after)
    return ApiResponse(200, Serializer(request.firm).status(after))


def _status_payload(request: ApiRequest, *, required: bool = False) -> PayloadValidator:
    form = PayloadValidator(request.body)
    form.text("name", required=required)
    form.text("colour", most=7)
    return form


def _move_status(request: ApiRequest, uuid: str, position: int) -> None:
    statuses = sorted(request.firm.kinds["status"].values(), key=lambda status: status["position"] or 0)
    order = [status["uuid"] for status in statuses if status["uuid"] != uuid]
    order.insert(position - 1, uuid)
    for place, one in enumerate(order, 1):
        request.firm.change("status", one, position=place)
