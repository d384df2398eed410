"""Drawing: scales, round ticks, and SVG as text that obeys the CSP (attributes and classes, never a style).

Lengths are SVG user units, y downwards. Whatever comes from Plannr or from people is escaped here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from boards.ui import formatting

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: `low` is drawn at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value is drawn."""
        span = self.high - self.low or 1
        return self.start + (value - self.low) / span * (self.end - self.start)


def round_step(span: float, most: int, least: int = 1) -> int:
    """A round step that cuts `span` into at most `most` pieces."""
    rough = Decimal(max(span, 1) / most)
    power = Decimal(10) ** rough.adjusted()
    step = next(power * Decimal(one) for one in STEPS if power * Decimal(one) >= rough)
    return max(least, int(step) if step >= 1 else 1)


def ticks(low: float, high: float, most: int = 5, least: int = 1) -> list[int]:
    """Round values from at or below `low` to at or above `high`."""
    step = round_step(high - low, most, least)
    first = int(low // step) * step
    last = -int(-high // step) * step
    return list(range(first, max(last, first + step) + 1, step))


def axis_pounds(pennies: int) -> str:
    """A label on an axis or a mark: whole pounds where there are no pence."""
    return formatting.money(pennies)


def signed_pounds(pennies: int) -> str:
    """A change: "+£517,200", "−£85,000", "£0"."""
    if not pennies:
        return "£0"
    return ("+" if pennies > 0 else "−") + formatting.money(abs(pennies))


def shorten(text: str, most: int) -> str:
    """A name that fits: cut with an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


class Svg:
    """A picture being drawn. `label` names the element that titles it; what marks say, they say in words."""

    def __init__(self, width: float, height: float, labelled: str) -> None:
        self.width, self.height, self.labelled = width, height, labelled
        self._parts: list[str] = []

    def __str__(self) -> str:
        return self.done()

    def done(self) -> SafeString:
        """The whole picture."""
        head = (
            f'<svg class="chart" viewBox="0 0 {svg_number(self.width)} {svg_number(self.height)}" role="group" '
            f'aria-labelledby="{escape(self.labelled)}">'
        )
        return mark_safe(head + "".join(self._parts) + "</svg>")  # noqa: S308  every text in it went through `escape`

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """A straight line of a class."""
        self._put("line", kind, {"x1": x1, "y1": y1, "x2": x2, "y2": y2})

    def path(self, points: Iterable[tuple[float, float]], kind: str, *, fill: str = "", says: str = "") -> None:
        """A line through points, or an area where it is filled."""
        drawn = "L".join(f"{svg_number(x)} {svg_number(y)}" for x, y in points)
        self._put("path", kind, {"d": f"M{drawn}", **({"fill": fill} if fill else {})}, says)

    def text(self, x: float, y: float, text: str, kind: str = "", anchor: str = "") -> None:
        """Words at a point; they are for the eye, and the marks and the table say them too."""
        about = {"x": x, "y": y, **({"text-anchor": anchor} if anchor else {})}
        self._parts.append(f'<text aria-hidden="true"{svg_attributes(about, kind)}>{escape(text)}</text>')

    def rect(
        self, x: float, y: float, width: float, height: float, kind: str = "", *, fill: str = "", round: float = 2
    ) -> None:
        """A bar. Nothing is drawn where it would have no size."""
        if width > 0 and height > 0:
            about: dict[str, object] = {"x": x, "y": y, "width": width, "height": height, "rx": round}
            self._put("rect", kind, about | ({"fill": fill} if fill else {}))

    def dot(self, x: float, y: float, radius: float, kind: str = "", *, fill: str = "") -> None:
        """A case, or some."""
        self._put("circle", kind, {"cx": x, "cy": y, "r": radius, **({"fill": fill} if fill else {})})

    def begin(self, says: str, address: str = "", *, in_order: bool = True) -> None:
        """Begin a mark that says its figure when it is pointed at or focused, and leads to the cases behind it."""
        words = f'class="says" data-says="{escape(says)}" aria-label="{escape(says)}"'
        reach = "" if in_order else ' tabindex="-1"'
        kind = f'a href="{escape(address)}"' if address else 'g role="img"'
        self._parts.append(f"<{kind} {words}{reach}>")
        self._closing = "</a>" if address else "</g>"

    def end(self) -> None:
        """End the mark."""
        self._parts.append(self._closing)

    def _put(self, element: str, kind: str, about: dict[str, object], says: str = "") -> None:
        inside = f"<title>{escape(says)}</title></{element}>" if says else ""
        self._parts.append(f"<{element}{svg_attributes(about, kind)}{'>' if says else '/>'}{inside}")


def svg_attributes(about: dict[str, object], kind: str) -> str:
    """Attributes as they stand in a tag."""
    given = {"class": kind, **about} if kind else about
    return "".join(f' {name}="{svg_number(value)}"' for name, value in given.items())


def svg_number(value: object) -> str:
    """A length to a tenth; other values escaped."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(escape(str(value)))


def level_axis(svg: Svg, scale: Scale, marks: Sequence[int], left: float, right: float, said: Sequence[str]) -> None:
    """Level grid lines with their values at the left."""
    for mark, text in zip(marks, said, strict=True):
        svg.line(left, scale(mark), right, scale(mark), "grid")
        svg.text(left - 10, scale(mark) + 4, text, anchor="end")
