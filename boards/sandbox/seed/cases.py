"""
Cases for a seeded firm: names, values, statuses, dates that agree with each other, and the tasks and notes around them.
"""

from typing import Any

from boards.sandbox.seed import data
from boards.sandbox.seed.seeder import Seeder
from boards.sandbox.store.records import Record

STATUS_WEIGHTS = (12, 17, 15, 12, 10, 34)
TYPE_WEIGHTS = (24, 22, 20, 12, 14, 8)


def seed_case(seeder: Seeder, clients: list[Record]) -> Record:
    """Add one case for these clients, with a history that reaches back at most three years."""
    dice, firm = seeder.dice, seeder.firm
    kind = _weighted_choice(seeder, list(seeder.types), TYPE_WEIGHTS)
    status = _weighted_choice(seeder, seeder.statuses, STATUS_WEIGHTS)
    plans = _case_plans(seeder, clients, kind)
    adviser = clients[0]["assigned_adviser"]
    helper = clients[0]["assigned_administrator"]
    more = _case_dates(seeder, bool(status["is_type_completed"]))
    return firm.add_case(
        _case_name(seeder, kind),
        client=clients,
        status=status,
        type=seeder.types[kind],
        value=_case_value(seeder, kind),
        plans=plans,
        assigned_to=[one for one in (adviser, helper if dice.random() < 0.4 else None) if one],
        tags=[dice.choice(list(seeder.tags.values()))] if seeder.tags and dice.random() < 0.35 else [],
        task_board_uuid=firm.new_uuid(),
        custom_fields={"source_of_business": "Referral"} if dice.random() < 0.2 else {},
        **more,
    )


def seed_notes_and_tasks(seeder: Seeder) -> None:
    """Add tasks and notes to some of the cases."""
    dice, firm = seeder.dice, seeder.firm
    staff = list(seeder.people.values())
    cases = list(firm.kinds["case"].values())
    for case in dice.sample(cases, min(len(cases) // 4, 2000)):
        writer = dice.choice(staff)
        firm.add_note(
            dice.choice(data.NOTES),
            subject=case,
            type=dice.choice(("call", "note", "meeting", "email")),
            account=writer["uuid"],
            created_at=case["updated_at"],
        )
        firm.add_task(
            dice.choice(data.TASKS),
            subject=case,
            priority=dice.choice(("low", "medium", "high", "highest")),
            due_at=seeder.ago(dice.randrange(-40, 30)),
            assigned_to=[writer["uuid"]],
            completed_at=case["completed_at"],
            created_at=case["created_at"],
        )


def _weighted_choice(seeder: Seeder, choices: list[Any], weights: tuple[int, ...]) -> Any:
    if len(choices) != len(weights):
        return seeder.dice.choice(choices)
    return seeder.dice.choices(choices, weights)[0]


def _case_name(seeder: Seeder, kind: str) -> str:
    dice = seeder.dice
    if kind not in data.CASES:
        return f"{kind} advice"
    year = seeder.now.year - dice.choice((0, 0, 0, 1, 2))
    return dice.choice(data.CASES[kind][0]).format(
        child=dice.choice(data.CHILDREN),
        place=f"{dice.randrange(1, 120)} {dice.choice(data.STREETS)}",
        year=year,
        tax_year=f"{year}/{(year + 1) % 100:02d}",
    )


def _case_value(seeder: Seeder, kind: str) -> int | None:
    """Pennies: many round figures, some to the penny, some none."""
    dice = seeder.dice
    _, least, most, without = data.CASES.get(kind, ((), 50_000, 5_000_000, 0.2))
    if dice.random() < without:
        return None
    value = int(least * (most / least) ** dice.random())
    step = dice.choice((1, 5_000, 10_000, 50_000, 50_000))
    return max(step, value // step * step)


def _case_dates(seeder: Seeder, completed: bool) -> dict[str, Any]:
    """Days back: opened, last touched and, for a case that is done, completed, in that order."""
    dice, ago = seeder.dice, seeder.ago
    opened = dice.uniform(20, 1090) if completed else min(1090.0, dice.expovariate(1 / 55) + 0.2)
    touched = opened * dice.random()
    review = ago(-dice.randrange(5, 400)) if dice.random() < 0.3 else None
    times = {"created_at": ago(opened), "updated_at": ago(touched), "review_at": review}
    if completed and dice.random() > 0.03:
        return {**times, "completed_at": ago(opened - (opened - touched) * dice.uniform(0.5, 1))}
    return times


def _case_plans(seeder: Seeder, clients: list[Record], kind: str) -> list[Record]:
    dice = seeder.dice
    owned = [plan for client in clients for plan in seeder.plans_of.get(client["uuid"], [])]
    fitting = [plan for plan in owned if plan["type"] in data.PLAN_OF_CASE.get(kind, ())]
    if not fitting or dice.random() < 0.15:
        return []
    return dice.sample(fitting, min(len(fitting), dice.choice((1, 1, 1, 2, 2, 3))))
