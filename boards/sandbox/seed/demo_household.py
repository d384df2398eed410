"""
The Wilsons: the household of the pictures, so that a demonstration shows the board that was drawn.

Margaret has 23 cases: 18 in six statuses worth 412,300 pounds, and 5 completed earlier; 4 have no value.
"""

from boards.sandbox.seed.seeder import Seeder
from boards.sandbox.store.records import Record

# Status, name, type, pounds, plans, days in status, who is assigned, tag.
CASES: tuple[tuple[str, str, str, int | None, int, float, str, str], ...] = (
    ("New enquiry", "Lifetime ISA for Ella", "Investment", 4_500, 0, 2, "PP", ""),
    ("New enquiry", "Pension consolidation", "Pension", 8_000, 1, 6, "SJ", ""),
    ("New enquiry", "State pension forecast", "Pension", None, 0, 1, "PP", ""),
    ("Fact find", "Carry forward contribution", "Pension", 60_000, 1, 3, "PP TH", "Tax year end"),
    ("Fact find", "Annual review {year}", "Review", None, 4, 9, "PP", "Joint"),
    ("Fact find", "Junior ISA for Oliver", "Investment", 9_000, 1, 6, "SJ", ""),
    ("Fact find", "Income protection", "Protection", 4_800, 1, 34, "PP SJ", "Fee agreed"),
    ("Research", "Pension transfer", "Pension", 148_500, 2, 12, "PP SJ", "Fee agreed"),
    ("Research", "ISA allowance {tax_year}", "Investment", 20_000, 1, 5, "SJ", "Joint"),
    ("Research", "Whole of life in trust", "Protection", 25_000, 2, 8, "PP TH", "Trust"),
    ("Research", "Annuity comparison", "Pension", 31_200, 1, 15, "SJ", ""),
    ("Recommendation", "Drawdown review", "Pension", 42_000, 1, 0.1, "PP", ""),
    ("Recommendation", "Critical illness review", "Protection", None, 2, 11, "PP SJ", ""),
    ("Recommendation", "Bed and ISA", "Investment", 20_000, 2, 4, "TH", "Tax year end"),
    ("With provider", "Key person cover", "Protection", 6_500, 1, 1, "PP TH", "Fee agreed"),
    ("With provider", "Remortgage, 14 Elm Road", "Mortgage", 18_000, 1, 19, "TH", "Joint"),
    ("Completed", "Life cover review", "Protection", 8_800, 1, 8, "PP", "Trust"),
    ("Completed", "Investment bond top-up", "Investment", 6_000, 1, 15, "PP TH", ""),
    ("Completed", "Annual review {last_year}", "Review", 1_200, 4, 95, "PP", "Joint"),
    ("Completed", "Will review", "Estate planning", None, 0, 140, "PP", ""),
    ("Completed", "Cash ISA transfer", "Investment", 15_000, 1, 210, "SJ", ""),
    ("Completed", "Workplace pension review", "Pension", 22_400, 1, 300, "TH", ""),
    ("Completed", "Product switch, 14 Elm Road", "Mortgage", 9_500, 1, 420, "TH", "Joint"),
)
INITIALS = {"PP": "Priya Patel", "SJ": "Sarah Jones", "TH": "Tom Hughes"}
COVERS = (
    ("life_assurance", 25_000_000, "one_off", "active", 2.5, (50, 25, 15)),
    ("critical_illness", 10_000_000, "one_off", "active", 2.5, (60, 40)),
    ("family_income_benefit", 150_000, "monthly", "proposed", 3, (100,)),
)
HEIRS = ("David Wilson", "Oliver Wilson", "Ann Smith")


def seed_wilsons(seeder: Seeder, clients: int, cases: int) -> list[list[Record]]:
    """Add Margaret and David, as far as there is room for them, with their plans and Margaret's cases."""
    if clients < 1:
        return []
    firm = seeder.firm
    team = {
        "adviser": seeder.people["Priya Patel"],
        "assigned_administrator": seeder.people["Sarah Jones"]["uuid"],
        "next_review_date": seeder.ago(-34),
        "created_at": seeder.ago(2600),
    }
    home = [firm.add_client("Margaret Wilson", email="margaret.wilson@mail.example", **team)]
    if clients > 1:
        home.append(firm.add_client("David Wilson", email="david.wilson@mail.example", **team))
        firm.add_circle("Wilson Family", home)
    plans = _wilson_plans(seeder, home)
    for row in CASES[:cases]:
        _wilson_case(seeder, home[0], plans, row)
    return [home]


