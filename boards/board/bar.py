"""A board's toolbar, drawn once for as long as what it says stays: a search box, chips, orders and views."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from boards.board import picks
from boards.board.asked import Asked, of_view
from boards.board.said import joined, said

REMEMBERED = 512
TEMPLATE = "board/chips.html"


def chips(address: str, asked: Asked) -> SafeString:
    """The search box and a chip for each kind of filter; with the menu open where something is wrong with it."""
    if asked.wrong:
        return drawn(address, asked, tuple(pick.said for pick in picks.picks(asked)))
    on = tuple(joined(said(asked.sieve, kind)) for kind in picks.LABELS)
    return remembered(address, asked.query, on)


@lru_cache(maxsize=REMEMBERED)
def remembered(address: str, query: str, on: tuple[str, ...]) -> SafeString:
    """The chips for filters without anything wrong, each with what it filters by."""
    return drawn(address, of_view(query), on)


def drawn(address: str, asked: Asked, on: tuple[str, ...]) -> SafeString:
    """The chips, each with what it filters by."""
    context = {
        "address": address,
        "query": asked.query,
        "is_on": asked.sieve.narrows,
        "others": asked.others("text"),
        "text": asked.sieve.text,
        "picks": [picks.pick(asked, kind, words) for kind, words in zip(picks.LABELS, on, strict=True)],
    }
    return render_to_string(f"{TEMPLATE}#chips", context)


@lru_cache(maxsize=REMEMBERED)
def sorting(address: str, query: str) -> SafeString:
    """The orders a board can have, as a menu."""
    asked = of_view(query)
    now = asked.sieve.order
    orders = [
        (name, f"{address}?{asked.changed(order=order) or 'all=1'}", order == now)
        for order, name in picks.ORDERS.items()
    ]
    return render_to_string(
        f"{TEMPLATE}#sorting", {"orders": orders, "name": picks.ORDERS[now], "is_sorted": bool(now)}
    )


@lru_cache(maxsize=REMEMBERED)
def views(address: str, query: str) -> SafeString:
    """The menu of saved views, which is asked for when it is opened."""
    return render_to_string(f"{TEMPLATE}#views", {"address": address, "view": query})
