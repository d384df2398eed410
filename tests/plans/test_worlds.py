"""What the documents leave open is not learnt the hard way: each kind of Plannr, with several covers on the plan."""

from datetime import UTC, datetime
from typing import Any

import pytest

from boards.audit.descriptions import describe_ask as told
from boards.audit.models import Entry
from boards.plans import api_behaviour
from boards.plans.models import ApiBehaviour
from boards.plans.operations import list_mode
from boards.writes.models import WriteFreeze
from tests.making import Browser
from tests.plans.filling import LIFE, Book, text_of


def known() -> set[str]:
    """What the board has learnt."""
    return set(ApiBehaviour.objects.values_list("name", flat=True))


@pytest.mark.parametrize("put", ["partial", "full"])
def test_a_put_that_replaces_empties_nothing(stranger: Book, administrator: Browser, put: str) -> None:
    stranger.firm.behaviours.set(put=put)
    was = dict(stranger.cover())
    stranger.send(administrator, stranger.opened(administrator).type("indexation", "3"))
    assert {name for name, value in stranger.cover().items() if value != was[name]} <= {"indexation", "updated_at"}
    assert stranger.bodies() == [LIFE | {"indexation": 3}]
    assert told(Entry.objects.get(kind="attempt")) == ("changed “Life Assurance” on Aviva 123: indexation 2.5% to 3%")


def test_a_field_that_a_put_empties_all_the_same_is_put_back_and_told(stranger: Book, administrator: Browser) -> None:
    stranger.firm.change("cover", stranger.life["uuid"], benefit_status="on_hold")
    stranger.firm.behaviours.set(put="full")
    filled = stranger.opened(administrator).type("indexation", "3")
    stranger.firm.change("cover", stranger.life["uuid"], benefit_status="on_hold")
    page = administrator.get(stranger.send(administrator, filled)["Location"])
    assert "cannot write the benefit status of this cover back" in text_of(page)
    administrator.post(page.wsgi_request.path)
    assert "lose benefit status of “Life Assurance”" in WriteFreeze.objects.get(lifted_at=None).words
    assert api_behaviour.KEEPS_UNSENT not in known()


@pytest.mark.parametrize("named", ["stay", "reparent", "refused"])
@pytest.mark.parametrize("scope", ["cover", "plan"])
def test_names_and_shares_go_one_by_one(stranger: Book, administrator: Browser, named: str, scope: str) -> None:
    stranger.firm.behaviours.set(
        beneficiaries_named=named, beneficiary_scope=scope, beneficiaries_limited=True, put="full"
    )
    filled = stranger.opened(administrator).share("Ann Smith", "20").share("David Wilson", "45")
    stranger.save(administrator, filled.rename("Oliver Wilson", "Olly Wilson").type("indexation", "3"))
    assert stranger.people() == [("David Wilson", 45), ("Olly Wilson", 25), ("Ann Smith", 20)]
    assert (stranger.cover()["indexation"], len(stranger.people(stranger.illness))) == (3, 2)
    assert [told(one) for one in Entry.objects.filter(kind="attempt")] == [
        "changed “Life Assurance” on Aviva 123: indexation 2.5% to 3%",
        "changed a beneficiary of “Life Assurance” on Aviva 123: David Wilson 50% to 45%",
        "changed a beneficiary of “Life Assurance” on Aviva 123: renamed Oliver Wilson to Olly Wilson",
        "changed a beneficiary of “Life Assurance” on Aviva 123: Ann Smith 15% to 20%",
    ]


