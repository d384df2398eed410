"""What a person may ask of the totals through the address, and what they may set."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from boards import words
from boards.mirror import conditions, wall
from boards.totals.models import Chance
from boards.totals.wanted import BOTH, COMPLETED, NONE, ODD, OPEN, OTHER, SAID, Wanted

MOST_CHOSEN = 200
RICHEST = 10**14
SHOWS = {OPEN: "In progress", COMPLETED: "Completed", BOTH: "Both"}


class Keys(forms.Field):
    """Several keys of one kind: uuids, and the `words` that are no uuid. Gives a tuple of text."""

    widget = forms.SelectMultiple

    def __init__(self, *words: str, called: str) -> None:
        super().__init__(required=False)
        self.words, self.called = words, called

    def to_python(self, value: Any) -> tuple[str, ...]:
        texts = [text.strip().lower() for text in value or [] if text.strip()]
        return tuple(dict.fromkeys(self.one(text) for text in texts[:MOST_CHOSEN]))

    def one(self, text: str) -> str:
        """One key. Raises ValidationError for what cannot be one."""
        try:
            return text if text in self.words else str(UUID(text))
        except ValueError:
            raise forms.ValidationError(f"The {self.called} in the address is not one that can be looked up.") from None


class Tags(forms.Field):
    """Several tags by name. Gives a tuple of text."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(text[:200].replace("\0", "") for text in (value or [])[:MOST_CHOSEN] if text.strip())
        )


class Pounds(forms.CharField):
    """Money as people type it: "1,250", "£1250.50". Gives pennies, or None."""

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"[£,\s]", "", str(super().to_python(value) or ""))
        if not text:
            return None
        try:
            pennies = Decimal(text) * 100
        except InvalidOperation:
            pennies = Decimal("NaN")
        if not (pennies.is_finite() and 0 <= pennies <= RICHEST and pennies == int(pennies)):
            raise forms.ValidationError(f"{self.label} must be an amount in pounds, like 1,250 or 1,250.50.")
        return int(pennies)


def day(label: str) -> forms.DateField:
    """A date that may stay empty."""
    words = {"invalid": f"{label} must be a date, like 2026-09-30."}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input"})
    return forms.DateField(required=False, label=label, widget=widget, error_messages=words)


class FilterForm(forms.Form):
    """Every filter; all may stay empty."""

    show = forms.CharField(required=False)
    status = Keys(NONE, OTHER, called="status")
    type = Keys(NONE, called="type")
    adviser = Keys(NONE, called="adviser")
    tag = Tags(required=False)
    q = forms.CharField(
        required=False,
        max_length=200,
        label="Name holds",
        help_text="The case’s name, or its client’s.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    least = Pounds(required=False, label="From £", widget=forms.TextInput(attrs={"class": "input"}))
    most = Pounds(required=False, label="To £", widget=forms.TextInput(attrs={"class": "input"}))
    since = day("From")
    until = day("To")
    opened = forms.CharField(required=False)
    finished = forms.CharField(required=False)
    value = forms.CharField(required=False)
    odd = forms.CharField(required=False)
    late = forms.BooleanField(required=False)
    shared = forms.BooleanField(required=False)
    counting = forms.CharField(required=False)

    def clean_show(self) -> str:
        return self.one_of("show", {**SHOWS, "": ""}) or OPEN

    def clean_q(self) -> str:
        """On one line, as the board reads it."""
        return " ".join(str(self.cleaned_data["q"]).split())

    def clean_value(self) -> str:
        return self.one_of("value", {NONE: "", OTHER: "", "": ""})

    def clean_counting(self) -> str:
        return self.one_of("counting", SAID)

    def clean_odd(self) -> str:
        return self.one_of("odd", {**ODD, "": ""})

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
        """Dates lie within living memory, and the last one not before the first; so with amounts."""
        data: dict[str, Any] = super().clean() or {}
        for name, label in (("since", "From"), ("until", "To")):
            if data.get(name) and not words.is_in_calendar(data[name]):
                self.add_error(name, f"{label} must lie between {words.EARLIEST.year} and {words.LATEST.year}.")
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "To must not be before From.")
        least, most = data.get("least"), data.get("most")
        if least is not None and most is not None and most < least:
            self.add_error("most", "The highest value must not be below the lowest.")
        return data

    def wanted(self, scope: str = "") -> Wanted:
        """The filters; one that could not be read filters nothing, and the page says so."""
        self.is_valid()
        known = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", (), False)}
        return Wanted(**known, scope=scope)


def asked(data: QueryDict) -> FilterForm:
    """The form over an address's query."""
    return FilterForm(data)


class ChancesForm(forms.Form):
    """A chance in whole percent for each status that is open; an empty one is not set."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = dict(Chance.objects.values_list("status", "percent"))
        for uuid, name, raw, is_completed in wall.statuses():
            if is_completed:
                continue
            wrong = f"{name}: a chance is a whole number from 0 to 100."
            paint = {"class": "input", "size": 4, "inputmode": "numeric", "paint": words.colour(raw)}
            self.fields[f"chance-{uuid}"] = field = forms.IntegerField(
                label=name,
                required=False,
                min_value=0,
                max_value=100,
                initial=kept.get(uuid),
                widget=forms.TextInput(attrs=paint),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
            )
            # Django's type of a validator says only that it is called; those of a number have a message.
            for validator in field.validators:
                validator.message = wrong  # type: ignore[attr-defined]

    def chances(self) -> dict[UUID, int | None]:
        """What was set, by status."""
        return {UUID(name.removeprefix("chance-")): value for name, value in self.cleaned_data.items()}


class SaveForm(forms.Form):
    """A name for the filters that are on, and whether everybody may open them."""

    name = forms.CharField(max_length=60, error_messages={"required": "Give these filters a name."})
    query = forms.CharField(max_length=2000, required=False)
    shared = forms.BooleanField(required=False)
    counting = forms.CharField(required=False)

    def clean_query(self) -> str:
        """Only what the totals understand is kept, written as the totals write it."""
        form = FilterForm(QueryDict(self.cleaned_data["query"]))
        return form.wanted().text()
