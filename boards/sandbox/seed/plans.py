"""
Plans for a seeded firm, with covers and beneficiaries: some complete, some with gaps, some with nobody named.
"""

from typing import Any

from boards.sandbox.seed import data
from boards.sandbox.seed.seeder import Seeder
from boards.sandbox.store.records import Record

LUMP_SUMS = ("life_assurance", "critical_illness", "tpd_total_permanent_disability", "trauma_insurance")
INCOMES = ("family_income_benefit", "income_insurance", "waiver_of_premium", "asu")
INSURED = ("buildings_and_contents", "contents", "private_hospital", "business", "personal_possessions", "dental")
SHARES: tuple[tuple[float, ...], ...] = (
    (100,),
    (50, 50),
    (60, 40),
    (50, 25, 25),
    (33.33, 33.33, 33.34),
    (50, 25, 15),
    (40, 40),
    (20.02, 50.46),
    (),
)


def seed_plans(seeder: Seeder, owners: list[Record]) -> None:
    """Add the plans of one home: one to four for each of its clients, some owned together."""
    dice = seeder.dice
    for owner in owners:
        for _ in range(dice.choice((1, 2, 2, 3, 4))):
            together = len(owners) > 1 and dice.random() < 0.2
            others = [one for one in owners if one is not owner][:1] if together else []
            _seed_plan(seeder, [owner, *others], dice.choices(data.PLAN_TYPES, (22, 22, 22, 9, 9, 8, 3, 2, 1, 2))[0])


def _seed_plan(seeder: Seeder, owners: list[Record], type: str) -> None:
    dice = seeder.dice
    names, sub_types, least, most = data.PLANS[type]
    opened = dice.randrange(30, 4000)
    plan = seeder.firm.add_plan(
        dice.choice(names),
        client=owners,
        type=type,
        sub_type=dice.choice(sub_types),
        value=dice.randrange(least, most) if most else None,
        review_date=seeder.ago(-dice.randrange(20, 700)) if dice.random() < 0.6 else None,
        adviser=owners[0]["assigned_adviser"],
        created_at=seeder.ago(min(opened, 1090)),
        **_policy_fields(seeder, opened),
    )
    for owner in owners:
        seeder.plans_of.setdefault(owner["uuid"], []).append(plan)
    if type in ("protection_policy", "group_protection", "general_insurance"):
        _seed_covers(seeder, plan, owners)


def _policy_fields(seeder: Seeder, opened: int) -> dict[str, Any]:
    """Status, provider and numbers that agree: what is only proposed has no policy number and was never opened."""
    dice = seeder.dice
    status = dice.choices(("active", "proposed", "inactive"), (80, 12, 8))[0]
    provider = dice.choice(data.PROVIDERS)
    letters = "".join(word[0] for word in provider.split() if word[0].isalpha())
    told: dict[str, Any] = {"status": status, "provider": provider}
    if status == "proposed":
        return {**told, "proposal_reference": f"P{dice.randrange(10_000, 99_999)}"}
    told |= {"policy_number": f"{letters}-{dice.randrange(100_000, 999_999)}", "opened_at": seeder.ago(opened)}
    if status == "inactive":
        told |= {"inactive_at": seeder.ago(opened / 2), "inactive_reason": "surrendered"}
    return told


def _seed_covers(seeder: Seeder, plan: Record, owners: list[Record]) -> None:
    dice = seeder.dice
    for number in range(dice.choice((0, 1, 1, 2, 2, 3))):
        told = _insurance_fields(seeder) if plan["type"] == "general_insurance" else _benefit_fields(seeder, plan)
        cover = seeder.firm.add_cover(plan, client=dice.choice(owners), created_at=seeder.ago(300 - number), **told)
        if plan["type"] != "general_insurance":
            for place, share in enumerate(dice.choice(SHARES)):
                seeder.firm.add_beneficiary(plan, _relative_name(seeder, owners[0], place), share, cover)


def _insurance_fields(seeder: Seeder) -> dict[str, Any]:
    return {"cover_type": seeder.dice.choice(INSURED), "excess": seeder.dice.choice((10_000, 25_000, 50_000))}


def _benefit_fields(seeder: Seeder, plan: Record) -> dict[str, Any]:
    dice = seeder.dice
    income = dice.random() < 0.3
    return {
        "cover_type": dice.choice(INCOMES if income else LUMP_SUMS),
        "benefit_amount": dice.randrange(8, 40) * 10_000 if income else dice.randrange(10, 120) * 500_000,
        "benefit_frequency": "monthly" if income else "one_off",
        "benefit_status": plan["status"] if dice.random() < 0.85 else "inactive",
        "indexation": dice.choice((0, 1.4, 2.5, 2.5, 3)),
    }


def _relative_name(seeder: Seeder, owner: Record, place: int) -> str:
    surname = owner["last_name"] or seeder.dice.choice(data.SURNAMES)
    first = seeder.dice.choice(data.FIRST_NAMES if place == 0 else data.CHILDREN)
    return f"{first} {surname}"
