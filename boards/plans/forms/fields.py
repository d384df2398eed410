"""The fields of the cover form as a page draws them: boxes with labels, hints, choices, errors and clashes."""

from dataclasses import dataclass, field

from boards.mirror import cover_types
from boards.mirror.models import Plan
from boards.plans.forms.cover import CoverForm, FormConflict
from boards.ui import formatting

LABELS = {
    "cover_type": "Cover type",
    "benefit_amount": "Benefit amount, in pounds",
    "benefit_status": "Benefit status",
    "benefit_frequency": "Benefit frequency",
    "indexation": "Indexation, in per cent a year",
    "excess": "Excess, in pounds",
    "client_uuid": "Client the cover is for (optional)",
}
HINTS = {"benefit_amount": "For example, 250,000 or 250,000.50", "excess": "For example, 250 or 250.50"}
EMPTY_LABEL = "Choose one"
OPTIONAL_HINTS = {
    "indexation": "Enter 0 where there is none. Leave it empty to clear it in Plannr.",
    "excess": "For example, 250 or 250.50. Leave it empty to clear it in Plannr.",
}


@dataclass(slots=True)
class BoundCoverField:
    """One field of the form. `as_`: select, radios, pounds or percent; `fixed`: why it cannot be typed; `blank`:
    what stands for no choice.
    """

    name: str
    label: str
    as_: str
    value: str
    hint: str = ""
    error: str = ""
    clash: FormConflict | None = None
    choices: list[tuple[str, str]] = field(default_factory=list)
    blank: str = ""
    fixed: str = ""
    said: str = ""

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader says after the label."""
        said = {f"{self.name}-hint": self.hint, f"{self.name}-error": self.error, f"clash--{self.name}": self.clash}
        return " ".join(name for name, words in said.items() if words)


def bind_field(form: CoverForm, name: str, clash: FormConflict | None) -> BoundCoverField:
    """One field."""
    value, current = form.fields.get(name, ""), str(form.facts.value(name) or "")
    hint = (OPTIONAL_HINTS.get(name) if form.cover else None) or HINTS.get(name, "")
    found = BoundCoverField(name, LABELS[name], "pounds", value, hint, form.errors.get(name, ""), clash)
    if name == "cover_type":
        found.as_, found.blank = "select", "" if form.cover else EMPTY_LABEL
        found.choices = word_choices(cover_types.TYPES[form.kind], current, is_new=form.cover is None)
    elif name == "benefit_status":
        found.as_ = "radios"
        found.choices = word_choices(cover_types.STATUSES, current, is_new=form.cover is None)
    elif name == "indexation":
        found.as_ = "percent"
    elif (currency := form.facts.currency(name)) != "GBP":
        held = form.facts.value(name)
        found.fixed = f"Plannr holds it in {currency}, so it is not changed here."
        found.said = formatting.money(held if isinstance(held, int) else None, currency)
    return found


def word_choices(known: tuple[str, ...], current: str, *, is_new: bool) -> list[tuple[str, str]]:
    """The words to choose from; a new cover begins without one chosen."""
    return [(word, cover_types.label(word)) for word in known] if is_new else cover_types.choices(known, current)


def bind_frequency(form: CoverForm, current: str) -> BoundCoverField | None:
    """How often the benefit is paid: chosen for a new cover, fixed for one that stands (plannr-api.md 8.3)."""
    if form.kind != cover_types.PROTECTION:
        return None
    found = BoundCoverField(
        "benefit_frequency", LABELS["benefit_frequency"], "select", form.fields.get("benefit_frequency", "")
    )
    found.error = form.errors.get("benefit_frequency", "")
    if form.cover is None:
        found.choices, found.blank = [(word, cover_types.label(word)) for word in cover_types.FREQUENCIES], EMPTY_LABEL
    else:
        found.fixed = "Set when the cover was made. Plannr does not let it be changed."
        found.said = cover_types.label(current)
    return found


def bind_client(form: CoverForm, plan: Plan) -> BoundCoverField | None:
    """Whom a new cover is for, where the plan has several clients."""
    if "client_uuid" not in form.names or len(plan.owners) < 2:
        return None
    value, error = form.fields.get("client_uuid", ""), form.errors.get("client_uuid", "")
    choices = [(uuid, name) for uuid, name in plan.owners]
    return BoundCoverField(
        "client_uuid", LABELS["client_uuid"], "select", value, error=error, choices=choices, blank="Not given"
    )


def field_anchor(form: CoverForm, name: str) -> str:
    """The id of a field's box; of radio buttons, the first."""
    if name != "benefit_status":
        return name
    return f"benefit_status-{bind_field(form, name, None).choices[0][0]}"
