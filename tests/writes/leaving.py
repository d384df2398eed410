"""One attempt of every kind, left open by a process that died just after its request had left."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from boards import gateway
from boards.audit import recorder
from boards.audit.models import Entry
from boards.cases.operations import complete, create, edit, move, participants
from boards.cases.operations.edit import EditRequest, FieldChange
from boards.mirror import cover_types
from boards.mirror import models as mirror
from boards.mirror.sync.cases import sync_client
from boards.plans import snapshot
from boards.plans.merge import CoverEdit
from boards.plans.operations import beneficiary
from boards.plans.operations.create import CreateCover
from boards.plans.operations.update import UpdateCover
from boards.plans.snapshot import BeneficiaryShare
from boards.sandbox.store.firm import Firm
from boards.users.models import User
from boards.writes.operation import Operation
from boards.writes.pipeline import execute
from tests.writes import history


class Died(BaseException):
    """The process dies here."""


def leave_open(act: Operation[Any]) -> Entry:
    """Carry `act` out in a process that dies as soon as its request was answered; the attempt."""
    send = act.send

    def die(body: dict[str, Any]) -> Any:
        send(body)
        raise Died

    act.send = die  # type: ignore[method-assign]
    try:
        execute(act)
    except Died:
        return recorder.open_attempts().filter(verb=act.verb, subject_uuid=act.subject.uuid).latest("pk")
    raise AssertionError(f"{act.verb} was not sent")


def one_of_each(firm: Firm, by: User) -> list[Operation[Any]]:
    """Acts of every kind over a small firm, each on a case, client or plan of its own. The board is read."""
    history.fill(firm)
    firm.behaviours.set(requests_a_minute=0)
    clients = [UUID(one["uuid"]) for one in firm.kinds["account"].values() if one["type"] == "client"]
    other = UUID(firm.add_client("David Wilson")["uuid"])
    sync_client(clients[0])
    cases = [UUID(uuid) for uuid in firm.kinds["case"]]
    status = UUID(list(firm.kinds["status"])[3])
    today = date.today().isoformat()
    done = firm.kinds["case"][str(cases[4])]
    done["completed_at"] = "2026-01-02T12:00:00+00:00"
    firm.kinds["case"][str(cases[5])]["participants"].append(str(other))
    sync_client(clients[0], force=True)
    seen = mirror.Case.objects.get(pk=cases[0]).seen
    return [
        move.MoveCase(by, move.MoveRequest(cases[0], status, None, seen, client=clients[0])),
        edit.EditCase(by, EditRequest(cases[1], {"name": FieldChange("Case 1", "Case one")})),
        complete.CompleteCase(by, EditRequest(cases[2], {"completed": FieldChange(None, today)})),
        complete.ReopenCase(by, EditRequest(cases[4], {"completed": FieldChange("2026-01-02", None)})),
        participants.AddParticipants(by, participants.ParticipantsRequest(cases[3], [other])),
        participants.RemoveParticipants(by, participants.ParticipantsRequest(cases[5], [other])),
        create.CreateCase(by, create.CreateRequest(clients[0], "Annual review")),
        *cover_acts(firm, by),
    ]


def cover_acts(firm: Firm, by: User) -> list[Operation[Any]]:
    """A change of a cover, a new one, and a change of one person, each on a plan of its own."""
    client = firm.add_client("Margaret Hill")
    names = ("Protection", "More protection", "Family")
    plans = [firm.add_plan(name, client=client, type="protection_policy") for name in names]
    facts = {"benefit_amount": 25_000_000, "benefit_frequency": "one_off", "benefit_status": "active"}
    cover = UUID(firm.add_cover(plans[0], "life_assurance", indexation=2.5, **facts)["uuid"])
    family = UUID(firm.add_cover(plans[2], "life_assurance", indexation=2.5, **facts)["uuid"])
    ann = UUID(firm.add_beneficiary(plans[2], "Ann Hill", 50, str(family))["uuid"])
    hall = BeneficiaryShare(ann, "Ann Hall", Decimal(100), family)
    gateway.close()
    bases = [snapshot.read_snapshot(UUID(plan["uuid"])) for plan in plans]
    new = {**facts, "cover_type": "critical_illness", "indexation": Decimal("2.5")}
    return [
        UpdateCover(by, CoverEdit(bases[0], cover, cover_types.PROTECTION, {"benefit_amount": 31_100_000}), key=None),
        beneficiary.UpdateBeneficiary(
            by, CoverEdit(bases[2], family, cover_types.PROTECTION, rows=(hall,)), ann, key=None
        ),
        CreateCover(by, CoverEdit(bases[1], None, cover_types.PROTECTION, new), key=None),
    ]