def test_a_partial_failure_names_what_was_saved_and_what_was_not(book: Book, administrator: Browser) -> None:
    filled = (
        book.opened(administrator).share("Ann Smith", "16").share("David Wilson", "45").share("Oliver Wilson", "39")
    )
    ann = next(
        one["uuid"] for one in book.firm.by("beneficiary", "plan", book.plan["uuid"]) if one["name"] == "Ann Smith"
    )
    body = {"message": "Bad.", "errors": {"percentage": ["That share is not allowed."]}}
    with book.sandbox.faults.on("status", status=422, body=body, method="PUT", path=ann):
        response = book.save(administrator, filled)
    words = text_of(response)
    assert "David Wilson was saved. Ann Smith was not: Plannr said: “That share is not allowed.” " in words
    assert "Oliver Wilson was not sent." in words
    assert book.people() == [("David Wilson", 45), ("Oliver Wilson", 25), ("Ann Smith", 15)]
    assert 'value="39"' in response.content.decode()


@pytest.mark.parametrize("named", ["stay", "reparent", "refused"])
@pytest.mark.parametrize("limited", [False, True])
def test_adding_somebody_asks_what_is_unknown_and_harms_nobody(
    stranger: Book, administrator: Browser, named: str, limited: bool
) -> None:
    stranger.firm.behaviours.set(beneficiaries_named=named, beneficiaries_limited=limited)
    illness = set(stranger.people(stranger.illness))
    for _ in range(2):
        filled = stranger.opened(administrator).add("Bob Hill", "10")
        page = administrator.get(stranger.send(administrator, filled)["Location"])
        assert "Nobody has seen yet what this Plannr then does with David Wilson and Oliver Wilson" in text_of(page)
        administrator.post(page.wsgi_request.path)
        if ("Bob Hill", 10) in stranger.people():
            break
    assert set(stranger.people()) == {
        ("David Wilson", 50), ("Oliver Wilson", 25), ("Ann Smith", 15), ("Bob Hill", 10)
    }  # fmt: skip
    assert set(stranger.people(stranger.illness)) == illness
    assert not WriteFreeze.objects.filter(lifted_at=None).exists()


def test_one_422_about_a_share_teaches_nothing_about_uuids(stranger: Book, administrator: Browser) -> None:
    filled = stranger.opened(administrator).add("Bob Hill", "10")
    page = stranger.send(administrator, filled)["Location"]
    body = {"message": "Bad.", "errors": {"beneficiaries.4.percentage": ["Not this share."]}}
    with stranger.sandbox.faults.on("status", status=422, body=body, method="PUT", only_next=1):
        administrator.post(page)
    assert not known() & {api_behaviour.OTHERS_REFUSED, api_behaviour.OTHERS_LEFT, api_behaviour.OTHERS_GO}


@pytest.mark.parametrize(
    ("manners", "learnt"),
    [
        ({}, api_behaviour.OTHERS_STAY),
        ({"beneficiaries_named": "reparent"}, api_behaviour.OTHERS_MOVE),
        ({"beneficiaries_named": "refused"}, api_behaviour.OTHERS_REFUSED),
    ],
)
def test_what_is_seen_is_known_from_then_on(
    stranger: Book, administrator: Browser, manners: dict[str, Any], learnt: str
) -> None:
    stranger.firm.behaviours.set(**manners)
    stranger.save(administrator, stranger.opened(administrator).add("Bob Hill", "10"))
    assert learnt in known()


def test_damage_unlearns_what_caused_it(stranger: Book, administrator: Browser) -> None:
    api_behaviour.record_behaviour(api_behaviour.OTHERS_LEFT)
    stranger.firm.behaviours.set(beneficiary_scope="plan")
    stranger.save(administrator, stranger.opened(administrator).add("Bob Hill", "10"))
    assert (api_behaviour.OTHERS_LEFT in known(), api_behaviour.OTHERS_GO in known()) == (False, True)
    assert {(name, share) for name, share in stranger.people(stranger.illness)} == {
        ("David Wilson", 60.5), ("Oliver Wilson", 39.5)
    }  # fmt: skip


