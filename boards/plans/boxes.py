"""The fields of the cover form as a page draws them: boxes with labels, hints, choices, errors and clashes."""

from dataclasses import dataclass, field

from boards import words
from boards.plans import kinds
from boards.plans.typed import Clash, Typed

LABELS = {
    "cover_type": "Cover type",
    "benefit_amount": "Benefit amount, in pounds",
    "benefit_status": "Benefit status",
    "benefit_frequency": "Benefit frequency",
    "indexation": "Indexation, in per cent a year",
    "excess": "Excess, in pounds",
}
HINTS = {"benefit_amount": "For example, 250,000 or 250,000.50", "excess": "For example, 250 or 250.50"}


@dataclass(slots=True)
class Box:
    """One field of the form. `as_`: select, radios, pounds or percent; `fixed`: why it cannot be typed."""

    name: str
    label: str
    as_: str
    value: str
    hint: str = ""
    error: str = ""
    clash: Clash | None = None
    choices: list[tuple[str, str]] = field(default_factory=list)
    fixed: str = ""
    said: str = ""

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader says after the label."""
        said = {f"{self.name}-hint": self.hint, f"{self.name}-error": self.error, f"clash--{self.name}": self.clash}
        return " ".join(name for name, words in said.items() if words)


def box(form: Typed, name: str, clash: Clash | None) -> Box:
    """One field."""
    value, current = form.fields.get(name, ""), str(form.facts.value(name) or "")
    found = Box(name, LABELS[name], "pounds", value, HINTS.get(name, ""), form.errors.get(name, ""), clash)
    if name == "cover_type":
        found.as_ = "select"
        found.choices = offered(kinds.TYPES[form.kind], current, is_new=form.cover is None)
    elif name == "benefit_status":
        found.as_ = "radios"
        found.choices = offered(kinds.STATUSES, current, is_new=form.cover is None)
    elif name == "indexation":
        found.as_ = "percent"
    elif (currency := form.facts.currency(name)) != "GBP":
        held = form.facts.value(name)
        found.fixed = f"Plannr holds it in {currency}, so it is not changed here."
        found.said = words.money(held if isinstance(held, int) else None, currency)
    return found


def offered(known: tuple[str, ...], current: str, *, is_new: bool) -> list[tuple[str, str]]:
    """The words to choose from; a new cover begins without one chosen."""
    return [(word, kinds.label(word)) for word in known] if is_new else kinds.choices(known, current)


def frequency_box(form: Typed, current: str) -> Box | None:
    """How often the benefit is paid: chosen for a new cover, fixed for one that stands (plannr-api.md 8.3)."""
    if form.kind != kinds.PROTECTION:
        return None
    found = Box("benefit_frequency", LABELS["benefit_frequency"], "select", form.fields.get("benefit_frequency", ""))
    found.error = form.errors.get("benefit_frequency", "")
    if form.cover is None:
        found.choices = [(word, kinds.label(word)) for word in kinds.FREQUENCIES]
    else:
        found.fixed = "Set when the cover was made. Plannr does not let it be changed."
        found.said = kinds.label(current)
    return found


def where(form: Typed, name: str) -> str:
    """The id of a field's box; of radio buttons, the first."""
    if name != "benefit_status":
        return name
    return f"benefit_status-{box(form, name, None).choices[0][0]}"
