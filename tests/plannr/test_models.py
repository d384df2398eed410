"""Whole objects: the customer's documents as they are, and everything a deployment might make of them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from boards.plannr import CaseType, Money
from boards.plannr.models import Account, Beneficiary, Case, Cover, CustomField, Login, Note, Plan, Status, Tag, Task

A = "26477434-c4ea-4b35-993f-4ddb7c66d27c"
B = "88b6dbba-6507-47a0-832b-5b23aa998b89"
READERS = [
    *(Case.parse, Status.parse, Note.parse, Task.parse, Account.parse, CustomField.parse, Login.parse),
    *(Tag.parse, Plan.parse, Cover.parse, Beneficiary.parse),
]
THEN = datetime(2024, 11, 20, 13, 24, 1, tzinfo=UTC)


def test_the_seeds_case_is_read_as_it_is(seed: Any) -> None:
    case = Case.parse(seed("updated_case"))

    assert case is not None
    assert (case.uuid, case.name) == (UUID(A), "finance")
    assert case.status == Status(UUID("97c43d65-4346-4a7c-bee9-0a81e29e489a"), "To Be Reviewed", "#23852B", 5)
    assert case.type == CaseType(UUID("9d853912-f3b0-46ab-b4b0-3f5e0ef0b09b"), "Mortgage Plan")
    assert (case.value, case.position, case.participants_count) == (Money(4000), 4, 4)
    assert (case.completed_at, case.created_at, case.review_at) == (THEN, THEN, None)
    assert case.plan_uuids == (UUID(B),)
    assert [person.name for person in case.participants or ()] == ["Gareth Thompson"]
    assert (case.tags, case.assigned_to, case.assigned_to_uuids, case.group_uuids) == (None, None, None, None)
    assert case.custom_fields is not None
    assert (case.custom_fields[0].value, case.custom_fields[0].options) == ("Coffee", ("Coffee", "Tea", "Water"))
    assert case.task_board_uuid == UUID("7dd61acf-af22-4d2b-a538-d1591362f841")


def test_the_seeds_plan_is_read_out_of_its_case(seed: Any) -> None:
    case = Case.parse(seed("client_cases")["data"][0])

    assert case is not None
    assert case.plans is not None
    (plan,) = case.plans
    assert (plan.name, plan.type, plan.sub_type) == ("Johns ISA", "cash_account", "lifetime isa")
    assert plan.total_benefits == {"critical_illness": Money(15000000), "family_income_benefit": Money(10000000)}
    assert (plan.value, plan.total_benefit_amount) == (Money(4000), Money(25000000))
    assert (plan.review_date, plan.inactive_reason) == (date(2023, 11, 20), "claimed")
    assert (plan.client, plan.owners, plan.cases, plan.covers, plan.provider_name) == (None, None, None, None, "")


def test_the_seeds_cover_is_read_as_it_is(seed: Any) -> None:
    cover = Cover.parse(seed("updated_cover"))

    assert cover is not None
    assert (cover.cover_type, cover.benefit_status) == ("critical_illness", "active")
    assert cover.benefit_frequency == "monthly"
    assert (cover.benefit_amount, cover.excess, cover.indexation) == (Money(25000000), Money(10000), Decimal("1.4"))
    assert cover.client is not None
    assert (cover.client.name, cover.client.email) == ("Gareth Thompson", "gareth@codepotato.co.uk")
    assert cover.beneficiaries is None


@pytest.mark.parametrize(
    ("plans", "uuids"),
    [
        ({"uuid": B}, (UUID(B),)),
        ([{"uuid": B}, {"uuid": A}], (UUID(B), UUID(A))),
        ({"data": [{"uuid": B}]}, (UUID(B),)),
        ([B], (UUID(B),)),
        ([], ()),
        (None, None),
        ("App\\Http\\Resources\\Plans\\PlanResource", None),
        ([None, None], None),
        ([{"uuid": B}, None], None),
        ([{"uuid": B}, {"uuid": "odd"}], None),
    ],
)
def test_plans_are_only_known_when_every_one_is(plans: Any, uuids: tuple[UUID, ...] | None) -> None:
    case = Case.parse({"uuid": A, "plans": plans})

    assert case is not None
    assert case.plan_uuids == uuids


def test_a_bare_uuid_makes_a_case() -> None:
    case = Case.parse({"uuid": A})

    assert case is not None
    assert (case.name, case.status, case.value, case.position) == ("", None, None, None)
    assert (case.participants, case.plans, case.plan_uuids) == (None, None, None)


@pytest.mark.parametrize("raw", [None, "App\\Http\\Resources\\CasesResource", [], {}, {"uuid": "7"}, {"name": "x"}, 3])
def test_nothing_without_a_uuid_is_an_object(raw: Any) -> None:
    assert [reader(raw) for reader in READERS if reader != Tag.parse] == [None] * 10


def test_one_odd_field_never_costs_the_object() -> None:
    odd = ["status", "type", "value", "status_position", "completed_at", "participants", "plans", "tags"]

    case = Case.parse({"uuid": A, "name": "Kept"} | {name: [{"odd": [3]}, "x", None] for name in odd})

    assert case is not None
    assert (case.name, case.status, case.value, case.participants, case.tags) == ("Kept", None, None, (), ())


def test_a_status_may_lack_what_older_deployments_lack() -> None:
    assert Status.parse({"uuid": A, "name": "New", "colour": "javascript:x", "position": None}) == Status(
        UUID(A), "New"
    )
    assert Status.parse({"uuid": A, "is_type_completed": "true"}) == Status(UUID(A), is_completed=True)


def test_a_tag_needs_a_name_and_nothing_else() -> None:
    assert Tag.parse({"name": "vip"}) == Tag("vip")
    assert Tag.parse({"name": "vip", "colour": "#fff", "uuid": A}) == Tag("vip", "#fff", UUID(A))
    assert Tag.parse("App\\Http\\Resources\\TagResource") is None


@pytest.mark.parametrize(
    ("row", "email"),
    [
        ({"email": "a@b.uk"}, "a@b.uk"),
        ({"primary_email": "new@b.uk", "email": "old@b.uk"}, "new@b.uk"),
        ({"primary_email": {"uuid": B, "email": "new@b.uk"}, "email": "old@b.uk"}, "new@b.uk"),
        ({"primary_email": {"value": "new@b.uk"}}, "new@b.uk"),
        ({"primary_email": "App\\Http\\Resources\\ContactDetailResource", "email": "old@b.uk"}, "old@b.uk"),
        ({"primary_email": None}, ""),
    ],
)
def test_an_accounts_email_is_found_where_it_lies(row: dict[str, Any], email: str) -> None:
    account = Account.parse({"uuid": A} | row)

    assert account is not None
    assert account.email == email


def test_an_account_brings_its_people_and_no_endless_chain() -> None:
    adviser = {"uuid": B, "first_name": "Ada", "last_name": "Byron", "type": "employee"}
    account = Account.parse({"uuid": A, "name": "Smith", "assigned_adviser": adviser | {"assigned_adviser": adviser}})

    assert account is not None
    assert account.adviser == Account(UUID(B), "Ada Byron", "Ada", "Byron", "employee")


def test_total_benefits_may_be_phps_empty_list() -> None:
    plan = Plan.parse({"uuid": A, "total_benefits": [], "is_deleting": True, "provider": {"name": "Aviva"}})

    assert plan is not None
    assert (plan.total_benefits, plan.is_deleting, plan.provider_name) == ({}, True, "Aviva")


@pytest.mark.parametrize(
    ("raw", "share", "rounded"),
    [
        (50, Decimal(50), True),
        ("50", Decimal(50), True),
        ("50.75", Decimal("50.75"), False),
        (Decimal("50.0"), Decimal("50.0"), False),
        (20.02, Decimal("20.02"), False),
        (None, None, False),
        ("half", None, False),
    ],
)
def test_a_share_says_whether_it_may_hide_decimals(raw: Any, share: Decimal | None, rounded: bool) -> None:
    found = Beneficiary.parse({"uuid": A, "percentage": raw})

    assert found is not None
    assert (found.percentage, found.percentage_is_rounded) == (share, rounded)


@pytest.mark.parametrize(
    ("row", "cover"),
    [({"cover": {"uuid": B}}, UUID(B)), ({"cover": None}, None), ({"cover_uuid": B}, UUID(B)), ({}, None)],
)
def test_a_beneficiary_knows_its_cover_where_plannr_tells(row: dict[str, Any], cover: UUID | None) -> None:
    found = Beneficiary.parse({"uuid": A} | row)

    assert found is not None
    assert found.cover_uuid == cover


def test_a_cover_that_does_carry_beneficiaries_is_read_whole_or_not() -> None:
    named = Cover.parse({"uuid": A, "beneficiaries": [{"uuid": B, "name": "Jane", "percentage": 50}]})
    torn = Cover.parse({"uuid": A, "beneficiaries": [{"uuid": B}, {"name": "no uuid"}]})

    assert named is not None
    assert torn is not None
    assert [heir.name for heir in named.beneficiaries or ()] == ["Jane"]
    assert torn.beneficiaries is None


json_values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.decimals() | some.text() | some.sampled_from([A, B, "4000"]),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(["uuid", "data", "example", "amount", "name"]), inner, max_size=4)
    ),
    max_leaves=12,
)
field_names = some.sampled_from(
    [
        *("status", "type", "value", "plans", "tags", "completed_at", "participants", "status_position"),
        *("email", "primary_email", "total_benefits", "covers", "cover", "indexation", "percentage", "account"),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.dictionaries(field_names, json_values, max_size=6))
def test_no_answer_makes_a_reader_raise_or_lose_the_object(fields: dict[str, Any]) -> None:
    whole = {"uuid": A, "name": "Kept"} | fields

    assert [reader(whole) is None for reader in READERS] == [False] * len(READERS)
