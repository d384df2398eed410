"""The pictures of value: who holds what, and what changed it between two dates. Each has a table that says the same."""

from collections.abc import Callable
from itertools import pairwise

from django.utils.safestring import SafeString

from boards.totals.charts.svg import Scale, Svg, axis_pounds, level_axis, shorten, signed_pounds, ticks
from boards.totals.reports.aggregates import ADVISER, STATUS, Aggregate, Category, Crosstab
from boards.totals.reports.bridge import COMPLETED, Bridge
from boards.ui.formatting import money, short_date

MOST_ROWS = 12
type LinkTo = Callable[..., str]


def workload_chart(cube: Crosstab, behind: LinkTo, labelled: str) -> SafeString:
    """Value by adviser, split by status: a bar for each of the first dozen, and what the pounds leave out."""
    rows = [line for line in cube.lines[ADVISER] if line.figure.cases][:MOST_ROWS]
    cells = cube.table(ADVISER, STATUS)
    marks = ticks(0, max([bar_length(line, cube, cells) for line in rows] or [0]), least=100)
    height, less = len(rows) * 44 + 32, cube.total.left_out.words
    svg, scale = Svg(640, height + (20 if less else 0), labelled), Scale(0, marks[-1], 110, 540)
    for mark in marks:
        svg.line(scale(mark), 4, scale(mark), height - 24, "grid")
        svg.text(scale(mark), height - 6, money(mark, pence=False), anchor="middle")
    for at, line in enumerate(rows):
        stacked_bar(svg, scale, 12 + at * 44, line, cube, cells, behind)
    if less:
        svg.text(0, height + 14, f"Left out: {shorten(less, 90)}")
    return svg.done()


def bar_length(line: Category, cube: Crosstab, cells: dict[tuple[str, str], Aggregate]) -> int:
    """How long an adviser's bar is: the pennies above nothing."""
    return sum(max(cells.get((line.key, status.key), Aggregate()).pennies, 0) for status in cube.lines[STATUS])


def stacked_bar(
    svg: Svg,
    scale: Scale,
    y: float,
    line: Category,
    cube: Crosstab,
    cells: dict[tuple[str, str], Aggregate],
    behind: LinkTo,
) -> None:
    """One adviser's bar, a piece for each status."""
    svg.text(98, y + 18, shorten(line.name, 15), "strong", "end")
    start = 0
    for status in cube.lines[STATUS]:
        figure = cells.get((line.key, status.key), Aggregate())
        if figure.pennies <= 0:
            continue
        says = f"{line.name}, {status.name}: {money(figure.pennies)}, {figure.counted}"
        svg.begin(says, behind(adviser=line.key, status=status.key))
        left, right = scale(start), scale(start + figure.pennies)
        svg.rect(
            left + 0.8, y, max(right - left - 1.6, 1.0), 28, "edge" if status.colour else "none", fill=status.colour
        )
        svg.end()
        start += figure.pennies
    svg.text(scale(start) + 9, y + 18, axis_pounds(line.figure.pennies), "strong")


def bridge_chart(found: Bridge, behind: Callable[[str], str]) -> SafeString:
    """The value bridge: whole, up, down, completed, whole."""
    levels = running_values(found)
    low, high = min(levels), max(levels)
    base = low - (high - low) * 0.6 if low > (high - low) and low > high * 0.3 else min(low, 0)
    marks = ticks(base, high, least=100)
    less = found.left_out
    svg, scale = Svg(1280, 320 if less else 300, "t-bridge"), Scale(marks[0], marks[-1], 256, 40)
    level_axis(svg, scale, marks, 92, 1280, [money(mark, pence=False) for mark in marks])
    columns = [92 + (1280 - 92) / 8 * (at + 0.5) for at in range(8)]
    total_bar(
        svg, scale, columns[0], found.opening, f"Open on {short_date(found.first)}", found.opened.counted, marks[0]
    )
    for at, (bar, (before, after)) in enumerate(zip(found.bars.values(), pairwise(levels[:-1]), strict=True)):
        x = columns[at + 1]
        svg.line(columns[at] + 42, scale(before), x - 42, scale(before), "link")
        svg.begin(f"{bar.name}: {signed_pounds(bar.pennies)}, {bar.counted}", behind(bar.key) if bar.steps else "")
        kind = "flat" if after == before else "done" if bar.key == COMPLETED else "up" if after > before else "down"
        top = scale(max(before, after))
        svg.rect(x - 42, top, 84, max(abs(scale(before) - scale(after)), 2), kind, round=3)
        svg.end()
        svg.text(x, top - 8, signed_pounds(bar.pennies), "strong", "middle")
        svg.text(x, 274, bar.name, anchor="middle")
    svg.line(columns[6] + 42, scale(levels[-1]), columns[7] - 42, scale(levels[-1]), "link")
    if less:
        svg.text(0, 314, f"Left out: {less}")
    total_bar(
        svg, scale, columns[7], found.closing, f"Open on {short_date(found.last)}", found.closed.counted, marks[0]
    )
    return svg.done()


def running_values(found: Bridge) -> list[int]:
    """The value after each bar, the opening first and the closing last."""
    levels = [found.opening]
    for bar in found.bars.values():
        levels.append(levels[-1] + bar.pennies)
    return [*levels, found.closing]


def scale_start(found: Bridge) -> int:
    """Where the bridge's scale starts, in pennies; 0 where it is not cut."""
    levels = running_values(found)
    low, high = min(levels), max(levels)
    if not (low > (high - low) and low > high * 0.3):
        return 0
    return max(ticks(low - (high - low) * 0.6, high, least=100)[0], 0)


def total_bar(svg: Svg, scale: Scale, x: float, pennies: int, name: str, cases: str, base: int) -> None:
    """A bar that stands for everything, with a break in it where the scale does not start at nothing."""
    svg.begin(f"{name}: {money(pennies)}, {cases}")
    zero = scale(max(base, 0))
    svg.rect(x - 42, min(scale(pennies), zero), 84, max(abs(zero - scale(pennies)), 1.5), "whole", round=3)
    if base > 0 and zero - scale(pennies) > 24:
        svg.path([(x - 46 + step * 23, zero - 14 - (6 if step % 2 else 0)) for step in range(5)], "break")
    svg.end()
    svg.text(x, min(scale(pennies), zero) - 8, axis_pounds(pennies), "strong", "middle")
    svg.text(x, 274, "Open on", anchor="middle")
    svg.text(x, 290, name.removeprefix("Open on "), anchor="middle")