def _wilson_case(seeder: Seeder, client: Record, plans: dict[str, list[Record]], row: tuple[object, ...]) -> None:
    status, name, kind, pounds, count, days, people, tag = row
    year = seeder.now.year
    tax_year = f"{year}/{(year + 1) % 100:02d}"
    place = {one["name"]: one for one in seeder.statuses}[status]
    entered = seeder.ago(float(str(days)))
    seeder.firm.add_case(
        str(name).format(year=year, last_year=year - 1, tax_year=tax_year),
        client=client,
        status=place,
        type=seeder.types[str(kind)],
        value=pounds * 100 if isinstance(pounds, int) else None,
        plans=plans[str(kind)][: int(str(count))],
        assigned_to=[seeder.people[INITIALS[one]] for one in str(people).split()],
        tags=[seeder.tags[str(tag)]] if tag else [],
        completed_at=entered if place["is_type_completed"] else None,
        created_at=seeder.ago(float(str(days)) + 40),
        updated_at=entered,
        task_board_uuid=seeder.firm.new_uuid(),
    )


def _wilson_plans(seeder: Seeder, home: list[Record]) -> dict[str, list[Record]]:
    """Add the household's plans; give those a case of each type may name."""
    firm, owner = seeder.firm, home[0]
    family = _family_plan(seeder, owner)
    life = firm.add_plan(
        "Whole of life plan", client=owner, type="protection_policy", status="proposed", provider="Example Assurance"
    )
    cover = firm.add_cover(
        life, "life_assurance", benefit_amount=40_000_000, benefit_frequency="one_off", benefit_status="proposed",
        indexation=0, client=owner, created_at=seeder.ago(20),
    )  # fmt: skip
    firm.add_beneficiary(life, "The Wilson Family Trust", 100, cover)
    income = firm.add_plan(
        "Income protection plan", client=owner, type="protection_policy", provider="Albion Cover",
        policy_number="AC-771204", adviser=owner["assigned_adviser"],
    )  # fmt: skip
    firm.add_cover(
        income, "income_insurance", benefit_amount=220_000, benefit_frequency="monthly", benefit_status="active",
        indexation=2.5, client=owner,
    )  # fmt: skip
    made = {kind: _other_plans(seeder, home, kind) for kind in ("Pension", "Investment", "Mortgage")}
    every = [family, *made["Pension"], *made["Investment"]]
    plans = {**made, "Protection": [family, life, income], "Review": every, "Estate planning": []}
    seeder.plans_of[owner["uuid"]] = [*every, life, income, *made["Mortgage"]]
    return plans


def _family_plan(seeder: Seeder, owner: Record) -> Record:
    firm = seeder.firm
    plan = firm.add_plan(
        "Family protection plan", client=owner, type="protection_policy", provider="Example Life",
        policy_number="EL-204817", opened_at="2019-05-12T08:00:00Z", review_date=seeder.ago(-53),
        adviser=owner["assigned_adviser"], sub_type="term assurance",
    )  # fmt: skip
    for place, (kind, amount, frequency, status, indexation, shares) in enumerate(COVERS):
        cover = firm.add_cover(
            plan, kind, benefit_amount=amount, benefit_frequency=frequency, benefit_status=status,
            indexation=indexation, client=owner, created_at=seeder.ago(800 + place),
        )  # fmt: skip
        for name, share in zip(HEIRS, shares, strict=False):
            firm.add_beneficiary(plan, name, share, cover)
    return plan


def _other_plans(seeder: Seeder, home: list[Record], kind: str) -> list[Record]:
    rows = {
        "Pension": (("SIPP", "pension", "Harbour Pensions", "HP-300418", 21_450_000),
                    ("Workplace pension", "pension", "Northfield Mutual", "NM-118822", 8_912_345)),
        "Investment": (("Stocks and shares ISA", "investment", "Severn Wealth", "SW-640021", 6_210_050),
                       ("Investment bond", "investment", "Lantern Investments", "LI-220983", 11_000_000)),
        "Mortgage": (("Repayment mortgage", "mortgage", "Pennine Building Society", "PBS-901177", 18_400_000),),
    }[kind]  # fmt: skip
    owners = home if kind == "Mortgage" else home[:1]
    return [
        seeder.firm.add_plan(
            name, client=owners, type=type, provider=provider, policy_number=number, value=value,
            opened_at=seeder.ago(1800), valued_at=seeder.ago(20), adviser=home[0]["assigned_adviser"],
        )
        for name, type, provider, number, value in rows
    ]  # fmt: skip
