"""
Case statuses (plannr-api.md 3).
"""

from boards.sandbox.answers import Answer
from boards.sandbox.asking import Ask, Missing, Refused
from boards.sandbox.listing import TIMES, Listing, listed, null_first, one_of, text_key
from boards.sandbox.records import Record
from boards.sandbox.rules import Form
from boards.sandbox.shapes import Shapes

STATUSES = Listing(
    "status",
    lambda shapes, status, includes: shapes.status(status),
    filters={"uuid": one_of("uuid")},
    sorts={**TIMES, "name": text_key("name"), "position": null_first("position")},
    sort="position",
)


def list_statuses(ask: Ask) -> Answer:
    """GET /cases-status; missing in some Plannrs."""
    if ask.firm.manners.status_list == "missing":
        raise Refused(404, "The route api/v1/cases-status could not be found.")
    return listed(ask, STATUSES, [status for status in ask.firm.kinds["status"].values() if status["listed"]])


def one_status(ask: Ask, uuid: str) -> Answer:
    """GET /cases-status/{uuid}."""
    return Answer(200, Shapes(ask.firm).status(_find(ask, uuid)))


def create_status(ask: Ask) -> Answer:
    """POST /cases-status: answered 200, as the last column."""
    wanted = _form(ask, required=True).cleaned()
    status = ask.firm.add_status(wanted["name"], wanted.get("colour"))
    ask.changed("status", status["uuid"], None, status)
    return Answer(200, Shapes(ask.firm).status(status))


def update_status(ask: Ask, uuid: str) -> Answer:
    """PUT /cases-status/{uuid}: a new position shifts the other columns."""
    before = _find(ask, uuid)
    form = _form(ask)
    form.pennies("position", nullable=False, least=1)
    wanted = form.cleaned()
    position = wanted.pop("position", None)
    ask.firm.change("status", uuid, **wanted)
    if position is not None:
        _reorder(ask, uuid, position)
    after = _find(ask, uuid)
    ask.changed("status", uuid, before, after)
    return Answer(200, Shapes(ask.firm).status(after))


def _find(ask: Ask, uuid: str) -> Record:
    status = ask.firm.find("status", uuid)
    if status is None:
        raise Missing("Cases\\CaseStatus", uuid)
    return status


def _form(ask: Ask, *, required: bool = False) -> Form:
    form = Form(ask.body)
    form.text("name", required=required)
    form.text("colour", most=7)
    return form


def _reorder(ask: Ask, uuid: str, position: int) -> None:
    statuses = sorted(ask.firm.kinds["status"].values(), key=lambda status: status["position"] or 0)
    order = [status["uuid"] for status in statuses if status["uuid"] != uuid]
    order.insert(position - 1, uuid)
    for place, one in enumerate(order, 1):
        ask.firm.change("status", one, position=place)
