"""A board's toolbar, drawn once for as long as what it says stays: a search box, chips, orders and views."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from boards.cases.filters import chips
from boards.cases.filters.descriptions import describe_filter, join_names
from boards.cases.filters.form import CaseFilterForm, form_of_query

CACHE_SIZE = 512
TEMPLATE = "board/_filter_chips.html"


def chips_markup(address: str, asked: CaseFilterForm) -> SafeString:
    """The search box and a chip for each kind of filter; with the menu open where something is wrong with it."""
    if asked.wrong:
        return render_chips(address, asked, tuple(pick.said for pick in chips.filter_chips(asked)))
    on = tuple(join_names(describe_filter(asked.sieve, kind)) for kind in chips.LABELS)
    return cached_chips(address, asked.query, on)


@lru_cache(maxsize=CACHE_SIZE)
def cached_chips(address: str, query: str, on: tuple[str, ...]) -> SafeString:
    """The chips for filters without anything wrong, each with what it filters by."""
    return render_chips(address, form_of_query(query), on)


def render_chips(address: str, asked: CaseFilterForm, on: tuple[str, ...]) -> SafeString:
    """The chips, each with what it filters by."""
    context = {
        "address": address,
        "query": asked.query,
        "is_on": asked.sieve.narrows,
        "others": asked.others("text"),
        "text": asked.sieve.text,
        "picks": [chips.filter_chip(asked, kind, words) for kind, words in zip(chips.LABELS, on, strict=True)],
    }
    return render_to_string(f"{TEMPLATE}#chips", context)


@lru_cache(maxsize=CACHE_SIZE)
def orders_markup(address: str, query: str) -> SafeString:
    """The orders a board can have, as a menu."""
    asked = form_of_query(query)
    now = asked.sieve.order
    orders = [
        (name, f"{address}?{asked.changed(order=order) or 'all=1'}", order == now)
        for order, name in chips.ORDERS.items()
    ]
    return render_to_string(
        f"{TEMPLATE}#sorting", {"orders": orders, "name": chips.ORDERS[now], "is_sorted": bool(now)}
    )


@lru_cache(maxsize=CACHE_SIZE)
def views_markup(address: str, query: str) -> SafeString:
    """The menu of saved views, which is asked for when it is opened."""
    return render_to_string(f"{TEMPLATE}#views", {"address": address, "view": query})
