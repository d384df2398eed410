"""Saved views: kept under a name, chosen by everybody where they are shared, changed by their owner alone."""

import pytest

from boards.board.models import SavedView
from tests.board.html import HX, names, text, words
from tests.making import sign_in

VIEW = "text=M&sort=name"


@pytest.fixture
def views(held):
    """Where the views for clients' boards are, as seen from Margaret's."""
    return f"{held.address}views/"


def save(browser, views, name="Mine first", **more):
    """Save what a board shows."""
    return browser.post(views, {"name": name, "view": VIEW, **more})


def test_what_is_shown_is_saved_and_chosen_again(adviser, held, views):
    answer = save(adviser, views)

    assert answer["Location"] == f"{held.address}?{VIEW}"
    assert words(text(adviser.get(views, headers=HX))).startswith("Mine first Save what is shown as")
    assert f'href="{held.address}?text=M&amp;sort=name">Mine first' in text(adviser.get(views, headers=HX))


def test_an_own_view_of_the_same_name_is_saved_anew(adviser, views):
    save(adviser, views)
    adviser.post(views, {"name": " Mine  first ", "view": "state=open"})

    assert list(SavedView.objects.values_list("name", "query")) == [("Mine first", "state=open")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("  ", "Give the view a name."),
        ("x" * 61, "The name may have 60 characters; this one has 61."),
        ("Mi\0ne", "The name holds a character that cannot be written"),
    ],
)
def test_a_name_that_will_not_do_is_said_and_kept(adviser, views, name, said):
    answer = save(adviser, views, name=name)

    assert answer.status_code == 422
    assert said in text(answer)
    assert SavedView.objects.count() == 0


def test_only_a_sieve_is_kept_whatever_is_sent(adviser, views):
    adviser.post(views, {"name": "odd", "view": "text=a&next=//evil.example&type=<script>&drawn=none:5"})

    assert SavedView.objects.get().query == "text=a"


def test_a_shared_view_is_everybodys_to_choose_and_its_owners_to_change(adviser, manager, stranger, views, held):
    save(adviser, views, shared="1")
    save(adviser, views, name="Private")
    view = SavedView.objects.get(name="Mine first")

    seen = words(text(manager.get(views, headers=HX)))

    assert seen.startswith("Mine first by Priya Patel Save")
    for act in ("rename", "delete", "unshare", "default"):
        assert manager.post(f"{views}{view.pk}/", {"act": act, "name": "Stolen"}).status_code == 404
    assert stranger.get(views).status_code == 403
    assert SavedView.objects.get(pk=view.pk).name == "Mine first"


def test_views_are_renamed_shared_and_deleted(adviser, views):
    save(adviser, views)
    save(adviser, views, name="Second")
    one = f"{views}{SavedView.objects.get(name='Mine first').pk}/"

    adviser.post(one, {"act": "rename", "name": "First"})
    adviser.post(one, {"act": "share"})
    taken = adviser.post(one, {"act": "rename", "name": "Second"})

    assert (taken.status_code, "You have a view called “Second” already." in text(taken)) == (422, True)
    assert list(SavedView.objects.order_by("name").values_list("name", "shared")) == [
        ("First", True),
        ("Second", False),
    ]
    adviser.post(one, {"act": "delete"})
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Second"]
    assert adviser.post(one, {"act": "delete"}).status_code == 404


def test_a_bare_board_opens_with_the_default_view_and_clearing_it_stays_clear(adviser, held, views):
    save(adviser, views, name="Just three", view="text=M3", default="1")
    adviser.post(views, {"name": "Just three", "view": "text=M3", "default": "1"})

    answer = adviser.get(held.address)
    page = text(adviser.get(answer["Location"]))

    assert answer["Location"] == f"{held.address}?text=M3"
    assert names(page) == ["M3"]
    assert f'data-clear="{held.address}?all=1"' in page
    assert names(text(adviser.get(f"{held.address}?all=1"))) == ["M1", "M2", "M3"]


def test_there_is_one_default_a_person_and_kind_of_board(adviser, held, views):
    save(adviser, views, default="1")
    save(adviser, views, name="Other", default="1")
    save(adviser, "/board/views/", name="Firm's", default="1")

    assert set(SavedView.objects.filter(is_default=True).values_list("name", flat=True)) == {"Other", "Firm's"}
    adviser.post(f"{views}{SavedView.objects.get(name='Other').pk}/", {"act": "undefault"})
    assert adviser.get(held.address).status_code == 200


def test_a_default_is_its_owners_alone(adviser, administrator, held, views):
    save(adviser, views, default="1", shared="1")

    assert administrator.get(held.address).status_code == 200


def test_views_of_clients_boards_serve_every_client_and_not_the_firms(adviser, held, views):
    save(adviser, views)

    assert "Mine first" in text(adviser.get(f"/clients/{held.other}/board/views/"))
    assert "Mine first" not in text(adviser.get("/board/views/"))


def test_every_role_that_sees_boards_may_keep_views(administrator, manager, views):
    for browser in (administrator, manager, sign_in("adviser")):
        assert save(browser, views).status_code == 302


def test_a_hundred_views_are_enough(adviser, views):
    kinds = [SavedView(owner=adviser.user, scope="client", name=str(number)) for number in range(100)]
    SavedView.objects.bulk_create(kinds)

    answer = save(adviser, views)

    assert (answer.status_code, "You keep 100 views already. Delete one first." in text(answer)) == (422, True)
    assert save(adviser, views, name="7").status_code == 302
