"""The pictures of flow: how old the work is, how it flows, what was finished each week and how long that took."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from uuid import UUID

from django.utils.safestring import SafeString

from boards.mirror.columns import COLUMN_NAMES, NO_STATUS, OTHER_STATUS, ListedStatuses
from boards.totals.charts.svg import Scale, Svg, level_axis, shorten, ticks
from boards.totals.reports.ageing import PERCENTS, AgedCase, Percentiles
from boards.totals.reports.flow import UNKNOWN, FinishedWork, Flow
from boards.ui import formatting
from boards.ui.formatting import counted, short_date

DOT, PACE = 4.2, 9.4
type DrawnStatus = tuple[str, str, str]


def drawn_statuses(listed: ListedStatuses, keys: Iterable[object]) -> list[DrawnStatus]:
    """The open statuses that are drawn: key, name, colour; the others only where a case needs them."""
    here = {drawn_key(key, listed) for key in keys}
    rows = [
        (str(uuid), name, formatting.colour(raw)) for uuid, name, raw, done in listed if not done or str(uuid) in here
    ]
    return rows + [(key, COLUMN_NAMES[key], "") for key in (OTHER_STATUS, NO_STATUS) if key in here]


def drawn_key(status: object, listed: ListedStatuses) -> str:
    """The key of a status as it is drawn."""
    if status is None:
        return NO_STATUS
    return str(status) if any(status == uuid for uuid, *_ in listed) else OTHER_STATUS


def ageing_chart(
    found: list[AgedCase], lines: Percentiles, listed: ListedStatuses, case: Callable[[UUID], str]
) -> SafeString:
    """One dot a case by status, days since it was opened, over the bands of finished work; late ones are ringed."""
    drawn = drawn_statuses(listed, {one.status for one in found})
    oldest = max([one.days for one in found] + list(lines.days) + [10])
    marks = ticks(0, oldest, 6)
    svg, scale = Svg(820, 340, "t-age"), Scale(0, marks[-1], 300, 20)
    level_axis(svg, scale, marks, 44, 762, [f"{mark:,}" for mark in marks])
    percentile_bands(svg, scale, lines, 44, 762)
    room = (762 - 44) / max(len(drawn), 1)
    by_status: dict[str, list[AgedCase]] = {}
    for one in found:
        by_status.setdefault(drawn_key(one.status, listed), []).append(one)
    for at, kind in enumerate(drawn):
        x = 44 + room * (at + 0.5)
        cases = by_status.get(kind[0], [])
        svg.text(x, 318, shorten(kind[1], int(room / 7)), "strong", "middle")
        svg.text(x, 334, f"{len(cases):,}", anchor="middle")
        dot_plot(svg, scale, x, room, cases, kind, case)
    return svg.done()


def percentile_bands(svg: Svg, scale: Scale, lines: Percentiles, left: float, right: float) -> None:
    """The bands between half and 95% of finished work, with their lines named at the right."""
    if not lines.days:
        return
    half, most, nearly = (scale(days) for days in lines.days)
    svg.rect(left, most, right - left, half - most, "band", round=0)
    svg.rect(left, nearly, right - left, half - nearly, "band", round=0)
    last = 1000.0
    for percent, y in zip(PERCENTS, (half, most, nearly), strict=True):
        svg.line(left, y, right, y, "pct")
        last = min(y, last - 13)
        svg.text(right + 8, last + 4, f"{percent}%", "strong")


def dot_plot(
    svg: Svg, scale: Scale, x: float, room: float, cases: list[AgedCase], kind: DrawnStatus, case: Callable[[UUID], str]
) -> None:
    """A status's cases: side by side where several are as old; a bar with a number where they do not fit."""
    fits = max(int(room / PACE) - 1, 1)

    def level(one: AgedCase) -> int:
        return int((300 - scale(one.days)) / PACE)

    for at, group in groupby(sorted(cases, key=lambda one: (one.days, one.is_late, one.name)), key=level):
        some = list(group)
        y = 300 - (at + 0.5) * PACE
        if len(some) > fits:
            cluster(svg, x, y, room, some, kind)
            continue
        for place, one in enumerate(some):
            offset = (place + 1) // 2 * (1 if place % 2 else -1)
            shade = "late" if one.is_late else "edge"
            svg.begin(describe_dot(one, kind), case(one.uuid), in_order=one.is_late)
            svg.dot(x + offset * PACE, y, DOT, shade if kind[2] else f"{shade} none", fill=kind[2])
            svg.end()


def cluster(svg: Svg, x: float, y: float, room: float, some: list[AgedCase], kind: DrawnStatus) -> None:
    """More cases of an age than there is room for: one bar that says how many."""
    late = sum(one.is_late for one in some)
    ages = f"{some[0].days} to {some[-1].days} days" if some[0].days != some[-1].days else counted(some[0].days, "day")
    tail = f", {late:,} of them late" if late else ""
    svg.begin(f"{kind[1]}: {counted(len(some), 'case')} of {ages}{tail}")
    width = room - PACE
    svg.rect(x - width / 2, y - DOT, width, DOT * 2, "late" if late else "edge" if kind[2] else "none", fill=kind[2])
    svg.end()


def describe_dot(one: AgedCase, kind: DrawnStatus) -> str:
    """What a dot says."""
    worth = formatting.money(one.value, one.currency)
    return f"{shorten(one.name, 80)}: {kind[1]}, {counted(one.days, 'day')}, {worth}{', late' if one.is_late else ''}"


