"""What a reader of the log filters by."""

from typing import Any, cast

from django import forms

from boards import words
from boards.audit.log import Wanted
from boards.audit.models import Entry

OUTCOMES = [
    ("", "Any outcome"),
    ("saved", "Saved"),
    ("refused", "Refused"),
    ("unknown", "Being checked"),
    ("superseded", "Cannot be known"),
    ("conflict", "Not sent: it had changed"),
]


class FilterForm(forms.Form):
    """Person, client, case, days and outcome; every field may stay empty."""

    person = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    outcome = forms.ChoiceField(required=False, choices=OUTCOMES)
    since = forms.DateField(
        required=False,
        label="From",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "From must be a date, like 2026-09-30."},
    )
    until = forms.DateField(
        required=False,
        label="To",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "To must be a date, like 2026-09-30."},
    )
    client = forms.UUIDField(required=False, widget=forms.HiddenInput)
    case = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Entry.objects.exclude(actor=None).order_by("actor_name").values_list("actor", "actor_name").distinct()
        choice = cast(forms.ChoiceField, self.fields["person"])
        choice.choices = [("", "Everybody"), *dict(people).items()]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")

    def clean(self) -> dict[str, Any]:
        """The days lie in the calendar people live by, and the last not before the first."""
        data: dict[str, Any] = super().clean() or {}
        for name, label in (("since", "From"), ("until", "To")):
            if data.get(name) and not words.is_in_calendar(data[name]):
                self.add_error(name, f"{label} must lie between {words.EARLIEST.year} and {words.LATEST.year}.")
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "To must not be before From.")
        return data

    def wanted(self) -> Wanted:
        """The filters as the log takes them; a field that could not be read filters nothing."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Wanted(
            person=data.get("person"),
            client=data.get("client"),
            subject=data.get("case"),
            since=data.get("since"),
            until=data.get("until"),
            outcome=data.get("outcome") or "",
        )
