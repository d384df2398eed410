"""What a reader of the log filters by."""

from typing import Any, cast

from django import forms

from boards.audit.models import Entry
from boards.audit.queries import LogFilter
from boards.ui.fields import DayField, UuidField

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
    since = DayField(required=False, label="From")
    until = DayField(required=False, label="To")
    client = UuidField(required=False, widget=forms.HiddenInput)
    case = UuidField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Entry.objects.exclude(actor=None).order_by("actor_name").values_list("actor", "actor_name").distinct()
        choice = cast(forms.ChoiceField, self.fields["person"])
        choice.choices = [("", "Everybody"), *dict(people).items()]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "To must not be before From.")
        return data

    def wanted(self) -> LogFilter:
        """The filters as the log takes them; a field that could not be read filters nothing."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return LogFilter(
            person=data.get("person"),
            client=data.get("client"),
            subject=data.get("case"),
            since=data.get("since"),
            until=data.get("until"),
            outcome=data.get("outcome") or "",
        )