def cumulative_chart(flow: Flow, listed: ListedStatuses) -> SafeString:
    """The cumulative flow: done at the foot, then the statuses from the last to the first."""
    keys = {key for point in flow.points for key in point.open}
    drawn: list[DrawnStatus] = [("done", "Completed since", ""), *reversed(drawn_statuses(listed, keys - {UNKNOWN}))]
    if UNKNOWN in keys:
        drawn.append((UNKNOWN, "In progress, status not known", ""))
    columns = [stack_levels(point.open, point.done, drawn, listed) for point in flow.points]
    marks = ticks(0, max([column[-1] for column in columns] + [1]), 5)
    days = [point.day for point in flow.points]
    svg, scale = Svg(1280, 300, "t-flow"), Scale(0, marks[-1], 262, 20)
    across = Scale(days[0].toordinal(), days[-1].toordinal(), 62, 1150)
    level_axis(svg, scale, marks, 62, 1150, [f"{mark:,}" for mark in marks])
    for at, (key, name, colour) in enumerate(drawn):
        top = [(across(day.toordinal()), scale(column[at + 1])) for day, column in zip(days, columns, strict=True)]
        foot = [(across(day.toordinal()), scale(column[at])) for day, column in zip(days, columns, strict=True)]
        number = columns[-1][at + 1] - columns[-1][at]
        svg.begin(f"{name}: {counted(number, 'case')} on {short_date(days[-1])}")
        svg.path([*top, *reversed(foot)], f"area {area_class(key, colour)}", fill=colour)
        svg.end()
        if abs(top[-1][1] - foot[-1][1]) > 11:
            svg.text(1158, (top[-1][1] + foot[-1][1]) / 2 + 4, shorten(name, 16))
    date_axis(svg, across, days[0], days[-1], 284)
    return svg.done()


def area_class(key: str, colour: str) -> str:
    """The class of an area."""
    return "done" if key == "done" else "edge" if colour else "unknown"


def stack_levels(
    opened: "Counter[UUID | str | None]", done: int, drawn: list[DrawnStatus], listed: ListedStatuses
) -> list[int]:
    """The levels of one column, from nothing up."""
    held: Counter[str] = Counter({"done": done})
    for key, number in opened.items():
        held[UNKNOWN if key == UNKNOWN else drawn_key(key, listed)] += number
    levels = [0]
    for key, *_ in drawn:
        levels.append(levels[-1] + held[key])
    return levels


def date_axis(svg: Svg, across: Scale, first: date, last: date, y: float) -> None:
    """Five dates along the foot."""
    span = (last - first).days
    for at in sorted({first.toordinal() + span * step // 4 for step in range(5)}):
        svg.text(across(at), y, short_date(date.fromordinal(at)), anchor="middle")


def throughput_chart(done: FinishedWork, behind: Callable[[date], str]) -> SafeString:
    """Cases finished a week, as bars."""
    marks = ticks(0, max([week.figure.cases for week in done.weeks] + [1]), 4)
    svg, scale = Svg(640, 250, "t-weeks"), Scale(0, marks[-1], 216, 20)
    level_axis(svg, scale, marks, 44, 632, [f"{mark:,}" for mark in marks])
    room = (632 - 44) / len(done.weeks)
    for at, week in enumerate(done.weeks):
        x = 44 + room * (at + 0.5)
        number = week.figure.cases
        if number:
            says = f"Week of {short_date(week.first)}: {formatting.money(week.figure.pennies)}, {week.figure.counted}"
            svg.begin(says, behind(week.first))
            svg.rect(x - room * 0.38, scale(number), room * 0.76, 216 - scale(number), "done")
            svg.end()
        if at % max(len(done.weeks) // 6, 1) == 0:
            svg.text(x, 236, f"{week.first.day} {week.first:%b}", anchor="middle")
    return svg.done()


def cycle_chart(done: FinishedWork, first: date, last: date) -> SafeString:
    """How long finished cases took, by the day they were finished; near ones are one dot, the larger the more."""
    marks = ticks(0, max([one.days for one in done.cycles] + [10]), 5)
    svg, scale = Svg(640, 250, "t-cycles"), Scale(0, marks[-1], 216, 20)
    start = min([one.day for one in done.cycles] + [last])
    across = Scale(max(first, start).toordinal(), last.toordinal(), 54, 584)
    level_axis(svg, scale, marks, 44, 594, [f"{mark:,}" for mark in marks])
    if done.lines:
        percentile_bands(svg, scale, Percentiles(len(done.cycles), done.lines), 44, 594)
    spots = Counter((round(across(one.day.toordinal()) / 8), round(scale(one.days) / 8)) for one in done.cycles)
    for (x, y), number in sorted(spots.items()):
        svg.begin(f"{counted(number, 'case')}, about {counted(days_at(scale, y * 8), 'day')} each")
        svg.dot(x * 8.0, y * 8.0, min(2.6 + number**0.5, 9.0), "dots")
        svg.end()
    date_axis(svg, across, max(first, start), last, 238)
    return svg.done()


def days_at(scale: Scale, y: float) -> int:
    """The days that are drawn at a height."""
    return max(round(scale.low + (y - scale.start) / (scale.end - scale.start) * (scale.high - scale.low)), 1)
