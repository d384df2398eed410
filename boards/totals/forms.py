"""What a person may ask of the totals through the address, and what they may set."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from boards.mirror import conditions, wall
from boards.totals.filters import BOTH, COMPLETED, COUNTINGS, ISSUE_KINDS, NONE, OPEN, OTHER, TotalsFilter
from boards.totals.models import StatusProbability
from boards.ui import formatting
from boards.ui.fields import MAX_KEYS, DayField, KeysField, PoundsField, WholeField

STATE_LABELS = {OPEN: "In progress", COMPLETED: "Completed", BOTH: "Both"}


def keys_field(called: str, *words: str) -> KeysField:
    """Uuids of one kind of record in the address, and `words` that stand among them."""
    invalid = f"The {called} in the address is not one that can be looked up."
    return KeysField(words, required=False, error_messages={"invalid": invalid})


class TagsField(forms.Field):
    """Several tags by name. Gives a tuple of text."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text[:200].replace("\0", "") for text in (value or [])[:MAX_KEYS] if text.strip()))


class TotalsFilterForm(forms.Form):
    """Every filter; all may stay empty."""

    show = forms.CharField(required=False)
    status = keys_field("status", NONE, OTHER)
    type = keys_field("type", NONE)
    adviser = keys_field("adviser", NONE)
    tag = TagsField(required=False)
    q = forms.CharField(
        required=False,
        max_length=200,
        label="Name holds",
        help_text="The case’s name, or its client’s.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    least = PoundsField(required=False, label="From £", widget=forms.TextInput(attrs={"class": "input"}))
    most = PoundsField(required=False, label="To £", widget=forms.TextInput(attrs={"class": "input"}))
    since = DayField(required=False, label="From")
    until = DayField(required=False, label="To")
    opened = forms.CharField(required=False)
    finished = forms.CharField(required=False)
    value = forms.CharField(required=False)
    odd = forms.CharField(required=False)
    late = forms.BooleanField(required=False)
    shared = forms.BooleanField(required=False)
    counting = forms.CharField(required=False)

    def clean_show(self) -> str:
        return self.one_of("show", {**STATE_LABELS, "": ""}) or OPEN

    def clean_q(self) -> str:
        """On one line, as the board reads it."""
        return " ".join(str(self.cleaned_data["q"]).split())

    def clean_value(self) -> str:
        return self.one_of("value", {NONE: "", OTHER: "", "": ""})

    def clean_counting(self) -> str:
        return self.one_of("counting", COUNTINGS)

    def clean_odd(self) -> str:
        return self.one_of("odd", {**ISSUE_KINDS, "": ""})

    def clean_opened(self) -> str:
        return self.month("opened")

    def clean_finished(self) -> str:
        return self.month("finished")

    def one_of(self, name: str, allowed: dict[str, str]) -> str:
        """A word out of a list. Raises ValidationError."""
        text = str(self.cleaned_data[name])
        if text not in allowed:
            raise forms.ValidationError(f"“{text[:40]}” in the address is nothing the totals can show.")
        return text

    def month(self, name: str) -> str:
        """A month such as 2026-06. Raises ValidationError."""
        text = str(self.cleaned_data[name])
        if text and not conditions.MONTH.fullmatch(text):
            raise forms.ValidationError("The month in the address must look like 2026-06.")
        return text

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first; so with amounts."""
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "To must not be before From.")
        least, most = data.get("least"), data.get("most")
        if least is not None and most is not None and most < least:
            self.add_error("most", "The highest value must not be below the lowest.")
        return data

    def wanted(self, scope: str = "") -> TotalsFilter:
        """The filters; one that could not be read filters nothing, and the page says so."""
        self.is_valid()
        known = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", (), False)}
        return TotalsFilter(**known, scope=scope)


def filter_form(data: QueryDict) -> TotalsFilterForm:
    """The form over an address's query."""
    return TotalsFilterForm(data)


class ProbabilitiesForm(forms.Form):
    """A chance in whole percent for each status that is open; an empty one is not set."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = dict(StatusProbability.objects.values_list("status", "percent"))
        for uuid, name, raw, is_completed in wall.statuses():
            if is_completed:
                continue
            paint = {"class": "input", "size": 4, "inputmode": "numeric", "paint": formatting.colour(raw)}
            self.fields[f"chance-{uuid}"] = WholeField(
                most=100, label=name, required=False, initial=kept.get(uuid), widget=forms.TextInput(attrs=paint)
            )

    def chances(self) -> dict[UUID, int | None]:
        """What was set, by status."""
        return {UUID(name.removeprefix("chance-")): value for name, value in self.cleaned_data.items()}


class SaveFiltersForm(forms.Form):
    """A name for the filters that are on, and whether everybody may open them."""

    name = forms.CharField(max_length=60, error_messages={"required": "Give these filters a name."})
    query = forms.CharField(max_length=2000, required=False)
    shared = forms.BooleanField(required=False)
    counting = forms.CharField(required=False)

    def clean_query(self) -> str:
        """Only what the totals understand is kept, written as the totals write it."""
        form = TotalsFilterForm(QueryDict(self.cleaned_data["query"]))
        return form.wanted().text()
