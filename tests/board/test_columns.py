"""Columns: more of them as they are scrolled, folded ones, compact cards."""

import pytest

from boards.board.models import FoldedColumn
from boards.mirror.models import Case, SyncState
from tests.board.html import HX, cases, column, figures, names, serial, text


@pytest.fixture
def long(held):
    """Research with 75 of Margaret's cases, M1 and M2 first."""
    for number in range(73):
        held.add(f"Case {number:02}", "Research", 100)
    held.read()
    return held


def more(browser, scene, page, drawn, key=None):
    """Ask for the next cards as the foot of a column does."""
    key = key or scene.statuses["Research"]
    return browser.get(f"{scene.address}more/?column={key}&drawn={drawn}&serial={serial(page)}", headers=HX)


def test_a_column_draws_its_first_thirty_and_counts_them_all(adviser, long):
    page = text(adviser.get(long.address))
    research = column(page, long.statuses["Research"])

    assert names(research) == ["M1", "M2", *(f"Case {number:02}" for number in range(28))]
    assert figures(research) == ("£1,307.50", "75", "1 without a value")
    assert "Show 30 more" in research


def test_paper_says_how_many_cards_a_column_leaves_out(adviser, long):
    page = text(adviser.get(long.address))
    second = text(more(adviser, long, page, 30))
    FoldedColumn.objects.create(person=adviser.user, status=long.statuses["Research"])
    folded = column(text(adviser.get(long.address)), long.statuses["Research"])

    assert '<span class="paper">and 45 more cases</span>' in column(page, long.statuses["Research"])
    assert '<span class="paper">and 15 more cases</span>' in second
    assert '<li class="paper column__rest">75 cases, not drawn: the column was folded</li>' in folded
    assert page.count('class="paper') == 1


def test_the_rest_comes_in_thirties_and_ends(adviser, long):
    page = text(adviser.get(long.address))

    second, third = text(more(adviser, long, page, 30)), text(more(adviser, long, page, 60))

    whole = cases(column(page, long.statuses["Research"])) + cases(second) + cases(third)
    assert whole == [str(pk) for pk in in_order(long)]
    assert "Show 15 more" in second
    assert "column__more" not in third


def in_order(scene):
    """Margaret's cases in Research as they should stand."""
    return (
        Case.objects.filter(status=scene.statuses["Research"], participations__account=scene.client)
        .order_by("position")
        .values_list("pk", flat=True)
    )


def test_more_after_a_move_draws_the_list_anew_so_that_nothing_is_doubled_or_lost(adviser, long):
    page = text(adviser.get(long.address))
    long.outsider("Case 70", status_position=1)
    long.read()

    answer = more(adviser, long, page, 30)

    assert answer.headers["HX-Retarget"] == f"#cards--{long.statuses['Research']}"
    assert answer.headers["HX-Reswap"] == "innerHTML"
    shown = cases(text(answer))
    assert shown == [str(pk) for pk in in_order(long)][:60]
    assert len(set(shown)) == 60
    assert f'id="head--{long.statuses["Research"]}" hx-swap-oob="true"' in text(answer)


def test_more_works_without_a_script(adviser, long):
    key = long.statuses["Research"]

    answer = adviser.get(f"{long.address}more/?column={key}&drawn=30", follow=True)

    assert len(names(column(text(answer), key))) == 60
    assert len(names(column(text(adviser.get(f"{long.address}?drawn={key}:75")), key))) == 75


@pytest.mark.parametrize(
    "query", ["column=nonsense&drawn=30", "drawn=30", "column=none&drawn=-1", "column=none&drawn=x"]
)
def test_more_of_nothing_is_not_found(adviser, held, query):
    assert adviser.get(f"{held.address}more/?{query}&serial=0", headers=HX).status_code == 404


@pytest.mark.parametrize("drawn", ["x", "a:b,c", ":9", "1:99999999999999999999", "%00:5"])
def test_a_mangled_address_still_shows_the_board(adviser, held, drawn):
    assert names(text(adviser.get(f"{held.address}?drawn={drawn}"))) == ["M1", "M2", "M3"]


def test_a_folded_column_is_remembered_and_keeps_its_figures(adviser, held):
    key = held.statuses["Research"]

    answer = text(adviser.post(f"{held.address}fold/", {"status": key}, headers=HX))
    page = text(adviser.get(held.address))

    for part in (answer, column(page, key)):
        assert " data-folded" in part
        assert names(part) == []
        assert figures(part) == ("£1,234.50", "2", "1 without a value")
        assert 'aria-label="Unfold Research"' in part
    assert names(page) == ["M3"]


def test_folding_again_unfolds_and_is_a_persons_own(adviser, manager, held):
    key = held.statuses["Research"]
    adviser.post(f"{held.address}fold/", {"status": key}, headers=HX)

    assert " data-folded" not in text(manager.get(held.address))

    answer = text(adviser.post(f"{held.address}fold/", {"status": key}, headers=HX))
    assert names(answer) == ["M1", "M2"]
    assert not FoldedColumn.objects.exists()


def test_folding_works_without_a_script(adviser, held):
    key = held.statuses["Offer"]

    answer = adviser.post(f"{held.address}fold/", {"status": key})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{held.address}#column--{key}")
    assert " data-folded" in column(text(adviser.get(held.address)), key)


def test_folding_what_is_no_column_is_not_found(adviser, held):
    assert adviser.post(f"{held.address}fold/", {"status": "nonsense"}).status_code == 404
    assert adviser.post(f"{held.address}fold/").status_code == 404
    assert not FoldedColumn.objects.exists()


def test_compact_cards_are_a_persons_own_choice(adviser, manager, held):
    answer = adviser.post(f"{held.address}compact/", follow=True)

    assert answer.redirect_chain == [(held.address, 302)]
    assert " data-compact" in text(answer)
    assert 'aria-label="Compact cards" aria-pressed="true"' in text(answer)
    assert " data-compact" not in text(manager.get(held.address))
    assert " data-compact" not in text(adviser.post(f"{held.address}compact/", headers=HX))


def test_forms_need_the_token_of_the_page(held):
    from tests.making import sign_in

    browser = sign_in("adviser", enforce_csrf_checks=True)
    assert browser.post(f"{held.address}fold/", {"status": held.statuses["Offer"]}).status_code == 403
    assert browser.post(f"{held.address}compact/").status_code == 403
    assert browser.post(f"{held.address}refresh/").status_code == 403


def test_the_order_is_drawn_anew_after_a_read_even_where_nothing_else_changed(adviser, held):
    adviser.get(held.address)
    held.outsider("M2", status_position=1)
    held.read()

    assert names(text(adviser.get(held.address))) == ["M2", "M1", "M3"]
    assert SyncState.objects.get(key=f"client:{held.client}").serial > 0