def test_putting_people_back_empties_no_field_that_could_not_be_written_again(
    stranger: Book, administrator: Browser
) -> None:
    api_behaviour.record_behaviour(api_behaviour.OMISSION_DELETES)
    api_behaviour.record_behaviour(api_behaviour.OTHERS_LEFT)
    stranger.firm.behaviours.set(
        put="full", indexation_rounded=True, beneficiary_scope="plan", beneficiaries_named="reparent",
        beneficiaries_omitted="delete",
    )  # fmt: skip
    stranger.firm.change("cover", stranger.illness["uuid"], indexation=2.83)
    filled = stranger.opened(administrator).add("Bob Hill", "10").type("indexation", "6.5")
    page = administrator.get(stranger.send(administrator, filled)["Location"])
    administrator.post(page.wsgi_request.path)
    assert WriteFreeze.objects.exists()
    assert stranger.firm.kinds["cover"][stranger.illness["uuid"]]["indexation"] == 3


def test_who_a_save_without_a_list_deletes_is_learnt_of_a_cover_that_has_nobody(
    stranger: Book, administrator: Browser
) -> None:
    told = {"benefit_amount": 120_000, "benefit_frequency": "monthly", "benefit_status": "active", "indexation": 2.5}
    empty = stranger.firm.add_cover(stranger.plan, "asu", **told)
    stranger.firm.behaviours.set(
        beneficiaries_omitted="delete", beneficiary_scope="plan", beneficiaries_named="refused"
    )
    stranger.send(administrator, stranger.opened(administrator, empty).type("indexation", "3"), empty)
    WriteFreeze.objects.update(lifted_at=datetime.now(UTC))
    people = stranger.everybody()
    again = stranger.send(administrator, stranger.opened(administrator, empty).type("indexation", "4"), empty)
    assert api_behaviour.OMISSION_DELETES in known()
    assert list_mode.NO_SAVE in text_of(again)
    assert (stranger.everybody(), WriteFreeze.objects.count()) == (people, 1)


def test_a_share_that_may_have_been_rounded_is_not_told_as_put_back(stranger: Book, administrator: Browser) -> None:
    api_behaviour.record_behaviour(api_behaviour.ROUNDS)
    stranger.firm.behaviours.set(beneficiaries_omitted="delete", percentages_rounded=True)
    ann = next(one for one in stranger.firm.by("beneficiary", "plan", stranger.plan["uuid"]) if one["percentage"] == 15)
    stranger.firm.change("beneficiary", ann["uuid"], percentage=15.25)
    stranger.send(administrator, stranger.opened(administrator).type("indexation", "3"))
    assert stranger.people() == [("David Wilson", 50), ("Oliver Wilson", 25), ("Ann Smith", 15)]
    assert (
        "They were put back, but Plannr may have held decimals that it does not show of these shares, as they are now: "
        "David Wilson, 50%; Oliver Wilson, 25%; Ann Smith, 15%; David Wilson, 61%; Oliver Wilson, 40%. Check that in "
        "Plannr."
    ) in WriteFreeze.objects.get(lifted_at=None).words
    assert WriteFreeze.objects.get(lifted_at=None).words in Entry.objects.get(verb="alarm").words


def test_one_who_cannot_be_written_keeps_nobody_else_from_coming_back(stranger: Book, administrator: Browser) -> None:
    stranger.firm.behaviours.set(beneficiaries_omitted="delete")
    david, oliver, _ = stranger.firm.by("beneficiary", "plan", stranger.plan["uuid"])[:3]
    stranger.firm.change("beneficiary", david["uuid"], name="")
    stranger.firm.change("beneficiary", oliver["uuid"], percentage=None)
    stranger.send(administrator, stranger.opened(administrator).type("indexation", "3"))
    assert stranger.people() == [("Ann Smith", 15)]
    assert ("Oliver Wilson", 0) in {(name, share) for cover, name, share in stranger.everybody() if cover is None}
    assert (
        "They could NOT be put back (Oliver Wilson came back to the plan, but Plannr does not say for which cover; "
        "Oliver Wilson came back with 0%: Plannr had a share that cannot be written; somebody without a name could not "
        "be put back)."
    ) in WriteFreeze.objects.get(lifted_at=None).words
