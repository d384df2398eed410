"""
One firm in the sandbox: its people, statuses, cases, plans, covers and beneficiaries (plannr-api.md 2 to 8).

    firm = Firm()
    research = firm.add_status("Research", "#7A5AD9")
    ann = firm.add_client("Ann Smith")
    firm.add_case("Pension transfer", client=ann, status=research, value=14_850_000)

Every `add_` gives the record it kept, with its uuid. Where a record is asked for, its uuid does as well. Money is whole
pennies, shares and indexation are percent, times are UTC text (dates.py).
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from boards.sandbox.store import persistence
from boards.sandbox.store.records import Record, Records

type Ref = Record | str


def record_uuid(named: Ref | None) -> str | None:
    """Take a record, a uuid or None; give the uuid or None."""
    return named["uuid"] if isinstance(named, dict) else named


def record_uuids(named: Iterable[Ref] | Ref | None) -> list[str]:
    """Take one or many records or uuids; give their uuids."""
    if named is None:
        return []
    many = [named] if isinstance(named, str | dict) else named
    return [one["uuid"] if isinstance(one, dict) else one for one in many]


class Firm(Records):
    """A firm with one owner who holds the sandbox's token, and whatever is added. `seed` fixes the uuids to come."""

    def __init__(
        self, name: str = "Harbour & Hill Financial Planning", *, owner: str | None = "James Taylor",
        clock: Callable[[], float] = time.time, seed: int | None = 0,
    ) -> None:  # fmt: skip
        super().__init__(clock=clock, seed=seed)
        self.name = name
        self.uuid = self.new_uuid()
        if owner:
            self.add_login(self.add_employee(owner, role="owner"))

    @property
    def account_uuid(self) -> str:
        """The account the token should act for: that of the first employee login (plannr-api.md 1.3)."""
        accounts = self.kinds["account"]
        employees = (login["account"] for login in self.kinds["login"].values())
        return str(next(uuid for uuid in employees if accounts[uuid]["type"] == "employee"))

    @classmethod
    def load(cls, path: str | Path, *, clock: Callable[[], float] = time.time) -> "Firm":
        """Read a firm kept at `path`, with the writes its journal holds. Raises OSError or ValueError."""
        firm = cls(owner=None, clock=clock, seed=None)
        persistence.load_firm(firm, Path(path))
        return firm

    def save(self, path: str | Path) -> None:
        """Write the whole firm to `path` in one step: a reader finds the old file or the new one, never a half."""
        persistence.write_snapshot(self, Path(path))

    def add_employee(self, name: str, *, role: str = "member", job: str = "", **more: Any) -> Record:
        """Add an employee. `role` is owner, admin or member; `job` is adviser, paraplanner or administrator."""
        return self._account("employee", name, role, departments=[job] if job else [], **more)

    def add_client(self, name: str, *, role: str = "individual", adviser: Ref | None = None, **more: Any) -> Record:
        """Add a client. `role` is individual, joint, trust or business."""
        return self._account("client", name, role, assigned_adviser=record_uuid(adviser), **more)

    def add_login(self, account: Ref, *, write: bool = True, delete: bool = True, **more: Any) -> Record:
        """Let the token's user act for this account."""
        return self._add("login", account=record_uuid(account), write=write, delete=delete, **more)

    def add_status(
        self, name: str, colour: str | None = "#8A94A6", *, completed: bool = False,
        position: int | None = None, listed: bool = True, **more: Any,
    ) -> Record:  # fmt: skip
        """Add a case status. An unlisted one shows only on its cases, as statuses do when there is no list of them."""
        place = len(self.kinds["status"]) + 1 if position is None else position
        return self._add(
            "status", name=name, colour=colour, position=place, is_type_completed=completed, listed=listed, **more
        )

    def add_type(self, name: str, **more: Any) -> Record:
        """Add a case type."""
        return self._add("type", name=name, **more)

    def add_tag(self, name: str, colour: str | None = "#5A4FCF", **more: Any) -> Record:
        """Add a tag."""
        return self._add("tag", name=name, colour=colour, **more)

    def add_group(self, name: str, members: Iterable[Ref] = (), **more: Any) -> Record:
        """Add a group of accounts."""
        return self._add("group", name=name, participants=record_uuids(members), **more)

    def add_circle(self, name: str, accounts: Iterable[Ref] = (), **more: Any) -> Record:
        """Add a circle: a household."""
        return self._add("circle", name=name, accounts=record_uuids(accounts), **more)

    def add_custom_field(
        self, name: str, *, model: str = "case", type: str = "string", required: bool = False,
        options: Iterable[str] = (), **more: Any,
    ) -> Record:  # fmt: skip
        """Add a custom field's definition. Values are kept on the records, by `reference`."""
        given = {"reference": name.lower().replace(" ", "_"), "help_text": None, **more}
        place = len(self.kinds["custom_field"]) + 1
        return self._add(
            "custom_field", name=name, type=type, model_type=model, is_required=required,
            selection_options=list(options), position=place, **given,
        )  # fmt: skip

    def add_case(
        self, name: str, *, client: Iterable[Ref] | Ref, status: Ref | None = None, type: Ref | None = None,
        value: int | None = None, plans: Iterable[Ref] | Ref = (), assigned_to: Iterable[Ref] | Ref = (),
        tags: Iterable[Ref] | Ref = (), groups: Iterable[Ref] = (), **more: Any,
    ) -> Record:  # fmt: skip
        """Add a case, at the end of its status unless `status_position` is given (None is kept as no number)."""
        place = record_uuid(status)
        given = {
            "status_position": self.columns.next_position(place), "completed_at": None, "review_at": None,
            "custom_fields": {}, "task_board_uuid": None, **more,
        }  # fmt: skip
        return self._add(
            "case", name=name, participants=record_uuids(client), status=place, type=record_uuid(type), value=value,
            plans=record_uuids(plans), assigned_to=record_uuids(assigned_to), tags=record_uuids(tags),
            groups=record_uuids(groups), **given,
        )  # fmt: skip

    def add_plan(
        self, name: str, *, client: Iterable[Ref] | Ref, type: str = "protection_policy", status: str = "active",
        provider: str | None = None, policy_number: str | None = None, value: int | None = None, **more: Any,
    ) -> Record:  # fmt: skip
        """Add a plan. Its first client is the main owner. `type` is one of plannr-api.md 7.1."""
        given = {
            "sub_type": None, "opened_at": None, "valued_at": None, "review_date": None, "inactive_at": None,
            "inactive_reason": None, "proposal_reference": None, "advice_area": None, "adviser": None,
            "custom_fields": {}, "tags": [], "is_deleting": False, **more,
        }  # fmt: skip
        return self._add(
            "plan", name=name, owners=record_uuids(client), type=type, status=status, provider=provider,
            policy_number=policy_number, value=value, **given,
        )  # fmt: skip

    def add_cover(
        self, plan: Ref, cover_type: str = "life_assurance", *, benefit_amount: int | None = None,
        benefit_frequency: str | None = None, benefit_status: str | None = None, indexation: float | None = None,
        excess: int | None = None, client: Ref | None = None, **more: Any,
    ) -> Record:  # fmt: skip
        """Add a cover to a plan: benefit and indexation on protection, excess on insurance."""
        return self._add(
            "cover", plan=record_uuid(plan), cover_type=cover_type, benefit_amount=benefit_amount, excess=excess,
            benefit_frequency=benefit_frequency, benefit_status=benefit_status, indexation=indexation,
            client=record_uuid(client), **more,
        )  # fmt: skip

    def add_beneficiary(self, plan: Ref, name: str, percentage: float, cover: Ref | None = None, **more: Any) -> Record:
        """Add a beneficiary to a plan, of one of its covers or of none."""
        return self._add(
            "beneficiary", plan=record_uuid(plan), name=name, percentage=percentage, cover=record_uuid(cover), **more
        )

    def add_task(self, name: str, *, subject: Ref, model: str = "case", **more: Any) -> Record:
        """Add a task to a client, case or plan."""
        given = {
            "description": None,
            "priority": "medium",
            "due_at": None,
            "completed_at": None,
            "assigned_to": [],
            **more,
        }
        return self._add("task", name=name, taskable_type=model, taskable_uuid=record_uuid(subject), **given)

    def add_note(self, contents: str, *, subject: Ref, model: str = "case", type: str = "note", **more: Any) -> Record:
        """Add a note to a case or an account."""
        given = {"account": None, "edited": False, "tags": [], **more}
        return self._add(
            "note", contents=contents, notable_type=model, notable_uuid=record_uuid(subject), type=type, **given
        )

    def distort(self, kind: str, uuid: str, **keys: Any) -> Record:
        """Make every answer about a record carry these keys instead of its own: nulls, placeholders, hostile text."""
        return self.store(kind, {**self.kinds[kind][uuid], "distorted": keys})

    def _account(self, type: str, name: str, role: str, **more: Any) -> Record:
        entity = role in ("trust", "business", "joint")
        first, _, last = (name, "", "") if entity else name.partition(" ")
        given = {
            "first_name": first, "last_name": last, "email": None, "phone": None, "assigned_adviser": None,
            "assigned_administrator": None, "assigned_paraplanner": None, "next_review_date": None, "inactive_at": None,
            "tags": [], "groups": [], "departments": [], "custom_fields": {}, **more,
        }  # fmt: skip
        return self._add("account", type=type, role=role, name=name, **given)

    def _add(self, kind: str, *, uuid: str | None = None, **keys: Any) -> Record:
        now = keys.pop("created_at", None) or self.now()
        updated = keys.pop("updated_at", None) or now
        return self.store(kind, {"uuid": uuid or self.new_uuid(), "created_at": now, "updated_at": updated, **keys})
