"""What sums up all columns of a board in a line: tabs for narrow windows, and the ribbon of value by status.

A board draws them, and so does the answer to a change of a case; each is drawn once for as long as its figures stay.
"""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from boards.mirror.aggregates import ColumnHeader, add_sums
from boards.ui import formatting

CACHE_SIZE = 2048


@lru_cache(maxsize=CACHE_SIZE)
def column_tabs(heads: tuple[ColumnHeader, ...], oob: bool = False) -> SafeString:
    """A tab for each column, for narrow windows; with `oob` to take the place of those in the page."""
    return render_to_string("cards/_summary.html#tabs", {"heads": heads, "oob": oob})


@lru_cache(maxsize=CACHE_SIZE)
def value_bar(heads: tuple[ColumnHeader, ...], oob: bool = False) -> SafeString:
    """Value by status as pieces of a line in per cent of its width, in column order; no value, no piece.

    It is of the open cases, or of the completed ones on a board that shows these alone.
    """
    is_open = any(head.open.count for head in heads)
    parts = [(head, head.open if is_open else head.completed) for head in heads]
    worth = [(head, part.pennies) for head, part in parts if part.pennies > 0]
    whole, start, pieces = sum(pennies for _, pennies in worth), 0, []
    for head, pennies in worth:
        pieces.append((f"{100 * start / whole:.2f}%", f"{100 * pennies / whole:.2f}%", head.colour))
        start += pennies
    said = ", ".join(f"{head.name} {formatting.money(pennies)}" for head, pennies in worth)
    facts = {
        "pieces": pieces,
        "said": f"{'Open' if is_open else 'Completed'} value by status: {said}",
        "figure": add_sums(part for _, part in parts),
        "oob": oob,
        "narrowed": any(head.narrowed for head in heads),
    }
    return render_to_string("cards/_summary.html#ribbon", facts)
