"""What a person may ask of the totals through the address, and what they may set."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from boards.cases.filters.form import MAX_LENGTH, CaseFilterForm, LineField
from boards.mirror.board_data import listed_statuses
from boards.totals.filters import BOTH, COMPLETED, COUNTINGS, OPEN, OWN, TotalsFilter, translated
from boards.totals.models import StatusProbability
from boards.ui import formatting
from boards.ui.fields import DayField, PoundsField, WholeField

STATE_LABELS = {OPEN: "In progress", COMPLETED: "Completed", BOTH: "Both"}


class TotalsFilterForm(CaseFilterForm):
    """The filters of cases, and those of totals alone."""

    text = LineField(
        required=False,
        max_length=MAX_LENGTH,
        label="Name holds",
        help_text="The case’s name, or its client’s.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    least = PoundsField(required=False, label="From £", widget=forms.TextInput(attrs={"class": "input"}))
    most = PoundsField(required=False, label="To £", widget=forms.TextInput(attrs={"class": "input"}))
    since = DayField(required=False, label="From")
    until = DayField(required=False, label="To")
    late = forms.BooleanField(required=False)
    shared = forms.BooleanField(required=False)
    counting = forms.CharField(required=False)

    def clean_counting(self) -> str:
        text = str(self.cleaned_data["counting"])
        if text not in COUNTINGS:
            raise forms.ValidationError(f"“{text[:40]}” is no way for a case to count for several advisers.")
        return text

    def wanted(self, scope: str = "") -> TotalsFilter:
        """The filters; one that could not be read filters nothing, and the page says so."""
        cases = replace(self.sieve, order="")
        found = TotalsFilter(cases, scope=scope, **{name: self.cleaned_data.get(name, "") for name in OWN})
        return found.in_state(found.show) if found.cases.states else found


class ProbabilitiesForm(forms.Form):
    """A chance in whole percent for each status that is open; an empty one is not set."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = dict(StatusProbability.objects.values_list("status", "percent"))
        for uuid, name, raw, is_completed in listed_statuses():
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
        form = TotalsFilterForm(QueryDict(translated(self.cleaned_data["query"])))
        return form.wanted().query()
